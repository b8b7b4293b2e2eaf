import ExchangeTestKit
import JSONSchema
import StrictJSON
import Testing

@Suite("Formats of the JSON Schema Test Suite", .enabled(if: SharedFolder.has("suites/json-schema-test-suite")))
struct FormatSuiteTests {
    private static let folder = "suites/json-schema-test-suite/tests/draft2020-12/optional/format"

    /// The formats that the library promises to assert, and two files about format itself.
    static let claimed = [
        "date", "time", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "uri-reference", "iri",
        "iri-reference", "uri-template", "uuid", "json-pointer", "relative-json-pointer", "regex", "ecmascript-regex",
        "unknown",
    ]

    /// Files that are left out, and why.
    static let skippedFiles = [
        "idn-email": "not claimed: the format stays an annotation",
        "idn-hostname": "not claimed: it needs the tables of IDNA 2008",
    ]

    /// Groups of cases that are left out, and why.
    static let skippedGroups = [
        "validation of A-label (punycode) host names": "what an A-label stands for needs the tables of IDNA 2008"
    ]

    @Test("Every case of a claimed format comes out as written", arguments: claimed)
    func formats(name: String) throws {
        for group in try JSONDocument(parsing: try SharedFolder.bytes("\(Self.folder)/\(name).json")).root.elements {
            let title = group["description"]?.string ?? ""
            if let reason = Self.skippedGroups[title] {
                print("SKIPPED: \(title): \(reason)")
                continue
            }
            let schema = String(decoding: try #require(group["schema"]).sourceBytes, as: UTF8.self)
            let validator = SchemaValidator(try SchemaFixture.compiled(schema, formatAssertion: true))
            for test in group["tests"]?.elements ?? [] {
                let isValid = validator.isValid(try #require(test["data"]))
                #expect(isValid == test["valid"]?.boolean, "\(name): \(test["description"]?.string ?? "")")
            }
        }
    }

    @Test("Every file is either run or listed as skipped")
    func nothingIsForgotten() throws {
        for (name, reason) in Self.skippedFiles { print("SKIPPED: format \(name): \(reason)") }
        let files = try SharedFolder.files(Self.folder).map { String($0.dropLast(5)) }
        #expect(Set(files) == Set(Self.claimed).union(Self.skippedFiles.keys))
    }
}
