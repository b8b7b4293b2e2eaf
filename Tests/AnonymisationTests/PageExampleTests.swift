import Anonymisation
import ExchangeTestKit
import Foundation
import Testing

/// The page of rules shows what the gate does, not what somebody remembers.
@Suite("Examples on the page of identifiers")
struct PageExampleTests {
    private struct Row: Sendable, CustomTestStringConvertible {
        let rule: String
        let type: String
        let decision: String
        let proposal: String
        let example: String

        var testDescription: String { rule }
    }

    private static let rows: [Row] = {
        let url = SharedFolder.package.appendingPathComponent("docs/reference/identifiers.md")
        let page = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        return page.components(separatedBy: "\n").compactMap { line in
            let cells = line.components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard line.hasPrefix("| `"), cells.count == 9 else { return nil }
            func code(_ text: String) -> String { text.trimmingCharacters(in: ["`"]) }
            return Row(
                rule: code(cells[1]),
                type: code(cells[2]),
                decision: cells[5],
                proposal: cells[6],
                example: cells[7]
            )
        }
    }()

    @Test("are found by the rule, where and as the page says", arguments: rows)
    private func example(row: Row) throws {
        var own = OwnWords()
        var text = row.example
        // "with `site: Larkspur`: *…*"
        if text.hasPrefix("with `") {
            let parts = text.components(separatedBy: "`")
            try own.add(Array(parts[1].utf8))
            text = parts[2...].joined(separator: "`").trimmingCharacters(in: [":", " "])
        }
        let marked = MarkedText(
            String(text.dropFirst().dropLast()).replacingOccurrences(
                of: #"\*\*(.+?)\*\*"#,
                with: "⟦$1⟧",
                options: .regularExpression
            )
        )
        let profile: FieldProfile = row.rule == "person.in-page" ? .publicReference : .prose
        let found = TextScanner(own: own).findings(marked.text, profile: profile)
        let finding = try #require(
            found.first { $0.rule == row.rule },
            "\(marked.text): \(found.description(in: marked.text))"
        )
        #expect(marked.ranges == [finding.range], "\(marked.text): \(found.description(in: marked.text))")
        #expect(row.type.contains(finding.type.rawValue) && row.decision.contains(finding.decision.rawValue))
        #expect((finding.proposal == nil) == (row.proposal == "–"), "\(row.rule): \(finding.proposal ?? "no proposal")")
    }

    @Test("stand for every rule that a text can trip")
    func count() { #expect(Self.rows.count > 65) }
}
