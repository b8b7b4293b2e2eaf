package import LessonExchange
package import Signatures
package import TransparencyLog

/// An organisation that this gateway exchanges with.
package struct Partner: Sendable, Equatable {
    /// Whether anything is exchanged.
    package enum State: String, Sendable, CaseIterable {
        case active
        /// Stopped by a person; taken up again by a person.
        case suspended
        /// Ended; kept, so that what came from it stays explainable.
        case removed
    }

    package let id: String
    /// Where its gateway is reached; nil for one that delivers only.
    package var url: String?
    package var state: State
    /// SHA-256 of the SubjectPublicKeyInfo of its TLS keys; two while one replaces the other.
    package var tlsKeys: [Digest]
    /// Its log's key, where the trust file does not name it.
    package var logKey: String?
    /// When keys end that others replace; a key that is not in it stays.
    package var keyEnds: [Digest: Timestamp]
    /// Whether our log is delivered to its gateway, because it cannot reach ours.
    package var delivers: Bool

    package init(
        id: String,
        url: String?,
        state: State,
        tlsKeys: [Digest],
        logKey: String?,
        keyEnds: [Digest: Timestamp] = [:],
        delivers: Bool = false
    ) {
        self.keyEnds = keyEnds
        self.delivers = delivers
        self.id = id
        self.url = url
        self.state = state
        self.tlsKeys = tlsKeys
        self.logKey = logKey
    }

    /// The TLS keys that hold at a moment: without those of which the overlap is over.
    package func tlsKeys(at moment: Timestamp) -> [Digest] {
        tlsKeys.filter { key in keyEnds[key].map { moment < $0 } ?? true }
    }

    /// Pins a key beside the one that it replaces, which ends then; keys that have ended are dropped.
    mutating func replace(_ oldKey: Digest, by newKey: Digest, until end: Timestamp, at moment: Timestamp) {
        tlsKeys = tlsKeys(at: moment).filter { $0 != newKey } + [newKey]
        keyEnds[oldKey] = end
        keyEnds[newKey] = nil
        keyEnds = keyEnds.filter { tlsKeys.contains($0.key) }
    }

    /// The key for one of its logs: its own entry first, else the trust file's.
    package func logKey(for origin: LogOrigin, trust: TrustFile) -> VerifyingKey? {
        guard origin.organisation.utf8.elementsEqual(id.utf8) else { return nil }
        if let logKey { return VerifyingKey(logKey)?.named(origin.description) }
        return trust.member(id)?.logKey(for: origin)
    }
}

/// How far a partner's log was read.
package struct FeedState: Sendable, Equatable {
    package let origin: LogOrigin
    package let partner: String
    /// The next position to read; the frontier's size is the same number.
    package var frontier: TreeFrontier
    /// The largest state that was verified.
    package var checkpoint: Checkpoint?
    /// The signed note of it.
    package var note: [UInt8]
    /// Code of what stopped it; nil while it runs.
    package var stopped: String?

    package init(
        origin: LogOrigin,
        partner: String,
        frontier: TreeFrontier = TreeFrontier(),
        checkpoint: Checkpoint? = nil,
        note: [UInt8] = [],
        stopped: String? = nil
    ) {
        self.origin = origin
        self.partner = partner
        self.frontier = frontier
        self.checkpoint = checkpoint
        self.note = note
        self.stopped = stopped
    }

    package var position: UInt64 { frontier.size }
}
