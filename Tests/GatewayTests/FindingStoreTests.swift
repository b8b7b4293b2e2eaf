import ExchangeTestKit
import Findings
import FoundationEssentials
import Gateway
import GatewaySQLite
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing

@Suite("How findings are kept")
struct FindingStoreTests {
    private let folder = TemporaryFolder()
    private let network: VirtualNetwork
    private let gateway: Gateway
    private static let own = "reg:demo-northmere"

    init() throws {
        network = try VirtualNetwork([Self.own])
        gateway = try network.gateway(Self.own, in: folder["store"])
    }

    private var store: String { DataFolder(folder["store"].path).store }

    /// Findings in every state, in two versions, one of them read by somebody.
    private func fill() async throws {
        let numbers = try await gateway.take([
            FindingSamples.finding(1, recipients: [Self.own], due: "2026-04-01", story: 1),
            FindingSamples.finding(2, recipients: [Self.own], isStub: true), FindingSamples.finding(3, story: 3),
            FindingSamples.finding(4, recipients: [Self.own], story: 4),
        ])
        try await gateway.workOn(numbers[0], reason: "Two wards have started.")
        try await gateway.read(
            finding: numbers[1],
            draft: FindingSamples.draft(2).prettyBytes,
            by: FindingPeople.assess
        )
        try await gateway.makeNotRelevant(numbers[3])
        let changed = FindingSamples.finding(1, text: "second", recipients: [Self.own], due: "2026-03-01", story: 1)
        try await gateway.take([changed], from: FindingSamples.source("later"))
    }

    @Test("steps, versions and words are only added to")
    func onlyAdded() async throws {
        try await fill()
        for sql in [
            "UPDATE case_step SET person = 'Nobody'", "DELETE FROM case_step", "DELETE FROM case_words",
            "UPDATE case_words SET words = x'7b7d'", "DELETE FROM finding_version",
            "UPDATE finding_version SET draft = x'7b7d'",
            "UPDATE finding_version SET source = zeroblob(32), draft = x''",
            "UPDATE audit SET person = 'Nobody'",
        ] {
            #expect(throws: (any Error).self, "\(sql)") { try StoreDamage.run(sql, on: store) }
        }
        #expect(try await gateway.check() == [])
    }

    /// One fault each.
    private static let faults: [(code: String, sql: String)] = [
        ("finding.differs", "UPDATE finding SET title = 'Another' WHERE number = 1"),
        ("finding.differs", "UPDATE finding SET reference = 'Another' WHERE number = 1"),
        ("finding.differs", "UPDATE finding SET source_key = 'x' WHERE number = 1"),
        ("finding.differs", "UPDATE finding SET codes = '' WHERE number = 1"),
        ("finding.differs", "UPDATE finding SET sketch = x'00' WHERE number = 1"),
        ("finding.differs", "UPDATE finding SET document = x'7b7d' WHERE number = 1"),
        ("finding.differs", "UPDATE finding SET content = zeroblob(32) WHERE number = 1"),
        ("finding.state", "UPDATE finding SET state = 'closed' WHERE number = 1"),
        ("finding.state", "UPDATE finding SET state = 'triage' WHERE number = 3"),
        ("finding.state", "UPDATE finding SET entry = 'triage' WHERE number = 3"),
        ("finding.state", "UPDATE finding SET team = 'legal' WHERE number = 1"),
        ("finding.state", "UPDATE finding SET owner_role = NULL WHERE number = 1"),
        ("finding.state", "UPDATE finding SET clock = '2027-01-01' WHERE number = 1"),
        ("finding.state", "UPDATE finding SET duty = 'awareness' WHERE number = 1"),
        ("finding.state", "UPDATE finding SET approved_by = 'Nobody' WHERE number = 1"),
        ("finding.state", "UPDATE finding SET response = zeroblob(32) WHERE number = 1"),
        ("finding.state", "UPDATE finding SET steps = 0 WHERE number = 1"),
        ("finding.steps", "DROP TRIGGER case_step_stays_2; DELETE FROM case_step WHERE place = 1 AND finding = 1"),
        ("finding.steps", "DROP TRIGGER case_step_stays_1; UPDATE case_step SET kind = 'other' WHERE finding = 1"),
        ("finding.words", "UPDATE case_words SET words = x''"),
        ("finding.words", "DROP TRIGGER case_words_stay_2; DELETE FROM case_words"),
        (
            "finding.draft",
            "DROP TRIGGER finding_version_stays_1; UPDATE finding_version SET draft_digest = zeroblob(32)"
        ),
        ("finding.version", "UPDATE finding_version SET draft = x'', document = x'' WHERE version = 1"),
        ("finding.version", "DROP TRIGGER finding_version_stays_2; DELETE FROM finding_version WHERE version = 2"),
        ("finding.version", "DROP TRIGGER finding_version_stays_2; DELETE FROM finding_version WHERE version = 1"),
        ("finding.index", "DELETE FROM finding_text WHERE rowid = 1"),
        ("finding.index", "DELETE FROM finding_mark WHERE rowid = 1"),
        ("finding.index", "INSERT INTO finding_text (rowid, title, body) VALUES (99, 'a', 'b')"),
        ("finding.codes", "DELETE FROM finding_code WHERE kind = 'source'"),
        ("finding.codes", "INSERT INTO finding_code (kind, code, finding) VALUES ('theme', 'made-up', 1)"),
        ("response.differs", "UPDATE response SET source_key = 'x'"),
    ]

    @Test("a healthy store is clean, and each fault is found by its code")
    func faults() async throws {
        try await fill()
        _ = try await gateway.respond(
            to: .external(issuer: FindingSamples.issuer, reference: "R/2025/1"),
            recipients: [Self.own],
            position: "gap",
            text: nil,
            by: FindingPeople.answer
        )
        #expect(try await gateway.check() == [])
        for (place, fault) in Self.faults.enumerated() {
            let name = "fault\(place)"
            try folder.make(name)
            let copy = DataFolder(folder[name].path).store
            try await SQLiteStore.copy(store, into: copy)
            try StoreDamage.run(fault.sql, on: copy)
            let codes = Set(try await network.gateway(Self.own, in: folder[name]).check().map(\.code))
            #expect(codes.contains(fault.code), "\(fault.sql): \(codes.sorted())")
        }
    }

    @Test("whatever steps people try, the store's columns are what the steps lead to")
    func folding() async throws {
        var random = SeededGenerator.announced()
        let people = ["Ann", "Bob", "Cat", "Dan"].map { Gateway.Actor(person: $0, role: "chair") }
        let numbers = try await gateway.take([
            FindingSamples.finding(1, recipients: [Self.own], due: "2026-04-01", story: 1),
            FindingSamples.finding(2, isStub: true), FindingSamples.finding(3, recipients: [Self.own], story: 3),
        ])
        var texts = 0
        var taken = 0
        for _ in 0..<150 {
            let place = Int.random(in: 0..<3, using: &random)
            let (number, actor) = (numbers[place], people[Int.random(in: 0..<4, using: &random)])
            let step = Int.random(in: 0..<9, using: &random)
            texts += 1
            let refusal = await gateway.refusal {
                try await take(step, number, place + 1, "text \(texts)", by: actor)
            }
            taken += refusal == nil ? 1 : 0
            if let refusal { #expect(Self.refusals.contains(refusal), "\(refusal)") }
            let detail = try await gateway.finding(number)
            let entry: FindingState = place == 1 ? .searchable : .triage
            #expect(detail.record.state == CaseState.folded(from: entry, detail.steps))
            #expect(detail.record.steps == detail.steps.count)
            for state in FindingState.allCases {
                var query = FindingQuery()
                query.states = [state]
                let found = try await gateway.store.findings(query).findings.map(\.number)
                #expect(found.contains(number) == (detail.record.state.state == state))
            }
        }
        #expect(taken > 30)
        #expect(try await gateway.check() == [])
    }

    private static let refusals = [
        "finding.step-missing", "finding.ended", "finding.value-unknown", "duty.separated",
    ]

    private func take(
        _ step: Int,
        _ number: Int64,
        _ sample: Int,
        _ text: String,
        by actor: Gateway.Actor
    ) async throws {
        let isStub = sample == 2
        switch step {
        case 0: try await gateway.makeRelevant([number], due: "2026-03-15")
        case 1:
            let decision = TriageDecision(isRelevant: false, reason: text)
            try await gateway.triage([number], as: decision, by: actor)
        case 2, 3: try await gateway.assessAll(number, by: actor)
        case 4:
            let action = CaseAction(
                id: "A1",
                text: text,
                ownerRole: "A role",
                due: "2026-04-01",
                state: "done",
                evidence: text
            )
            try await gateway.plan(number, [action], by: actor)
        case 5: try await gateway.approve(finding: number, by: actor)
        case 6: try await gateway.close(finding: number, by: actor)
        case 7: try await gateway.reopen(finding: number, reason: text, by: actor)
        default:
            let story: UInt64? = isStub ? nil : UInt64(sample)
            let recipients = isStub ? [] : [Self.own]
            let changed = FindingSamples.finding(
                sample,
                text: text,
                recipients: recipients,
                due: "2026-04-01",
                isStub: isStub,
                story: story
            )
            try await gateway.take([changed], from: FindingSamples.source(text))
        }
    }

    @Test("somebody who was quicker is seen: the same step is decided anew, and a stale one is refused")
    func moved() async throws {
        let number = try await gateway.take([FindingSamples.finding(1, recipients: [Self.own])])[0]
        let stale = try await gateway.finding(number).record
        try await gateway.makeRelevant([number])
        let step = CaseStep(
            finding: number,
            content: .closure,
            person: "Ann",
            role: "chair",
            at: gateway.clock()
        )
        var state = stale.state
        state.take(step)
        await #expect(throws: StoreError.moved) {
            try await gateway.store.commitCaseSteps([step], states: [number: state], expecting: [number: 0])
        }
        // Of two people at once both steps are kept, one after the other.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for place in 1...3 {
                let actor = Gateway.Actor(person: "Person \(place)", role: "chair")
                group.addTask { try await gateway.assessAll(number, by: actor) }
            }
            try await group.waitForAll()
        }
        #expect(try await gateway.finding(number).steps.count == 1 + 3 * 2)
    }

    @Test("what tells who somebody is can be erased, and no backup brings it back")
    func erasure() async throws {
        var random = SeededGenerator.announced()
        let words = (0..<3).map { _ in PlantedWord(using: &random) }
        let first = FindingSamples.finding(1, recipients: [Self.own], story: 1, words: words[0].text)
        let numbers = try await gateway.take([first, FindingSamples.finding(2, recipients: [Self.own], isStub: true)])
        let second = FindingSamples.finding(1, text: "second", recipients: [Self.own], story: 1, words: words[0].text)
        try await gateway.take([second], from: FindingSamples.source("later"))
        try await gateway.makeRelevant(numbers)
        try await gateway.assess(
            numbers[0],
            [GapAssessment(recommendation: "R1", position: "gap", evidence: words[1].text)],
            by: FindingPeople.assess
        )
        let read = FindingSamples.draft(2, words: words[2].text).prettyBytes
        try await gateway.read(finding: numbers[1], draft: read, by: FindingPeople.assess)
        let kept = "\(gateway.sources)/sha256-\(FindingSamples.source.digest.hex)"
        try folder.make("store/sources")
        try Data("a table".utf8).write(to: URL(fileURLWithPath: kept))
        // A state that was shown: without it nobody knows which log a restore goes on with.
        _ = try await gateway.publishSamples(0..<1)
        try await SQLiteStore.copy(store, into: folder["backup"].path)
        let reason = "The report names somebody."
        try await gateway.forget(finding: numbers[0], reason: reason, withCase: true, by: FindingPeople.triage)
        try await gateway.forget(finding: numbers[1], reason: reason, by: FindingPeople.triage)
        #expect(
            await gateway.refusal { try await gateway.forget(finding: 9, reason: reason, by: FindingPeople.triage) }
                == "finding.not-found"
        )
        try await expectForgotten(gateway, numbers, words, in: "store")
        #expect(!FileManager.default.fileExists(atPath: kept))
        #expect(try await gateway.take([second]) == [numbers[0]])
        #expect(try await gateway.finding(numbers[0]).record.finding.draft.isEmpty)
        // A store that is put back does not know of it.
        try folder.make("again")
        for name in ["checkpoint", "erased"] { folder.copy("store/\(name)", to: "again/\(name)") }
        _ = try await network.restore(folder["backup"], of: gateway, in: folder["again"])
        let again = try network.gateway(Self.own, in: folder["again"])
        try await expectForgotten(again, numbers, words, in: "again")
    }

    private func expectForgotten(
        _ gateway: Gateway,
        _ numbers: [Int64],
        _ words: [PlantedWord],
        in name: String
    ) async throws {
        for file in folder.files(below: name) {
            for word in words { #expect(!word.isIn(file.bytes), "\(file.name)") }
        }
        for number in numbers {
            let detail = try await gateway.finding(number)
            #expect(detail.record.finding.draft.isEmpty && detail.record.finding.title.isEmpty)
            #expect(detail.record.state.state == .open)
            #expect(await gateway.refusal { _ = try await gateway.draft(ofFinding: number) } == "statement.erased")
        }
        #expect(try await gateway.finding(numbers[0]).record.state.assessments["R1"]?.evidence == nil)
        #expect(try await gateway.check() == [])
    }

    @Test("a backup brings cases back, and housekeeping leaves them alone")
    func backup() async throws {
        try await fill()
        _ = try await gateway.store.commitDraftsEnd(before: gateway.clock().adding(seconds: 86_400))
        _ = try await gateway.publishSamples(0..<1)
        let before = try await gateway.store.findings(FindingQuery()).findings
        try await SQLiteStore.copy(store, into: folder["backup"].path)
        try folder.make("again")
        folder.copy("store/checkpoint", to: "again/checkpoint")
        _ = try await network.restore(folder["backup"], of: gateway, in: folder["again"])
        let again = try network.gateway(Self.own, in: folder["again"])
        let after = try await again.store.findings(FindingQuery()).findings
        #expect(after.map(\.number) == before.map(\.number))
        #expect(zip(after, before).allSatisfy { $0.state == $1.state && $0.finding == $1.finding })
        #expect(try await again.check() == [])
    }
}
