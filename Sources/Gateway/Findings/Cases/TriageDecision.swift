/// What a person decided about findings: whether they concern us, and who looks after them.
package struct TriageDecision: Sendable {
    package let isRelevant: Bool
    /// codes/group.json; needed for what is relevant.
    package let group: String?
    /// A role, never a name; needed for what is relevant.
    package let ownerRole: String?
    /// `YYYY-MM-DD`; nil for the clock of the source.
    package let due: String?
    /// Needed for what is not relevant.
    package let reason: String?

    package init(
        isRelevant: Bool,
        group: String? = nil,
        ownerRole: String? = nil,
        due: String? = nil,
        reason: String? = nil
    ) {
        self.isRelevant = isRelevant
        self.group = group
        self.ownerRole = ownerRole
        self.due = due
        self.reason = reason
    }
}
