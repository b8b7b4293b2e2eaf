import ExchangeTestKit
import JSONSchema
import StrictJSON
import Testing

@Suite("The quick answer and the list of violations agree")
struct AgreementTests {
    @Test("on random schemas and instances", arguments: [1, UInt64.random(in: 2 ... .max)])
    func random(seed: UInt64) throws {
        print("seed of the random schemas: \(seed)")
        var generator = SeededGenerator(seed: seed)
        var valid = 0
        var total = 0
        for _ in 0..<1_500 {
            let schema = Self.schema(depth: 3, &generator)
            let validator = SchemaValidator(try SchemaFixture.compiled(schema))
            for _ in 0..<8 {
                let instance = Self.instance(depth: 3, &generator)
                let root = try SchemaFixture.json(instance).root
                let isValid = validator.isValid(root)
                let violations = validator.violations(of: root, max: 50)
                if isValid != violations.isEmpty { Issue.record("seed \(seed): \(schema) on \(instance)") }
                for violation in violations where violation.instance.resolve(in: root) == nil {
                    Issue.record("seed \(seed): no such place: \(violation)")
                }
                valid += isValid ? 1 : 0
                total += 1
            }
        }
        // Both outcomes must be common, or the loop says nothing.
        #expect(valid > total / 10 && valid < total * 9 / 10)
    }

    private static func instance(depth: Int, _ generator: inout SeededGenerator) -> String {
        let leaves = ["null", "true", "0", "1", "1.0", "2.5", "-3e2", #""a""#, #""ab""#, #""\u0061""#, "[]", "{}"]
        guard depth > 0, Int.random(in: 0..<3, using: &generator) > 0 else {
            return leaves[Int.random(in: 0..<leaves.count, using: &generator)]
        }
        let count = Int.random(in: 0...4, using: &generator)
        let values = (0..<count).map { _ in instance(depth: depth - 1, &generator) }
        if Bool.random(using: &generator) { return "[\(values.joined(separator: ","))]" }
        let names = ["a", "b", "ab", "c"].shuffled(using: &generator)
        return "{" + zip(names, values).map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }

    private static func schema(depth: Int, _ generator: inout SeededGenerator) -> String {
        guard depth > 0 else { return ["true", "false", "{}"][Int.random(in: 0..<3, using: &generator)] }
        var members: [String: String] = [:]
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let (name, value) = keyword(depth: depth - 1, &generator)
            members[name] = value
        }
        return "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    private static func keyword(depth: Int, _ generator: inout SeededGenerator) -> (String, String) {
        let plain = [
            ("type", #""object""#), ("type", #"["array","integer"]"#), ("type", #""string""#), ("enum", #"[1,"a",{}]"#),
            ("const", "1"), ("minLength", "2"), ("maxLength", "1"), ("pattern", #""a""#), ("minimum", "1"),
            ("exclusiveMaximum", "1"), ("multipleOf", "0.5"), ("minItems", "1"), ("maxItems", "2"),
            ("uniqueItems", "true"), ("minContains", "2"), ("maxContains", "1"), ("minProperties", "1"),
            ("maxProperties", "2"), ("required", #"["a"]"#), ("dependentRequired", #"{"a":["b"]}"#),
        ]
        let single = [
            "not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames",
            "unevaluatedItems", "unevaluatedProperties",
        ]
        let kind = Int.random(in: 0..<5, using: &generator)
        let inner = schema(depth: depth, &generator)
        switch kind {
        case 0, 1: return plain[Int.random(in: 0..<plain.count, using: &generator)]
        case 2: return (single[Int.random(in: 0..<single.count, using: &generator)], inner)
        case 3:
            let name = ["allOf", "anyOf", "oneOf", "prefixItems"][Int.random(in: 0..<4, using: &generator)]
            return (name, "[\(inner),\(schema(depth: depth, &generator))]")
        default:
            let name = ["properties", "patternProperties", "dependentSchemas"][Int.random(in: 0..<3, using: &generator)]
            return (name, #"{"a":\#(inner),"b":\#(schema(depth: depth, &generator))}"#)
        }
    }
}
