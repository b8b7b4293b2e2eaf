import Foundation
import GRDB
import Gateway
import LessonExchange
import Signatures
import TransparencyLog

extension SQLiteStore {
    /// Begins our log anew: the statement that says so, then every own statement of the old log, with the bytes of its
    /// entry and for the same readers.
    ///
    /// What was done with partners is not forgotten: whoever may have been told of a statement stays in the ledger.
    ///
    /// `sealer` is of the new log; the store has to be opened again with it.
    ///
    /// - Returns: how many statements of the old log were logged again.
    func beginEpoch(
        _ opening: OutgoingStatement,
        sealer: LogSealer,
        asking partners: [String],
        at moment: Timestamp
    ) async throws(StoreError) -> Int {
        try await write { [organisation] database in
            try Self.keepLedger(database)
            try Self.putLogAside(database)
            try LogWriter.begin(database, sealer: sealer)
            var log = try LogWriter(database, sealer: sealer)
            var writer = StatementWriter(database, organisation: organisation, at: moment)
            try Self.add(opening, &log, &writer)
            let count = try Self.logAgain(&log, database)
            _ = try log.finish()
            try database.execute(sql: "DELETE FROM pull_back")
            for partner in partners {
                try database.execute(
                    sql: "INSERT INTO pull_back (partner, since) VALUES (?, ?)",
                    arguments: [partner, moment.unixSeconds]
                )
            }
            return count
        }
    }

    /// A row for every partner that may have been told of a statement.
    ///
    /// What was offered is known by positions of the old log alone, and more may have been offered since the backup.
    private static func keepLedger(_ database: Database) throws {
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO delivery (statement, reader)
                SELECT log_entry.statement, partner.id FROM log_entry
                JOIN statement ON statement.id = log_entry.statement
                JOIN addressee ON addressee.position = log_entry.position
                JOIN partner ON addressee.reader IN ('*', partner.id) AND partner.state <> 'removed'
                WHERE statement.kind IN ('bundle', 'withdrawal', 'response')
                """
        )
    }

    /// Moves what is to be logged again out of the way, and empties the log.
    ///
    /// Of receipts only those are kept that their reader was never told of.
    private static func putLogAside(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TEMP TABLE old_entry AS
                SELECT log_entry.position, log_entry.entry, log_entry.statement FROM log_entry
                JOIN statement ON statement.id = log_entry.statement
                WHERE statement.kind IN ('bundle', 'withdrawal', 'response', 'epoch')
                OR (statement.kind = 'receipt' AND NOT EXISTS (SELECT 1 FROM addressee a
                  JOIN offer o ON o.reader = a.reader WHERE a.position = log_entry.position AND o.up_to > a.position));
                CREATE INDEX temp.old_entry_position ON old_entry (position);
                CREATE TEMP TABLE old_reader AS SELECT position, reader FROM addressee;
                CREATE INDEX temp.old_reader_position ON old_reader (position);
                DELETE FROM addressee;
                DELETE FROM offer;
                DELETE FROM log_entry;
                DELETE FROM log_tile;
                DELETE FROM log_head;
                """
        )
    }

    private static func logAgain(_ log: inout LogWriter, _ database: Database) throws -> Int {
        var count = 0
        let address = try database.makeStatement(
            sql: """
                INSERT INTO addressee (reader, position) SELECT reader, ?1 FROM temp.old_reader WHERE position = ?2
                """
        )
        let rows = try Row.fetchAll(database, sql: "SELECT position, statement FROM temp.old_entry ORDER BY position")
        let find = try database.makeStatement(sql: "SELECT entry FROM temp.old_entry WHERE position = ?")
        for row in rows {
            let (old, statement): (Int64, Int64) = (row["position"], row["statement"])
            guard let entry = try Row.fetchOne(find, arguments: [old])?.bytes("entry") else {
                throw StoreError.damaged("log_entry")
            }
            let position = try log.append(entry, statement: statement)
            try address.execute(arguments: [Int64(position), old])
            count += 1
        }
        // What lies aside goes with the connection, which is closed next.
        return count
    }
}
