import ExchangeTestKit
import StrictJSON
import Testing

@Suite("The JSON parser")
struct ParserTests {
    private func code(_ text: String) -> String? {
        do throws(JSONError) {
            _ = try JSONDocument(parsing: Array(text.utf8))
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "names the fault with code, line and column",
        arguments: [
            ("", "json.unexpected-end at line 1, column 1"),
            ("[1,\n 2,]", "json.trailing-comma at line 2, column 3"),
            ("{\"a\":1,}", "json.trailing-comma at line 1, column 7"),
            ("{\"a\":1 \"b\":2}", "json.unexpected-character at line 1, column 8"),
            ("[1] 2", "json.trailing-content at line 1, column 5"),
            ("[01]", "json.invalid-number at line 1, column 2"),
            ("[-]", "json.invalid-number at line 1, column 2"),
            ("[1.]", "json.invalid-number at line 1, column 2"),
            ("[NaN]", "json.not-a-number at line 1, column 2"),
            ("[-Infinity]", "json.not-a-number at line 1, column 2"),
            ("[\"\\x\"]", "json.invalid-escape at line 1, column 3"),
            ("[\"a\tb\"]", "json.control-character at line 1, column 4"),
            ("[\"é\\ud800\"]", "json.lone-surrogate at line 1, column 4"),
            ("[\"\\udc00\"]", "json.lone-surrogate at line 1, column 3"),
            ("\u{FEFF}[]", "json.byte-order-mark at line 1, column 1"),
            ("{\"a\":1,\n\"a\":2}", "json.duplicate-name at line 2, column 1"),
            ("{\"a\":1,\"\\u0061\":2}", "json.duplicate-name at line 1, column 8"),
            ("'a'", "json.unexpected-character at line 1, column 1"),
            ("[tru]", "json.unexpected-character at line 1, column 2"),
        ]
    )
    func faults(text: String, expected: String) {
        #expect(code(text) == expected)
    }

    @Test("keeps names apart that differ only by Unicode composition")
    func compositionIsNotEquality() {
        #expect(code("{\"\u{E9}\":1,\"e\u{301}\":2}") == nil)
    }

    @Test("finds a duplicate among thousands of names")
    func manyNames() throws {
        let names = (0..<5000).map { "\"member-with-a-long-name-\($0)\":\($0)" }
        #expect(code("{\(names.joined(separator: ","))}") == nil)
        #expect(
            code("{\(names.joined(separator: ",")),\"member-with-a-long-name-77\":0}")?.hasPrefix("json.duplicate-name")
                == true
        )
    }

    @Test("keeps the text of numbers")
    func numbersStayText() throws {
        let document = try JSONDocument(parsing: Array("[1.0,1e400,9007199254740993,-0]".utf8))
        let texts = document.root.elements.map { String(decoding: $0.sourceBytes, as: UTF8.self) }
        #expect(texts == ["1.0", "1e400", "9007199254740993", "-0"])
        #expect(document.root[0]?.integer == nil)
        #expect(document.root[2]?.integer == 9_007_199_254_740_993)
    }

    @Test("stops at each named limit", arguments: ["bytesMax", "depthMax", "nodesMax", "numberBytesMax"])
    func limits(name: String) throws {
        let limits = JSONLimits(bytesMax: 400, depthMax: 8, nodesMax: 40, numberBytesMax: 16)
        let text =
            switch name {
            case "bytesMax": "\"\(String(repeating: "a", count: 400))\""
            case "depthMax": String(repeating: "[", count: 9) + String(repeating: "]", count: 9)
            case "nodesMax": "[\((0..<60).map { "\($0)" }.joined(separator: ","))]"
            default: String(repeating: "9", count: 17)
            }
        #expect { try JSONDocument(parsing: Array(text.utf8), limits: limits) } throws: { error in
            (error as? JSONError)?.code == .limitExceeded && (error as? JSONError)?.limit?.name == name
        }
    }

    @Test("walks values by name, position and pointer")
    func navigation() throws {
        let text = "{\"a\":[{\"b\\u002fc\":\"x\\ny\"},true,null],\"é\":false}"
        let root = try JSONDocument(parsing: Array(text.utf8)).root
        #expect(root["a"]?[0]?["b/c"]?.string == "x\ny")
        #expect(JSONPointer("/a/0/b~1c")?.resolve(in: root)?.string == "x\ny")
        #expect(JSONPointer("/a/1")?.resolve(in: root)?.boolean == true)
        #expect(JSONPointer("/a/01")?.resolve(in: root) == nil)
        #expect(JSONPointer("/a/3")?.resolve(in: root) == nil)
        #expect(root["e\u{301}"] == nil)
        #expect(JSONPointer("a") == nil)
        #expect(JSONPointer("/~2") == nil)
    }

    @Test("reads again what it writes")
    func roundTrip() throws {
        var generator = SeededGenerator.announced()
        for _ in 0..<500 {
            let tree = RandomJSON.tree(&generator, depth: 4)
            let compact = try JSONDocument(parsing: tree.compactBytes)
            let pretty = try JSONDocument(parsing: tree.prettyBytes)
            #expect(JSONTree(compact.root).compactBytes == tree.compactBytes)
            #expect(JSONTree(pretty.root).compactBytes == tree.compactBytes)
            let canonical = try CanonicalForm.bytes(of: compact.root)
            #expect(try CanonicalForm.bytes(of: try JSONDocument(parsing: canonical).root) == canonical)
        }
    }
}

/// Random JSON values with unique member names.
enum RandomJSON {
    static func tree(_ generator: inout SeededGenerator, depth: Int) -> JSONTree {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
        case 0: return .null
        case 1: return .boolean(Bool.random(using: &generator))
        case 2: return .integer(Int.random(in: -(1 << 53)...(1 << 53), using: &generator))
        case 3: return .number("\(Double.random(in: -1e9...1e9, using: &generator))")
        case 4: return .string(text(&generator))
        case 5:
            return .array(
                (0..<Int.random(in: 0..<5, using: &generator)).map { _ in tree(&generator, depth: depth - 1) }
            )
        default:
            let count = Int.random(in: 0..<40, using: &generator)
            return .object((0..<count).map { .init("\($0)" + text(&generator), tree(&generator, depth: depth - 1)) })
        }
    }

    private static func text(_ generator: inout SeededGenerator) -> String {
        let alphabet: [Unicode.Scalar] = [
            "a", "Z", "\"", "\\", "\n", "\u{0}", "/", "é", "\u{2028}", "😀", "\u{FFFF}", "~",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0..<20, using: &generator) {
            text.unicodeScalars.append(alphabet[Int.random(in: 0..<alphabet.count, using: &generator)])
        }
        return text
    }
}
