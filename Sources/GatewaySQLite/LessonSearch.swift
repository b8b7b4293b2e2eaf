import GRDB
import Gateway

/// One search: begins where the fewest lessons are, so that it costs about the same however many there are.
struct LessonSearch {
    private let query: LessonQuery
    private let pattern: String?
    private let filters: [Filter]

    /// Of a word that very many lessons have, the newest are ranked.
    private static let rankedMax = 5000
    /// A filter that lets no more lessons through is where a search begins.
    private static let fewMax = 20_000
    /// Shorter beginnings stand in nearly every lesson: they are looked for as words.
    private static let prefixLettersMin = 3

    private struct Filter {
        /// Selects the ids of what it lets through.
        let ids: String
        /// The same of one row; a plus keeps SQLite from beginning with an index of its own choice.
        let condition: String
        let arguments: StatementArguments
        /// Whether the ids come newest first without being sorted.
        let isNewestFirst: Bool

        init(kind: String, code: String) {
            let matching = "SELECT lesson AS id FROM lesson_code WHERE kind = ? AND code = ?"
            ids = matching
            condition = "EXISTS (\(matching) AND lesson_code.lesson = lesson.id)"
            arguments = [kind, code]
            isNewestFirst = true
        }

        init(publisher: String) {
            ids = "SELECT id FROM lesson WHERE publisher = ?"
            condition = "+lesson.publisher = ?"
            arguments = [publisher]
            isNewestFirst = true
        }

        init?(since: String?, until: String?) {
            // Every moment of the day, month or year begins with its name.
            let end = until.map { $0 + "\u{7F}" }
            var bounds: [String] = []
            if since != nil { bounds.append("issued >= ?") }
            if end != nil { bounds.append("issued < ?") }
            guard !bounds.isEmpty else { return nil }
            ids = "SELECT id FROM lesson WHERE " + bounds.joined(separator: " AND ")
            condition = bounds.map { "+lesson." + $0 }.joined(separator: " AND ")
            let values: [String] = [since, end].compactMap { $0 }
            arguments = StatementArguments(values)
            isNewestFirst = false
        }
    }

    /// Where a search begins.
    private enum Start {
        /// A filter lets nothing through.
        case nowhere
        case everywhere
        /// `isFew`: it lets so few through that other filters and words are best asked of these alone.
        case filter(Int, isFew: Bool)
    }

    init(_ query: LessonQuery) {
        self.query = query
        pattern = query.words.map { Self.pattern($0) }
        var filters: [Filter] = []
        for (kind, code) in [("theme", query.theme), ("line", query.serviceLine), ("source", query.source)] {
            if let code { filters.append(Filter(kind: kind, code: code)) }
        }
        if let publisher = query.publisher { filters.append(Filter(publisher: publisher)) }
        if let period = Filter(since: query.since, until: query.until) { filters.append(period) }
        self.filters = filters
    }

    /// What the index is asked for: the words stand for themselves, nothing in them is an operator; empty for no word.
    static func pattern(_ words: String) -> String {
        let prefixes = FTS5Pattern(matchingAllPrefixesIn: words)?.rawPattern ?? ""
        return prefixes.split(separator: " ").map { prefix in
            prefix.count > prefixLettersMin ? String(prefix) : String(prefix.dropLast())
        }.joined(separator: " ")
    }

    /// The rows with these columns of `lesson` and `statement`: the best first, or without words the newest.
    func rows(_ columns: String, limit: Int, offset: Int, _ database: Database) throws -> [Row] {
        if let pattern, pattern.isEmpty { return [] }
        let start = try begin(database)
        if case .nowhere = start { return [] }
        var (sql, arguments) = pattern.map { ranked($0, columns, start) } ?? listed(columns, start)
        sql += " LIMIT ? OFFSET ?"
        arguments += [limit, offset]
        return try Row.fetchAll(database, sql: sql, arguments: arguments)
    }

    private func begin(_ database: Database) throws -> Start {
        let sizes = try filters.map { filter in
            try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM (\(filter.ids) LIMIT \(Self.fewMax + 1))",
                arguments: filter.arguments
            ) ?? 0
        }
        guard let least = sizes.indices.min(by: { sizes[$0] < sizes[$1] }) else { return .everywhere }
        if sizes[least] == 0 { return .nowhere }
        if sizes[least] <= Self.fewMax { return .filter(least, isFew: true) }
        return filters.firstIndex(where: \.isNewestFirst).map { Start.filter($0, isFew: false) } ?? .everywhere
    }

    private func listed(_ columns: String, _ start: Start) -> (String, StatementArguments) {
        var (tables, order) = ("lesson", "lesson.id")
        var arguments: StatementArguments = []
        var others = filters
        if case .filter(let place, _) = start {
            let first = others.remove(at: place)
            tables = "(\(first.ids)) AS found CROSS JOIN lesson ON lesson.id = found.id"
            order = "found.id"
            arguments += first.arguments
        }
        for filter in others { arguments += filter.arguments }
        let conditions = Self.joined(others.map(\.condition) + shown)
        // A cross join is done in the order in which it is written.
        return (
            """
            SELECT \(columns) FROM \(tables) CROSS JOIN statement ON statement.id = lesson.statement \
            WHERE \(conditions) ORDER BY \(order) DESC
            """,
            arguments
        )
    }

    private func ranked(_ pattern: String, _ columns: String, _ start: Start) -> (String, StatementArguments) {
        var conditions = ["lesson_text MATCH ?"]
        var arguments: StatementArguments = [pattern]
        for (place, filter) in filters.enumerated() {
            if case .filter(place, isFew: true) = start {
                // A list that is made once; without the plus each of its lessons would be a search of its own.
                conditions.append("+lesson_text.rowid IN (\(filter.ids))")
            } else {
                conditions.append(filter.condition)
            }
            arguments += filter.arguments
        }
        return (
            """
            SELECT \(columns) FROM (
              SELECT lesson.id AS id, bm25(lesson_text, 4.0, 1.0) AS score
              FROM lesson_text CROSS JOIN lesson ON lesson.id = lesson_text.rowid
              WHERE \(Self.joined(conditions + shown)) ORDER BY lesson_text.rowid DESC LIMIT \(Self.rankedMax)
            ) AS hit CROSS JOIN lesson ON lesson.id = hit.id CROSS JOIN statement ON statement.id = lesson.statement
            ORDER BY hit.score, hit.id DESC
            """,
            arguments
        )
    }

    private var shown: [String] {
        guard query.includesEnded else { return ["lesson.state = 'active' AND \(LessonIndex.isShown)"] }
        // Nobody finds by its words or codes what is not to be read any more; that it was there may be seen.
        let asksForContent = pattern != nil || [query.theme, query.serviceLine, query.source].contains { $0 != nil }
        return asksForContent ? ["NOT \(LessonIndex.isSecret)"] : []
    }

    private static func joined(_ conditions: [String]) -> String {
        conditions.isEmpty ? "TRUE" : conditions.joined(separator: " AND ")
    }
}
