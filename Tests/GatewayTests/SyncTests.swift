import ExchangeTestKit
import Gateway
import GatewayTestKit
import LessonExchange
import Signatures
import Testing
import TransparencyLog

@Suite("Two gateways exchange")
struct SyncTests {
    private let folder = TemporaryFolder()
    private let north: Gateway
    private let south: Gateway
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell"]

    init() throws {
        let network = try VirtualNetwork(Self.ids)
        north = try network.gateway(Self.ids[0], in: folder["north"])
        south = try network.gateway(Self.ids[1], in: folder["south"])
    }

    private func partner(_ gateway: Gateway) -> Partner { gateway.asPartner() }

    private func introduce() async throws {
        let actor = Gateway.Actor(person: "Test Operator", role: "operator")
        try await north.change(partner(south), by: actor)
        try await south.change(partner(north), by: actor)
    }

    private func pull(_ reader: Gateway, from publisher: Gateway) async throws -> SyncReport {
        try await reader.pull(from: publisher)
    }

    private func expectClean() async throws {
        for gateway in [north, south] { #expect(try await gateway.store.check() == []) }
    }

    @Test("what one publishes arrives once, with a receipt that comes back")
    func happyPath() async throws {
        try await introduce()
        let published = try await north.publishSamples(0..<3)
        #expect(published.map(\.position) == [0, 1, 2])
        let report = try await pull(south, from: north)
        #expect(report.fault == nil)
        #expect(report.count == 3)
        let again = try await pull(south, from: north)
        #expect(again.count == 0)
        let back = try await pull(north, from: south)
        #expect(back.receipts == 1)
        for statement in published {
            let deliveries = try await north.store.deliveries(of: statement.digest)
            #expect(deliveries.map(\.step) == [.receipted])
        }
        let page = try await south.store.search(LessonQuery(words: "medicines huddle"))
        #expect(page.lessons.count == 3)
        try await expectClean()
    }

    @Test("two idle gateways write nothing")
    func idle() async throws {
        try await introduce()
        _ = try await north.publishSamples(0..<1)
        for _ in 0..<3 {
            _ = try await pull(south, from: north)
            _ = try await pull(north, from: south)
        }
        let sizes = [try await north.store.head().size, try await south.store.head().size]
        for _ in 0..<5 {
            _ = try await pull(south, from: north)
            _ = try await pull(north, from: south)
        }
        #expect([try await north.store.head().size, try await south.store.head().size] == sizes)
        #expect(sizes == [1, 1])
    }

    @Test("more than memory should hold comes in several ranges, each with its receipt")
    func ranges() async throws {
        try await introduce()
        _ = try await north.publishSamples(0..<40)
        let source = LocalLogSource(north, for: south.identity.organisation)
        let report = try await south.synchronise(partner(north), from: source, bytesMax: 1)
        #expect(report.fault == nil)
        #expect(report.count == 40)
        #expect(try await south.store.head().size == 2)
        let back = try await pull(north, from: south)
        #expect(back.receipts == 2)
        let open = try await north.store.deliverySummary(max: 100).filter { $0.receipted != $0.addressed }
        #expect(open == [])
        try await expectClean()
    }

    @Test("two processes that read one log at once lose nothing and take nothing twice")
    func overtaken() async throws {
        try await introduce()
        _ = try await north.publishSamples(0..<5)
        let source = LocalLogSource(north, for: south.identity.organisation)
        let partner = partner(north)
        let reports = try await withThrowingTaskGroup(of: SyncReport.self) { group in
            for _ in 0..<4 { group.addTask { try await south.synchronise(partner, from: source) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(reports.map(\.count).reduce(0, +) == 5)
        #expect(reports.allSatisfy { $0.fault == nil })
        try await expectClean()
    }
}
