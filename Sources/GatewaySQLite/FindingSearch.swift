import GRDB
import Gateway
import Signatures

/// One list of findings as SQL.
struct FindingSearch {
    /// Stands for no clock: it comes after every date.
    static let noClock = "~"

    /// A finding with the draft that counts: that of a reading, or that of its version.
    static let columns = """
        finding.*, coalesce(case_words.words, finding_version.draft) AS draft
        """
    static let joins = """
        JOIN finding_version ON finding_version.finding = finding.number AND finding_version.version = finding.version
        LEFT JOIN case_words ON case_words.step = finding.reading
        """

    private var conditions: [String] = []
    private var arguments: StatementArguments = []
    private var table = "finding"
    private let order: String

    init(_ query: FindingQuery) {
        order = query.isByDue ? "finding.clock, finding.number DESC" : "finding.number DESC"
        if let day = query.overdueOn {
            // The index has these alone, and they are few.
            table = "finding INDEXED BY finding_late"
            add("finding.duty = 'duty' AND finding.state IN ('triage', 'open') AND finding.clock < ?", [day])
        }
        if !query.states.isEmpty {
            let marks = query.states.map { _ in "?" }.joined(separator: ", ")
            add("finding.state IN (\(marks))", StatementArguments(query.states.map(\.rawValue)))
        }
        if let duty = query.duty { add("finding.duty = ?", [duty.rawValue]) }
        if let group = query.group { add("finding.team = ?", [group]) }
        if let issuer = query.issuer { add("finding.issuer = ?", [issuer]) }
        if let since = query.since { add("finding.first_seen >= ?", [since.unixSeconds]) }
        for (kind, code) in [("theme", query.theme), ("source", query.source)] {
            guard let code else { continue }
            add("finding.number IN (SELECT finding FROM finding_code WHERE kind = ? AND code = ?)", [kind, code])
        }
        if let words = query.words {
            let pattern = LessonSearch.pattern(words)
            // No word: nothing is found by it.
            add(
                pattern.isEmpty
                    ? "FALSE" : "finding.number IN (SELECT rowid FROM finding_text WHERE finding_text MATCH ?)",
                pattern.isEmpty ? [] : [pattern]
            )
        }
    }

    private mutating func add(_ condition: String, _ values: StatementArguments) {
        conditions.append(condition)
        arguments += values
    }

    /// Rows with ``columns``, one more than the limit where there are more.
    func rows(limit: Int, offset: Int, _ database: Database) throws -> [Row] {
        let filter = conditions.isEmpty ? "TRUE" : conditions.joined(separator: " AND ")
        return try Row.fetchAll(
            database,
            sql: """
                SELECT \(Self.columns) FROM \(table) \(Self.joins)
                WHERE \(filter) ORDER BY \(order) LIMIT ? OFFSET ?
                """,
            arguments: arguments + [limit, offset]
        )
    }
}
