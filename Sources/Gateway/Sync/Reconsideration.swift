import LessonExchange
package import Signatures
import TransparencyLog

/// Judges again what is here already: what waits, when time has passed or a list came; what was taken in, when the trust
/// file changed.
package struct Reconsideration: Sendable {
    private let store: any Store
    private let judge: StatementJudge
    private let clock: @Sendable () -> Timestamp

    package init(store: any Store, judge: StatementJudge, clock: @escaping @Sendable () -> Timestamp) {
        self.store = store
        self.judge = judge
        self.clock = clock
    }

    /// Items that are judged again at each reading of a log; those that were not tried longest come first.
    private static let waitingMax = 500
    /// Statements that are judged together.
    private static let statementsMax = 500

    /// What of a partner can be taken in now.
    ///
    /// `listFault`: why bundles that wait for a status list, or for the partner to be active, go on waiting.
    func waiting(from partner: String, listFault: String?) async throws(StoreError) -> [Revision] {
        let items = try await store.waiting(from: partner, max: Self.waitingMax)
        guard !items.isEmpty else { return [] }
        let (moment, judge) = (clock(), judge)
        let judged = await BlockingWork.map(items) { item -> Arrival? in
            let waitsForSource = item.reasons.allSatisfy { $0.hasPrefix("status.") || $0 == StatementJudge.notActive }
            guard !waitsForSource || listFault == nil else { return nil }
            let judgement = judge.judge(item, at: moment)
            switch judgement {
            case .setAside(.held, _, _), .flawedWithdrawal(_, _, .hides, _), .damaged: return nil
            case .verified(let kind, _, _, _)
            where listFault == StatementJudge.notActive && StatementJudge.waits(kind, for: StatementJudge.notActive):
                return nil
            default: break
            }
            return Arrival(
                position: item.position,
                digest: item.digest,
                body: Digest(of: item.envelope ?? []),
                claimed: item.claimed,
                judgement: judgement
            )
        }
        var revisions: [LogOrigin: (arrivals: [Arrival], unchanged: [UInt64])] = [:]
        for (item, arrival) in zip(items, judged) {
            if let arrival {
                revisions[item.origin, default: ([], [])].arrivals.append(arrival)
            } else {
                revisions[item.origin, default: ([], [])].unchanged.append(item.position)
            }
        }
        return revisions.sorted { $0.key.description < $1.key.description }.map { origin, parts in
            Revision(
                partner: partner,
                origin: origin,
                arrivals: parts.arrivals,
                unchanged: parts.unchanged,
                at: moment
            )
        }
    }

    /// Judges every statement of a signer by the trust file of now.
    ///
    /// - Returns: how many are worth something else than before, and the head of our log if receipts told so.
    package func statements(of signer: String) async throws(StoreError) -> StandingOutcome {
        var (cursor, changed, head): (Int64, Int, LogHead?) = (0, 0, nil)
        while true {
            let page = try await store.statements(signedBy: signer, after: cursor, max: Self.statementsMax)
            guard let last = page.last else { return StandingOutcome(changed: changed, head: head) }
            cursor = last.cursor
            let judge = judge
            let changes = await BlockingWork.map(page) { judge.standing(of: $0.statement) }.compactMap { $0 }
            let outcome = try await store.commitStandings(changes, at: clock())
            changed += outcome.changed
            head = outcome.head ?? head
        }
    }
}

extension WaitingItem {
    /// What it says that it is, verified or not.
    fileprivate var claimed: StatementKind? {
        envelope.flatMap { try? JWSEnvelope(parsing: $0) }.flatMap {
            StatementKind(contentType: $0.signatures[0].contentType)
        }
    }
}
