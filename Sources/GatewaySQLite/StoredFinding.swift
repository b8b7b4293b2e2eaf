import Findings
import GRDB
import Gateway
import Signatures

/// A finding as it is read back, with what only the store needs to know of it.
struct StoredFinding {
    let record: FindingRecord
    /// Row of the step that gave it its words; nil where they are the source's.
    let reading: Int64?
    /// ``FindingState/searchable`` or ``FindingState/triage``.
    let entry: FindingState
    let isErased: Bool

    static func read(_ number: Int64, _ database: Database) throws -> StoredFinding? {
        let find = try database.cachedStatement(
            sql: "SELECT \(FindingSearch.columns) FROM finding \(FindingSearch.joins) WHERE finding.number = ?"
        )
        return try Row.fetchOne(find, arguments: [number]).map { try StoredFinding($0, database) }
    }

    /// Reads a row of ``FindingSearch/columns``.
    init(_ row: Row, _ database: Database) throws {
        guard let finding = FindingForm.finding(row.bytes("document"), draft: row.bytes("draft")),
            let duty = FindingDuty(rawValue: row["duty"]), let entry = FindingState(rawValue: row["entry"])
        else { throw StoreError.damaged("finding") }
        let (number, count): (Int64, Int) = (row["number"], row["steps"])
        let steps = count == 0 ? [] : try Self.steps(of: number, database)
        record = FindingRecord(
            number: number,
            version: row["version"],
            issue: row["issue"],
            finding: finding,
            duty: duty,
            because: (row["because"] as String).split(separator: " ").map(String.init),
            firstSeen: row.timestamp("first_seen"),
            changed: row.timestamp("changed"),
            state: .folded(from: entry, steps),
            steps: count
        )
        reading = row["reading"]
        self.entry = entry
        isErased = row["erased"]
    }

    /// Steps of a case, oldest first.
    static func steps(of number: Int64, _ database: Database) throws -> [CaseStep] {
        let find = try database.cachedStatement(
            sql: """
                SELECT case_step.*, case_words.words AS said FROM case_step
                LEFT JOIN case_words ON case_words.step = case_step.id WHERE finding = ? ORDER BY place
                """
        )
        return try Row.fetchAll(find, arguments: [number]).map { try step($0) }
    }

    /// Reads a row of `case_step` with its words as `said`.
    static func step(_ row: Row) throws -> CaseStep {
        CaseStep(
            finding: row["finding"],
            content: try StoredStep.read(row["kind"], row.bytes("content"), words: row.bytes("said")),
            person: row["person"],
            role: row["role"],
            at: row.timestamp("at")
        )
    }
}
