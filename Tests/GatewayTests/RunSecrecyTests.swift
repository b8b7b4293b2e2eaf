import ExchangeTestKit
import FoundationEssentials
import Gateway
import GatewayTestKit
import LessonExchange
import Logging
import Signatures
import StrictJSON
import Testing
import TransparencyLog

/// Whole runs of gateways that log everything: no line tells what a lesson, an answer or an advice says, whom a text
/// names, or who did something.
@Suite("The log of whole runs tells no text and no name")
struct RunSecrecyTests {
    private let folder = TemporaryFolder(inMemory: true)
    private let log = CapturedLog()
    private let clock = TestClock()
    private let network: VirtualNetwork
    private let north: Gateway
    private let south: Gateway
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell"]
    private let person = Gateway.Actor(person: PlantedSecrets.colleague, role: "operator")
    private let words: [PlantedWord]
    private let secrets: PlantedSecrets

    init() async throws {
        var seeds = SeededGenerator.announced()
        words = (0..<4).map { _ in PlantedWord(using: &seeds) }
        secrets = PlantedSecrets(words)
        network = try VirtualNetwork(Self.ids)
        north = try network.gateway(Self.ids[0], in: folder["north"], clock: clock, logger: log.logger())
        south = try network.gateway(Self.ids[1], in: folder["south"], clock: clock, logger: log.logger())
        try await north.change(Self.partner(1), by: person)
        try await south.change(Self.partner(0), by: person)
    }

    private static func partner(_ place: Int) -> Partner {
        Partner(id: ids[place], url: nil, state: .active, tlsKeys: [], logKey: nil)
    }

    private var honest: ScriptedSource { ScriptedSource(LocalLogSource(north, for: Self.ids[1])) }

    @discardableResult
    private func pull(_ source: ScriptedSource? = nil) async throws -> SyncReport {
        try await south.synchronise(Self.partner(0), from: source ?? honest)
    }

    private func expectNothingTold() {
        for line in log.telling(secrets) { Issue.record("the log tells: \(line)") }
    }

    @Test("schedules of everything that can happen")
    func schedules() async throws {
        var seeds = SeededGenerator.announced()
        let network = try ScheduleNetwork()
        for _ in 0..<6 {
            let log = CapturedLog()
            var model = try ScheduleModel(seed: seeds.next(), network: network, logger: log.logger())
            // Whether it ends well is the model's own test.
            _ = await model.run(steps: ScheduleModel.usualSteps)
            for line in log.telling(model.secrets) { Issue.record("the log tells: \(line)") }
        }
    }

    @Test("the helper finds what is planted")
    func finds() {
        let logger = log.logger()
        logger.info("fine", metadata: ["digest": "\(Digest(of: [1]))"])
        #expect(log.telling(secrets).isEmpty)
        logger.info("said", metadata: ["why": "the word \(words[0].text) is only here"])
        logger.info("said", metadata: ["why": "\(Base64.url.encode(Array("a\(words[1].text)bc".utf8)))"])
        logger.info("asked by \(PlantedSecrets.colleague)")
        #expect(log.telling(secrets).count == 3)
    }

    @Test("answers, advice, withdrawals, legal holds, erasures, and texts that the gate stops")
    func casework() async throws {
        let published = try await north.publishSamples(0..<2, marker: words[0].text)
        try await pull()
        let lesson = try #require(published[0].lessons.first?.lessonID)
        let subject = SiblingStatements.Subject.lesson(id: lesson, version: 1)
        func respond(_ text: String) async throws {
            _ = try await south.respond(
                to: subject,
                recipients: [Self.ids[0]],
                position: "adopted",
                text: text,
                by: person
            )
        }
        func withdraw(_ advice: String) async throws {
            _ = try await north.withdraw(
                [.init(lessonID: lesson, versionsUpTo: 1)],
                reason: "disclosive",
                advice: advice,
                by: person
            )
        }
        try await respond("Look for \(words[1].text) instead.")
        await #expect(throws: LessonExchangeError.self) { try await respond(PlantedSecrets.identifying) }
        await #expect(throws: LessonExchangeError.self) { try await withdraw(PlantedSecrets.identifying) }
        try await withdraw("Look for \(words[2].text) instead.")
        try await south.hold(published[0].digest, reason: "asked for by \(PlantedSecrets.colleague)", by: person)
        try await pull()
        _ = try await south.erase()
        try await south.hold(published[0].digest, reason: nil, by: person)
        for gateway in [south, north] { _ = try await gateway.erase() }
        _ = try await north.synchronise(Self.partner(1), from: LocalLogSource(south, for: Self.ids[0]))
        var draft = SampleDrafts.draft(3)
        draft["whatHappened"] = .string(PlantedSecrets.identifying)
        _ = try await north.checkDraft(draft.prettyBytes, by: PlantedSecrets.colleague)
        _ = try? await north.checkDraft(Array("{\"title\": \"\(words[3].text)".utf8), by: PlantedSecrets.colleague)
        _ = try await south.store.search(LessonQuery(words: words[0].text))
        expectNothingTold()
    }

    @Test("what is set aside, read, dropped, and judged again when a key is revoked")
    func quarantine() async throws {
        let published = try await north.publishSamples(0..<1, marker: words[0].text)
        try await pull()
        let own = network.organisations[0]
        let bundle = own.bundle()
        var (named, ahead) = (bundle, bundle)
        named["lessons"] = .array(
            (bundle["lessons"]?.elements ?? []).map { lesson in
                var lesson = lesson
                lesson["whyItMattered"] = .string("\(PlantedSecrets.identifying) The word is \(words[1].text).")
                return lesson
            }
        )
        ahead["nonce"] = .string(Base64.url.encode(systemRandom(32)))
        ahead["issued"] = .string(clock.now.adding(seconds: 86_400).description)
        let first = try await north.logRaw(named, signedBy: own, kind: .bundle)
        _ = try await north.logRaw(ahead, signedBy: own, kind: .bundle)
        for reason in ["inaccurate", "disclosive"] {
            var payload = SiblingStatements.withdrawal(
                of: published[0].lessons.map { .init(lessonID: $0.lessonID, versionsUpTo: $0.version) },
                inBundles: [published[0].digest],
                reason: reason,
                advice: "\(PlantedSecrets.identifying) Look for \(words[2].text).",
                recipients: [],
                by: own.publisher,
                at: clock.now,
                random: systemRandom
            )
            if reason == "inaccurate" { payload["schema"]?["version"] = "0.9" }
            _ = try await north.logRaw(payload, signedBy: own, kind: .withdrawal)
        }
        try await pull()
        _ = try await south.readSetAside(first, by: person)
        try await south.dismiss(first, by: person)
        _ = try await south.erase()
        let trust = try network.trust(revoking: Self.ids[0], after: VirtualFederation.begin)
        try await south.takeTrust(trust, by: person)
        _ = try await south.judgeAgain()
        try await pull()
        expectNothingTold()
    }

    @Test("faults, with the words of a lesson in what the partner says")
    func faults() async throws {
        _ = try await north.publishSamples(0..<1, marker: words[0].text)
        let word = words[0].text
        let said = Array("\(word)\n\(word)\n\(PlantedSecrets.identifying)\n".utf8)
        for question in ScriptedSource.Question.allCases {
            for failure in [LogSourceError.unreachable(word), .impostor(word), .forbidden(word), .tooLarge, .notFound] {
                var source = honest
                source.failure = { $0 == question ? failure : nil }
                #expect(try await pull(source).fault != nil)
            }
        }
        for change in Self.replacements(by: said) {
            var source = honest
            change(&source)
            #expect(try await pull(source).fault != nil)
        }
        #expect(try await pull().fault == nil)
        let stick = folder["stick"].path
        _ = try await north.export(to: stick, for: .partner(Self.ids[1]))
        _ = try await north.publishSamples(1..<2, marker: words[3].text)
        clock.advance(seconds: 80 * 3600)
        _ = try await south.synchronise(Self.partner(0), from: try FolderLogSource(stick))
        var source = honest
        let forged = try Checkpoint(origin: north.identity.origin.description, size: 1, root: Digest(of: said))
            .signed(by: north.identity.logKey)
        source.checkpoint = { _ in forged }
        #expect(try await pull(source).fault == "log.inconsistent")
        #expect(log.all.contains { $0.contains("partner stopped") })
        #expect(log.all.contains { $0.contains("sync ended early") })
        expectNothingTold()
    }

    /// Each answer of a log, with other bytes in its place.
    private static func replacements(by bytes: [UInt8]) -> [@Sendable (inout ScriptedSource) -> Void] {
        [
            { $0.checkpoint = { _ in bytes } }, { $0.tile = { _ in bytes } }, { $0.list = { _ in bytes } },
            { $0.body = { _, _ in bytes } },
        ]
    }
}
