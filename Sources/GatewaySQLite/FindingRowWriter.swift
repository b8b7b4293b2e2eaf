import Findings
import GRDB
import Gateway
import Signatures

/// Writes the columns of a finding that follow from something: from what it says, and from the steps of its case.
struct FindingRowWriter {
    private let database: Database

    init(_ database: Database) { self.database = database }

    /// What a finding is found by beside its words.
    static func codes(of finding: ExternalFinding) -> [(kind: String, code: String)] {
        var codes = finding.themes.map { (kind: "theme", code: $0) }
        codes += finding.serviceLines.map { (kind: "line", code: $0) }
        codes.append((kind: "source", code: finding.sourceType))
        codes += finding.recipients.compactMap { recipient in
            recipient.organisation.map { (kind: "recipient", code: $0) }
        }
        return codes
    }

    /// Themes and service lines, which two findings are compared by.
    static func comparedCodes(of finding: ExternalFinding) -> String {
        (finding.themes + finding.serviceLines).joined(separator: " ")
    }

    /// Keeps what a finding says now, and the step that gave it its words.
    func putCurrent(_ finding: ExternalFinding, of number: Int64, reading: Int64?) throws {
        let facts = FindingFacts(finding)
        let update = try database.cachedStatement(
            sql: """
                UPDATE finding SET source_type = ?, title = ?, published = ?, codes = ?, document = ?, sketch = ?,
                reading = ?, erased = 0 WHERE number = ?
                """
        )
        try update.execute(
            arguments: [
                finding.sourceType, finding.title, finding.published, Self.comparedCodes(of: finding),
                StoredBytes(FindingForm.bytes(of: finding)), StoredBytes(facts.sketch.bytes), reading, number,
            ]
        )
        try FindingIndex(database).put(facts, Self.codes(of: finding), number: number)
    }

    /// Keeps what a finding is about; its words stay as they are, or erased.
    func putCodes(_ finding: ExternalFinding, of number: Int64) throws {
        let update = try database.cachedStatement(sql: "UPDATE finding SET codes = ?, document = ? WHERE number = ?")
        try update.execute(
            arguments: [Self.comparedCodes(of: finding), StoredBytes(FindingForm.bytes(of: finding)), number]
        )
        try FindingIndex(database).put(Self.codes(of: finding), number: number)
    }

    /// Keeps what follows from the steps of a case; `at` is when the last one was taken.
    func putState(_ state: CaseState, of number: Int64, clock: String?, steps: Int, at moment: Timestamp?) throws {
        let update = try database.cachedStatement(
            sql: """
                UPDATE finding SET state = ?, team = ?, owner_role = ?, due = ?, clock = ?, approved_by = ?, response = ?,
                steps = ?, changed = coalesce(?, changed) WHERE number = ?
                """
        )
        try update.execute(
            arguments: [
                state.state.rawValue, state.group, state.ownerRole, state.due, clock ?? FindingSearch.noClock,
                state.approvedBy, state.response.map { StoredBytes($0.bytes) }, steps, moment?.unixSeconds, number,
            ]
        )
    }
}
