import Foundation
import GRDB
package import Gateway
import LessonExchange
package import Signatures
package import TransparencyLog

extension SQLiteStore {
    package func head() async throws(StoreError) -> LogHead {
        try await read { try LogWriter.head($0) }
    }

    package func tile(_ tile: Tile) async throws(StoreError) -> [UInt8]? {
        guard tile.index < 1 << 45 else { return nil }
        return try await read { database in
            switch tile.content {
            case .hashes(let level):
                let id = LogWriter.tileID(level: level, index: tile.index)
                let find = try database.cachedStatement(sql: "SELECT hashes FROM log_tile WHERE id = ?")
                guard let hashes = try Row.fetchOne(find, arguments: [id])?.bytes("hashes") else { return nil }
                return hashes.count >= tile.width * 32 ? Array(hashes.prefix(tile.width * 32)) : nil
            case .entries:
                let start = Int64(tile.index) * Int64(Tile.width)
                let find = try database.cachedStatement(
                    sql: "SELECT entry FROM log_entry WHERE position >= ? AND position < ? ORDER BY position"
                )
                let rows = try Row.fetchAll(find, arguments: [start, start + Int64(tile.width)])
                return rows.count == tile.width ? Tile.bytes(ofEntries: rows.map { $0.bytes("entry") }) : nil
            }
        }
    }

    package func statement(_ digest: Digest) async throws(StoreError) -> StoredStatement? {
        try await read { database in
            let find = try database.cachedStatement(sql: Self.statementQuery)
            return try Row.fetchOne(find, arguments: [StoredBytes(digest.bytes)]).map { try Self.statement($0) }
        }
    }

    package func statement(
        _ digest: Digest,
        for reader: Reader
    ) async throws(StoreError) -> StoredStatement? {
        try await read { database in
            let find: Statement
            var arguments: StatementArguments = [StoredBytes(digest.bytes)]
            switch reader {
            case .partner(let id):
                find = try database.cachedStatement(
                    sql: Self.statementQuery + """
                         AND EXISTS (SELECT 1 FROM addressee WHERE addressee.position = log_entry.position
                        AND addressee.reader IN ('*', ?2))
                        """
                )
                arguments += [id]
            case .anybody:
                find = try database.cachedStatement(
                    sql: Self.statementQuery + " AND log_entry.position IS NOT NULL AND statement.marking = 'public'"
                )
            }
            return try Row.fetchOne(find, arguments: arguments).map { try Self.statement($0) }
        }
    }

    private static let statementQuery = """
        SELECT statement.digest, statement.kind, statement.signer, statement.envelope, statement.first_seen,
        log_entry.position FROM statement LEFT JOIN log_entry ON log_entry.statement = statement.id
        WHERE statement.digest = ?1
        """

    static func statement(_ row: Row) throws -> StoredStatement {
        guard let kind = StatementKind(rawValue: row["kind"]) else { throw StoreError.damaged("statement.kind") }
        let envelope = row.bytes("envelope")
        let position: Int64? = row["position"]
        return StoredStatement(
            digest: try row.digest("digest"),
            kind: kind,
            signer: row["signer"],
            envelope: envelope.isEmpty ? nil : envelope,
            firstSeen: row.timestamp("first_seen"),
            position: position.map { UInt64($0) }
        )
    }

    package func addressed(
        to reader: Reader,
        from: UInt64,
        upTo to: UInt64,
        max: Int
    ) async throws(StoreError) -> (items: [AddressedItem], covered: UInt64) {
        try await read { database in
            let range: StatementArguments = [Int64(clamping: from), Int64(clamping: to), max + 1]
            let rows: [Row]
            switch reader {
            case .partner(let id):
                let find = try database.cachedStatement(
                    sql: """
                        SELECT a.position, statement.digest FROM
                        (SELECT position FROM addressee WHERE reader = ?4 AND position >= ?1 AND position < ?2
                        UNION SELECT position FROM addressee WHERE reader = '*' AND position >= ?1 AND position < ?2
                        ORDER BY position LIMIT ?3) a
                        JOIN log_entry ON log_entry.position = a.position
                        JOIN statement ON statement.id = log_entry.statement ORDER BY a.position
                        """
                )
                rows = try Row.fetchAll(find, arguments: range + [id])
            case .anybody:
                let find = try database.cachedStatement(
                    sql: """
                        SELECT log_entry.position, statement.digest FROM log_entry
                        JOIN statement ON statement.id = log_entry.statement
                        WHERE position >= ?1 AND position < ?2 AND statement.marking = 'public'
                        ORDER BY position LIMIT ?3
                        """
                )
                rows = try Row.fetchAll(find, arguments: range)
            }
            let items = try rows.map { row in
                AddressedItem(position: UInt64(row["position"] as Int64), digest: try row.digest("digest"))
            }
            guard items.count > max else { return (items, to) }
            return (Array(items.prefix(max)), items[max - 1].position + 1)
        }
    }

    package func audience(of digest: Digest) async throws(StoreError) -> Audience? {
        try await read { database in
            let readers = try String.fetchAll(
                database,
                sql: """
                    SELECT reader FROM addressee JOIN log_entry ON log_entry.position = addressee.position
                    JOIN statement ON statement.id = log_entry.statement WHERE statement.digest = ? ORDER BY reader
                    """,
                arguments: [StoredBytes(digest.bytes)]
            )
            guard !readers.isEmpty else { return nil }
            return readers == [StatementWriter.everybody] ? .partners : .named(readers)
        }
    }
}
