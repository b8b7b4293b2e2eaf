package import Findings

/// Who is asked about a finding, and whether a clock runs for us.
package struct TriageRules: Sendable {
    /// Ours.
    private let organisation: String
    /// Classes of providers that are ours.
    private let classes: [String]
    private let subscriptions: [Subscription]

    package init(organisation: String, classes: [String], subscriptions: [Subscription]) {
        self.organisation = organisation
        self.classes = classes
        self.subscriptions = subscriptions
    }

    /// Why it is here beside subscriptions, in words that none of them may have as its name.
    package static let recipient = "recipient"
    package static let providerClass = "class"
    /// It names us, and so does another finding of the same source, whose clock runs for both.
    package static let sameSource = "same-source"
    package static let ownWords = [recipient, providerClass, sameSource]
    /// Alerts name classes of providers, and nothing else does.
    static let alert = "national-patient-safety-alert"

    /// Where a finding goes that is new.
    ///
    /// `isUnread`: whether to whom it was sent is not known in full.
    package func place(_ finding: ExternalFinding, isUnread: Bool = false) -> FindingIntake.Item {
        var because: [String] = []
        if finding.names(organisation) { because.append(Self.recipient) }
        if finding.sourceType == Self.alert, finding.recipientClasses.contains(where: { classes.contains($0) }) {
            because.append(Self.providerClass)
        }
        let duty: FindingDuty = because.isEmpty ? .awareness : .duty
        because += subscriptions.filter { $0.matches(finding) }.map(\.name)
        return FindingIntake.Item(
            finding: finding,
            duty: duty,
            state: because.isEmpty ? .searchable : .triage,
            because: because,
            isUnread: isUnread || classes.isEmpty
        )
    }
}

extension ExternalFinding {
    /// Whether the source's date is the one of a reply; an alert's is the one by which the work is done, whatever was sent.
    ///
    /// A coroner's report asks for one, in whatever form it was taken in.
    package var asksForReply: Bool {
        sourceType != TriageRules.alert && (replyTo != nil || sourceType == "coroner-pfd")
    }

    /// Whether an organisation is among those whom it was sent to.
    package func names(_ organisation: String) -> Bool {
        recipients.contains { $0.organisation?.utf8.elementsEqual(organisation.utf8) ?? false }
    }
}

extension Subscription {
    /// Whether it says anything: one without terms would take all that anybody publishes.
    package var hasTerms: Bool { [recipient, theme, serviceLine, source, since].contains { $0 != nil } }

    /// Whether every term that is given holds.
    package func matches(_ finding: ExternalFinding) -> Bool {
        guard hasTerms else { return false }
        if let recipient, !finding.names(recipient) { return false }
        if let theme, !finding.themes.contains(theme) { return false }
        if let serviceLine, !finding.serviceLines.contains(serviceLine) { return false }
        if let source, finding.sourceType != source { return false }
        guard let since else { return true }
        // Of what tells no date nobody can say that it is new enough.
        return finding.published.map { !$0.utf8.lexicographicallyPrecedes(since.utf8) } ?? false
    }
}
