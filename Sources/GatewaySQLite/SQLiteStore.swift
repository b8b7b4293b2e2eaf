import CommandSupport
import GRDB
package import Gateway
import LessonExchange
import Logging
import Signatures
import Synchronization
import TransparencyLog

/// A store in one SQLite file: write-ahead log, every commit on the disk before it counts, one writer.
package final class SQLiteStore: Store {
    let pool: DatabasePool
    let sealer: LogSealer
    /// How common words are; read at the start, and up to date whenever lessons are compared.
    let weights: Mutex<CountedWeights>
    /// The same of findings, which few people have many of.
    let findingWeights = Mutex(FindingWeights())
    let searches = Turnstile(SQLiteStore.searchesMax)
    let organisation: String
    let setAsideBundles = SetAsideBundles()

    private init(pool: DatabasePool, sealer: LogSealer, organisation: String, weights: CountedWeights) {
        self.pool = pool
        self.sealer = sealer
        self.organisation = organisation
        self.weights = Mutex(weights)
    }

    /// What a program wants of the file.
    package enum Opening: Sendable {
        /// It is made, or brought up to date.
        case migrating
        /// It must be there, and as this program knows it.
        case asIs
    }

    /// Opens the file.
    ///
    /// - Throws: ``StoreError`` with `.schema` when the file is older or newer than the program, or another log's.
    package static func open(
        _ path: String,
        sealer: LogSealer,
        opening: Opening = .asIs
    ) throws(StoreError) -> SQLiteStore {
        do {
            // SQLite would give it, and what lies beside it, the mode of any other new file.
            if case .migrating = opening, !FileAccess.exists(path) { try FileAccess.makePrivate(path) }
            let pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets NORMAL after its own preparation, so FULL is set behind it, and read back.
            try pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else {
                    throw StoreError.unavailable("synchronous FULL was not taken")
                }
            }
            let migrator = Migrations.migrator
            if case .migrating = opening {
                try pool.read { database in
                    if try migrator.hasBeenSuperseded(database) { throw StoreError.schema("newer") }
                }
                try migrator.migrate(pool)
            }
            try pool.read { database in
                if try migrator.hasBeenSuperseded(database) { throw StoreError.schema("newer") }
                guard try migrator.hasCompletedMigrations(database) else { throw StoreError.schema("older") }
            }
            try pool.write { database in try LogWriter.begin(database, sealer: sealer) }
            let weights = try pool.read { database in try CountedWeights.stored(database) }
            let organisation = sealer.origin.organisation
            return SQLiteStore(pool: pool, sealer: sealer, organisation: organisation, weights: weights)
        } catch { throw translated(error) }
    }

    /// Searches at a time; the others wait.
    private static let searchesMax = 4
    /// Readers that searches leave to all other work.
    private static let readersKept = 4
    /// Pages that a connection keeps, in KiB: every reader fills its own.
    private static let writerCache = 32_768
    private static let readerCache = 4096

    /// How the file is opened.
    ///
    /// Nothing is mapped: each connection would map the file for itself, and what it touched counts as memory of the
    /// process for as long as the connection is open, beyond the bound of its cache. The system keeps pages of the file
    /// anyway, and lets go of them when memory is short.
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "lesson-gateway"
        configuration.foreignKeysEnabled = true
        // Another process, such as an operator's command, may hold the writer for a whole range.
        configuration.busyMode = .timeout(30)
        configuration.maximumReaderCount = searchesMax + readersKept
        configuration.prepareDatabase { database in
            let cache = database.configuration.readonly ? Self.readerCache : Self.writerCache
            try database.execute(
                sql: """
                    PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA cache_size = -\(cache);
                    PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;
                    PRAGMA wal_autocheckpoint = 2000;
                    """
            )
        }
        return configuration
    }

    /// Runs a read on one of the store's own threads.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do { return try await pool.read(body) } catch { throw Self.translated(error) }
    }

    /// Runs a write in one transaction, durable when it returns.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do { return try await pool.write(body) } catch { throw Self.translated(error) }
    }

    static func translated(_ error: any Error) -> StoreError {
        switch error {
        case let error as StoreError: error
        case let error as DatabaseError:
            // The message may quote values; the code says enough.
            switch error.resultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CONSTRAINT: .damaged("\(error.extendedResultCode)")
            default: .unavailable("\(error.extendedResultCode)")
            }
        case let error as LessonExchangeError: .unavailable(error.code.name)
        default: .unavailable("\(type(of: error))")
        }
    }
}
