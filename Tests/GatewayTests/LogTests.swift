import ExchangeTestKit
import Gateway
import GatewayHTTP
import GatewayTestKit
import LessonExchange
import Logging
import Signatures
import StrictJSON
import Synchronization
import Testing
import TransparencyLog

/// The lines of a log, kept.
private final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    /// A logger of everything, as JSON.
    func logger() -> Logger {
        var logger = Logger(label: "test") { _ in
            JSONLogHandler(clock: { VirtualFederation.now }, write: { line in self.lines.withLock { $0.append(line) } })
        }
        logger.logLevel = .trace
        return logger
    }
}

@Suite("The log")
struct LogTests {
    private let lines = LogLines()

    @Test("one JSON object a line: time, level, message, and what belongs to it")
    func format() throws {
        var logger = lines.logger()
        logger.notice("started")
        logger[metadataKey: "request"] = "r1"
        logger.warning("refused", metadata: ["why": "certificate", "times": "\(3)"])
        let time = "2026-02-16T00:00:00Z"
        #expect(
            lines.all == [
                #"{"time":"\#(time)","level":"notice","message":"started"}"# + "\n",
                #"{"time":"\#(time)","level":"warning","message":"refused","metadata":"#
                    + #"{"request":"r1","times":"3","why":"certificate"}}"# + "\n",
            ]
        )
    }

    @Test("a value cannot end the line, steer a terminal or fill the disk")
    func hostileValues() throws {
        let logger = lines.logger()
        let hostile = "a\n{\"level\":\"x\"}\r\u{1B}[2J\u{202E}\u{85}\u{1F600}\\"
        logger.info("said", metadata: ["why": "\(hostile)"])
        logger.info("said", metadata: ["why": "\(String(repeating: "é", count: 100_000))"])
        let many = Dictionary(uniqueKeysWithValues: (0..<100).map { ("k\($0)", Logger.MetadataValue.string("v")) })
        logger.info("said", metadata: many)
        for line in lines.all {
            #expect(line.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A })
            #expect(line.utf8.filter { $0 == 0x0A }.count == 1 && line.hasSuffix("}\n"))
            #expect(line.utf8.count < 4096)
        }
        let first = try JSONDocument(parsing: Array(lines.all[0].utf8)).root
        #expect(first["metadata"]?["why"]?.string == hostile)
        let second = try JSONDocument(parsing: Array(lines.all[1].utf8)).root
        #expect(
            second["metadata"]?["why"]?.string
                == String(repeating: "é", count: JSONLogHandler.valueUnitsMax) + "..."
        )
        let third = try JSONDocument(parsing: Array(lines.all[2].utf8)).root
        #expect(third["metadata"]?.members.count == JSONLogHandler.valuesMax)
    }

    @Test("of an error the type is told, never its text")
    func errors() {
        struct Telling: Error, CustomStringConvertible { let description = "a purple umbrella" }
        lines.logger().error("failed", error: Telling())
        #expect(lines.all.count == 1)
        #expect(lines.all[0].contains("Telling"))
        #expect(!lines.all[0].contains("umbrella"))
    }
}

/// A lesson with words that stand nowhere else goes every way that there is, and the log holds none of them.
@Suite("The log tells no text of a lesson")
struct LogSecrecyTests {
    private let folder = TemporaryFolder()
    private let lines = LogLines()
    private let network: VirtualNetwork
    private static let marker = "purple umbrella"
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell", "reg:demo-eastholt"]
    private let person = Gateway.Actor(person: "Test", role: "publisher")
    private let north = Partner(id: ids[0], url: nil, state: .active, tlsKeys: [], logKey: nil)

    init() throws { network = try VirtualNetwork(Self.ids) }

    /// A gateway that logs everything.
    private func gateway(_ place: Int) throws -> Gateway {
        let quiet = try network.gateway(Self.ids[place], in: folder["\(place)"])
        return Gateway(
            identity: quiet.identity,
            store: quiet.store,
            trust: quiet.trust,
            keeper: quiet.keeper,
            erasures: ErasureJournal(path: "/nonexistent/erased"),
            holds: HoldJournal(path: "/nonexistent/holds"),
            sources: "/nonexistent/sources",
            clock: quiet.clock,
            random: quiet.random,
            logger: lines.logger()
        )
    }

    private func draft(_ number: Int, adding text: String = "") -> JSONTree {
        var draft = SampleDrafts.draft(number)
        draft["title"] = .string("Two-minute medicines huddle with a \(Self.marker)\(text)")
        return draft
    }

    private func publish(_ number: Int, from gateway: Gateway) async throws -> PublishedStatement {
        let sharing = BundleComposer.Sharing(
            marking: "nhs-and-partners",
            onwardSharing: "no",
            licence: nil,
            recipients: []
        )
        let submission = Gateway.Submission(draft: try SampleDrafts.attested(draft(number)))
        return try await gateway.publish([submission], sharing: sharing, by: person)[0]
    }

    /// A partner's log whose answers quote the lesson, or are it.
    private struct Telling: LogSource {
        let source: LocalLogSource
        var error: LogSourceError?
        var note: [UInt8]?
        var body: [UInt8]?

        func checkpoint() async throws(LogSourceError) -> [UInt8] {
            if let error { throw error }
            if let note { return note }
            return try await source.checkpoint()
        }
        func tile(_ tile: Tile) async throws(LogSourceError) -> [UInt8] { try await source.tile(tile) }
        func addressed(origin: LogOrigin, from: UInt64, to: UInt64) async throws(LogSourceError) -> [UInt8] {
            try await source.addressed(origin: origin, from: from, to: to)
        }
        func statement(_ digest: Digest) async throws(LogSourceError) -> [UInt8] {
            if let body { return body }
            return try await source.statement(digest)
        }
    }

    /// Every fault that ends a sync early, with the lesson's words in what the partner says.
    private func fail(_ reader: Gateway, _ publisher: Gateway) async throws {
        let honest = Telling(source: LocalLogSource(publisher, for: reader.identity.organisation))
        for error in [LogSourceError.unreachable(Self.marker), .impostor(Self.marker), .forbidden(Self.marker)] {
            var source = honest
            source.error = error
            _ = try await reader.synchronise(north, from: source)
        }
        let words = Array("\(Self.marker)\n\(Self.marker)\n".utf8)
        var source = honest
        source.note = words
        _ = try await reader.synchronise(north, from: source)
        source.note = nil
        source.body = words
        #expect(try await reader.synchronise(north, from: source).fault == "log.entry-mismatch")
        #expect(try await reader.synchronise(north, from: honest).fault == nil)
        source.body = nil
        source.note = try Checkpoint(
            origin: publisher.identity.origin.description,
            size: 1,
            root: Digest(of: Array(Self.marker.utf8))
        ).signed(by: publisher.identity.logKey)
        #expect(try await reader.synchronise(north, from: source).fault == "log.rewound")
    }

    @Test("published, refused, imported, quarantined, withdrawn, and told by a partner who breaks off")
    func nothingTold() async throws {
        let (publisher, reader, other) = (try gateway(0), try gateway(1), try gateway(2))
        try await reader.change(north, by: person)
        try await other.change(north, by: person)
        _ = try? await publisher.checkDraft(draft(1, adding: ", NHS number 943 476 5919").prettyBytes, by: "Author")
        _ = try? await publisher.checkDraft(Array("{\"title\": \"\(Self.marker)".utf8), by: "Author")
        let first = try await publish(2, from: publisher)
        _ = try await publish(3, from: publisher)
        try await fail(reader, publisher)
        let found = try await reader.store.search(LessonQuery(words: Self.marker))
        #expect(found.lessons.count == 2)
        let bytes = Array(Self.marker.utf8)
        let reasons = [OutcomeReason(code: "identifier.found", pointer: "/lessons/0/title")]
        _ = try await other.take(
            [
                .setAside(.quarantined, reasons: reasons, envelope: bytes),
                .setAside(.held, reasons: reasons, envelope: bytes), .refused(code: "signature.invalid"),
            ],
            from: Self.ids[0]
        )
        _ = try await publisher.withdraw(
            [.init(lessonID: first.lessons[0].lessonID, versionsUpTo: 1)],
            reason: "outdated",
            advice: "Look for a \(Self.marker) instead.",
            by: person
        )
        #expect(lines.all.contains { $0.contains("partner stopped") })
        #expect(lines.all.count >= 7)
        for line in lines.all {
            #expect(!line.contains("purple") && !line.contains("umbrella"), "\(line)")
        }
    }
}
