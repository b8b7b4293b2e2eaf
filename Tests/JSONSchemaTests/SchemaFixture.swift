import ExchangeTestKit
import JSONSchema
import StrictJSON

/// Shorthands for schemas and instances written in tests.
enum SchemaFixture {
    static let uri = "https://test.example/schema"

    static func json(_ text: String) throws -> JSONDocument { try JSONDocument(parsing: Array(text.utf8)) }

    static func compiled(
        _ schema: String,
        registry: SchemaRegistry = SchemaRegistry(),
        formatAssertion: Bool = false
    ) throws -> CompiledSchema {
        try CompiledSchema(try json(schema), uri: uri, registry: registry, formatAssertion: formatAssertion)
    }

    static func isValid(_ schema: String, _ instance: String) throws -> Bool {
        SchemaValidator(try compiled(schema)).isValid(try json(instance).root)
    }

    static func violations(_ schema: String, _ instance: String, max: Int = 100) throws -> [SchemaViolation] {
        SchemaValidator(try compiled(schema, formatAssertion: true)).violations(of: try json(instance).root, max: max)
    }

    /// Why a schema is refused, nil when it is not.
    static func refusal(_ schema: String, registry: SchemaRegistry = SchemaRegistry()) throws -> SchemaError? {
        let document = try json(schema)
        do throws(SchemaError) {
            _ = try CompiledSchema(document, uri: uri, registry: registry)
            return nil
        } catch {
            return error
        }
    }

    /// The metaschemas that the programs carry.
    static func metaschemas() throws -> SchemaRegistry {
        var registry = SchemaRegistry()
        let vocabularies = [
            "applicator", "content", "core", "format-annotation", "format-assertion", "meta-data", "unevaluated",
            "validation",
        ]
        for name in ["schema"] + vocabularies.map({ "meta/\($0)" }) {
            let bytes = try SharedFolder.packageBytes("schemas/draft2020-12/\(name).json")
            registry.add(try JSONDocument(parsing: bytes), uri: "https://json-schema.org/draft/2020-12/\(name)")
        }
        return registry
    }
}
