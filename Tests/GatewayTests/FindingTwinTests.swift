import ExchangeTestKit
import Findings
import Gateway
import GatewayTestKit
import LessonExchange
import Signatures
import Testing

/// Several rows with one reference, and what another table may do to a duty.
@Suite("Findings with one reference")
struct FindingTwinTests {
    private let folder = TemporaryFolder(inMemory: true)
    private let gateway: Gateway
    private static let own = "reg:demo-northmere"

    init() throws { gateway = try VirtualNetwork([Self.own]).gateway(Self.own, in: folder["store"]) }

    private func record(_ number: Int64) async throws -> FindingRecord { try await gateway.finding(number).record }

    private func finding(
        _ number: Int = 1,
        text: String = "first",
        recipients: [String] = [own],
        due: String? = "2026-05-01",
        format: FindingFormat = .hssib,
        address: String = ""
    ) -> ExternalFinding {
        FindingSamples.finding(
            number,
            text: text,
            recipients: recipients,
            due: due,
            format: format,
            address: address
        )
    }

    @Test("two reports of one body and reference, from two addresses, have a clock each, and somebody is asked")
    func twoReports() async throws {
        let audit = gateway.audit(FindingPeople.triage, "finding.import", "test")
        let items = [finding(), finding(text: "another", address: "elsewhere")].map {
            TriageRules(organisation: Self.own, classes: [], subscriptions: []).place($0)
        }
        let intake = FindingIntake(source: FindingSamples.source, items: items, audit: audit)
        let outcomes = try await gateway.store.commitFindings(intake)
        #expect(
            outcomes == [
                .imported(1, duty: .duty, state: .triage, twin: nil),
                .imported(2, duty: .duty, state: .triage, twin: 1),
            ]
        )
        #expect(try await gateway.check() == [])
    }

    @Test("the report counts what came into triage, not what would have")
    func held() async throws {
        let audit = gateway.audit(FindingPeople.triage, "finding.import", "test")
        let rules = TriageRules(organisation: Self.own, classes: [], subscriptions: [])
        try await gateway.take([finding()])
        let intake = FindingIntake(
            source: FindingSamples.source,
            items: [rules.place(finding(format: .table))],
            audit: audit
        )
        let outcome = try await gateway.store.commitFindings(intake)
        #expect(outcome == [.imported(2, duty: .awareness, state: .searchable, twin: 1)])
    }

    @Test("a subscription that takes what another table's clock runs for keeps why it is here")
    func subscription() async throws {
        let numbers = try await gateway.take([finding(), finding(format: .table)])
        var all = Subscription(name: "all-of-them")
        all.source = "hssib"
        try await gateway.subscribe(all, by: FindingPeople.triage)
        #expect(try await record(numbers[1]).because == ["same-source", "all-of-them"])
        #expect(try await gateway.check() == [])
        try await gateway.take([finding(format: .table)])
        #expect(try await record(numbers[1]).version == 1)
    }

    @Test("what a new version takes away from a duty is not ended by one person")
    func endedByImport() async throws {
        let number = try await gateway.take([finding()])[0]
        try await gateway.take([finding(text: "second", recipients: ["ods:RXY"])])
        #expect(try await record(number).duty == .awareness)
        let decision = TriageDecision(isRelevant: false, reason: "It names us no longer.")
        #expect(try await gateway.triage([number], as: decision, by: FindingPeople.triage) == [number])
        #expect(try await record(number).state.state == .triage)
        try await gateway.approve(finding: number, by: FindingPeople.approve)
        #expect(try await record(number).state.state == .notRelevant)
        #expect(try await gateway.check() == [])
    }

    @Test("the clock goes to another table's row that names us when the first does no longer")
    func handedOver() async throws {
        let numbers = try await gateway.take([finding(format: .document), finding()])
        #expect(try await record(numbers[1]).because == ["same-source"])
        try await gateway.take([finding(text: "second", recipients: ["ods:RXY"], format: .document)])
        #expect(try await record(numbers[0]).duty == .awareness)
        let heir = try await record(numbers[1])
        #expect(heir.duty == .duty && heir.because == ["recipient"] && heir.clock == "2026-05-01")
        #expect(heir.state.state == .triage)
        #expect(try await gateway.check() == [])
    }

    @Test("a reading that knows fewer spellings ends no duty, however many recipients it tells of")
    func unknownSpellings() async throws {
        let number = try await gateway.take([finding(recipients: ["ods:RXY", Self.own])])[0]
        let unread = finding(text: "second", recipients: ["a", "b", "c"]).naming(
            (0..<3).map { .init(organisation: nil, place: $0) }
        )
        try await gateway.take([unread])
        let kept = try await record(number)
        #expect(kept.duty == .duty && kept.version == 2 && kept.clock == "2026-05-01")
        #expect(try await gateway.check() == [])
        // Where every spelling is known, and none of them is ours, it names us no longer.
        try await gateway.take([finding(text: "third", recipients: ["ods:RXY", "ods:RWF"])])
        #expect(try await record(number).duty == .awareness)
    }

    @Test("of two printed dates the earlier one counts, and what a person says of a document makes no clock later")
    func earlierDate() async throws {
        let number = try await gateway.take([finding()])[0]
        try await gateway.take([finding(due: "2036-12-31", format: .document)])
        #expect(try await record(number).clock == "2026-05-01")
        try await gateway.take([finding(due: "2026-04-20", format: .table)])
        #expect(try await record(number).clock == "2026-04-20")
        let computed = try await gateway.take([
            finding(2).due(.init(date: "2026-05-05", basis: .computed))
        ])[0]
        try await gateway.take([finding(2, due: "2036-12-31", format: .document)])
        #expect(try await record(computed).clock == "2026-05-05")
        #expect(try await gateway.check() == [])
    }

    @Test("a date that one table works out counts for a document without one, until one is printed")
    func computedDate() async throws {
        func row(_ number: Int, _ date: String, text: String = "first") -> ExternalFinding {
            finding(number, text: text, due: date).due(.init(date: date, basis: .computed))
        }
        let number = try await gateway.take([finding(due: nil, format: .document)])[0]
        try await gateway.take([row(1, "2026-06-10")])
        let held = try await gateway.finding(number)
        #expect(held.record.duty == .duty && held.record.clock == "2026-06-10" && held.record.clockBasis == "computed")
        let said: CaseStep.Content = .newVersion(2, changed: ["due date, worked out from another table"])
        #expect(held.steps.map(\.content) == [said])
        // The table's day of the report was wrong.
        try await gateway.take([row(1, "2026-06-11", text: "second")])
        #expect(try await record(number).clock == "2026-06-11")
        try await gateway.take([finding(due: "2026-06-20", format: .table)])
        #expect(try await record(number).clock == "2026-06-20")
        // A document that comes second is for awareness, and takes nothing from the table.
        let numbers = try await gateway.take([row(2, "2026-06-10"), finding(2, due: nil, format: .document)])
        let records = try await [record(numbers[0]), record(numbers[1])]
        #expect(records.map(\.duty) == [.duty, .awareness] && records[0].clock == "2026-06-10")
        #expect(try await gateway.check() == [])
    }

    @Test("a coroner's report is the same in a table that knows the area and in one that does not")
    func coroners() async throws {
        func row(_ issuer: String, _ format: FindingFormat) -> FindingIntake.Item {
            let finding = FindingSamples.finding(
                1,
                recipients: [Self.own],
                sourceType: "coroner-pfd",
                due: "2026-05-01",
                isStub: true,
                format: format,
                issuer: issuer
            )
            return TriageRules(organisation: Self.own, classes: [], subscriptions: []).place(finding)
        }
        let (area, unknown) = ("reg:coroner-kent-and-medway", "reg:coroner")
        let intake = FindingIntake(
            source: FindingSamples.source,
            items: [row(area, .pfdTracker), row(unknown, .pfdToolkit), row("reg:coronet", .table)],
            audit: gateway.audit(FindingPeople.triage, "finding.import", "test")
        )
        #expect(
            try await gateway.store.commitFindings(intake) == [
                .imported(1, duty: .duty, state: .triage, twin: nil),
                .imported(2, duty: .awareness, state: .searchable, twin: 1),
                .imported(3, duty: .duty, state: .triage, twin: nil),
            ]
        )
        let records = try await [record(1), record(2), record(3)]
        #expect(records[1].because == ["same-source"] && records[0].issue == records[1].issue)
        #expect(records[2].issue != records[0].issue)
        // What was said to the one is seen at the other.
        _ = try await gateway.respond(
            to: .external(issuer: area, reference: FindingSamples.reference(1)),
            recipients: [Self.own],
            position: "gap",
            text: nil,
            by: FindingPeople.answer
        )
        for issuer in [area, unknown, "reg:coroner-mid-kent"] {
            let said = try await gateway.store.responses(toIssuer: issuer, reference: "drb-2026-1", max: 10)
            #expect(said.map(\.position) == ["gap"], "\(issuer)")
        }
        #expect(try await gateway.check() == [])
    }

    @Test("no reply went before the finding was published")
    func early() async throws {
        let number = try await gateway.take([finding()])[0]
        let code = await gateway.refusal {
            try await gateway.replySent(finding: number, on: "1990-01-01", by: FindingPeople.triage)
        }
        #expect(code == "finding.value-unknown")
    }
}
