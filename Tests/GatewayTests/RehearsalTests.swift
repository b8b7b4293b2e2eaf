import ExchangeTestKit
import Foundation
import Gateway
import GatewayHTTP
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing

@Suite("Rehearsals, warnings and the words of check codes")
struct RehearsalTests {
    private let folder = TemporaryFolder()
    private let north: Gateway
    private let south: Gateway
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell"]
    private let actor = Gateway.Actor(person: "Test Operator", role: "operator")
    private let lead = Gateway.Actor(person: "Test Lead", role: "approver")

    init() throws {
        let network = try VirtualNetwork(Self.ids)
        north = try network.gateway(Self.ids[0], in: folder["north"])
        south = try network.gateway(Self.ids[1], in: folder["south"])
    }

    private func pair() async throws {
        func own(_ text: String) -> Gateway.OwnAddress { .init(url: nil, tlsKey: Digest(of: Array(text.utf8))) }
        let invite = try await north.invite(Self.ids[1], from: own("north"), by: actor).invite
        guard case .invite(let terms) = try south.pairingFile(invite) else { throw LessonExchangeError("internal") }
        let accept = try await south.accept(invite: invite, terms, from: own("south"), by: actor).accept ?? []
        guard case .accept(let answer, let digest) = try north.pairingFile(accept) else {
            throw LessonExchangeError("internal")
        }
        let pairing = try await north.take(accept: accept, answer, answering: digest, by: actor)
        let words = try #require(pairing.code).words
        _ = try await north.confirm(Self.ids[1], words: Array(words[3...]), by: actor)
        _ = try await south.confirm(Self.ids[0], words: Array(words[..<3]), by: actor)
        _ = try await north.approve(Self.ids[1], by: lead)
        _ = try await south.approve(Self.ids[0], by: lead)
    }

    private func pullBoth() async throws {
        for (reader, other) in [(south, north), (north, south)] {
            let source = LocalLogSource(other, for: reader.identity.organisation)
            _ = try await reader.synchronise(try await reader.partner(other.identity.organisation), from: source)
        }
    }

    private func rehearse() async -> (state: Pairing.State?, code: String) {
        do {
            let pairing = try await north.rehearse(Self.ids[1], by: actor, wait: .init(seconds: 0))
            return (pairing.state, "none")
        } catch let error as LessonExchangeError { return (nil, error.code.name) } catch { return (nil, "\(error)") }
    }

    @Test("a rehearsal goes there and back, and goes on where it was while the other side is slow")
    func rehearsal() async throws {
        try await pair()
        #expect(await rehearse().code == "pairing.waiting")
        #expect(await rehearse().code == "pairing.waiting")
        #expect(try await north.store.head().size == 1)
        let lesson = try #require(try await north.pairing(with: Self.ids[1]).rehearsal?.lessonID)
        try await pullBoth()
        let row = try #require(try await south.store.versions(of: lesson).first)
        #expect(row.state == "active")
        #expect(row.title.hasPrefix("FICTIONAL"))
        #expect(try await north.store.audience(of: row.digest) == .named([Self.ids[1]]))
        #expect(await rehearse().code == "pairing.waiting")
        try await pullBoth()
        #expect(try await south.store.versions(of: lesson).first?.state == "withdrawn")
        #expect(await rehearse().state == .active)
        #expect(await rehearse().code == "pairing.state")
        let trail = try await north.store.audit(max: 1)
        #expect(trail.map(\.action) == ["pairing.active"])
        for gateway in [north, south] { #expect(try await gateway.store.check() == []) }
    }

    @Test("no rehearsal before the approval")
    func early() async throws {
        _ = try await north.invite(Self.ids[1], from: .init(url: nil, tlsKey: Digest(of: [])), by: actor)
        #expect(await rehearse().code == "pairing.state")
        #expect(try await north.store.head().size == 0)
    }

    @Test(
        "a certificate is warned of at 60, 30, 14, 7 and 1 days, and when it has ended",
        arguments: [
            (61, nil), (60, 60), (31, 60), (30, 30), (15, 30), (14, 14), (8, 14), (7, 7), (2, 7), (1, 1), (0, 1),
            (-1, 0),
        ] as [(Int, Int?)]
    )
    func thresholds(days: Int, threshold: Int?) {
        let now = VirtualFederation.now
        let end = now.adding(seconds: Int64(days) * 86_400)
        let found = CertificateWarnings.warnings(of: [("tls", end)], at: now)
        #expect(found.map(\.threshold) == (threshold.map { [$0] } ?? []))
        #expect(CertificateWarnings.daysLeft(until: end, at: now) == days)
        #expect(CertificateWarnings.daysLeft(until: end, at: now.adding(seconds: 1)) == days - 1)
    }

    @Test("a partner is told when its own certificate ends")
    func own() async throws {
        let end = VirtualFederation.now.adding(seconds: 14 * 86_400)
        let api = PartnerAPI(
            gateway: north,
            ledger: FetchLedger(store: north.store),
            tls: north.identity.seal.chain,
            certificateEnd: { $0 == Self.ids[1] ? end : nil },
            exchange: { id in
                var status = SyncStatus(partner: id, begun: VirtualFederation.now.adding(seconds: -90))
                status.clockSkewSeconds = -3
                return status
            },
            notified: { _ in }
        )
        let endpoint = try #require(api.endpoints.first { $0.route.path == "/v1/partners/self" })
        let answer = try await endpoint.handle(APIRequest(caller: .partner(Self.ids[1])))
        let certificate = try JSONDocument(parsing: answer.body).root["certificate"]
        #expect(certificate?["expires"]?.string == end.description)
        #expect(certificate?["daysLeft"]?.integer == 14)
        let exchange = try JSONDocument(parsing: answer.body).root["exchange"]
        #expect(exchange?["lagSeconds"]?.integer == 90)
        #expect(exchange?["clockSkewSeconds"]?.integer == -3)
        #expect(exchange?["lastSuccess"]?.string == nil)
        let described = try #require(api.endpoints.first { $0.route.path == "/.well-known/lesson-gateway" })
        let identity = try await described.handle(APIRequest(caller: .partner(Self.ids[1])))
        let keys = try JSONDocument(parsing: identity.body).root["keys"]
        let thumbprint = north.identity.seal.chain[0].keyThumbprint.description
        for key in ["seal", "receipts", "tls"] { #expect(keys?[key]?.string == thumbprint, "\(key)") }
    }

    @Test("the words of check codes are 2,048, sorted, and told apart by their first four letters")
    func words() throws {
        let words = PairingWords.all
        #expect(words.count == 2048)
        #expect(words == words.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(Set(words.map { $0.prefix(4) }).count == 2048)
        let isPlain = words.allSatisfy { word in
            (4...7).contains(word.utf8.count) && word.utf8.allSatisfy { (0x61...0x7A).contains($0) }
        }
        #expect(isPlain)
        let file = words.map { $0 + "\n" }.joined()
        #expect(Array(file.utf8) == [UInt8](try SharedFolder.packageBytes("rules/pairing-words.txt")))
    }
}
