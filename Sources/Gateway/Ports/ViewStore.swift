package import Signatures
package import TransparencyLog

/// Keeps what partners tell of logs that they read, and how far our own log was delivered.
package protocol ViewStore: Sendable {
    /// Keeps a state that is still to be proved; of one log and teller the largest stays.
    func commitView(_ view: ToldView) async throws(StoreError)
    /// Keeps a state of our own log that is not here; a new one raises ``isSeenElsewhere()``.
    func commitOwnView(_ view: ToldView) async throws(StoreError)
    /// Ends ``isSeenElsewhere()``: a person has looked.
    func commitOwnLogConfirmed(_ audit: AuditRecord) async throws(StoreError)
    /// Whether a partner has seen our log, as it is called now, otherwise than it is here, and no person has looked.
    func isSeenElsewhere() async throws(StoreError) -> Bool
    /// The largest state of another's log that was verified here, also of one that has ended: a signed note.
    func seen(_ origin: LogOrigin) async throws(StoreError) -> [UInt8]?
    /// Drops a state that is settled, unless a larger one has taken its place.
    func commitViewEnd(_ view: ToldView) async throws(StoreError)
    /// States of a log that are not settled, by teller.
    func views(of origin: LogOrigin) async throws(StoreError) -> [ToldView]
    /// Notes that a partner was given our log up to a size; nil forgets it, so that everything is delivered anew.
    func commitDelivered(_ size: UInt64?, to partner: String, at moment: Timestamp) async throws(StoreError)
    /// The size of our log, as it is called now, that a partner was given; nil when it was given nothing.
    func delivered(to partner: String) async throws(StoreError) -> UInt64?
}

/// A signed state of a log, as a partner that reads it has seen it.
package struct ToldView: Sendable, Equatable {
    /// The partner that told of it.
    package let teller: String
    package let origin: LogOrigin
    package let checkpoint: Checkpoint
    /// The signed note of it.
    package let note: [UInt8]
    /// When it, or a smaller one in its place, was told first.
    package let at: Timestamp

    package init(teller: String, origin: LogOrigin, checkpoint: Checkpoint, note: [UInt8], at: Timestamp) {
        self.teller = teller
        self.origin = origin
        self.checkpoint = checkpoint
        self.note = note
        self.at = at
    }
}
