import ExchangeTestKit
import Findings
import Gateway
import GatewayTestKit
import LessonExchange
import Signatures
import Testing

@Suite("Who is asked about a finding")
struct FindingTriageTests {
    private let folder = TemporaryFolder()
    private let gateway: Gateway
    private static let own = "reg:demo-northmere"
    private static let other = "reg:demo-southfell"

    init() throws {
        gateway = try VirtualNetwork([Self.own]).gateway(Self.own, in: folder["store"])
    }

    private static func subscription(_ name: String, _ change: (inout Subscription) -> Void) -> Subscription {
        var subscription = Subscription(name: name)
        change(&subscription)
        return subscription
    }

    private static let rules = TriageRules(
        organisation: own,
        classes: ["nhs-trust", "mental-health"],
        subscriptions: [
            subscription("digital") { $0.theme = "digital-system" },
            subscription("neighbour") {
                $0.recipient = other
                $0.since = "2026-01-01"
            },
        ]
    )

    @Test("only what names us has a clock; subscriptions take the rest that we want to see")
    func rules() {
        let alert = "national-patient-safety-alert"
        let table: [(finding: ExternalFinding, duty: FindingDuty, because: [String])] = [
            (FindingSamples.finding(1), .awareness, []),
            (FindingSamples.finding(1, recipients: [Self.own]), .duty, ["recipient"]),
            (FindingSamples.finding(1, recipients: [Self.other, Self.own]), .duty, ["recipient", "neighbour"]),
            (FindingSamples.finding(1, classes: ["nhs-trust"], sourceType: alert), .duty, ["class"]),
            (FindingSamples.finding(1, classes: ["nhs-trust"]), .awareness, []),
            (FindingSamples.finding(1, classes: ["ambulance"], sourceType: alert), .awareness, []),
            (FindingSamples.finding(1, themes: ["digital-system"]), .awareness, ["digital"]),
            (FindingSamples.finding(1, recipients: [Self.other]), .awareness, ["neighbour"]),
            (FindingSamples.finding(1, recipients: [Self.other], published: "2025-12-31"), .awareness, []),
            (FindingSamples.finding(1, recipients: [Self.other], published: nil), .awareness, []),
            (
                FindingSamples.finding(1, recipients: [Self.other, Self.own], themes: ["digital-system"]), .duty,
                ["recipient", "digital", "neighbour"]
            ),
        ]
        for (place, row) in table.enumerated() {
            let item = Self.rules.place(row.finding)
            #expect(item.duty == row.duty && item.because == row.because, "\(place)")
            #expect(item.state == (row.because.isEmpty ? .searchable : .triage), "\(place)")
        }
        #expect(!Subscription(name: "all").matches(FindingSamples.finding(1)))
    }

    @Test("our classes of providers come from the identity")
    func classes() async throws {
        let network = try VirtualNetwork([Self.own])
        let plain = try network.gateway(Self.own, in: folder["classes"])
        var identity = plain.identity
        identity.providerClasses = ["nhs-trust"]
        let own = Gateway(
            identity: identity,
            store: plain.store,
            trust: plain.trust,
            keeper: plain.keeper,
            erasures: plain.erasures,
            holds: plain.holds,
            sources: plain.sources,
            clock: plain.clock,
            random: plain.random,
            logger: plain.logger
        )
        let alert = FindingSamples.finding(1, classes: ["nhs-trust"], sourceType: "national-patient-safety-alert")
        try await own.take([alert])
        #expect(try await own.finding(1).record.because == ["class"])
    }

    @Test("only duty is ever late, and only until somebody ends it")
    func overdue() async throws {
        let numbers = try await gateway.take([
            FindingSamples.finding(1, recipients: [Self.own], due: "2026-01-31", story: 1),
            FindingSamples.finding(2, recipients: [Self.other], due: "2026-01-31", story: 2),
            FindingSamples.finding(3, recipients: [Self.own], story: 3),
            FindingSamples.finding(4, recipients: [Self.own], due: "2026-03-31", story: 4),
        ])
        func late(_ day: String) async throws -> [Int64] {
            var query = FindingQuery()
            query.overdueOn = day
            query.isByDue = true
            let found = try await gateway.findings(query).findings.map(\.record)
            #expect(found.allSatisfy { $0.isOverdue(on: day) })
            return found.map(\.number)
        }
        #expect(try await late("2026-01-31") == [])
        #expect(try await late("2026-02-01") == [numbers[0]])
        #expect(try await late("2027-01-01") == [numbers[0], numbers[3]])
        // Awareness is never late, also with a day of our own.
        try await gateway.makeRelevant([numbers[1]], due: "2026-02-01")
        try await gateway.makeRelevant([numbers[2]], due: "2026-02-02")
        try await gateway.makeRelevant([numbers[3]], due: nil)
        #expect(try await late("2027-01-01") == [numbers[0], numbers[2], numbers[3]])
        try await gateway.triage(
            [numbers[0]],
            as: TriageDecision(isRelevant: false, reason: "It was sent to us by mistake."),
            by: FindingPeople.triage
        )
        // Nobody ends a duty alone: it stays late until another person approves that.
        #expect(try await late("2027-01-01") == [numbers[0], numbers[2], numbers[3]])
        try await gateway.approve(finding: numbers[0], by: FindingPeople.approve)
        #expect(try await late("2027-01-01") == [numbers[2], numbers[3]])
    }

    private func state(of number: Int64) async throws -> CaseState {
        let detail = try await gateway.finding(number)
        return detail.record.state
    }

    @Test("that a duty is not relevant waits for a second person; of awareness one person decides")
    func dismissal() async throws {
        let numbers = try await gateway.take([
            FindingSamples.finding(1, recipients: [Self.own], story: 1), FindingSamples.finding(2, story: 2),
        ])
        let none = TriageDecision(isRelevant: false, reason: "We have no such service.")
        #expect(try await gateway.triage(numbers, as: none, by: FindingPeople.triage) == [numbers[0]])
        let waiting = try await state(of: numbers[0])
        #expect(waiting.state == .triage && waiting.waitsAsNotRelevant)
        #expect(try await state(of: numbers[1]).state == .notRelevant)
        func approve(_ actor: Gateway.Actor) async -> String? {
            await gateway.refusal { try await gateway.approve(finding: numbers[0], by: actor) }
        }
        #expect(await approve(Gateway.Actor(person: "ANN  TRIAGE", role: "chair")) == "duty.separated")
        // Somebody disagrees, and somebody says it again.
        try await gateway.makeRelevant([numbers[0]])
        let relevant = try await state(of: numbers[0])
        #expect(relevant.state == .open && !relevant.waitsAsNotRelevant)
        #expect(await approve(FindingPeople.approve) == "finding.step-missing")
        try await gateway.triage([numbers[0]], as: none, by: FindingPeople.triage)
        #expect(await approve(FindingPeople.approve) == nil)
        #expect(try await state(of: numbers[0]).state == .notRelevant)
        #expect(
            try await gateway.finding(numbers[0]).steps.map(\.content.name) == [
                "dismissal", "triage", "dismissal", "dismissal-approval",
            ]
        )
        #expect(await approve(FindingPeople.approve) == "finding.ended")
        #expect(try await gateway.check() == [])
    }

    @Test("a day of the source is its own, and moves when another version prints a later one")
    func clocks() async throws {
        let number = try await gateway.take([FindingSamples.finding(1, recipients: [Self.own], due: "2026-04-01")])[0]
        func record() async throws -> FindingRecord { try await gateway.finding(number).record }
        try await gateway.makeRelevant([number], due: nil)
        let printed = try await record()
        #expect(printed.state.due == nil && printed.clock == "2026-04-01" && printed.clockBasis == "printed")
        let later = FindingSamples.finding(1, text: "second", recipients: [Self.own], due: "2026-05-01")
        try await gateway.take([later], from: FindingSamples.source("later"))
        #expect(try await record().clock == "2026-05-01")
        try await gateway.makeRelevant([number], due: "2026-03-01")
        let earlier = try await record()
        #expect(earlier.clock == "2026-03-01" && earlier.clockBasis == "set at triage")
        #expect(try await gateway.check() == [])
    }

    @Test(
        "a printed date that is not the statutory one says so",
        arguments: [(-2, "2 days before"), (1, "1 day after")]
    )
    func disagreement(days: Int, words: String) async throws {
        let finding = FindingSamples.finding(1, recipients: [Self.own])
            .due(.init(date: "2026-04-01", basis: .printed, differsByDays: days))
        let record = try await gateway.finding(try await gateway.take([finding])[0]).record
        #expect(record.dueBasis == "printed, \(words) the statutory date" && record.clockBasis == "printed")
    }

    @Test("a report since a day that has not come is refused")
    func tomorrow() async throws {
        for kind in ReportKind.allCases {
            let code = await gateway.refusal {
                _ = try await gateway.report(kind, since: gateway.clock().adding(seconds: 1), isForOutside: false)
            }
            #expect(code == "finding.value-unknown", "\(kind)")
            _ = try await gateway.report(kind, since: gateway.clock(), isForOutside: false)
        }
    }

    @Test("the clock of a source that asks for a reply ends when it was sent, and a day of our own goes on")
    func replied() async throws {
        func finding(_ number: Int, _ source: String) -> ExternalFinding {
            FindingSamples.finding(number, recipients: [Self.own], sourceType: source, due: "2026-02-10")
        }
        let alert = "national-patient-safety-alert"
        let numbers = try await gateway.take([finding(1, "hssib"), finding(2, "hssib"), finding(3, alert)])
        try await gateway.makeRelevant([numbers[0], numbers[2]], due: nil)
        try await gateway.makeRelevant([numbers[1]], due: "2026-02-05")
        func overdue() async throws -> [Int64] {
            var query = FindingQuery()
            query.overdueOn = "2026-04-01"
            return try await gateway.store.findings(query).findings.map(\.number).sorted()
        }
        #expect(try await overdue() == numbers)
        for number in numbers {
            try await gateway.replySent(finding: number, on: "2026-02-06", by: FindingPeople.triage)
        }
        #expect(try await overdue() == [numbers[1], numbers[2]])
        let records = try await numbers.asyncMap { try await gateway.finding($0).record }
        #expect(records.map(\.clock) == [nil, "2026-02-05", "2026-02-10"])
        #expect(records.map(\.clockBasis) == [nil, "set at triage", "printed"])
        #expect(records.allSatisfy { $0.daysRepliedLate == nil })
        try await gateway.replySent(finding: numbers[0], on: "2026-02-12", by: FindingPeople.triage)
        #expect(try await gateway.finding(numbers[0]).record.daysRepliedLate == 2)
        // No clock of the source runs any more: whoever looks after it next says by when.
        #expect(
            await gateway.refusal { try await gateway.makeRelevant([numbers[0]], due: nil) } == "finding.value-unknown"
        )
        try await gateway.makeRelevant([numbers[0]], due: "2026-05-01")
        #expect(try await gateway.finding(numbers[0]).record.clock == "2026-05-01")
        #expect(try await gateway.check() == [])
    }

    @Test("a position on words that another version changed is taken anew")
    func changedWords() async throws {
        let number = try await gateway.take([FindingSamples.finding(1, recipients: [Self.own], story: 1)])[0]
        try await gateway.workOn(number)
        let same = FindingSamples.finding(1, text: "second", recipients: [Self.own], story: 1)
        try await gateway.take([same], from: FindingSamples.source("second"))
        #expect(try await gateway.finding(number).record.state.assessments["R1"] != nil)
        let other = FindingSamples.finding(1, text: "third", recipients: [Self.own], story: 9)
        try await gateway.take([other], from: FindingSamples.source("third"))
        let detail = try await gateway.finding(number)
        #expect(detail.record.state.assessments.isEmpty && detail.record.state.approvedBy == nil)
        #expect(detail.steps.last?.content == .newVersion(3, changed: ["text", "recommendation R1"]))
        #expect(
            await gateway.refusal { try await gateway.approve(finding: number, by: FindingPeople.approve) }
                == "finding.step-missing"
        )
        #expect(try await gateway.check() == [])
    }

    @Test("a new subscription takes what is here and matches; its end changes nothing that is in triage")
    func subscribing() async throws {
        try await gateway.take([
            FindingSamples.finding(1, themes: ["digital-system"]), FindingSamples.finding(2, recipients: [Self.own]),
            FindingSamples.finding(3, themes: ["digital-system"], published: "2024-05-01"),
        ])
        let digital = Self.subscription("digital") {
            $0.theme = "digital-system"
            $0.since = "2025-01-01"
        }
        #expect(try await gateway.subscribe(digital, by: FindingPeople.triage) == 1)
        #expect(try await gateway.finding(1).record.because == ["digital"])
        #expect(try await gateway.finding(1).record.duty == .awareness)
        #expect(try await gateway.finding(2).record.because == ["recipient"])
        let wider = Self.subscription("digital") { $0.theme = "digital-system" }
        #expect(try await gateway.subscribe(wider, by: FindingPeople.triage) == 1)
        #expect(try await gateway.store.subscriptions() == [wider])
        try await gateway.unsubscribe("digital", by: FindingPeople.triage)
        #expect(try await gateway.store.subscriptions().isEmpty)
        #expect(try await gateway.finding(3).record.state.state == .triage)
        #expect(await gateway.refusal { try await gateway.unsubscribe("digital", by: FindingPeople.triage) } != nil)
        let actions = try await gateway.store.audit(max: 100).map(\.action)
        #expect(actions.filter { $0 == "finding.taken" }.count == 2)
        #expect(actions.filter { $0 == "subscription.set" }.count == 2 && actions.contains("subscription.ended"))
        #expect(try await gateway.check() == [])
    }

    @Test("a subscription names what there is")
    func faults() async throws {
        let wrong = [
            Subscription(name: "nothing"), Self.subscription("Upper") { $0.theme = "digital-system" },
            Self.subscription("two--dashes") { $0.theme = "digital-system" },
            Self.subscription("recipient") { $0.theme = "digital-system" },
            Self.subscription("theme") { $0.theme = "made-up" },
            Self.subscription("line") { $0.serviceLine = "made-up" },
            Self.subscription("source") { $0.source = "made-up" },
            Self.subscription("day") { $0.since = "2026-02-30" },
            Self.subscription("who") { $0.recipient = "somebody" },
        ]
        for subscription in wrong {
            let code = await gateway.refusal { try await gateway.subscribe(subscription, by: FindingPeople.triage) }
            #expect(code == "finding.value-unknown", "\(subscription.name)")
        }
        for number in 0..<Gateway.subscriptionsMax {
            let one = Self.subscription("s\(number)") { $0.theme = "digital-system" }
            try await gateway.subscribe(one, by: FindingPeople.triage)
        }
        let more = Self.subscription("more") { $0.theme = "digital-system" }
        #expect(
            await gateway.refusal { try await gateway.subscribe(more, by: FindingPeople.triage) } == "limit.exceeded"
        )
    }

    @Test("the store takes by a subscription what the rule says that it matches")
    func agreement() async throws {
        var random = SeededGenerator.announced()
        let themes = ["digital-system", "handover-communication", "discharge-planning"]
        let lines = ["pharmacy", "liaison"]
        let sources = ["hssib", "cqc"]
        let days: [String?] = ["2024-02-29", "2025-06-30", "2026-01-10", nil]
        func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &random)] }
        func maybe<Value>(_ values: [Value]) -> Value? { Bool.random(using: &random) ? pick(values) : nil }
        let findings = (1...60).map { number in
            FindingSamples.finding(
                number,
                recipients: maybe([[Self.other], ["ods:RXY"], [Self.other, "ods:RXY"]]) ?? [],
                sourceType: pick(sources),
                themes: [pick(themes)],
                lines: maybe(lines).map { [$0] } ?? [],
                published: pick(days),
                isStub: true
            )
        }
        let numbers = try await gateway.take(findings)
        var left = Dictionary(uniqueKeysWithValues: zip(numbers, findings))
        for round in 0..<12 {
            let subscription = Self.subscription("round-\(round)") {
                $0.recipient = maybe([Self.other, "ods:RXY"])
                $0.theme = maybe(themes)
                $0.serviceLine = maybe(lines)
                $0.source = maybe(sources)
                $0.since = maybe(["2024-12-31", "2026-01-10", "2026-01-11"])
            }
            guard subscription.hasTerms else { continue }
            let expected = left.filter { subscription.matches($0.value) }.keys
            #expect(try await gateway.subscribe(subscription, by: FindingPeople.triage) == expected.count)
            for number in expected {
                #expect(try await gateway.finding(number).record.because == [subscription.name])
                left[number] = nil
            }
        }
        for number in left.keys { #expect(try await gateway.finding(number).record.state.state == .searchable) }
    }
}
