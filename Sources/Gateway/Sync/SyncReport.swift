package import StrictJSON

/// What one sync with one partner did.
package struct SyncReport: Sendable {
    package let partner: String
    package var outcomes: [Outcome: Int] = [:]
    /// Statements that were taken note of without a receipt: receipts of the partner.
    package var receipts = 0
    /// The position that was reached.
    package var position: UInt64 = 0
    /// Code of what ended it early; nil when everything was read.
    package var fault: String?
    package var detail: String?
    /// What the partner gave back of what a restore lost; nil where it was not asked.
    package var returned: ReturnReport?
    /// Whether the partner, which cannot read our log, was given more of it.
    package var isDelivered = false

    package init(partner: String) { self.partner = partner }

    /// Statements that got an outcome.
    package var count: Int { outcomes.values.reduce(0, +) }

    package var tree: JSONTree {
        let counts = Outcome.allCases.compactMap { outcome in
            outcomes[outcome].map { JSONTree.Member(outcome.rawValue, .integer($0)) }
        }
        return .object(of: [
            "partner": .string(partner), "position": .integer(Int(position)), "outcomes": .object(counts),
            "receiptsRead": .integer(receipts), "fault": fault.map { .string($0) },
            "detail": detail.map { .string($0) }, "returned": returned.map(\.tree),
        ])
    }
}
