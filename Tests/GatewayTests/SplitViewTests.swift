import ExchangeTestKit
import FoundationEssentials
import Gateway
import GatewayHTTP
import GatewayTestKit
import HTTPTypes
import LessonExchange
import Logging
import Signatures
import StrictJSON
import Synchronization
import Testing
import TransparencyLog

/// One organisation that shows two logs, and readers that share a partner.
@Suite("Logs that are shown otherwise to others")
struct SplitViewTests {
    private let folder = TemporaryFolder()
    private let network: VirtualNetwork
    private let clock = TestClock()
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell", "reg:demo-eastholt"]
    private static let code = "log.split-view"
    private let operation = Gateway.Actor(person: "Test Operator", role: "operator")

    init() throws { network = try VirtualNetwork(Self.ids) }

    /// What a gateway said as critical.
    private final class Alarms: Sendable {
        private let lines = Mutex<[String]>([])

        var all: [String] { lines.withLock { $0 } }

        func logger() -> Logger {
            var logger = Logger(label: "test") { _ in
                JSONLogHandler(
                    clock: { VirtualFederation.now },
                    write: { line in self.lines.withLock { $0.append(line) } }
                )
            }
            logger.logLevel = .critical
            return logger
        }
    }

    /// A gateway that knows everybody, on a store of its own.
    private func gateway(_ place: Int, _ name: String, alarms: Alarms = Alarms()) async throws -> Gateway {
        let quiet = try network.gateway(Self.ids[place], in: folder[name], clock: clock)
        let gateway = Gateway(
            identity: quiet.identity,
            store: quiet.store,
            trust: quiet.trust,
            keeper: quiet.keeper,
            erasures: quiet.erasures,
            holds: quiet.holds,
            sources: quiet.sources,
            clock: quiet.clock,
            random: quiet.random,
            logger: alarms.logger()
        )
        for id in Self.ids where id != Self.ids[place] { try await gateway.change(Self.partner(id), by: operation) }
        return gateway
    }

    private static func partner(_ id: String) -> Partner {
        Partner(id: id, url: nil, state: .active, tlsKeys: [], logKey: nil)
    }

    private func source(_ publisher: Gateway, for reader: Gateway) -> ScriptedSource {
        ScriptedSource(LocalLogSource(publisher, for: reader.identity.organisation))
    }

    @discardableResult
    private func pull(_ reader: Gateway, from publisher: Gateway) async throws -> SyncReport {
        let partner = Self.partner(publisher.identity.organisation)
        return try await reader.synchronise(partner, from: source(publisher, for: reader))
    }

    /// What stopped a gateway's reading of Northmere's log.
    private func stopped(_ gateway: Gateway) async throws -> String? {
        try await gateway.store.feeds().first { $0.partner == Self.ids[0] }?.stopped
    }

    private func holds(_ name: String, _ note: [UInt8]) -> Bool {
        folder.files(below: name).contains { $0.bytes.holds(note) }
    }

    @Test("a fork that is shown to two partners is found by the first exchange between them, and both states are kept")
    func forks() async throws {
        for (here, elsewhere) in (1...3).flatMap({ one in (1...3).map { (one, $0) } }) {
            let name = "\(here)-\(elsewhere)"
            let alarms = Alarms()
            let north = try await gateway(0, "\(name)-north")
            let fork = try await gateway(0, "\(name)-fork")
            let south = try await gateway(1, "\(name)-south", alarms: alarms)
            let east = try await gateway(2, "\(name)-east")
            _ = try await north.publishSamples(0..<here)
            _ = try await fork.publishSamples(10..<10 + elsewhere)
            #expect(try await pull(south, from: north).fault == nil)
            #expect(try await pull(east, from: fork).fault == nil)
            #expect(try await pull(south, from: east).fault == nil)
            // States of one size tell it at once; others when the log is read again.
            #expect(try await stopped(south) == (here == elsewhere ? Self.code : nil))
            #expect(try await pull(south, from: north).fault == Self.code)
            #expect(try await stopped(south) == Self.code)
            #expect(try await south.store.views(of: north.identity.origin) == [])
            let trail = try await south.store.audit(max: 10).map(\.action)
            #expect(trail.filter { $0 == "partner.stopped \(Self.code)" }.count == 1)
            for shown in [north, fork] {
                let note = try await shown.store.head().checkpoint
                #expect(holds("\(name)-south", note), "\(name)")
            }
            #expect(alarms.all.filter { $0.contains("partner stopped") && $0.contains(Self.code) }.count == 1)
            #expect(try await south.store.check() == [])
            // A person who resumes it is told again.
            try await south.change(Self.partner(Self.ids[0]), resumes: true, by: operation)
            try await pull(south, from: east)
            try await pull(south, from: north)
            #expect(try await stopped(south) == Self.code)
        }
    }

    @Test("who reads late or early is no fork, in any order")
    func honest() async throws {
        var random = SeededGenerator.announced()
        let alarms = Alarms()
        let north = try await gateway(0, "north", alarms: alarms)
        let south = try await gateway(1, "south", alarms: alarms)
        let east = try await gateway(2, "east", alarms: alarms)
        let all = [north, south, east]
        for number in 0..<40 {
            let reader = Int.random(in: 0..<3, using: &random)
            let publisher = (reader + Int.random(in: 1...2, using: &random)) % 3
            if Int.random(in: 0..<3, using: &random) == 0 { _ = try await north.publishSamples(number..<number + 1) }
            #expect(try await pull(all[reader], from: all[publisher]).fault == nil)
        }
        for reader in all {
            for publisher in all where publisher.identity.organisation != reader.identity.organisation {
                #expect(try await pull(reader, from: publisher).fault == nil)
            }
            #expect(try await reader.store.feeds().allSatisfy { $0.stopped == nil })
        }
        #expect(alarms.all == [])
    }

    @Test("a partner that has seen more is waited for until the log itself shows as much; a copy may lag")
    func lagging() async throws {
        let (north, south, east) = (
            try await gateway(0, "north"), try await gateway(1, "south"), try await gateway(2, "east")
        )
        _ = try await north.publishSamples(0..<1)
        try await pull(south, from: north)
        let old = try await north.publicHead().checkpoint
        _ = try await north.publishSamples(1..<3)
        try await pull(east, from: north)
        try await pull(south, from: east)
        #expect(try await south.store.views(of: north.identity.origin).map(\.checkpoint.size) == [3])
        var copy = source(north, for: south)
        copy.checkpoint = { _ in old }
        copy.mayLag = true
        #expect(try await south.synchronise(Self.partner(Self.ids[0]), from: copy).fault == nil)
        #expect(try await south.store.views(of: north.identity.origin).count == 1)
        #expect(try await pull(south, from: north).fault == nil)
        #expect(try await south.store.views(of: north.identity.origin) == [])
        // Of the log itself the same old state is another log than others are shown.
        let late = try await gateway(1, "late")
        copy.mayLag = false
        #expect(try await late.synchronise(Self.partner(Self.ids[0]), from: copy).fault == nil)
        try await pull(late, from: east)
        #expect(try await late.synchronise(Self.partner(Self.ids[0]), from: copy).fault == Self.code)
    }

    @Test("tiles that would prove it and are not given for a day count as none")
    func heldBack() async throws {
        let (north, south, east) = (
            try await gateway(0, "north"), try await gateway(1, "south"), try await gateway(2, "east")
        )
        _ = try await north.publishSamples(0..<1)
        try await pull(east, from: north)
        _ = try await north.publishSamples(1..<3)
        try await pull(south, from: north)
        try await pull(south, from: east)
        var silent = source(north, for: south)
        silent.tile = { _ in [] }
        #expect(try await south.synchronise(Self.partner(Self.ids[0]), from: silent).fault == nil)
        clock.advance(seconds: 86_401)
        #expect(try await south.synchronise(Self.partner(Self.ids[0]), from: silent).fault == Self.code)
    }

    @Test("what a log's key did not sign is not believed")
    func forged() async throws {
        let (north, south, east) = (
            try await gateway(0, "north"), try await gateway(1, "south"), try await gateway(2, "east")
        )
        _ = try await north.publishSamples(0..<2)
        try await pull(south, from: north)
        let origin = north.identity.origin
        let key = try #require(network.logKeys[Self.ids[2]])
        let other = try Checkpoint(origin: origin.description, size: 2, root: Digest(of: [1])).signed(by: key)
        let foreign = try Checkpoint(origin: key.verifyingKey.name, size: 2, root: Digest(of: [1])).signed(by: key)
        for note in [other, foreign, [], Array("\(origin)\n".utf8)] {
            var liar = source(east, for: south)
            liar.told = { asked, _ in asked == origin ? note : nil }
            #expect(try await south.synchronise(Self.partner(Self.ids[2]), from: liar).fault == nil)
            #expect(try await south.store.views(of: origin) == [])
            #expect(try await pull(south, from: north).fault == nil)
        }
    }

    @Test("our own log that somebody knows otherwise is an alarm, and the note is kept")
    func ownLog() async throws {
        let alarms = Alarms()
        let north = try await gateway(0, "north", alarms: alarms)
        let fork = try await gateway(0, "fork")
        let south = try await gateway(1, "south")
        _ = try await north.publishSamples(0..<2)
        for size in 1...3 {
            _ = try await fork.publishSamples(10 + size..<11 + size)
            try await pull(south, from: fork)
            #expect(try await pull(north, from: south).fault == nil)
            #expect(alarms.all.count == size)
            #expect(alarms.all.last?.contains("seen elsewhere") ?? false)
            #expect(try await north.store.views(of: north.identity.origin).map(\.checkpoint.size) == [UInt64(size)])
        }
    }

    @Test("a route tells what was verified here, and nothing of logs that are not read")
    func route() async throws {
        let (north, south) = (try await gateway(0, "north"), try await gateway(1, "south"))
        _ = try await north.publishSamples(0..<2)
        try await pull(south, from: north)
        let api = PartnerAPI(gateway: south, ledger: FetchLedger(store: south.store)) { _ in }
        let endpoint = try #require(api.endpoints.first { $0.route.path == "/v1/log/seen/{origin*}" })
        func ask(_ origin: String, by id: String) async -> APIAnswer {
            let request = APIRequest(caller: .partner(id), parameters: ["origin": origin])
            do { return try await endpoint.handle(request) } catch { return Problem(of: error).answer }
        }
        let note = try await north.store.head().checkpoint
        // Also to the log's owner: so it learns of one that it does not have.
        for id in [Self.ids[0], Self.ids[2]] {
            #expect(await ask(north.identity.origin.description, by: id).body == note)
        }
        var bodies: Set<[UInt8]> = []
        for origin in [
            south.identity.origin.description, "lesson-exchange/\(Self.ids[2])/1", "lesson-exchange/\(Self.ids[0])/2",
            "lesson-exchange/\(Self.ids[0])/1/", "", "../checkpoint",
        ] {
            let answer = await ask(origin, by: Self.ids[2])
            #expect(answer.status == .notFound, "\(origin)")
            bodies.insert(answer.body)
        }
        #expect(bodies.count == 1)
    }
}
