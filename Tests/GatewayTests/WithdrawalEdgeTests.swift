import ExchangeTestKit
import FoundationEssentials
import Gateway
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing

/// Withdrawals where two promises meet: readers that change, holds, clocks, what waits, and what comes twice.
@Suite("Withdrawals at the edges")
struct WithdrawalEdgeTests {
    private let folder = TemporaryFolder(inMemory: true)
    private let network: VirtualNetwork
    private let clock = TestClock()
    /// Southfell's own, which may be wrong.
    private let otherClock = TestClock()
    private let north: Gateway
    private let south: Gateway
    private let east: Gateway
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell", "reg:demo-eastholt"]
    private let operation = Gateway.Actor(person: "Test Operator", role: "operator")

    init() async throws {
        network = try VirtualNetwork(Self.ids)
        north = try network.gateway(Self.ids[0], in: folder["north"], clock: clock)
        south = try network.gateway(Self.ids[1], in: folder["south"], clock: otherClock)
        east = try network.gateway(Self.ids[2], in: folder["east"], clock: clock)
        let all = [north, south, east]
        for one in all {
            for other in all where other.identity.organisation != one.identity.organisation {
                try await one.change(Self.partner(other), by: operation)
            }
        }
    }

    private static func partner(_ gateway: Gateway) -> Partner { gateway.asPartner() }

    @discardableResult
    private func pull(_ reader: Gateway, from publisher: Gateway) async throws -> SyncReport {
        try await reader.pull(from: publisher)
    }

    private func pass(seconds: Int64) { for clock in [clock, otherClock] { clock.advance(seconds: seconds) } }

    private func withdraw(_ lesson: String, version: Int = 1) async throws {
        _ = try await north.withdraw(
            [.init(lessonID: lesson, versionsUpTo: version)],
            reason: "disclosive",
            advice: nil,
            by: operation
        )
    }

    /// A withdrawal with something wrong in it, which Northmere's own program takes in as it is.
    private func withdrawFlawed(
        _ lesson: String,
        _ bundle: Digest,
        change: (inout JSONTree) -> Void
    ) async throws {
        let own = network.organisations[0]
        var payload = SiblingStatements.withdrawal(
            of: [.init(lessonID: lesson, versionsUpTo: 1)],
            inBundles: [bundle],
            reason: "disclosive",
            advice: nil,
            recipients: [],
            by: own.publisher,
            at: clock.now,
            random: systemRandom
        )
        change(&payload)
        try await north.logEnvelope(
            try own.sign(payload, kind: .withdrawal),
            kind: .withdrawal,
            content: .withdrawal(WithdrawalFacts(try JSONDocument(parsing: payload.compactBytes).root))
        )
    }

    private func publish(
        recipients: [String] = [],
        lessonID: String? = nil,
        version: Int? = nil
    ) async throws -> (lesson: String, digest: Digest) {
        let published = try await north.publishSamples(
            0..<1,
            recipients: recipients,
            lessonID: lessonID,
            version: version
        )
        return (published[0].lessons[0].lessonID, published[0].digest)
    }

    @Test("a version for fewer readers gives an earlier one to nobody who could not have it")
    func neverWidened() async throws {
        let first = try await publish(recipients: [Self.ids[1]])
        _ = try await publish(recipients: [Self.ids[1], Self.ids[2]], lessonID: first.lesson, version: 2)
        _ = try await publish(recipients: [Self.ids[1]], lessonID: first.lesson, version: 3)
        #expect(try await north.store.audience(of: first.digest) == .named([Self.ids[1]]))
        #expect(try await north.store.statement(first.digest, for: .partner(Self.ids[2])) == nil)
        try await pull(east, from: north)
        let received = try await east.store.received(from: nil, max: 10).map(\.digest)
        #expect(!received.contains(first.digest))
    }

    @Test("two withdrawals of one lesson: while a hold keeps the bytes neither is answered with purged")
    func heldTwice() async throws {
        let (lesson, digest) = try await publish()
        try await pull(south, from: north)
        try await south.hold(digest, reason: "a drill", by: operation)
        try await withdraw(lesson)
        try await withdraw(lesson)
        try await pull(south, from: north)
        _ = try await south.erase()
        let withdrawals = try await south.store.received(from: nil, max: 10).filter { $0.kind == .withdrawal }
        #expect(withdrawals.map(\.outcome) == ["held", "held"])
    }

    @Test("what waits here unread is erased as well before anybody is told so")
    func heldBytes() async throws {
        let own = network.organisations[0]
        var payload = own.bundle()
        payload["schema"]?["version"] = "0.9"
        let lesson = try #require(payload["lessons"]?.elements.first?["lessonId"]?.string)
        let digest = try await north.logRaw(payload, signedBy: own, kind: .bundle)
        try await withdrawFlawed(lesson, digest) { _ in }
        #expect(try await pull(south, from: north).outcomes[.held] == 1)
        _ = try await south.erase()
        let received = try await south.store.received(from: nil, max: 10).first { $0.kind == .withdrawal }
        let kept = try await south.store.setAside(digest)?.envelope
        #expect(received?.outcome != "purged" || kept == nil)
    }

    /// A bundle of a schema that nobody knows yet: it waits wherever it comes to.
    private func unknownBundle() throws -> (payload: JSONTree, lesson: String) {
        var payload = network.organisations[0].bundle()
        payload["schema"]?["version"] = "0.9"
        return (payload, try #require(payload["lessons"]?.elements.first?["lessonId"]?.string))
    }

    private func answers(of gateway: Gateway) async throws -> [String] {
        try await gateway.store.received(from: nil, max: 10).filter { $0.kind == .withdrawal }.map(\.outcome)
    }

    @Test("a hold on what waits is told as such, and when it ends the bytes go")
    func heldWaiting() async throws {
        let (payload, lesson) = try unknownBundle()
        let digest = try await north.logRaw(payload, signedBy: network.organisations[0], kind: .bundle)
        try await pull(south, from: north)
        try await south.hold(digest, reason: "a drill", by: operation)
        try await withdrawFlawed(lesson, digest) { _ in }
        try await pull(south, from: north)
        #expect(try await south.erase()?.erased == 0)
        #expect(try await answers(of: south) == ["held"])
        #expect(try await south.store.setAside(digest)?.envelope != nil)
        #expect(try await south.erase() == nil)
        try await south.hold(digest, reason: nil, by: operation)
        #expect(try await south.erase()?.erased == 1)
        #expect(try await south.store.setAside(digest)?.envelope == nil)
        #expect(try await answers(of: south) == ["purged"])
        #expect(try await south.erase() == nil)
        #expect(try await south.store.check() == [])
    }

    @Test("what is set aside after its withdrawal is erased, noted, and erased again after a restore")
    func setAsideLater() async throws {
        let (payload, lesson) = try unknownBundle()
        try await withdrawFlawed(lesson, Digest(of: [1])) { _ in }
        try await pull(south, from: north)
        _ = try await south.erase()
        #expect(try await answers(of: south) == ["purged"])
        let digest = try await north.logRaw(payload, signedBy: network.organisations[0], kind: .bundle)
        #expect(try await pull(south, from: north).outcomes == [.held: 1])
        #expect(try await south.erase()?.erased == 1)
        #expect(try await south.store.setAside(digest)?.envelope == nil)
        #expect(try south.erasures.read().map(\.statement) == [digest])
        // A store of another day that holds the bytes, and knows the withdrawal by the note alone.
        try await pull(east, from: north)
        let note = ErasureNote(statement: digest, withdrawal: Digest(of: [2]))
        #expect(try await east.store.commitReplayedErasures([note], at: clock.now) == 1)
        #expect(try await east.store.setAside(digest)?.envelope == nil)
        #expect(try await east.erase() != nil)
        #expect(try await east.erase() == nil)
    }

    @Test("a disclosive withdrawal that only hides is not answered: the bytes are still there")
    func hidingIsNoAnswer() async throws {
        let (lesson, digest) = try await publish()
        try await pull(south, from: north)
        let late = clock.now.adding(seconds: 3 * 3600).description
        try await withdrawFlawed(lesson, digest) { $0["issued"] = .string(late) }
        try await pull(south, from: north)
        _ = try await south.erase()
        try await pull(north, from: south)
        let open = try await north.store.openWithdrawals().flatMap(\.open)
        #expect(open.contains(Self.ids[1]))
        #expect(try await south.store.statement(digest)?.envelope != nil)
    }

    @Test("a milder withdrawal that a partner could not take in stays open, until it has")
    func heldIsNoAnswer() async throws {
        let (lesson, digest) = try await publish()
        try await pull(south, from: north)
        let late = clock.now.adding(seconds: 3 * 3600).description
        try await withdrawFlawed(lesson, digest) { payload in
            payload["issued"] = .string(late)
            payload["reason"] = "inaccurate"
        }
        try await pull(south, from: north)
        try await pull(north, from: south)
        #expect(try await north.store.openWithdrawals().flatMap(\.open).contains(Self.ids[1]))
        pass(seconds: 4 * 3600)
        try await pull(south, from: north)
        try await pull(north, from: south)
        #expect(try await !north.store.openWithdrawals().flatMap(\.open).contains(Self.ids[1]))
    }

    @Test("two trust files of one version cannot be told apart: the second is refused")
    func trustVersion() async throws {
        let first = try network.trust { _, _ in }
        try await south.takeTrust(first, by: operation)
        try await south.takeTrust(first, by: operation)
        let other = try network.trust { _, member in member["name"] = "Another name" }
        let refused = await south.refusal { try await south.takeTrust(other, by: operation) }
        #expect(refused == "trust.version-used")
        try await south.takeTrust(try network.trust(version: 3) { _, _ in }, by: operation)
    }

    @Test("an authority's disclosive withdrawal is told on, also where the issuer had withdrawn for a milder reason")
    func graver() async throws {
        let trust = try network.trust(authority: Self.ids[2], over: [Self.ids[0]])
        for gateway in [north, south, east] { try gateway.trust.replace(with: trust) }
        let (lesson, digest) = try await publish()
        for reader in [south, east] { try await pull(reader, from: north) }
        let taken = SiblingStatements.LessonVersions(lessonID: lesson, versionsUpTo: 1)
        _ = try await north.withdraw([taken], reason: "outdated", advice: nil, by: operation)
        try await pull(south, from: north)
        _ = try await east.withdraw([taken], reason: "disclosive", advice: nil, by: operation)
        try await pull(north, from: east)
        try await pull(south, from: north)
        #expect(try await south.erase()?.erased == 1)
        #expect(try await south.store.statement(digest)?.envelope == nil)
        // Once is enough.
        let size = try await north.store.head().size
        try await north.reissueWithdrawals()
        #expect(try await north.store.head().size == size)
    }

    @Test("a withdrawal that waited for its time stands whatever trust file comes later")
    func waitedAndStands() async throws {
        let (lesson, digest) = try await publish()
        try await pull(south, from: north)
        let late = clock.now.adding(seconds: 3 * 3600).description
        try await withdrawFlawed(lesson, digest) { payload in
            payload["issued"] = .string(late)
            payload["reason"] = "inaccurate"
        }
        try await pull(south, from: north)
        pass(seconds: 4 * 3600)
        try await pull(south, from: north)
        #expect(try await south.store.versions(of: lesson).map(\.state) == ["withdrawn"])
        try await south.takeTrust(try network.trust { _, _ in }, by: operation)
        #expect(try await south.judgeAgain() == 0)
        #expect(try await south.store.versions(of: lesson).map(\.state) == ["withdrawn"])
        #expect(try await south.store.check() == [])
    }

    @Test("a receipt that waited for its time leaves nothing behind that does not fit")
    func waitingReceipt() async throws {
        let (_, digest) = try await publish()
        otherClock.advance(seconds: 3 * 3600)
        try await pull(south, from: north)
        try await pull(north, from: south)
        clock.advance(seconds: 3 * 3600)
        try await pull(north, from: south)
        let delivery = try await north.store.deliveries(of: digest).first { $0.partner == Self.ids[1] }
        #expect(delivery?.step == .receipted)
        #expect(try await north.store.check() == [])
    }

    @Test("a version that partners know already, or an older one, is not published again")
    func versions() async throws {
        let first = try await publish(recipients: [Self.ids[1]])
        _ = try await publish(recipients: [Self.ids[1]], lessonID: first.lesson, version: 3)
        try await withdraw(first.lesson, version: 3)
        for version in [1, 2, 3] {
            await #expect(throws: LessonExchangeError.self, "\(version)") {
                _ = try await publish(recipients: [Self.ids[2]], lessonID: first.lesson, version: version)
            }
        }
        _ = try await publish(recipients: [Self.ids[2]], lessonID: first.lesson, version: 4)
        // Nor are two of one version in one call.
        let refused = await north.refusal {
            _ = try await north.publishSamples(0..<2, lessonID: first.lesson, version: 5)
        }
        #expect(refused == "lesson.version-used")
        try await pull(east, from: north)
        #expect(try await east.store.versions(of: first.lesson).map(\.state) == ["active"])
    }

    @Test("a lesson that is public no more is taken back from the public, and from nobody else")
    func publicNoMore() async throws {
        let first = try await north.publishSamples(0..<1, marking: "public")[0]
        let lesson = try #require(first.lessons.first?.lessonID)
        try await pull(south, from: north)
        let pages = folder["pages"].path
        #expect(try await north.export(to: pages, for: .anybody) == 1)
        _ = try await north.publishSamples(0..<1, lessonID: lesson, version: 2)
        // The withdrawal alone: the new version is for partners, the old one for nobody outside.
        #expect(try await north.export(to: pages, for: .anybody) == 1)
        let files = folder.files(below: "pages/statements").map(\.name)
        #expect(files.count == 1 && files[0] != "\(first.digest.hex).json")
        #expect(try await north.store.statement(first.digest, for: .anybody) == nil)
        #expect(try await pull(south, from: north).count == 1)
        #expect(try await south.store.versions(of: lesson).map(\.state) == ["active", "superseded"])
        #expect(try await north.store.versions(of: lesson).map(\.state) == ["active", "superseded"])
        #expect(try await north.check() == [])
    }
}
