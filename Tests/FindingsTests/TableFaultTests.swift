import Findings
import LessonExchange
import Testing

@Suite("Rows that cannot be read, and the rows around them")
struct TableFaultTests {
    private func table(_ count: Int, _ change: [String: String] = [:]) -> [String] {
        let rows = (1...count).map {
            ["ref": "2025-010\($0)", "pdf_url": "", "concerns": "Lists are kept."].merging(change) { $1 }
        }
        return TrackerTable(rows).text().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private func outcomes(_ text: String) throws -> [String] {
        try TrackerTable.read(Array(text.utf8)).map { $0.finding?.reference ?? $0.faults.first?.code ?? "" }
    }

    @Test("a stray quote costs one row, also where lines end with CR", arguments: ["\r", "\n", "\r\n"])
    func carriageReturns(end: String) throws {
        var lines = table(7)
        lines[3] = lines[3].replacing("Other related", with: "Other \"related")
        #expect(
            try outcomes(lines.joined(separator: end)) == [
                "2025-0101", "2025-0102", "finding.row-malformed", "2025-0104", "2025-0105", "2025-0106", "2025-0107",
            ]
        )
    }

    @Test("lines with other ends among them are lines")
    func mixedEnds() throws {
        var lines = table(5)
        lines[3] = lines[3].replacing("Other related", with: "Other \"related")
        let text = lines[0...1].joined(separator: "\n") + "\n" + lines[2...4].joined(separator: "\r") + "\n" + lines[5]
        #expect(
            try outcomes(text) == ["2025-0101", "2025-0102", "finding.row-malformed", "2025-0104", "2025-0105"]
        )
    }

    @Test("a long table whose lines end with CR is read")
    func longCarriageReturns() throws {
        let long = String(repeating: "word ", count: 120_000)
        let text = table(9, ["circumstances": long]).joined(separator: "\r")
        #expect(text.utf8.count > 5 << 20)
        #expect(try outcomes(text).count == 9)
    }

    @Test("a stray quote in a row of several lines is one fault, and the rows behind keep their numbers")
    func multiLine() throws {
        let text = TrackerTable([
            [:],
            ["ref": "2025-0134", "pdf_url": "", "concerns": "(1) Lists of medicines.\n(2) No list.\n(3) Old lists."],
            ["ref": "2025-0135", "pdf_url": ""],
        ]).text().replacing("Lists of medicines.\n(2)", with: "Lists \"of medicines.\n(2)")
        let rows = try TrackerTable.read(Array(text.utf8))
        #expect(rows.map(\.row) == [1, 2, 3])
        #expect(rows[1].faults.map(\.code) == ["finding.row-malformed"])
        #expect(rows[0].finding != nil && rows[2].finding?.reference == "2025-0135")
    }

    @Test("an open quote does not take the next row for its end")
    func openQuote() throws {
        let text = TrackerTable([[:], ["ref": "2025-0134", "pdf_url": ""], ["ref": "2025-0135", "pdf_url": ""]]).text()
        let first = text.replacing("are kept in two systems.\n(2) Nobody compares them at discharge.\"", with: "twice")
        let rows = try TrackerTable.read(Array(first.utf8))
        #expect(rows.allSatisfy { !$0.faults.isEmpty })
        // Only the first is broken.
        let broken = text.replacing("Lists of medicines are kept in two systems.\n", with: "X ", maxReplacements: 1)
            .replacing("X (2) Nobody compares them at discharge.\"", with: "X", maxReplacements: 1)
        let found = try TrackerTable.read(Array(broken.utf8)).compactMap { $0.finding?.reference }
        #expect(found == ["2025-0134", "2025-0135"])
    }
}
