import Findings
import LessonExchange
import Signatures
import StrictJSON

extension Gateway {
    /// Says of findings whether they concern us: all of them, for one reason, or none.
    ///
    /// - Returns: those that another person has to approve as not relevant: duties of ours.
    @discardableResult
    package func triage(_ numbers: [Int64], as decision: TriageDecision, by actor: Actor) async throws -> [Int64] {
        let each = try Self.each(of: numbers)
        let states = try await takeSteps(for: each, by: actor) { [try $0.triage(decision)] }
        return each.filter { states[$0]?.waitsAsNotRelevant ?? false }
    }

    /// Keeps where we stand on recommendations; what was approved has to be approved again.
    package func assess(_ number: Int64, _ assessments: [GapAssessment], by actor: Actor) async throws {
        try await takeSteps(for: [number], by: actor) { try $0.assess(assessments) }
    }

    /// Keeps what we do about gaps; work that goes on as it was approved stays approved.
    package func plan(_ number: Int64, _ actions: [CaseAction], by actor: Actor) async throws {
        try await takeSteps(for: [number], by: actor) { try $0.plan(actions) }
    }

    /// Keeps that another person has looked at the analysis, or agrees that a duty does not concern us.
    package func approve(finding number: Int64, by actor: Actor) async throws {
        try await takeSteps(for: [number], by: actor) { [try $0.approve()] }
    }

    /// Keeps that the real reply went where it has to go, on a day (`YYYY-MM-DD`).
    package func replySent(finding number: Int64, on day: String, by actor: Actor) async throws {
        let today = clock().day
        try await takeSteps(for: [number], by: actor) { [try $0.reply(on: day, today: today)] }
    }

    /// Ends a case in which everything is answered and done.
    package func close(finding number: Int64, by actor: Actor) async throws {
        try await takeSteps(for: [number], by: actor) { [try $0.close()] }
    }

    /// Looks again at what was closed or not relevant.
    package func reopen(finding number: Int64, reason: String, by actor: Actor) async throws {
        try await takeSteps(for: [number], by: actor) { [try $0.reopen(reason)] }
    }

    /// Takes the words for which somebody read the document of a stub; they stay while its source is one.
    ///
    /// What the gate finds in them stops publication alone.
    package func read(finding number: Int64, draft: [UInt8], by actor: Actor) async throws {
        let known = try await record(of: number)
        try await Self.checkReading(draft, of: known)
        let isStub = try await store.isStub(number)
        try await takeSteps(for: [number], by: actor) { [try $0.read(draft, isStub: isStub)] }
    }

    /// Throws unless the draft keeps its schema and rests on the source of the finding.
    private static func checkReading(_ draft: [UInt8], of record: FindingRecord) async throws {
        let (report, lesson) = await BlockingWork.run {
            let found = DraftChecker.findingsToDecide(draft, file: "draft")
            return (found.report, found.lesson)
        }
        guard let lesson else {
            throw Self.fault(of: report)
        }
        guard lesson["recordKind"]?.string == "external-finding" else {
            throw FindingValues.unknown("the draft is of another kind", at: "/recordKind")
        }
        let own = LessonSketch.sourceKey(record.finding.issuer, record.finding.reference)
        guard LessonFacts(lesson).sources.contains(where: { LessonSketch.sourceKey($0.issuer, $0.reference) == own })
        else {
            throw FindingValues.unknown("the draft does not name the source of the finding", at: "/sourceDocuments")
        }
    }

    /// What keeps a draft from being read in: the members that are missing, and of anything else code and place.
    private static func fault(of report: CheckReport) -> LessonExchangeError {
        let faults = report.findings
        var told = faults.prefix(faultsTold).map { fault in
            if let detail = fault.detail, detail.hasPrefix("required: ") { return detail }
            return fault.place.isEmpty ? fault.code.name : "\(fault.code.name) at \(fault.place)"
        }
        if faults.count > faultsTold { told.append("and \(faults.count - faultsTold) more") }
        return LessonExchangeError(
            faults.first?.code.name ?? "schema.violation",
            told.isEmpty ? nil : told.joined(separator: "; "),
            at: faults.first?.place
        )
    }

    /// As many as one can mend at once.
    private static let faultsTold = 12

    /// Says of findings what they are about, where the source does not, or says it otherwise: all of them, or none.
    ///
    /// An empty list leaves what is known.
    package func classify(
        _ numbers: [Int64],
        themes: [String],
        serviceLines: [String],
        by actor: Actor
    ) async throws {
        try await takeSteps(for: try Self.each(of: numbers), by: actor) { [try $0.classify(themes, serviceLines)] }
    }

    /// Findings that one decision is about, each once.
    private static func each(of numbers: [Int64]) throws(LessonExchangeError) -> [Int64] {
        var seen: Set<Int64> = []
        let each = numbers.filter { seen.insert($0).inserted }
        guard each.count <= FindingIntake.rowsMax else {
            throw LessonExchangeError("limit.exceeded", "a decision is about at most \(FindingIntake.rowsMax) findings")
        }
        return each
    }

    func record(of number: Int64) async throws -> FindingRecord {
        guard let record = try await store.finding(number) else {
            throw LessonExchangeError("finding.not-found", "finding \(number)")
        }
        return record
    }

    /// A finding with its steps, as they are at one moment.
    func caseOf(_ number: Int64, by actor: Actor) async throws -> CaseRules {
        let record = try await record(of: number)
        let steps = try await store.caseSteps(of: number)
        guard steps.count == record.steps else { throw StoreError.moved }
        return CaseRules(record: record, steps: steps, actor: actor)
    }

    /// Steps of a person for one finding, ready to be kept.
    func commit(_ contents: [CaseStep.Content], of rules: CaseRules) -> CaseCommit {
        let (number, moment) = (rules.record.number, clock())
        var state = rules.record.state
        var steps: [CaseStep] = []
        for content in contents {
            let step = CaseStep(
                finding: number,
                content: content,
                person: rules.actor.person,
                role: rules.actor.role,
                at: moment
            )
            state.take(step)
            steps.append(step)
        }
        return CaseCommit(steps: steps, states: [number: state], expecting: [number: rules.steps.count])
    }

    /// Takes steps for findings, all or none; decides anew where somebody else took one meanwhile.
    ///
    /// - Returns: what they lead to.
    @discardableResult
    private func takeSteps(
        for numbers: [Int64],
        by actor: Actor,
        _ decide: (CaseRules) throws -> [CaseStep.Content]
    ) async throws -> [Int64: CaseState] {
        for attempt in 1...Self.attempts {
            do {
                var steps: [CaseStep] = []
                var states: [Int64: CaseState] = [:]
                var expecting: [Int64: Int] = [:]
                for number in numbers {
                    let rules = try await caseOf(number, by: actor)
                    let part = commit(try decide(rules), of: rules)
                    steps += part.steps
                    states.merge(part.states) { $1 }
                    expecting.merge(part.expecting) { $1 }
                }
                try await store.commitCaseSteps(steps, states: states, expecting: expecting)
                return states
            } catch StoreError.moved where attempt < Self.attempts {
                continue
            }
        }
        throw StoreError.moved
    }

    /// Several people at one case at once are rare; whoever loses three times is told to try again.
    private static let attempts = 3
}
