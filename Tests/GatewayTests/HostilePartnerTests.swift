import ExchangeTestKit
import FoundationEssentials
import Gateway
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing
import TransparencyLog

/// A partner that lies in every answer: the code is exact, nothing of it is taken in, it costs a handful of questions,
/// and nobody else's statements wait for it.
@Suite("A hostile partner")
struct HostilePartnerTests {
    private let folder = TemporaryFolder(inMemory: true)
    private let network: VirtualNetwork
    private let north: Gateway
    private let east: Gateway
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell", "reg:demo-eastholt"]
    private let operation = Gateway.Actor(person: "Test Operator", role: "operator")

    init() async throws {
        network = try VirtualNetwork(Self.ids)
        north = try network.gateway(Self.ids[0], in: folder["north"])
        east = try network.gateway(Self.ids[2], in: folder["east"])
        for gateway in [north, east] { try await gateway.change(Self.partner(1), by: operation) }
        _ = try await north.publishSamples(0..<3)
        _ = try await east.publishSamples(3..<4)
    }

    private static func partner(_ place: Int) -> Partner {
        Partner(id: ids[place], url: nil, state: .active, tlsKeys: [], logKey: nil)
    }

    private func honest(_ gateway: Gateway) -> ScriptedSource {
        ScriptedSource(LocalLogSource(gateway, for: Self.ids[1]))
    }

    /// A reader that has heard of nobody yet.
    private func reader(_ name: String) async throws -> Gateway {
        let south = try network.gateway(Self.ids[1], in: folder[name])
        for place in [0, 2] { try await south.change(Self.partner(place), by: operation) }
        return south
    }

    /// Reads the liar and an honest partner at once; the honest one must not notice.
    private func report(of source: ScriptedSource, at south: Gateway) async throws -> SyncReport {
        let other = honest(east)
        async let beside = south.synchronise(Self.partner(2), from: other)
        let report = try await south.synchronise(Self.partner(0), from: source)
        let fair = try await beside
        #expect(fair.fault == nil)
        #expect(fair.count == 1)
        return report
    }

    /// What a partner does to its own answers, and the code that it gets for it.
    private struct Lie: Sendable {
        let name: String
        let code: String
        /// What an honest answer gets afterwards: a signed state that was shown is not forgotten.
        var afterwards: String?
        let tell: @Sendable (inout ScriptedSource) -> Void
    }

    /// A question costs the reader one answer; however a partner lies, these are few.
    private static let questionsMax = 40

    private func state(_ size: UInt64, _ root: Digest) throws -> [UInt8] {
        try Checkpoint(origin: north.identity.origin.description, size: size, root: root)
            .signed(by: north.identity.logKey)
    }

    private func list(
        from: UInt64 = 0,
        to: UInt64 = 3,
        size: UInt64 = 3,
        _ items: [AddressedItem]
    ) throws -> [UInt8] {
        try AddressedList(
            origin: north.identity.origin,
            reader: Self.ids[1],
            from: from,
            to: to,
            treeSize: size,
            items: items
        ).signed(by: north.identity.logKey)
    }

    private func stateLies() async throws -> [Lie] {
        let foreign = try await east.publicHead().checkpoint
        let (forked, grown) = (try state(3, Digest(of: [1])), try state(9, Digest(of: [1])))
        return [
            Lie(name: "a state larger than any note", code: "log.checkpoint-malformed") { source in
                source.checkpoint = { $0 + [UInt8](repeating: 0x0A, count: SignedNote.bytesMax) }
            },
            Lie(name: "the state of somebody else's log", code: "log.checkpoint-signature") { source in
                source.checkpoint = { _ in foreign }
            },
            Lie(name: "no state at all", code: "log.checkpoint-malformed") { $0.checkpoint = { _ in [] } },
            Lie(name: "a fork at first sight", code: "log.tiles-inconsistent", afterwards: "log.inconsistent") {
                $0.checkpoint = { _ in forked }
            },
            Lie(name: "more entries than there are", code: "log.not-found", afterwards: "log.rewound") {
                $0.checkpoint = { _ in grown }
            },
            Lie(name: "a tile twice as wide", code: "log.tile-malformed") { $0.tile = { $0 + $0 } },
            Lie(name: "an empty tile", code: "log.tile-malformed") { $0.tile = { _ in [] } },
        ]
    }

    private func listLies() async throws -> [Lie] {
        let items = try await north.addressedList(for: .partner(Self.ids[1]), from: 0, upTo: 3).items
        let strange = AddressedItem(position: 1, digest: Digest(of: [9]))
        let swapped = [
            AddressedItem(position: 0, digest: items[1].digest), AddressedItem(position: 1, digest: items[0].digest),
        ]
        let many = (0...UInt64(AddressedList.itemsMax)).map { AddressedItem(position: $0, digest: items[0].digest) }
        let lists = [
            ("a list of too many statements", "log.list-malformed", try list(to: 400, size: 400, many)),
            ("a list that begins too late", "log.list-malformed", try list(from: 1, Array(items[1...]))),
            ("a list that leads nowhere", "log.list-malformed", try list(to: 0, [])),
            ("a list with statements at other places", "log.entry-mismatch", try list(swapped)),
            ("a list with a statement that was never logged", "statement.withheld", try list([strange])),
        ]
        let long = Lie(name: "a list larger than any note", code: "log.list-malformed") { source in
            source.list = { $0 + [UInt8](repeating: 0x0A, count: SignedNote.bytesMax) }
        }
        return [long] + lists.map { name, code, bytes in Lie(name: name, code: code) { $0.list = { _ in bytes } } }
    }

    private func bodyLies() async throws -> [Lie] {
        let digests = try await north.addressedList(for: .partner(Self.ids[1]), from: 0, upTo: 3).items.map(\.digest)
        let first = try #require(try await north.store.statement(digests[0])?.envelope)
        var annotated = JSONTree(try JSONDocument(parsing: first, limits: EnvelopeLimits.payload).root)
        annotated["evidence"] = .object(of: ["v": .integer(1)])
        let extended = annotated.compactBytes
        let lies = [
            Lie(name: "one statement for all", code: "log.entry-mismatch") { $0.body = { _, _ in first } },
            Lie(name: "a statement with something beside it", code: "log.entry-mismatch") { source in
                source.body = { digest, body in digest == digests[0] ? extended : body }
            },
            Lie(name: "a statement larger than any", code: "log.entry-mismatch") { source in
                source.body = { $1 + [UInt8](repeating: 0x20, count: EnvelopeLimits.envelopeBytesMax) }
            },
            Lie(name: "no bytes", code: "log.entry-mismatch") { $0.body = { _, _ in [] } },
            Lie(name: "one that is listed and not given", code: "statement.withheld") { source in
                source.body = { digest, body in digest == digests[1] ? nil : body }
            },
        ]
        let oversized = ScriptedSource.Question.allCases.map { question in
            Lie(name: "an answer too large to read: \(question)", code: "limit.exceeded") { source in
                source.failure = { $0 == question ? .tooLarge : nil }
            }
        }
        return lies + oversized
    }

    @Test("whatever does not hold has its code, and nothing of it is taken in")
    func lies() async throws {
        let lies = try await stateLies() + listLies() + bodyLies()
        for (number, lie) in lies.enumerated() {
            let south = try await reader("south-\(number)")
            var source = honest(north)
            lie.tell(&source)
            #expect(try await report(of: source, at: south).fault == lie.code, "\(lie.name)")
            #expect(try await south.store.received(from: Self.ids[0], max: 10).isEmpty, "\(lie.name)")
            let feed = try await south.store.feeds().first { $0.partner == Self.ids[0] }
            #expect(feed?.position ?? 0 == 0, "\(lie.name)")
            #expect(try await south.store.search(LessonQuery()).lessons.count == 1, "\(lie.name)")
            #expect(source.questionCount <= Self.questionsMax, "\(lie.name)")
            #expect(try await south.store.check() == [], "\(lie.name)")
            let fair = try await south.synchronise(Self.partner(0), from: honest(north))
            #expect(fair.fault == lie.afterwards, "\(lie.name)")
            #expect(fair.count == (lie.afterwards == nil ? 3 : 0), "\(lie.name)")
        }
    }

    @Test("a list of yesterday is no list for today")
    func replayedList() async throws {
        let south = try await reader("south")
        let old = try await north.addressedList(for: .partner(Self.ids[1]), from: 0, upTo: 3)
            .signed(by: north.identity.logKey)
        #expect(try await report(of: honest(north), at: south).count == 3)
        let later = try await north.publishSamples(4..<6)
        var source = honest(north)
        source.list = { _ in old }
        #expect(try await south.synchronise(Self.partner(0), from: source).fault == "log.list-malformed")
        for statement in later { #expect(try await south.store.statement(statement.digest) == nil) }
        // Its owner can prove nothing by it, and loses nothing either.
        #expect(try await south.synchronise(Self.partner(0), from: honest(north)).count == 2)
        #expect(try await south.store.check() == [])
    }

    @Test("a partner that forks or rewinds is stopped alone", arguments: [true, false])
    func stopped(isRewind: Bool) async throws {
        let south = try await reader("south")
        #expect(try await report(of: honest(north), at: south).fault == nil)
        let note = try state(isRewind ? 2 : 3, Digest(of: [7]))
        let code = isRewind ? "log.rewound" : "log.inconsistent"
        var source = honest(north)
        source.checkpoint = { _ in note }
        _ = try await east.publishSamples(6..<7)
        #expect(try await report(of: source, at: south).fault == code)
        _ = try await east.publishSamples(7..<8)
        // It is not even asked any more, and the other is read on.
        let before = source.questionCount
        #expect(try await report(of: source, at: south).fault == code)
        #expect(source.questionCount == before)
        #expect(try await south.store.received(from: Self.ids[2], max: 10).count == 3)
        #expect(try await south.store.check() == [])
    }
}
