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
    /// What was decided about lessons that they look like: kept when they are logged, and only then.
    package let decisions: [DuplicateDecision]
    /// Earlier bundles that from now on are for those only who could have them until now.
    package let narrowed: [NarrowedBundle]
    /// Steps of cases that these statements are: kept with them, or nothing is logged.
    package let cases: CaseCommit?
    /// Whether they were issued before and come back after a restore: those that are here already are passed over.
    package var isReturn = false

    /// A transaction holds the writer; more statements are several transactions.
    package static let statementsMax = 1000

    package init(
        statements: [OutgoingStatement],
        audit: AuditRecord,
        request: IdempotencyKey? = nil,
        duties: [DutyRecord] = [],
        decisions: [DuplicateDecision] = [],
        narrowed: [NarrowedBundle] = [],
        cases: CaseCommit? = nil,
        answer: @escaping @Sendable ([UInt64]) -> [UInt8] = { _ in [] }
    ) {
        self.cases = cases
        self.duties = duties
        self.decisions = decisions
        self.narrowed = narrowed
        self.statements = statements
        self.audit = audit
        self.request = request
        self.answer = answer
    }
}

/// A statement of ours that is for others than it says: a bundle that no partner gets who joins later, for one.
package struct NarrowedBundle: Sendable {
    package let digest: Digest
    /// Nil for those whom it is for now.
    package let readers: [String]?
    /// It was for everybody, and the next version is not.
    package let isPublicNoMore: Bool

    package init(digest: Digest, readers: [String]?, isPublicNoMore: Bool = false) {
        self.digest = digest
        self.readers = readers
        self.isPublicNoMore = isPublicNoMore
    }
}

/// A lesson of ours that somebody else has the right to withdraw, and did.
package struct ForeignWithdrawal: Sendable, Equatable {
    package let lessonID: String
    package let versionsUpTo: Int
    package let reason: String

    package init(lessonID: String, versionsUpTo: Int, reason: String) {
        self.lessonID = lessonID
        self.versionsUpTo = versionsUpTo
        self.reason = reason
    }
}

/// A withdrawal of ours that somebody has not answered: "3 of 5, oldest 3 h".
package struct OpenWithdrawal: Sendable, Equatable {
    package let digest: Digest
    package let since: Timestamp
    package let answered: Int
    /// Everybody who may have one of the bundles.
    package let readers: Int
    /// Those who have not answered.
    package let open: [String]
    /// Bundles that it is about.
    package var bundles: [Digest] = []

    package init(digest: Digest, since: Timestamp, answered: Int, readers: Int, open: [String]) {
        self.digest = digest
        self.since = since
        self.answered = answered
        self.readers = readers
        self.open = open
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

/// Whether a statement that is here counts.
package enum Standing: String, Sendable {
    case stands
    /// A withdrawal whose signer cannot be believed now: what it names is hidden, and a person is asked.
    case hides
    /// It does not count: its key was revoked for its time, or a person decided so.
    case dropped
}

/// A statement that arrived, after all that can be judged without the store.
package struct Arrival: Sendable {
    /// What the judgement was.
    package enum Judgement: Sendable {
        /// Verified, and it keeps schema, gate and policy.
        case verified(kind: StatementKind, envelope: [UInt8], content: StatementContent, similar: [SimilarLesson?])
        /// A withdrawal that acts although it breaks a rule: nobody may undo one by a flaw in it.
        case flawedWithdrawal(WithdrawalFacts, envelope: [UInt8], effect: Standing, reasons: [OutcomeReason])
        /// Whose it is was proved, but something in it is not as it should be.
        case setAside(Outcome, reasons: [OutcomeReason], envelope: [UInt8])
        /// Not authentic, or not what the log says.
        case refused(code: String)
        /// The publisher says that it was erased after a withdrawal.
        case gone
        /// The bytes are not those that the log names: they are asked for again, and nothing of the range is taken in.
        case damaged(code: String)
    }

    package let position: UInt64
    /// The digest that the log and the list name.
    package let digest: Digest
    /// SHA-256 of the bytes that came.
    package let body: Digest
    /// What it says that it is, verified or not; nil when nobody could read it.
    package let claimed: StatementKind?
    package let judgement: Judgement

    package init(
        position: UInt64,
        digest: Digest,
        body: Digest,
        claimed: StatementKind? = nil,
        judgement: Judgement
    ) {
        self.position = position
        self.digest = digest
        self.body = body
        self.claimed = claimed
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

/// An item that waits: held until time, trust or a list changes, or until a person has looked.
package struct WaitingItem: Sendable, Equatable {
    package let origin: LogOrigin
    package let position: UInt64
    package let digest: Digest
    package let signer: String
    package let outcome: String
    /// Nil where there are none: the publisher has erased them, or the time to keep them is over.
    package let envelope: [UInt8]?
    package let reasons: [String]
    package let since: Timestamp

    package init(
        origin: LogOrigin,
        position: UInt64,
        digest: Digest,
        signer: String,
        outcome: String,
        envelope: [UInt8]?,
        reasons: [String],
        since: Timestamp
    ) {
        self.origin = origin
        self.position = position
        self.digest = digest
        self.signer = signer
        self.outcome = outcome
        self.envelope = envelope
        self.reasons = reasons
        self.since = since
    }
}

/// Items of one log that are judged otherwise than before; each gets a receipt that names the earlier one.
package struct Revision: Sendable {
    package let partner: String
    package let origin: LogOrigin
    package let arrivals: [Arrival]
    /// Items that were looked at again and stay as they are.
    package let unchanged: [UInt64]
    package let at: Timestamp

    package init(partner: String, origin: LogOrigin, arrivals: [Arrival], unchanged: [UInt64], at: Timestamp) {
        self.partner = partner
        self.origin = origin
        self.arrivals = arrivals
        self.unchanged = unchanged
        self.at = at
    }
}

/// What a statement that is here is worth under the trust file of now.
package struct StandingChange: Sendable, Equatable {
    package let digest: Digest
    package let standing: Standing
    /// Code of why it does not stand.
    package let code: String?

    package init(digest: Digest, standing: Standing, code: String?) {
        self.digest = digest
        self.standing = standing
        self.code = code
    }
}

/// A partner's verified status list, with what it says is withdrawn.
package struct ListedWithdrawals: Sendable {
    package let envelope: [UInt8]
    package let digest: Digest
    package let signer: String
    package let withdrawals: [WithdrawalFacts]

    package init(envelope: [UInt8], digest: Digest, signer: String, withdrawals: [WithdrawalFacts]) {
        self.envelope = envelope
        self.digest = digest
        self.signer = signer
        self.withdrawals = withdrawals
    }
}

/// How many statements are worth something else now, and the head of our log when receipts told of it.
package struct StandingOutcome: Sendable {
    package let changed: Int
    package let head: LogHead?

    package init(changed: Int, head: LogHead?) {
        self.changed = changed
        self.head = head
    }
}

/// A statement whose bytes are to go, and the withdrawal that asks for it.
package struct ErasureNote: Sendable, Equatable {
    package let statement: Digest
    /// Nil where only the note of an earlier erasure is left.
    package let withdrawal: Digest?

    package init(statement: Digest, withdrawal: Digest?) {
        self.statement = statement
        self.withdrawal = withdrawal
    }
}

/// What an erasure did.
package struct ErasureOutcome: Sendable {
    package let erased: Int
    /// Kept for a legal hold.
    package let held: Int
    package let head: LogHead?

    package init(erased: Int, held: Int, head: LogHead?) {
        self.erased = erased
        self.held = held
        self.head = head
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
    /// The code that the receipt gives for it, first.
    package let reason: String?

    package init(partner: String, step: Step, outcome: String?, reason: String? = nil) {
        self.reason = reason
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
