import Foundation
import GRDB
package import Gateway
import LessonExchange
package import TransparencyLog

/// The store as a file: copies of it, and what one holds.
extension SQLiteStore {
    /// The log that a store file holds; nil where there is no file, or no log in it yet.
    ///
    /// A program has to know its epoch before it can open the store.
    package static func origin(of path: String) throws(StoreError) -> LogOrigin? {
        try log(of: path)?.origin
    }

    /// The same with the number of its entries.
    package static func log(of path: String) throws(StoreError) -> (origin: LogOrigin, size: UInt64)? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(30)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            return try queue.read { database -> (origin: LogOrigin, size: UInt64)? in
                guard try database.tableExists("log_head"),
                    let row = try Row.fetchOne(database, sql: "SELECT origin, size FROM log_head")
                else { return nil }
                guard let origin = LogOrigin(row["origin"] as String) else { throw StoreError.damaged("log_head") }
                return (origin, UInt64(row["size"] as Int64))
            }
        } catch { throw translated(error) }
    }

    /// Copies a store that may be at work into an empty file, as it is at one moment; nobody waits for it.
    package static func copy(_ path: String, into target: String) async throws(StoreError) {
        let outcome = await BlockingWork.run { () -> Result<Void, StoreError> in
            do {
                var configuration = Configuration()
                configuration.busyMode = .timeout(30)
                let queue = try DatabaseQueue(path: path, configuration: configuration)
                // It reads alone, whatever the name of the method says: the one writer of the store is not asked for.
                try queue.writeWithoutTransaction { database in
                    try database.execute(sql: "VACUUM INTO ?", arguments: [target])
                }
                try queue.close()
                return .success(())
            } catch { return .failure(Self.translated(error)) }
        }
        try outcome.get()
    }

    /// Brings a file up to one step and no further: what the program of that day left behind.
    package static func migrate(_ path: String, upTo step: String) throws(StoreError) {
        do {
            let queue = try DatabaseQueue(path: path)
            try Migrations.migrator.migrate(queue, upTo: step)
            try queue.close()
        } catch { throw translated(error) }
    }

    /// Puts everything into the one file, and leaves it.
    func close() async throws(StoreError) {
        do {
            try await pool.barrierWriteWithoutTransaction { database in
                guard try String.fetchOne(database, sql: "PRAGMA quick_check(1)") == "ok" else {
                    throw StoreError.damaged("file")
                }
                try database.checkpoint(.truncate)
            }
            try pool.close()
        } catch { throw Self.translated(error) }
    }

    /// Ends every token of the local API.
    ///
    /// - Returns: how many held until now.
    func endTokens(_ audit: AuditRecord) async throws(StoreError) -> Int {
        try await write { database in
            try database.execute(sql: "UPDATE token SET revoked = 1 WHERE revoked = 0")
            let count = database.changesCount
            try Self.keep(audit, database)
            return count
        }
    }
}
