import CoreMetrics
import ExchangeTestKit
import Gateway
import GatewayHTTP
import GatewayTestKit
import HTTPTypes
import LessonExchange
import Signatures
import Synchronization
import Testing

@Suite("What a request may say, and how often a stranger may ask")
struct RequestRuleTests {
    private static let forwarded = [
        "Client-Cert", "Client-Cert-Chain", "X-SSL-Client-Cert", "X-Forwarded-Client-Cert", "X-Client-Cert",
        "x-forwarded-tls-client-cert", "X-ARR-ClientCert", "X-Amzn-Mtls-Clientcert", "SSL_CLIENT_CERT",
        "X-SSL-Client-S-DN",
    ]

    @Test("a header that tells a client certificate is known under every name", arguments: forwarded)
    func certificates(name: String) throws {
        var headers: HTTPFields = [.accept: "application/json"]
        #expect(!RequestRules.forwardsCertificate(headers))
        headers[try #require(HTTPField.Name(name))] = ""
        #expect(RequestRules.forwardsCertificate(headers))
    }

    private static let encoded: [(String, String?)] = [
        ("", ""), ("urn:lesson", "urn:lesson"), ("urn%3Alesson%3areg", "urn:lesson:reg"), ("a%2Fb", "a/b"),
        ("%25", "%"), ("caf%C3%A9", "café"), ("a+b", "a+b"), ("%", nil), ("%4", nil), ("%4G", nil), ("%%41", nil),
        ("%C3", nil), ("%FF", nil), ("%00", nil), ("%0A", nil), ("%7F", nil),
    ]

    @Test("a part of a path is decoded once, or refused", arguments: encoded)
    func percent(text: String, decoded: String?) {
        #expect(RequestRules.percentDecoded(text) == decoded)
    }

    private static let body = Array(#"{"hello": "world"}"#.utf8)
    private static let right = "sha-256=:\(Base64.standard.encode(Digest(of: body).bytes)):"
    private static let wrong = "sha-256=:\(Base64.standard.encode(Digest(of: [1]).bytes)):"

    private static let taken: [String?] = [
        nil, right, "sha-512=:AAAA:, \(right)", "\(right) , md5=:AAAA:", "\(right);a=1",
    ]
    private static let refused: [String] = [
        wrong, "\(right), \(wrong)", "sha-512=:AAAA:", "", "sha-256", "sha-256=AAAA", "sha-256=:A:",
    ]

    @Test("a body with the digest that was told is taken", arguments: taken)
    func rightDigest(header: String?) throws { try RequestRules.checkDigest(header, of: Self.body) }

    @Test("another digest, or none that is known here, is refused where it stands", arguments: refused)
    func wrongDigest(header: String) {
        do {
            try RequestRules.checkDigest(header, of: Self.body)
            Issue.record("taken")
        } catch {
            let problem = Problem(of: error)
            #expect(problem.error.code.name == "request.malformed")
            #expect(problem.error.place == "Content-Digest")
            #expect(problem.status == .badRequest)
        }
    }

    @Test("work that takes too long is ended, and other work gives what it gives")
    func deadline() async throws {
        #expect(try await Deadline.run(within: .seconds(60)) { 7 } == 7)
        let late = try await Deadline.run(within: .milliseconds(20)) {
            try await Task.sleep(for: .seconds(60))
            return 7
        }
        #expect(late == nil)
        await #expect(throws: Problem.self) {
            _ = try await Deadline.run(within: .seconds(60)) { () throws -> Int in throw Problem("limit.exceeded") }
        }
    }

    @Test("a problem closes the connection of whoever is not let in")
    func closing() {
        #expect(Problem("partner.unknown").isLast)
        #expect(Problem("token.missing").isLast)
        #expect(!Problem("statement.not-found").isLast)
        #expect(!Problem("request.too-many", retryAfter: 1).isLast)
    }
}

@Suite("Callers that are refused")
struct RefusedCallerTests {
    private let folder = TemporaryFolder()
    private let seconds = TestSeconds()
    private let log = CapturedLog()
    private let north: Gateway
    private let directory: PartnerDirectory
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell"]

    init() throws {
        north = try VirtualNetwork(Self.ids).gateway(Self.ids[0], in: folder["north"])
        directory = PartnerDirectory(store: north.store, trust: north.trust) { nil }
    }

    /// The code of the problem that a certificate meets.
    private func ask(_ gate: PartnerGate, _ leaf: Digest?) async throws -> Problem {
        do {
            let caller = try await gate.admit(leaf)
            Issue.record("let in as \(caller.name)")
            return Problem("internal")
        } catch { return Problem(of: error) }
    }

    @Test("may ask ten times a second, and are told of once a minute")
    func often() async throws {
        let gate = PartnerGate(
            directory: directory,
            refused: RefusedCallers(seconds: { [seconds] in seconds.now }),
            clock: north.clock,
            metrics: RequestMetrics(listener: "partners", factory: PrometheusMetrics()),
            logger: log.logger()
        )
        let (one, other) = (Digest(of: [1]), Digest(of: [2]))
        for _ in 0..<10 { #expect(try await ask(gate, one).error.code.name == "partner.unknown") }
        let problem = try await ask(gate, one)
        #expect(problem.error.code.name == "request.too-many")
        #expect(problem.retryAfter == 1)
        #expect(problem.isLast)
        #expect(try await ask(gate, other).error.code.name == "partner.unknown")
        #expect(try await ask(gate, nil).error.code.name == "partner.unknown")
        func lines() -> Int { log.all.filter { $0.contains("caller refused") }.count }
        #expect(lines() == 2)
        seconds.advance(59)
        #expect(try await ask(gate, one).error.code.name == "partner.unknown")
        #expect(lines() == 2)
        seconds.advance(2)
        #expect(try await ask(gate, one).error.code.name == "partner.unknown")
        #expect(lines() == 3)
    }

    @Test("whoever watches partners is told of each change, and once")
    func changes() async throws {
        _ = try await directory.current()
        let told = Told()
        directory.whenChanged { told.next() }
        _ = try await directory.current()
        #expect(told.count == 0)
        let partner = Partner(id: Self.ids[1], url: nil, state: .active, tlsKeys: [], logKey: nil)
        try await north.change(partner, by: Gateway.Actor(person: "Test Operator", role: "operator"))
        for _ in 0..<2 { _ = try await directory.current() }
        #expect(told.count == 1)
    }
}

/// Counts how often something was told.
private final class Told: Sendable {
    private let number = Mutex(0)

    var count: Int { number.withLock { $0 } }

    func next() { number.withLock { $0 += 1 } }
}
