package import Signatures

/// Reads numbers for whoever watches a gateway: how much waits for somebody, and for how long.
package protocol GaugeReading: Sendable {
    /// What waits for people here, and for partners.
    func queues() async throws(StoreError) -> QueueGauges
    /// The first bundle, withdrawal or response of ours at or behind a position that is for a partner and that its receipt
    /// is not here for; nil when there is none.
    func firstWithoutReceipt(of partner: String, from position: UInt64) async throws(StoreError) -> WaitingStatement?
    /// How many receipts stand in `from..<upTo` of our own log.
    func receiptCount(from: UInt64, upTo: UInt64) async throws(StoreError) -> Int
}

/// Lengths of what waits, and when the oldest of each began to.
package struct QueueGauges: Sendable, Equatable {
    /// Authentic statements with something wrong in them, and those that contradict a lesson here.
    package let quarantined: Int
    package let quarantinedSince: Timestamp?
    /// Statements that a person or a newer program has to judge.
    package let held: Int
    package let heldSince: Timestamp?
    /// Statements that a partner lists and does not give.
    package let withheld: Int
    /// Withdrawals of ours that at least one partner has not receipted.
    package let withdrawals: Int
    package let withdrawalsSince: Timestamp?

    package init(
        quarantined: Int,
        quarantinedSince: Timestamp?,
        held: Int,
        heldSince: Timestamp?,
        withheld: Int,
        withdrawals: Int,
        withdrawalsSince: Timestamp?
    ) {
        self.quarantined = quarantined
        self.quarantinedSince = quarantinedSince
        self.held = held
        self.heldSince = heldSince
        self.withheld = withheld
        self.withdrawals = withdrawals
        self.withdrawalsSince = withdrawalsSince
    }
}

/// A statement of ours that waits for a receipt.
package struct WaitingStatement: Sendable, Equatable {
    package let position: UInt64
    /// When it was logged.
    package let since: Timestamp

    package init(position: UInt64, since: Timestamp) {
        self.position = position
        self.since = since
    }
}
