import Foundation
import GRDB
package import Gateway
package import Signatures
package import TransparencyLog

extension SQLiteStore {
    package func commitView(_ view: ToldView) async throws(StoreError) {
        try await write { _ = try Self.keep(view, $0) }
    }

    /// Whether it was kept: neither the same nor a larger one of that teller was there.
    private static func keep(_ view: ToldView, _ database: Database) throws -> Bool {
        // `at` stays that of the first: what cannot be proved for long is told by it.
        try database.execute(
            sql: """
                INSERT INTO told_view (origin, teller, size, root, note, at) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (origin, teller) DO UPDATE SET size = excluded.size, root = excluded.root,
                note = excluded.note WHERE excluded.size > told_view.size
                """,
            arguments: [
                view.origin.description, view.teller, Int64(view.checkpoint.size),
                StoredBytes(view.checkpoint.root.bytes), StoredBytes(view.note), view.at.unixSeconds,
            ]
        )
        return database.changesCount > 0
    }

    package func commitOwnView(_ view: ToldView) async throws(StoreError) {
        try await write { database in
            // Somebody else told the same: whoever has looked at it has looked.
            let isKnown =
                try Row.fetchOne(
                    database,
                    sql: "SELECT 1 FROM told_view WHERE origin = ? AND size = ? AND root = ?",
                    arguments: [
                        view.origin.description, Int64(view.checkpoint.size), StoredBytes(view.checkpoint.root.bytes),
                    ]
                ) != nil
            guard try Self.keep(view, database), !isKnown else { return }
            try database.execute(
                sql: "INSERT OR REPLACE INTO meta (name, value) VALUES ('own-log.elsewhere', ?)",
                arguments: [view.origin.description]
            )
        }
    }

    package func commitOwnLogConfirmed(_ audit: AuditRecord) async throws(StoreError) {
        try await write { database in
            try database.execute(sql: "DELETE FROM meta WHERE name = 'own-log.elsewhere'")
            try Self.keep(audit, database)
        }
    }

    package func isSeenElsewhere() async throws(StoreError) -> Bool {
        try await read { try Self.isSeenElsewhere($0) }
    }

    /// It was said of one log: a restore that begins another ends it.
    static func isSeenElsewhere(_ database: Database) throws -> Bool {
        try Row.fetchOne(
            database,
            sql: """
                SELECT 1 FROM meta JOIN log_head ON log_head.origin = meta.value WHERE meta.name = 'own-log.elsewhere'
                """
        ) != nil
    }

    package func seen(_ origin: LogOrigin) async throws(StoreError) -> [UInt8]? {
        try await read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT note FROM feed WHERE origin = ? AND size IS NOT NULL",
                arguments: [origin.description]
            )?.bytes("note")
        }
    }

    package func commitViewEnd(_ view: ToldView) async throws(StoreError) {
        try await write { database in
            try database.execute(
                sql: "DELETE FROM told_view WHERE origin = ? AND teller = ? AND size = ? AND root = ?",
                arguments: [
                    view.origin.description, view.teller, Int64(view.checkpoint.size),
                    StoredBytes(view.checkpoint.root.bytes),
                ]
            )
        }
    }

    package func views(of origin: LogOrigin) async throws(StoreError) -> [ToldView] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM told_view WHERE origin = ? ORDER BY teller",
                arguments: [origin.description]
            ).map { row in
                ToldView(
                    teller: row["teller"],
                    origin: origin,
                    checkpoint: Checkpoint(
                        origin: origin.description,
                        size: UInt64(row["size"] as Int64),
                        root: try row.digest("root")
                    ),
                    note: row.bytes("note"),
                    at: row.timestamp("at")
                )
            }
        }
    }

    package func commitDelivered(
        _ size: UInt64?,
        to partner: String,
        at moment: Timestamp
    ) async throws(StoreError) {
        try await write { [self] database in
            guard let size else {
                return try database.execute(sql: "DELETE FROM delivered WHERE partner = ?", arguments: [partner])
            }
            try database.execute(
                sql: "INSERT OR REPLACE INTO delivered (partner, origin, size, at) VALUES (?, ?, ?, ?)",
                arguments: [partner, sealer.origin.description, Int64(size), moment.unixSeconds]
            )
        }
    }

    package func delivered(to partner: String) async throws(StoreError) -> UInt64? {
        try await read { [self] database in
            try Int64.fetchOne(
                database,
                sql: "SELECT size FROM delivered WHERE partner = ? AND origin = ?",
                arguments: [partner, sealer.origin.description]
            ).map { UInt64($0) }
        }
    }
}
