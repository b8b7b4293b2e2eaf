import ExchangeTestKit
import Foundation
import LessonExchange
import StrictJSON
import Testing

@Suite("The shared schemas and code lists")
struct SchemaFileTests {
    private func names(_ folder: String) throws -> [String] {
        let url = SharedFolder.package.appendingPathComponent(folder)
        return try FileManager.default.contentsOfDirectory(atPath: url.path).filter { $0.hasSuffix(".json") }.sorted()
    }

    private func document(_ path: String) throws -> JSONValue {
        try JSONDocument(parsing: try SharedFolder.packageBytes(path)).root
    }

    @Test("every schema compiles, and every valid example keeps its own")
    func validExamples() throws {
        var count = 0
        for name in try names("schemas/examples/valid") {
            let schema = name.replacingOccurrences(of: ".json", with: ".schema.json")
            let violations = try EmbeddedSchemas.violations(
                of: try document("schemas/examples/valid/\(name)"),
                schema: schema
            )
            #expect(violations.isEmpty, "\(name) \(violations.map { "\($0.instance) \($0.message)" })")
            count += 1
        }
        #expect(count >= 11)
    }

    @Test("every rejected example is refused at its place by its keyword")
    func rejectedExamples() throws {
        let names = try names("schemas/examples/rejected")
        for name in names {
            let root = try document("schemas/examples/rejected/\(name)")
            let instance = try JSONDocument(parsing: JSONTree(try #require(root["document"])).compactBytes).root
            let violations = try EmbeddedSchemas.violations(of: instance, schema: root["schema"]?.string ?? "")
            let keyword = root["expected"]?["keyword"]?.string
            let place = root["expected"]?["instance"]?.string
            #expect(
                violations.contains { $0.keyword == keyword && $0.instance == place },
                "\(name) \(violations.map { "\($0.instance) \($0.keyword)" })"
            )
        }
        #expect(names.count >= 20)
    }

    @Test("a lesson asks for the nine things that a person fills, and for what the tool fills")
    func requiredMembers() throws {
        let lesson = try document("schemas/lesson.schema.json")
        let required = Set((lesson["required"]?.elements ?? []).compactMap(\.string))
        // whatHappened is asked for by kind: an external finding has none.
        let person: Set<String> = [
            "title", "recordKind", "sourceType", "serviceLine", "whatWeLearned", "contributoryThemes", "audience",
            "reviewDue",
        ]
        #expect(required == person.union(["lessonId", "version", "status", "release"]))
        let draft = try document("schemas/lesson-draft.schema.json")
        #expect(Set((draft["required"]?.elements ?? []).compactMap(\.string)) == person)
        let bundle = try document("schemas/bundle.schema.json")
        let wanted: Set<String> = ["schema", "nonce", "issued", "bundleId", "publisher", "sharing", "lessons"]
        #expect(Set((bundle["required"]?.elements ?? []).compactMap(\.string)) == wanted)
    }

    @Test("the schemas list exactly the codes of the code lists, each with a definition")
    func codeLists() throws {
        let definitions = try #require(try document("schemas/codes.schema.json")["$defs"])
        for file in try names("schemas/codes") where file != "ods-display.json" {
            let list = try document("schemas/codes/\(file)")
            let words = file.dropLast(5).split(separator: "-").map(String.init)
            let name = words[0] + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
            let codes = (list["codes"]?.elements ?? []).compactMap { $0["code"]?.string }
            let enumerated = (definitions[name]?["enum"]?.elements ?? []).compactMap(\.string)
            #expect(codes == enumerated, "\(file)")
            for code in list["codes"]?.elements ?? [] {
                #expect(
                    code["display"]?.string?.isEmpty == false && code["definition"]?.string?.isEmpty == false,
                    "\(file)"
                )
            }
        }
    }

    @Test("every property has a title, a description and an example")
    func documentation() throws {
        for name in try names("schemas") where name.hasSuffix(".schema.json") && name != "lesson-draft.schema.json" {
            let root = try document("schemas/\(name)")
            var schemas = [(name, root)]
            while let (place, schema) = schemas.popLast() {
                for member in schema["properties"]?.members ?? [] where schema["type"] != nil {
                    let property = member.value
                    let isComplete = ["title", "description", "examples"].allSatisfy { property[$0] != nil }
                    #expect(isComplete, "\(place) \(member.name.string ?? "")")
                }
                for definition in schema["$defs"]?.members ?? [] {
                    schemas.append(("\(place)/\(definition.name.string ?? "")", definition.value))
                }
            }
        }
    }
}
