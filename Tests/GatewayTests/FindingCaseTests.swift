import ExchangeTestKit
import Findings
import Gateway
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing

@Suite("What people do about a finding")
struct FindingCaseTests {
    private let folder = TemporaryFolder()
    private let gateway: Gateway
    private static let own = "reg:demo-northmere"
    private typealias People = FindingPeople

    init() throws {
        gateway = try VirtualNetwork([Self.own, "reg:demo-southfell"]).gateway(Self.own, in: folder["store"])
    }

    private func takeOne(isStub: Bool = false, due: String? = "2026-04-01") async throws -> Int64 {
        try await gateway.take([FindingSamples.finding(1, recipients: [Self.own], due: due, isStub: isStub)])[0]
    }

    private func refusal(_ body: () async throws -> Void) async -> String? { await gateway.refusal(body) }

    private func state(_ number: Int64) async throws -> CaseState { try await gateway.finding(number).record.state }

    private func action(_ state: String, text: String = "Write the form anew.", evidence: String? = nil) -> CaseAction {
        CaseAction(
            id: "A1",
            text: text,
            ownerRole: "Chief pharmacist",
            due: "2026-04-30",
            state: state,
            evidence: evidence
        )
    }

    @Test("a finding goes from triage over analysis, approval, answer and actions to its end")
    func wholeWay() async throws {
        let number = try await takeOne()
        try await gateway.makeRelevant([number], due: nil)
        #expect(try await gateway.finding(number).record.clock == "2026-04-01")
        try await gateway.assessAll(number, reason: "Two wards have started.")
        try await gateway.plan(number, [action("planned")], by: People.assess)
        try await gateway.approve(finding: number, by: People.approve)
        let answer = try await gateway.answer(
            finding: number,
            overall: "partial",
            text: "The rest follows.",
            shareWith: ["reg:demo-southfell"],
            by: People.answer,
            request: nil
        )
        #expect(try await state(number).response == answer.digest)
        try await gateway.plan(number, [action("done", evidence: "An audit of March.")], by: People.assess)
        try await gateway.close(finding: number, by: People.close)
        let detail = try await gateway.finding(number)
        #expect(detail.record.state.state == .closed)
        #expect(
            detail.steps.map(\.content.name) == [
                "triage", "assessment", "assessment", "action", "approval", "response", "action", "closure",
            ]
        )
        #expect(detail.positions.map(\.position) == ["partial"])
        #expect(try await gateway.check() == [])
    }

    @Test("triage needs a group, a role and a day, or a reason; it is all or none")
    func triage() async throws {
        let numbers = try await gateway.take([
            FindingSamples.finding(1, recipients: [Self.own], due: "2026-04-01", story: 1),
            FindingSamples.finding(2, story: 2),
        ])
        func refused(_ numbers: [Int64], _ decision: TriageDecision) async -> String? {
            await refusal { try await gateway.triage(numbers, as: decision, by: People.triage) }
        }
        let due = "2026-03-01"
        let wrong = [
            TriageDecision(isRelevant: false), TriageDecision(isRelevant: false, reason: "  "),
            TriageDecision(isRelevant: true, ownerRole: "A role", due: due),
            TriageDecision(isRelevant: true, group: "pharmacy", due: due),
            TriageDecision(isRelevant: true, group: "made-up", ownerRole: "A role", due: due),
            TriageDecision(isRelevant: true, group: "pharmacy", ownerRole: "A role", due: "tomorrow"),
            // Later than the clock of the source.
            TriageDecision(isRelevant: true, group: "pharmacy", ownerRole: "A role", due: "2026-04-02"),
        ]
        let naming = TriageDecision(isRelevant: true, group: "pharmacy", ownerRole: "Dr Kathleen Brennan", due: due)
        #expect(await refused([numbers[0]], naming) == "identifier.found")
        for (place, decision) in wrong.enumerated() {
            #expect(await refused([numbers[0]], decision) == "finding.value-unknown", "\(place)")
        }
        // No clock runs for us in the second: it needs a day.
        let byClock = TriageDecision(isRelevant: true, group: "pharmacy", ownerRole: "A role")
        #expect(await refused(numbers, byClock) == "finding.value-unknown")
        #expect(try await state(numbers[0]).state == .triage)
        #expect(await refused([numbers[0], 99], byClock) == "finding.not-found")
        #expect(try await gateway.finding(numbers[0]).steps.isEmpty)
        let none = TriageDecision(isRelevant: false, reason: "We have no such service.")
        try await gateway.triage(numbers + numbers, as: none, by: People.triage)
        #expect(try await state(numbers[0]).waitsAsNotRelevant)
        #expect(try await state(numbers[1]).state == .notRelevant)
        #expect(await refused(numbers, none) == "finding.ended")
        #expect(await refused(Array(1...501), none) == "limit.exceeded")
    }

    @Test("a step waits for the one before it, and nothing is done for what has ended")
    func order() async throws {
        let number = try await takeOne()
        func all() async -> [String?] {
            [
                await refusal { try await gateway.assessAll(number) },
                await refusal { try await gateway.plan(number, [action("planned")], by: People.assess) },
                await refusal { try await gateway.approve(finding: number, by: People.approve) },
                await refusal { try await answer(number) },
                await refusal { try await gateway.close(finding: number, by: People.close) },
            ]
        }
        #expect(await all() == Array(repeating: "finding.step-missing", count: 5))
        #expect(
            await refusal { try await gateway.reopen(finding: number, reason: "A slip.", by: People.triage) }
                == "finding.step-missing"
        )
        try await gateway.makeRelevant([number], due: nil)
        func approve() async throws { try await gateway.approve(finding: number, by: People.approve) }
        #expect(await refusal { try await approve() } == "finding.step-missing")
        try await gateway.assessAll(number)
        #expect(await refusal { try await gateway.close(finding: number, by: People.close) } == "finding.step-missing")
        #expect(await refusal { try await answer(number) } == "finding.step-missing")
        try await gateway.plan(number, [action("in-progress")], by: People.assess)
        try await gateway.approve(finding: number, by: People.approve)
        #expect(await refusal { try await gateway.close(finding: number, by: People.close) } == "finding.step-missing")
        try await gateway.plan(number, [action("done", evidence: "Seen.")], by: People.assess)
        // A duty is closed when somebody has heard of it.
        #expect(await refusal { try await gateway.close(finding: number, by: People.close) } == "finding.step-missing")
        for day in ["2026-02-30", "2026-02-17"] {
            let code = await refusal { try await gateway.replySent(finding: number, on: day, by: People.triage) }
            #expect(code == "finding.value-unknown", "\(day)")
        }
        try await gateway.replyAndClose(number)
        #expect(await all() == Array(repeating: "finding.ended", count: 5))
    }

    private func answer(
        _ number: Int64,
        overall: String = "partial",
        shareWith: [String] = ["reg:demo-southfell"],
        by actor: Gateway.Actor = FindingPeople.answer
    ) async throws {
        _ = try await gateway.answer(
            finding: number,
            overall: overall,
            text: nil,
            shareWith: shareWith,
            by: actor,
            request: nil
        )
    }

    @Test("values are codes, days and ids that there are")
    func values() async throws {
        let number = try await takeOne()
        try await gateway.makeRelevant([number], due: nil)
        let assessments = [
            GapAssessment(recommendation: "R9", position: "gap"), GapAssessment(recommendation: "all", position: "gap"),
            GapAssessment(recommendation: "R1", position: "made-up"),
            GapAssessment(recommendation: "R1", position: "need-more-information"),
            GapAssessment(recommendation: "R1", position: "gap", evidenceType: "made-up"),
            GapAssessment(recommendation: "R1", position: "gap", gap: ""),
        ]
        for item in assessments {
            let code = await refusal { try await gateway.assess(number, [item], by: People.assess) }
            #expect(code == "finding.value-unknown", "\(item.recommendation) \(item.position)")
        }
        let naming = GapAssessment(
            recommendation: "R1",
            position: "gap",
            reason: "Ask Kathleen Brennan, born 12/03/1958, NHS number 943 476 5919."
        )
        #expect(await refusal { try await gateway.assess(number, [naming], by: People.assess) } == "identifier.found")
        let actions = [
            action("made-up"), action("done"), action("abandoned"), action("planned", text: " "),
            CaseAction(id: "a b", text: "t", ownerRole: "r", due: "2026-04-30", state: "planned"),
            CaseAction(id: "A1", text: "t", ownerRole: "r", due: "2026-04-31", state: "planned"),
            CaseAction(id: "A1", text: "t", ownerRole: "", due: "2026-04-30", state: "planned"),
        ]
        for (place, item) in actions.enumerated() {
            let code = await refusal { try await gateway.plan(number, [item], by: People.assess) }
            #expect(code == "finding.value-unknown", "\(place)")
        }
        let named = CaseAction(
            id: "A1",
            text: "t",
            ownerRole: "Dr Kathleen Brennan",
            due: "2026-04-30",
            state: "planned"
        )
        #expect(await refusal { try await gateway.plan(number, [named], by: People.assess) } == "identifier.found")
        #expect(try await gateway.finding(number).steps.count == 1)
        let long = action("planned", text: String(repeating: "x", count: 10_000))
        #expect(await refusal { try await gateway.plan(number, [long], by: People.assess) } == "limit.exceeded")
    }

    @Test("whoever assessed or planned does not approve or close, and whoever approved does not answer")
    func separation() async throws {
        let number = try await takeOne()
        let planner = Gateway.Actor(person: "Pam Plan", role: "ward-manager")
        try await gateway.makeRelevant([number], due: nil)
        try await gateway.assessAll(number)
        try await gateway.plan(number, [action("done", evidence: "Seen.")], by: planner)
        try await gateway.replySent(finding: number, on: "2026-02-01", by: People.triage)
        for person in ["Ann Triage", "ann  triage", "Bob Assess", "BOB ASSESS", "pam plan"] {
            let actor = Gateway.Actor(person: person, role: "group-chair")
            #expect(await refusal { try await gateway.approve(finding: number, by: actor) } == "duty.separated")
        }
        try await gateway.approve(finding: number, by: People.approve)
        for actor in [People.assess, People.approve] {
            #expect(await refusal { try await answer(number, by: actor) } == "duty.separated")
        }
        for actor in [People.assess, planner] {
            #expect(await refusal { try await gateway.close(finding: number, by: actor) } == "duty.separated")
        }
        // What somebody did before the case was changed counts, too.
        try await gateway.assessAll(number, by: People.close)
        let approver = Gateway.Actor(person: "Finn Approve", role: "group-chair")
        try await gateway.approve(finding: number, by: approver)
        for actor in [People.assess, People.approve, People.close, approver] {
            #expect(await refusal { try await answer(number, by: actor) } == "duty.separated")
        }
        #expect(await refusal { try await gateway.close(finding: number, by: People.close) } == "duty.separated")
        try await gateway.close(finding: number, by: People.approve)
    }

    @Test("an approval is gone after a change of the analysis or the plan, not after work that was approved")
    func approvals() async throws {
        let number = try await takeOne()
        try await gateway.makeRelevant([number], due: nil)
        try await gateway.assessAll(number)
        try await gateway.plan(number, [action("planned")], by: People.assess)
        func approve() async throws { try await gateway.approve(finding: number, by: People.approve) }
        try await approve()
        try await gateway.plan(number, [action("in-progress")], by: People.assess)
        try await gateway.plan(number, [action("done", evidence: "Seen.")], by: People.assess)
        #expect(try await state(number).approvedBy == People.approve.person)
        let changes: [CaseAction] = [
            action("planned", text: "Something else."),
            action("abandoned", text: "Something else.", evidence: "No use."),
        ]
        for change in changes {
            try await gateway.plan(number, [change], by: People.assess)
            #expect(try await state(number).approvedBy == nil)
            try await approve()
        }
        // What was given up is taken up again: another plan.
        try await gateway.plan(number, [action("in-progress", text: "Something else.")], by: People.assess)
        #expect(try await state(number).approvedBy == nil)
        try await approve()
        try await gateway.makeRelevant([number], due: nil)
        #expect(try await state(number).approvedBy == nil)
        try await gateway.assess(
            number,
            [GapAssessment(recommendation: "R1", position: "gap")],
            by: People.assess
        )
        #expect(try await state(number).approvedBy == nil)
    }

    @Test("what was ended is looked at again with a reason, and keeps its analysis")
    func reopening() async throws {
        let number = try await takeOne()
        try await gateway.workOn(number)
        try await gateway.replyAndClose(number)
        #expect(
            await refusal { try await gateway.reopen(finding: number, reason: " ", by: People.triage) }
                == "finding.value-unknown"
        )
        try await gateway.reopen(finding: number, reason: "A ward has no form.", by: People.triage)
        let again = try await state(number)
        #expect(again.state == .open && again.approvedBy == nil && again.assessments.count == 2)
        try await gateway.makeNotRelevant(number)
        try await gateway.reopen(finding: number, reason: "It has opened again.", by: People.triage)
        #expect(try await state(number).state == .triage)
    }

    @Test("what is not in place is closed with an action, and what was answered with an answer that still holds")
    func closing() async throws {
        let number = try await takeOne()
        try await gateway.makeRelevant([number], due: nil)
        try await gateway.assessAll(number)
        func approve() async throws { try await gateway.approve(finding: number, by: People.approve) }
        func refused() async -> String? {
            await refusal { try await gateway.close(finding: number, by: People.close) }
        }
        try await approve()
        try await answer(number)
        #expect(await refused() == "finding.step-missing")
        try await gateway.plan(number, [action("abandoned", evidence: "No use.")], by: People.assess)
        try await approve()
        #expect(await refused() == nil)
        try await gateway.reopen(finding: number, reason: "A ward has no form.", by: People.triage)
        try await gateway.assessAll(number)
        try await approve()
        // A reply to the body does not tell the partners who read the older answer.
        try await gateway.replySent(finding: number, on: "2026-02-01", by: People.triage)
        #expect(await refused() == "finding.step-missing")
        try await answer(number)
        #expect(await refused() == nil)
        #expect(try await state(number).repliedOn == "2026-02-01")
        #expect(try await gateway.check() == [])
    }

    @Test("a stub is read by somebody, who gives its words; they stay while the source is a stub")
    func reading() async throws {
        let number = try await takeOne(isStub: true)
        #expect(try await gateway.finding(number).record.recommendationIDs == [FindingRecord.whole])
        let draft = FindingSamples.draft(1)
        var wrong: [JSONTree] = [FindingSamples.draft(2), draft, draft]
        wrong[1]["sourceDocuments"] = nil
        wrong[2]["recordKind"] = "good-care"
        for draft in wrong {
            let code = await refusal {
                try await gateway.read(finding: number, draft: draft.prettyBytes, by: People.assess)
            }
            #expect(["finding.value-unknown", "schema.violation"].contains(code))
        }
        try await gateway.makeRelevant([number], due: nil)
        try await gateway.assessAll(number)
        try await gateway.approve(finding: number, by: People.approve)
        try await gateway.read(finding: number, draft: draft.prettyBytes, by: People.assess)
        let read = try await gateway.finding(number).record
        #expect(!read.finding.needsReading && read.recommendationIDs == ["R1", "R2"] && read.state.approvedBy == nil)
        #expect(try await gateway.draft(ofFinding: number) == draft.prettyBytes)
        var words = FindingQuery()
        words.words = "pharmacist naming"
        #expect(try await gateway.findings(words).findings.map(\.record.number) == [number])
        // The source tells more, but is still a stub.
        let more = FindingSamples.finding(1, text: "second", recipients: [Self.own], due: "2026-04-01", isStub: true)
        try await gateway.take([more], from: FindingSamples.source("later"))
        #expect(try await gateway.finding(number).record.recommendationIDs == ["R1", "R2"])
        let told = FindingSamples.finding(1, text: "third", recipients: [Self.own], story: 9)
        try await gateway.take([told], from: FindingSamples.source("last"))
        #expect(try await gateway.finding(number).record.finding == told)
        #expect(
            await refusal { try await gateway.read(finding: number, draft: draft.prettyBytes, by: People.assess) }
                == "finding.value-unknown"
        )
        #expect(try await gateway.check() == [])
    }

    @Test("an answer needs somebody who reads it, and says where we stand on each recommendation")
    func answering() async throws {
        let number = try await takeOne()
        try await gateway.workOn(number, reason: "Two wards have started.")
        #expect(await refusal { try await answer(number, shareWith: []) } == "recipient.unknown")
        #expect(await refusal { try await answer(number, shareWith: [Self.own]) } == "recipient.unknown")
        #expect(await refusal { try await answer(number, shareWith: ["reg:demo-nobody"]) } == "recipient.unknown")
        #expect(await refusal { try await answer(number, overall: "made-up") } == "finding.value-unknown")
        for overall in ["adopted", "already-in-place"] {
            #expect(await refusal { try await answer(number, overall: overall) } == "finding.contradiction")
        }
        try await answer(number)
        let digest = try #require(try await state(number).response)
        let envelope = try #require(try await gateway.store.statement(digest)?.envelope)
        let root = try JSONDocument(parsing: try JWSEnvelope(parsing: envelope).payload).root
        #expect(root["subject"]?["external"]?["reference"]?.string == FindingSamples.reference(1))
        #expect(root["perRecommendation"]?.elements.compactMap { $0["id"]?.string } == ["R1", "R2"])
        #expect(root["perRecommendation"]?[0]?["reason"]?.string == "Two wards have started.")
        // What shows it stays in the trust.
        #expect(!(try JWSEnvelope(parsing: envelope).payload.holds(Array("An audit.".utf8))))
    }

    @Test("the trail names findings and steps, and never what somebody wrote")
    func trail() async throws {
        var random = SeededGenerator.announced()
        let word = PlantedWord(using: &random)
        let number = try await takeOne()
        try await gateway.makeRelevant([number], due: nil)
        try await gateway.assess(
            number,
            [
                GapAssessment(recommendation: "R1", position: "gap", evidence: word.text, gap: word.text),
                GapAssessment(recommendation: "R2", position: "gap"),
            ],
            by: People.assess
        )
        try await gateway.plan(number, [action("done", text: word.text, evidence: word.text)], by: People.assess)
        try await gateway.approve(finding: number, by: People.approve)
        try await gateway.replyAndClose(number)
        try await gateway.reopen(finding: number, reason: word.text, by: People.triage)
        let lines = try await gateway.store.audit(max: 100)
        for line in lines { #expect(!word.isIn(Array("\(line)".utf8))) }
        #expect(
            lines.reversed().map(\.action) == [
                "finding.import", "finding.triage", "finding.assess", "finding.assess", "finding.plan",
                "finding.approve", "finding.reply", "finding.close", "finding.reopen",
            ]
        )
        #expect(lines.first?.subject == "finding \(number) step 8")
        // The evidence has all of it.
        var evidence: [String] = []
        try await gateway.caseEvidence(since: Timestamp(unixSeconds: 0)) { tree in
            evidence.append(String(decoding: tree.compactBytes, as: UTF8.self))
        }
        #expect(evidence.count == 8 + 9)
        #expect(evidence.filter { $0.contains(word.text) }.count == 3)
    }
}
