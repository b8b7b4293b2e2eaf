import ExchangeTestKit
import Testing

@Suite("The tutorial on findings")
struct TutorialTests {
    /// What the script writes as a variable, as the page has it.
    private static let variables: KeyValuePairs = [
        "$table": "findings/tracker.csv --format pfd-tracker --aliases findings/aliases.json", "$finding": "2025-9001",
        "\"$id\"": "urn:lesson:reg:demo-northmere:2026-abcdefghij", "$digits": "9f2c 41d0 77ab 03e5",
    ]

    private static func text(of path: String) throws -> String {
        String(decoding: try SharedFolder.packageBytes(path), as: UTF8.self).replacing("\\\n", with: " ")
    }

    private static func words(_ text: some StringProtocol) -> String {
        text.split { $0.isWhitespace }.joined(separator: " ")
    }

    @Test("each command of the page is one that the demonstration runs and compares")
    func commands() throws {
        var script = Self.words(try Self.text(of: "docs/tutorial/demo-findings.sh"))
        for (name, value) in Self.variables { script = script.replacing(name, with: value) }
        let lines = try Self.text(of: "docs/tutorial/findings.md").split(separator: "\n")
        let commands = lines.filter { line in ["lesson ", "lesson-gateway ", "jq "].contains { line.hasPrefix($0) } }
        #expect(commands.count > 20)
        for command in commands {
            let line = Self.words(command).replacing("--config northmere/gateway.yaml", with: "$n")
            #expect(script.contains(line), "\(line)")
        }
    }
}
