import ExchangeTestKit
import Findings
import Gateway
import GatewayTestKit
import LessonExchange
import Pages
import StrictJSON
import Testing

@Suite("What a finding is about")
struct FindingClassificationTests {
    private let folder = TemporaryFolder(inMemory: true)
    private let gateway: Gateway
    private static let own = "reg:demo-northmere"

    init() throws { gateway = try VirtualNetwork([Self.own]).gateway(Self.own, in: folder["store"]) }

    private func finding(_ number: Int = 1, text: String = "first", isStub: Bool = false) -> ExternalFinding {
        FindingSamples.finding(
            number,
            text: text,
            recipients: [Self.own],
            due: "2026-04-01",
            themes: [],
            lines: [],
            isStub: isStub
        )
    }

    private func classify(
        _ numbers: [Int64],
        _ themes: [String] = ["medication-prescribing", "digital-system"],
        _ lines: [String] = []
    ) async throws {
        try await gateway.classify(numbers, themes: themes, serviceLines: lines, by: FindingPeople.triage)
    }

    private func listed(by theme: String) async throws -> [Int64] {
        var query = FindingQuery()
        query.theme = theme
        return try await gateway.findings(query).findings.map(\.record.number)
    }

    private func kept(_ number: Int64) async throws -> ExternalFinding {
        try await gateway.finding(number).record.finding
    }

    @Test("a source that tells no theme is given one, and is listed, counted and drafted by it")
    func given() async throws {
        let numbers = try await gateway.take([finding(1), finding(2)])
        try await classify(numbers + numbers, ["digital-system"], ["pharmacy"])
        #expect(try await listed(by: "digital-system").sorted() == numbers)
        try await classify([numbers[0]], ["medication-prescribing"])
        #expect(try await listed(by: "digital-system") == [numbers[1]])
        // What was left out stays.
        #expect(try await kept(numbers[0]).serviceLines == ["pharmacy"])
        let draft = try JSONDocument(parsing: try await gateway.draft(ofFinding: numbers[0])).root
        #expect(draft["contributoryThemes"]?.elements.compactMap(\.string) == ["medication-prescribing"])
        #expect(draft["serviceLine"]?.elements.compactMap(\.string) == ["pharmacy"])
        let report = try await gateway.report(.themes, since: nil, isForOutside: false)
        #expect(try report.printed(as: .csv).contains("Digital"))
        let steps = try await gateway.finding(numbers[0]).steps
        #expect(steps.map(\.content.name) == ["classification", "classification"])
        #expect(try await gateway.check() == [])
    }

    @Test("it takes no approval away, and may be said of what has ended")
    func late() async throws {
        let number = try await gateway.take([finding()])[0]
        try await gateway.workOn(number)
        try await classify([number])
        #expect(try await gateway.finding(number).record.state.approvedBy != nil)
        try await gateway.replyAndClose(number)
        try await classify([number], ["falls-frailty"])
        #expect(try await gateway.finding(number).record.state.state == .closed)
        #expect(try await listed(by: "falls-frailty") == [number])
        #expect(try await gateway.check() == [])
    }

    @Test("it stays over a new version of the source, until somebody has read the report")
    func versions() async throws {
        let number = try await gateway.take([finding(isStub: true)])[0]
        try await classify([number])
        try await gateway.take([finding(text: "second", isStub: true)])
        #expect(try await kept(number).themes == ["medication-prescribing", "digital-system"])
        #expect(try await gateway.check() == [])
        let read = FindingSamples.draft(1).prettyBytes
        try await gateway.read(finding: number, draft: read, by: FindingPeople.assess)
        let told = try await kept(number).themes
        #expect(!told.isEmpty && !told.contains("digital-system"))
        try await classify([number], ["digital-system"])
        try await gateway.take([finding(text: "third", isStub: true)])
        #expect(try await kept(number).themes == ["digital-system"])
        #expect(try await kept(number).needsReading == false)
        #expect(try await gateway.check() == [])
    }

    @Test("words that were erased stay so")
    func erased() async throws {
        let number = try await gateway.take([finding()])[0]
        try await gateway.forget(
            finding: number,
            reason: "It tells who it was.",
            withCase: true,
            by: FindingPeople.close
        )
        try await classify([number])
        #expect(try await kept(number).title.isEmpty)
        #expect(try await listed(by: "digital-system") == [number])
        #expect(try await gateway.check() == [])
    }

    @Test("codes are those of the lists, each once, no more than a lesson has, and all findings get them or none")
    func refused() async throws {
        let number = try await gateway.take([finding()])[0]
        let themes = Array(EmbeddedSchemas.codes("contributory-themes").prefix(6))
        let wrong: [(themes: [String], lines: [String], code: String)] = [
            ([], [], "finding.value-unknown"), (["made-up"], [], "finding.value-unknown"),
            (["digital-system", "digital-system"], [], "finding.value-unknown"),
            (["digital-system"], ["made-up"], "finding.value-unknown"), (themes, [], "limit.exceeded"),
        ]
        for (themes, lines, code) in wrong {
            #expect(await gateway.refusal { try await classify([number], themes, lines) } == code, "\(themes) \(lines)")
        }
        #expect(await gateway.refusal { try await classify([number, 99]) } == "finding.not-found")
        #expect(await gateway.refusal { try await classify(Array(1...501)) } == "limit.exceeded")
        #expect(try await gateway.finding(number).steps.isEmpty)
    }
}
