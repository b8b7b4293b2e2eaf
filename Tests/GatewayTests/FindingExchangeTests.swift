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

/// Two trusts with the same finding: what the first one did shows at the second.
@Suite("Nobody works twice on one finding")
struct FindingExchangeTests {
    private let folder = TemporaryFolder()
    private let network: VirtualNetwork
    private let north: Gateway
    private let south: Gateway
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell"]
    private let operation = Gateway.Actor(person: "Test Operator", role: "operator")

    init() async throws {
        network = try VirtualNetwork(Self.ids)
        north = try network.gateway(Self.ids[0], in: folder["north"])
        south = try network.gateway(Self.ids[1], in: folder["south"])
        for (one, other) in [(north, south), (south, north)] {
            try await one.change(other.asPartner(url: "https://gateway.example:8443"), by: operation)
        }
    }

    private func publish(_ draft: [UInt8], of gateway: Gateway) async throws -> PublishedStatement {
        let tree = JSONTree(try JSONDocument(parsing: draft).root)
        return try await gateway.publish(
            [Gateway.Submission(draft: try SampleDrafts.attested(tree))],
            sharing: .init(marking: "nhs-and-partners", onwardSharing: "no", licence: nil, recipients: []),
            by: Gateway.Actor(person: "Test Publisher", role: "publisher")
        )[0]
    }

    @Test("the second trust sees the lesson and the position of the first, and its own draft names the lesson")
    func secondTrust() async throws {
        let number = try await north.take([FindingSamples.finding(1, recipients: Self.ids)])[0]
        try await north.workOn(number, reason: "Two wards have started.")
        _ = try await north.answer(
            finding: number,
            overall: "adapted",
            text: nil,
            shareWith: [Self.ids[1]],
            by: FindingPeople.answer,
            request: nil
        )
        let published = try await publish(try await north.draft(ofFinding: number), of: north)
        let lesson = try #require(published.lessons.first?.lessonID)
        // Here it is covered by our own lesson.
        let own = try await north.finding(number).coveredBy
        #expect(own.map(\.lessonID) == [lesson] && own[0].isOwn && own[0].position == "adapted")
        // There the other format of the same source is taken in, in another spelling of nothing else.
        let other = try await south.take([FindingSamples.finding(1, recipients: Self.ids, format: .table)])[0]
        #expect(try await south.finding(other).coveredBy.isEmpty)
        try await south.pull(from: north)
        let list = try await south.findings(FindingQuery()).findings
        #expect(list.map(\.record.number) == [other])
        let covered = try #require(list.first?.coveredBy.first)
        #expect(covered.lessonID == lesson && covered.kind == .sameSource && !covered.isOwn && covered.draft == nil)
        #expect(covered.position == "adapted" && covered.responder == Self.ids[0])
        let detail = try await south.finding(other)
        #expect(detail.positions.map(\.responder) == [Self.ids[0]])
        // Where the first one stands on each recommendation, and why, can be read there.
        let answers = try #require(detail.positions.first?.recommendations)
        #expect(answers.map(\.id) == ["R1", "R2"] && answers.map(\.position) == ["partial", "partial"])
        #expect(answers.allSatisfy { $0.reason == "Two wards have started." })
        #expect(detail.tree["positions"]?.elements.first?["perRecommendation"]?.elements.count == 2)
        #expect(try await south.answers(to: nil, from: Self.ids[0], max: 10) == detail.positions)
        let draft = try await south.draft(ofFinding: other)
        let root = try JSONDocument(parsing: draft).root
        #expect(root["sameIssueAs"]?.elements.count == 1)
        #expect(root["sameIssueAs"]?[0]?["lesson"]?["lessonId"]?.string == lesson)
        #expect(root["sameIssueAs"]?[0]?["relation"]?.string == "same-source")
        #expect(DraftChecker.findingsToDecide(draft, file: "draft").lesson != nil)
        for gateway in [north, south] { #expect(try await gateway.check() == []) }
    }

    @Test("a partner's position is told where no lesson came of it")
    func positionAlone() async throws {
        let number = try await north.take([FindingSamples.finding(1, recipients: Self.ids)])[0]
        try await north.workOn(number)
        _ = try await north.answer(
            finding: number,
            overall: "partial",
            text: "One list replaces three.",
            shareWith: [Self.ids[1]],
            by: FindingPeople.answer,
            request: nil
        )
        try await south.pull(from: north)
        let source = FindingSamples.source("table")
        let report = try await south.importRows(kept: source.digest, bytes: 1, by: FindingPeople.triage) { each in
            let finding = FindingSamples.finding(1, recipients: Self.ids)
            try each(FindingRow(row: 1, reading: .finding(finding), questions: []))
            return source
        }
        #expect(report.coveredBy.isEmpty && report.answeredBy.map(\.number) == [1])
        #expect(report.answeredBy.first?.positions.map(\.position) == ["partial"])
        let item = try #require(try await south.findings(FindingQuery()).findings.first)
        #expect(item.coveredBy.isEmpty && item.positions.map(\.responder) == [Self.ids[0]])
        #expect(try await south.finding(1).positions.first?.text == "One list replaces three.")
        // Our own position is the case's: nobody has to be told of it in a list.
        #expect(try await north.findings(FindingQuery()).findings.first?.positions == [])
        // The meeting reads it, too, once the finding is open there.
        try await south.makeRelevant([1])
        let page = try await south.report(.meeting, since: Timestamp(unixSeconds: 0), isForOutside: false)
        #expect(
            page.cells("What partners did", "Partner", "Position", "Recommendations") == [
                [Self.ids[0], "Partly in place", "2"]
            ]
        )
    }

    @Test("the evidence names a finding as its body does, the terms of subscriptions, and why words were erased")
    func evidence() async throws {
        var subscription = Subscription(name: "medicines")
        subscription.theme = "medication-monitoring"
        subscription.since = "2025-01-01"
        try await north.subscribe(subscription, by: FindingPeople.triage)
        let number = try await north.take([FindingSamples.finding(1, recipients: Self.ids)])[0]
        try await north.makeRelevant([number])
        let later = FindingSamples.finding(1, text: "second", recipients: Self.ids)
        try await north.take([later], from: FindingSamples.source("later"))
        try await north.makeRelevant([number])
        try await north.forget(finding: number, reason: "It tells which ward.", by: FindingPeople.triage)
        var lines: [JSONTree] = []
        try await north.caseEvidence(since: Timestamp(unixSeconds: 0)) { lines.append($0) }
        let steps = lines.filter { $0["kind"]?.string == "step" }
        #expect(steps.map { $0["step"]?.string } == ["triage", "new-version", "triage"])
        #expect(steps.allSatisfy { $0["issuer"]?.string == FindingSamples.issuer })
        #expect(steps.allSatisfy { $0["reference"]?.string == FindingSamples.reference(1) })
        let versions = steps.map { step in String(decoding: step["findingVersion"]?.compactBytes ?? [], as: UTF8.self) }
        #expect(versions == ["1", "2", "2"])
        func line(_ action: String) -> JSONTree? { lines.first { $0["action"]?.string == action } }
        #expect(
            line("subscription.set")?["subject"]?.string
                == "medicines: theme medication-monitoring, since 2025-01-01"
        )
        #expect(line("finding.forgotten")?["reason"]?.string == "It tells which ward.")
        #expect(line("finding.triage")?["reason"] == nil)
    }

    @Test("the evidence has every line of the audit trail, also who published and answered")
    func wholeTrail() async throws {
        _ = try await publish(SampleDrafts.draft(7).prettyBytes, of: north)
        try await north.take([FindingSamples.finding(1, recipients: Self.ids)])
        _ = try await north.respond(
            to: .external(issuer: FindingSamples.issuer, reference: FindingSamples.reference(1)),
            recipients: [Self.ids[1]],
            position: "gap",
            text: nil,
            by: FindingPeople.answer
        )
        var told: [[String?]] = []
        try await north.caseEvidence(since: Timestamp(unixSeconds: 0)) { line in
            guard line["kind"]?.string == "audit" else { return }
            told.append([line["action"]?.string, line["person"]?.string, line["subject"]?.string])
        }
        let trail = try await north.store.audit(max: 1000).reversed()
        #expect(told == trail.map { [$0.action, $0.person, $0.subject] })
        let actions = Set(told.compactMap(\.first).compactMap { $0 })
        #expect(actions.isSuperset(of: ["publish", "respond", "finding.import"]), "\(actions)")
    }

    @Test("the example of a report that is only a document is read in as it stands on the page")
    func document() async throws {
        let page = String(decoding: try SharedFolder.packageBytes("docs/how-to/work-with-findings.md"), as: UTF8.self)
        let blocks = page.split(separator: "```json\n", omittingEmptySubsequences: false)
        let example = try #require(blocks.dropFirst().first?.split(separator: "```").first)
        let finding = try FindingDocument(
            issuer: FindingSamples.issuer,
            reference: "DRB/2026/03",
            sourceType: "hssib",
            title: nil,
            published: nil,
            link: nil,
            recipients: [Self.ids[0]],
            due: nil
        ).finding(
            document: Array("A report.".utf8),
            publisher: Self.ids[0],
            now: north.clock(),
            scanner: GateContext().scanner
        )
        let number = try await north.take([finding])[0]
        #expect(try await north.finding(number).record.duty == .duty)
        var draft = JSONTree(try JSONDocument(parsing: finding.draft).root)
        let words = JSONTree(try JSONDocument(parsing: Array(example.utf8)).root)
        // The stub alone lacks what the example gives.
        await #expect {
            try await north.read(finding: number, draft: finding.draft, by: FindingPeople.assess)
        } throws: { error in
            let message = (error as? LessonExchangeError)?.message ?? ""
            return message.contains("\"whatWeLearned\"") && message.contains("\"reviewDue\"")
        }
        guard case .object(let members) = words else {
            Issue.record("the example is no object")
            return
        }
        for member in members { draft[member.name] = member.value }
        try await north.read(finding: number, draft: draft.prettyBytes, by: FindingPeople.assess)
        #expect(try await north.finding(number).record.recommendationIDs == ["R1"])
    }

    @Test("what a person decided about a lesson counts for more than what is found")
    func decided() async throws {
        let published = try await publish(FindingSamples.draft(1).prettyBytes, of: north)
        let lesson = try #require(published.lessons.first?.lessonID)
        let number = try await north.take([FindingSamples.finding(1)])[0]
        let draft = try await north.finding(number).record.finding.draft
        func decide(_ relation: String) async throws {
            let decision = DuplicateDecision(
                subject: Digest(of: draft).description,
                lessonID: lesson,
                version: 1,
                relation: relation,
                person: "Ann",
                at: north.clock()
            )
            try await north.decide(decision)
        }
        func relations() async throws -> [String] {
            let root = try JSONDocument(parsing: try await north.draft(ofFinding: number)).root
            return (root["sameIssueAs"]?.elements ?? []).compactMap { $0["relation"]?.string }
        }
        #expect(try await relations() == ["same-source"])
        try await decide("builds-on")
        #expect(try await relations() == ["builds-on"])
        try await decide("different")
        #expect(try await relations() == [])
    }

    @Test("a decision about a lesson that the draft names already is told once")
    func linkedOnce() async throws {
        let first = try await publish(FindingSamples.draft(1).prettyBytes, of: north)
        let lesson = try #require(first.lessons.first?.lessonID)
        let number = try await north.take([FindingSamples.finding(1)])[0]
        let tree = JSONTree(try JSONDocument(parsing: try await north.draft(ofFinding: number)).root)
        let decision = DuplicateDecision(
            subject: "x",
            lessonID: lesson,
            version: 1,
            relation: "builds-on",
            person: "Ann",
            at: north.clock()
        )
        let submission = Gateway.Submission(draft: try SampleDrafts.attested(tree), sameIssueAs: [decision])
        let published = try await north.publish(
            [submission],
            sharing: .init(marking: "nhs-and-partners", onwardSharing: "no", licence: nil, recipients: []),
            by: Gateway.Actor(person: "Test Publisher", role: "publisher")
        )
        let envelope = try #require(try await north.store.statement(published[0].digest)?.envelope)
        let root = try JSONDocument(parsing: try JWSEnvelope(parsing: envelope).payload).root
        let links = root["lessons"]?[0]?["sameIssueAs"]?.elements ?? []
        #expect(links.compactMap { $0["relation"]?.string } == ["builds-on"])
    }

    @Test("a draft of ours that is on its way counts, too, and whoever hands one in learns of the finding")
    func drafts() async throws {
        let number = try await north.take([FindingSamples.finding(1)])[0]
        let bytes = FindingSamples.draft(1).prettyBytes
        let answer = try await north.checkDraft(bytes, by: "Ann")
        #expect(answer.findings.map(\.number) == [number])
        #expect(answer.findings.first?.likeness.kind == .sameSource)
        let covered = try await north.finding(number).coveredBy
        #expect(covered.count == 1 && covered[0].draft == Digest(of: bytes) && covered[0].isOwn)
        let attestation = SampleAttestation.of(Digest(of: bytes))
        let (_, checked) = DraftChecker.check(bytes, file: "sample", attestations: [attestation])
        let candidate = try await north.candidate(
            try #require(checked),
            bytes: bytes,
            file: "sample",
            attestation: attestation,
            links: [],
            by: "Publisher"
        )
        #expect(candidate.findings.map(\.number) == [number])
        _ = try await north.publish(
            [candidate],
            sharing: .init(marking: "nhs-and-partners", onwardSharing: "no", licence: nil, recipients: []),
            by: Gateway.Actor(person: "Publisher", role: "publisher")
        )
        let published = try await north.finding(number).coveredBy
        #expect(published.count == 1 && published[0].draft == nil && !published[0].lessonID.isEmpty)
    }

    @Test("a draft of ours of the same matter counts, although it rests on another source")
    func sameMatter() async throws {
        let number = try await north.take([FindingSamples.finding(1)])[0]
        var draft = FindingSamples.draft(1)
        draft["sourceDocuments"] = [
            .object(of: [
                "issuer": .string(FindingSamples.issuer), "reference": "DRB/2026/077", "extraction": "summary",
            ])
        ]
        _ = try await north.checkDraft(draft.prettyBytes, by: "Ann")
        let covered = try await north.finding(number).coveredBy
        #expect(covered.map(\.kind) == [.probablySame] && covered.first?.draft == Digest(of: draft.prettyBytes))
        #expect(try await north.findings(FindingQuery()).findings.first?.coveredBy.count == 1)
    }

    @Test("a report about new findings tells what covers those in triage")
    func report() async throws {
        _ = try await publish(FindingSamples.draft(1).prettyBytes, of: south)
        try await north.pull(from: south)
        let source = FindingSamples.source("both")
        let report = try await north.importRows(kept: source.digest, bytes: 1, by: FindingPeople.triage) { each in
            for number in 1...2 {
                let finding = FindingSamples.finding(number, recipients: number == 1 ? Self.ids : [], isStub: true)
                try each(FindingRow(row: number, reading: .finding(finding), questions: []))
            }
            return source
        }
        #expect(report.stubs == 2 && report.triage == 1 && report.duties == 1)
        #expect(report.coveredBy.map(\.number) == [1])
        #expect(report.coveredBy.first?.lessons.first?.publisher == Self.ids[1])
    }

    @Test("answers of before are found by every spelling of a reference, like those of now")
    func olderAnswers() async throws {
        try folder.make("old")
        let store = DataFolder(folder["old"].path).store
        try SQLiteStore.migrate(store, upTo: "0007-search")
        let references = ["DRB/2025/03", "2025-0010", "NatPSA/2025/006/NHSPS", "000 A b00c-007", "R", "12", "a  1"]
        for (place, reference) in references.enumerated() {
            try StoreDamage.run(
                """
                INSERT INTO statement (id, digest, kind, signer, first_seen)
                  VALUES (\(place + 1), randomblob(32), 'response', 'reg:demo-southfell', 0);
                INSERT INTO response (statement, responder, subject, position, issued)
                  VALUES (\(place + 1), 'reg:demo-southfell', 'reg:demo-review-body \(reference)', 'gap', '2026-01-01');
                """,
                on: store
            )
        }
        try StoreDamage.run(
            """
            INSERT INTO statement (id, digest, kind, signer, first_seen)
              VALUES (90, randomblob(32), 'response', 'reg:demo-southfell', 0);
            INSERT INTO response (statement, responder, subject, position, issued)
              VALUES (90, 'reg:demo-southfell', 'reg:coroner-kent-and-medway 2025-0010', 'gap', '2026-01-01');
            """,
            on: store
        )
        let gateway = try network.gateway(Self.ids[0], in: folder["old"])
        let coroners = try await gateway.store.responses(toIssuer: "reg:coroner", reference: "2025/10", max: 10)
        #expect(coroners.map(\.subject) == ["reg:coroner-kent-and-medway 2025-0010"])
        for reference in references {
            let found = try await gateway.store.responses(
                toIssuer: FindingSamples.issuer,
                reference: reference.lowercased().replacing("/", with: "-"),
                max: 10
            )
            #expect(found.map(\.subject) == ["reg:demo-review-body \(reference)"], "\(reference)")
        }
    }
}
