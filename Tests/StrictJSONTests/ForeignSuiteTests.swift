import ExchangeTestKit
import StrictJSON
import Testing

@Suite("Foreign suites for JSON")
struct ForeignSuiteTests {
    /// Names must be unique in I-JSON (RFC 7493, section 2.3), so these two are refused.
    private static let refusedForDuplicateNames: Set<String> = [
        "y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json",
    ]

    /// Our answer to what RFC 8259 leaves open: numbers of any size are kept as text, nesting to 512 is fine; text that
    /// is not UTF-8, surrogate halves and a byte order mark are refused.
    private static let acceptedOfOpen: Set<String> = [
        "i_number_double_huge_neg_exp.json", "i_number_huge_exp.json", "i_number_neg_int_huge_exp.json",
        "i_number_pos_double_huge_exp.json", "i_number_real_neg_overflow.json", "i_number_real_pos_overflow.json",
        "i_number_real_underflow.json", "i_number_too_big_neg_int.json", "i_number_too_big_pos_int.json",
        "i_number_very_big_negative_int.json", "i_structure_500_nested_arrays.json",
    ]

    @Test(
        "JSONTestSuite: every y_ is accepted, every n_ refused, every i_ answered as written down",
        .enabled(if: SharedFolder.has("suites/json-test-suite"))
    )
    func jsonTestSuite() throws {
        let folder = "suites/json-test-suite/test_parsing"
        var count = 0
        for name in try SharedFolder.files(folder) {
            let bytes = try SharedFolder.bytes("\(folder)/\(name)")
            let isAccepted = (try? JSONDocument(parsing: bytes)) != nil
            let expected =
                switch name.prefix(2) {
                case "y_": !Self.refusedForDuplicateNames.contains(name)
                case "n_": false
                default: Self.acceptedOfOpen.contains(name)
                }
            #expect(isAccepted == expected, "\(name)")
            count += 1
        }
        #expect(count == 318)
    }

    @Test("JCS: every canonical form is reproduced byte for byte", .enabled(if: SharedFolder.has("suites/jcs")))
    func canonicalForms() throws {
        for name in try SharedFolder.files("suites/jcs/testdata/input") {
            let document = try JSONDocument(parsing: try SharedFolder.bytes("suites/jcs/testdata/input/\(name)"))
            let expected = try SharedFolder.bytes("suites/jcs/testdata/output/\(name)")
            #expect(try CanonicalForm.bytes(of: document.root) == expected, "\(name)")
        }
    }
}
