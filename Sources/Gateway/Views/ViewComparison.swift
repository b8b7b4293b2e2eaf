import LessonExchange
import Logging
import Signatures
import TransparencyLog

/// Compares what we have seen of logs with what partners have seen of them.
///
/// A log proves that it is not changed for one reader. Whoever shows two readers two logs is found by a partner that
/// both of them share.
struct ViewComparison: Sendable {
    private let gateway: Gateway
    private let partner: Partner
    private let source: any LogSource

    private var store: any Store { gateway.store }

    init(_ gateway: Gateway, _ partner: Partner, _ source: any LogSource) {
        self.gateway = gateway
        self.partner = partner
        self.source = source
    }

    static let code = "log.split-view"
    /// Logs that a partner is asked about after one sync, taken by chance: a large federation takes its turn.
    private static let asksMax = 32
    /// How long a log's owner may fail to give the tiles that prove what another has seen (a day).
    private static let proofSeconds: Int64 = 86_400

    /// Proves what others have seen of the partner's log, with the partner's own tiles.
    ///
    /// - Returns: the code that the log is stopped with; nil when nothing contradicts.
    func settle() async throws(StoreError) -> String? {
        guard let feed = try await store.feeds().first(where: { $0.partner.utf8.elementsEqual(partner.id.utf8) }),
            feed.stopped == nil
        else { return nil }
        // Read before the newest state is fetched: that must hold whatever anybody has seen by then.
        let views = try await store.views(of: feed.origin)
        guard !views.isEmpty else { return nil }
        let reader = FeedReader(
            source: source,
            partner: partner,
            trust: gateway.trust.current,
            reader: gateway.identity.organisation
        )
        let newest: FeedState
        // Two states that do not fit are told by the next reading.
        do throws(FeedFault) { newest = try await reader.newest(after: feed) } catch { return nil }
        // A log that goes on under another name is taken up by the next reading.
        guard newest.origin == feed.origin, let state = newest.checkpoint else { return nil }
        if newest != feed { try await store.commitFeedState(newest, evidence: nil) }
        for view in views {
            switch await fits(view, state, reader) {
            case true?: try await store.commitViewEnd(view)
            case false?:
                try await stop(newest, view)
                return Self.code
            case nil: break
            }
        }
        return nil
    }

    /// Whether what was told is part of the newest state; nil when that cannot be said now.
    private func fits(_ view: ToldView, _ newest: Checkpoint, _ reader: FeedReader) async -> Bool? {
        // A copy may be older than what others have read from the gateway itself.
        guard view.checkpoint.size <= newest.size else { return source.mayLag ? nil : false }
        do throws(FeedFault) {
            return try await reader.continues(view.checkpoint, newest)
        } catch {
            // Whoever has forked a log could hold back the tiles that show it.
            let age = gateway.clock().unixSeconds - view.at.unixSeconds
            if case .wrong = error, age > Self.proofSeconds, !source.mayLag { return false }
            return nil
        }
    }

    /// Nothing more is read from a log that was shown otherwise to others; both states are kept.
    private func stop(_ feed: FeedState, _ view: ToldView) async throws(StoreError) {
        gateway.logger.critical(
            "partner stopped",
            metadata: ["partner": "\(feed.partner)", "code": "\(Self.code)"]
        )
        try await store.commitFeedState(
            feed,
            evidence: FeedEvidence(code: Self.code, known: feed.note, shown: view.note, at: gateway.clock())
        )
        try await store.commitViewEnd(view)
    }

    /// Asks the partner what it has seen: of our own log, and of those that we read from others.
    func ask() async throws(StoreError) {
        let own = gateway.identity.origin
        let ours: ToldView?
        let key = gateway.identity.logKey.verifyingKey
        do throws(LogSourceError) { ours = try await told(of: own, key) } catch { return }
        if let ours { try await compareOwn(ours) }
        let partners = try await store.partners()
        let feeds = try await store.feeds().filter { feed in
            feed.stopped == nil && feed.checkpoint != nil && !feed.partner.utf8.elementsEqual(partner.id.utf8)
        }
        for feed in feeds.shuffled().prefix(Self.asksMax) {
            let owner = partners.first { $0.id.utf8.elementsEqual(feed.partner.utf8) }
            guard let key = owner?.logKey(for: feed.origin, trust: gateway.trust.current) else { continue }
            let view: ToldView?
            // What it does not answer now, it is asked after the next sync.
            do throws(LogSourceError) { view = try await told(of: feed.origin, key) } catch { return }
            if let view { try await compare(view, feed) }
        }
    }

    /// What the partner has seen of a log; nil when that is nothing, or not signed by the log's key.
    private func told(of origin: LogOrigin, _ key: VerifyingKey) async throws(LogSourceError) -> ToldView? {
        guard let note = try await source.seen(origin) else { return nil }
        guard let state = try? Checkpoint(note: note, key: key) else {
            gateway.logger.warning(
                "a partner told of a log what its key did not sign",
                metadata: ["partner": "\(partner.id)"]
            )
            return nil
        }
        guard state.size > 0 else { return nil }
        return ToldView(teller: partner.id, origin: origin, checkpoint: state, note: note, at: gateway.clock())
    }

    /// Two states of one size are compared now; others wait for the log's own tiles.
    private func compare(_ view: ToldView, _ feed: FeedState) async throws(StoreError) {
        guard let known = feed.checkpoint, known.size == view.checkpoint.size else {
            return try await store.commitView(view)
        }
        if known.root != view.checkpoint.root { try await stop(feed, view) }
    }

    /// A state of our own log that we do not have: our key signs elsewhere, or our store is an old one.
    private func compareOwn(_ view: ToldView) async throws(StoreError) {
        // Read after the answer: by then our log holds whatever it has shown to anybody.
        let head = try await store.head()
        if view.checkpoint.size <= head.size {
            let root = try await LogNodes(store).root(size: view.checkpoint.size, of: head.size)
            guard root != view.checkpoint.root else { return }
        }
        // The note stays: it is the evidence. Nothing is published before a person has looked.
        try await store.commitOwnView(view)
        gateway.logger.critical(
            "our own log was seen elsewhere as it is not here",
            metadata: ["partner": "\(partner.id)"]
        )
    }
}
