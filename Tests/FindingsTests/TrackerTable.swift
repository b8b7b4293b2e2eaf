import Anonymisation
import ExchangeTestKit
import Findings
import LessonExchange
import Signatures

/// A table of the tracker's form, made for a test.
struct TrackerTable {
    static let columns = [
        "date_added", "date_of_report", "ref", "deceased_name", "coroner_name", "coroner_area", "category",
        "this_report_is_being_sent_to", "report_url", "pdf_url", "reply_urls", "circumstances", "concerns", "inquest",
        "action", "response", "legal",
    ]

    /// A row about a medicines system, with invented names.
    static let usual: [String: String] = [
        "date_added": "14/03/2025", "date_of_report": "11/03/2025", "ref": "2025-0133",
        "deceased_name": "Example Personone",
        "coroner_name": "Ms Quillon Tarrowby", "coroner_area": "Kent and Medway", "category": "Other related deaths",
        "this_report_is_being_sent_to": "Kent and Medway NHS and Social Care Partnership Trust | NHS England",
        "report_url": "https://www.judiciary.uk/prevention-of-future-death-reports/example-personone-report/",
        "pdf_url": "https://www.judiciary.uk/uploads/Example-Personone-Report-2025-0133.pdf",
        "concerns":
            "The MATTERS OF CONCERN are as follows:\n\n(1) Lists of medicines are kept in two systems.\n(2) Nobody compares them at discharge.",
        "response":
            "You are under a duty to respond to this report within 56 days of the date of this report, namely by 6th May 2025.",
    ]

    var rows: [[String: String]] = []

    init(_ changes: [[String: String]] = [[:]]) {
        rows = changes.map { Self.usual.merging($0) { $1 } }
    }

    func text(lineEnd: String = "\n", columns: [String] = TrackerTable.columns) -> String {
        let lines = [columns] + rows.map { row in columns.map { row[$0] ?? "" } }
        return lines.map { $0.map { Self.quoted($0, lineEnd) }.joined(separator: ",") + lineEnd }.joined()
    }

    static func quoted(_ cell: String, _ lineEnd: String = "\n") -> String {
        let isPlain = !cell.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
        let inside = cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        let lines = inside.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineEnd)
        return isPlain ? cell : "\"\(lines)\""
    }

    /// What comes of the rows.
    func read(_ format: FindingFormat = .pfdTracker) throws -> [FindingRow] {
        try Self.read(Array(text().utf8), format)
    }

    static let now = Timestamp(unixSeconds: 1_750_000_000)

    static func reader(
        _ format: FindingFormat = .pfdTracker,
        mapping: FindingMapping? = nil,
        aliases: OrganisationAliases = .embedded,
        publisher: String = "ods:RXY"
    ) -> FindingReader {
        FindingReader(
            format: format,
            mapping: mapping,
            aliases: aliases,
            publisher: publisher,
            now: now,
            scanner: TextScanner()
        )
    }

    static func read(
        _ bytes: [UInt8],
        _ format: FindingFormat = .pfdTracker,
        mapping: FindingMapping? = nil,
        aliases: OrganisationAliases = .embedded,
        publisher: String = "ods:RXY"
    ) throws -> [FindingRow] {
        let reader = reader(format, mapping: mapping, aliases: aliases, publisher: publisher)
        var rows: [FindingRow] = []
        let source = try reader.read(bytes, name: "table") { rows.append($0) }
        precondition(source.rows == rows.count && source.digest == Digest(of: bytes))
        return rows
    }
}

extension FindingRow {
    var finding: ExternalFinding? {
        if case .finding(let finding) = reading { return finding }
        return nil
    }

    var faults: [RowFault] {
        if case .quarantined(let faults) = reading { return faults }
        return []
    }
}

extension ExternalFinding {
    var draftText: String { String(decoding: draft, as: UTF8.self) }
}

/// The code of an error, and its place.
func refusal(_ body: () throws -> Void) -> (code: String, place: String)? {
    do {
        try body()
        return nil
    } catch let error as LessonExchangeError {
        return (error.code.name, error.place ?? "")
    } catch {
        return ("\(error)", "")
    }
}
