import GRDB

/// What is still to be done to the file itself, noted in the transaction that makes it necessary: whoever is killed before
/// it is done leaves the note.
///
/// It counts, so that one who has done it takes away only what was noted before.
enum StoreNote: String, CaseIterable {
    /// Words were erased: the file is to be rewritten without them.
    case erasureOpen = "erasure.open"
    /// Bytes were dropped that are in no index: the write-ahead log is to be cut.
    case logUncut = "log.uncut"

    func count(_ database: Database) throws -> Int {
        let find = try database.cachedStatement(sql: "SELECT value FROM meta WHERE name = ?")
        return try Int.fetchOne(find, arguments: [rawValue]) ?? 0
    }

    func add(_ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO meta (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1",
            arguments: [rawValue]
        )
    }

    /// It was done for that count.
    func clear(_ count: Int, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE meta SET value = 0 WHERE name = ? AND value = ?",
            arguments: [rawValue, count]
        )
    }
}
