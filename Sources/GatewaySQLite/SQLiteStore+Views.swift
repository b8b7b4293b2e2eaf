import Foundation
import GRDB
package import Gateway
package import Signatures
package import TransparencyLog

extension SQLiteStore {
    package func commitView(_ view: ToldView) async throws(StoreError) {
        try await write { database in
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
