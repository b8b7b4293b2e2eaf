import Findings

/// What reports are made from: values as the store gave them.
package struct ReportMaterial: Sendable {
    /// Findings that were asked about: in triage, open, closed or not relevant.
    package var findings: [FindingRecord] = []
    /// What people did, oldest first.
    package var steps: [CaseStep] = []
    /// Lessons that stand, ours and others'.
    package var lessons: [LessonRow] = []
    /// Answers of partners, newest first.
    package var answers: [ResponseRow] = []
    /// Whether there was more than a report reads.
    package var isCut = false

    package init() {}

    var byNumber: [Int64: FindingRecord] {
        Dictionary(findings.map { ($0.number, $0) }) { first, _ in first }
    }
}

extension FindingRecord {
    /// Where the due date comes from, in words.
    package var dueBasis: String {
        guard let clock else { return "" }
        guard let source = sourceDue, source.date.utf8.elementsEqual(clock.utf8) else { return "set at triage" }
        return source.basisInWords
    }

    /// Days after the due date, for what names us and is not ended; nil where it is not late.
    package func daysLate(on day: String) -> Int? {
        guard isOverdue(on: day), let clock else { return nil }
        return ReportFrame.days(from: clock, to: day)
    }

    /// Days between the source's date and our reply, for what names us and asks for one; nil where it went in time.
    package var daysRepliedLate: Int? {
        guard duty == .duty, finding.asksForReply, let replied = state.repliedOn, let due = finding.due?.date,
            let days = ReportFrame.days(from: due, to: replied), days > 0
        else { return nil }
        return days
    }

    /// Days until the due date, for what names us and is neither late nor ended.
    func daysLeft(on day: String) -> Int? {
        guard duty == .duty, isWorkedOn, let clock, let days = ReportFrame.days(from: day, to: clock), days >= 0 else {
            return nil
        }
        return days
    }

    /// Whether somebody still has to do something.
    var isWorkedOn: Bool { state.state == .triage || state.state == .open }

    /// Whether each recommendation has its position.
    var isAssessed: Bool { recommendationIDs.allSatisfy { state.assessments[$0] != nil } }

    /// Actions in the order of their ids.
    var actions: [CaseAction] {
        state.actions.values.sorted { ($0.id.utf8.count, $0.id) < ($1.id.utf8.count, $1.id) }
    }

    /// Whether it may tell of a person's death or of an event in a person's life: such findings are counted as people.
    var isAboutPerson: Bool { !Self.serviceSources.contains(finding.sourceType) }

    /// The person: coroners count their reports together, other bodies each for itself.
    var personKey: String {
        let series = finding.sourceType == "coroner-pfd" ? finding.sourceType : finding.issuer
        return LessonSketch.sourceKey(series, finding.reference)
    }

    /// Kinds of source (codes/source-type.json) that are by their definition about services, bodies, measurements or guidance.
    ///
    /// Every other one is about people or events, also one that is not known, and one that is added to the list later.
    static let serviceSources: Set<String> = [
        "clinical-audit", "qi-project", "patient-survey", "risk-register", "research", "hssib", "cqc", "mha-monitoring",
        "national-patient-safety-alert", "nice", "royal-college", "healthwatch",
    ]
}

extension LessonRow {
    /// Whether it was made from a finding about people: it would count some of them once more.
    ///
    /// Lessons that a trust drew from its own events are lessons, and exact.
    var isFromFindingAboutPerson: Bool {
        Self.bodiesOnPeople.contains(sourceType)
            || recordKind == "external-finding" && !FindingRecord.serviceSources.contains(sourceType)
    }

    /// Kinds of source whose reports are about people and come from bodies outside the trust.
    private static let bodiesOnPeople: Set<String> = [
        "coroner-pfd", "sar", "leder", "mh-homicide-review", "domestic-abuse-death-review",
        "child-safeguarding-practice-review", "mbrrace", "ncish", "phso", "nhs-resolution", "public-inquiry",
        "icb-review",
    ]
}

extension CaseAction {
    /// Whether it is still to be done.
    var isOpen: Bool { state == "planned" || state == "in-progress" }
}
