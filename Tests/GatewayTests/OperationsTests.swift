import CommandSupport
import ExchangeTestKit
import FoundationEssentials
import Gateway
import GatewayHTTP
import GatewayTestKit
import HTTPTypes
import LessonExchange
import Signatures
import StrictJSON
import Testing
import TransparencyLog

@Suite("What watches a gateway")
struct OperationsTests {
    private let folder = TemporaryFolder()
    private let clock = TestClock()
    private let seconds = TestSeconds()
    private let network: VirtualNetwork
    private let north: Gateway
    private let south: Gateway
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell"]
    private let person = Gateway.Actor(person: "Test Operator", role: "operator")

    init() async throws {
        network = try VirtualNetwork(Self.ids)
        north = try network.gateway(Self.ids[0], in: folder["north"], clock: clock)
        south = try network.gateway(Self.ids[1], in: folder["south"], clock: clock)
        try await north.change(partner(south), by: person)
        try await south.change(partner(north), by: person)
    }

    private func partner(_ gateway: Gateway) -> Partner { gateway.asPartner() }

    private func pull(_ reader: Gateway, from publisher: Gateway) async throws {
        let source = LocalLogSource(publisher, for: reader.identity.organisation)
        #expect(try await reader.synchronise(partner(publisher), from: source).fault == nil)
    }

    private func collector(_ gateway: Gateway, sync: [SyncStatus] = []) -> GaugeCollector {
        let trust = network.trust
        return GaugeCollector(
            gateway: gateway,
            readiness: Readiness(gateway: gateway, tls: []) { trust },
            tls: gateway.identity.seal.chain,
            version: "1.2.3"
        ) { sync }
    }

    /// Numbers by name and labels, as in `name:label`.
    private func numbers(_ collector: GaugeCollector) async -> [String: Double] {
        let pairs = await collector.samples().map { sample in
            (([sample.metric.name.dropFirst(15)] + sample.values.map { $0[...] }).joined(separator: "|"), sample.number)
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    private func ask(
        _ path: String,
        of gateway: Gateway,
        readTrust: (@Sendable () throws -> TrustFile)? = nil
    ) async throws -> APIAnswer {
        let trust = network.trust
        let api = OperationsAPI(
            readiness: Readiness(gateway: gateway, tls: [], readTrust: readTrust ?? { trust }),
            gauges: collector(gateway),
            metrics: PrometheusMetrics(),
            seconds: { [seconds] in seconds.now }
        )
        let endpoint = try #require(api.endpoints.first { $0.route.path == path })
        return try await endpoint.handle(APIRequest(caller: .anybody))
    }

    /// The checks that /readyz names, with their codes.
    private func failures(
        of gateway: Gateway,
        readTrust: (@Sendable () throws -> TrustFile)? = nil
    ) async throws -> [String] {
        let answer = try await ask("/readyz", of: gateway, readTrust: readTrust)
        let root = try JSONDocument(parsing: answer.body).root
        let checks = root["checks"]?.elements ?? []
        #expect(answer.status == (checks.isEmpty ? .ok : .serviceUnavailable))
        if let first = checks.first {
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(root["code"]?.string == first["code"]?.string)
            #expect(root["status"]?.integer == 503)
        }
        return checks.map { "\($0["check"]?.string ?? "") \($0["code"]?.string ?? "")" }
    }

    /// The same gateway with its checkpoint kept elsewhere.
    private func keeping(_ gateway: Gateway, at path: String) -> Gateway {
        Gateway(
            identity: gateway.identity,
            store: gateway.store,
            trust: gateway.trust,
            keeper: CheckpointKeeper(path: path),
            erasures: ErasureJournal(path: "/nonexistent/erased"),
            holds: HoldJournal(path: "/nonexistent/holds"),
            sources: "/nonexistent/sources",
            clock: gateway.clock,
            random: gateway.random,
            logger: gateway.logger
        )
    }

    @Test("a gateway that can work says so, and how large its log is")
    func ready() async throws {
        _ = try await north.publishSamples(0..<2)
        let answer = try await ask("/readyz", of: north)
        #expect(answer.status == .ok)
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"status":"ok","logSize":2}"#)
        #expect(try await ask("/healthz", of: north).status == .ok)
    }

    @Test("whatever a gateway stands on is looked at, and named when it does not hold")
    func notReady() async throws {
        _ = try await north.publishSamples(0..<1)
        #expect(try await failures(of: north) == [])
        let broken = try await failures(of: north) { throw LessonExchangeError("trust.unreadable") }
        #expect(broken == ["trust trust.unreadable"])
        // Nothing was published there, so nothing has to be kept yet.
        let missing = keeping(south, at: folder["missing"].path + "/checkpoint")
        #expect(try await failures(of: missing) == ["checkpoint output.unwritable"])
        // Another log of the same length.
        let other = try network.gateway(Self.ids[0], in: folder["other"], clock: clock)
        _ = try await other.publishSamples(5..<6)
        folder.copy("north/checkpoint", to: "other/checkpoint")
        let behind = keeping(other, at: folder["other"].path + "/checkpoint")
        #expect(try await failures(of: behind) == ["checkpoint log.store-behind"])
        clock.advance(seconds: 366 * 86_400)
        #expect(try await failures(of: north) == ["certificate certificate.expired"])
        #expect(await numbers(collector(north))["ready"] == 0)
        #expect(try await ask("/healthz", of: north).status == .ok)
    }

    @Test("a gateway whose TLS certificate has ended is not ready: no partner would speak with it")
    func tlsEnds() async throws {
        let end = clock.now.adding(seconds: 10 * 86_400)
        let tls = try network.federation.organisation(Self.ids[0], serial: 9, to: end)
        let trust = network.trust
        let readiness = Readiness(gateway: north, tls: tls.chain) { trust }
        #expect(await readiness.state().isReady)
        clock.advance(seconds: 11 * 86_400)
        let failures = await readiness.state().failures
        #expect(failures.map(\.check) == [.certificate] && failures.map(\.code) == ["certificate.expired"])
        #expect(await Readiness(gateway: north, tls: []) { trust }.state().isReady)
    }

    @Test("services are logged by a name, never by what they hold")
    func descriptions() {
        #expect("\(Housekeeping(gateway: north, quarantineDays: 30, logger: north.logger))" == "housekeeping")
        let listener = GatewayServers.local(
            [],
            at: ListenAddress(host: "127.0.0.1", port: 8081),
            store: north.store,
            limit: RateLimit(perSecond: 1, atOnce: 1),
            clock: north.clock,
            metrics: RequestMetrics(listener: "local", factory: PrometheusMetrics()),
            logger: north.logger
        ) { _ in }
        #expect("\(listener)" == "listener 127.0.0.1:8081")
        // It takes keys and partners to make one: that it names itself is enough.
        let sync: Any.Type = SyncService.self
        #expect(sync is any CustomStringConvertible.Type)
    }

    @Test("a state is kept when no other process reads or writes one, and never in the place of a larger one")
    func keeper() async throws {
        try folder.make("kept")
        let path = folder["kept"].path + "/checkpoint"
        let smaller = try await north.store.head()
        _ = try await north.publishSamples(0..<2)
        let larger = try await north.store.head()
        let lock = try FileLock(path + ".lock", isShared: false)
        let waiting = Task.detached { try CheckpointKeeper(path: path).keep(larger) }
        try await Task.sleep(for: .milliseconds(50))
        #expect(try CheckpointKeeper(path: path).read() == nil)
        lock.release()
        try await waiting.value
        #expect(try CheckpointKeeper(path: path).read()?.size == 2)
        try CheckpointKeeper(path: path).keep(smaller)
        #expect(try CheckpointKeeper(path: path).read()?.size == 2)
    }

    @Test("figures in the format of Prometheus, read from the store at most every five seconds")
    func page() async throws {
        let metrics = PrometheusMetrics()
        let trust = network.trust
        let api = OperationsAPI(
            readiness: Readiness(gateway: north, tls: []) { trust },
            gauges: collector(north),
            metrics: metrics,
            seconds: { [seconds] in seconds.now }
        )
        let endpoint = try #require(api.endpoints.first { $0.route.path == "/metrics" })
        func size() async throws -> String? {
            let answer = try await endpoint.handle(APIRequest(caller: .anybody))
            #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
            return lines.first { $0.hasPrefix("lesson_gateway_log_size ") }.map { String($0.dropFirst(24)) }
        }
        #expect(try await size() == "0")
        _ = try await north.publishSamples(0..<3)
        #expect(try await size() == "0")
        seconds.advance(5.1)
        #expect(try await size() == "3")
    }

    @Test("what partners have not receipted ages, until their receipts are here")
    func waiting() async throws {
        let (watchNorth, watchSouth) = (collector(north), collector(south))
        #expect(await numbers(watchNorth)["receipts_missing_oldest_seconds|\(Self.ids[1])"] == 0)
        #expect(await numbers(watchSouth)["receipts_written_total"] == 0)
        let published = try await north.publishSamples(0..<2)
        clock.advance(seconds: 50)
        let lesson = published[0].lessons[0].lessonID
        _ = try await north.withdraw(
            [.init(lessonID: lesson, versionsUpTo: 1)],
            reason: "outdated",
            advice: nil,
            by: person
        )
        clock.advance(seconds: 100)
        var now = await numbers(watchNorth)
        #expect(now["receipts_missing_oldest_seconds|\(Self.ids[1])"] == 150)
        #expect(now["withdrawals_outstanding"] == 1)
        #expect(now["withdrawals_outstanding_oldest_seconds"] == 100)
        #expect(now["log_size"] == 3)
        try await pull(south, from: north)
        #expect(await numbers(watchSouth)["receipts_written_total"] == 1)
        #expect(await numbers(watchNorth)["withdrawals_outstanding"] == 1)
        try await pull(north, from: south)
        now = await numbers(watchNorth)
        #expect(now["receipts_missing_oldest_seconds|\(Self.ids[1])"] == 0)
        #expect(now["withdrawals_outstanding"] == 0)
        #expect(now["withdrawals_outstanding_oldest_seconds"] == 0)
        #expect(now["feed_position|\(Self.ids[1])"] == now["feed_size|\(Self.ids[1])"])
        #expect(now["sync_stopped|\(Self.ids[1])|none"] == 0)
    }

    @Test("what was set aside is counted, held apart from wrong")
    func aside() async throws {
        _ = try await south.take(
            [
                .setAside(.held, reasons: [OutcomeReason(code: "schema.version-unsupported")], envelope: [1]),
                .setAside(.quarantined, reasons: [OutcomeReason(code: "identifier.found")], envelope: [2]),
                .refused(code: "signature.invalid"),
            ],
            from: Self.ids[0]
        )
        clock.advance(seconds: 7)
        let now = await numbers(collector(south))
        #expect(now["quarantine_items"] == 1)
        #expect(now["quarantine_oldest_seconds"] == 7)
        #expect(now["held_items"] == 1)
        #expect(now["held_oldest_seconds"] == 7)
        #expect(now["withheld_items"] == 0)
        try await south.dismiss(Digest(of: Array("0".utf8)), by: person)
        #expect(await numbers(collector(south))["held_oldest_seconds"] == 0)
    }

    @Test("what a partner lists and does not give is counted, though nothing of it is here")
    func withheld() async throws {
        _ = try await south.take([.gone], from: Self.ids[0])
        let now = await numbers(collector(south))
        #expect(now["withheld_items"] == 1)
        #expect(now["held_items"] == 0)
        #expect(now["held_oldest_seconds"] == 0)
    }

    @Test("a partner that is suspended or removed has no figures of its log any more")
    func inactive() async throws {
        _ = try await north.publishSamples(0..<1)
        try await pull(south, from: north)
        let status = SyncStatus(partner: Self.ids[0], begun: clock.now)
        let id = Self.ids[0]
        let names = ["sync_stopped|\(id)|none", "feed_position|\(id)", "feed_size|\(id)", "sync_lag_seconds|\(id)"]
        for state in [Partner.State.active, .suspended, .removed] {
            var changed = partner(north)
            changed.state = state
            try await south.change(changed, by: person)
            let now = await numbers(collector(south, sync: [status]))
            for name in names { #expect((now[name] != nil) == (state == .active), "\(name) \(state)") }
        }
    }

    @Test("the exchange with partners, certificates and the program")
    func exchange() async throws {
        var status = SyncStatus(partner: Self.ids[1], begun: clock.now)
        status.failures = 2
        clock.advance(seconds: 86_400)
        let begun = await numbers(collector(north, sync: [status]))
        #expect(begun["sync_lag_seconds|\(Self.ids[1])"] == 86_400)
        #expect(begun["sync_last_success_timestamp_seconds|\(Self.ids[1])"] == nil)
        #expect(begun["sync_failures|\(Self.ids[1])"] == 2)
        status.lastSuccess = clock.now
        status.clockSkewSeconds = -400
        clock.advance(seconds: 5)
        let now = await numbers(collector(north, sync: [status]))
        #expect(now["sync_lag_seconds|\(Self.ids[1])"] == 5)
        #expect(now["clock_skew_seconds|\(Self.ids[1])"] == -400)
        for kind in ["seal", "receipts", "tls"] {
            let days = try #require(now["certificate_days_left|\(kind)"])
            #expect(days > 363.9 && days < 364)
        }
        #expect(now["build_info|1.2.3"] == 1)
        #expect(now["ready"] == 1)
    }
}
