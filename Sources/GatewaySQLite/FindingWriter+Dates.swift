import Findings
import GRDB
import Gateway
import Signatures

/// One report in two tables: its clock, and the dates that they print.
extension FindingWriter {
    /// What the step of a finding says whose date comes from another table.
    private static let printedElsewhere = "due date, printed in another table"
    private static let computedElsewhere = "due date, worked out from another table"
    static let elsewhere = [printedElsewhere, computedElsewhere]

    /// Findings with the reference of one, oldest first.
    func twins(of finding: ExternalFinding, but number: Int64) throws -> [Int64] {
        let find = try database.cachedStatement(
            sql: "SELECT number FROM finding WHERE source_key = ? AND number <> ? ORDER BY number"
        )
        return try Int64.fetchAll(find, arguments: [Self.sourceKey(finding), number])
    }

    /// The item with the date that another table has for the same report, where that one counts.
    func withDate(_ item: FindingIntake.Item, but number: Int64) throws -> FindingIntake.Item {
        guard item.duty == .duty else { return item }
        let find = try database.cachedStatement(
            sql: "SELECT document FROM finding WHERE source_key = ? AND number <> ? ORDER BY number"
        )
        let rows = try Row.fetchAll(find, arguments: [Self.sourceKey(item.finding), number])
        let others = rows.compactMap { FindingForm.finding($0.bytes("document"), draft: []) }
        return others.reduce(item) { item, other in
            Self.isBetter(other, than: item.finding).map { item.with(item.finding.due($0)) } ?? item
        }
    }

    /// The date of another finding of the same report, where it comes before the one that counts until now: any before none,
    /// a printed one before one that was worked out, and the earlier of two printed ones.
    ///
    /// A document works nothing out: a date of that kind came to it from a table, and follows it. What a person says of a document makes no clock later.
    private static func isBetter(_ other: ExternalFinding, than held: ExternalFinding) -> ExternalFinding.Due? {
        guard other.format != held.format, let due = other.due else { return nil }
        guard let known = held.due else { return due }
        guard due.basis == .printed else {
            return held.format == .document && known.basis == .computed && known != due ? due : nil
        }
        if known.basis != .printed, other.format != .document { return due }
        return due.date.utf8.lexicographicallyPrecedes(known.date.utf8) ? due : nil
    }

    /// Gives the date that a finding has to the one whose clock runs for the same report, while it runs.
    mutating func tellDate(of finding: ExternalFinding, _ number: Int64) throws {
        guard let own = finding.due else { return }
        let find = try database.cachedStatement(
            sql: """
                SELECT \(Self.source) WHERE source_key = ? AND duty = 'duty' AND finding.number <> ? AND erased = 0
                AND state IN ('triage', 'open') ORDER BY finding.number
                """
        )
        for row in try Row.fetchAll(find, arguments: [Self.sourceKey(finding), number]) {
            guard let held = FindingForm.finding(row.bytes("document"), draft: row.bytes("draft")),
                let due = Self.isBetter(finding, than: held)
            else { continue }
            let item = FindingIntake.Item(finding: held.due(due), duty: .duty, state: .triage, because: [])
            let said = own.basis == .printed ? Self.printedElsewhere : Self.computedElsewhere
            _ = try replace(row["number"], by: item, [said])
        }
    }

    /// Gives the clock of a finding that names us no longer to another of the same report that does.
    mutating func handOver(from finding: ExternalFinding, _ number: Int64) throws {
        let find = try database.cachedStatement(
            sql: """
                SELECT \(Self.source) WHERE source_key = ? AND finding.number <> ? AND erased = 0
                AND ' ' || because || ' ' LIKE '% \(TriageRules.sameSource) %' ORDER BY finding.number LIMIT 1
                """
        )
        guard let row = try Row.fetchOne(find, arguments: [Self.sourceKey(finding), number]),
            let heir = FindingForm.finding(row.bytes("document"), draft: row.bytes("draft"))
        else { return }
        let why = heir.names(organisation) ? TriageRules.recipient : TriageRules.providerClass
        let item = FindingIntake.Item(finding: heir, duty: .duty, state: .triage, because: [why])
        _ = try replace(row["number"], by: item, [Self.namesUs])
    }

    /// The newest version as the source has it, whatever somebody read since.
    private static let source = """
        finding.number, finding_version.document, finding_version.draft
        FROM finding JOIN finding_version ON finding_version.finding = finding.number
        AND finding_version.version = finding.version
        """

    static func sourceKey(_ finding: ExternalFinding) -> String {
        LessonSketch.sourceKey(finding.issuer, finding.reference)
    }
}
