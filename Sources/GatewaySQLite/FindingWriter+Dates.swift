import Findings
import GRDB
import Gateway
import Signatures

/// One report in two tables: a date that one of them prints comes before one that was worked out for the other.
extension FindingWriter {
    /// What the step of a finding says whose date another table printed.
    static let printedElsewhere = "due date, printed in another table"

    /// The item with the date that another table prints for the same report.
    func withPrintedDate(_ item: FindingIntake.Item, but number: Int64) throws -> FindingIntake.Item {
        guard item.duty == .duty, item.finding.due?.basis != .printed else { return item }
        let find = try database.cachedStatement(
            sql: "SELECT document FROM finding WHERE source_key = ? AND number <> ? ORDER BY number"
        )
        let rows = try Row.fetchAll(find, arguments: [Self.sourceKey(item.finding), number])
        let dates = rows.compactMap { FindingForm.finding($0.bytes("document"), draft: [])?.due }
        guard let due = dates.first(where: { $0.basis == .printed }) else { return item }
        return item.with(item.finding.due(due))
    }

    /// Gives the date that a finding prints to the one whose clock runs for the same report, while it runs.
    mutating func tellPrintedDate(of finding: ExternalFinding, _ number: Int64) throws {
        guard let due = finding.due, due.basis == .printed else { return }
        let find = try database.cachedStatement(
            sql: """
                SELECT finding.number, finding_version.document, finding_version.draft
                FROM finding JOIN finding_version ON finding_version.finding = finding.number
                AND finding_version.version = finding.version
                WHERE source_key = ? AND duty = 'duty' AND finding.number <> ? AND erased = 0
                AND state IN ('triage', 'open') ORDER BY finding.number LIMIT 1
                """
        )
        guard let row = try Row.fetchOne(find, arguments: [Self.sourceKey(finding), number]),
            let held = FindingForm.finding(row.bytes("document"), draft: row.bytes("draft")),
            held.due?.basis != .printed
        else { return }
        let item = FindingIntake.Item(finding: held.due(due), duty: .duty, state: .triage, because: [])
        _ = try replace(row["number"], by: item, [Self.printedElsewhere])
    }

    static func sourceKey(_ finding: ExternalFinding) -> String {
        LessonSketch.sourceKey(finding.issuer, finding.reference)
    }
}
