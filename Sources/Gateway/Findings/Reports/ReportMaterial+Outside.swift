import Findings

extension ReportMaterial {
    /// What a register may tell: inside everything; outside nothing about a person, and no words that may name somebody.
    ///
    /// Outside, the report on themes alone counts people. A second count of the same, or a list of them, would tell the
    /// numbers that it leaves out; so would a report about a service that is one of a person's issue.
    func register(_ frame: ReportFrame) -> ReportMaterial {
        guard frame.isForOutside else { return self }
        let people = Set(findings.filter { $0.isAboutPerson && $0.state.state != .notRelevant }.map(\.issue))
        var words = OutsideWords()
        var outside = self
        outside.findings = findings.filter { !$0.isAboutPerson && !people.contains($0.issue) }.map { words.record($0) }
        let numbers = Set(outside.findings.map(\.number))
        outside.steps = steps.filter { numbers.contains($0.finding) }.map { words.step($0) }
        let sources = Set(
            outside.findings.map { LessonSketch.sourceKey($0.finding.issuer, $0.finding.reference) }
        )
        // An answer to a source that is not here may be about a person, too.
        outside.answers = answers.filter { answer in answer.sourceKey.map { sources.contains($0) } ?? true }
        return outside
    }
}

extension ResponseRow {
    /// By which the finding of an external body is known that it answers; nil for an answer to a lesson or bundle.
    fileprivate var sourceKey: String? {
        guard !subject.hasPrefix("urn:lesson:"), !subject.hasPrefix("sha256:") else { return nil }
        let parts = subject.split(separator: " ", maxSplits: 1).map(String.init)
        return parts.count == 2 ? LessonSketch.sourceKey(parts[0], parts[1]) : subject
    }
}

/// Words of findings and cases as they may leave the trust.
///
/// The gate reads most of them when they are written. It reads them again here: titles come from sources, and what was
/// written before a rule was there stays as it is.
private struct OutsideWords {
    /// What stands for a role in which the gate finds somebody.
    private static let withheld = "role not told"

    /// What the gate said of a text.
    private var known: [String: Bool] = [:]

    private mutating func isPlain(_ text: String) -> Bool {
        if let said = known[text] { return said }
        let said: Bool
        do {
            try Gateway.checkWording(text, at: "/title")
            said = true
        } catch { said = false }
        known[text] = said
        return said
    }

    private mutating func plain(_ text: String?) -> String? {
        guard let text, isPlain(text) else { return nil }
        return text
    }

    private mutating func role(_ text: String?) -> String? {
        guard let text else { return nil }
        return plain(text) ?? Self.withheld
    }

    private mutating func assessment(_ known: GapAssessment) -> GapAssessment {
        GapAssessment(
            recommendation: known.recommendation,
            position: known.position,
            evidenceType: known.evidenceType,
            reason: plain(known.reason)
        )
    }

    private mutating func action(_ known: CaseAction) -> CaseAction {
        CaseAction(
            id: known.id,
            text: "",
            ownerRole: plain(known.ownerRole) ?? Self.withheld,
            due: known.due,
            state: known.state,
            evidenceType: known.evidenceType
        )
    }

    private mutating func finding(_ known: ExternalFinding) -> ExternalFinding {
        let told = known.gateFindings.isEmpty ? plain(known.title) : nil
        var recommendations: [ExternalFinding.Recommendation] = []
        for item in known.recommendations {
            recommendations.append(
                .init(id: item.id, sourceRef: plain(item.sourceRef), modality: item.modality, text: "")
            )
        }
        return known.retold(
            title: told ?? "\(ReportRows.body(known)) \(known.reference)",
            recommendations: recommendations
        )
    }

    mutating func record(_ known: FindingRecord) -> FindingRecord {
        var state = known.state
        state.ownerRole = role(state.ownerRole)
        state.approvedBy = state.approvedBy.map { _ in "" }
        for (id, item) in state.assessments { state.assessments[id] = assessment(item) }
        for (id, item) in state.actions { state.actions[id] = action(item) }
        return FindingRecord(
            number: known.number,
            version: known.version,
            issue: known.issue,
            finding: finding(known.finding),
            duty: known.duty,
            because: [],
            firstSeen: known.firstSeen,
            changed: known.changed,
            state: state,
            steps: known.steps
        )
    }

    mutating func step(_ known: CaseStep) -> CaseStep {
        CaseStep(finding: known.finding, content: content(known.content), person: "", role: known.role, at: known.at)
    }

    private mutating func content(_ known: CaseStep.Content) -> CaseStep.Content {
        switch known {
        case .triage(let isRelevant, let group, let ownerRole, let due, _):
            return .triage(isRelevant: isRelevant, group: group, ownerRole: role(ownerRole), due: due, reason: nil)
        case .assessment(let item): return .assessment(assessment(item))
        case .action(let item): return .action(action(item))
        case .newVersion(let version, let changed):
            var columns: [String] = []
            for column in changed where isPlain(column) { columns.append(column) }
            return .newVersion(version, changed: columns)
        case .reopening: return .reopening(reason: "")
        case .reading: return .reading(draft: [])
        case .dismissal: return .dismissal(reason: "")
        case .approval, .response, .closure, .dismissalApproval, .replied, .classification: return known
        }
    }
}
