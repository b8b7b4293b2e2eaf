import ExchangeTestKit
import FoundationEssentials
import Gateway
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing
import TransparencyLog

/// What statements are worth when time, trust or a list changes: a function of what is here and of the trust file.
@Suite("What a statement is worth")
struct StandingTests {
    private let folder = TemporaryFolder()
    private let network: VirtualNetwork
    private let clock = TestClock()
    private let north: Gateway
    private let south: Gateway
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell"]
    private let operation = Gateway.Actor(person: "Test Operator", role: "operator")

    init() async throws {
        network = try VirtualNetwork(Self.ids)
        north = try network.gateway(Self.ids[0], in: folder["north"], clock: clock)
        south = try network.gateway(Self.ids[1], in: folder["south"], clock: clock)
        for (one, other) in [(north, south), (south, north)] { try await one.change(partner(other), by: operation) }
    }

    private func partner(_ gateway: Gateway) -> Partner { gateway.asPartner() }

    @discardableResult
    private func pull(_ reader: Gateway, from publisher: Gateway) async throws -> SyncReport {
        try await reader.pull(from: publisher)
    }

    private func states(_ lesson: String) async throws -> [String] {
        try await south.store.versions(of: lesson).map(\.state)
    }

    private func publishOne() async throws -> (lesson: String, digest: Digest) {
        let published = try await north.publishSamples(0..<1)
        return (try #require(published[0].lessons.first?.lessonID), published[0].digest)
    }

    /// A withdrawal of Northmere's that its own program would not make, logged as it is.
    private func logRaw(_ lesson: String, _ digest: Digest, change: (inout JSONTree) -> Void) async throws -> Digest {
        let organisation = network.organisations[0]
        var payload = SiblingStatements.withdrawal(
            of: [.init(lessonID: lesson, versionsUpTo: 1)],
            inBundles: [digest],
            reason: "inaccurate",
            advice: nil,
            recipients: [],
            by: organisation.publisher,
            at: clock.now,
            random: systemRandom
        )
        change(&payload)
        return try await north.logRaw(payload, signedBy: organisation, kind: .withdrawal)
    }

    @Test("a withdrawal acts whatever is wrong with its text: only the text is set aside")
    func flawedText() async throws {
        let (lesson, digest) = try await publishOne()
        try await pull(south, from: north)
        let withdrawal = try await logRaw(lesson, digest) { payload in
            payload["advice"] = "Ask Kathleen Brennan, born 12/03/1958, NHS number 943 476 5919."
        }
        #expect(try await pull(south, from: north).outcomes == [.quarantined: 1])
        #expect(try await states(lesson) == ["withdrawn"])
        let reasons = try await south.store.received(from: nil, max: 1)[0].reasons
        #expect(reasons.contains("identifier.found /advice"))
        #expect(try await south.store.setAside(withdrawal) != nil)
        // A member that the schema does not know is no way out either.
        let (second, other) = try await publishOne()
        _ = try await logRaw(second, other) { $0["note"] = "unknown" }
        try await pull(south, from: north)
        #expect(try await states(second) == ["withdrawn"])
        #expect(try await south.store.check() == [])
    }

    @Test("a withdrawal of an unknown schema version or of tomorrow hides until it can be judged")
    func hidden() async throws {
        let (lesson, digest) = try await publishOne()
        let (other, otherDigest) = try await publishOne()
        try await pull(south, from: north)
        _ = try await logRaw(lesson, digest) { payload in
            payload["schema"]?["version"] = "0.9"
        }
        let late = clock.now.adding(seconds: 3 * 3600)
        _ = try await logRaw(other, otherDigest) { $0["issued"] = .string(late.description) }
        #expect(try await pull(south, from: north).outcomes == [.held: 2])
        #expect(try await states(lesson) == ["held"])
        #expect(try await states(other) == ["held"])
        #expect(try await south.store.search(LessonQuery()).lessons.isEmpty)
        #expect(try await pull(south, from: north).count == 0)
        clock.advance(seconds: 3 * 3600)
        #expect(try await pull(south, from: north).outcomes == [.new: 1])
        #expect(try await states(other) == ["withdrawn"])
        #expect(try await states(lesson) == ["held"])
        #expect(try await south.store.check() == [])
    }

    @Test("what a revoked key signed after the moment counts no more, whichever came first")
    func revocation() async throws {
        let (before, _) = try await publishOne()
        try await pull(south, from: north)
        clock.advance(seconds: 7200)
        let stolen = clock.now
        clock.advance(seconds: 60)
        let (after, afterDigest) = try await publishOne()
        let (victim, victimDigest) = (before, try await south.store.versions(of: before)[0].digest)
        _ = try await logRaw(victim, victimDigest) { _ in }
        try await pull(south, from: north)
        #expect(try await states(before) == ["withdrawn"])
        #expect(try await states(after) == ["active"])
        let trust = try network.trust(revoking: Self.ids[0], after: stolen)
        try south.trust.replace(with: trust)
        #expect(try await south.judgeAgain() == 2)
        // The lesson from before stands, but somebody says that it does not: a person has to look.
        #expect(try await states(before) == ["held"])
        #expect(try await states(after) == ["held"])
        #expect(try await south.judgeAgain() == 0)
        // Another gateway that learns of both in the other order comes to the same.
        let late = try network.gateway(Self.ids[1], in: folder["late"], clock: clock, trust: trust)
        try await late.change(partner(north), by: operation)
        _ = try await late.synchronise(partner(north), from: LocalLogSource(north, for: Self.ids[1]))
        #expect(try await late.store.versions(of: after).isEmpty)
        // A person decides that the withdrawal was the thief's.
        let withdrawal = try #require(
            try await south.store.received(from: nil, max: 10).first { $0.kind == .withdrawal }
        )
        try await south.dismiss(withdrawal.digest, by: operation)
        #expect(try await states(before) == ["active"])
        #expect(try await south.judgeAgain() == 0)
        #expect(try await south.store.statement(afterDigest) != nil)
        #expect(try await south.store.check() == [])
        try await pull(north, from: south)
        #expect(try await north.store.check() == [])
    }

    @Test("a folder without a fresh list of what is withdrawn is not shown, but withdraws")
    func statusList() async throws {
        let (lesson, _) = try await publishOne()
        let stick = folder["stick"].path
        _ = try await north.export(to: stick, for: .partner(Self.ids[1]))
        clock.advance(seconds: 80 * 3600)
        let stale = try await south.synchronise(partner(north), from: try FolderLogSource(stick))
        #expect(stale.outcomes == [.held: 1])
        #expect(try await states(lesson).isEmpty)
        _ = try await north.export(to: stick, for: .partner(Self.ids[1]))
        let fresh = try await south.synchronise(partner(north), from: try FolderLogSource(stick))
        #expect(fresh.outcomes == [.new: 1])
        #expect(try await states(lesson) == ["active"])
        _ = try await north.withdraw(
            [.init(lessonID: lesson, versionsUpTo: 1)],
            reason: "outdated",
            advice: nil,
            by: operation
        )
        _ = try await north.export(to: stick, for: .partner(Self.ids[1]))
        clock.advance(seconds: 80 * 3600)
        _ = try await south.synchronise(partner(north), from: try FolderLogSource(stick))
        #expect(try await states(lesson) == ["withdrawn"])
        #expect(try await south.store.check() == [])
    }

    @Test("the list alone withdraws, where the withdrawal itself has not come")
    func listAlone() async throws {
        let (lesson, _) = try await publishOne()
        try await pull(south, from: north)
        let stick = folder["stick"].path
        _ = try await north.export(to: stick, for: .partner(Self.ids[1]))
        let old = folder["old"].path
        folder.copy("stick", to: "old")
        _ = try await north.withdraw(
            [.init(lessonID: lesson, versionsUpTo: 1)],
            reason: "outdated",
            advice: nil,
            by: operation
        )
        _ = try await north.export(to: stick, for: .partner(Self.ids[1]))
        folder.copy("stick/status.json", to: "old/status.json")
        _ = try await south.synchronise(partner(north), from: try FolderLogSource(old))
        #expect(try await states(lesson) == ["withdrawn"])
        #expect(try await south.store.check() == [])
    }

    @Test("of a partner that is suspended here only withdrawals come in, by files; the rest waits until it is active")
    func suspended() async throws {
        let (lesson, _) = try await publishOne()
        try await pull(south, from: north)
        var ended = partner(north)
        ended.state = .suspended
        try await south.change(ended, by: operation)
        _ = try await north.withdraw(
            [.init(lessonID: lesson, versionsUpTo: 1)],
            reason: "outdated",
            advice: nil,
            by: operation
        )
        let (other, digest) = try await publishOne()
        let stick = folder["stick"].path
        _ = try await north.export(to: stick, for: .partner(Self.ids[1]))
        func read() async throws -> SyncReport {
            try await south.synchronise(try await south.partner(Self.ids[0]), from: try FolderLogSource(stick))
        }
        #expect(try await read().outcomes == [.new: 1, .held: 1])
        #expect(try await states(lesson) == ["withdrawn"])
        #expect(try await south.store.setAside(digest)?.reasons == ["partner.not-active"])
        #expect(try await read().count == 0)
        #expect(try await states(other).isEmpty)
        try await south.change(partner(north), by: operation)
        #expect(try await read().outcomes == [.new: 1])
        #expect(try await states(other) == ["active"])
        #expect(try await south.store.check() == [])
    }

    @Test("what was set aside is read by permission only, and forgotten after its time")
    func quarantineEnds() async throws {
        let (lesson, digest) = try await publishOne()
        let withdrawal = try await logRaw(lesson, digest) { payload in
            payload["advice"] = "Ask Kathleen Brennan, born 12/03/1958."
        }
        try await pull(south, from: north)
        let item = try await south.readSetAside(withdrawal, by: operation)
        #expect(item.envelope != nil)
        #expect(try await south.store.audit(max: 5).contains { $0.action == "quarantine.read" })
        clock.advance(seconds: 31 * 86_400)
        let before = clock.now.adding(seconds: -30 * 86_400)
        #expect(try await south.store.commitQuarantineEnd(before: before) == 1)
        #expect(try await south.store.setAside(withdrawal)?.envelope == nil)
        #expect(try await states(lesson) == ["withdrawn"])
        #expect(try await south.store.check() == [])
    }

    @Test("bytes that wait are erased too, and wait no longer")
    func waitingErased() async throws {
        let published = try await north.publishSamples(0..<1)
        let stick = folder["stick"].path
        _ = try await north.export(to: stick, for: .partner(Self.ids[1]))
        clock.advance(seconds: 80 * 3600)
        let stale = try await south.synchronise(partner(north), from: try FolderLogSource(stick))
        #expect(stale.outcomes == [.held: 1])
        // A withdrawal that names the lesson, and another bundle than the one that waits.
        let organisation = network.organisations[0]
        let payload = SiblingStatements.withdrawal(
            of: [.init(lessonID: published[0].lessons[0].lessonID, versionsUpTo: 1)],
            inBundles: [Digest(of: [1])],
            reason: "disclosive",
            advice: nil,
            recipients: [],
            by: organisation.publisher,
            at: clock.now,
            random: systemRandom
        )
        _ = try await north.logRaw(payload, signedBy: organisation, kind: .withdrawal)
        _ = try await north.export(to: stick, for: .partner(Self.ids[1]))
        clock.advance(seconds: 80 * 3600)
        #expect(
            try await south.synchronise(partner(north), from: try FolderLogSource(stick)).outcomes[.new] == 1
        )
        _ = try await south.erase()
        let waiting = try #require(try await south.store.setAside(published[0].digest))
        #expect(waiting.outcome == "held")
        #expect(waiting.envelope == nil)
        #expect(try await pull(south, from: north).outcomes == [.withdrawn: 1])
        #expect(try await south.store.quarantine(max: 5).isEmpty)
        #expect(try await south.store.check() == [])
    }

    @Test("a receipt is never receipted, also one that has to wait")
    func receiptWaits() async throws {
        _ = try await publishOne()
        let early = TestClock(clock.now.adding(seconds: -3 * 3600))
        let slow = try network.gateway(Self.ids[1], in: folder["slow"], clock: early)
        try await slow.change(partner(north), by: operation)
        // Northmere has a receipt of its own to tell.
        _ = try await slow.publishSamples(1..<2)
        try await pull(north, from: slow)
        let first = try await slow.synchronise(partner(north), from: LocalLogSource(north, for: Self.ids[1]))
        #expect(first.outcomes == [.held: 1])
        #expect(try await slow.store.head().size == 2)
        early.advance(seconds: 3 * 3600)
        let second = try await slow.synchronise(partner(north), from: LocalLogSource(north, for: Self.ids[1]))
        #expect(second.count == 1 && second.outcomes[.held] == nil)
        #expect(try await slow.store.quarantine(max: 5).isEmpty)
        #expect(try await slow.store.check() == [])
    }

    @Test("who drops what waits tells its sender, once")
    func dismissed() async throws {
        let (_, digest) = try await publishOne()
        let stick = folder["stick"].path
        _ = try await north.export(to: stick, for: .partner(Self.ids[1]))
        clock.advance(seconds: 80 * 3600)
        _ = try await south.synchronise(partner(north), from: try FolderLogSource(stick))
        let size = try await south.store.head().size
        try await south.dismiss(digest, by: operation)
        #expect(try await south.store.quarantine(max: 5).isEmpty)
        #expect(try await south.store.head().size == size + 1)
        let row = try await south.store.received(from: nil, max: 1)[0]
        #expect(row.outcome == "quarantined")
        #expect(row.reasons == ["statement.dismissed"])
        await #expect(throws: LessonExchangeError.self) { try await south.dismiss(digest, by: operation) }
        try await pull(north, from: south)
        #expect(try await north.store.deliveries(of: digest).map(\.outcome) == ["quarantined"])
        #expect(try await south.store.check() == [])
    }
}
