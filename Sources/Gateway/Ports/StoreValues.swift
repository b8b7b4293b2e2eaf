package import LessonExchange
package import Signatures
import StrictJSON
package import TransparencyLog

/// Who asks for statements of ours.
package enum Reader: Sendable, Equatable {
    /// A partner: what is for all partners, and what names it.
    case partner(String)
    /// Nobody in particular: statements with marking `public` only.
    case anybody
}

/// The state of our own log.
package struct LogHead: Sendable, Equatable {
    package let origin: LogOrigin
    package let frontier: TreeFrontier
    /// The signed note.
    package let checkpoint: [UInt8]

    package init(origin: LogOrigin, frontier: TreeFrontier, checkpoint: [UInt8]) {
        self.origin = origin
        self.frontier = frontier
        self.checkpoint = checkpoint
    }

    package var size: UInt64 { frontier.size }
}

/// A statement in a list for a partner.
package struct AddressedItem: Sendable, Equatable {
    package let position: UInt64
    package let digest: Digest

    package init(position: UInt64, digest: Digest) {
        self.position = position
        self.digest = digest
    }
}

/// Statements of ours that are logged together, at most ``statementsMax``.
package struct Publication: Sendable {
    package let statements: [OutgoingStatement]
    package let audit: AuditRecord
    /// The request that this answers; its answer is kept in the same transaction.
    package let request: IdempotencyKey?
    package let answer: @Sendable ([UInt64]) -> [UInt8]
    /// Drafts that become these statements, with who publishes them: each once, or nothing is logged.
    package let duties: [DutyRecord]

    /// A transaction holds the writer; more statements are several transactions.
    package static let statementsMax = 1000

    package init(
        statements: [OutgoingStatement],
        audit: AuditRecord,
        request: IdempotencyKey? = nil,
        duties: [DutyRecord] = [],
        answer: @escaping @Sendable ([UInt64]) -> [UInt8] = { _ in [] }
    ) {
        self.duties = duties
        self.statements = statements
        self.audit = audit
        self.request = request
        self.answer = answer
    }
}

/// Where statements of ours were logged.
package struct PublicationOutcome: Sendable {
    package let positions: [UInt64]
    package let head: LogHead

    package init(positions: [UInt64], head: LogHead) {
        self.positions = positions
        self.head = head
    }
}

/// A statement that arrived, after all that can be judged without the store.
package struct Arrival: Sendable {
    /// What the judgement was.
    package enum Judgement: Sendable {
        /// Verified, and it keeps schema, gate and policy.
        case verified(kind: StatementKind, envelope: [UInt8], content: StatementContent, similar: [SimilarLesson?])
        /// Whose it is was proved, but something in it is not as it should be.
        case setAside(Outcome, reasons: [OutcomeReason], envelope: [UInt8])
        /// Not authentic, or not what the log says.
        case refused(code: String)
        /// The publisher erased it after a withdrawal.
        case gone
        /// It cannot be judged now, and will be: the clocks disagree, our trust file is older than the signer's certificate,
        /// or the bytes are not those that the log names. Nothing is taken in, so nothing is lost by a refusal.
        case notYet(code: String)
    }

    package let position: UInt64
    /// The digest that the log and the list name.
    package let digest: Digest
    /// SHA-256 of the bytes that came.
    package let body: Digest
    package let judgement: Judgement

    package init(position: UInt64, digest: Digest, body: Digest, judgement: Judgement) {
        self.position = position
        self.digest = digest
        self.body = body
        self.judgement = judgement
    }
}

/// A range of a partner's log with everything in it for us.
package struct SyncRange: Sendable {
    /// The position that the store must be at.
    package let from: UInt64
    /// The state after the range.
    package let after: FeedState
    package let arrivals: [Arrival]
    package let at: Timestamp

    package init(from: UInt64, after: FeedState, arrivals: [Arrival], at: Timestamp) {
        self.from = from
        self.after = after
        self.arrivals = arrivals
        self.at = at
    }
}

/// What was done with each statement of a range.
package struct SyncOutcome: Sendable {
    package let items: [ReceiptItem]
    /// Where our receipt stands in our log; nil when there was nothing to receipt.
    package let receipt: UInt64?
    /// The head of our log after it.
    package let head: LogHead?

    package init(items: [ReceiptItem], receipt: UInt64?, head: LogHead?) {
        self.items = items
        self.receipt = receipt
        self.head = head
    }
}

/// Two states of one log that do not fit.
package struct FeedEvidence: Sendable, Equatable {
    package let code: String
    package let known: [UInt8]
    package let shown: [UInt8]
    package let at: Timestamp

    package init(code: String, known: [UInt8], shown: [UInt8], at: Timestamp) {
        self.code = code
        self.known = known
        self.shown = shown
        self.at = at
    }
}

/// A partner fetched a statement.
package struct Fetch: Sendable, Equatable {
    package let partner: String
    package let digest: Digest
    package let at: Timestamp

    package init(partner: String, digest: Digest, at: Timestamp) {
        self.partner = partner
        self.digest = digest
        self.at = at
    }
}

/// How far a statement of ours came with one partner.
package struct Delivery: Sendable, Equatable {
    /// Least first.
    package enum Step: String, Sendable {
        /// It is for the partner, who has not asked yet.
        case addressed
        /// The partner was told of it.
        case offered
        case fetched
        /// The partner's receipt is here.
        case receipted
    }

    package let partner: String
    package let step: Step
    package let outcome: String?

    package init(partner: String, step: Step, outcome: String?) {
        self.partner = partner
        self.step = step
        self.outcome = outcome
    }
}

/// How far a statement of ours came: "3 of 5".
package struct DeliverySummary: Sendable, Equatable {
    package let position: UInt64
    package let digest: Digest
    package let kind: StatementKind
    package let receipted: Int
    package let addressed: Int

    package init(position: UInt64, digest: Digest, kind: StatementKind, receipted: Int, addressed: Int) {
        self.position = position
        self.digest = digest
        self.kind = kind
        self.receipted = receipted
        self.addressed = addressed
    }
}

/// A fault that a check of the store found.
package struct CheckFinding: Sendable, Equatable {
    package let code: String
    package let place: String
    package let detail: String

    package init(code: String, place: String, detail: String) {
        self.code = code
        self.place = place
        self.detail = detail
    }
}
