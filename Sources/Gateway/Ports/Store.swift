import LessonExchange
package import Signatures
package import TransparencyLog

/// What a gateway keeps.
///
/// A write is a whole use case in one transaction: value in, outcome out, durable when it returns. Reads are small
/// protocols by use, each a page of values. No cursor or handle leaves a store; stores share no SQL, but one suite of
/// tests.
package protocol Store: LogReading, PartnerReading, LessonReading, CaseReading, GaugeReading, PairingStore, ViewStore,
    FindingStore
{
    /// Logs statements of ours and takes in what they say.
    ///
    /// `.pullingBack` until every partner was asked for what a restore lost, unless it is that which comes back, or
    /// withdrawals alone; `.seenElsewhere` while ``ViewStore/isSeenElsewhere()``.
    func commitPublication(_ publication: Publication) async throws(StoreError) -> PublicationOutcome
    /// Takes in a range of a partner's log: imports, positions and one receipt of ours.
    func commitSyncRange(_ range: SyncRange) async throws(StoreError) -> SyncOutcome
    /// Takes in what a partner's status list withdraws, where it was not known.
    func commitStatusList(_ list: ListedWithdrawals, at moment: Timestamp) async throws(StoreError)
    /// Takes in anew what waited, with receipts that name the earlier ones.
    func commitRevision(_ revision: Revision) async throws(StoreError) -> SyncOutcome
    /// Changes what statements that are here are worth, with all that follows.
    func commitStandings(_ changes: [StandingChange], at moment: Timestamp) async throws(StoreError) -> StandingOutcome
    /// Drops what was set aside, or a withdrawal that only hides: a person has looked.
    func commitDismissal(of digest: Digest, audit: AuditRecord) async throws(StoreError) -> StandingOutcome
    /// Forgets the bytes of what was set aside before a moment.
    func commitQuarantineEnd(before moment: Timestamp) async throws(StoreError) -> Int
    /// Forgets drafts that were never published and for which nobody has done anything since a moment.
    ///
    /// - Returns: how many.
    func commitDraftsEnd(before moment: Timestamp) async throws(StoreError) -> Int
    /// Erases what disclosive withdrawals ask for, and tells those who asked.
    func commitErasure(at moment: Timestamp) async throws(StoreError) -> ErasureOutcome
    /// Asks again for erasures that were done before this store was put back.
    func commitReplayedErasures(_ notes: [ErasureNote], at moment: Timestamp) async throws(StoreError) -> Int
    /// Blanks the words of a finding in every version, with `withCase` also those that people wrote into its case; the files
    /// that it was taken from count as forgotten.
    ///
    /// The next ``commitErasure(at:)`` writes the file anew.
    func commitFindingErasure(
        _ number: Int64,
        withCase: Bool,
        reason: String,
        audit: AuditRecord
    ) async throws(StoreError)
    /// Keeps a statement from erasure, or with no reason lets it go.
    func commitLegalHold(_ digest: Digest, reason: String?, audit: AuditRecord) async throws(StoreError)
    /// Remembers where an export lies, so that erasures reach it.
    func commitExportFolder(_ path: String, reader: String, at moment: Timestamp) async throws(StoreError)
    /// Notes for which version of the trust file all statements were judged.
    func commitTrustJudged(_ version: Int) async throws(StoreError)
    /// Keeps a newer state of a partner's log, or what stopped it with the two states that do not fit.
    func commitFeedState(_ state: FeedState, evidence: FeedEvidence?) async throws(StoreError)
    /// Ends the reading of a partner's log and begins that of its next one; what they do not agree on is kept.
    ///
    /// `.moved` when it is not `known` any more that is read.
    func commitNextEpoch(
        _ state: FeedState,
        after known: FeedState,
        evidence: FeedEvidence?,
        at moment: Timestamp
    ) async throws(StoreError)
    /// Notes that a partner was asked for what a restore lost, or that nobody waits for it.
    ///
    /// - Returns: how many partners are still to be asked.
    func commitPulledBack(from partner: String, audit: AuditRecord) async throws(StoreError) -> Int
    /// Adds or changes a partner; everybody's view of the partners is stale afterwards.
    ///
    /// `resumes`: a person has looked at what stopped its log, and reads on; in another epoch from its beginning.
    func commitPartnerChange(_ partner: Partner, resumes: Bool, audit: AuditRecord) async throws(StoreError)
    /// Takes a version of the trust file into use; `.moved` when a newer one was in use before, or other bytes of that one.
    func commitTrust(version: Int, digest: Digest, audit: AuditRecord) async throws(StoreError)
    /// Notes, before the answer is sent, that a partner was told of all statements for it up to a position.
    func commitOffer(to partner: String, upTo position: UInt64) async throws(StoreError)
    /// Notes what partners fetched.
    func commitFetches(_ fetches: [Fetch]) async throws(StoreError)
    /// Keeps a draft, or one step of its way: who did what for it.
    func commitDuty(_ duty: DutyRecord) async throws(StoreError) -> DutyOutcome
    /// Keeps what a person decided about two lessons that look alike, or about a lesson that they do not want to see.
    func commitDecision(_ decision: DuplicateDecision, audit: AuditRecord) async throws(StoreError)
    /// Keeps a token's hash, or ends it.
    func commitToken(_ token: APIToken, audit: AuditRecord) async throws(StoreError)
    /// Writes a line of the audit trail alone.
    func commitAudit(_ audit: AuditRecord) async throws(StoreError)
}

/// Reads our own log.
package protocol LogReading: Sendable {
    func head() async throws(StoreError) -> LogHead
    /// The bytes of a tile, as wide as was asked; nil when the log has not that many.
    func tile(_ tile: Tile) async throws(StoreError) -> [UInt8]?
    func statement(_ digest: Digest) async throws(StoreError) -> StoredStatement?
    /// The same, for somebody else: nil for a statement that is not for them as for one that does not exist.
    func statement(_ digest: Digest, for reader: Reader) async throws(StoreError) -> StoredStatement?
    /// What is for a reader in `from..<to`, in log order, at most `max`; `covered` is where the list ends.
    func addressed(
        to reader: Reader,
        from: UInt64,
        upTo to: UInt64,
        max: Int
    ) async throws(StoreError) -> (items: [AddressedItem], covered: UInt64)
    /// Statements of one signer after a row, oldest first.
    func statements(
        signedBy signer: String,
        after cursor: Int64,
        max: Int
    ) async throws(StoreError) -> [(cursor: Int64, statement: StoredStatement)]
    /// Bundles, withdrawals and responses of an organisation after a row, oldest first, for that organisation.
    func returned(to issuer: String, after cursor: Int64) async throws(StoreError) -> ReturnedPage
    /// Withdrawals of ours that a reader has to know.
    func withdrawals(for reader: Reader) async throws(StoreError) -> [StoredStatement]
    /// Whom a statement of ours was for; nil for one that is not ours.
    func audience(of digest: Digest) async throws(StoreError) -> Audience?
    /// Compares everything that is kept with everything else; changes nothing.
    ///
    /// Without keys it cannot tell who signed the states of logs.
    func check(_ keys: CheckKeys?) async throws(StoreError) -> [CheckFinding]
}

extension LogReading {
    package func check() async throws(StoreError) -> [CheckFinding] { try await check(nil) }
}

/// Reads partners, how far their logs were read, and what they received.
package protocol PartnerReading: Sendable {
    /// Grows with every change of a partner or of the trust file.
    func generation() async throws(StoreError) -> Int
    /// The newest version of the trust file that was in use.
    func trustVersion() async throws(StoreError) -> Int
    /// The digest of the trust file in use; nil in a store of an older program.
    func trustDigest() async throws(StoreError) -> Digest?
    func partners() async throws(StoreError) -> [Partner]
    func feeds() async throws(StoreError) -> [FeedState]
    /// Partners that are still to be asked for what a restore lost.
    func pullingBack() async throws(StoreError) -> [String]
    /// Who of the partners has received a statement of ours.
    func deliveries(of digest: Digest) async throws(StoreError) -> [Delivery]
    /// Withdrawals of ours that are not answered by everybody who may have one of the bundles, oldest first.
    func openWithdrawals() async throws(StoreError) -> [OpenWithdrawal]
    /// Withdrawals by others of lessons of ours, which we have not withdrawn for our own partners yet.
    func foreignWithdrawals() async throws(StoreError) -> [ForeignWithdrawal]
    /// Lessons of ours that were erased, and no disclosive withdrawal that is here says why: a restore lost it.
    func erasedUnexplained() async throws(StoreError) -> [ForeignWithdrawal]
    /// Statements of ours, newest first, with how many of those that they are for have received them.
    func deliverySummary(max: Int) async throws(StoreError) -> [DeliverySummary]
    /// Outcomes by origin and position, newest first.
    func received(from partner: String?, max: Int) async throws(StoreError) -> [ReceivedItem]
}

/// Reads lessons, ours and others'.
package protocol LessonReading: Sendable {
    func search(_ query: LessonQuery) async throws(StoreError) -> LessonPage
    /// Every version of a lesson that is here, newest first.
    func versions(of lessonID: String) async throws(StoreError) -> [LessonRow]
    /// The lessons of a bundle.
    func lessons(in bundle: Digest) async throws(StoreError) -> [LessonRow]
    /// The lessons of bundles whose digest begins with hexadecimal digits, newest first, whatever their state.
    func lessons(withDigestPrefix digits: String) async throws(StoreError) -> [LessonRow]
    /// Lessons of ours that were made from one that is withdrawn, and that nobody has decided about since.
    func derivedFromWithdrawn() async throws(StoreError) -> [DerivedLesson]
    /// For each question the lessons that look most like its lesson, best first.
    func similar(
        to questions: [SimilarityQuestion],
        max: Int,
        depth: SimilarityDepth
    ) async throws(StoreError) -> [[SimilarLesson]]
    /// How alike each question is to each of some others, by the words of all lessons that are here.
    func likeness(
        of questions: [SimilarityQuestion],
        to others: [SimilarityQuestion]
    ) async throws(StoreError) -> [[Likeness?]]
    /// Answers of others to lessons of ours, newest first; `responder`: of that organisation only.
    func responses(to lessonID: String?, from responder: String?, max: Int) async throws(StoreError) -> [ResponseRow]
}

/// Reads what people work on: drafts and duties, what was set aside, tokens, answers to repeated requests, the trail.
package protocol CaseReading: Sendable {
    func duties(for draft: Digest) async throws(StoreError) -> [DutyRecord]
    /// What was done for a lesson, in whatever bytes its drafts came.
    func duties(ofForm form: Digest) async throws(StoreError) -> [DutyRecord]
    func quarantine(max: Int) async throws(StoreError) -> [QuarantineItem]
    /// What of a partner waits for time, trust or a list, longest not tried first.
    func waiting(from partner: String, max: Int) async throws(StoreError) -> [WaitingItem]
    /// What was set aside under a digest.
    func setAside(_ digest: Digest) async throws(StoreError) -> WaitingItem?
    /// What ``Store/commitErasure(at:)`` would erase now, and whether anything else of an erasure is open.
    func erasuresDue() async throws(StoreError) -> (notes: [ErasureNote], isOpen: Bool)
    /// What is kept from erasure, oldest first.
    func legalHolds() async throws(StoreError) -> [LegalHold]
    func exportFolders() async throws(StoreError) -> [String]
    /// The version of the trust file that all statements were judged for.
    func trustJudged() async throws(StoreError) -> Int
    func decisions(about lessonID: String) async throws(StoreError) -> [DuplicateDecision]
    func token(_ hash: Digest) async throws(StoreError) -> APIToken?
    func tokens() async throws(StoreError) -> [APIToken]
    func answer(to request: IdempotencyKey) async throws(StoreError) -> StoredAnswer?
    func audit(max: Int) async throws(StoreError) -> [AuditRecord]
    /// Lines of the trail since a moment, oldest first, at most `max` after a row; `reason` is why the words of a finding were
    /// erased.
    func auditTrail(
        since moment: Timestamp,
        after cursor: Int64,
        max: Int
    ) async throws(StoreError) -> [(cursor: Int64, record: AuditRecord, reason: String?)]
    /// Every step for drafts that nobody has published yet, without documents.
    func openSteps() async throws(StoreError) -> [DutyRecord]
    /// Drafts that nobody has published yet, newest first.
    func openDrafts(max: Int) async throws(StoreError) -> [DutyRecord]
    /// Whether the newest version of a finding's source is one that has to be read, whatever was read since.
    func isStub(_ number: Int64) async throws(StoreError) -> Bool
    /// What ``Store/commitFindingErasure(_:withCase:reason:audit:)`` would erase, as notes that outlive the store: the
    /// content of each version, or the words of each step, and the key of the finding; nil for a finding that is not here.
    func findingWords(of number: Int64, withCase: Bool) async throws(StoreError) -> [ErasureNote]?
    /// Files of findings whose words were erased.
    func forgottenSources() async throws(StoreError) -> [Digest]
}

/// Why a store did not do what was asked.
package enum StoreError: Error, Equatable, Sendable {
    /// Somebody else moved on meanwhile: read again and repeat.
    case moved
    /// The disk is full, or the file cannot be read or written; nothing was changed.
    case unavailable(String)
    /// The store was made by an older or a newer program.
    case schema(String)
    /// What is kept contradicts itself.
    case damaged(String)
    /// After a restore some of our own statements are not back yet: nothing new is issued before them.
    case pullingBack
    /// A partner has seen our log as it is not here: nothing is issued before a person has looked.
    case seenElsewhere
}
