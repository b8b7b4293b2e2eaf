package import Signatures

/// Where a finding stands with us.
package enum FindingState: String, Sendable, CaseIterable {
    /// It names nobody of ours and no subscription takes it: it can be searched, and nobody is asked.
    case searchable
    /// Somebody has to say whether it concerns us.
    case triage
    /// It concerns us, and is being worked on.
    case open
    /// Everything is answered and done.
    case closed
    /// Somebody decided that it does not concern us.
    case notRelevant = "not-relevant"
}

/// Whether a clock runs for us.
package enum FindingDuty: String, Sendable {
    /// We, or our class of providers, are a recipient: it can be late.
    case duty
    /// Everything else: no clock, never late.
    case awareness
}

/// Where on its way a finding is, from the steps that people took.
package struct CaseState: Sendable, Equatable {
    package var state: FindingState
    /// codes/group.json.
    package var group: String?
    package var ownerRole: String?
    /// `YYYY-MM-DD`.
    package var due: String?
    package var assessments: [String: GapAssessment]
    package var actions: [String: CaseAction]
    /// Who approved the analysis as it is now; nil when it was changed since.
    package var approvedBy: String?
    /// The newest signed response of ours.
    package var response: Digest?
    /// The day on which the real reply went where it has to go, `YYYY-MM-DD`.
    package var repliedOn: String?
    /// Somebody says that a duty of ours does not concern us, and nobody else has approved that yet.
    package var waitsAsNotRelevant = false
    /// codes/contributory-themes.json, as a person gave them; empty where nobody did.
    package var themes: [String] = []
    /// codes/service-line.json, likewise.
    package var serviceLines: [String] = []

    package init(state: FindingState) {
        self.state = state
        assessments = [:]
        actions = [:]
    }
}

/// Where we stand on one recommendation.
package struct GapAssessment: Sendable, Equatable {
    package let recommendation: String
    /// codes/position.json.
    package let position: String
    /// codes/evidence-type.json.
    package let evidenceType: String?
    /// What shows it, in words; stays in the trust.
    package let evidence: String?
    /// What is missing, in words; stays in the trust.
    package let gap: String?
    /// What partners are told of it.
    package let reason: String?

    package init(
        recommendation: String,
        position: String,
        evidenceType: String? = nil,
        evidence: String? = nil,
        gap: String? = nil,
        reason: String? = nil
    ) {
        self.recommendation = recommendation
        self.position = position
        self.evidenceType = evidenceType
        self.evidence = evidence
        self.gap = gap
        self.reason = reason
    }
}

/// What we do about a gap.
package struct CaseAction: Sendable, Equatable {
    /// Such as `A1`; unique in the case.
    package let id: String
    package let text: String
    package let ownerRole: String
    /// `YYYY-MM-DD`.
    package let due: String
    /// codes/action-state.json.
    package let state: String
    /// What shows that it was done, or why it was abandoned; needed to end it.
    package let evidence: String?
    package let evidenceType: String?

    package init(
        id: String,
        text: String,
        ownerRole: String,
        due: String,
        state: String,
        evidence: String? = nil,
        evidenceType: String? = nil
    ) {
        self.id = id
        self.text = text
        self.ownerRole = ownerRole
        self.due = due
        self.state = state
        self.evidence = evidence
        self.evidenceType = evidenceType
    }
}

/// One step that a person took for a finding; steps are only added.
package struct CaseStep: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        /// `relevant` with group, owner and due date; or not, with a reason.
        case triage(isRelevant: Bool, group: String?, ownerRole: String?, due: String?, reason: String?)
        /// A duty of ours does not concern us; ends it when another person has approved that.
        case dismissal(reason: String)
        case dismissalApproval
        case assessment(GapAssessment)
        case action(CaseAction)
        /// Another person has looked at the analysis.
        case approval
        /// A signed statement of ours answers it.
        case response(Digest)
        /// The real reply went where it has to go, on a day.
        case replied(on: String)
        case closure
        /// A new version of the source came: what it changed, by column and by recommendation.
        case newVersion(Int, changed: [String])
        /// It is looked at again, with a reason.
        case reopening(reason: String)
        /// Words for which a report was read; replaces the stub's draft.
        case reading(draft: [UInt8])
        /// What it is about; an empty list leaves what was known.
        case classification(themes: [String], serviceLines: [String])
    }

    package let finding: Int64
    package let content: Content
    package let person: String
    package let role: String
    package let at: Timestamp

    package init(finding: Int64, content: Content, person: String, role: String, at: Timestamp) {
        self.finding = finding
        self.content = content
        self.person = person
        self.role = role
        self.at = at
    }
}

/// What of all that is published we want to see: every term that is given must match.
package struct Subscription: Sendable, Equatable {
    package let name: String
    /// Organisation id.
    package var recipient: String?
    package var theme: String?
    package var serviceLine: String?
    /// codes/source-type.json.
    package var source: String?
    /// `YYYY-MM-DD`: published on or after.
    package var since: String?

    package init(name: String) { self.name = name }
}
