import ExchangeTestKit
import FoundationEssentials
import Gateway
import GatewayHTTP
import GatewayTestKit
import HTTPTypes
import LessonExchange
import Signatures
import StrictJSON
import Synchronization
import Testing
import TransparencyLog

/// A site that nobody reaches: it pulls from its partner's gateway, and delivers its own log there.
@Suite("A log that is delivered")
struct MirrorTests {
    private let folder = TemporaryFolder()
    private let network: VirtualNetwork
    private let clock = TestClock()
    private let site: Gateway
    private let hub: Gateway
    private let mirrors: MirrorFolders
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell", "reg:demo-eastholt"]
    private static let mirror = "hub/mirror/reg_demo-northmere"
    private static let delivery = "site/deliver/reg_demo-southfell.1"
    private let operation = Gateway.Actor(person: "Test Operator", role: "operator")

    init() async throws {
        network = try VirtualNetwork(Self.ids)
        site = try network.gateway(Self.ids[0], in: folder["site"], clock: clock)
        hub = try network.gateway(Self.ids[1], in: folder["hub"], clock: clock)
        mirrors = MirrorFolders(ExchangeFolders(data: folder["hub"].path))
        try await site.change(
            Partner(
                id: Self.ids[1],
                url: "https://hub.example",
                state: .active,
                tlsKeys: [],
                logKey: nil,
                delivers: true
            ),
            by: operation
        )
        try await hub.change(partner, by: operation)
    }

    private var partner: Partner { Partner(id: Self.ids[0], url: nil, state: .active, tlsKeys: [], logKey: nil) }

    /// What happened to files on their way.
    private final class Way: Sendable {
        private let state = Mutex<(paths: [String], woken: [String])>(([], []))

        var paths: [String] { state.withLock { $0.paths } }
        var woken: [String] { state.withLock { $0.woken } }

        func note(path: String) { state.withLock { $0.paths.append(path) } }
        func note(woken: String) { state.withLock { $0.woken.append(woken) } }
    }

    private func put(_ mirrors: MirrorFolders, _ way: Way = Way()) throws -> Endpoint {
        let api = PartnerAPI(gateway: hub, ledger: FetchLedger(store: hub.store), mirrors: mirrors) { partner in
            way.note(woken: partner)
        }
        return try #require(api.endpoints.first { $0.route.path == "/v1/mirror/{org}/{path*}" })
    }

    /// The code of a refusal; nil for a file that was taken.
    private static func code(
        _ endpoint: Endpoint,
        _ path: String,
        _ body: [UInt8],
        org: String = MirrorTests.ids[0],
        by caller: String = MirrorTests.ids[0]
    ) async -> String? {
        let request = APIRequest(caller: .partner(caller), parameters: ["org": org, "path": path], body: body)
        do {
            return try await endpoint.handle(request).status == .ok ? nil : "status"
        } catch { return Problem(of: error).error.code.name }
    }

    /// Delivers the site's log; of the files from `breaksAt` on none arrives.
    @discardableResult
    private func deliver(breaksAt: Int = .max) async throws -> Way {
        let way = Way()
        let endpoint = try put(mirrors, way)
        _ = try await site.deliver(to: Self.ids[1], from: ExchangeFolders(data: folder["site"].path)) { file, bytes in
            guard way.paths.count < breaksAt else { throw LogSourceError.unreachable("dropped") }
            way.note(path: file.path)
            let code = await Self.code(endpoint, file.path, bytes)
            #expect(code == nil, "\(file.path)")
        }
        return way
    }

    /// A file of a log; nil where it is not.
    private func bytes(_ path: String, in name: String) -> [UInt8]? {
        folder.files(below: name).first { $0.name == path }?.bytes
    }

    private func read() async throws -> SyncReport {
        try await hub.readMirror(of: partner, in: ExchangeFolders(data: folder["hub"].path))
    }

    /// The site reads the hub's log, as from its gateway.
    private func pull() async throws -> SyncReport {
        try await site.synchronise(try await site.partner(Self.ids[1]), from: LocalLogSource(hub, for: Self.ids[0]))
    }

    @Test("what the site publishes and withdraws arrives, and is answered")
    func outwards() async throws {
        let published = try await site.publishSamples(0..<2)
        let lesson = try #require(published[0].lessons.first?.lessonID)
        let way = try await deliver()
        #expect(way.paths.last == "checkpoint")
        #expect(way.woken == [Self.ids[0]])
        #expect(try await read().outcomes.values.reduce(0, +) == 2)
        #expect(try await pull().receipts == 1)
        for statement in published {
            #expect(try await site.store.deliveries(of: statement.digest).map(\.step) == [.receipted])
        }
        _ = try await site.withdraw(
            [.init(lessonID: lesson, versionsUpTo: 1)],
            reason: "disclosive",
            advice: nil,
            by: operation
        )
        try await deliver()
        #expect(try await read().fault == nil)
        #expect(try await hub.store.versions(of: lesson).map(\.state) == ["withdrawn"])
        let file = MirrorFile.statement(published[0].digest).path
        let kept = MirrorFile.statement(published[1].digest).path
        let old = try #require(bytes(file, in: Self.mirror))
        for (gateway, name) in [(hub, Self.mirror), (site, Self.delivery)] {
            #expect(bytes(file, in: name) == old)
            #expect(try await gateway.erase()?.erased == 1)
            #expect(bytes(file, in: name) == nil)
            #expect(bytes(kept, in: name) != nil)
        }
        // Nor does it come back.
        let endpoint = try put(mirrors)
        #expect(await Self.code(endpoint, file, old) == nil)
        #expect(bytes(file, in: Self.mirror) == [])
        #expect(try await pull().fault == nil)
        #expect(try await site.store.openWithdrawals().isEmpty)
        for gateway in [site, hub] { #expect(try await gateway.store.check() == []) }
    }

    @Test("what the hub publishes and withdraws is answered by a delivery")
    func inwards() async throws {
        let published = try await hub.publishSamples(0..<1)
        #expect(try await pull().count == 1)
        try await deliver()
        #expect(try await read().receipts == 1)
        #expect(try await hub.store.deliveries(of: published[0].digest).map(\.step) == [.receipted])
        let lesson = try #require(published[0].lessons.first?.lessonID)
        _ = try await hub.withdraw(
            [.init(lessonID: lesson, versionsUpTo: 1)],
            reason: "outdated",
            advice: nil,
            by: operation
        )
        #expect(try await hub.store.openWithdrawals().count == 1)
        #expect(try await pull().count == 1)
        try await deliver()
        #expect(try await read().receipts == 1)
        #expect(try await hub.store.openWithdrawals().isEmpty)
    }

    @Test("only what is new goes, and a delivery that breaks off leaves the state before")
    func newOnly() async throws {
        _ = try await site.publishSamples(0..<3)
        let first = try await deliver()
        #expect(first.paths.filter { $0.hasPrefix("statements/") }.count == 3)
        #expect(try await deliver().paths == [])
        #expect(try await read().count == 3)
        let added = try await site.publishSamples(3..<4)
        let size = try await hub.store.feeds().first?.checkpoint?.size
        for breaksAt in 0..<5 {
            await #expect(throws: LogSourceError.self) { try await deliver(breaksAt: breaksAt) }
            let report = try await read()
            #expect(report.fault == nil, "\(breaksAt)")
            #expect(report.count == 0)
            #expect(try await hub.store.feeds().first?.checkpoint?.size == size)
        }
        let last = try await deliver()
        let expected = [
            "tile/0/000.p/4", "tile/entries/000.p/4", "statements/\(added[0].digest.hex).json", "addressed/0",
            "checkpoint",
        ]
        #expect(last.paths == expected)
        #expect(try await read().count == 1)
        // Narrower tiles of the state before are gone.
        let tiles = folder.files(below: Self.mirror).map(\.name).filter { $0.hasPrefix("tile/") }
        #expect(tiles.sorted() == ["tile/0/000.p/4", "tile/entries/000.p/4"])
        // Whoever lost the folder gets everything again.
        try await site.store.commitDelivered(nil, to: Self.ids[1], at: clock.now)
        #expect(try await deliver().paths.count == 8)
    }

    @Test("what was erased before it was delivered is told as erased, not withheld")
    func erased() async throws {
        let published = try await site.publishSamples(0..<1)
        let lesson = try #require(published[0].lessons.first?.lessonID)
        _ = try await site.withdraw(
            [.init(lessonID: lesson, versionsUpTo: 1)],
            reason: "disclosive",
            advice: nil,
            by: operation
        )
        _ = try await site.erase()
        try await deliver()
        let report = try await read()
        #expect(report.fault == nil)
        #expect(report.count == 2)
        #expect(try await hub.store.check() == [])
    }

    @Test("what was only set aside is erased in the folder as well, and does not come back")
    func setAside() async throws {
        let own = network.organisations[0]
        var payload = own.bundle()
        payload["schema"]?["version"] = "0.9"
        let lesson = try #require(payload["lessons"]?.elements.first?["lessonId"]?.string)
        let digest = try await site.logRaw(payload, signedBy: own, kind: .bundle)
        let withdrawal = SiblingStatements.withdrawal(
            of: [.init(lessonID: lesson, versionsUpTo: 1)],
            inBundles: [digest],
            reason: "disclosive",
            advice: nil,
            recipients: [],
            by: own.publisher,
            at: clock.now,
            random: systemRandom
        )
        _ = try await site.logRaw(withdrawal, signedBy: own, kind: .withdrawal)
        try await deliver()
        #expect(try await read().outcomes == [.held: 1, .new: 1])
        let file = MirrorFile.statement(digest).path
        let old = try #require(bytes(file, in: Self.mirror))
        #expect(try await hub.erase()?.erased == 1)
        #expect(bytes(file, in: Self.mirror) == nil)
        #expect(try await hub.store.setAside(digest)?.envelope == nil)
        let endpoint = try put(mirrors)
        #expect(await Self.code(endpoint, file, old) == nil)
        #expect(bytes(file, in: Self.mirror) == [])
    }

    @Test("a listed statement that the folder does not hold is an alarm")
    func withheld() async throws {
        _ = try await site.publishSamples(0..<1)
        try await deliver()
        let file = try #require(folder.files(below: Self.mirror).first { $0.name.hasPrefix("statements/") })
        folder.copy("nothing", to: "\(Self.mirror)/\(file.name)")
        #expect(try await read().fault == "statement.withheld")
    }

    @Test("a path is read strictly, a body by its kind, and everybody lays down a log of their own")
    func refused() async throws {
        let endpoint = try put(mirrors)
        let hex = Digest(of: [1]).hex
        for path in [
            "", "/", "..", "../gateway.sqlite", "tile/../../gateway.sqlite", "tile/0/../000",
            "statements/../checkpoint",
            "statements/\(hex)", "statements/\(hex.uppercased()).json", "statements/\(hex).json/", "/checkpoint",
            "checkpoint/", "Checkpoint", "status.json", "addressed/", "addressed/-1", "addressed/+1", "addressed/01",
            "addressed/9007199254740992", "addressed/1/2", "tile/7/000", "tile/0/000.p/256", "tile/0/0", "tile/0/000.p",
            "statements/%2e%2e", "statements/\(hex).json\0", "a",
        ] {
            #expect(await Self.code(endpoint, path, [1]) == "request.not-found", "\(path)")
        }
        #expect(await Self.code(endpoint, "checkpoint", [1], org: Self.ids[2]) == "partner.unknown")
        #expect(await Self.code(endpoint, "checkpoint", [1], org: "..") == "partner.unknown")
        #expect(await Self.code(endpoint, "checkpoint", [1], by: Self.ids[2]) == "partner.unknown")
        #expect(await Self.code(endpoint, "checkpoint", [1]) == "log.checkpoint-malformed")
        let foreign = try await hub.publicHead().checkpoint
        #expect(await Self.code(endpoint, "checkpoint", foreign) == "log.checkpoint-malformed")
        #expect(await Self.code(endpoint, "tile/0/000.p/2", [1]) == "log.tile-malformed")
        let large: [(String, Int)] = [
            ("checkpoint", 16 << 10), ("tile/0/000", 8192), ("tile/entries/000.p/1", 1024), ("addressed/0", 1 << 20),
            ("statements/\(hex).json", EnvelopeLimits.envelopeBytesMax),
        ]
        for (path, max) in large {
            let body = [UInt8](repeating: 0, count: max + 1)
            #expect(await Self.code(endpoint, path, body) == "limit.exceeded", "\(path)")
        }
        #expect(folder.files(below: Self.mirror).isEmpty)
        let closed = PartnerAPI(gateway: hub, ledger: FetchLedger(store: hub.store)) { _ in }
        let none = try #require(closed.endpoints.first { $0.route.path == endpoint.route.path })
        #expect(await Self.code(none, "addressed/0", [1]) == "request.not-found")
    }

    @Test("one partner may lay down so many bytes and files; what takes the place of another file counts once")
    func limit() async throws {
        let few = MirrorFolders(ExchangeFolders(data: folder["hub"].path), partnerBytesMax: 10_200)
        let endpoint = try put(few)
        let body = [UInt8](repeating: 1, count: 6100)
        for _ in 0..<3 { #expect(await Self.code(endpoint, "addressed/0", body) == nil) }
        #expect(await Self.code(endpoint, "addressed/1", body) == "limit.exceeded")
        #expect(await Self.code(endpoint, "addressed/1", Array(body.prefix(40))) == nil)
        // Another process counts what lies there.
        let again = try put(MirrorFolders(ExchangeFolders(data: folder["hub"].path), partnerBytesMax: 10_200))
        #expect(await Self.code(again, "addressed/2", [1]) == "limit.exceeded")
        #expect(await Self.code(again, "addressed/0", []) == nil)
        #expect(await Self.code(again, "addressed/1", body) == nil)
        // A file without a byte takes room, too.
        #expect(await Self.code(again, "addressed/2", []) == "limit.exceeded")
    }

    @Test("where the log goes on under another name, lists of the old one go")
    func nextEpoch() async throws {
        let endpoint = try put(mirrors)
        func note(_ epoch: Int, _ text: (LogOrigin, SigningKey) throws -> [UInt8]) throws -> [UInt8] {
            let origin = LogOrigin(organisation: Self.ids[0], epoch: epoch)
            return try text(origin, try #require(SigningKey(name: origin.description, key: site.identity.logKey.key)))
        }
        for (epoch, places) in [(1, [0, 5]), (2, [0, 3])] as [(Int, [UInt64])] {
            for place in places {
                let list = try note(epoch) { origin, key in
                    try AddressedList(
                        origin: origin,
                        reader: Self.ids[1],
                        from: place,
                        to: 9,
                        treeSize: 9,
                        items: []
                    ).signed(by: key)
                }
                #expect(await Self.code(endpoint, "addressed/\(place)", list) == nil)
            }
            let state = try note(epoch) { origin, key in
                try Checkpoint(origin: origin.description, size: 9, root: Digest(of: [1])).signed(by: key)
            }
            #expect(await Self.code(endpoint, "checkpoint", state) == nil)
        }
        let names = folder.files(below: Self.mirror).map(\.name).filter { $0.hasPrefix("addressed/") }
        #expect(names.sorted() == ["addressed/0", "addressed/3"])
    }

    @Test("every path that is printed is read again, and no other")
    func paths() throws {
        var random = SeededGenerator.announced()
        for _ in 0..<500 {
            let index = UInt64.random(in: 0..<1 << UInt64.random(in: 1...40, using: &random), using: &random)
            let width = Int.random(in: 1...256, using: &random)
            let digest = Digest(of: Array("\(index)".utf8))
            let level = Int.random(in: 0...6, using: &random)
            for file in [
                MirrorFile.checkpoint, .list(from: index), .statement(digest), .tile(Tile(.entries, index: index)),
                .tile(Tile(.hashes(level: level), index: index, width: width)),
            ] {
                #expect(MirrorFile(path: file.path) == file)
                var bytes = Array(file.path.utf8)
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0x20...0x7E, using: &random)
                let changed = String(decoding: bytes, as: UTF8.self)
                if let read = MirrorFile(path: changed) { #expect(read.path == changed) }
            }
        }
    }
}
