import Foundation
import GRDB
import Gateway
import Signatures

/// Finds lessons by words and by likeness: two full-text tables without content, filled and read here only.
enum LessonIndex {
    /// Whether nobody here decided not to see a lesson.
    static let isShown = "NOT \(isHidden("lesson.lesson_id"))"

    /// Whether somebody here decided not to see the lesson of an expression; of several decisions the last holds, but for
    /// one about notice boards, which says nothing of that.
    static func isHidden(_ lessonID: String) -> String {
        """
        EXISTS (SELECT 1 FROM decision d WHERE d.lesson_id = \(lessonID) AND d.relation = 'suppressed'
        AND NOT EXISTS (SELECT 1 FROM decision e WHERE e.lesson_id = d.lesson_id AND e.subject = d.subject AND e.id > d.id
        AND e.relation <> 'board-allowed'))
        """
    }

    /// Whether nobody is told what a lesson says, also where its bytes are kept for a legal hold or wait for their erasure:
    /// it was withdrawn since it could identify somebody, or whose it is has to be looked at.
    static let isSecret = """
        (lesson.state = 'held' OR lesson.state = 'withdrawn' AND EXISTS (SELECT 1 FROM withdrawal w
        JOIN statement t ON t.id = w.statement WHERE w.lesson_id = lesson.lesson_id AND w.up_to >= lesson.version
        AND w.reason = 'disclosive' AND t.standing = 'stands'))
        """

    static func add(_ lesson: LessonFacts, id: Int64, _ database: Database) throws {
        let text = try database.cachedStatement(sql: "INSERT INTO lesson_text (rowid, title, body) VALUES (?, ?, ?)")
        try text.execute(arguments: [id, lesson.title, lesson.body])
        let mark = try database.cachedStatement(sql: "INSERT INTO lesson_mark (rowid, marks) VALUES (?, ?)")
        try mark.execute(arguments: [id, marks(lesson.sketch)])
        let code = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO lesson_code (kind, code, lesson) VALUES (?, ?, ?)"
        )
        for item in codes(of: lesson) { try code.execute(arguments: [item.kind, item.code, id]) }
    }

    /// What a lesson is found by beside its words.
    static func codes(of lesson: LessonFacts) -> [(kind: String, code: String)] {
        var codes = lesson.themes.map { (kind: "theme", code: $0) }
        codes += lesson.serviceLines.map { (kind: "line", code: $0) }
        codes.append((kind: "source", code: lesson.sourceType))
        return codes
    }

    /// Takes a lesson out of the index; it must be as it was when it was added.
    static func remove(_ lesson: LessonFacts, id: Int64, _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO lesson_text (lesson_text, rowid, title, body) VALUES ('delete', ?, ?, ?)",
            arguments: [id, lesson.title, lesson.body]
        )
        try database.execute(
            sql: "INSERT INTO lesson_mark (lesson_mark, rowid, marks) VALUES ('delete', ?, ?)",
            arguments: [id, marks(lesson.sketch)]
        )
        try database.execute(sql: "DELETE FROM lesson_code WHERE lesson = ?", arguments: [id])
    }

    static func marks(_ sketch: LessonSketch) -> String {
        (sketch.sourceMarks + sketch.bandMarks + sketch.terms.map { LessonSketch.termMark($0) })
            .joined(separator: " ")
    }

    /// The lessons that look most like one, best first.
    static func similar(
        to question: SimilarityQuestion,
        _ weights: WordWeights,
        max: Int,
        _ depth: SimilarityDepth,
        _ database: Database
    ) throws -> [SimilarLesson] {
        let find = QuickStatement(
            try database.cachedStatement(
                sql: """
                    SELECT lesson_id, version, publisher, title, themes || ' ' || service_lines, is_own, is_public, sketch
                    FROM lesson WHERE id = ? AND state = 'active' AND \(isShown)
                    """
            )
        )
        var found: [SimilarLesson] = []
        for id in try candidates(question.sketch, weights, Bounds(depth), in: "lesson_mark", database) {
            find.reset()
            find.bind(id, at: 1)
            try find.rows { row in
                let lessonID = row.text(at: 0)
                guard lessonID != question.lessonID, let other = LessonSketch(bytes: row.blob(at: 7)) else { return }
                let codes = Set(row.text(at: 4).split(separator: " ").map(String.init))
                guard let likeness = Likeness(question.sketch, other, codes: (question.codes, codes), weights: weights)
                else { return }
                found.append(
                    SimilarLesson(
                        lessonID: lessonID,
                        version: Int(row.integer(at: 1)),
                        publisher: row.text(at: 2),
                        title: row.text(at: 3),
                        likeness: likeness,
                        isOwn: row.integer(at: 5) != 0,
                        isPublic: row.integer(at: 6) != 0
                    )
                )
            }
        }
        found.sort { ($0.likeness.score, $1.lessonID) > ($1.likeness.score, $0.lessonID) }
        return Array(found.prefix(max))
    }

    /// Lessons, or what else has its marks in a table of that form, that share marks with a sketch, those with most shared
    /// weight first.
    ///
    /// The cost is bounded: words of many lessons are left out, and of each mark only so many lessons are looked at.
    static func candidates(
        _ sketch: LessonSketch,
        _ weights: WordWeights,
        _ bounds: Bounds,
        in table: String,
        _ database: Database
    ) throws -> [Int64] {
        let find = QuickStatement(
            try database.cachedStatement(sql: "SELECT rowid FROM \(table) WHERE \(table) MATCH ? LIMIT ?")
        )
        var scores: [Int64: Double] = [:]
        scores.reserveCapacity(bounds.postingsMax * bounds.termsMin)
        func count(_ pattern: String, _ weight: Double, max: Int) throws {
            guard !pattern.isEmpty else { return }
            find.reset()
            find.bind(pattern, at: 1)
            find.bind(Int64(max), at: 2)
            try find.rows { row in scores[row.integer(at: 0), default: 0] += weight }
        }
        try count(sketch.sourceMarks.joined(separator: " OR "), sourceWeight, max: copiesMax)
        try count(sketch.bandMarks.joined(separator: " OR "), bandWeight, max: copiesMax)
        let rare = sketch.terms.map { (term: $0, count: weights.count($0)) }.filter { $0.count > 0 }
            .sorted { ($0.count, $0.term) < ($1.count, $1.term) }
        for (place, word) in rare.prefix(bounds.termsMax).enumerated() {
            guard word.count <= bounds.postingsMax || place < bounds.termsMin else { break }
            try count(LessonSketch.termMark(word.term), weights.weight(word.term), max: bounds.postingsMax)
        }
        return best(of: scores, max: bounds.candidatesMax)
    }

    /// The keys of the greatest values, greatest first; of equal ones the newer lesson.
    private static func best(of scores: [Int64: Double], max candidatesMax: Int) -> [Int64] {
        var best: [(id: Int64, score: Double)] = []
        var least = -1.0
        for (id, score) in scores where best.count < candidatesMax || score >= least {
            let place = best.firstIndex { ($0.score, $0.id) < (score, id) } ?? best.count
            best.insert((id, score), at: place)
            if best.count > candidatesMax { best.removeLast() }
            least = best.last?.score ?? -1
        }
        return best.map(\.id)
    }

    /// Copies of a text, or lessons of a source, that are looked at.
    private static let copiesMax = 60
    /// How much is looked at for one lesson.
    struct Bounds {
        /// Words of more lessons say little, and reading them all takes time.
        let postingsMax: Int
        /// So many of the rarest words are looked up however common they are.
        let termsMin: Int
        let termsMax: Int
        let candidatesMax: Int

        init(_ depth: SimilarityDepth) {
            switch depth {
            case .quick: (postingsMax, termsMin, termsMax, candidatesMax) = (100, 4, 12, 12)
            case .thorough: (postingsMax, termsMin, termsMax, candidatesMax) = (300, 4, 32, 24)
            }
        }
    }

    private static let sourceWeight = 10_000.0
    private static let bandWeight = 120.0

    /// Merges the segments of the marks into one, a little with each commit, whenever a third of the lessons is new.
    ///
    /// Every look-up asks every segment; without this a store of a million lessons has three times as many as one of ten
    /// thousand. The work for a lesson stays the same, since the next merge waits until the store has grown by half.
    static func merge(_ added: Int, _ database: Database) throws {
        guard added > 0 else { return }
        func number(_ name: String) throws -> Int {
            try Int.fetchOne(database, sql: "SELECT value FROM meta WHERE name = ?", arguments: [name]) ?? 0
        }
        let lessons = try Int.fetchOne(database, sql: "SELECT max(id) FROM lesson") ?? 0
        let merged = try number("marks.merged")
        guard lessons > max(mergedFrom, merged + merged / 2) else { return }
        let isRunning = try number("marks.merging") == 1
        let pages = max(mergedPagesMin, added * mergedPagesPerLesson)
        let before = database.totalChangesCount
        // A negative number begins to merge everything; positive ones go on with it.
        let merge = try database.cachedStatement(sql: "INSERT INTO lesson_mark (lesson_mark, rank) VALUES ('merge', ?)")
        try merge.execute(arguments: [isRunning ? pages : -pages])
        let isDone = database.totalChangesCount - before < 2
        let keep = try database.cachedStatement(sql: "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)")
        try keep.execute(arguments: ["marks.merging", isDone ? 0 : 1])
        if isDone { try keep.execute(arguments: ["marks.merged", lessons]) }
    }

    private static let mergedFrom = 5000
    private static let mergedPagesMin = 16
    private static let mergedPagesPerLesson = 4
}
