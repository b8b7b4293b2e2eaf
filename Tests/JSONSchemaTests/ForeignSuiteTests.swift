import ExchangeTestKit
import JSONSchema
import LessonExchange
import StrictJSON
import Testing

@Suite("JSON Schema Test Suite, draft 2020-12")
struct ForeignSuiteTests {
    private static let folder = "suites/json-schema-test-suite"

    /// Remote documents of the suite and the metaschemas; nothing is fetched.
    private static let registry: SchemaRegistry = {
        var registry = SchemaRegistry()
        registry.resolver = { uri in
            let prefix = "http://localhost:1234/"
            guard uri.hasPrefix(prefix) else { return EmbeddedSchemas.registry.resolver?(uri) }
            let path = "\(folder)/remotes/\(uri.dropFirst(prefix.count))"
            return (try? SharedFolder.bytes(path)).flatMap { try? JSONDocument(parsing: $0) }
        }
        return registry
    }()

    /// Groups that are left out, each with its reason.
    private static let skipped: [String: String] = [
        "validation of A-label (punycode) host names": "what an A-label stands for is not judged (docs/decisions, 4)"
    ]

    private func run(_ file: String, formatAssertion: Bool) throws -> Int {
        var count = 0
        for group in try JSONDocument(parsing: try SharedFolder.bytes("\(Self.folder)/\(file)")).root.elements {
            let title = group["description"]?.string ?? ""
            if let reason = Self.skipped[title] {
                print("SKIPPED: \(file), \(title): \(reason)")
                continue
            }
            // The schema gets a document of its own, as if it stood in a file.
            let schema = try JSONDocument(parsing: Array(try #require(group["schema"]).sourceBytes))
            let compiled = try CompiledSchema(
                schema,
                uri: "file:///schema",
                registry: Self.registry,
                formatAssertion: formatAssertion
            )
            let validator = SchemaValidator(compiled)
            for test in group["tests"]?.elements ?? [] {
                let data = try #require(test["data"])
                let words = "\(file), \(title): \(test["description"]?.string ?? "")"
                #expect(validator.isValid(data) == test["valid"]?.boolean, "\(words)")
                #expect(validator.violations(of: data, max: 50).isEmpty == test["valid"]?.boolean, "\(words)")
                count += 1
            }
        }
        return count
    }

    @Test("every mandatory case, by the quick pass and by the collecting one", .enabled(if: SharedFolder.has(folder)))
    func mandatory() throws {
        var count = 0
        for name in try SharedFolder.files("\(Self.folder)/tests/draft2020-12") where name.hasSuffix(".json") {
            count += try run("tests/draft2020-12/\(name)", formatAssertion: false)
        }
        #expect(count == 1299)
    }

    @Test("every case of the formats that are claimed", .enabled(if: SharedFolder.has(folder)))
    func formats() throws {
        let formats = [
            "date", "time", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "uri-reference",
            "uuid",
            "json-pointer", "relative-json-pointer", "regex", "ecmascript-regex", "unknown",
        ]
        for format in formats {
            _ = try run("tests/draft2020-12/optional/format/\(format).json", formatAssertion: true)
        }
        _ = try run("tests/draft2020-12/optional/format-assertion.json", formatAssertion: false)
    }
}
