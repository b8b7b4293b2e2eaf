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

    @Test("every rejected example is refused at its place by its keyword, and ends in its code")
    func rejectedExamples() throws {
        let names = try names("schemas/examples/rejected")
        for name in names {
            let root = try document("schemas/examples/rejected/\(name)")
            let tree = JSONTree(try #require(root["document"]))
            let schema = try #require(root["schema"]?.string)
            let place = try #require(root["expected"]?["instance"]?.string)
            let keyword = root["expected"]?["keyword"]?.string
            let instance = try JSONDocument(parsing: tree.compactBytes).root
            let violations = try EmbeddedSchemas.violations(of: instance, schema: schema)
            #expect(
                violations.contains { $0.keyword == keyword && $0.instance == place },
                "\(name) \(violations.map { "\($0.instance) \($0.keyword)" })"
            )
            let codes = try codes(of: tree, schema: schema, at: place)
            let expected = Self.sharperCodes[name] ?? root["expected"]?["code"]?.string
            #expect(!codes.isEmpty && codes.allSatisfy { $0 == expected }, "\(name) ends in \(codes)")
        }
        #expect(names.count >= 20)
    }

    /// Where the checker says more than a schema can: any validator refuses the member, the checker knows why it is there.
    private static let sharperCodes = ["lesson-draft-with-release.json": "draft.release-not-allowed"]

    /// The codes that a document ends in at a place, in the words of the checker; a lesson is checked within a bundle.
    private func codes(of tree: JSONTree, schema: String, at place: String) throws -> [String] {
        var tree = tree
        var place = place
        if schema == "lesson.schema.json" {
            let lesson = tree
            tree = JSONTree(try document("schemas/examples/valid/bundle.json"))
            tree["lessons"] = .array([lesson])
            place = "/lessons/0\(place)"
        }
        let report = DraftChecker.check(tree.compactBytes, file: "").report
        let target = schema == "lesson.schema.json" ? "bundle.schema.json" : schema
        guard report.target.schema == target else {
            // The document claims another kind, which the checker believes; the verifier knows the kind by its header.
            let stage = try Stage()
            let report = stage.report(try stage.northmere.sign(tree))
            return report.checks.filter { $0.id == .schema && $0.place == place }.compactMap { $0.code?.name }
        }
        let isRelease = report.findings.map(\.place) == ["/release"]
        let start = (place.isEmpty ? "the whole record" : place) + " (line "
        return report.findings.filter { isRelease || $0.place.hasPrefix(start) }.map(\.code.name)
    }

    /// Member names in the columns of the table in docs/reference/bundle-format.md.
    private struct RequiredRow {
        let kind: String
        let always: Set<String>
        let byCircumstance: Set<String>

        init?(_ line: String) throws {
            let cells = line.components(separatedBy: "|")
            guard cells.count == 5, cells[1].hasPrefix(" `") else { return nil }
            let columns = try cells.map { cell in
                cell.matches(of: try Regex(#"`([A-Za-z\-]+)`"#)).map { String($0.output[1].substring ?? "") }
            }
            kind = columns[1].first ?? ""
            always = Set(columns[2])
            byCircumstance = Set(columns[3])
        }
    }

    private func requiredRows() throws -> [RequiredRow] {
        let page = String(decoding: try SharedFolder.packageBytes("docs/reference/bundle-format.md"), as: UTF8.self)
        return try page.components(separatedBy: "\n").compactMap { try RequiredRow($0) }
    }

    private func strings(_ array: JSONValue?) -> [String] { (array?.elements ?? []).compactMap(\.string) }

    /// Members that a schema asks for only when something else holds; the rules of a lesson stand in its definitions.
    private func membersByCircumstance(_ schema: JSONValue) throws -> Set<String> {
        var names = (schema["dependentRequired"]?.members ?? []).flatMap { strings($0.value) }
        var rules = schema["allOf"]?.elements ?? []
        while let rule = rules.popLast() {
            if rule["$ref"] != nil {
                let lesson = try document("schemas/lesson.schema.json")
                rules += lesson["$defs"]?["contentRules"]?["allOf"]?.elements ?? []
            }
            names += strings(rule["then"]?["required"]) + strings(rule["else"]?["required"])
        }
        return Set(names)
    }

    @Test("the schemas ask for exactly what the format description lists, for every kind")
    func requiredMembers() throws {
        let rows = try requiredRows()
        let kinds = StatementKind.allCases.filter { $0.schemaName != nil }.map(\.rawValue)
        #expect(rows.map(\.kind).sorted() == (kinds + ["lesson", "lesson-draft"]).sorted())
        for row in rows {
            let schema = try document("schemas/\(row.kind).schema.json")
            let byCircumstance = try membersByCircumstance(schema)
            #expect(Set(strings(schema["required"])) == row.always, "\(row.kind)")
            #expect(byCircumstance == row.byCircumstance, "\(row.kind)")
        }
    }

    @Test(
        "the list has the nine things that a person fills and what all kinds carry, as the design says",
        .enabled(if: SharedFolder.has("design/bundle.md"))
    )
    func designedMembers() throws {
        let design = String(decoding: try SharedFolder.bytes("design/bundle.md"), as: UTF8.self)
        let person = try names(in: design, from: "**A person fills nine things**: ", to: " The tool fills", ",")
        let everywhere = try names(in: design, from: "All kinds: ", to: "\nBundle:", "·")
        #expect(person.count == 9 && everywhere.count == 4, "\(person) \(everywhere)")
        for row in try requiredRows() {
            let members = row.always.union(row.byCircumstance)
            if row.kind.hasPrefix("lesson") {
                #expect(members.isSuperset(of: person), "\(row.kind)")
            } else {
                // Recipients are absent where the marking lets everybody read.
                #expect(members.isSuperset(of: everywhere.filter { $0 != "recipients" }), "\(row.kind)")
                if row.kind == "bundle" { #expect(members.isSuperset(of: everywhere)) }
            }
        }
    }

    /// The names of a list in prose, without what stands in brackets behind them.
    private func names(in text: String, from begin: String, to end: String, _ separator: String) throws -> [String] {
        let rest = try #require(text.components(separatedBy: begin).dropFirst().first)
        let list = try #require(rest.components(separatedBy: end).first)
        let plain = list.replacing(try Regex(#"\([^)]*\)|\{[^}]*\}|\[[^\]]*\]"#), with: "")
        let edges = CharacterSet(charactersIn: " .")
        return plain.components(separatedBy: separator).map { $0.trimmingCharacters(in: edges) }
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
