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
        case .triage: state = .notRelevant
        case .assessment(let assessment):
            assessments[assessment.recommendation] = assessment
            approvedBy = nil
        case .action(let action):
            if !(actions[action.id].map { action.isProgress(of: $0) } ?? false) { approvedBy = nil }
            actions[action.id] = action
        case .approval: approvedBy = step.person
        case .response(let digest): response = digest
        case .closure: state = .closed
        case .newVersion:
            approvedBy = nil
            guard [.closed, .notRelevant].contains(state) else { return }
            // Somebody looks at what changed, with the clock of the new version.
            (state, due) = (.triage, nil)
        case .reopening:
            approvedBy = nil
            state = state == .closed ? .open : .triage
        case .reading: approvedBy = nil
        }
    }
}

extension CaseAction {
    /// Whether it is another action's work and no other plan: what was approved is being done.
    ///
    /// An action whose words were erased is nobody's progress.
    func isProgress(of earlier: CaseAction) -> Bool {
        func isSame(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
        return ["in-progress", "done"].contains(state) && !text.isEmpty && isSame(text, earlier.text)
            && isSame(ownerRole, earlier.ownerRole) && isSame(due, earlier.due)
    }

    /// Whether nothing of it is left to be done.
    package var isEnded: Bool { ["done", "abandoned"].contains(state) }
}
