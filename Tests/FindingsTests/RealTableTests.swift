import Anonymisation
import ExchangeTestKit
import Findings
import Foundation
import LessonExchange
import Signatures
import StrictJSON
import Testing

@Suite("The real tables", .enabled(if: SharedFolder.has("data/pfd_tracker_kent_names_removed.csv")))
struct RealTableTests {
    private static let now = Timestamp(unixSeconds: 1_770_000_000)
    private static let tracker = "data/pfd_tracker_kent_names_removed.csv"
    private static let toolkit = "data/pfd_toolkit_kmpt_names_removed.csv"

    private func read(_ path: String, _ format: FindingFormat) throws -> [FindingRow] {
        try read(try SharedFolder.bytes(path), format)
    }

    private func read(_ bytes: [UInt8], _ format: FindingFormat) throws -> [FindingRow] {
        let reader = FindingReader(format: format, publisher: "ods:RXY", now: Self.now, scanner: TextScanner())
        var rows: [FindingRow] = []
        _ = try reader.read(bytes, name: "table") { rows.append($0) }
        return rows
    }

    @Test("every row of the tracker is accounted for")
    func tracker() throws {
        let rows = try read(Self.tracker, .pfdTracker)
        #expect(rows.map(\.row) == Array(1...17))
        let findings = rows.compactMap(\.finding)
        #expect(findings.count == 16)
        #expect(findings.filter { !$0.needsReading }.map(\.reference) == ["2026-0020", "2025-0378", "2025-0133"])
        #expect(rows.flatMap(\.faults).map { "\($0.row) \($0.code)" } == ["4 finding.reference-contradicted"])
        #expect(findings.filter { $0.due?.basis == .printed }.map(\.reference) == ["2025-0133"])
        #expect(findings.first { $0.reference == "2025-0133" }?.due?.differsByDays == 1)
        #expect(findings.allSatisfy { $0.due != nil && $0.gateFindings.isEmpty && $0.issuer != "reg:coroner" })
        #expect(
            findings.filter { $0.recipients.contains { $0.organisation == "ods:RXY" } }.map(\.reference) == [
                "2026-0020", "2026-0023",
            ]
        )
        // Each recipient is known, or asked for.
        let unknown = findings.flatMap(\.recipients).count { $0.organisation == nil }
        #expect(unknown == rows.flatMap(\.questions).count { $0.kind == .organisation })
        #expect(unknown == 5)
    }

    @Test("every row of the toolkit is accounted for")
    func toolkit() throws {
        let rows = try read(Self.toolkit, .pfdToolkit)
        let findings = rows.compactMap(\.finding)
        #expect(rows.count == 8 && findings.count == 8)
        #expect(findings.allSatisfy { !$0.needsReading && $0.due?.basis == .computed && $0.gateFindings.isEmpty })
        #expect(findings.count { $0.recipients.contains { $0.organisation == "ods:RXY" } } == 6)
        #expect(rows.flatMap(\.questions).isEmpty, "\(rows.flatMap(\.questions))")
        for finding in findings {
            let report = DraftChecker.check(finding.draft, file: "draft").report
            #expect(report.findings.isEmpty, "\(report.text)")
        }
    }

    /// The words of a column, without titles.
    private func words(of column: String, in path: String) throws -> Set<String> {
        let text = String(decoding: try SharedFolder.bytes(path), as: UTF8.self)
        var words: Set<String> = []
        for row in try PlainCSV.rows(text) {
            for word in (row[column] ?? "").split(whereSeparator: { !$0.isLetter }) where word.count >= 3 {
                words.insert(word.lowercased())
            }
        }
        return words.subtracting(["miss", "mrs", "person"])
    }

    @Test("no word of a coroner's name is in anything that may be shown")
    func names() throws {
        for (path, format, column) in [
            (Self.tracker, FindingFormat.pfdTracker, "coroner_name"), (Self.toolkit, .pfdToolkit, "coroner"),
        ] {
            let names = try words(of: column, in: path)
            #expect(names.count >= 5)
            for row in try read(path, format) {
                var texts =
                    row.questions.map(\.spelling) + row.faults.flatMap { [$0.reason, $0.remedy, $0.column ?? ""] }
                if let finding = row.finding {
                    texts += [finding.draftText, finding.title, finding.link ?? "", finding.issuer, finding.reference]
                    texts += finding.recommendations.map(\.text)
                }
                let used = Set(texts.joined(separator: " ").lowercased().split { !$0.isLetter }.map(String.init))
                #expect(used.intersection(names).isEmpty, "row \(row.row): \(used.intersection(names).count) words")
            }
        }
    }

    @Test("shuffled, with CRLF, with BOM and in Windows-1252 they are the same findings", arguments: 0..<4)
    func disguises(turn: Int) throws {
        for (path, format) in [(Self.tracker, FindingFormat.pfdTracker), (Self.toolkit, .pfdToolkit)] {
            let bytes = try SharedFolder.bytes(path)
            let plain = Set(
                try read(bytes, format).compactMap(\.finding).map { [$0.key, $0.content, Digest(of: $0.draft)] }
            )
            let other = try Disguise.of(String(decoding: bytes, as: UTF8.self), turn)
            let found = Set(
                try read(other, format).compactMap(\.finding).map { [$0.key, $0.content, Digest(of: $0.draft)] }
            )
            #expect(found == plain)
        }
    }
}

/// A reader of CSV of the test's own.
enum PlainCSV {
    static func cells(_ text: String) throws -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var cell = ""
        var isQuoted = false
        var scalars = Array(text.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            if isQuoted {
                if scalar == "\"", scalars.first == "\"" {
                    cell.unicodeScalars.append("\"")
                    scalars.removeFirst()
                } else if scalar == "\"" {
                    isQuoted = false
                } else {
                    cell.unicodeScalars.append(scalar)
                }
            } else if scalar == "\"" {
                isQuoted = true
            } else if scalar == "," || scalar == "\n" {
                row.append(cell)
                cell = ""
                if scalar == "\n" {
                    rows.append(row)
                    row = []
                }
            } else if scalar != "\r" {
                cell.unicodeScalars.append(scalar)
            }
        }
        if !cell.isEmpty || !row.isEmpty { rows.append(row + [cell]) }
        return rows
    }

    static func rows(_ text: String) throws -> [[String: String]] {
        let rows = try cells(text)
        let names = try #require(rows.first)
        return rows.dropFirst().map { Dictionary(zip(names, $0)) { first, _ in first } }
    }
}

/// The same table as other programs save it.
enum Disguise {
    static func of(_ text: String, _ turn: Int) throws -> [UInt8] {
        var random = SeededGenerator.announced("disguise")
        var rows = try PlainCSV.cells(text)
        let header = rows.removeFirst()
        rows.shuffle(using: &random)
        let end = turn % 2 == 0 ? "\r\n" : "\n"
        let table = ([header] + rows).map { $0.map { TrackerTable.quoted($0, end) }.joined(separator: ",") + end }
            .joined()
        switch turn {
        case 0: return Array(table.utf8)
        case 1: return Array("\u{FEFF}\(table)".utf8)
        case 2: return try #require(table.data(using: .windowsCP1252)).map { $0 }
        default: return Array(table.replacing("\u{A0}", with: " \u{A0}\t").utf8)
        }
    }
}
