import Findings
import LessonExchange

/// Whether a person may take a step for a finding as it stands now.
struct CaseRules {
    let record: FindingRecord
    /// Oldest first.
    let steps: [CaseStep]
    let actor: Gateway.Actor

    private var place: String { "finding \(record.number)" }

    func triage(_ decision: TriageDecision) throws(LessonExchangeError) -> CaseStep.Content {
        try checkNotEnded()
        try FindingValues.checkText(decision.reason, at: "/reason")
        guard decision.isRelevant else {
            guard let reason = decision.reason else {
                throw FindingValues.unknown("what is not relevant needs a reason", at: "/reason")
            }
            // Nobody ends a duty alone, nor what was one until another table was taken in.
            guard record.duty == .awareness, !steps.contains(where: \.endsDuty) else {
                return .dismissal(reason: reason)
            }
            return .triage(isRelevant: false, group: nil, ownerRole: nil, due: nil, reason: decision.reason)
        }
        guard let group = decision.group, let ownerRole = decision.ownerRole else {
            let missing = decision.group == nil ? "group" : "ownerRole"
            throw FindingValues.unknown("what is relevant needs a group and the role of an owner", at: "/\(missing)")
        }
        try FindingValues.checkCode(group, of: "group", at: "/group")
        try FindingValues.checkRole(ownerRole, at: "/ownerRole")
        return .triage(
            isRelevant: true,
            group: group,
            ownerRole: ownerRole,
            due: try due(decision.due),
            reason: decision.reason
        )
    }

    /// The day that a person sets: not later than the clock of the source, and needed where none runs for us.
    private func due(_ given: String?) throws(LessonExchangeError) -> String? {
        let clock = record.sourceDue?.date
        guard let due = given else {
            guard clock == nil else { return nil }
            throw FindingValues.unknown("no clock of the source runs for us: it needs a date", at: "/due")
        }
        try FindingValues.checkDay(due, at: "/due")
        if let clock, clock.utf8.lexicographicallyPrecedes(due.utf8) {
            throw FindingValues.unknown("it is later than the clock of the source", at: "/due")
        }
        return due
    }

    func assess(_ assessments: [GapAssessment]) throws(LessonExchangeError) -> [CaseStep.Content] {
        try checkOpen()
        guard !assessments.isEmpty else { throw FindingValues.unknown("nothing is assessed", at: "/assessments") }
        let known = record.recommendationIDs
        for (position, item) in assessments.enumerated() {
            let place = "/assessments/\(position)"
            guard known.contains(where: { $0.utf8.elementsEqual(item.recommendation.utf8) }) else {
                throw FindingValues.unknown("the finding has no such recommendation", at: "\(place)/recommendation")
            }
            try FindingValues.checkPosition(item.position, at: "\(place)/position")
            if let code = item.evidenceType {
                try FindingValues.checkCode(code, of: "evidence-type", at: "\(place)/evidenceType")
            }
            try FindingValues.checkText(item.evidence, at: "\(place)/evidence")
            try FindingValues.checkText(item.gap, at: "\(place)/gap")
            try FindingValues.checkText(item.reason, max: Self.reasonBytes, at: "\(place)/reason")
            // Partners will read it: whoever writes it learns now what the gate says.
            if let reason = item.reason { try Gateway.checkWording(reason, at: "\(place)/reason") }
        }
        return assessments.map { .assessment($0) }
    }

    /// A response's reason has 600 characters.
    private static let reasonBytes = 600

    func plan(_ actions: [CaseAction]) throws(LessonExchangeError) -> [CaseStep.Content] {
        try checkOpen()
        guard !actions.isEmpty else { throw FindingValues.unknown("nothing is planned", at: "/actions") }
        for (position, action) in actions.enumerated() {
            let place = "/actions/\(position)"
            try FindingValues.checkID(action.id, at: "\(place)/id")
            try FindingValues.checkText(action.text, at: "\(place)/text")
            try FindingValues.checkRole(action.ownerRole, at: "\(place)/ownerRole")
            try FindingValues.checkDay(action.due, at: "\(place)/due")
            try FindingValues.checkCode(action.state, of: "action-state", at: "\(place)/state")
            if let code = action.evidenceType {
                try FindingValues.checkCode(code, of: "evidence-type", at: "\(place)/evidenceType")
            }
            try FindingValues.checkText(action.evidence, at: "\(place)/evidence")
            guard !action.isEnded || action.evidence != nil else {
                throw FindingValues.unknown("an action that ends needs its evidence", at: "\(place)/evidence")
            }
        }
        return actions.map { .action($0) }
    }

    /// Approves the analysis, or that a duty does not concern us.
    func approve() throws(LessonExchangeError) -> CaseStep.Content {
        let isDismissal = record.state.waitsAsNotRelevant
        if !isDismissal {
            try checkOpen()
            try checkAssessed()
        }
        try checkApart("triage") { ["triage", "dismissal"].contains($0.name) }
        try checkApart("assessment", from: Self.isAssessment)
        try checkApart("plan", from: Self.isAction)
        try checkApart("reading") { if case .reading = $0 { true } else { false } }
        return isDismissal ? .dismissalApproval : .approval
    }

    /// Throws where the person may not sign our answer, or there is none to sign yet.
    func checkAnswer(_ overall: String) throws(LessonExchangeError) {
        try checkOpen()
        try FindingValues.checkCode(overall, of: "position", at: "/overall")
        try checkAssessed()
        try checkApproved()
        try checkApart("assessment", from: Self.isAssessment)
        try checkApart("approval") { $0 == .approval }
        let isInPlace = ["adopted", "already-in-place"].contains(overall)
        guard !isInPlace || !positions.allSatisfy({ Self.notInPlace.contains($0) }) else {
            throw LessonExchangeError("finding.contradiction", "no recommendation is in place", at: "/overall")
        }
    }

    /// Positions that leave something undone.
    private static let notInPlace = ["gap", "partial", "planned", "declined"]

    /// Positions on what the finding recommends now.
    private var positions: [String] { record.recommendationIDs.compactMap { record.state.assessments[$0]?.position } }

    /// `today`: nobody replies tomorrow.
    func reply(on day: String, today: String) throws(LessonExchangeError) -> CaseStep.Content {
        try checkNotEnded()
        try FindingValues.checkDay(day, at: "/on")
        guard !today.utf8.lexicographicallyPrecedes(day.utf8) else {
            throw FindingValues.unknown("that day has not come", at: "/on")
        }
        if let published = record.finding.published, day.utf8.lexicographicallyPrecedes(published.utf8) {
            throw FindingValues.unknown("the finding is of a later day", at: "/on")
        }
        return .replied(on: day)
    }

    func close() throws(LessonExchangeError) -> CaseStep.Content {
        try checkOpen()
        try checkAssessed()
        try checkApproved()
        let actions = record.state.actions
        guard actions.values.allSatisfy(\.isEnded) else {
            throw missing("an action is neither done nor abandoned")
        }
        guard !actions.isEmpty || positions.allSatisfy({ !["gap", "partial", "planned"].contains($0) }) else {
            throw missing("something is not in place, and no action is planned for it")
        }
        try checkAnswered()
        try checkApart("assessment", from: Self.isAssessment)
        try checkApart("plan", from: Self.isAction)
        return .closure
    }

    /// Throws where nobody has heard of a duty, or has heard something else than where we stand now.
    private func checkAnswered() throws(LessonExchangeError) {
        func last(_ isWanted: (CaseStep.Content) -> Bool) -> Int? { steps.lastIndex { isWanted($0.content) } }
        let assessed = last(Self.isAssessment) ?? -1
        let answered = last { if case .response = $0 { true } else { false } }
        let isAnswered = answered.map { $0 > assessed } ?? false
        let reopened = last { if case .reopening = $0 { true } else { false } } ?? -1
        guard answered == nil || isAnswered || reopened < 0 || assessed < reopened else {
            throw missing("our answer is older than the assessment after it was reopened")
        }
        guard record.duty == .duty, !isAnswered else { return }
        // A reply from before it was taken up anew says nothing of what was assessed since.
        let renewed =
            steps.lastIndex { step in
                if case .newVersion = step.content { step.bearsOnCase } else { step.content.name == "reopening" }
            } ?? -1
        let replied = last { if case .replied = $0 { true } else { false } }
        guard let replied, replied > renewed || assessed < renewed else {
            throw missing("neither an answer of ours nor the day on which the reply was sent is here")
        }
    }

    private func missing(_ what: String) -> LessonExchangeError {
        LessonExchangeError("finding.step-missing", what, at: place)
    }

    func reopen(_ reason: String) throws(LessonExchangeError) -> CaseStep.Content {
        try FindingValues.checkText(reason, at: "/reason")
        guard [.closed, .notRelevant].contains(record.state.state) else {
            throw LessonExchangeError("finding.step-missing", "it is neither closed nor not relevant", at: place)
        }
        return .reopening(reason: reason)
    }

    /// `isStub`: whether the newest version of the source is one, whatever was read since.
    func read(_ draft: [UInt8], isStub: Bool) throws(LessonExchangeError) -> CaseStep.Content {
        try checkNotEnded()
        guard isStub else {
            throw FindingValues.unknown("its words are in the source, and nobody has to read them in", at: place)
        }
        return .reading(draft: draft)
    }

    /// What a finding is about may be said at any time: it changes no decision.
    func classify(_ themes: [String], _ serviceLines: [String]) throws(LessonExchangeError) -> CaseStep.Content {
        guard !themes.isEmpty || !serviceLines.isEmpty else {
            throw FindingValues.unknown("it needs a theme or a service line", at: "/themes")
        }
        let themes = try FindingValues.codes(themes, of: "contributory-themes", max: Self.themesMax, at: "/themes")
        let lines = try FindingValues.codes(serviceLines, of: "service-line", max: Self.linesMax, at: "/serviceLines")
        return .classification(themes: themes, serviceLines: lines)
    }

    /// As many as a lesson has.
    private static let themesMax = 5
    private static let linesMax = 8

    private static func isAssessment(_ content: CaseStep.Content) -> Bool {
        if case .assessment = content { true } else { false }
    }

    private static func isAction(_ content: CaseStep.Content) -> Bool {
        if case .action = content { true } else { false }
    }

    private func checkNotEnded() throws(LessonExchangeError) {
        guard ![.closed, .notRelevant].contains(record.state.state) else {
            throw LessonExchangeError("finding.ended", "it is \(record.state.state.rawValue)", at: place)
        }
    }

    private func checkOpen() throws(LessonExchangeError) {
        try checkNotEnded()
        guard record.state.state == .open else {
            throw LessonExchangeError("finding.step-missing", "nobody has said that it is relevant", at: place)
        }
    }

    private func checkAssessed() throws(LessonExchangeError) {
        let open = record.recommendationIDs.filter { record.state.assessments[$0] == nil }
        guard open.isEmpty else {
            throw LessonExchangeError(
                "finding.step-missing",
                "\(open.count) recommendations are not assessed",
                at: place
            )
        }
    }

    private func checkApproved() throws(LessonExchangeError) {
        guard record.state.approvedBy != nil else {
            throw LessonExchangeError("finding.step-missing", "nobody has approved it as it is now", at: place)
        }
    }

    /// Throws where the person took a step of that kind, whenever that was.
    private func checkApart(
        _ what: String,
        from isOther: (CaseStep.Content) -> Bool
    ) throws(LessonExchangeError) {
        for step in steps where isOther(step.content) && Attestation.isSamePerson(step.person, actor.person) {
            throw LessonExchangeError("duty.separated", "\(what) was done by the same person", at: place)
        }
    }
}
