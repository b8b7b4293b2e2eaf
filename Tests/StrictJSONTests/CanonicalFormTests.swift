import StrictJSON
import Testing

@Suite("The canonical form")
struct CanonicalFormTests {
    private func canonical(_ text: String) throws -> String {
        let document = try JSONDocument(parsing: Array(text.utf8))
        return String(decoding: try CanonicalForm.bytes(of: document.root), as: UTF8.self)
    }

    @Test(
        "prints numbers as ECMAScript does (RFC 8785, appendix B)",
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"), (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"), (0xC340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"), (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"),
            (0x44B5_2D02_C7E1_4AF6, "1e+23"), (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"),
            (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"), (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"),
            (0x444B_1AE4_D6E2_EF50, "1e+21"), (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"),
            (0x3EB0_C6F7_A0B5_ED8D, "0.000001"), (0x41B3_DE43_5555_5553, "333333333.3333332"),
            (0x41B3_DE43_5555_5555, "333333333.3333333"), (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
            (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
        ] as [(UInt64, String)]
    )
    func numbers(bits: UInt64, expected: String) {
        #expect(ECMAScriptNumber.text(of: Double(bitPattern: bits)) == expected)
    }

    @Test(
        "refuses numbers that a double cannot hold",
        arguments: ["1e400", "-1e400", "9007199254740993", "1e-400", "-123456789012345678901"]
    )
    func notExact(text: String) {
        #expect { try canonical("[\(text)]") } throws: { ($0 as? JSONError)?.code == .numberNotExact }
    }

    @Test(
        "accepts what it printed itself, and integers that a double holds",
        arguments: [
            ("1152921504606847000", "1152921504606847000"), ("1152921504606846976", "1152921504606847000"),
            ("9007199254740992", "9007199254740992"), ("-0", "0"), ("0e5", "0"), ("1.0", "1"), ("1E2", "100"),
        ]
    )
    func exact(text: String, expected: String) throws {
        #expect(try canonical(text) == expected)
    }

    @Test("sorts members by UTF-16 code units")
    func sorting() throws {
        #expect(try canonical("{\"\u{FB33}\":1,\"😀\":2,\"b\":3,\"a\":4}") == "{\"a\":4,\"b\":3,\"😀\":2,\"\u{FB33}\":1}")
    }

    @Test(
        "a whole number that a double makes another one of is refused, however it is written",
        arguments: [
            "9007199254740993", "9007199254740993.0", "9.007199254740993e15", "9007199254740993e0",
            "-90071992547409930e-1",
        ]
    )
    func otherIntegers(text: String) throws {
        let value = try JSONDocument(parsing: Array(text.utf8)).root
        #expect(throws: JSONError.self) { try CanonicalForm.bytes(of: value) }
    }

    @Test(
        "what is printed with the same value is kept",
        arguments: [
            ("1E30", "1e+30"), ("1.0", "1"), ("333333333.33333329", "333333333.3333333"), ("1e23", "1e+23"),
            ("0.0", "0"), ("-0e5", "0"),
        ]
    )
    func sameValue(row: (text: String, canonical: String)) throws {
        let value = try JSONDocument(parsing: Array(row.text.utf8)).root
        #expect(try CanonicalForm.bytes(of: value) == Array(row.canonical.utf8))
    }
}
