import JSONSchema
import StrictJSON
import Testing

@Suite("Violations and refusals")
struct ViolationTests {
    private func validator(_ schema: String) throws -> SchemaValidator {
        let document = try JSONDocument(parsing: Array(schema.utf8))
        return SchemaValidator(try CompiledSchema(document, uri: "file:///s", registry: SchemaRegistry()))
    }

    @Test(
        "tell place, keyword, what was expected and what was found",
        arguments: [
            ("{\"type\":\"string\"}", "1", "|type|a string|an integer"),
            (
                "{\"properties\":{\"a\":{\"maxLength\":2}}}", "{\"a\":\"xyz\"}",
                "/a|maxLength|at most 2 characters|3 characters"
            ),
            ("{\"minLength\":2}", "\"é\"", "|minLength|at least 2 characters|1 character"),
            ("{\"required\":[\"a\"]}", "{}", "|required|the member \"a\"|no such member"),
            (
                "{\"additionalProperties\":false}", "{\"b\":1}",
                "|additionalProperties|no other members|one more, member 1 of the object"
            ),
            ("{\"enum\":[1,\"x\"]}", "\"y\"", "|enum|one of 1, \"x\"|a string that is none of them"),
            ("{\"const\":1}", "2", "|const|1|an integer that is another"),
            ("{\"items\":{\"minimum\":3}}", "[5,1]", "/1|minimum|at least 3|a number outside"),
            ("{\"multipleOf\":0.1}", "0.25", "|multipleOf|a multiple of 0.1|another number"),
            ("{\"uniqueItems\":true}", "[1,1.0]", "|uniqueItems|items that differ|two equal items"),
            ("{\"pattern\":\"^a$\"}", "\"b\"", "|pattern|text that matches the pattern|text that does not"),
            ("{\"minItems\":1}", "[]", "|minItems|at least 1 item|0 items"),
            (
                "{\"dependentRequired\":{\"a\":[\"b\"]}}", "{\"a\":1}",
                "|dependentRequired|the member \"b\"|no such member"
            ),
            ("{\"oneOf\":[{\"minimum\":1},{\"minimum\":2}]}", "3", "|oneOf|exactly one of 2 forms|2 of them"),
            ("{\"not\":{\"type\":\"null\"}}", "null", "|not|something else, or nothing here|null"),
            ("{\"contains\":{\"const\":1}}", "[2]", "|contains|at least 1 matching item|0 matching items"),
        ]
    )
    func violations(schema: String, instance: String, expected: String) throws {
        let value = try JSONDocument(parsing: Array(instance.utf8)).root
        let found = try validator(schema).violations(of: value, max: 10)
        let texts = found.map { "\($0.instance)|\($0.keyword)|\($0.expected)|\($0.found)" }
        #expect(texts == [expected])
    }

    @Test("are all told, not only the first, and never with the instance's text")
    func all() throws {
        let schema =
            "{\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{\"maxLength\":1}},\"required\":[\"c\"],\"additionalProperties\":false}"
        let instance = "{\"a\":\"marker-one\",\"b\":\"marker-two\",\"d\":\"marker-three\"}"
        let value = try JSONDocument(parsing: Array(instance.utf8)).root
        let found = try validator(schema).violations(of: value, max: 10)
        #expect(found.map(\.keyword).sorted() == ["additionalProperties", "maxLength", "required", "type"])
        #expect(!found.contains { "\($0)".contains("marker") })
        #expect(try validator(schema).violations(of: value, max: 2).count == 2)
    }

    @Test(
        "of a schema are refused when it is compiled",
        arguments: [
            ("{\"pattern\":\"(?=a)\"}", "schema.pattern-unsupported"),
            ("{\"pattern\":\"(a)\\\\1\"}", "schema.pattern-unsupported"),
            ("{\"pattern\":\"(\"}", "schema.pattern-invalid"), ("{\"type\":\"text\"}", "schema.invalid"),
            ("{\"$ref\":\"#/$defs/none\"}", "schema.unresolved-reference"), ("{\"$ref\":\"#\"}", "schema.invalid"),
            ("{\"$ref\":\"https://example.org/never-fetched\"}", "schema.unresolved-reference"),
            ("{\"$schema\":\"https://example.org/dialect\"}", "schema.unknown-vocabulary"),
            ("{\"minLength\":-1}", "schema.invalid"), ("{\"allOf\":[]}", "schema.invalid"), ("12", "schema.invalid"),
        ]
    )
    func refusals(schema: String, code: String) {
        #expect { try validator(schema) } throws: { ($0 as? SchemaError)?.code.rawValue == code }
    }

    @Test("deep instances and schemas that lead back to themselves end")
    func depth() throws {
        let deep = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        let value = try JSONDocument(parsing: Array(deep.utf8)).root
        #expect(try validator("{\"items\":{\"$ref\":\"#\"}}").isValid(value))
        let loop = try? validator("{\"allOf\":[{\"$ref\":\"#\"}]}")
        #expect(loop?.isValid(value) != true)
    }

    @Test("numbers are compared exactly")
    func numbers() throws {
        let one = try JSONDocument(parsing: Array("[1,1.0,10e-1,9007199254740993,1e400]".utf8)).root
        let validator = try validator(
            "{\"prefixItems\":[{\"const\":1.00},{\"const\":1},{\"type\":\"integer\"},{\"maximum\":9007199254740992},{\"maximum\":1e401}]}"
        )
        #expect(validator.violations(of: one, max: 9).map { $0.instance.description } == ["/3"])
    }
}
