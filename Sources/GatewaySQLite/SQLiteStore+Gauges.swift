import GRDB
package import Gateway
import LessonExchange
import Signatures

extension SQLiteStore {
    package func queues() async throws(StoreError) -> QueueGauges {
        try await read { database in
            guard let aside = try Row.fetchOne(database, sql: Self.setAside) else {
                throw StoreError.damaged("quarantine")
            }
            let open = try Self.openWithdrawals(database)
            return QueueGauges(
                quarantined: aside["items"],
                quarantinedSince: Self.moment(aside["oldest"]),
                held: aside["held"],
                heldSince: Self.moment(aside["held_oldest"]),
                withheld: aside["withheld"],
                withdrawals: open.count,
                withdrawalsSince: open.map(\.since).min()
            )
        }
    }

    /// Of what is still here to be judged: a row without its bytes only says what was done with it, or that they were
    /// withheld.
    private static let setAside = """
        SELECT count(*) FILTER (WHERE envelope IS NOT NULL AND outcome <> 'held') AS items,
        min(since) FILTER (WHERE envelope IS NOT NULL AND outcome <> 'held') AS oldest,
        count(*) FILTER (WHERE envelope IS NOT NULL AND outcome = 'held') AS held,
        min(since) FILTER (WHERE envelope IS NOT NULL AND outcome = 'held') AS held_oldest,
        count(*) FILTER (WHERE reasons LIKE 'statement.withheld%') AS withheld FROM quarantine
        """

    private static func moment(_ seconds: Int64?) -> Timestamp? { seconds.map { Timestamp(unixSeconds: $0) } }

    package func firstWithoutReceipt(
        of partner: String,
        from position: UInt64
    ) async throws(StoreError) -> WaitingStatement? {
        try await read { database in
            let find = try database.cachedStatement(
                sql: """
                    SELECT a.position, statement.first_seen FROM
                    (SELECT position FROM addressee WHERE reader = ?1 AND position >= ?2
                    UNION SELECT position FROM addressee WHERE reader = '*' AND position >= ?2) a
                    JOIN log_entry ON log_entry.position = a.position
                    JOIN statement ON statement.id = log_entry.statement
                    LEFT JOIN delivery ON delivery.statement = statement.id AND delivery.reader = ?1
                    WHERE delivery.outcome IS NULL AND statement.kind IN ('bundle', 'withdrawal', 'response')
                    ORDER BY a.position LIMIT 1
                    """
            )
            return try Row.fetchOne(find, arguments: [partner, Int64(clamping: position)]).map { row in
                WaitingStatement(
                    position: UInt64(row["position"] as Int64),
                    since: row.timestamp("first_seen")
                )
            }
        }
    }

    package func receiptCount(from: UInt64, upTo: UInt64) async throws(StoreError) -> Int {
        try await read { database in
            let count = try database.cachedStatement(
                sql: """
                    SELECT count(*) FROM log_entry JOIN statement ON statement.id = log_entry.statement
                    WHERE log_entry.position >= ? AND log_entry.position < ? AND statement.kind = 'receipt'
                    """
            )
            return try Int.fetchOne(count, arguments: [Int64(clamping: from), Int64(clamping: upTo)]) ?? 0
        }
    }
}
