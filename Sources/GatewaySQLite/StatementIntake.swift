import Foundation
import GRDB
import Gateway
import LessonExchange
import Signatures
import TransparencyLog

/// Takes arrivals of one log in, inside a transaction: what they say, and what became of them.
struct StatementIntake {
    private let database: Database
    private let partner: String
    private let origin: String
    private let at: Timestamp
    /// Whether the items are here already and are judged anew.
    private let isRevision: Bool
    private(set) var writer: StatementWriter
    /// What a receipt tells.
    private(set) var items: [ReceiptItem] = []

    init(
        _ database: Database,
        partner: String,
        origin: LogOrigin,
        organisation: String,
        at: Timestamp,
        isRevision: Bool
    ) {
        self.database = database
        self.partner = partner
        self.origin = origin.description
        self.at = at
        self.isRevision = isRevision
        writer = StatementWriter(database, organisation: organisation, at: at)
    }

    /// Takes in all of them, withdrawals first.
    mutating func take(_ arrivals: [Arrival]) throws {
        let withdrawals = arrivals.filter { Self.isWithdrawal($0) }
        for arrival in withdrawals + arrivals.filter({ !Self.isWithdrawal($0) }) { try take(arrival) }
        items.sort { $0.position < $1.position }
        try Erasure.request(writer.touched, at: at, database)
    }

    private static func isWithdrawal(_ arrival: Arrival) -> Bool {
        switch arrival.judgement {
        case .verified(.withdrawal, _, _, _), .flawedWithdrawal: true
        default: false
        }
    }

    private mutating func take(_ arrival: Arrival) throws {
        switch arrival.judgement {
        case .verified(let kind, let envelope, let content, let similar):
            try take(arrival, kind, envelope, content, similar)
        case .flawedWithdrawal(let facts, let envelope, let effect, let reasons):
            try take(arrival, facts, envelope, effect, reasons)
        case .setAside(let outcome, let reasons, let envelope):
            try keep(arrival, outcome, envelope, reasons)
            try note(arrival, kind: nil, statement: nil, outcome, reasons: reasons)
        case .refused(let code):
            try note(arrival, kind: nil, statement: nil, .refused, reasons: [OutcomeReason(code: code)])
        case .damaged(let code): throw StoreError.unavailable(code)
        case .gone: try takeGone(arrival)
        }
    }

    /// Bytes that are not given are believed to be erased only where a withdrawal names them, or where they were here and
    /// one made us erase them.
    private mutating func takeGone(_ arrival: Arrival) throws {
        let explained = try Row.fetchOne(
            try database.cachedStatement(
                sql: """
                    SELECT 1 FROM withdrawal_digest JOIN statement ON statement.id = withdrawal_digest.statement
                    WHERE withdrawal_digest.digest = ?1 AND statement.standing <> 'dropped'
                    UNION ALL SELECT 1 FROM quarantine
                    WHERE origin = ?2 AND position = ?3 AND envelope IS NULL AND reasons <> 'statement.withheld'
                    """
            ),
            arguments: [StoredBytes(arrival.digest.bytes), origin, Int64(arrival.position)]
        )
        if explained != nil { return try note(arrival, kind: nil, statement: nil, .withdrawn) }
        // Nothing has changed, so nobody is told again; what waits behind it has its turn.
        guard !isRevision else {
            return try database.execute(
                sql: "UPDATE quarantine SET tried = ? WHERE origin = ? AND position = ?",
                arguments: [at.unixSeconds, origin, Int64(arrival.position)]
            )
        }
        let reasons = [OutcomeReason(code: "statement.withheld")]
        try keep(arrival, .held, nil, reasons)
        try note(arrival, kind: nil, statement: nil, .held, reasons: reasons)
    }

    private mutating func take(
        _ arrival: Arrival,
        _ withdrawal: WithdrawalFacts,
        _ envelope: [UInt8],
        _ effect: Standing,
        _ reasons: [OutcomeReason]
    ) throws {
        let id =
            try writer.insert(
                envelope,
                digest: arrival.digest,
                kind: .withdrawal,
                signer: partner,
                marking: nil,
                standing: effect
            ) ?? StatementWriter.id(of: arrival.digest, database)
        guard let id else { throw StoreError.damaged("statement.digest") }
        try writer.add(withdrawal, statement: id)
        if isRevision {
            if effect == .stands { try judgeAsOfNow(id) }
            try writer.set(effect, statement: id)
        }
        let outcome: Outcome = effect == .hides ? .held : .quarantined
        try keep(arrival, outcome, envelope, reasons)
        try note(arrival, kind: .withdrawal, statement: id, outcome, reasons: reasons)
    }

    private mutating func take(
        _ arrival: Arrival,
        _ kind: StatementKind,
        _ envelope: [UInt8],
        _ content: StatementContent,
        _ similar: [SimilarLesson?]
    ) throws {
        var outcomes: [Outcome] = []
        let rule = rule()
        if case .bundle(let bundle) = content {
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
                try keep(arrival, .conflict, envelope, reasons)
            }
            return try note(arrival, kind: kind, statement: nil, .conflict, reasons: reasons)
        }
        let id = try writer.insert(
            envelope,
            digest: arrival.digest,
            kind: kind,
            signer: partner,
            marking: content.marking
        )
        guard let id else { return try takeKnown(arrival, kind) }
        switch content {
        case .bundle(let bundle):
            try writer.add(bundle, statement: id, signer: partner) { place in
                switch outcomes[place] {
                case .sameLesson: false
                // It may be here already, and then it is one copy more of what is withdrawn.
                case .withdrawn: try !rule.isHere(bundle.lessons[place])
                default: true
                }
            }
        case .withdrawal(let withdrawal): try writer.add(withdrawal, statement: id)
        case .response(let response): try writer.add(response, statement: id, signer: partner)
        case .receipt(let receipt): try writer.add(receipt, from: partner)
        case .epoch, .other: break
        }
        let shown =
            outcome == .nearDuplicate ? similar.compactMap { $0 }.max { $0.likeness.score < $1.likeness.score } : nil
        try note(arrival, kind: kind, statement: id, outcome, similar: shown)
    }

    /// The same payload again: another position of the log, or a withdrawal that only hid until now.
    private mutating func takeKnown(_ arrival: Arrival, _ kind: StatementKind) throws {
        let id = try StatementWriter.id(of: arrival.digest, database)
        guard isRevision, let id else {
            return try note(arrival, kind: kind, statement: id, .duplicate)
        }
        try judgeAsOfNow(id)
        try writer.set(.stands, statement: id)
        try note(arrival, kind: kind, statement: id, .new)
    }

    /// When it came it was too early, and would be for ever.
    private func judgeAsOfNow(_ id: Int64) throws {
        try database.execute(
            sql: "UPDATE statement SET first_seen = ? WHERE id = ?",
            arguments: [at.unixSeconds, id]
        )
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
            withdrawnUpTo: {
                try number(
                    """
                    SELECT max(up_to) FROM withdrawal JOIN statement ON statement.id = withdrawal.statement
                    WHERE lesson_id = ? AND standing = 'stands'
                    """,
                    $0
                )
            },
            supersededUpTo: {
                try number(
                    """
                    SELECT max(up_to) FROM supersession JOIN statement ON statement.id = supersession.statement
                    WHERE lesson_id = ? AND standing = 'stands'
                    """,
                    $0
                )
            },
            isSuppressed: { try number("SELECT 1 WHERE \(LessonIndex.isHidden("?"))", $0) != nil }
        )
    }

    /// Keeps the bytes of what was set aside, or that they were withheld.
    private func keep(
        _ arrival: Arrival,
        _ outcome: Outcome,
        _ envelope: [UInt8]?,
        _ reasons: [OutcomeReason]
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO quarantine (origin, position, digest, signer, outcome, envelope, reasons, since, tried)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)
                ON CONFLICT (origin, position) DO UPDATE SET outcome = excluded.outcome, reasons = excluded.reasons,
                tried = excluded.tried
                """,
            arguments: [
                origin, Int64(arrival.position), StoredBytes(arrival.digest.bytes), partner, outcome.rawValue,
                envelope.map { StoredBytes($0) }, Self.text(reasons), at.unixSeconds,
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
        // A receipt is never receipted, not even one that was not taken in: two gateways would answer each other for ever.
        let isUntold = [.receipt, .epoch].contains(kind ?? arrival.claimed)
        let kind = kind ?? (isUntold ? arrival.claimed : nil)
        let shown = reasons + (similar.map { [OutcomeReason(code: "near-duplicate \($0.lessonID)")] } ?? [])
        let place: StatementArguments = [origin, Int64(arrival.position)]
        let what: StatementArguments = [kind?.rawValue, statement, outcome.rawValue, Self.text(shown)]
        if isRevision {
            let change = try database.cachedStatement(
                sql:
                    "UPDATE received SET kind = ?, statement = ?, outcome = ?, reasons = ? WHERE origin = ? AND position = ?"
            )
            try change.execute(arguments: what + place)
        } else {
            let insert = try database.cachedStatement(
                sql: """
                    INSERT INTO received (origin, position, kind, statement, outcome, reasons, digest, body, at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            )
            let bytes: StatementArguments = [
                StoredBytes(arrival.digest.bytes), StoredBytes(arrival.body.bytes), at.unixSeconds,
            ]
            try insert.execute(arguments: place + what + bytes)
        }
        if isRevision, ![.held, .quarantined, .conflict].contains(outcome) {
            try database.execute(
                sql: "DELETE FROM quarantine WHERE origin = ? AND position = ?",
                arguments: [origin, Int64(arrival.position)]
            )
        }
        guard !isUntold else { return }
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
}
