import Foundation
import GRDB
package import Gateway
import LessonExchange
import Signatures
import TransparencyLog

extension SQLiteStore {
    package func commitSyncRange(_ range: SyncRange) async throws(StoreError) -> SyncOutcome {
        let (outcome, added) = try await write { [self] database in
            var taking = try RangeImport(database, range, sealer: sealer, organisation: organisation)
            let outcome = try taking.run()
            try LessonIndex.keepWeights(weights, taking.added, database)
            try LessonIndex.merge(taking.added.count, database)
            return (outcome, taking.added)
        }
        remember(added)
        return outcome
    }

    package func commitFeedState(_ state: FeedState, evidence: FeedEvidence?) async throws(StoreError) {
        try await write { database in
            guard let evidence else {
                // Another process may have read on: positions never go back.
                let known = try Int64.fetchOne(
                    database,
                    sql: "SELECT position FROM feed WHERE partner = ?",
                    arguments: [state.partner]
                )
                if known.map({ $0 <= Int64(state.position) }) ?? true { try RangeImport.keep(state, database) }
                return
            }
            try database.execute(
                sql: "UPDATE feed SET stopped = ? WHERE origin = ?",
                arguments: [evidence.code, state.origin.description]
            )
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
                action: "partner.stopped \(evidence.code)",
                subject: state.partner
            )
            try Self.keep(audit, database)
        }
    }
}

/// Takes in one range inside a transaction: withdrawals first, then the rest in log order, then one receipt.
private struct RangeImport {
    private let database: Database
    private let range: SyncRange
    private let sealer: LogSealer
    private var writer: StatementWriter
    private var items: [ReceiptItem] = []
    private let origin: String

    var added: [LessonSketch] { writer.added }

    init(_ database: Database, _ range: SyncRange, sealer: LogSealer, organisation: String) throws {
        self.database = database
        self.range = range
        self.sealer = sealer
        origin = range.after.origin.description
        writer = StatementWriter(database, organisation: organisation, at: range.at)
        let feed = try Row.fetchOne(
            database,
            sql: "SELECT origin, position, stopped FROM feed WHERE partner = ?",
            arguments: [range.after.partner]
        )
        var isAtRange = range.from == 0
        if let feed {
            let (known, at, stopped): (String, Int64, String?) = (feed["origin"], feed["position"], feed["stopped"])
            isAtRange = known == origin && stopped == nil && UInt64(at) == range.from
        }
        // Another process read on, or somebody stopped the partner.
        guard isAtRange else { throw StoreError.moved }
    }

    mutating func run() throws -> SyncOutcome {
        let withdrawals = range.arrivals.filter { Self.isWithdrawal($0) }
        for arrival in withdrawals + range.arrivals.filter({ !Self.isWithdrawal($0) }) { try take(arrival) }
        items.sort { $0.position < $1.position }
        try Self.keep(range.after, database)
        guard !items.isEmpty else { return SyncOutcome(items: [], receipt: nil, head: nil) }
        var log = try LogWriter(database, sealer: sealer)
        let receipt = try sealer.receipt(
            LogSealer.ReceiptDraft(
                range: .init(
                    origin: origin,
                    from: range.from,
                    to: range.after.position,
                    treeSize: range.after.checkpoint?.size ?? 0,
                    rootHash: range.after.checkpoint?.root ?? MerkleTree.emptyRoot
                ),
                reader: range.after.partner,
                items: items,
                at: range.at
            )
        )
        try SQLiteStore.add(receipt, &log, &writer)
        let position = log.positions[0]
        try database.execute(
            sql: """
                UPDATE received SET receipt = ? WHERE origin = ? AND position >= ? AND position < ?
                AND (kind IS NULL OR kind NOT IN ('receipt', 'epoch'))
                """,
            arguments: [Int64(position), origin, Int64(range.from), Int64(range.after.position)]
        )
        return SyncOutcome(items: items, receipt: position, head: try log.finish())
    }

    private static func isWithdrawal(_ arrival: Arrival) -> Bool {
        if case .verified(.withdrawal, _, _, _) = arrival.judgement { true } else { false }
    }

    private mutating func take(_ arrival: Arrival) throws {
        switch arrival.judgement {
        case .verified(let kind, let envelope, let content, let similar):
            try take(arrival, kind, envelope, content, similar)
        case .setAside(let outcome, let reasons, let envelope):
            try quarantine(arrival, outcome, envelope, reasons)
            try note(arrival, kind: nil, statement: nil, outcome, reasons: reasons)
        case .refused(let code):
            try note(arrival, kind: nil, statement: nil, .refused, reasons: [OutcomeReason(code: code)])
        case .notYet(let code): throw StoreError.unavailable(code)
        case .gone:
            try note(arrival, kind: nil, statement: nil, .withdrawn, reasons: [])
        }
    }

    private mutating func take(
        _ arrival: Arrival,
        _ kind: StatementKind,
        _ envelope: [UInt8],
        _ content: StatementContent,
        _ similar: [SimilarLesson?]
    ) throws {
        let partner = range.after.partner
        let marking = if case .bundle(let bundle) = content { bundle.marking } else { String?.none }
        var outcomes: [Outcome] = []
        if case .bundle(let bundle) = content {
            let rule = rule()
            outcomes = try bundle.lessons.enumerated().map { place, lesson in
                try rule.outcome(of: lesson, similar: place < similar.count ? similar[place] : nil)
            }
        }
        let outcome = outcomes.isEmpty ? .new : OutcomeRule.gravest(outcomes)
        guard outcome != .conflict else {
            let place = outcomes.firstIndex(of: .conflict) ?? 0
            let reasons = [OutcomeReason(code: "lesson.conflict", pointer: "/lessons/\(place)")]
            // A repeated delivery of the same payload is no conflict with itself.
            if try StatementWriter.id(of: arrival.digest, database) == nil {
                try quarantine(arrival, .conflict, envelope, reasons)
            }
            try note(arrival, kind: kind, statement: nil, .conflict, reasons: reasons)
            return
        }
        guard
            let id = try writer.insert(
                envelope,
                digest: arrival.digest,
                kind: kind,
                signer: partner,
                marking: marking
            )
        else {
            try note(arrival, kind: kind, statement: try StatementWriter.id(of: arrival.digest, database), .duplicate)
            return
        }
        switch content {
        case .bundle(let bundle):
            try writer.add(bundle, statement: id, signer: partner) { outcomes[$0] != .sameLesson }
        case .withdrawal(let withdrawal): try writer.add(withdrawal, statement: id)
        case .response(let response): try writer.add(response, statement: id, signer: partner)
        case .receipt(let receipt): try writer.add(receipt, from: partner)
        case .other: break
        }
        let shown =
            outcome == .nearDuplicate ? similar.compactMap { $0 }.max { $0.likeness.score < $1.likeness.score } : nil
        try note(arrival, kind: kind, statement: id, outcome, similar: shown)
    }

    private func rule() -> OutcomeRule {
        let database = database
        func number(_ sql: String, _ id: String) throws -> Int? {
            try Int.fetchOne(try database.cachedStatement(sql: sql), arguments: [id])
        }
        return OutcomeRule(
            versions: { id in
                let find = try database.cachedStatement(sql: "SELECT version, form FROM lesson WHERE lesson_id = ?")
                return try Row.fetchAll(find, arguments: [id]).map {
                    OutcomeRule.Known(version: $0["version"], form: try $0.digest("form"))
                }
            },
            withdrawnUpTo: { try number("SELECT max(up_to) FROM withdrawal WHERE lesson_id = ?", $0) },
            supersededUpTo: { try number("SELECT max(up_to) FROM supersession WHERE lesson_id = ?", $0) },
            isSuppressed: {
                try number("SELECT 1 FROM decision WHERE lesson_id = ? AND relation = 'suppressed'", $0) != nil
            }
        )
    }

    private func quarantine(
        _ arrival: Arrival,
        _ outcome: Outcome,
        _ envelope: [UInt8],
        _ reasons: [OutcomeReason]
    ) throws {
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO quarantine (digest, signer, outcome, envelope, reasons, since)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                StoredBytes(arrival.digest.bytes), range.after.partner, outcome.rawValue, StoredBytes(envelope),
                Self.text(reasons), range.at.unixSeconds,
            ]
        )
    }

    /// Codes and places, a line each.
    private static func text(_ reasons: [OutcomeReason]) -> String {
        reasons.map { reason in reason.pointer.map { "\(reason.code) \($0)" } ?? reason.code }.joined(separator: "\n")
    }

    private mutating func note(
        _ arrival: Arrival,
        kind: StatementKind?,
        statement: Int64?,
        _ outcome: Outcome,
        similar: SimilarLesson? = nil,
        reasons: [OutcomeReason] = []
    ) throws {
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO received (origin, position, digest, body, kind, statement, outcome, reasons, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        let shown = reasons + (similar.map { [OutcomeReason(code: "near-duplicate \($0.lessonID)")] } ?? [])
        try insert.execute(
            arguments: [
                origin, Int64(arrival.position), StoredBytes(arrival.digest.bytes), StoredBytes(arrival.body.bytes),
                kind?.rawValue, statement, outcome.rawValue, Self.text(shown), range.at.unixSeconds,
            ]
        )
        // A receipt is never receipted.
        guard kind != .receipt, kind != .epoch else { return }
        items.append(
            ReceiptItem(
                position: arrival.position,
                digest: arrival.digest.description,
                outcome: outcome,
                similar: similar,
                reasons: reasons
            )
        )
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
