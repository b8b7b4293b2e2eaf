import Foundation
import GRDB
package import Gateway
import LessonExchange
package import Signatures
import TransparencyLog

extension SQLiteStore {
    package func withdrawals(for reader: Reader) async throws(StoreError) -> [StoredStatement] {
        try await read { database in
            var condition = "statement.marking = 'public'"
            var arguments: StatementArguments = []
            if case .partner(let id) = reader {
                condition = """
                    EXISTS (SELECT 1 FROM addressee WHERE addressee.position = log_entry.position
                    AND addressee.reader IN ('*', ?))
                    """
                arguments = [id]
            }
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT statement.*, log_entry.position FROM log_entry
                    JOIN statement ON statement.id = log_entry.statement
                    WHERE statement.kind = 'withdrawal' AND \(condition) ORDER BY log_entry.position
                    """,
                arguments: arguments
            ).map { try Self.statement($0) }
        }
    }

    package func openWithdrawals() async throws(StoreError) -> [OpenWithdrawal] {
        try await read { try Self.openWithdrawals($0) }
    }

    static func openWithdrawals(_ database: Database) throws -> [OpenWithdrawal] {
        let rows = try Row.fetchAll(database, sql: openWithdrawalsQuery)
        var found: [OpenWithdrawal] = []
        for row in rows {
            let digest = try row.digest("digest")
            let (reader, isAnswered): (String, Bool) = (row["reader"], row["answered"])
            if found.last?.digest != digest {
                let since = row.timestamp("first_seen")
                found.append(OpenWithdrawal(digest: digest, since: since, answered: 0, readers: 0, open: []))
            }
            let last = found.removeLast()
            found.append(
                OpenWithdrawal(
                    digest: last.digest,
                    since: last.since,
                    answered: last.answered + (isAnswered ? 1 : 0),
                    readers: last.readers + 1,
                    open: last.open + (isAnswered ? [] : [reader])
                )
            )
        }
        return try found.filter { !$0.open.isEmpty }.map { item in
            var item = item
            item.bundles = try Row.fetchAll(
                database,
                sql: """
                    SELECT w.digest FROM withdrawal_digest w JOIN statement ON statement.id = w.statement
                    WHERE statement.digest = ?
                    """,
                arguments: [StoredBytes(item.digest.bytes)]
            ).map { try $0.digest("digest") }
            return item
        }
    }

    /// Everybody who may have a bundle of a withdrawal: whom it is for now, and whoever fetched one or was exported one,
    /// also partners that were removed since.
    ///
    /// A disclosive withdrawal is answered when the bytes are gone or a legal hold keeps them, every other when it was
    /// taken in: whoever held or refused it may still show the lesson.
    private static let openWithdrawalsQuery = """
        WITH taken AS (
          SELECT statement.id, statement.digest, statement.first_seen, log_entry.position,
          EXISTS (SELECT 1 FROM withdrawal w WHERE w.statement = statement.id AND w.reason = 'disclosive') AS disclosive
          FROM statement JOIN log_entry ON log_entry.statement = statement.id WHERE statement.kind = 'withdrawal'
        ), asked AS (
          SELECT taken.id, partner.id AS reader FROM taken
          JOIN addressee ON addressee.position = taken.position
          JOIN partner ON addressee.reader IN ('*', partner.id) AND partner.state <> 'removed'
          UNION
          SELECT taken.id, delivery.reader FROM taken
          JOIN withdrawal_digest ON withdrawal_digest.statement = taken.id
          JOIN statement bundle ON bundle.digest = withdrawal_digest.digest
          JOIN delivery ON delivery.statement = bundle.id
        )
        SELECT taken.digest, taken.first_seen, asked.reader,
        coalesce(CASE WHEN disclosive
          THEN delivery.outcome = 'purged' OR (delivery.outcome = 'held' AND delivery.reason = 'hold.legal')
          ELSE delivery.outcome NOT IN ('held', 'refused') END, 0) AS answered
        FROM taken JOIN asked ON asked.id = taken.id
        LEFT JOIN delivery ON delivery.statement = taken.id AND delivery.reader = asked.reader
        ORDER BY taken.position, asked.reader
        """

    package func foreignWithdrawals() async throws(StoreError) -> [ForeignWithdrawal] {
        let organisation = organisation
        return try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT w.lesson_id, w.up_to,
                    CASE WHEN max(w.reason = 'disclosive') THEN 'disclosive' ELSE min(w.reason) END AS reason
                    FROM withdrawal w
                    JOIN statement s ON s.id = w.statement
                    WHERE s.standing = 'stands' AND s.signer <> ?1
                    AND EXISTS (SELECT 1 FROM lesson l WHERE l.lesson_id = w.lesson_id AND l.version <= w.up_to
                      AND l.is_own)
                    AND NOT EXISTS (SELECT 1 FROM withdrawal o JOIN statement t ON t.id = o.statement
                      WHERE o.lesson_id = w.lesson_id AND o.up_to >= w.up_to AND t.signer = ?1
                      AND (o.reason = 'disclosive' OR w.reason <> 'disclosive'))
                    GROUP BY w.lesson_id, w.up_to
                    """,
                arguments: [organisation]
            ).map { ForeignWithdrawal(lessonID: $0["lesson_id"], versionsUpTo: $0["up_to"], reason: $0["reason"]) }
        }
    }

    package func erasedUnexplained() async throws(StoreError) -> [ForeignWithdrawal] {
        try await read { database in
            // A bundle goes whole: what else was in it needs no withdrawal of its own. Where none asked, the note did.
            try Row.fetchAll(
                database,
                sql: """
                    SELECT l.lesson_id, max(l.version) AS up_to FROM lesson l
                    JOIN purge ON purge.statement = l.statement JOIN statement b ON b.id = l.statement
                    WHERE l.is_own AND (b.envelope IS NULL OR purge.withdrawal IS NULL)
                    AND NOT EXISTS (SELECT 1 FROM lesson other JOIN withdrawal w ON w.lesson_id = other.lesson_id
                      JOIN statement t ON t.id = w.statement
                      WHERE other.statement = l.statement AND w.up_to >= other.version AND w.reason = 'disclosive'
                      AND t.standing = 'stands')
                    GROUP BY l.lesson_id ORDER BY l.lesson_id
                    """
            ).map {
                ForeignWithdrawal(
                    lessonID: $0["lesson_id"],
                    versionsUpTo: $0["up_to"],
                    reason: WithdrawalFacts.disclosive
                )
            }
        }
    }

    package func commitStatusList(
        _ list: ListedWithdrawals,
        at moment: Timestamp
    ) async throws(StoreError) {
        let known = try await read { database in
            let find = try database.cachedStatement(
                sql: """
                    SELECT 1 FROM withdrawal JOIN statement ON statement.id = withdrawal.statement
                    WHERE lesson_id = ?1 AND up_to >= ?2 AND standing = 'stands'
                    AND (reason = 'disclosive' OR ?3 <> 'disclosive')
                    """
            )
            return try list.withdrawals.map { item in
                try item.lessons.allSatisfy {
                    try Row.fetchOne(find, arguments: [$0.lessonID, $0.versionsUpTo, item.reason]) != nil
                }
            }
        }
        let new = zip(list.withdrawals, known).filter { !$0.1 }.map(\.0)
        guard !new.isEmpty else { return }
        try await write { [self] database in
            var writer = StatementWriter(database, organisation: organisation, at: moment)
            let id = try writer.insert(
                list.envelope,
                digest: list.digest,
                kind: .statusList,
                signer: list.signer,
                marking: nil
            )
            guard let id else { return }
            for withdrawal in new { try writer.add(withdrawal, statement: id) }
            try Erasure.request(writer.touched, at: moment, database)
        }
    }
}
