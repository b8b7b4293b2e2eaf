import Foundation
import GRDB
package import Gateway
import LessonExchange
package import Signatures
import TransparencyLog

extension SQLiteStore {
    package func erasuresDue() async throws(StoreError) -> (notes: [ErasureNote], isOpen: Bool) {
        try await read { [self] database in
            let named = try setAsideBundles.named(database)
            var notes = try Erasure.due(database).map { ErasureNote(statement: $0.digest, withdrawal: $0.withdrawal) }
            for bundle in named where !bundle.isKept && !notes.contains(where: { $0.statement == bundle.digest }) {
                notes.append(ErasureNote(statement: bundle.digest, withdrawal: bundle.withdrawals.first?.digest))
            }
            let isOpen = try StoreNote.allCases.contains { try $0.count(database) > 0 }
            let isUntold = try Row.fetchOne(
                database,
                sql: """
                    SELECT 1 FROM purge JOIN statement ON statement.id = purge.statement WHERE done IS NULL
                    AND (envelope IS NULL OR (held = 0 AND digest IN (SELECT digest FROM legal_hold)))
                    """
            )
            let isUnanswered = try !Self.answeredWithdrawals(named, database).isEmpty
            return (notes, isOpen || isUntold != nil || isUnanswered)
        }
    }

    package func commitErasure(at moment: Timestamp) async throws(StoreError) -> ErasureOutcome {
        try await cutLog()
        let (open, blanked) = try await write { [self] database in
            var digests: [Digest] = []
            for item in try Erasure.due(database) where try Erasure.blank(item.id, item.digest, database) {
                digests.append(item.digest)
            }
            let known = Set(digests)
            // What was taken in as well is counted there.
            let waiting = try Erasure.blank(setAsideBundles.named(database), database).filter { !known.contains($0) }
            digests += waiting
            for digest in digests {
                let (person, role, subject) = ("lesson-gateway", "gateway", digest.description)
                try Self.keep(
                    AuditRecord(at: moment, person: person, role: role, action: "erased", subject: subject),
                    database
                )
            }
            if !digests.isEmpty {
                // Which words are how common is worked out anew from what is left.
                try CountedWeights.forget(database)
                try StoreNote.erasureOpen.add(database)
            }
            return (try StoreNote.erasureOpen.count(database), waiting.count)
        }
        if open > 0 {
            try await compact()
            try await read { [self] database in try recountWeights(database) }
        }
        return try await write { [self] database in
            if open > 0 { try keepRecount(database) }
            try StoreNote.erasureOpen.clear(open, database)
            return try finishErasure(at: moment, setAside: blanked, database)
        }
    }

    static func set(_ name: String, _ value: Int, _ database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)",
            arguments: [name, value]
        )
    }

    /// Rewrites the file without what was blanked: FTS keeps deleted words until it is optimised, SQLite keeps pages until
    /// it is vacuumed, and the write-ahead log keeps both until it is cut.
    private func compact() async throws(StoreError) {
        do {
            try await pool.barrierWriteWithoutTransaction { database in
                for table in ["lesson_text", "lesson_mark", "finding_text", "finding_mark"] {
                    try database.execute(sql: "INSERT INTO \(table) (\(table)) VALUES ('optimize')")
                }
                // In memory the copy of a large store would not fit.
                try database.execute(sql: "PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY")
                try database.checkpoint(.truncate)
            }
        } catch { throw Self.translated(error) }
    }

    /// Cuts the write-ahead log, which holds what was there before: for bytes that are forgotten and are in no index.
    ///
    /// Where somebody reads an older state meanwhile the note stays, and the next erasure cuts it.
    func cutLog() async throws(StoreError) {
        let uncut = try await read { try StoreNote.logUncut.count($0) }
        guard uncut > 0,
            (try? await pool.barrierWriteWithoutTransaction { _ = try $0.checkpoint(.truncate) }) != nil
        else { return }
        try await write { try StoreNote.logUncut.clear(uncut, $0) }
    }

    /// Only now are they gone, and receipts may say so.
    ///
    /// `waiting`: how many were blanked that were not taken in.
    private func finishErasure(
        at moment: Timestamp,
        setAside waiting: Int,
        _ database: Database
    ) throws -> ErasureOutcome {
        var items: [Place: [ReceiptItem]] = [:]
        func change(_ statement: Int64, _ outcome: Outcome, _ reasons: [OutcomeReason]) throws {
            try database.execute(
                sql: "UPDATE received SET outcome = ?, reasons = ? WHERE statement = ? AND \(Self.isLive)",
                arguments: [outcome.rawValue, reasons.first?.code ?? "", statement]
            )
            for (place, item) in try Self.items(of: statement, outcome, reasons, database) {
                items[place, default: []].append(item)
            }
        }
        let done = try Int64.fetchAll(
            database,
            sql: """
                SELECT purge.statement FROM purge JOIN statement ON statement.id = purge.statement
                WHERE done IS NULL AND envelope IS NULL
                """
        )
        for id in done {
            try database.execute(
                sql: "UPDATE purge SET done = ?, held = 0 WHERE statement = ?",
                arguments: [moment.unixSeconds, id]
            )
            try change(id, .purged, [])
        }
        let held = try Int64.fetchAll(
            database,
            sql: """
                SELECT purge.statement FROM purge JOIN statement ON statement.id = purge.statement
                WHERE done IS NULL AND held = 0 AND digest IN (SELECT digest FROM legal_hold)
                """
        )
        for id in held {
            try database.execute(sql: "UPDATE purge SET held = 1 WHERE statement = ?", arguments: [id])
            try change(id, .held, [OutcomeReason(code: "hold.legal")])
        }
        for (id, isHeld) in try Self.answeredWithdrawals(setAsideBundles.named(database), database) {
            try change(id, isHeld ? .held : .purged, isHeld ? [OutcomeReason(code: "hold.legal")] : [])
        }
        let head = try revise(items, at: moment, database)
        return ErasureOutcome(erased: done.count + waiting, held: held.count, head: head)
    }

    /// What a withdrawal asks to erase and is not erased yet, whichever withdrawal asked first.
    private static let openErasure = """
        SELECT 1 FROM withdrawal named JOIN purge ON purge.statement IN (
          SELECT statement FROM lesson WHERE lesson_id = named.lesson_id AND version <= named.up_to
          UNION ALL SELECT statement FROM lesson_copy WHERE lesson_id = named.lesson_id AND version <= named.up_to
        ) WHERE named.statement = received.statement AND done IS NULL
        """

    /// Disclosive withdrawals of others that have no erasure open any more, and whose receipt does not say so yet.
    ///
    /// A duplicate is answered by the first item of the same log, and by itself where that stands in an earlier epoch.
    ///
    /// - Returns: each with whether a legal hold keeps something that it names.
    private static func answeredWithdrawals(
        _ named: [SetAsideBundles.Named],
        _ database: Database
    ) throws -> [(statement: Int64, isHeld: Bool)] {
        let open = Set(named.filter { !$0.isKept }.flatMap { $0.withdrawals.map(\.id) })
        let kept = Set(named.filter(\.isKept).flatMap { $0.withdrawals.map(\.id) })
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT DISTINCT received.statement, received.outcome,
                EXISTS (\(openErasure)) AS held
                FROM received JOIN withdrawal ON withdrawal.statement = received.statement
                JOIN statement ON statement.id = received.statement
                WHERE received.kind = 'withdrawal' AND withdrawal.reason = 'disclosive' AND statement.standing = 'stands'
                AND \(isLive) AND received.outcome <> 'purged'
                AND NOT (received.outcome = 'duplicate' AND EXISTS (SELECT 1 FROM received earlier
                  JOIN feed ON feed.origin = earlier.origin AND feed.ended = 0
                  WHERE earlier.statement = received.statement AND earlier.id < received.id))
                AND NOT EXISTS (\(openErasure) AND held = 0)
                AND NOT (received.outcome = 'held' AND EXISTS (\(openErasure)))
                ORDER BY received.statement
                """
        )
        var answered: [(statement: Int64, isHeld: Bool)] = []
        for row in rows {
            let (id, outcome): (Int64, String) = (row["statement"], row["outcome"])
            let isHeld = (row["held"] as Bool) || kept.contains(id)
            guard !open.contains(id), answered.last?.statement != id, !(isHeld && outcome == "held") else { continue }
            answered.append((id, isHeld))
        }
        return answered
    }

    package func commitReplayedErasures(_ notes: [ErasureNote], at moment: Timestamp) async throws(StoreError) -> Int {
        try await write { database in
            var count = 0
            for note in notes {
                if try Erasure.blankSetAside(note, database) {
                    // The next erasure writes the file anew.
                    try StoreNote.erasureOpen.add(database)
                    count += 1
                }
                if try FindingErasure(database).replay(note, at: moment) {
                    try StoreNote.erasureOpen.add(database)
                    count += 1
                }
                guard let id = try StatementWriter.id(of: note.statement, database) else { continue }
                let withdrawal = try note.withdrawal.flatMap { try StatementWriter.id(of: $0, database) }
                try database.execute(
                    sql: "INSERT OR IGNORE INTO purge (statement, withdrawal, requested) VALUES (?, ?, ?)",
                    arguments: [id, withdrawal, moment.unixSeconds]
                )
                count += database.changesCount
            }
            return count
        }
    }

    package func commitLegalHold(
        _ digest: Digest,
        reason: String?,
        audit: AuditRecord
    ) async throws(StoreError) {
        try await write { database in
            if let reason {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO legal_hold (digest, reason, person, at) VALUES (?, ?, ?, ?)",
                    arguments: [StoredBytes(digest.bytes), reason, audit.person, audit.at.unixSeconds]
                )
            } else {
                try database.execute(
                    sql: "DELETE FROM legal_hold WHERE digest = ?",
                    arguments: [StoredBytes(digest.bytes)]
                )
            }
            try Self.keep(audit, database)
        }
    }

    package func legalHolds() async throws(StoreError) -> [LegalHold] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM legal_hold ORDER BY at, digest").map { row in
                LegalHold(
                    digest: try row.digest("digest"),
                    reason: row["reason"],
                    person: row["person"],
                    at: row.timestamp("at")
                )
            }
        }
    }

    package func commitExportFolder(_ path: String, reader: String, at moment: Timestamp) async throws(StoreError) {
        try await write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO export_folder (path, reader, at) VALUES (?, ?, ?)",
                arguments: [path, reader, moment.unixSeconds]
            )
        }
    }

    package func exportFolders() async throws(StoreError) -> [String] {
        try await read { try String.fetchAll($0, sql: "SELECT path FROM export_folder ORDER BY path") }
    }
}
