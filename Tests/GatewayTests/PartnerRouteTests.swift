import ExchangeTestKit
import Gateway
import GatewayHTTP
import GatewayTestKit
import HTTPTypes
import LessonExchange
import Signatures
import StrictJSON
import Testing

/// What a partner may learn by asking for digests: nothing of what is not for it, not even that it is there.
@Suite("A digest that is not for the caller")
struct PartnerRouteTests {
    private let folder = TemporaryFolder(inMemory: true)
    private let north: Gateway
    private let east: Gateway
    private let api: PartnerAPI
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell", "reg:demo-eastholt"]
    private let operation = Gateway.Actor(person: "Test Operator", role: "operator")

    init() async throws {
        let network = try VirtualNetwork(Self.ids)
        north = try network.gateway(Self.ids[0], in: folder["north"])
        east = try network.gateway(Self.ids[2], in: folder["east"])
        api = PartnerAPI(gateway: north, ledger: FetchLedger(store: north.store)) { _ in }
        for (gateway, places) in [(north, [1, 2]), (east, [0])] {
            for place in places { try await gateway.change(Self.partner(place), by: operation) }
        }
    }

    private static func partner(_ place: Int) -> Partner {
        Partner(id: ids[place], url: nil, state: .active, tlsKeys: [], logKey: nil)
    }

    /// What a route answers.
    private func ask(
        _ path: String,
        _ digest: String,
        as caller: String = Self.ids[1]
    ) async throws -> APIAnswer {
        let endpoint = try #require(api.endpoints.first { $0.route.path == path })
        let request = APIRequest(caller: .partner(caller), parameters: ["digest": digest])
        do { return try await endpoint.handle(request) } catch { return Problem(of: error).answer }
    }

    @Test("partners are served a description of their own routes, and of no others")
    func document() async throws {
        let answer = try await ask("/v1/openapi.json", "")
        #expect(answer.status == .ok)
        let paths = try JSONDocument(parsing: answer.body).root["paths"]?.members.compactMap { $0.name.string } ?? []
        let routes = PartnerAPI.routes.map { $0.path.replacing("*}", with: "}") }
        #expect(paths.sorted() == (routes + ["/v1/openapi.json"]).sorted())
        #expect(api.endpoints.allSatisfy { $0.route.caller == .partner })
    }

    /// Headers that say nothing of the statement.
    private func comparable(_ answer: APIAnswer) -> HTTPFields {
        var headers = answer.headers
        headers[.date] = nil
        if let name = HTTPField.Name("X-Request-ID") { headers[name] = nil }
        return headers
    }

    /// Statements that are here and not for Southfell, each in its own way.
    private func hidden() async throws -> [(name: String, digest: Digest)] {
        let named = try await north.publishSamples(0..<1, recipients: [Self.ids[2]])[0]
        let gone = try await north.publishSamples(1..<2, recipients: [Self.ids[2]])[0]
        let withdrawals = try await north.withdraw(
            gone.lessons.map { .init(lessonID: $0.lessonID, versionsUpTo: $0.version) },
            reason: "disclosive",
            advice: nil,
            by: operation
        )
        _ = try await north.erase()
        let received = try await east.publishSamples(2..<3)[0]
        _ = try await north.synchronise(Self.partner(2), from: LocalLogSource(east, for: Self.ids[0]))
        let place = try await north.store.head().size - 1
        let list = try await north.addressedList(for: .partner(Self.ids[2]), from: place, upTo: place + 1)
        let receipt = try #require(list.items.first)
        return [
            ("a bundle for another", named.digest), ("one that was erased", gone.digest),
            ("a withdrawal for another", withdrawals[0].digest), ("a statement of another partner", received.digest),
            ("a receipt for another", receipt.digest),
        ]
    }

    @Test(
        "is answered as one that does not exist: status, headers and body",
        arguments: ["/v1/statements/{digest}", "/v1/statements/{digest}/evidence"]
    )
    func uniform(path: String) async throws {
        let all = try await hidden()
        let absent = try await ask(path, Digest(of: [1, 2, 3]).description)
        #expect(absent.status == .notFound)
        for (name, digest) in all {
            let found = try await ask(path, digest.description)
            #expect(found.status == absent.status, "\(name)")
            #expect(comparable(found) == comparable(absent), "\(name)")
            #expect(found.body == absent.body, "\(name)")
        }
        // The reader whom they are for gets them, or is told that they are erased.
        #expect(try await ask(path, all[0].digest.description, as: Self.ids[2]).status == .ok)
        let erased = try await ask("/v1/statements/{digest}", all[1].digest.description, as: Self.ids[2])
        #expect(erased.status == .gone)
        // A text that is no digest is nothing that is looked for.
        for text in ["", "sha256:", "a", String(repeating: "a", count: 10_000)] {
            let strange = try await ask(path, text)
            #expect(strange.status == .notFound)
            #expect(strange.body == absent.body)
        }
    }

    @Test("a partner is told of its own receipts and withdrawals that are missing, and of nobody else's")
    func own() async throws {
        let published = try await north.publishSamples(0..<1, recipients: [Self.ids[2]])[0]
        _ = try await north.withdraw(
            published.lessons.map { .init(lessonID: $0.lessonID, versionsUpTo: $0.version) },
            reason: "outdated",
            advice: nil,
            by: operation
        )
        let other = try JSONDocument(parsing: try await ask("/v1/partners/self", "").body).root
        #expect(other["unreceipted"]?.isObject == nil)
        #expect(other["withdrawals"]?.elements.isEmpty == true)
        let answer = try await ask("/v1/partners/self", "", as: Self.ids[2])
        let own = try JSONDocument(parsing: answer.body).root
        #expect(own["audience"]?[1]?.string == Self.ids[2])
        #expect(own["unreceipted"]?["position"]?.integer == 0)
        #expect(own["withdrawals"]?.elements.count == 1)
        // Who else has not answered does not stand in it.
        #expect(!String(decoding: answer.body, as: UTF8.self).contains(Self.ids[1]))
    }

    @Test("and of what is not for it nothing is noted as fetched")
    func ledger() async throws {
        let digest = try await north.publishSamples(0..<1, recipients: [Self.ids[2]])[0].digest
        _ = try await ask("/v1/statements/{digest}", digest.description)
        #expect(try await north.store.deliveries(of: digest).map(\.step) == [.addressed])
        #expect(try await north.store.deliveries(of: digest).map(\.partner) == [Self.ids[2]])
    }
}
