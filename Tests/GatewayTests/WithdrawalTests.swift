import ExchangeTestKit
import FoundationEssentials
import Gateway
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing
import TransparencyLog

/// What is promised of withdrawals (exchange.md, W1 to W10), between gateways of one process.
@Suite("Withdrawals")
struct WithdrawalTests {
    private let folder = TemporaryFolder()
    private let network: VirtualNetwork
    private let clock = TestClock()
    private let north: Gateway
    private let south: Gateway
    private let east: Gateway
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell", "reg:demo-eastholt"]
    private let operation = Gateway.Actor(person: "Test Operator", role: "operator")

    init() throws {
        network = try VirtualNetwork(Self.ids)
        north = try network.gateway(Self.ids[0], in: folder["north"], clock: clock)
        south = try network.gateway(Self.ids[1], in: folder["south"], clock: clock)
        east = try network.gateway(Self.ids[2], in: folder["east"], clock: clock)
    }

    private func partner(_ gateway: Gateway) -> Partner { gateway.asPartner() }

    private func introduce() async throws {
        let all = [north, south, east]
        for one in all {
            for other in all where other.identity.organisation != one.identity.organisation {
                try await one.change(partner(other), by: operation)
            }
        }
    }

    @discardableResult
    private func pull(_ reader: Gateway, from publisher: Gateway) async throws -> SyncReport {
        try await reader.pull(from: publisher)
    }

    private func withdraw(_ lesson: String, version: Int = 1, reason: String) async throws -> PublishedStatement {
        try await north.withdraw(
            [.init(lessonID: lesson, versionsUpTo: version)],
            reason: reason,
            advice: nil,
            by: operation
        )[0]
    }

    private func expectClean() async throws {
        for gateway in [north, south, east] { #expect(try await gateway.store.check() == []) }
    }

    @Test("a disclosive withdrawal hides at once, erases the bytes, and is open until everybody has said so")
    func disclosive() async throws {
        try await introduce()
        let published = try await north.publishSamples(0..<2, marker: "Zanzibarquux")
        for reader in [south, east] { try await pull(reader, from: north) }
        let lesson = try #require(published[0].lessons.first?.lessonID)
        _ = try await north.export(to: folder["stick"].path, for: .partner(Self.ids[1]))
        let withdrawal = try await withdraw(lesson, reason: "disclosive")
        try await pull(south, from: north)
        #expect(try await south.store.versions(of: lesson).map(\.state) == ["withdrawn"])
        try await pull(north, from: south)
        // Hidden is not erased yet.
        #expect(try await north.store.openWithdrawals().map(\.answered) == [0])
        #expect(try await south.erase()?.erased == 1)
        #expect(try await south.erase() == nil)
        try await pull(north, from: south)
        let open = try #require(try await north.store.openWithdrawals().first)
        #expect(open.digest == withdrawal.digest)
        #expect(open.answered == 1)
        #expect(open.readers == 2)
        #expect(open.open == [Self.ids[2]])
        clock.advance(seconds: 3 * 3600)
        #expect(open.line(at: clock.now).contains("1 of 2, oldest 3 h"))
        try await pull(east, from: north)
        _ = try await east.erase()
        try await pull(north, from: east)
        #expect(try await north.store.openWithdrawals().isEmpty)
        #expect(try await north.erase()?.erased == 1)
        try await expectClean()
        let outcomes = try await south.store.received(from: Self.ids[0], max: 10).map(\.outcome)
        #expect(outcomes.filter { $0 == "purged" }.count == 2)
    }

    @Test("after an erasure the text is in no file of either side, and another lesson still is")
    func noTrace() async throws {
        try await introduce()
        let marked = try await north.publishSamples(0..<1, marker: "Zanzibarquux")
        _ = try await north.publishSamples(1..<2, marker: "Timbuktuflop")
        try await pull(south, from: north)
        _ = try await north.export(to: folder["stick"].path, for: .partner(Self.ids[1]))
        let lesson = try #require(marked[0].lessons.first?.lessonID)
        _ = try await withdraw(lesson, reason: "disclosive")
        try await pull(south, from: north)
        for gateway in [north, south] { #expect(try await gateway.erase()?.erased == 1) }
        for name in ["north", "south", "stick"] {
            let files = folder.files(below: name)
            #expect(!files.isEmpty)
            for file in files {
                // Base64url of a payload hides a word, so it is looked for in all three alignments.
                for form in Self.forms("Zanzibarquux") { #expect(!file.bytes.holds(form), "\(name)/\(file.name)") }
            }
        }
        let kept = folder.files(below: "south").contains { file in
            Self.forms("Timbuktuflop").contains { file.bytes.holds($0) }
        }
        #expect(kept)
        #expect(try await south.store.search(LessonQuery(words: "zanzibarquux")).lessons.isEmpty)
        #expect(try await south.store.search(LessonQuery(words: "timbuktuflop")).lessons.count == 1)
        try await expectClean()
    }

    /// A word as it stands in plain text, in lower case, and in base64url at each alignment.
    private static func forms(_ word: String) -> [[UInt8]] {
        let plain = Array(word.utf8)
        let encoded = (0..<3).map { shift -> [UInt8] in
            let text = Base64.url.encode([UInt8](repeating: 0x61, count: shift) + plain + [0x61, 0x61])
            return Array(Array(text.utf8).dropFirst(shift == 0 ? 0 : 4).prefix(12))
        }
        return [plain, Array(word.lowercased().utf8)] + encoded
    }

    @Test("a withdrawal comes before its lesson, and a later copy is not brought to life")
    func lateJoiner() async throws {
        try await introduce()
        let published = try await north.publishSamples(0..<1)
        try await pull(south, from: north)
        let lesson = try #require(published[0].lessons.first?.lessonID)
        _ = try await withdraw(lesson, reason: "disclosive")
        _ = try await north.erase()
        // Nobody erased without a withdrawal that says so.
        let report = try await pull(east, from: north)
        #expect(report.fault == nil)
        #expect(report.outcomes == [.withdrawn: 1, .new: 1])
        _ = try await east.erase()
        try await pull(north, from: east)
        try await pull(south, from: north)
        _ = try await south.erase()
        try await pull(north, from: south)
        #expect(try await north.store.openWithdrawals().isEmpty)
        try await expectClean()
    }

    @Test("bytes that are not given and that no withdrawal names are held, not believed to be erased")
    func withheld() async throws {
        try await introduce()
        let published = try await north.publishSamples(0..<1)
        var source = ScriptedSource(LocalLogSource(north, for: Self.ids[1]))
        source.isGone = { $0 == published[0].digest }
        let report = try await south.synchronise(partner(north), from: source)
        #expect(report.outcomes == [.held: 1])
        #expect(try await south.store.received(from: nil, max: 5).first?.reasons == ["statement.withheld"])
        _ = try await withdraw(try #require(published[0].lessons.first?.lessonID), reason: "outdated")
        let first = try await south.synchronise(partner(north), from: source)
        #expect(first.outcomes == [.new: 1])
        let second = try await south.synchronise(partner(north), from: source)
        #expect(second.outcomes == [.withdrawn: 1])
        try await expectClean()
    }

    @Test("a legal hold keeps the bytes and says so; when it ends they go")
    func legalHold() async throws {
        try await introduce()
        let published = try await north.publishSamples(0..<1)
        try await pull(south, from: north)
        try await south.hold(published[0].digest, reason: "a drill", by: operation)
        let theme = try #require(try await south.store.search(LessonQuery()).lessons.first?.themes.first)
        _ = try await withdraw(try #require(published[0].lessons.first?.lessonID), reason: "disclosive")
        try await pull(south, from: north)
        let outcome = try #require(try await south.erase())
        #expect(outcome.erased == 0)
        #expect(outcome.held == 1)
        #expect(try await south.erase() == nil)
        #expect(try await south.store.statement(published[0].digest)?.envelope != nil)
        #expect(try await south.store.search(LessonQuery()).lessons.isEmpty)
        // Not by its words, and nothing of it is told, also to who looks for what has ended.
        var ended = LessonQuery()
        ended.includesEnded = true
        let row = try #require(try await south.store.search(ended).lessons.first)
        #expect(row.title.isEmpty && row.themes.isEmpty && row.serviceLines.isEmpty)
        ended.words = "medicines"
        #expect(try await south.store.search(ended).lessons.isEmpty)
        ended.words = nil
        ended.theme = theme
        #expect(try await south.store.search(ended).lessons.isEmpty)
        try await south.hold(published[0].digest, reason: nil, by: operation)
        #expect(try await south.erase()?.erased == 1)
        #expect(try await south.store.statement(published[0].digest)?.envelope == nil)
        try await expectClean()
    }

    @Test("a lesson for fewer than before is withdrawn for those outside, and only for them")
    func narrowing() async throws {
        try await introduce()
        let first = try await north.publishSamples(0..<1)
        for reader in [south, east] { try await pull(reader, from: north) }
        let lesson = try #require(first[0].lessons.first?.lessonID)
        _ = try await north.publishSamples(0..<1, recipients: [Self.ids[1]], lessonID: lesson, version: 2)
        for reader in [south, east] { try await pull(reader, from: north) }
        #expect(try await south.store.versions(of: lesson).map(\.state) == ["active", "superseded"])
        #expect(try await east.store.versions(of: lesson).map(\.state) == ["withdrawn"])
        #expect(try await north.store.versions(of: lesson).map(\.state) == ["active", "superseded"])
        for reader in [south, east] { try await pull(north, from: reader) }
        #expect(try await north.store.openWithdrawals().isEmpty)
        try await expectClean()
    }

    @Test("an authority withdraws what is in its scope, and the issuer tells its own partners")
    func authority() async throws {
        let trust = try network.trust(authority: Self.ids[2], over: [Self.ids[0]])
        for gateway in [north, south, east] { try gateway.trust.replace(with: trust) }
        try await introduce()
        let published = try await north.publishSamples(0..<1, recipients: [Self.ids[1]])
        try await pull(south, from: north)
        let lesson = try #require(published[0].lessons.first?.lessonID)
        let eastholt = network.organisations[2]
        let payload = SiblingStatements.withdrawal(
            of: [.init(lessonID: lesson, versionsUpTo: 1)],
            inBundles: [published[0].digest],
            reason: "inaccurate",
            advice: nil,
            recipients: [Self.ids[0]],
            by: eastholt.publisher,
            at: clock.now,
            random: systemRandom
        )
        let statement = try OutgoingStatements(identity: east.identity, trust: east.trust)
            .signed(payload, kind: .withdrawal, at: clock.now)
        _ = try await east.log([statement], "withdraw", by: operation)
        try await pull(north, from: east)
        #expect(try await north.store.versions(of: lesson).map(\.state) == ["withdrawn"])
        try await pull(south, from: north)
        #expect(try await south.store.versions(of: lesson).map(\.state) == ["withdrawn"])
        // Once is enough.
        let size = try await north.store.head().size
        try await pull(north, from: east)
        #expect(try await north.store.head().size == size)
        try await expectClean()
    }

    @Test("a lesson made from one that is withdrawn is shown to its owner, until they decide")
    func derived() async throws {
        try await introduce()
        let first = try await north.publishSamples(0..<1)
        let origin = try #require(first[0].lessons.first?.lessonID)
        try await pull(south, from: north)
        let own = try await south.publishSamples(1..<2, derivedFrom: origin)
        _ = try await withdraw(origin, reason: "inaccurate")
        try await pull(south, from: north)
        let derived = try await south.store.derivedFromWithdrawn()
        #expect(derived.map(\.origin) == [origin])
        let lesson = try #require(own[0].lessons.first?.lessonID)
        #expect(derived.map(\.lessonID) == [lesson])
        try await south.decide(
            DuplicateDecision(
                subject: lesson,
                lessonID: origin,
                version: 1,
                relation: DuplicateDecision.kept,
                person: "Test Lead",
                at: clock.now
            )
        )
        #expect(try await south.store.derivedFromWithdrawn().isEmpty)
    }

    @Test("nobody takes back what is not theirs, or what is still to be written; an authority takes back in its scope")
    func whoMay() async throws {
        let trust = try network.trust(authority: Self.ids[2], over: [Self.ids[0]])
        for gateway in [north, south, east] { try gateway.trust.replace(with: trust) }
        try await introduce()
        let published = try await north.publishSamples(0..<1)
        let lesson = try #require(published[0].lessons.first?.lessonID)
        for reader in [south, east] { try await pull(reader, from: north) }
        func code(_ gateway: Gateway, _ id: String, _ version: Int) async -> String? {
            do {
                _ = try await gateway.withdraw(
                    [.init(lessonID: id, versionsUpTo: version)],
                    reason: "inaccurate",
                    advice: nil,
                    by: operation
                )
                return nil
            } catch { return (error as? LessonExchangeError)?.code.name ?? "\(error)" }
        }
        #expect(await code(south, lesson, 1) == "lesson.not-ours")
        #expect(await code(north, lesson, 2) == "lesson.not-found")
        #expect(await code(north, lesson + "x", 1) == "lesson.not-found")
        #expect(await code(east, lesson, 1) == nil)
        try await pull(south, from: east)
        #expect(try await south.store.versions(of: lesson).map(\.state) == ["withdrawn"])
        try await pull(north, from: east)
        #expect(try await north.store.openWithdrawals().count == 1)
        try await pull(south, from: north)
        try await expectClean()
    }

    @Test("a hold names something that is here, and keeps it also where it waits")
    func holdsKeep() async throws {
        try await introduce()
        let published = try await north.publishSamples(0..<1)
        let stick = folder["stick"].path
        _ = try await north.export(to: stick, for: .partner(Self.ids[1]))
        clock.advance(seconds: 80 * 3600)
        _ = try await south.synchronise(partner(north), from: try FolderLogSource(stick))
        for reason in ["a drill", nil] {
            await #expect(throws: LessonExchangeError.self) {
                try await south.hold(Digest(of: [9]), reason: reason, by: operation)
            }
        }
        try await south.hold(published[0].digest, reason: "a drill", by: operation)
        #expect(try await south.store.legalHolds().map(\.digest) == [published[0].digest])
        _ = try await withdraw(try #require(published[0].lessons.first?.lessonID), reason: "disclosive")
        _ = try await north.export(to: stick, for: .partner(Self.ids[1]))
        _ = try await south.synchronise(partner(north), from: try FolderLogSource(stick))
        _ = try await south.erase()
        _ = try await south.store.commitQuarantineEnd(before: clock.now.adding(seconds: 1))
        let isKept = try await south.store.setAside(published[0].digest)?.envelope != nil
        #expect(try await south.store.statement(published[0].digest)?.envelope != nil || isKept)
        #expect(try await !south.store.received(from: nil, max: 9).map(\.outcome).contains("purged"))
        try await south.hold(published[0].digest, reason: nil, by: operation)
        #expect(try await south.store.legalHolds().isEmpty)
        try await expectClean()
    }
}
