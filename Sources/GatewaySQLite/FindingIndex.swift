import GRDB
import Gateway
import Synchronization

/// How common words are among findings; counted when they are compared first.
///
/// A finding that changes is counted as it was: the counts only tell which words are common.
struct FindingWeights: Sendable {
    private(set) var weights = WordWeights()
    private var upTo: Int64 = 0

    mutating func catchUp(_ database: Database) throws {
        let find = QuickStatement(
            try database.cachedStatement(sql: "SELECT number, sketch FROM finding WHERE number > ? ORDER BY number")
        )
        find.reset()
        find.bind(upTo, at: 1)
        try find.rows { row in
            upTo = row.integer(at: 0)
            if let sketch = LessonSketch(bytes: row.blob(at: 1)) { weights.add(sketch) }
        }
    }
}

extension SQLiteStore {
    /// How common words are among lessons and findings together.
    func weightsWithFindings(_ database: Database) throws -> WordWeights {
        let own = try findingWeights.withLock { known in
            try known.catchUp(database)
            return known.weights
        }
        var all = try currentWeights(database)
        all.add(own)
        return all
    }
}

/// Finds findings by words, by likeness and by codes; filled and read here only.
struct FindingIndex {
    private let database: Database

    init(_ database: Database) { self.database = database }

    /// A finding that looks like something, with the number of its issue.
    struct Found {
        let finding: SimilarFinding
        let issue: Int64
    }

    /// Adds a finding, in the place of what it was before.
    func put(_ facts: FindingFacts, _ codes: [(kind: String, code: String)], number: Int64) throws {
        try remove(number)
        let text = try database.cachedStatement(sql: "INSERT INTO finding_text (rowid, title, body) VALUES (?, ?, ?)")
        try text.execute(arguments: [number, facts.title, facts.body])
        let mark = try database.cachedStatement(sql: "INSERT INTO finding_mark (rowid, marks) VALUES (?, ?)")
        try mark.execute(arguments: [number, LessonIndex.marks(facts.sketch)])
        try put(codes, number: number)
    }

    /// Puts codes in the place of those that a finding had.
    func put(_ codes: [(kind: String, code: String)], number: Int64) throws {
        try database.cachedStatement(sql: "DELETE FROM finding_code WHERE finding = ?").execute(arguments: [number])
        let code = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO finding_code (kind, code, finding) VALUES (?, ?, ?)"
        )
        for item in codes { try code.execute(arguments: [item.kind, item.code, number]) }
    }

    /// Takes the words of a finding out; it is still found by its codes.
    func remove(_ number: Int64) throws {
        for table in ["finding_text", "finding_mark"] {
            try database.cachedStatement(sql: "DELETE FROM \(table) WHERE rowid = ?").execute(arguments: [number])
        }
    }

    /// The findings that look most like something, best first.
    func similar(
        to question: SimilarityQuestion,
        _ weights: WordWeights,
        max: Int,
        _ depth: SimilarityDepth
    ) throws -> [Found] {
        let find = try database.cachedStatement(
            sql: "SELECT number, issue, issuer, reference, title, state, codes, sketch FROM finding WHERE number = ?"
        )
        let bounds = LessonIndex.Bounds(depth)
        var found: [Found] = []
        for number in try LessonIndex.candidates(question.sketch, weights, bounds, in: "finding_mark", database) {
            guard let row = try Row.fetchOne(find, arguments: [number]),
                let sketch = LessonSketch(bytes: row.bytes("sketch")), let state = FindingState(rawValue: row["state"])
            else { continue }
            let codes = Set((row["codes"] as String).split(separator: " ").map(String.init))
            guard let likeness = Likeness(question.sketch, sketch, codes: (question.codes, codes), weights: weights)
            else { continue }
            let finding = SimilarFinding(
                number: number,
                issuer: row["issuer"],
                reference: row["reference"],
                title: row["title"],
                likeness: likeness,
                state: state
            )
            found.append(Found(finding: finding, issue: row["issue"]))
        }
        found.sort { one, other in
            let (left, right) = (one.finding, other.finding)
            return left.likeness.score != right.likeness.score
                ? left.likeness.score > right.likeness.score : left.number < right.number
        }
        return Array(found.prefix(max))
    }
}
