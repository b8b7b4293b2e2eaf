import GRDB
import Gateway
import Synchronization

/// The weights of words, and up to which lesson they count.
///
/// Several processes work on one store. Each counts by the lessons' ids what the others added, so all compare alike.
struct CountedWeights: Sendable {
    private(set) var weights = WordWeights()
    private var upTo: Int64 = 0
    /// Erasures that these weights know of: what an earlier count took in may be gone.
    private var erasures: Int64 = 0

    /// Whether an erasure took lessons away, and nobody has kept a new count yet.
    func mustRecount(_ database: Database) throws -> Bool {
        guard try Self.number("weights.erasures", database) != erasures else { return false }
        return try Row.fetchOne(database, sql: "SELECT 1 FROM meta WHERE name = 'weights'") == nil
    }

    /// Counts the lessons since, whoever added them; `last` leaves out what a transaction may still take back.
    mutating func catchUp(through last: Int64 = .max, _ database: Database) throws {
        if try Self.number("weights.erasures", database) != erasures { self = try Self.kept(database) }
        let find = QuickStatement(
            try database.cachedStatement(sql: "SELECT id, sketch FROM lesson WHERE id > ? AND id <= ? ORDER BY id")
        )
        find.reset()
        find.bind(upTo, at: 1)
        find.bind(last, at: 2)
        try find.rows { row in
            upTo = row.integer(at: 0)
            // Of an erased lesson nothing is left.
            if let sketch = LessonSketch(bytes: row.blob(at: 1)) { weights.add(sketch) }
        }
    }

    /// The weights as they were kept, and the lessons since.
    static func stored(_ database: Database) throws -> CountedWeights {
        var stored = try kept(database)
        try stored.catchUp(database)
        return stored
    }

    private static func kept(_ database: Database) throws -> CountedWeights {
        var kept = CountedWeights()
        kept.erasures = try number("weights.erasures", database)
        let row = try Row.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'weights'")
        if let weights = row.flatMap({ WordWeights(bytes: $0.bytes("value")) }) {
            kept.weights = weights
            kept.upTo = try number("weights.upTo", database)
        }
        return kept
    }

    func keep(_ database: Database) throws {
        let keep = try database.cachedStatement(sql: "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)")
        try keep.execute(arguments: ["weights", StoredBytes(weights.bytes)])
        try keep.execute(arguments: ["weights.upTo", upTo])
    }

    /// After an erasure: every process finds that what it counted no longer holds.
    static func forget(_ database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM meta WHERE name IN ('weights', 'weights.upTo');
                INSERT INTO meta (name, value) VALUES ('weights.erasures', 1)
                ON CONFLICT (name) DO UPDATE SET value = value + 1;
                """
        )
    }

    private static func number(_ name: String, _ database: Database) throws -> Int64 {
        let find = try database.cachedStatement(sql: "SELECT value FROM meta WHERE name = ?")
        return try Int64.fetchOne(find, arguments: [name]) ?? 0
    }
}

extension SQLiteStore {
    /// The weights with every lesson that is here.
    func currentWeights(_ database: Database) throws -> WordWeights {
        try weights.withLock { known in
            try known.catchUp(database)
            return known.weights
        }
    }

    /// Counts what earlier transactions added; keeps the weights now and then, and the next start counts the rest.
    func keepWeights(_ added: [Int64], _ database: Database) throws {
        guard let first = added.first, let last = added.last else { return }
        let kept = try weights.withLock { known -> CountedWeights? in
            // Whoever erased counts anew and keeps it: not here, where everybody waits for the writer.
            guard try !known.mustRecount(database) else { return nil }
            // This transaction's own lessons count only when they are there for good.
            try known.catchUp(through: first - 1, database)
            return last / Self.weightsKeptEvery > (first - 1) / Self.weightsKeptEvery ? known : nil
        }
        guard var counted = kept else { return }
        try counted.catchUp(database)
        try counted.keep(database)
    }

    /// Counts all lessons anew, without holding up those who compare or write.
    func recountWeights(_ database: Database) throws {
        let counted = try CountedWeights.stored(database)
        weights.withLock { $0 = counted }
    }

    /// Keeps what ``recountWeights(_:)`` counted, and the lessons since.
    func keepRecount(_ database: Database) throws {
        var counted = weights.withLock { $0 }
        guard try !counted.mustRecount(database) else { return }
        try counted.catchUp(database)
        try counted.keep(database)
    }

    private static let weightsKeptEvery: Int64 = 5000
}
