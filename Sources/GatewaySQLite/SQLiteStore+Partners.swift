import Foundation
import GRDB
package import Gateway
import LessonExchange
package import Signatures
import TransparencyLog

extension SQLiteStore {
    package func generation() async throws(StoreError) -> Int {
        try await read { database in
            let find = try database.cachedStatement(sql: "SELECT value FROM meta WHERE name = 'generation'")
            return try Int.fetchOne(find) ?? 0
        }
    }

    /// Everything that was worked out from the partners or the trust file is stale from here on.
    private static func nextGeneration(_ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO meta (name, value) VALUES ('generation', 1)
                ON CONFLICT (name) DO UPDATE SET value = value + 1
                """
        )
    }

    package func trustVersion() async throws(StoreError) -> Int {
        try await read { try Int.fetchOne($0, sql: "SELECT value FROM meta WHERE name = 'trust.version'") ?? 0 }
    }

    package func trustDigest() async throws(StoreError) -> Digest? {
        try await read { try Self.trustDigest($0) }
    }

    private static func trustDigest(_ database: Database) throws -> Digest? {
        let row = try Row.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'trust.digest'")
        return row.flatMap { Digest(bytes: $0.bytes("value")) }
    }

    package func commitTrust(version: Int, digest: Digest, audit: AuditRecord) async throws(StoreError) {
        try await write { database in
            let known = try Int.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'trust.version'") ?? 0
            let isSame = try Self.trustDigest(database).map { $0 == digest } ?? true
            guard version > known || version == known && isSame else { throw StoreError.moved }
            try database.execute(
                sql: "INSERT OR REPLACE INTO meta (name, value) VALUES ('trust.version', ?), ('trust.digest', ?)",
                arguments: [version, StoredBytes(digest.bytes)]
            )
            try Self.nextGeneration(database)
            try Self.keep(audit, database)
        }
    }

    package func partners() async throws(StoreError) -> [Partner] {
        try await read { database in
            let ends = try Self.keyEnds(database)
            return try Row.fetchAll(
                database,
                sql: "SELECT id, url, state, tls_keys, log_key, delivers FROM partner ORDER BY id"
            ).map { row in
                guard let state = Partner.State(rawValue: row["state"]) else {
                    throw StoreError.damaged("partner.state")
                }
                return Partner(
                    id: row["id"],
                    url: row["url"],
                    state: state,
                    tlsKeys: (row["tls_keys"] as String).split(separator: " ").compactMap { Digest(String($0)) },
                    logKey: row["log_key"],
                    keyEnds: ends[row["id"]] ?? [:],
                    delivers: row["delivers"]
                )
            }
        }
    }

    package func commitPartnerChange(
        _ partner: Partner,
        resumes: Bool,
        audit: AuditRecord
    ) async throws(StoreError) {
        try await write { database in
            try Self.keep(partner, database)
            if resumes {
                // The person has seen the other log: it is read from its beginning.
                try database.execute(
                    sql: """
                        UPDATE feed SET ended = 1, stopped = NULL
                        WHERE partner = ? AND ended = 0 AND stopped = 'log.epoch-unexpected'
                        """,
                    arguments: [partner.id]
                )
                try database.execute(
                    sql: "UPDATE feed SET stopped = NULL WHERE partner = ? AND ended = 0",
                    arguments: [partner.id]
                )
            }
            try Self.keep(audit, database)
        }
    }

    /// Keeps a partner as it is now.
    static func keep(_ partner: Partner, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO partner (id, url, state, tls_keys, log_key, delivers) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET url = excluded.url, state = excluded.state,
                tls_keys = excluded.tls_keys, log_key = excluded.log_key, delivers = excluded.delivers
                """,
            arguments: [
                partner.id, partner.url, partner.state.rawValue,
                partner.tlsKeys.map(\.description).joined(separator: " "), partner.logKey,
                partner.delivers,
            ]
        )
        try keepKeyEnds(of: partner, database)
        try nextGeneration(database)
    }

    package func feeds() async throws(StoreError) -> [FeedState] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM feed WHERE ended = 0 ORDER BY origin").map {
                try Self.feed($0)
            }
        }
    }

    static func feed(_ row: Row) throws -> FeedState {
        let nodes = row.bytes("frontier")
        let digests = stride(from: 0, to: nodes.count - 31, by: 32).compactMap { Digest(bytes: nodes[$0..<$0 + 32]) }
        guard let origin = LogOrigin(row["origin"] as String),
            let frontier = TreeFrontier(size: UInt64(row["position"] as Int64), nodes: digests)
        else { throw StoreError.damaged("feed") }
        let size: Int64? = row["size"]
        let checkpoint = try size.map {
            Checkpoint(origin: origin.description, size: UInt64($0), root: try row.digest("root"))
        }
        return FeedState(
            origin: origin,
            partner: row["partner"],
            frontier: frontier,
            checkpoint: checkpoint,
            note: row.bytes("note"),
            stopped: row["stopped"]
        )
    }

    package func commitOffer(to partner: String, upTo position: UInt64) async throws(StoreError) {
        let known = try await read { database in
            let find = try database.cachedStatement(sql: "SELECT up_to FROM offer WHERE reader = ?")
            return try Int64.fetchOne(find, arguments: [partner]) ?? 0
        }
        guard known < Int64(position) else { return }
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO offer (reader, up_to) VALUES (?, ?)
                    ON CONFLICT (reader) DO UPDATE SET up_to = max(up_to, excluded.up_to)
                    """,
                arguments: [partner, Int64(position)]
            )
        }
    }

    package func commitFetches(_ fetches: [Fetch]) async throws(StoreError) {
        try await write { database in
            let keep = try database.cachedStatement(
                sql: """
                    INSERT INTO delivery (statement, reader, fetched)
                    SELECT log_entry.statement, ?1, ?2 FROM log_entry
                    JOIN statement ON statement.id = log_entry.statement WHERE statement.digest = ?3
                    ON CONFLICT (statement, reader) DO UPDATE SET fetched = coalesce(fetched, excluded.fetched)
                    """
            )
            for fetch in fetches {
                try keep.execute(arguments: [fetch.partner, fetch.at.unixSeconds, StoredBytes(fetch.digest.bytes)])
            }
        }
    }

    package func deliveries(of digest: Digest) async throws(StoreError) -> [Delivery] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT partner.id AS reader, delivery.fetched, delivery.outcome, delivery.reason,
                    coalesce(offer.up_to > log_entry.position, 0) OR delivery.statement IS NOT NULL AS offered
                    FROM statement JOIN log_entry ON log_entry.statement = statement.id
                    JOIN addressee ON addressee.position = log_entry.position
                    JOIN partner ON addressee.reader IN ('*', partner.id)
                    LEFT JOIN offer ON offer.reader = partner.id
                    LEFT JOIN delivery ON delivery.statement = statement.id AND delivery.reader = partner.id
                    WHERE statement.digest = ? AND (partner.state <> 'removed' OR delivery.statement IS NOT NULL)
                    ORDER BY partner.id
                    """,
                arguments: [StoredBytes(digest.bytes)]
            ).map { row in
                let fetched: Int64? = row["fetched"]
                let outcome: String? = row["outcome"]
                let offered: Bool = row["offered"]
                let step: Delivery.Step =
                    outcome != nil ? .receipted : fetched != nil ? .fetched : offered ? .offered : .addressed
                let reason: String? = row["reason"]
                return Delivery(partner: row["reader"], step: step, outcome: outcome, reason: reason)
            }
        }
    }

    package func deliverySummary(max: Int) async throws(StoreError) -> [DeliverySummary] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT log_entry.position, statement.digest, statement.kind,
                    (SELECT count(*) FROM partner JOIN addressee ON addressee.reader IN ('*', partner.id)
                      WHERE addressee.position = log_entry.position AND partner.state <> 'removed') AS addressed,
                    (SELECT count(*) FROM delivery JOIN partner ON partner.id = delivery.reader
                      JOIN addressee ON addressee.position = log_entry.position AND addressee.reader IN ('*', partner.id)
                      WHERE delivery.statement = statement.id AND outcome IS NOT NULL
                      AND partner.state <> 'removed') AS receipted
                    FROM log_entry JOIN statement ON statement.id = log_entry.statement
                    WHERE statement.kind IN ('bundle', 'withdrawal', 'response')
                    ORDER BY log_entry.position DESC LIMIT ?
                    """,
                arguments: [max]
            ).compactMap { row in
                guard let kind = StatementKind(rawValue: row["kind"]) else { return nil }
                return DeliverySummary(
                    position: UInt64(row["position"] as Int64),
                    digest: try row.digest("digest"),
                    kind: kind,
                    receipted: row["receipted"],
                    addressed: row["addressed"]
                )
            }
        }
    }

    package func received(from partner: String?, max: Int) async throws(StoreError) -> [ReceivedItem] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT received.* FROM received JOIN feed ON feed.origin = received.origin
                    WHERE (?1 IS NULL OR feed.partner = ?1) AND received.kind IS NOT 'receipt'
                    ORDER BY received.id DESC LIMIT ?2
                    """,
                arguments: [partner, max]
            ).map { row in
                ReceivedItem(
                    origin: row["origin"],
                    position: UInt64(row["position"] as Int64),
                    digest: try row.digest("digest"),
                    kind: (row["kind"] as String?).flatMap { StatementKind(rawValue: $0) },
                    outcome: row["outcome"],
                    reasons: (row["reasons"] as String).split(separator: "\n").map(String.init),
                    at: row.timestamp("at")
                )
            }
        }
    }
}
