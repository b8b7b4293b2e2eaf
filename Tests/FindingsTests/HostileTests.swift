import Anonymisation
import ExchangeTestKit
import Findings
import Foundation
import LessonExchange
import Testing

@Suite("Tables that are wrong or mean harm")
struct HostileTests {
    private func text(_ changes: [[String: String]] = [[:]]) -> String { TrackerTable(changes).text() }

    @Test("a missing column is named, and a repeated one")
    func columns() {
        let without = TrackerTable.columns.filter { $0 != "response" && $0 != "coroner_area" }
        #expect(
            refusal { _ = try TrackerTable.read(Array(TrackerTable().text(columns: without).utf8)) }?.code
                == "finding.column-missing"
        )
        let twice = TrackerTable.columns + ["ref"]
        #expect(
            refusal { _ = try TrackerTable.read(Array(TrackerTable().text(columns: twice).utf8)) }?.code
                == "finding.table-malformed"
        )
        #expect(refusal { _ = try TrackerTable.read([]) }?.code == "finding.table-malformed")
        #expect(refusal { _ = try TrackerTable.read(Array("\u{FEFF}".utf8)) }?.code == "finding.table-malformed")
    }

    @Test("the header of names in another case and order is read")
    func header() throws {
        var lines = text().components(separatedBy: "\n")
        lines[0] = lines[0].uppercased()
        #expect(try TrackerTable.read(Array(lines.joined(separator: "\n").utf8))[0].finding?.reference == "2025-0133")
        let reversed = TrackerTable().text(columns: TrackerTable.columns.reversed())
        let one = try TrackerTable.read(Array(reversed.utf8))[0].finding
        #expect(one?.content == (try TrackerTable().read()[0].finding?.content))
    }

    @Test("UTF-16 is refused with a remedy, marked or not", arguments: [true, false])
    func utf16(isMarked: Bool) {
        var bytes = isMarked ? [UInt8(0xFF), 0xFE] : []
        for unit in text().utf16 { bytes += [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)] }
        #expect(refusal { _ = try TrackerTable.read(bytes) }?.code == "finding.encoding")
    }

    @Test("an oversize cell is refused with row and column")
    func oversizeCell() {
        let long = String(repeating: "word ", count: 220_000)
        let refused = refusal { _ = try TrackerTable([[:], ["concerns": long]]).read() }
        #expect(refused?.code == "limit.exceeded" && refused?.place.hasSuffix("row 2, column concerns") == true)
    }

    @Test("an oversize row is refused with row and column")
    func oversizeRow() {
        let long = String(repeating: "word ", count: 200_000)
        let names = ["circumstances", "concerns", "inquest", "action", "legal"]
        let row = Dictionary(uniqueKeysWithValues: names.map { ($0, long) })
        let refused = refusal { _ = try TrackerTable([row]).read() }
        #expect(refused?.code == "limit.exceeded" && refused?.place.contains("row 1, column") == true)
    }

    @Test("ten thousand columns are refused, in the header and in a row")
    func manyColumns() {
        let many = String(repeating: ",x", count: 10_000)
        #expect(refusal { _ = try TrackerTable.read(Array("ref\(many)\n".utf8)) }?.code == "limit.exceeded")
        #expect(
            refusal { _ = try TrackerTable.read(Array((text() + "2025-0001\(many)\n").utf8)) }?.code == "limit.exceeded"
        )
    }

    @Test("a row of too few or too many cells is set aside alone")
    func wrongCount() throws {
        let lines = text([["concerns": ""]]).components(separatedBy: "\n")
        let rows = try TrackerTable.read(
            Array([lines[0], "a,b,c", lines[1], lines[1] + ",x", ""].joined(separator: "\n").utf8)
        )
        #expect(rows.map { $0.faults.first?.code } == ["finding.row-malformed", nil, "finding.row-malformed"])
        #expect(rows.map(\.row) == [1, 2, 3])
        #expect(rows[1].finding != nil)
    }

    @Test("after a stray or an open quote reading goes on at the next line")
    func quotes() throws {
        let lines = text([["concerns": ""]]).components(separatedBy: "\n")
        for bad in ["2025-0001,a\"b,c", "2025-0001,\"open,c", "\"2025\"x,b"] {
            let table = [lines[0], bad, lines[1], ""].joined(separator: "\n")
            let rows = try TrackerTable.read(Array(table.utf8))
            #expect(rows.first?.faults.map(\.code) == ["finding.row-malformed"], "\(bad)")
            #expect(rows.last?.finding?.reference == "2025-0133", "\(bad)")
            #expect(rows.count == 2)
        }
        let last = try TrackerTable.read(Array((text() + "2025-0001,\"open").utf8))
        #expect(last.count == 2 && last[0].finding != nil && last[1].faults.first?.code == "finding.row-malformed")
    }

    @Test("NUL and other control characters set a row aside, with its column")
    func controls() throws {
        let rows = try TrackerTable([
            ["concerns": "Lists\u{0} are kept"], ["ref": "2025-0200", "pdf_url": ""], ["category": "\u{1B}[2J"],
        ]).read()
        #expect(rows.map { $0.faults.first?.column } == ["concerns", nil, "category"])
        #expect(rows[1].finding != nil)
    }

    @Test("no cell's text stands in any fault")
    func silentFaults() throws {
        let changes =
            TrackerTable.columns.map { [$0: "zanzibarwort\u{1}"] } + [
                ["ref": "zanzibarwort"], ["date_of_report": "zanzibarwort"],
            ]
        for change in changes {
            for fault in try TrackerTable([change]).read()[0].faults {
                #expect(!"\(fault)".contains("zanzibarwort"))
            }
        }
        var table = TrackerTable([["ref": "2025-0300"]])
        table.rows[0]["zanzibarwort"] = "\u{1}"
        let rows = try TrackerTable.read(Array(table.text(columns: TrackerTable.columns + ["zanzibarwort"]).utf8))
        #expect(rows[0].faults.first?.column == "18")
    }

    @Test("line ends of all kinds, blank lines and a missing last one are read")
    func lineEnds() throws {
        for end in ["\n", "\r\n", "\r"] {
            let table = TrackerTable([[:], ["ref": "2025-0200", "pdf_url": ""]]).text(lineEnd: end)
            let rows = try TrackerTable.read(Array((table + end + end).utf8))
            #expect(rows.compactMap(\.finding?.reference) == ["2025-0133", "2025-0200"], "\(Array(end.utf8))")
            #expect(try TrackerTable.read(Array(table.dropLast().utf8)).count == 2)
        }
    }

    @Test("random bytes and random cuts never stop the program, and every row is accounted for")
    func randomBytes() throws {
        var random = SeededGenerator.announced()
        let whole = Array(text([[:], ["ref": "2025-0200", "pdf_url": ""], ["ref": "2024-0001", "pdf_url": ""]]).utf8)
        for _ in 0..<200 {
            var bytes = Array(whole.prefix(Int.random(in: 0...whole.count, using: &random)))
            for _ in 0..<Int.random(in: 0...8, using: &random) where !bytes.isEmpty {
                let signs: [UInt8] = [
                    0x22, 0x2C, 0x0A, 0x0D, 0, 0xFF, 0xC2, 0x20, UInt8.random(in: 0...255, using: &random),
                ]
                bytes[Int.random(in: 0..<bytes.count, using: &random)] =
                    signs[Int.random(in: 0..<signs.count, using: &random)]
            }
            do {
                _ = try TrackerTable.read(bytes)
            } catch let error as LessonExchangeError {
                #expect(error.code.name.hasPrefix("finding.") || error.code.name == "limit.exceeded")
            }
        }
    }

    @Test("what is no regular file is refused")
    func noFile() {
        let reader = FindingReader(format: .pfdTracker, publisher: "ods:RXY", now: TrackerTable.now, scanner: .init())
        for path in ["/dev/null", "/", "/nonexistent/table.csv"] {
            #expect(refusal { _ = try reader.read(path) { _ in } }?.code == "input.unreadable", "\(path)")
        }
    }
}
