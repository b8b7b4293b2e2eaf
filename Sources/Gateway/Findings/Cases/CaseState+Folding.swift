package import Findings

/// The state of a case: a function of how the finding came in and of the steps that people took since.
extension CaseState {
    /// `entry`: ``FindingState/searchable``, or ``FindingState/triage`` where it names us or a subscription takes it.
    package static func folded(from entry: FindingState, _ steps: some Sequence<CaseStep>) -> CaseState {
        var state = CaseState(state: entry)
        for step in steps { state.take(step) }
        return state
    }

    /// What a step changes.
    package mutating func take(_ step: CaseStep) {
        switch step.content {
        case .triage(true, let group, let ownerRole, let due, _):
            (state, self.group, self.ownerRole, self.due) = (.open, group, ownerRole, due)
            (approvedBy, waitsAsNotRelevant) = (nil, false)
        case .triage: (state, approvedBy, waitsAsNotRelevant) = (.notRelevant, nil, false)
        case .dismissal: (state, approvedBy, waitsAsNotRelevant) = (.triage, nil, true)
        case .dismissalApproval: (state, waitsAsNotRelevant) = (.notRelevant, false)
        case .assessment(let assessment):
            assessments[assessment.recommendation] = assessment
            approvedBy = nil
        case .action(let action):
            if !(actions[action.id].map { action.isProgress(of: $0) } ?? false) { approvedBy = nil }
            actions[action.id] = action
        case .approval: approvedBy = step.person
        case .response(let digest): response = digest
        case .replied(let day): repliedOn = day
        case .closure: state = .closed
        case .newVersion(_, let changed):
            guard step.bearsOnCase else { return }
            (approvedBy, waitsAsNotRelevant) = (nil, false)
            for id in CaseStep.recommendations(changed) { assessments[id] = nil }
            guard [.closed, .notRelevant].contains(state) else { return }
            // Somebody looks at what changed, with the clock of the new version.
            (state, due) = (.triage, nil)
        case .reopening:
            approvedBy = nil
            state = state == .closed ? .open : .triage
        case .reading:
            // Other words than those that were assessed.
            approvedBy = nil
            assessments = [:]
            // The draft tells what it is about.
            (themes, serviceLines) = ([], [])
        case .classification(let themes, let serviceLines):
            if !themes.isEmpty { self.themes = themes }
            if !serviceLines.isEmpty { self.serviceLines = serviceLines }
        }
    }
}

extension CaseStep {
    /// What the step of a new version says that does not name us any more.
    package static let namesUsNoLonger = "names us no longer"

    /// Whether a duty ended by what the source says now.
    var endsDuty: Bool {
        if case .newVersion(_, let changed) = content { changed.contains(Self.namesUsNoLonger) } else { false }
    }

    /// What the step of a new version says in which nothing changed that people here decided on.
    package static let nothingOfCase = "nothing that the case rests on"

    /// Whether somebody has to look again: everything does but a new version that says otherwise.
    ///
    /// A step that was kept before versions said so does.
    var bearsOnCase: Bool {
        if case .newVersion(_, let changed) = content { !changed.contains(Self.nothingOfCase) } else { true }
    }

    private static let recommendation = "recommendation "
    private static let recipients = "recipients"

    /// What another version says otherwise of what people here decided on, as its step names it beside columns:
    /// recommendations, to whom it was sent, and by when an answer is due.
    package static func changes(from old: ExternalFinding, to new: ExternalFinding) -> [String] {
        let (before, after) = (texts(old), texts(new))
        var changed = Set(before.keys).union(after.keys).filter { id in
            guard let one = before[id], let other = after[id] else { return true }
            return !one.utf8.elementsEqual(other.utf8)
        }.sorted().map { "\(recommendation)\($0)" }
        if addressees(old) != addressees(new) { changed.append(recipients) }
        if old.due?.date != new.due?.date { changed.append("due date") }
        return changed
    }

    /// To whom it was sent, in whatever order; of a spelling that nobody can read that there is one.
    private static func addressees(_ finding: ExternalFinding) -> [String] {
        finding.recipients.map { $0.organisation ?? "" }.sorted() + finding.recipientClasses.sorted()
    }

    /// Ids of recommendations in what ``changes(from:to:)`` gave, among columns.
    static func recommendations(_ changed: [String]) -> [String] {
        changed.filter { $0.hasPrefix(recommendation) }.map { String($0.dropFirst(recommendation.count)) }
    }

    /// What positions are taken on, by id; of a finding without recommendations the whole of its words.
    private static func texts(_ finding: ExternalFinding) -> [String: String] {
        guard finding.recommendations.isEmpty else {
            return Dictionary(finding.recommendations.map { ($0.id, $0.text) }) { "\($0)\n\($1)" }
        }
        return [FindingRecord.whole: "\(finding.title)\n\(FindingFacts(finding).body)"]
    }
}

extension CaseAction {
    /// Whether it is another action's work and no other plan: what was approved is being done.
    ///
    /// An action whose words were erased is nobody's progress, nor is one that was given up and is taken up again.
    func isProgress(of earlier: CaseAction) -> Bool {
        func isSame(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
        return ["in-progress", "done"].contains(state) && earlier.state != "abandoned" && !text.isEmpty
            && isSame(text, earlier.text) && isSame(ownerRole, earlier.ownerRole) && isSame(due, earlier.due)
    }

    /// Whether nothing of it is left to be done.
    package var isEnded: Bool { ["done", "abandoned"].contains(state) }
}
