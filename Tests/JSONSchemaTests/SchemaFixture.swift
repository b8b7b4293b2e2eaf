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

/// SplitMix64: small, and the same on every machine for one seed.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
