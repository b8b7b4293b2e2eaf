import CommandSupport
import ExchangeTestKit
import FoundationEssentials
import Gateway
import GatewayHTTP
import GatewaySQLite
import GatewayTestKit
import Glibc
import LessonExchange
import Signatures
import Testing
import TransparencyLog

/// What goes wrong around a restore: no checkpoint, a fork, holds that are forgotten, copies that stay, one approver.
@Suite("The edges of a restore")
struct RestoreEdgeTests {
    private let folder = TemporaryFolder()
    private let clock = TestClock()
    private let network: VirtualNetwork
    private let north: Gateway
    private let south: Gateway
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell"]
    private let operation = Gateway.Actor(person: "Test Operator", role: "operator")

    init() async throws {
        network = try VirtualNetwork(Self.ids)
        north = try network.gateway(Self.ids[0], in: folder["north"], clock: clock)
        south = try network.gateway(Self.ids[1], in: folder["south"], clock: clock)
        try await north.change(partner(south), by: operation)
        try await south.change(partner(north), by: operation)
    }

    private func partner(_ gateway: Gateway) -> Partner { gateway.asPartner(url: "https://gateway.example:8443") }

    @discardableResult
    private func pull(_ reader: Gateway, from publisher: Gateway) async throws -> SyncReport {
        try await reader.pull(from: publisher)
    }

    private func backUp(_ name: String, as file: String) async throws -> URL {
        try await SQLiteStore.copy(DataFolder(folder[name].path).store, into: folder[file].path)
        return folder[file]
    }

    /// A backup in a new folder, with what is named of what lay beside the old store.
    private func restore(
        _ file: URL,
        of gateway: Gateway,
        keeping kept: (folder: String, names: [String]) = ("", []),
        to new: String,
        epoch: Int? = nil
    ) async throws -> (gateway: Gateway, restored: RestoredStore) {
        try folder.make(new)
        for name in kept.names { folder.copy("\(kept.folder)/\(name)", to: "\(new)/\(name)") }
        let restored = try await network.restore(file, of: gateway, in: folder[new], epoch: epoch)
        return (try network.gateway(gateway.identity.organisation, in: folder[new], clock: clock), restored)
    }

    private func code(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "none"
        } catch let error as LessonExchangeError { return error.code.name } catch { return "\(error)" }
    }

    /// Names in a folder of what a restore was at work on.
    private func drafts(in name: String) throws -> [String] {
        try FileAccess.names(in: folder[name].path).filter { $0.contains("restoring") }
    }

    private func withdraw(_ statement: PublishedStatement, reason: String, by gateway: Gateway) async throws {
        let lesson = try #require(statement.lessons.first?.lessonID)
        _ = try await gateway.withdraw(
            [.init(lessonID: lesson, versionsUpTo: 1)],
            reason: reason,
            advice: nil,
            by: operation
        )
    }

    @Test("a store with entries and no kept checkpoint is refused; a new one, and one of receipts alone, is not")
    func noCheckpoint() async throws {
        try await south.checkContinues()
        _ = try await north.publishSamples(0..<2)
        try await pull(south, from: north)
        let reader = try network.gateway(Self.ids[1], in: folder["south"], clock: clock)
        #expect(try await reader.store.head().size > 0)
        try await reader.checkContinues()
        try FileAccess.remove(DataFolder(folder["north"].path).checkpoint)
        let again = try network.gateway(Self.ids[0], in: folder["north"], clock: clock)
        let refused = await code { try await again.checkContinues() }
        #expect(refused == "log.store-behind")
    }

    @Test("without a kept checkpoint somebody has to say which epoch partners have seen, and the next one begins")
    func epochs() async throws {
        _ = try await north.publishSamples(0..<1)
        let file = try await backUp("north", as: "backup")
        _ = try await north.publishSamples(1..<2)
        try await pull(south, from: north)
        let (second, _) = try await restore(file, of: north, keeping: ("north", ["checkpoint"]), to: "second")
        #expect(second.identity.origin.epoch == 2)
        #expect(try await pull(south, from: second).fault == nil)
        // Both logs that were read are told of.
        #expect(try await south.seen(north.identity.origin) == north.store.head().checkpoint)
        #expect(try await south.seen(second.identity.origin) == second.store.head().checkpoint)
        try folder.make("third")
        let unknown = await code { _ = try await restore(file, of: north, to: "third") }
        #expect(unknown == "restore.epoch-needed")
        for epoch in [0, -1, 999_999] {
            let refused = await code { _ = try await restore(file, of: north, to: "third", epoch: epoch) }
            #expect(refused == "usage.invalid")
        }
        let (third, restored) = try await restore(file, of: north, to: "third", epoch: 2)
        #expect(third.identity.origin.epoch == 3)
        #expect(restored.previous?.origin == second.identity.origin.description)
        #expect(restored.previous?.size == 0)
        try await third.checkContinues()
        #expect(try await pull(south, from: third).fault == nil)
        #expect(try await south.store.feeds().map(\.origin) == [third.identity.origin])
        #expect(try await south.store.audit(max: 10).contains { $0.action == "partner.epoch-lost" })
        // A checkpoint that is older than the backup tells as little as none.
        let late = try await backUp("third", as: "late")
        let stale = await code {
            _ = try await restore(late, of: third, keeping: ("north", ["checkpoint"]), to: "stale")
        }
        #expect(stale == "restore.epoch-needed")
    }

    @Test("a log that was seen otherwise publishes nothing until a person has looked, or another one begins")
    func seenElsewhere() async throws {
        let fork = try network.gateway(Self.ids[0], in: folder["fork"], clock: clock)
        try await fork.change(partner(south), by: operation)
        _ = try await north.publishSamples(0..<2)
        _ = try await fork.publishSamples(10..<11)
        try await pull(south, from: fork)
        #expect(try await pull(north, from: south).fault == nil)
        await #expect(throws: StoreError.seenElsewhere) { _ = try await north.publishSamples(2..<3) }
        let trust = network.trust
        let readiness = Readiness(gateway: north, tls: []) { trust }
        #expect(await readiness.state().failures.map { $0.code } == ["log.store-behind"])
        try await north.confirmOwnLog(by: operation)
        #expect(await readiness.state().isReady)
        // The same is no news.
        try await pull(north, from: south)
        #expect(try await north.publishSamples(2..<3).count == 1)
        _ = try await fork.publishSamples(11..<12)
        try await pull(south, from: fork)
        try await pull(north, from: south)
        await #expect(throws: StoreError.seenElsewhere) { _ = try await north.publishSamples(3..<4) }
        let file = try await backUp("north", as: "backup")
        let (again, restored) = try await restore(
            file,
            of: north,
            keeping: ("north", ["checkpoint"]),
            to: "again",
            epoch: 1
        )
        #expect(restored.head.origin.epoch == 2)
        #expect(try await again.store.isSeenElsewhere() == false)
    }

    @Test("what is under a legal hold stays so, also where the backup is older than the hold, or than the statement")
    func holds() async throws {
        let empty = try await backUp("south", as: "empty")
        let published = try await north.publishSamples(0..<2)
        try await pull(south, from: north)
        let file = try await backUp("south", as: "backup")
        let held = published[0].digest
        try await south.hold(held, reason: "inquest,\nreference 12/26", by: operation)
        for statement in published { try await withdraw(statement, reason: "disclosive", by: north) }
        try await pull(south, from: north)
        let outcome = try await south.erase()
        #expect(outcome?.erased == 1)
        #expect(outcome?.held == 1)
        let kept = (folder: "south", names: ["checkpoint", "erased", "holds"])
        let (again, restored) = try await restore(file, of: south, keeping: kept, to: "again")
        #expect(restored.holds == 1)
        #expect(restored.erased == 1)
        #expect(try await again.store.legalHolds() == south.store.legalHolds())
        try await pull(again, from: north)
        _ = try await again.erase()
        #expect(try await again.store.statement(held)?.envelope != nil)
        #expect(try await again.store.statement(published[1].digest)?.envelope == nil)
        let (older, early) = try await restore(empty, of: south, keeping: kept, to: "older")
        #expect(early.holds == 1)
        #expect(try await older.store.legalHolds().map(\.digest) == [held])
        #expect(try await older.replayHolds() == 0)
        try await older.hold(held, reason: nil, by: operation)
        #expect(try older.holds.read() == [])
        #expect(try await older.store.legalHolds().isEmpty)
    }

    @Test("a line that nobody can read is no hold that nobody has")
    func brokenJournal() throws {
        try folder.make("data")
        let path = DataFolder(folder["data"].path).holds
        try FileAccess.write(Array("{}\n".utf8), to: path)
        #expect(throws: LessonExchangeError.self) { _ = try HoldJournal(path: path).read() }
    }

    @Test("no copy of a store stays behind, and a backup of somebody else is named so")
    func drafts() async throws {
        _ = try await north.publishSamples(0..<1)
        let file = try await backUp("north", as: "backup")
        let foreign = try await backUp("south", as: "foreign")
        let unknown = await code { _ = try await restore(file, of: north, to: "again") }
        #expect(unknown == "restore.epoch-needed")
        #expect(try drafts(in: "again") == [])
        let other = await code { _ = try await restore(foreign, of: north, to: "again") }
        #expect(other == "restore.other-organisation")
        #expect(try drafts(in: "again") == [])
        _ = try await restore(file, of: north, to: "again", epoch: 1)
        #expect(try drafts(in: "again") == [])
        for end in ["", "-wal", "-shm"] { folder.copy("backup", to: "again/gateway.sqlite.restoring\(end)") }
        #expect(try drafts(in: "again").count == 3)
        let data = DataFolder(folder["again"].path)
        try StoreRestoration.removeDraft(in: data)
        #expect(try drafts(in: "again") == [])
        #expect(FileAccess.exists(data.store))
    }

    @Test("while a restore waits for a partner, withdrawals go out, and a figure tells how many are waited for")
    func urgent() async throws {
        let published = try await north.publishSamples(0..<1)
        let file = try await backUp("north", as: "backup")
        _ = try await north.publishSamples(1..<2)
        try await pull(south, from: north)
        let (again, _) = try await restore(file, of: north, keeping: ("north", ["checkpoint"]), to: "again")
        #expect(try await again.store.pullingBack() == [Self.ids[1]])
        await #expect(throws: StoreError.pullingBack) { _ = try await again.publishSamples(5..<6) }
        try await withdraw(published[0], reason: "inaccurate", by: again)
        let trust = network.trust
        let collector = GaugeCollector(
            gateway: again,
            readiness: Readiness(gateway: again, tls: []) { trust },
            tls: again.identity.seal.chain,
            version: "1.2.3"
        ) { [] }
        func waiting() async -> Double? {
            await collector.samples().first { $0.metric.name == "lesson_gateway_pull_back_partners" }?.number
        }
        #expect(await waiting() == 1)
        #expect(try await pull(south, from: again).fault == nil)
        let lesson = try #require(published[0].lessons.first?.lessonID)
        #expect(try await south.store.versions(of: lesson).map(\.state) == ["withdrawn"])
        #expect(try await pull(again, from: south).returned?.open == 0)
        #expect(await waiting() == 0)
    }

    @Test("neither another spelling nor another case makes two people, or two roles")
    func approvers() async throws {
        _ = try await north.publishSamples(0..<1)
        let file = try await backUp("north", as: "backup")
        try folder.make("again")
        folder.copy("north/checkpoint", to: "again/checkpoint")
        let (network, north, folder) = (network, north, folder)
        func attempt(_ approvers: [(role: String, person: String)]) async -> String {
            await code { _ = try await network.restore(file, of: north, in: folder["again"], approvers: approvers) }
        }
        let (officer, guardian) = ("chief information officer", "caldicott guardian")
        #expect(await attempt([(officer, "Ann Example"), (guardian, " ann  EXAMPLE.")]) == "duty.separated")
        #expect(await attempt([(guardian, "Ann"), (" Caldicott  Guardian ", "Bob")]) == "usage.invalid")
        #expect(await attempt([(officer, "Ann"), (guardian, " ")]) == "usage.invalid")
        #expect(await attempt([(officer, "Ann"), (" \(guardian) ", "Bob")]) == "none")
    }

    @Test("nobody else reads what lies in a data folder that others may enter")
    func modes() async throws {
        try folder.make("open")
        let path = folder["open"].path
        let isOpen = chmod(path, 0o755) == 0
        #expect(isOpen)
        let gateway = try network.gateway(Self.ids[0], in: folder["open"], clock: clock)
        let published = try await gateway.publishSamples(0..<2)
        try await gateway.hold(published[1].digest, reason: "a drill", by: operation)
        try await withdraw(published[0], reason: "disclosive", by: gateway)
        _ = try await gateway.erase()
        let names = try FileAccess.names(in: path)
        for name in ["gateway.sqlite", "gateway.sqlite-wal", "checkpoint", "erased", "holds"] {
            #expect(names.contains(name), "\(name)")
        }
        for name in names {
            var facts = stat()
            let isThere = stat("\(path)/\(name)", &facts) == 0
            #expect(isThere && facts.st_mode & 0o077 == 0, "\(name)")
        }
    }
}
