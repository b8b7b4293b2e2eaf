import Foundation
import GRDB
package import Gateway
import LessonExchange
import Signatures
import TransparencyLog

extension SQLiteStore {
    package func commitSyncRange(_ range: SyncRange) async throws(StoreError) -> SyncOutcome {
        try await write { [self] database in
            try Self.checkIsNext(range, database)
            var intake = StatementIntake(
                database,
                partner: range.after.partner,
                origin: range.after.origin,
                organisation: organisation,
                at: range.at,
                isRevision: false
            )
            try intake.take(range.arrivals)
            try Self.keep(range.after, database)
            let outcome = try receipt(for: range, intake, database)
            try keepWeights(intake.writer.added, database)
            try LessonIndex.merge(intake.writer.added.count, database)
            return outcome
        }
    }

    /// Throws when another process read on, or somebody stopped the partner.
    private static func checkIsNext(_ range: SyncRange, _ database: Database) throws {
        let feed = try Row.fetchOne(
            database,
            sql: "SELECT origin, position, stopped FROM feed WHERE partner = ? AND ended = 0",
            arguments: [range.after.partner]
        )
        var isNext = range.from == 0
        if let feed {
            let (known, at, stopped): (String, Int64, String?) = (feed["origin"], feed["position"], feed["stopped"])
            isNext = known == range.after.origin.description && stopped == nil && UInt64(at) == range.from
        }
        guard isNext else { throw StoreError.moved }
    }

    private func receipt(
        for range: SyncRange,
        _ intake: StatementIntake,
        _ database: Database
    ) throws -> SyncOutcome {
        guard !intake.items.isEmpty else { return SyncOutcome(items: [], receipt: nil, head: nil) }
        var book = try ReceiptBook(database, sealer: sealer, organisation: organisation, at: range.at)
        try book.log(
            intake.items,
            to: range.after.partner,
            .init(
                origin: range.after.origin.description,
                from: range.from,
                to: range.after.position,
                treeSize: range.after.checkpoint?.size ?? 0,
                rootHash: range.after.checkpoint?.root ?? MerkleTree.emptyRoot
            )
        )
        return SyncOutcome(items: intake.items, receipt: book.positions.first, head: try book.finish())
    }

    package func commitRevision(_ revision: Revision) async throws(StoreError) -> SyncOutcome {
        let outcome = try await write { [self] database in
            var intake = StatementIntake(
                database,
                partner: revision.partner,
                origin: revision.origin,
                organisation: organisation,
                at: revision.at,
                isRevision: true
            )
            try intake.take(revision.arrivals)
            for position in revision.unchanged {
                try database.execute(
                    sql: "UPDATE quarantine SET tried = ? WHERE origin = ? AND position = ?",
                    arguments: [revision.at.unixSeconds, revision.origin.description, Int64(position)]
                )
            }
            var book = try ReceiptBook(database, sealer: sealer, organisation: organisation, at: revision.at)
            try book.revise(intake.items, of: revision.origin.description, to: revision.partner)
            let head = book.positions.isEmpty ? nil : try book.finish()
            try keepWeights(intake.writer.added, database)
            // What waited and is not taken in after all, since it was withdrawn meanwhile, is not waiting in the log either.
            let kept: Set<Outcome> = [.new, .duplicate, .held, .quarantined, .conflict]
            if !revision.arrivals.isEmpty, !intake.items.allSatisfy({ kept.contains($0.outcome) }) {
                try StoreNote.logUncut.add(database)
            }
            return SyncOutcome(items: intake.items, receipt: book.positions.first, head: head)
        }
        try await cutLog()
        return outcome
    }

    package func commitFeedState(_ state: FeedState, evidence: FeedEvidence?) async throws(StoreError) {
        try await write { database in
            guard let evidence else {
                // Another process may have read on: positions never go back.
                let known = try Row.fetchOne(
                    database,
                    sql: "SELECT origin, position FROM feed WHERE partner = ? AND ended = 0",
                    arguments: [state.partner]
                )
                if known == nil, try Self.takesUpAgain(state.origin, database) { return }
                let isSame = known.map { $0["origin"] == state.origin.description } ?? true
                let isBehind = known.map { UInt64($0["position"] as Int64) > state.position } ?? false
                guard isSame else { throw StoreError.moved }
                if !isBehind { try Self.keep(state, database) }
                return
            }
            try database.execute(
                sql: "UPDATE feed SET stopped = ? WHERE origin = ?",
                arguments: [evidence.code, state.origin.description]
            )
            try Self.keep(evidence, of: state, "partner.stopped \(evidence.code)", database)
        }
    }

    /// Reads on in a log that a person left for another one, from where it was: no position is ever set back.
    private static func takesUpAgain(_ origin: LogOrigin, _ database: Database) throws -> Bool {
        try database.execute(
            sql: "UPDATE feed SET ended = 0, stopped = NULL WHERE origin = ? AND ended = 1",
            arguments: [origin.description]
        )
        return database.changesCount > 0
    }

    static func keep(_ evidence: FeedEvidence, of state: FeedState, _ action: String, _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO feed_evidence (origin, code, known, shown, at) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                state.origin.description, evidence.code, StoredBytes(evidence.known), StoredBytes(evidence.shown),
                evidence.at.unixSeconds,
            ]
        )
        let audit = AuditRecord(
            at: evidence.at,
            person: "lesson-gateway",
            role: "sync",
            action: action,
            subject: state.partner
        )
        try Self.keep(audit, database)
    }

    static func keep(_ state: FeedState, _ database: Database) throws {
        let keep = try database.cachedStatement(
            sql: """
                INSERT INTO feed (origin, partner, position, frontier, size, root, note, stopped)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (origin) DO UPDATE SET position = excluded.position, frontier = excluded.frontier,
                size = excluded.size, root = excluded.root, note = excluded.note
                """
        )
        try keep.execute(
            arguments: [
                state.origin.description, state.partner, Int64(state.position),
                StoredBytes(state.frontier.nodes.flatMap(\.bytes)), state.checkpoint.map { Int64($0.size) },
                state.checkpoint.map { StoredBytes($0.root.bytes) }, StoredBytes(state.note), state.stopped,
            ]
        )
    }
}
