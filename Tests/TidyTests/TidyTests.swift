import CResources
import ExchangeTestKit
import Foundation
import LessonExchange
import Testing

@Suite("The house is tidy")
struct TidyTests {
    private func files(below folder: String, suffix: String) throws -> [(path: String, text: String)] {
        let root = SharedFolder.package
        let enumerator = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
        return try (enumerator?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(suffix) }.sorted().map {
            path in
            let url = root.appendingPathComponent("\(folder)/\(path)")
            return ("\(folder)/\(path)", try String(contentsOf: url, encoding: .utf8))
        }
    }

    @Test("files have at most 500 lines, and functions at most 70")
    func sizes() throws {
        for (path, text) in try files(below: "Sources", suffix: ".swift") + files(below: "Tests", suffix: ".swift") {
            let lines = text.components(separatedBy: "\n")
            #expect(lines.count <= 501, "\(path) has \(lines.count) lines")
            var start: (line: Int, indent: String)?
            for (number, line) in lines.enumerated() {
                let indent = String(line.prefix { $0 == " " })
                let isFunction =
                    line.range(of: #"^\s*([a-z@_()]+ )*(func |init[?(<])"#, options: .regularExpression) != nil
                if isFunction, !path.contains("ErrorCodeRow") { start = (number, indent) }
                if let begun = start, line == begun.indent + "}" {
                    #expect(number - begun.line <= 70, "\(path):\(begun.line + 1) has \(number - begun.line) lines")
                    start = nil
                }
            }
        }
    }

    @Test("only the verifier and the checker make what is verified and checked")
    func initialisers() throws {
        let sources = try files(below: "Sources", suffix: ".swift")
        for (type, file) in [("VerifiedStatement", "StatementVerifier.swift"), ("CheckedDraft", "DraftChecker.swift")] {
            var count = 0
            for (path, text) in sources {
                for words in try HouseRules.initialisers(of: type, in: text) {
                    #expect(words == "fileprivate " && path.hasSuffix("/\(file)"), "\(path): \(words)init of \(type)")
                    count += 1
                }
            }
            // Without one of its own, the whole module could make the type by its members.
            #expect(count > 0, "\(type)")
        }
    }

    @Test("targets import what they declare, and nothing else of ours")
    func declaredImports() throws {
        let manifest = String(decoding: try SharedFolder.packageBytes("Package.swift"), as: UTF8.self)
        var count = 0
        for (path, text) in try files(below: "Sources", suffix: ".swift") {
            let target = path.components(separatedBy: "/")[1]
            let undeclared = try HouseRules.undeclaredImports(in: text, of: target, manifest: manifest)
            #expect(undeclared.isEmpty, "\(path): \(undeclared)")
            count += 1
        }
        #expect(count > 50)
    }

    /// Targets that may use Foundation: a development tool, and those whose libraries speak in its types.
    private static let foundationUsers = ["NameModelTrainer", "GatewaySQLite"]

    @Test("the engine rooms do without Foundation, and OpenSSL has one user")
    func imports() throws {
        for (path, text) in try files(below: "Sources", suffix: ".swift") {
            let isAllowed = Self.foundationUsers.contains { path.hasPrefix("Sources/\($0)/") }
            #expect(isAllowed || !text.contains("import Foundation"), "\(path)")
            if text.contains("import COpenSSL") { #expect(path.hasPrefix("Sources/Signatures/"), "\(path)") }
        }
    }

    @Test("the log is told fixed messages, with ids and codes beside them")
    func logs() throws {
        var count = 0
        for (path, text) in try files(below: "Sources", suffix: ".swift") {
            let found = try HouseRules.logFaults(in: text)
            #expect(found.faults == [], "\(path)")
            count += found.count
        }
        #expect(count >= 7)
    }

    @Test("links in the documentation lead somewhere")
    func links() throws {
        let pages =
            try files(below: "docs", suffix: ".md") + files(below: "schemas", suffix: ".md")
            + files(below: "certs", suffix: ".md")
        let top = try ["README.md", "CONTRIBUTING.md"].map { name in
            (name, String(decoding: try SharedFolder.packageBytes(name), as: UTF8.self))
        }
        let pattern = try Regex(#"\]\(([^)#]+)\)"#)
        for (path, text) in pages + top {
            let folder = SharedFolder.package.appendingPathComponent(path).deletingLastPathComponent()
            for match in text.matches(of: pattern) {
                let target = String(match.output[1].substring ?? "")
                if target.hasPrefix("http") { continue }
                let exists = FileManager.default.fileExists(atPath: folder.appendingPathComponent(target).path)
                #expect(exists, "\(path) links to \(target)")
            }
        }
    }

    @Test("every error code is documented as it is")
    func errorCodes() throws {
        let page = String(decoding: try SharedFolder.packageBytes("docs/reference/error-codes.md"), as: UTF8.self)
        for code in ErrorCode.all {
            let row = "| `\(code.name)` | \(code.exitStatus.rawValue) | \(code.meaning) | \(code.remedy) |"
            #expect(page.contains(row), "\(code.name)")
        }
        let rows = page.components(separatedBy: "\n").filter { $0.hasPrefix("| `") }
        #expect(rows.count == ErrorCode.all.count)
    }

    @Test(
        "every command is documented as the program has it",
        arguments: [
            ("LessonTool", "lesson", "commands.md"), ("GatewayServer", "lesson-gateway", "gateway-commands.md"),
        ]
    )
    func commands(target: String, program: String, name: String) throws {
        let page = String(decoding: try SharedFolder.packageBytes("docs/reference/\(name)"), as: UTF8.self)
        var commands: [String] = []
        for (_, text) in try files(below: "Sources/\(target)", suffix: ".swift") {
            commands += try HouseRules.commands(in: text, of: program)
            for match in text.matches(of: try Regex(#"Option\(name: \.long[^\n]*\n\s*var (\w+)"#)) {
                let name = (match.output[1].substring ?? "").map { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }
                    .joined()
                #expect(page.contains("--\(name)"), "--\(name)")
            }
        }
        #expect(HouseRules.describedCommands(in: page).sorted() == commands.sorted())
    }

    @Test("every setting of the gateway is documented")
    func settings() throws {
        let page = String(decoding: try SharedFolder.packageBytes("docs/reference/configuration.md"), as: UTF8.self)
        let source = try SharedFolder.packageBytes("Sources/GatewayServer/GatewaySettings.swift")
        let key = try Regex(#"\n        \("([a-z]+\.[a-zA-Z]+)", "#)
        let names = String(decoding: source, as: UTF8.self).matches(of: key).map {
            String($0.output[1].substring ?? "")
        }
        #expect(names.count > 20)
        for name in names { #expect(page.contains("| `\(name)` |"), "\(name)") }
    }

    @Test("every limit and every situation is documented")
    func limitsAndSituations() throws {
        let page = String(decoding: try SharedFolder.packageBytes("docs/reference/limits.md"), as: UTF8.self)
        var count = 0
        for (path, text) in try files(below: "Sources", suffix: ".swift") {
            let isAboutLimits = path.components(separatedBy: "/").last?.contains("Limits") == true
            let limits = try HouseRules.limits(in: text, isAboutLimits: isAboutLimits)
            for limit in HouseRules.undescribed(limits, in: page) {
                Issue.record("\(path): \(limit.owner).\(limit.name) is not in docs/reference/limits.md")
            }
            count += limits.count
        }
        #expect(count > 30)
        let table = String(decoding: try SharedFolder.packageBytes("docs/reference/exit-status.md"), as: UTF8.self)
        let script = String(
            decoding: try SharedFolder.packageBytes("Tests/LessonToolTests/Scripts/situations.txt"),
            as: UTF8.self
        ).components(separatedBy: "\n")
        var rows = 0
        for line in table.components(separatedBy: "\n") where line.hasPrefix("| S") {
            let cells = line.components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let position = try #require(script.firstIndex(of: "@ \(cells[1])"), "\(cells[1])")
            #expect(script[position + 2] == "? \(cells[3])", "\(cells[1])")
            rows += 1
        }
        #expect(rows >= 20)
        #expect(script.filter { $0.hasPrefix("@ ") }.count == rows)
    }

    @Test("every rule of the gate is documented, and every kind of identifier")
    func gateRules() throws {
        let page = String(decoding: try SharedFolder.packageBytes("docs/reference/identifiers.md"), as: UTF8.self)
        var rules: Set<String> = []
        for (_, text) in try files(below: "Sources/Anonymisation", suffix: ".swift") {
            rules.formUnion(try HouseRules.gateRules(in: text))
        }
        #expect(rules.count > 40)
        let described = try HouseRules.describedGateRules(in: page)
        #expect(rules.subtracting(described).sorted() == [], "missing on the page")
        #expect(Set(described).subtracting(rules).sorted() == [], "on the page, and in no source")
        #expect(Set(described).count == described.count, "a rule has one row")
        let types = try HouseRules.identifierTypes(
            in: String(decoding: try SharedFolder.packageBytes("Sources/Anonymisation/Finding.swift"), as: UTF8.self)
        )
        #expect(types.count > 20)
        for type in types { #expect(page.contains("`\(type)`"), "\(type)") }
    }

    @Test("everything in schemas is embedded in the programs")
    func resources() throws {
        let root = SharedFolder.package.appendingPathComponent("schemas")
        let paths = (FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []).filter {
            path in
            (path.hasSuffix(".json") || path == EmbeddedSchemas.imageName) && !path.hasPrefix("examples/")
        }
        #expect(Set(paths) == Set(EmbeddedSchemas.names))
        for path in paths {
            let isSame = EmbeddedSchemas.bytes(path) == (try SharedFolder.packageBytes("schemas/\(path)"))
            #expect(isSame, "\(path)")
        }
        #expect(Int(lx_resource_count()) == paths.count)
    }
}
