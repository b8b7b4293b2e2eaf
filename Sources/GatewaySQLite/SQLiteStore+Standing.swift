import Foundation
import GRDB
package import Gateway
import LessonExchange
package import Signatures
import TransparencyLog

extension SQLiteStore {
    package func waiting(from partner: String, max: Int) async throws(StoreError) -> [WaitingItem] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM quarantine WHERE signer = ? AND outcome = 'held' ORDER BY tried, id LIMIT ?",
                arguments: [partner, max]
            ).map { try Self.waiting($0) }
        }
    }

    package func setAside(_ digest: Digest) async throws(StoreError) -> WaitingItem? {
        try await read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT * FROM quarantine WHERE digest = ? ORDER BY id LIMIT 1",
                arguments: [StoredBytes(digest.bytes)]
            ).map { try Self.waiting($0) }
        }
    }

    private static func waiting(_ row: Row) throws -> WaitingItem {
        guard let origin = LogOrigin(row["origin"] as String) else { throw StoreError.damaged("quarantine.origin") }
        let envelope = row.bytes("envelope")
        return WaitingItem(
            origin: origin,
            position: UInt64(row["position"] as Int64),
            digest: try row.digest("digest"),
            signer: row["signer"],
            outcome: row["outcome"],
            envelope: envelope.isEmpty ? nil : envelope,
            reasons: (row["reasons"] as String).split(separator: "\n").map(String.init),
            since: row.timestamp("since")
        )
    }

    package func statements(
        signedBy signer: String,
        after cursor: Int64,
        max: Int
    ) async throws(StoreError) -> [(cursor: Int64, statement: StoredStatement)] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT statement.*, log_entry.position FROM statement
                    LEFT JOIN log_entry ON log_entry.statement = statement.id
                    WHERE signer = ? AND statement.id > ? ORDER BY statement.id LIMIT ?
                    """,
                arguments: [signer, cursor, max]
            ).map { ($0["id"], try Self.statement($0)) }
        }
    }

    package func commitStandings(
        _ changes: [StandingChange],
        at moment: Timestamp
    ) async throws(StoreError) -> StandingOutcome {
        try await write { [self] database in
            var writer = StatementWriter(database, organisation: organisation, at: moment)
            var changed = 0
            var items: [Place: [ReceiptItem]] = [:]
            for change in changes {
                guard let id = try StatementWriter.id(of: change.digest, database),
                    try Self.differs(change, id, database)
                else { continue }
                changed += 1
                try writer.set(change.standing, statement: id)
                for (place, item) in try Self.renote(change, id, database) { items[place, default: []].append(item) }
            }
            try Erasure.request(writer.touched, at: moment, database)
            let head = try revise(items, at: moment, database)
            return StandingOutcome(changed: changed, head: head)
        }
    }

    /// A log of a partner.
    struct Place: Hashable {
        let origin: String
        let partner: String
    }

    /// Logs receipts for items whose outcomes changed; nil when there were none.
    func revise(_ items: [Place: [ReceiptItem]], at moment: Timestamp, _ database: Database) throws -> LogHead? {
        guard !items.isEmpty else { return nil }
        var book = try ReceiptBook(database, sealer: sealer, organisation: organisation, at: moment)
        for (place, items) in items.sorted(by: { $0.key.origin < $1.key.origin }) {
            try book.revise(items.sorted { $0.position < $1.position }, of: place.origin, to: place.partner)
        }
        return book.positions.isEmpty ? nil : try book.finish()
    }

    /// What a person dropped only a full verification brings back.
    private static func differs(_ change: StandingChange, _ id: Int64, _ database: Database) throws -> Bool {
        let known = try String.fetchOne(database, sql: "SELECT standing FROM statement WHERE id = ?", arguments: [id])
        guard known != change.standing.rawValue else { return false }
        return !(known == Standing.dropped.rawValue && change.standing == .hides)
    }

    private static func renote(
        _ change: StandingChange,
        _ id: Int64,
        _ database: Database
    ) throws -> [(Place, ReceiptItem)] {
        let outcome: Outcome =
            switch change.standing {
            case .stands: .new
            case .hides: .held
            case .dropped: .quarantined
            }
        let reasons = change.code.map { [OutcomeReason(code: $0)] } ?? []
        try database.execute(
            sql: "UPDATE received SET outcome = ?, reasons = ? WHERE statement = ? AND \(isLive)",
            arguments: [outcome.rawValue, change.code ?? "", id]
        )
        return try items(of: id, outcome, reasons, database)
    }

    /// Whether an item is of a log that is still read: of others nobody is told any more.
    static let isLive = "received.origin IN (SELECT feed.origin FROM feed WHERE feed.ended = 0)"

    /// The items by which a statement of others came here, for a receipt.
    static func items(
        of statement: Int64,
        _ outcome: Outcome,
        _ reasons: [OutcomeReason],
        _ database: Database
    ) throws -> [(Place, ReceiptItem)] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT received.origin, received.position, received.digest, feed.partner FROM received
                JOIN feed ON feed.origin = received.origin
                WHERE statement = ? AND feed.ended = 0 AND kind NOT IN ('receipt', 'epoch')
                """,
            arguments: [statement]
        ).map { row in
            let item = ReceiptItem(
                position: UInt64(row["position"] as Int64),
                digest: try row.digest("digest").description,
                outcome: outcome,
                reasons: reasons
            )
            return (Place(origin: row["origin"], partner: row["partner"]), item)
        }
    }

    package func commitDismissal(
        of digest: Digest,
        audit: AuditRecord
    ) async throws(StoreError) -> StandingOutcome {
        let dropped = try await write { [self] database in
            try Self.keep(audit, database)
            let outcome = try drop(digest, at: audit.at, database)
            if outcome.changed > 0 { try StoreNote.logUncut.add(database) }
            return outcome
        }
        // What verifies is not for a person to drop.
        let isHiding = try await read { database in
            try Int.fetchOne(
                database,
                sql: "SELECT 1 FROM statement WHERE digest = ? AND standing = 'hides'",
                arguments: [StoredBytes(digest.bytes)]
            )
        }
        try await cutLog()
        guard isHiding != nil else { return dropped }
        let change = StandingChange(digest: digest, standing: .dropped, code: Self.dismissed)
        let outcome = try await commitStandings([change], at: audit.at)
        return StandingOutcome(changed: dropped.changed + outcome.changed, head: outcome.head ?? dropped.head)
    }

    private static let dismissed = "statement.dismissed"

    /// Forgets what was set aside; where it waited until now, its sender is told that it does no longer.
    private func drop(_ digest: Digest, at moment: Timestamp, _ database: Database) throws -> StandingOutcome {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT origin, position, outcome, signer FROM quarantine WHERE digest = ?1
                AND digest NOT IN (SELECT digest FROM legal_hold)
                """,
            arguments: [StoredBytes(digest.bytes)]
        )
        var items: [Place: [ReceiptItem]] = [:]
        for row in rows {
            let place: StatementArguments = [row["origin"] as String, row["position"] as Int64]
            try database.execute(sql: "DELETE FROM quarantine WHERE origin = ? AND position = ?", arguments: place)
            try database.execute(
                sql: """
                    UPDATE received SET outcome = 'quarantined', reasons = '\(Self.dismissed)'
                    WHERE origin = ? AND position = ? AND outcome = 'held' AND receipt IS NOT NULL AND statement IS NULL
                    AND \(Self.isLive)
                    """,
                arguments: place
            )
            guard database.changesCount > 0 else { continue }
            items[Place(origin: row["origin"], partner: row["signer"]), default: []].append(
                ReceiptItem(
                    position: UInt64(row["position"] as Int64),
                    digest: digest.description,
                    outcome: .quarantined,
                    reasons: [OutcomeReason(code: Self.dismissed)]
                )
            )
        }
        return StandingOutcome(changed: rows.count, head: try revise(items, at: moment, database))
    }

    package func commitQuarantineEnd(before moment: Timestamp) async throws(StoreError) -> Int {
        let ended =
            "envelope IS NOT NULL AND outcome <> 'held' AND digest NOT IN (SELECT digest FROM legal_hold) AND since < ?"
        let isDue = try await read { database in
            try Int.fetchOne(
                database,
                sql: "SELECT 1 FROM quarantine WHERE \(ended)",
                arguments: [moment.unixSeconds]
            )
        }
        guard isDue != nil else { return 0 }
        let count = try await write { database in
            try database.execute(
                sql: "DELETE FROM quarantine WHERE \(ended)",
                arguments: [moment.unixSeconds]
            )
            let count = database.changesCount
            if count > 0 { try StoreNote.logUncut.add(database) }
            return count
        }
        try await cutLog()
        return count
    }

    package func trustJudged() async throws(StoreError) -> Int {
        try await read { try Int.fetchOne($0, sql: "SELECT value FROM meta WHERE name = 'trust.judged'") ?? 0 }
    }

    package func commitTrustJudged(_ version: Int) async throws(StoreError) {
        try await write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO meta (name, value) VALUES ('trust.judged', ?)",
                arguments: [version]
            )
        }
    }
}
