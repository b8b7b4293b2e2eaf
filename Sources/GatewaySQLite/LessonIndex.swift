import Foundation
import GRDB
import Gateway
import Signatures
import Synchronization

/// Finds lessons by words and by likeness: two full-text tables without content, filled and read here only.
enum LessonIndex {
    static func add(_ lesson: LessonFacts, id: Int64, _ database: Database) throws {
        let text = try database.cachedStatement(sql: "INSERT INTO lesson_text (rowid, title, body) VALUES (?, ?, ?)")
        try text.execute(arguments: [id, lesson.title, lesson.body])
        let sketch = lesson.sketch
        let marks = sketch.sourceMarks + sketch.bandMarks + sketch.terms.map { LessonSketch.termMark($0) }
        let mark = try database.cachedStatement(sql: "INSERT INTO lesson_mark (rowid, marks) VALUES (?, ?)")
        try mark.execute(arguments: [id, marks.joined(separator: " ")])
        let code = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO lesson_code (kind, code, lesson) VALUES (?, ?, ?)"
        )
        for theme in lesson.themes { try code.execute(arguments: ["theme", theme, id]) }
        for line in lesson.serviceLines { try code.execute(arguments: ["line", line, id]) }
        try code.execute(arguments: ["source", lesson.sourceType, id])
    }

    /// Lessons that share marks with a sketch, those with most shared weight first.
    ///
    /// The cost is bounded: marks of many lessons are left out, and of each only the newest lessons are looked at.
    static func candidates(_ sketch: LessonSketch, _ weights: WordWeights, _ database: Database) throws -> [Int64] {
        let find = try database.cachedStatement(
            sql: "SELECT rowid FROM lesson_mark WHERE lesson_mark MATCH ? ORDER BY rowid DESC LIMIT \(postingsMax)"
        )
        var scores: [Int64: Double] = [:]
        func count(_ mark: String, _ weight: Double) throws {
            for id in try Int64.fetchAll(find, arguments: ["\"\(mark)\""]) { scores[id, default: 0] += weight }
        }
        for mark in sketch.sourceMarks { try count(mark, sourceWeight) }
        for mark in sketch.bandMarks { try count(mark, bandWeight) }
        var budget = postingsTotalMax
        let rare = sketch.terms.map { (term: $0, count: weights.count($0)) }.filter { $0.count > 0 }
            .sorted { ($0.count, $0.term) < ($1.count, $1.term) }
        for (term, lessons) in rare.prefix(termsMax) {
            budget -= min(lessons, postingsMax)
            guard budget >= 0 else { break }
            try count(LessonSketch.termMark(term), weights.weight(term))
        }
        return scores.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(candidatesMax).map(\.key)
    }

    /// Lessons that one mark leads to at most.
    private static let postingsMax = 400
    /// Lessons that all words of a sketch lead to at most.
    private static let postingsTotalMax = 6000
    private static let termsMax = 32
    private static let candidatesMax = 40
    private static let sourceWeight = 10_000.0
    private static let bandWeight = 60.0

    /// The weights of words as they were kept, and the lessons since.
    static func storedWeights(_ database: Database) throws -> WordWeights {
        let row = try Row.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'weights'")
        var weights = row.flatMap { WordWeights(bytes: $0.bytes("value")) } ?? WordWeights()
        let upTo = try Int64.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'weights.upTo'") ?? 0
        let rows = try Row.fetchCursor(database, sql: "SELECT sketch FROM lesson WHERE id > ?", arguments: [upTo])
        while let row = try rows.next() {
            if let sketch = LessonSketch(bytes: row.bytes("sketch")) { weights.add(sketch) }
        }
        return weights
    }

    /// Keeps the weights now and then; the rest is read from the lessons at the next start.
    static func keepWeights(
        _ known: borrowing Mutex<WordWeights>,
        _ added: [LessonSketch],
        _ database: Database
    ) throws {
        let kept = known.withLock { weights -> WordWeights? in
            guard (weights.lessons + added.count) / keptEvery > weights.lessons / keptEvery else { return nil }
            return weights
        }
        guard var weights = kept else { return }
        for sketch in added { weights.add(sketch) }
        let upTo = try Int64.fetchOne(database, sql: "SELECT max(id) FROM lesson") ?? 0
        let keep = try database.cachedStatement(sql: "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)")
        try keep.execute(arguments: ["weights", StoredBytes(weights.bytes)])
        try keep.execute(arguments: ["weights.upTo", upTo])
    }

    private static let keptEvery = 5000
}
