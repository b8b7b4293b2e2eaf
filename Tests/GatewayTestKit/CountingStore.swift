package import Gateway
package import Signatures
import Synchronization

/// A store that notes what it is asked for: two answers that take the same way ask the same.
package final class CountingStore: Store {
    let store: any Store
    private let calls = Mutex<[String]>([])

    package init(_ store: any Store) { self.store = store }

    /// What was asked since this was called last, in its order.
    package func takeCalls() -> [String] {
        calls.withLock { calls in
            defer { calls = [] }
            return calls
        }
    }

    func note(_ name: String = #function) { calls.withLock { $0.append(name) } }

    package func commitPublication(_ publication: Publication) async throws(StoreError) -> PublicationOutcome {
        note()
        return try await store.commitPublication(publication)
    }

    package func commitSyncRange(_ range: SyncRange) async throws(StoreError) -> SyncOutcome {
        note()
        return try await store.commitSyncRange(range)
    }

    package func commitStatusList(_ list: ListedWithdrawals, at moment: Timestamp) async throws(StoreError) {
        note()
        try await store.commitStatusList(list, at: moment)
    }

    package func commitRevision(_ revision: Revision) async throws(StoreError) -> SyncOutcome {
        note()
        return try await store.commitRevision(revision)
    }

    package func commitStandings(
        _ changes: [StandingChange],
        at moment: Timestamp
    ) async throws(StoreError) -> StandingOutcome {
        note()
        return try await store.commitStandings(changes, at: moment)
    }

    package func commitDismissal(of digest: Digest, audit: AuditRecord) async throws(StoreError) -> StandingOutcome {
        note()
        return try await store.commitDismissal(of: digest, audit: audit)
    }

    package func commitQuarantineEnd(before moment: Timestamp) async throws(StoreError) -> Int {
        note()
        return try await store.commitQuarantineEnd(before: moment)
    }

    package func commitErasure(at moment: Timestamp) async throws(StoreError) -> ErasureOutcome {
        note()
        return try await store.commitErasure(at: moment)
    }

    package func commitReplayedErasures(_ notes: [ErasureNote], at moment: Timestamp) async throws(StoreError) -> Int {
        note()
        return try await store.commitReplayedErasures(notes, at: moment)
    }

    package func commitLegalHold(_ digest: Digest, reason: String?, audit: AuditRecord) async throws(StoreError) {
        note()
        try await store.commitLegalHold(digest, reason: reason, audit: audit)
    }

    package func commitExportFolder(_ path: String, reader: String, at moment: Timestamp) async throws(StoreError) {
        note()
        try await store.commitExportFolder(path, reader: reader, at: moment)
    }

    package func commitTrustJudged(_ version: Int) async throws(StoreError) {
        note()
        try await store.commitTrustJudged(version)
    }

    package func commitFeedState(_ state: FeedState, evidence: FeedEvidence?) async throws(StoreError) {
        note()
        try await store.commitFeedState(state, evidence: evidence)
    }

    package func commitPartnerChange(_ partner: Partner, resumes: Bool, audit: AuditRecord) async throws(StoreError) {
        note()
        try await store.commitPartnerChange(partner, resumes: resumes, audit: audit)
    }

    package func commitTrust(version: Int, audit: AuditRecord) async throws(StoreError) {
        note()
        try await store.commitTrust(version: version, audit: audit)
    }

    package func commitOffer(to partner: String, upTo position: UInt64) async throws(StoreError) {
        note()
        try await store.commitOffer(to: partner, upTo: position)
    }

    package func commitFetches(_ fetches: [Fetch]) async throws(StoreError) {
        note()
        try await store.commitFetches(fetches)
    }

    package func commitDuty(_ duty: DutyRecord) async throws(StoreError) -> DutyOutcome {
        note()
        return try await store.commitDuty(duty)
    }

    package func commitDecision(_ decision: DuplicateDecision, audit: AuditRecord) async throws(StoreError) {
        note()
        try await store.commitDecision(decision, audit: audit)
    }

    package func commitToken(_ token: APIToken, audit: AuditRecord) async throws(StoreError) {
        note()
        try await store.commitToken(token, audit: audit)
    }

    package func commitAudit(_ audit: AuditRecord) async throws(StoreError) {
        note()
        try await store.commitAudit(audit)
    }
}
