import ExchangeTestKit
import Gateway
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing

@Suite("Two organisations become partners by two files and a telephone call")
struct PairingTests {
    private let folder = TemporaryFolder()
    private let clock = TestClock()
    private let network: VirtualNetwork
    private let north: Gateway
    private let south: Gateway
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell"]
    private let operator1 = Gateway.Actor(person: "Test Operator", role: "operator")
    private let lead = Gateway.Actor(person: "Test Lead", role: "approver")

    init() throws {
        network = try VirtualNetwork(Self.ids)
        north = try network.gateway(Self.ids[0], in: folder["north"], clock: clock)
        south = try network.gateway(Self.ids[1], in: folder["south"], clock: clock)
    }

    private func address(_ gateway: Gateway) -> Gateway.OwnAddress {
        let id = gateway.identity.organisation
        return .init(url: "https://\(id.dropFirst(4)).example:8443", tlsKey: Digest(of: Array(id.utf8)))
    }

    private func invite() async throws -> [UInt8] {
        try await north.invite(Self.ids[1], from: address(north), by: operator1).invite
    }

    /// The pairing on the side that accepts.
    private func accepted(_ invite: [UInt8]) async throws -> Pairing {
        guard case .invite(let terms) = try south.pairingFile(invite) else { throw LessonExchangeError("internal") }
        return try await south.accept(invite: invite, terms, from: address(south), by: operator1)
    }

    /// The pairing on the side that invited.
    private func taken(_ accept: [UInt8]) async throws -> Pairing {
        guard case .accept(let terms, let invite) = try north.pairingFile(accept) else {
            throw LessonExchangeError("internal")
        }
        return try await north.take(accept: accept, terms, answering: invite, by: operator1)
    }

    private func exchangeFiles() async throws -> (north: Pairing, south: Pairing) {
        let southern = try await accepted(try await invite())
        return (try await taken(southern.accept ?? []), southern)
    }

    private func confirmBoth() async throws {
        let both = try await exchangeFiles()
        let words = try #require(both.north.code).words
        _ = try await south.confirm(Self.ids[0], words: Array(words[..<3]), by: operator1)
        _ = try await north.confirm(Self.ids[1], words: Array(words[3...]), by: operator1)
    }

    private func approveBoth() async throws {
        try await confirmBoth()
        _ = try await north.approve(Self.ids[1], by: lead)
        _ = try await south.approve(Self.ids[0], by: lead)
    }

    /// The code of the error that a step ends in; `none` when it does not.
    private func code<Value>(_ body: () async throws -> Value) async -> String {
        do {
            _ = try await body()
            return "none"
        } catch let error as LessonExchangeError { return error.code.name } catch { return "\(error)" }
    }

    @Test("a file is read as it was written, and by nobody but the organisation that it is for")
    func roundTrip() async throws {
        let pairing = try await north.invite(Self.ids[1], from: address(north), by: operator1)
        guard case .invite(let terms) = try south.pairingFile(pairing.invite) else {
            Issue.record("not an invite")
            return
        }
        #expect(terms.id == Self.ids[0])
        #expect(terms.partner == Self.ids[1])
        #expect(terms.url == "https://demo-northmere.example:8443")
        #expect(terms.tlsKey == address(north).tlsKey)
        #expect(terms.roots == [network.federation.root.thumbprint])
        #expect(terms.anchors == [network.organisations[0].chain[0].thumbprint])
        #expect(terms.nonce.count == 32)
        #expect(terms.expires == clock.now.adding(seconds: 72 * 3600))
        let file = PairingFile.invite(terms)
        let again = try file.signed(by: north.identity.sealer)
        #expect(try south.pairingFile(again) == file)
        #expect(await code { try north.pairingFile(pairing.invite) } == "pairing.mismatch")
    }

    @Test("no byte of a file can be changed")
    func tampered() async throws {
        let bytes = try await invite()
        for position in stride(from: 0, to: bytes.count, by: 7) {
            var changed = bytes
            changed[position] ^= 1
            let found = await code { try south.pairingFile(changed) }
            #expect(["pairing.malformed", "pairing.signature"].contains(found), "byte \(position): \(found)")
        }
        let large = bytes + [UInt8](repeating: 0x20, count: PairingFile.bytesMax)
        #expect(await code { try south.pairingFile(large) } == "pairing.malformed")
    }

    @Test("a file counts only with its own organisation's seal, and only in the form that the program writes")
    func strangers() async throws {
        let bytes = try await invite()
        guard case .invite(let terms) = try south.pairingFile(bytes) else { return }
        let foreign = try PairingFile.invite(terms).signed(by: try network.organisations[1].signer)
        #expect(await code { try south.pairingFile(foreign) } == "pairing.signature")
        let envelope = try JWSEnvelope(parsing: bytes)
        let type = envelope.signatures[0].contentType
        let signer = north.identity.sealer
        var tree = JSONTree(try JSONDocument(parsing: envelope.payload).root)
        tree["note"] = "more"
        for payload in [envelope.payload + [0x20], tree.compactBytes] {
            let other = try JWSEnvelope.signed(payload: payload, contentType: type, by: [signer])
            #expect(await code { try south.pairingFile(other) } == "pairing.malformed")
        }
        let statement = try JWSEnvelope.signed(
            payload: envelope.payload,
            contentType: StatementKind.bundle.contentType,
            by: [signer]
        )
        #expect(await code { try south.pairingFile(statement) } == "pairing.malformed")
    }

    @Test("an answer to another invite is refused, and so is a second answer")
    func wrongInvite() async throws {
        let first = try await accepted(try await invite())
        let second = try await accepted(try await invite())
        #expect(await code { try await taken(first.accept ?? []) } == "pairing.mismatch")
        _ = try await taken(second.accept ?? [])
        #expect(await code { try await taken(second.accept ?? []) } == "pairing.state")
        #expect(await code { try await accepted(second.invite) } == "pairing.state")
    }

    @Test("after 72 hours an invite is void, whatever step comes next")
    func expired() async throws {
        let bytes = try await invite()
        let southern = try await accepted(bytes)
        clock.advance(seconds: 72 * 3600)
        #expect(await code { try await taken(southern.accept ?? []) } == "pairing.expired")
        #expect(await code { try await accepted(bytes) } == "pairing.expired")
        let words = try #require(southern.code).words
        let typed = Array(words[..<3])
        #expect(await code { try await south.confirm(Self.ids[0], words: typed, by: operator1) } == "pairing.expired")
        #expect(await code { try await south.approve(Self.ids[0], by: lead) } == "pairing.expired")
    }

    @Test("both sides have the same six words, and other words when a byte differs")
    func checkCode() async throws {
        let both = try await exchangeFiles()
        let code = try #require(both.north.code)
        #expect(code == both.south.code)
        #expect(code.words.count == 6)
        #expect(code.read(by: .inviting) + code.read(by: .accepting) == code.words)
        let invite = both.north.invite
        let accept = try #require(both.north.accept)
        for position in stride(from: 0, to: invite.count, by: 101) {
            var changed = invite
            changed[position] ^= 1
            #expect(PairingCode(invite: changed, accept: accept) != code)
        }
        #expect(PairingCode(invite: invite, accept: accept + [0x0A]) != code)
        // No byte moves from one file to the other.
        #expect(PairingCode(invite: invite + accept, accept: []) != code)
        #expect(PairingCode(invite: invite + accept[..<1], accept: Array(accept[1...])) != code)
        #expect(PairingCode(invite: [], accept: []).words == Self.wordsOfNothing)
    }

    /// The words of two empty files, computed apart from the program.
    private static let wordsOfNothing = ["short", "sardine", "aerosol", "surname", "self", "unravel"]

    @Test("three wrong tries end a pairing, also when the gateway was started anew between them")
    func wrongWords() async throws {
        let both = try await exchangeFiles()
        let right = Array(try #require(both.north.code).words[3...])
        let wrong = [right[0], right[1], right[2] == "zone" ? "acid" : "zone"]
        let place = Self.ids[1]
        for _ in 0..<2 {
            let again = try network.gateway(Self.ids[0], in: folder["north"], clock: clock)
            #expect(await code { try await again.confirm(place, words: wrong, by: operator1) } == "pairing.wrong-words")
        }
        #expect(try await north.pairing(with: place).wrongTries == 2)
        #expect(await code { try await north.confirm(place, words: wrong, by: operator1) } == "pairing.void")
        #expect(await code { try await north.confirm(place, words: right, by: operator1) } == "pairing.void")
        #expect(await code { try await north.approve(place, by: lead) } == "pairing.void")
        #expect(await code { try await taken(both.south.accept ?? []) } == "pairing.void")
        let trail = try await north.store.audit(max: 10).map(\.action)
        let wrongs = [String](repeating: "pairing.wrong-words", count: 2)
        #expect(trail == ["pairing.void"] + wrongs + ["pairing.accepted", "pairing.invited"])
        #expect(try await north.store.partners() == [])
    }

    @Test("typed words may be in capitals and misspelled behind the fourth letter, not in another order")
    func typing() async throws {
        let both = try await exchangeFiles()
        let words = Array(try #require(both.north.code).words[..<3])
        let place = Self.ids[0]
        if words[0] != words[1] {
            let turned = [words[1], words[0], words[2]]
            let found = await code { try await south.confirm(place, words: turned, by: operator1) }
            #expect(found == "pairing.wrong-words")
        }
        let typed = words.map { "\($0.prefix(4).uppercased())x" }
        #expect(try await south.confirm(place, words: typed, by: operator1).state == .confirmed)
    }

    @Test("a second person approves, and only then the other organisation is a partner")
    func approval() async throws {
        #expect(await code { try await north.approve(Self.ids[1], by: lead) } == "pairing.unknown")
        _ = try await exchangeFiles()
        #expect(await code { try await north.approve(Self.ids[1], by: lead) } == "pairing.state")
        let words = try #require(try await north.pairing(with: Self.ids[1]).code).words
        _ = try await north.confirm(Self.ids[1], words: Array(words[3...]), by: operator1)
        for name in ["Test Operator", "test operator", "TEST  OPERATOR "] {
            let actor = Gateway.Actor(person: name, role: "approver")
            #expect(await code { try await north.approve(Self.ids[1], by: actor) } == "duty.separated")
        }
        #expect(try await north.store.partners() == [])
        #expect(try await north.approve(Self.ids[1], by: lead).state == .approved)
        let partner = try await north.partner(Self.ids[1])
        #expect(partner.state == .active)
        #expect(partner.url == "https://demo-southfell.example:8443")
        #expect(partner.tlsKeys == [address(south).tlsKey])
        #expect(partner.logKey == nil)
        #expect(try await north.store.audit(max: 1).map(\.action) == ["pairing.approved"])
    }

    @Test("of two that take a step at once one is told")
    func overtaken() async throws {
        let both = try await exchangeFiles()
        let audit = north.audit(operator1, "pairing.confirmed", Self.ids[1])
        await #expect(throws: StoreError.moved) {
            let stale = Pairing(
                partner: both.north.partner,
                side: .inviting,
                state: .void,
                invite: both.north.invite,
                accept: both.north.accept,
                expires: both.north.expires,
                people: both.north.people,
                revision: both.north.revision - 1
            )
            try await north.store.commitPairing(stale, partner: nil, audit: audit)
        }
        #expect(try await north.pairing(with: Self.ids[1]) == both.north)
    }

    @Test("a new TLS key holds beside the old one for 30 days, and then alone")
    func rotation() async throws {
        try await approveBoth()
        let old = address(north).tlsKey
        let new = Digest(of: [1])
        let rotation = try await north.rotation(for: Self.ids[1], from: old, to: new, by: operator1)
        let bytes = try PairingFile.rotation(rotation).signed(by: north.identity.sealer)
        guard case .rotation(let read) = try south.pairingFile(bytes) else {
            Issue.record("not a rotation")
            return
        }
        #expect(read == rotation)
        for _ in 0..<2 { _ = try await south.take(read, by: operator1) }
        let partner = try await south.partner(Self.ids[0])
        #expect(partner.tlsKeys == [old, new])
        #expect(partner.tlsKeys(at: clock.now) == [old, new])
        clock.advance(seconds: 30 * 86_400 - 1)
        #expect(partner.tlsKeys(at: clock.now) == [old, new])
        clock.advance(seconds: 1)
        #expect(partner.tlsKeys(at: clock.now) == [new])
        #expect(await code { try await south.take(read, by: operator1) } == "pairing.expired")
        let next = try await north.rotation(for: Self.ids[1], from: old, to: Digest(of: [2]), by: operator1)
        #expect(await code { try await south.take(next, by: operator1) } == "pairing.mismatch")
        let good = try await north.rotation(for: Self.ids[1], from: new, to: Digest(of: [2]), by: operator1)
        #expect(try await south.take(good, by: operator1).tlsKeys == [new, Digest(of: [2])])
    }
}
