import ExchangeTestKit
import Findings
import Gateway
import GatewayTestKit
import LessonExchange
import Signatures
import Testing

@Suite("Findings come in")
struct FindingIntakeTests {
    private let folder = TemporaryFolder()
    private let gateway: Gateway
    private static let own = "reg:demo-northmere"

    init() throws {
        gateway = try VirtualNetwork([Self.own]).gateway(Self.own, in: folder["store"])
    }

    private func add(
        _ finding: ExternalFinding,
        from source: SourceFile = FindingSamples.source
    ) async throws -> FindingOutcome {
        try await gateway.addFinding(finding, source: source, by: FindingPeople.triage)
    }

    @Test("the same row again changes nothing, and another text is a new version that says what changed")
    func versions() async throws {
        #expect(
            try await add(FindingSamples.finding(1)) == .imported(1, duty: .awareness, state: .searchable, twin: nil)
        )
        let before = try await gateway.finding(1).record
        let lines = try await gateway.store.audit(max: 100).count
        #expect(try await add(FindingSamples.finding(1)) == .unchanged(1))
        #expect(try await add(FindingSamples.finding(1), from: FindingSamples.source("other")) == .unchanged(1))
        #expect(try await gateway.finding(1).record.finding == before.finding)
        #expect(try await gateway.store.audit(max: 100).count == lines)
        let changed = FindingSamples.finding(1, text: "second")
        let outcome = try await add(changed, from: FindingSamples.source("later"))
        let columns = ["text", "nothing that the case rests on"]
        #expect(outcome == .newVersion(1, version: 2, changed: columns, isReopened: false))
        let detail = try await gateway.finding(1)
        #expect(detail.record.version == 2 && detail.record.finding == changed)
        #expect(detail.steps.map(\.content) == [.newVersion(2, changed: columns)])
        // The first file again sets nothing back.
        #expect(try await add(FindingSamples.finding(1)) == .unchanged(1))
        #expect(try await gateway.finding(1).record.version == 2)
        #expect(try await gateway.check() == [])
    }

    @Test("what is read back is what came in, whatever members it has")
    func readBack() async throws {
        let samples = [
            FindingSamples.finding(1, recipients: [Self.own, "ods:RXY"], classes: ["nhs-trust"], due: "2026-03-01"),
            FindingSamples.finding(2, themes: [], lines: [], published: nil, isStub: true),
            FindingSamples.finding(3, story: 5, format: .table),
        ]
        for (number, sample) in zip(try await gateway.take(samples), samples) {
            #expect(try await gateway.finding(number).record.finding == sample)
        }
        #expect(try await gateway.check() == [])
    }

    @Test("a version with others among its recipients is triaged again where it was ended, and takes an approval away")
    func again() async throws {
        let numbers = try await gateway.take((1...3).map { FindingSamples.finding($0, recipients: [Self.own]) })
        try await gateway.makeNotRelevant(numbers[0])
        try await gateway.workOn(numbers[1])
        try await gateway.workOn(numbers[2])
        try await gateway.replyAndClose(numbers[2])
        let changed = (1...3).map { FindingSamples.finding($0, text: "second", recipients: [Self.own, "ods:RXY"]) }
        try await gateway.take(changed, from: FindingSamples.source("later"))
        let records = try await [0, 1, 2].asyncMap { try await gateway.finding(numbers[$0]).record }
        #expect(records.map(\.state.state) == [.triage, .open, .triage])
        #expect(records.allSatisfy { $0.state.approvedBy == nil })
        #expect(records[1].state.assessments.count == 2)
        #expect(try await gateway.check() == [])
    }

    @Test("a version in which nothing changed that people decided on is kept, and opens and takes nothing")
    func nothingOfCase() async throws {
        func finding(_ number: Int, _ text: String) -> ExternalFinding {
            FindingSamples.finding(number, text: text, recipients: [Self.own], due: "2026-04-01")
        }
        let numbers = try await gateway.take((1...4).map { finding($0, "first") })
        try await gateway.makeNotRelevant(numbers[0])
        try await gateway.workOn(numbers[1])
        try await gateway.workOn(numbers[2])
        try await gateway.replyAndClose(numbers[2])
        let decision = TriageDecision(isRelevant: false, reason: "We have no such service.")
        try await gateway.triage([numbers[3]], as: decision, by: FindingPeople.triage)
        let before = try await numbers.asyncMap { try await gateway.finding($0).record.state }
        #expect(before.map(\.state) == [.notRelevant, .open, .closed, .triage] && before[3].waitsAsNotRelevant)
        try await gateway.take((1...4).map { finding($0, "second") }, from: FindingSamples.source("later"))
        let records = try await numbers.asyncMap { try await gateway.finding($0).record }
        #expect(records.map(\.state) == before && records.allSatisfy { $0.version == 2 })
        #expect(!records[2].isOverdue(on: "2027-05-01"))
        // The reply is newer than what was assessed, whatever came between.
        try await gateway.replySent(finding: numbers[1], on: "2026-02-01", by: FindingPeople.triage)
        try await gateway.take([finding(2, "third")], from: FindingSamples.source("third"))
        try await gateway.close(finding: numbers[1], by: FindingPeople.close)
        #expect(try await gateway.check() == [])
    }

    @Test("another due date, other recipients and other words are looked at again, and the outcome says so")
    func somethingOfCase() async throws {
        let first = FindingSamples.finding(1, recipients: [Self.own], due: "2026-04-01", story: 1)
        let later: [(finding: ExternalFinding, changed: String)] = [
            (FindingSamples.finding(1, text: "a", recipients: [Self.own], due: "2026-04-02", story: 1), "due date"),
            (
                FindingSamples.finding(1, text: "b", recipients: [Self.own, "ods:RXY"], due: "2026-04-02", story: 1),
                "recipients"
            ),
            (
                FindingSamples.finding(1, text: "c", recipients: [Self.own, "ods:RXY"], due: "2026-04-02", story: 2),
                "recommendation R1"
            ),
            (
                FindingSamples.finding(1, text: "d", recipients: ["ods:RXY"], due: "2026-04-02", story: 2),
                "names us no longer"
            ),
        ]
        let number = try await gateway.take([first])[0]
        for (place, version) in later.enumerated() {
            try await gateway.makeNotRelevant(number)
            let outcome = try await add(version.finding, from: FindingSamples.source("file \(place)"))
            guard case .newVersion(number, place + 2, let changed, true) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(changed.contains(version.changed), "\(changed)")
            #expect(try await gateway.finding(number).record.state.state == .triage)
        }
        #expect(try await gateway.check() == [])
    }

    @Test("a step of an older program that does not say what its version is about reopens, as it did")
    func olderStep() {
        func folded(_ changed: [String]) -> FindingState {
            let contents: [CaseStep.Content] = [
                .triage(isRelevant: false, group: nil, ownerRole: nil, due: nil, reason: "None here."),
                .newVersion(2, changed: changed),
            ]
            let moment = gateway.clock()
            let steps = contents.map { CaseStep(finding: 1, content: $0, person: "Ann", role: "chair", at: moment) }
            return CaseState.folded(from: .triage, steps).state
        }
        #expect(folded(["text"]) == .triage)
        #expect(folded(["text", "nothing that the case rests on"]) == .notRelevant)
    }

    @Test("findings of one source, in whatever format and spelling, are one issue; stubs are so by their source alone")
    func issues() async throws {
        let numbers = try await gateway.take([
            FindingSamples.finding(1, story: 1), FindingSamples.finding(2, story: 2),
            FindingSamples.finding(1, story: 1, format: .table), FindingSamples.finding(3, isStub: true),
            FindingSamples.finding(4, isStub: true), FindingSamples.finding(5, story: 2),
        ])
        let issues = try await numbers.asyncMap { try await gateway.finding($0).record.issue }
        #expect(issues == [1, 2, 1, 4, 5, 2])
        for reference in ["DRB/2026/01", "drb-2026-1", "DRB 2026 001"] {
            let found = try await gateway.store.findings(issuer: FindingSamples.issuer, reference: reference)
            #expect(found.map(\.number) == [3, 1])
            #expect(try await gateway.store.findings(issuer: nil, reference: reference).map(\.number) == [3, 1])
        }
    }

    @Test("a source is kept with who brought it, and the trail names it once for what changed")
    func sources() async throws {
        try await gateway.take((1...3).map { FindingSamples.finding($0) })
        let sources = try await gateway.store.findingSources(max: 10)
        #expect(sources.map(\.file) == [FindingSamples.source])
        #expect(sources.map(\.person) == [FindingPeople.triage.person])
        let lines = try await gateway.store.audit(max: 100).filter { $0.action == "finding.import" }
        #expect(lines.count == 3 && lines.allSatisfy { $0.subject == FindingSamples.source.digest.description })
    }

    @Test("lists hold what every term lets through, newest or due first")
    func lists() async throws {
        try await gateway.take([
            FindingSamples.finding(1, recipients: [Self.own], due: "2026-04-01"),
            FindingSamples.finding(2, themes: ["digital-system"], isStub: true),
            FindingSamples.finding(3, recipients: [Self.own], due: "2026-03-01", story: 3),
            FindingSamples.finding(4, sourceType: "cqc", story: 4),
        ])
        func numbers(_ change: (inout FindingQuery) -> Void) async throws -> [Int64] {
            var query = FindingQuery()
            change(&query)
            return try await gateway.findings(query).findings.map(\.record.number)
        }
        #expect(try await numbers { _ in } == [4, 3, 2, 1])
        #expect(try await numbers { $0.isByDue = true } == [3, 1, 4, 2])
        #expect(try await numbers { $0.states = [.triage] } == [3, 1])
        #expect(try await numbers { $0.duty = .awareness } == [4, 2])
        #expect(try await numbers { $0.theme = "digital-system" } == [2])
        #expect(try await numbers { $0.source = "cqc" } == [4])
        #expect(try await numbers { $0.words = "pharmacist zebra" } == [])
        #expect(try await numbers { $0.words = "pharmacist naming doses" } == [1])
        #expect(try await numbers { $0.words = " * " } == [])
        #expect(try await numbers { $0.issuer = "reg:demo-nobody" } == [])
        var page = FindingQuery()
        page.limit = 3
        #expect(try await gateway.findings(page).hasMore)
        page.offset = 3
        #expect(try await gateway.findings(page).findings.map(\.record.number) == [1])
        for change: (inout FindingQuery) -> Void in [
            { $0.theme = "made-up" }, { $0.source = "made-up" }, { $0.group = "made-up" },
            { $0.overdueOn = "2026-02-30" },
        ] {
            #expect(await gateway.refusal { _ = try await numbers(change) } == "finding.value-unknown")
        }
    }
}

/// Rows of a table that nobody has to write.
private struct FindingTable: Sendable {
    let count: Int
    /// Row at which the disk gives out.
    var endsAt: Int?

    var digest: Digest { FindingSamples.digest("table of \(count)") }

    func read(_ each: (FindingRow) throws -> Void) throws -> SourceFile {
        for row in 1...count {
            if row == endsAt { throw LessonExchangeError("input.unreadable") }
            let reading: FindingRow.Reading
            switch row % 10 {
            case 0: reading = .repeated(of: row - 1)
            case 9:
                let fault = RowFault(row: row, column: "ref", code: "input.malformed", reason: "r", remedy: "m")
                reading = .quarantined([fault])
            default:
                let recipients = row % 100 == 1 ? ["reg:demo-northmere"] : []
                reading = .finding(FindingSamples.finding(row, recipients: recipients, isStub: row % 10 != 1))
            }
            try each(FindingRow(row: row, reading: reading, questions: []))
        }
        return SourceFile(digest: digest, bytes: 10, format: .hssib, encoding: "utf-8", rows: count)
    }
}

@Suite("Tables of findings come in")
struct FindingImportTests {
    private let folder = TemporaryFolder(inMemory: true)
    private let gateway: Gateway

    init() throws {
        gateway = try VirtualNetwork(["reg:demo-northmere"]).gateway("reg:demo-northmere", in: folder["store"])
    }

    private func take(_ table: FindingTable) async throws -> FindingImportReport {
        try await gateway.importRows(kept: table.digest, bytes: 10, by: FindingPeople.triage) { each in
            try table.read(each)
        }
    }

    @Test("every row is accounted for, and the second time nothing is new")
    func rows() async throws {
        let table = FindingTable(count: 1200)
        let first = try await take(table)
        #expect(first.imported == 120 && first.stubs == 840 && first.quarantined == 120 && first.repeated == 120)
        #expect(first.triage == 12 && first.duties == 12 && !first.isCut)
        #expect(first.rows.map(\.row) == Array(1...1200))
        #expect(first.source.rows == 1200 && first.faults.count == 120)
        let second = try await take(table)
        #expect(second.unchanged == 960 && second.imported + second.stubs + second.newVersions == 0)
        #expect(second.triage == 0)
        #expect(try await gateway.store.findingSources(max: 10).map(\.file) == [first.source])
        #expect(try await gateway.check() == [])
    }

    @Test("an import that broke off goes on where it ended")
    func brokenOff() async throws {
        var table = FindingTable(count: 1200)
        table.endsAt = 700
        #expect(await gateway.refusal { _ = try await take(table) } == "input.unreadable")
        #expect(try await gateway.store.findingSources(max: 10).map(\.file.encoding) == [""])
        #expect(try await gateway.check() == [])
        table.endsAt = nil
        let report = try await take(table)
        #expect(report.unchanged > 0 && report.unchanged + report.imported + report.stubs == 960)
        #expect(try await gateway.store.findingSources(max: 10).map(\.file) == [report.source])
    }

    @Test("a file that changed while it was read is told")
    func changed() async throws {
        let table = FindingTable(count: 20)
        let other = FindingSamples.digest("another file")
        let code = await gateway.refusal {
            _ = try await gateway.importRows(kept: other, bytes: 10, by: FindingPeople.triage) { try table.read($0) }
        }
        #expect(code == "input.unreadable")
    }
}

extension Sequence {
    /// The results one after the other.
    func asyncMap<Value>(_ body: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
