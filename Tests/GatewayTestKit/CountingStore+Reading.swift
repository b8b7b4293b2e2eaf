package import Gateway
package import Signatures
package import TransparencyLog

extension CountingStore {
    package func head() async throws(StoreError) -> LogHead {
        note()
        return try await store.head()
    }

    package func tile(_ tile: Tile) async throws(StoreError) -> [UInt8]? {
        note()
        return try await store.tile(tile)
    }

    package func statement(_ digest: Digest) async throws(StoreError) -> StoredStatement? {
        note()
        return try await store.statement(digest)
    }

    package func statement(_ digest: Digest, for reader: Reader) async throws(StoreError) -> StoredStatement? {
        note()
        return try await store.statement(digest, for: reader)
    }

    package func addressed(
        to reader: Reader,
        from: UInt64,
        upTo to: UInt64,
        max: Int
    ) async throws(StoreError) -> (items: [AddressedItem], covered: UInt64) {
        note()
        return try await store.addressed(to: reader, from: from, upTo: to, max: max)
    }

    package func statements(
        signedBy signer: String,
        after cursor: Int64,
        max: Int
    ) async throws(StoreError) -> [(cursor: Int64, statement: StoredStatement)] {
        note()
        return try await store.statements(signedBy: signer, after: cursor, max: max)
    }

    package func withdrawals(for reader: Reader) async throws(StoreError) -> [StoredStatement] {
        note()
        return try await store.withdrawals(for: reader)
    }

    package func audience(of digest: Digest) async throws(StoreError) -> Audience? {
        note()
        return try await store.audience(of: digest)
    }

    package func check() async throws(StoreError) -> [CheckFinding] {
        note()
        return try await store.check()
    }
}

extension CountingStore {
    package func generation() async throws(StoreError) -> Int {
        note()
        return try await store.generation()
    }

    package func trustVersion() async throws(StoreError) -> Int {
        note()
        return try await store.trustVersion()
    }

    package func partners() async throws(StoreError) -> [Partner] {
        note()
        return try await store.partners()
    }

    package func feeds() async throws(StoreError) -> [FeedState] {
        note()
        return try await store.feeds()
    }

    package func deliveries(of digest: Digest) async throws(StoreError) -> [Delivery] {
        note()
        return try await store.deliveries(of: digest)
    }

    package func openWithdrawals() async throws(StoreError) -> [OpenWithdrawal] {
        note()
        return try await store.openWithdrawals()
    }

    package func foreignWithdrawals() async throws(StoreError) -> [ForeignWithdrawal] {
        note()
        return try await store.foreignWithdrawals()
    }

    package func deliverySummary(max: Int) async throws(StoreError) -> [DeliverySummary] {
        note()
        return try await store.deliverySummary(max: max)
    }

    package func received(from partner: String?, max: Int) async throws(StoreError) -> [ReceivedItem] {
        note()
        return try await store.received(from: partner, max: max)
    }
}

extension CountingStore {
    package func search(_ query: LessonQuery) async throws(StoreError) -> LessonPage {
        note()
        return try await store.search(query)
    }

    package func versions(of lessonID: String) async throws(StoreError) -> [LessonRow] {
        note()
        return try await store.versions(of: lessonID)
    }

    package func lessons(in bundle: Digest) async throws(StoreError) -> [LessonRow] {
        note()
        return try await store.lessons(in: bundle)
    }

    package func derivedFromWithdrawn() async throws(StoreError) -> [DerivedLesson] {
        note()
        return try await store.derivedFromWithdrawn()
    }

    package func similar(
        to questions: [SimilarityQuestion],
        max: Int,
        depth: SimilarityDepth
    ) async throws(StoreError) -> [[SimilarLesson]] {
        note()
        return try await store.similar(to: questions, max: max, depth: depth)
    }

    package func responses(to lessonID: String?, max: Int) async throws(StoreError) -> [ResponseRow] {
        note()
        return try await store.responses(to: lessonID, max: max)
    }
}

extension CountingStore {
    package func duties(for draft: Digest) async throws(StoreError) -> [DutyRecord] {
        note()
        return try await store.duties(for: draft)
    }

    package func quarantine(max: Int) async throws(StoreError) -> [QuarantineItem] {
        note()
        return try await store.quarantine(max: max)
    }

    package func waiting(from partner: String, max: Int) async throws(StoreError) -> [WaitingItem] {
        note()
        return try await store.waiting(from: partner, max: max)
    }

    package func setAside(_ digest: Digest) async throws(StoreError) -> WaitingItem? {
        note()
        return try await store.setAside(digest)
    }

    package func erasuresDue() async throws(StoreError) -> (notes: [ErasureNote], isOpen: Bool) {
        note()
        return try await store.erasuresDue()
    }

    package func exportFolders() async throws(StoreError) -> [String] {
        note()
        return try await store.exportFolders()
    }

    package func trustJudged() async throws(StoreError) -> Int {
        note()
        return try await store.trustJudged()
    }

    package func decisions(about lessonID: String) async throws(StoreError) -> [DuplicateDecision] {
        note()
        return try await store.decisions(about: lessonID)
    }

    package func token(_ hash: Digest) async throws(StoreError) -> APIToken? {
        note()
        return try await store.token(hash)
    }

    package func tokens() async throws(StoreError) -> [APIToken] {
        note()
        return try await store.tokens()
    }

    package func answer(to request: IdempotencyKey) async throws(StoreError) -> StoredAnswer? {
        note()
        return try await store.answer(to: request)
    }

    package func audit(max: Int) async throws(StoreError) -> [AuditRecord] {
        note()
        return try await store.audit(max: max)
    }
}

extension CountingStore {
    package func queues() async throws(StoreError) -> QueueGauges {
        note()
        return try await store.queues()
    }

    package func firstWithoutReceipt(
        of partner: String,
        from position: UInt64
    ) async throws(StoreError) -> WaitingStatement? {
        note()
        return try await store.firstWithoutReceipt(of: partner, from: position)
    }

    package func receiptCount(from: UInt64, upTo: UInt64) async throws(StoreError) -> Int {
        note()
        return try await store.receiptCount(from: from, upTo: upTo)
    }
}

extension CountingStore {
    package func commitPairing(_ pairing: Pairing, partner: Partner?, audit: AuditRecord) async throws(StoreError) {
        note()
        try await store.commitPairing(pairing, partner: partner, audit: audit)
    }

    package func pairings() async throws(StoreError) -> [Pairing] {
        note()
        return try await store.pairings()
    }
}
