import Foundation
import GRDB
package import Gateway
import LessonExchange
package import Signatures
import TransparencyLog

/// A partner's log that goes on in another epoch, and what is asked back after a restore of our own.
extension SQLiteStore {
    package func commitNextEpoch(
        _ state: FeedState,
        after known: FeedState,
        evidence: FeedEvidence?,
        at moment: Timestamp
    ) async throws(StoreError) {
        try await write { database in
            try database.execute(
                sql: "UPDATE feed SET ended = 1 WHERE origin = ? AND partner = ? AND ended = 0 AND stopped IS NULL",
                arguments: [known.origin.description, known.partner]
            )
            guard database.changesCount == 1 else { throw StoreError.moved }
            try Self.keep(state, database)
            if let evidence { try Self.keep(evidence, of: known, "partner.epoch-lost", database) }
            let audit = AuditRecord(
                at: moment,
                person: "lesson-gateway",
                role: "sync",
                action: "partner.epoch \(state.origin.epoch)",
                subject: state.partner
            )
            try Self.keep(audit, database)
        }
    }

    package func returned(to issuer: String, after cursor: Int64) async throws(StoreError) -> ReturnedPage {
        try await read { database in
            var page = PageOfReturned()
            for query in Self.returnedQueries {
                let find = try database.cachedStatement(sql: query)
                let rows = try Row.fetchCursor(find, arguments: [issuer, cursor])
                while let row = try rows.next() {
                    guard try page.add(row) else { return ReturnedPage(items: page.items, hasMore: true) }
                }
            }
            return ReturnedPage(items: page.items, hasMore: false)
        }
    }

    /// What was taken in, and behind it what was set aside or waits: that, too, would be missed.
    private static let returnedQueries = [
        """
        SELECT id AS row, digest, envelope FROM statement WHERE signer = ?1 AND id > ?2
        AND kind IN ('bundle', 'withdrawal', 'response') ORDER BY id
        """,
        """
        SELECT id + (1 << 52) AS row, digest, envelope FROM quarantine
        WHERE signer = ?1 AND id > ?2 - (1 << 52) AND envelope IS NOT NULL
        AND digest NOT IN (SELECT digest FROM statement) ORDER BY id
        """,
    ]

    private struct PageOfReturned {
        private(set) var items: [ReturnedPage.Item] = []
        private var bytes = 0

        /// False when the page is full without it.
        mutating func add(_ row: Row) throws -> Bool {
            let envelope = row.bytes("envelope")
            let kind = (try? JWSEnvelope(parsing: envelope)).flatMap {
                StatementKind(contentType: $0.signatures[0].contentType)
            }
            // Of an erased one nobody can say what it was.
            guard let kind = envelope.isEmpty ? .bundle : kind, ReturnedPage.kinds.contains(kind) else { return true }
            // Four characters for three bytes.
            bytes += (envelope.count + 2) / 3 * 4
            let isFull = items.count == ReturnedPage.statementsMax || bytes > ReturnedPage.textBytesMax
            guard items.isEmpty || !isFull else { return false }
            items.append(
                ReturnedPage.Item(
                    cursor: row["row"],
                    kind: kind,
                    digest: try row.digest("digest"),
                    envelope: envelope.isEmpty ? nil : envelope
                )
            )
            return true
        }
    }

    package func pullingBack() async throws(StoreError) -> [String] {
        try await read { try String.fetchAll($0, sql: "SELECT partner FROM pull_back ORDER BY partner") }
    }

    package func commitPulledBack(from partner: String, audit: AuditRecord) async throws(StoreError) -> Int {
        try await write { database in
            try database.execute(sql: "DELETE FROM pull_back WHERE partner = ?", arguments: [partner])
            if database.changesCount == 1 { try Self.keep(audit, database) }
            return try Int.fetchOne(database, sql: "SELECT count(*) FROM pull_back") ?? 0
        }
    }

    /// Throws while our log may be another than partners know, or some of our own statements are not back yet.
    static func checkIsWhole(_ publication: Publication, _ database: Database) throws {
        if try isSeenElsewhere(database) { throw StoreError.seenElsewhere }
        // A withdrawal holds whatever comes back, and may be urgent.
        let isWithdrawal = publication.statements.allSatisfy { $0.kind == .withdrawal }
        if isWithdrawal, publication.narrowed.isEmpty { return }
        let isOpen = try Row.fetchOne(database, sql: "SELECT 1 FROM pull_back LIMIT 1") != nil
        if isOpen { throw StoreError.pullingBack }
    }
}
