import JSONSchema
import StrictJSON
import Testing

@Suite("Evaluating instances")
struct EvaluationTests {
    @Test(
        "Numbers are compared exactly",
        arguments: [
            (#"{"const":1}"#, "1.0", true), (#"{"const":1}"#, "10e-1", true), (#"{"const":0}"#, "-0.0", true),
            (#"{"const":9007199254740993}"#, "9007199254740992", false), (#"{"enum":[1e400]}"#, "10e399", true),
            (#"{"type":"integer"}"#, "1e3", true), (#"{"type":"integer"}"#, "1.50e1", true),
            (#"{"type":"integer"}"#, "1e-1", false), (#"{"maximum":9007199254740992}"#, "9007199254740993", false),
            (#"{"minimum":0.1}"#, "0.09999999999999999999999", false), (#"{"maximum":1e400}"#, "1e401", false),
            (#"{"maximum":1e400}"#, "1e99999999999999999999999", false), (#"{"minimum":-1}"#, "-1e-99999999999", true),
            (#"{"multipleOf":0.01}"#, "4.35", true), (#"{"multipleOf":0.01}"#, "4.355", false),
            (#"{"multipleOf":3}"#, "1e99999999999", false), (#"{"multipleOf":4}"#, "1e99999999999", true),
            (#"{"multipleOf":7}"#, "49000000000000000000000000000000000000000", true),
            (#"{"multipleOf":1e-8}"#, "12391239123", true), (#"{"uniqueItems":true}"#, "[1,1.0]", false),
            (#"{"uniqueItems":true}"#, "[0.1,0.10000000000000000001]", true),
        ]
    )
    func exactNumbers(schema: String, instance: String, isValid: Bool) throws {
        #expect(try SchemaFixture.isValid(schema, instance) == isValid)
    }

    @Test(
        "Lengths are counted in scalars, however the text is written",
        arguments: [
            (#"{"minLength":2}"#, #""\ud83d\ude00""#, false), (#"{"minLength":2}"#, "\"\u{1F600}\"", false),
            (#"{"maxLength":1}"#, #""\ud83d\ude00""#, true), (#"{"maxLength":1}"#, #""e\u0301""#, false),
            (#"{"const":"a/b"}"#, #""a\/b""#, true), (#"{"properties":{"a":false}}"#, #"{"\u0061":1}"#, false),
            (#"{"required":["a"]}"#, #"{"\u0061":1}"#, true), (#"{"pattern":"^a$"}"#, #""\u0061""#, true),
        ]
    )
    func texts(schema: String, instance: String, isValid: Bool) throws {
        #expect(try SchemaFixture.isValid(schema, instance) == isValid)
    }

    @Test("Instances as deep as the parser allows are walked")
    func deepInstances() throws {
        let deep = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        let schema = ##"{"type":"array","allOf":[{"items":{"$ref":"#"}}]}"##
        #expect(try SchemaFixture.isValid(schema, deep))
        #expect(try !SchemaFixture.isValid(schema, deep.replacing("[]", with: "[1]")))
    }

    @Test("A loop that only shows at run time ends as a violation, even below not", arguments: ["anyOf", "not"])
    func dynamicLoops(keyword: String) throws {
        let dynamic = ##"{"$dynamicRef":"#m"}"##
        let inner = keyword == "not" ? dynamic : "[\(dynamic),\(dynamic)]"
        let schema =
            #"{"$id":"urn:a","$dynamicAnchor":"m","allOf":[{"$ref":"urn:b"}],"#
            + #""$defs":{"b":{"$id":"urn:b","$dynamicAnchor":"m","\#(keyword)":\#(inner)}}}"#
        #expect(try !SchemaFixture.isValid(schema, "1"))
        #expect(try SchemaFixture.violations(schema, "1").contains { $0.keyword == "limit" })
    }

    @Test("Wide objects find every name, and large arrays every repeat")
    func wideObjects() throws {
        let names = (0..<5_000).map { "\"member-\($0)-of-many\"" }
        let properties = names.map { "\($0):{\"type\":\"integer\"}" }.joined(separator: ",")
        let schema = """
            {"properties":{\(properties)},"required":[\(names.joined(separator: ","))],"additionalProperties":false}
            """
        let members = names.map { "\($0):1" }
        #expect(try SchemaFixture.isValid(schema, "{\(members.joined(separator: ","))}"))
        let missing = try SchemaFixture.violations(schema, "{\(members.dropLast().joined(separator: ","))}")
        #expect(missing.map(\.expected) == ["the member \"member-4999-of-many\""])
        let reversed = "{\(members.reversed().joined(separator: ","))}"
        let pair = "[{\(members.joined(separator: ","))},\(reversed)]"
        #expect(try !SchemaFixture.isValid(#"{"uniqueItems":true}"#, pair))
        let numbers = (0..<20_000).map(String.init).joined(separator: ",")
        #expect(try SchemaFixture.isValid(#"{"uniqueItems":true}"#, "[\(numbers)]"))
        #expect(try !SchemaFixture.isValid(#"{"uniqueItems":true}"#, "[\(numbers),7.0]"))
    }

    @Test("A sub-value is validated on its own")
    func subValues() throws {
        let document = try SchemaFixture.json(#"{"a":[1,"x"]}"#)
        let value = try #require(document.root["a"])
        let validator = SchemaValidator(try SchemaFixture.compiled(#"{"items":{"type":"integer"}}"#))
        let violation = try #require(validator.violations(of: value, max: 5).first)
        #expect(violation.instance.description == "/1")
        #expect(document.place(ofNode: violation.node).column == 9)
    }
}
