import ExchangeTestKit
import Findings
import Signatures
import Testing

@Suite("The same table, however it was saved")
struct SameTableTests {
    /// A table with every sign that is troublesome and that Windows-1252 has.
    private static func table(_ random: inout SeededGenerator) -> String {
        let pieces = [
            "lists", "“kept”", "two\u{A0}systems", "at\ndischarge", "a, b", "\"quoted\"", "café – naïve", "  padded ",
            "’s",
            "(1) first", "\n(2) second", "£5", "…", "x\n\n\ny",
        ]
        let rows = (0..<Int.random(in: 1...12, using: &random)).map { number -> [String: String] in
            let words = (0..<Int.random(in: 0...9, using: &random)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &random)]
            }
            return [
                "ref": "2025-01\(number < 10 ? "0" : "")\(number)", "pdf_url": "",
                "concerns": words.joined(separator: " "), "category": words.first ?? "",
            ]
        }
        return TrackerTable(rows).text()
    }

    @Test("gives the same findings and drafts: shuffled, CRLF, BOM, Windows-1252, other blanks")
    func disguises() throws {
        var random = SeededGenerator.announced()
        for round in 0..<60 {
            let text = Self.table(&random)
            let plain = Set(
                try TrackerTable.read(Array(text.utf8)).compactMap(\.finding).map {
                    [$0.key, $0.content, Digest(of: $0.draft)]
                }
            )
            let other = try TrackerTable.read(try Disguise.of(text, round % 4)).compactMap(\.finding)
            #expect(Set(other.map { [$0.key, $0.content, Digest(of: $0.draft)] }) == plain)
        }
    }

    @Test("rows come in the order of the table and one after the other, however many are judged side by side")
    func order() throws {
        let references = (0..<1_000).map { "2025-\(1_000 + $0)" }
        let rows = references.map {
            ["ref": $0, "pdf_url": "", "date_of_report": $0.hasSuffix("7") ? "?" : "11/03/2025"]
        }
        let bytes = Array(TrackerTable(rows).text().utf8)
        let read = try TrackerTable.read(bytes)
        #expect(read.map(\.row) == Array(1...1_000))
        #expect(read.map { $0.finding?.reference } == references.map { $0.hasSuffix("7") ? nil : $0 })
        struct Enough: Error {}
        var seen = 0
        #expect(throws: Enough.self) {
            _ = try TrackerTable.reader().read(bytes, name: "table") { _ in
                seen += 1
                if seen == 300 { throw Enough() }
            }
        }
        #expect(seen == 300)
    }

    @Test("a column that is added changes no row that does not use it")
    func addedColumn() throws {
        let old = try #require(try TrackerTable().read()[0].finding)
        var table = TrackerTable()
        let columns = TrackerTable.columns + ["status"]
        #expect(try TrackerTable.read(Array(table.text(columns: columns).utf8))[0].finding == old)
        table.rows[0]["status"] = "overdue"
        let new = try #require(try TrackerTable.read(Array(table.text(columns: columns).utf8))[0].finding)
        #expect(
            new.content != old.content && Set(new.columns.keys).subtracting(old.columns.keys) == ["(other columns)"]
        )
    }

    @Test("a changed cell changes the content and its column alone, another address the key")
    func changes() throws {
        let old = try #require(try TrackerTable().read()[0].finding)
        for (column, value) in [("category", "Police related deaths"), ("circumstances", "Other"), ("reply_urls", "x")]
        {
            let new = try #require(try TrackerTable([[column: value]]).read()[0].finding)
            #expect(new.key == old.key && new.content != old.content)
            #expect(
                new.columns.filter { old.columns[$0.key] != $0.value }.keys.sorted() == [
                    column
                ]
            )
        }
        let moved = try #require(try TrackerTable([["report_url": "https://www.judiciary.uk/y"]]).read()[0].finding)
        #expect(moved.key != old.key)
    }

    @Test("a file without a letter of UTF-8 is read as Windows-1252")
    func older() throws {
        var bytes = Array(TrackerTable([["concerns": "Lists are kept in the caf"]]).text().utf8)
        let place = try #require(bytes.firstRange(of: Array("caf".utf8)))
        bytes.insert(0xE9, at: place.upperBound)
        #expect(try TrackerTable.read(bytes)[0].finding?.recommendations[0].text.contains("café") == true)
    }

    @Test("one stray byte in a table of UTF-8 is a fault of its row", arguments: ["ward’s", "cost £5", "naïve"])
    func stray(word: String) throws {
        let table = TrackerTable([
            ["concerns": "The \(word) plan is kept."], ["ref": "2025-0200", "pdf_url": "", "concerns": "In the caf."],
        ])
        var bytes = Array(table.text().utf8)
        let place = try #require(bytes.firstRange(of: Array("caf".utf8)))
        bytes.insert(0xE9, at: place.upperBound)
        let rows = try TrackerTable.read(bytes)
        #expect(rows[0].finding?.recommendations[0].text.contains(word) == true)
        #expect(rows[1].faults.map(\.code) == ["finding.row-malformed"] && rows[1].faults[0].column == "concerns")
    }
}
