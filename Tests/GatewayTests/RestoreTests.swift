import CommandSupport
import ExchangeTestKit
import FoundationEssentials
import Gateway
import GatewayHTTP
import GatewaySQLite
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing
import TransparencyLog

/// A store that is lost and put back from a backup: what goes on, what comes back, and what nobody can bring back.
@Suite("Backups and restores")
struct RestoreTests {
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

    private func backUp(_ name: String = "north", as file: String = "backup") async throws -> URL {
        try await SQLiteStore.copy(DataFolder(folder[name].path).store, into: folder[file].path)
        return folder[file]
    }

    /// A new machine with what was kept beside the store of the old one, and a backup.
    private func restore(
        _ file: URL,
        _ old: String = "north",
        to new: String = "north2",
        keeping kept: [String] = ["checkpoint", "erased"],
        epoch: Int? = nil
    ) async throws -> (gateway: Gateway, restored: RestoredStore) {
        try folder.make(new)
        for name in kept { folder.copy("\(old)/\(name)", to: "\(new)/\(name)") }
        let restored = try await network.restore(file, of: north, in: folder[new], epoch: epoch)
        return (try network.gateway(Self.ids[0], in: folder[new], clock: clock), restored)
    }

    private func code(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "none"
        } catch let error as LessonExchangeError { return error.code.name } catch { return "\(error)" }
    }

    private func expectClean(_ gateways: Gateway...) async throws {
        for gateway in gateways { #expect(try await gateway.store.check() == []) }
    }

    private func withdraw(_ statement: PublishedStatement, reason: String) async throws {
        let lesson = try #require(statement.lessons.first?.lessonID)
        _ = try await north.withdraw(
            [.init(lessonID: lesson, versionsUpTo: 1)],
            reason: reason,
            advice: nil,
            by: operation
        )
    }

    @Test("a backup is whole while the gateway goes on publishing")
    func online() async throws {
        _ = try await north.publishSamples(0..<2)
        async let more = north.publishSamples(2..<6)
        let file = try await backUp()
        _ = try await more
        let log = try #require(try SQLiteStore.log(of: file.path))
        #expect(log.origin == north.identity.origin)
        #expect((2...6).contains(log.size))
        #expect(try await north.publishSamples(6..<7)[0].position == 6)
        #expect(try SQLiteStore.origin(of: folder["none"].path) == nil)
    }

    @Test("where nothing was lost the same log goes on, and tokens have ended")
    func nothingLost() async throws {
        _ = try await north.publishSamples(0..<2)
        try await pull(south, from: north)
        try await pull(north, from: south)
        let token = APIToken(
            hash: Digest(of: [1]),
            person: "A. Author",
            scopes: [.read],
            created: clock.now,
            expires: clock.now.adding(seconds: 60)
        )
        try await north.store.commitToken(token, audit: north.audit(operation, "token.create", "A. Author"))
        let (again, restored) = try await restore(try await backUp())
        #expect(restored.previous == nil)
        #expect(restored.head.origin == north.identity.origin)
        #expect(restored.tokensEnded == 1)
        #expect(try await again.store.token(token.hash)?.isRevoked == true)
        #expect(try await again.store.pullingBack() == [])
        try await again.checkContinues()
        #expect(try await again.publishSamples(2..<3)[0].position == 2)
        #expect(try await pull(south, from: again).count == 1)
        let trail = try await again.store.audit(max: 20)
        #expect(trail.filter { $0.action == "store.restored" }.map(\.person).sorted() == ["Ann", "Bob"])
        try await expectClean(again, south)
    }

    @Test("what was lost comes back from a partner, and nothing new is issued before")
    func comesBack() async throws {
        let kept = try await north.publishSamples(0..<1)
        try await pull(south, from: north)
        let file = try await backUp()
        let lost = try await north.publishSamples(1..<3)
        try await withdraw(lost[0], reason: "outdated")
        try await pull(south, from: north)
        let (again, restored) = try await restore(file)
        #expect(restored.head.origin.epoch == 2)
        #expect(restored.previous?.size == 4)
        #expect(restored.loggedAgain == 1)
        #expect(restored.asked == [Self.ids[1]])
        await #expect(throws: StoreError.pullingBack) { _ = try await again.publishSamples(5..<6) }
        let report = try await pull(again, from: south)
        #expect(report.fault == nil)
        #expect(report.returned?.logged == 3)
        #expect(report.returned?.known == 1)
        #expect(report.returned?.refused == 0)
        #expect(report.returned?.open == 0)
        let lesson = try #require(lost[0].lessons.first?.lessonID)
        #expect(try await again.store.versions(of: lesson).map(\.state) == ["withdrawn"])
        #expect(try await again.publishSamples(5..<6)[0].position == 5)
        let read = try await pull(south, from: again)
        #expect(read.fault == nil)
        #expect(read.outcomes[.duplicate] == 4)
        #expect(read.count == 5)
        #expect(try await south.store.feeds().map(\.origin) == [again.identity.origin])
        try await pull(again, from: south)
        // The first outcome says more than that it was there already.
        #expect(try await again.store.deliveries(of: kept[0].digest).map(\.outcome) == ["new"])
        #expect(try await again.store.openWithdrawals().isEmpty)
        #expect(try await pull(again, from: south).returned == nil)
        try await expectClean(again, south)
    }

    @Test("whoever may have been told of a statement stays in the ledger")
    func ledger() async throws {
        let published = try await north.publishSamples(0..<1)
        let file = try await backUp()
        _ = try await north.publishSamples(1..<2)
        let (again, _) = try await restore(file)
        #expect(try await again.store.deliveries(of: published[0].digest).map(\.step) == [.offered])
        #expect(try await again.store.openWithdrawals().isEmpty)
        _ = try await again.goOnWithout(Self.ids[1], by: operation)
        _ = try await again.withdraw(
            [.init(lessonID: published[0].lessons[0].lessonID, versionsUpTo: 1)],
            reason: "outdated",
            advice: nil,
            by: operation
        )
        #expect(try await again.store.openWithdrawals().map(\.open) == [[Self.ids[1]]])
        let repeated = await code { _ = try await again.goOnWithout(Self.ids[1], by: operation) }
        #expect(repeated == "partner.unknown")
    }

    @Test("what was erased is erased again before anybody can ask for it")
    func erasures() async throws {
        let published = try await north.publishSamples(0..<2)
        let file = try await backUp()
        try await withdraw(published[0], reason: "disclosive")
        #expect(try await north.erase()?.erased == 1)
        let (again, restored) = try await restore(file)
        #expect(restored.erased == 1)
        #expect(try await again.store.statement(published[0].digest)?.envelope == nil)
        #expect(try await again.store.statement(published[1].digest)?.envelope != nil)
        #expect(restored.loggedAgain == 2)
        #expect(try await pull(south, from: again).fault == nil)
        try await expectClean(again)
    }

    @Test("a disclosive withdrawal that was lost comes back, with the answer that it had, and is answered again")
    func lostDisclosive() async throws {
        let published = try await north.publishSamples(0..<1)
        try await pull(south, from: north)
        let file = try await backUp()
        try await withdraw(published[0], reason: "disclosive")
        try await pull(south, from: north)
        #expect(try await south.erase()?.erased == 1)
        let (again, _) = try await restore(file)
        #expect(try await again.store.statement(published[0].digest)?.envelope != nil)
        #expect(try await pull(again, from: south).returned?.logged == 1)
        #expect(try await again.store.openWithdrawals().isEmpty)
        #expect(try await again.erase()?.erased == 1)
        #expect(try await pull(south, from: again).outcomes == [.withdrawn: 1, .duplicate: 1])
        #expect(try await south.erase() != nil)
        #expect(try await south.erase() == nil)
        try await pull(again, from: south)
        #expect(try await again.store.openWithdrawals().isEmpty)
        try await expectClean(again, south)
    }

    @Test("a disclosive withdrawal that nobody else had is issued again: it is noted what was erased")
    func lostWithdrawal() async throws {
        let published = try await north.publishSamples(0..<2)
        try await pull(south, from: north)
        let file = try await backUp()
        try await withdraw(published[0], reason: "disclosive")
        #expect(try await north.erase()?.erased == 1)
        let (alone, _) = try await restore(file, to: "alone")
        #expect(try await alone.goOnWithout(Self.ids[1], by: operation) == 0)
        #expect(try await alone.store.openWithdrawals().count == 1)
        let (again, _) = try await restore(file)
        #expect(try await pull(again, from: south).returned?.open == 0)
        #expect(try await pull(south, from: again).fault == nil)
        let lesson = try #require(published[0].lessons.first?.lessonID)
        let other = try #require(published[1].lessons.first?.lessonID)
        #expect(try await south.store.versions(of: lesson).map(\.state) == ["withdrawn"])
        #expect(try await south.store.versions(of: other).map(\.state) == ["active"])
        #expect(try await south.erase()?.erased == 1)
        try await pull(again, from: south)
        #expect(try await again.store.openWithdrawals().isEmpty)
        // Once is enough.
        try await again.reissueErased()
        #expect(try await again.store.audit(max: 50).filter { $0.action == "withdraw" }.count == 1)
        try await expectClean(alone, again, south)
    }

    @Test("a partner that read more than is known keeps both states, and gives back what was lost")
    func larger() async throws {
        _ = try await north.publishSamples(0..<2)
        let file = try await backUp()
        _ = try await north.publishSamples(2..<4)
        try await pull(south, from: north)
        let (again, restored) = try await restore(file, keeping: [], epoch: 1)
        #expect(restored.previous?.size == 2)
        #expect(try await pull(south, from: again).fault == nil)
        #expect(try await south.store.audit(max: 10).contains { $0.action == "partner.epoch-lost" })
        #expect(try await pull(again, from: south).returned?.logged == 2)
        #expect(try await pull(south, from: again).outcomes == [.duplicate: 2])
        try await expectClean(again, south)
    }

    @Test("the epoch after next stops a partner until a person has looked")
    func secondRestore() async throws {
        _ = try await north.publishSamples(0..<1)
        let file = try await backUp()
        _ = try await north.publishSamples(1..<2)
        try await pull(south, from: north)
        let (second, _) = try await restore(file)
        #expect(second.identity.origin.epoch == 2)
        let (third, restored) = try await restore(file, "north2", to: "north3")
        #expect(restored.head.origin.epoch == 3)
        #expect(restored.previous?.origin == second.identity.origin.description)
        #expect(try await pull(south, from: third).fault == "log.epoch-unexpected")
        #expect(try await pull(south, from: third).fault == "log.epoch-unexpected")
        try await south.change(partner(north), resumes: true, by: operation)
        #expect(try await pull(south, from: third).fault == nil)
        #expect(try await south.store.feeds().map(\.origin) == [third.identity.origin])
        #expect(try await pull(third, from: south).returned?.logged == 1)
        try await expectClean(third, south)
    }

    /// A log of epoch 2 that begins with what the owner's own program would not write.
    private func liar(
        _ name: String,
        after previous: LogOrigin,
        last: Checkpoint,
        kind: StatementKind = .epoch
    ) async throws -> Gateway {
        let origin = LogOrigin(organisation: Self.ids[0], epoch: 2)
        let identity = try #require(GatewayIdentity(north.identity, origin: origin))
        try folder.make(name)
        let data = DataFolder(folder[name].path)
        let sealer = OutgoingStatements(identity: identity, trust: north.trust).sealer(random: systemRandom)
        let gateway = Gateway(
            identity: identity,
            store: try SQLiteStore.open(data.store, sealer: sealer, opening: .migrating),
            trust: north.trust,
            keeper: CheckpointKeeper(path: data.checkpoint),
            erasures: ErasureJournal(path: data.erased),
            holds: HoldJournal(path: data.holds),
            sources: data.sources,
            clock: north.clock,
            random: north.random,
            logger: north.logger
        )
        try await gateway.change(partner(south), by: operation)
        guard kind == .epoch else {
            _ = try await gateway.publishSamples(0..<1)
            return gateway
        }
        let payload = SiblingStatements.epoch(
            origin: origin,
            after: previous,
            last: last,
            reason: "Restored from the backup of the night before after a disk failure.",
            approvers: ["chief information officer", "caldicott guardian"],
            by: identity.publisher,
            at: clock.now,
            random: systemRandom
        )
        _ = try await gateway.logRaw(payload, signedBy: network.organisations[0], kind: .epoch)
        return gateway
    }

    @Test("a new log whose first entry is not what it has to be is not read")
    func forged() async throws {
        _ = try await north.publishSamples(0..<2)
        try await pull(south, from: north)
        let head = try await north.store.head()
        let known = Checkpoint(origin: head.origin.description, size: head.size, root: head.frontier.root)
        let other = Checkpoint(origin: known.origin, size: known.size, root: Digest(of: [1]))
        let elsewhere = LogOrigin(organisation: Self.ids[0], epoch: 7)
        let liars = [
            (try await liar("a", after: elsewhere, last: known), "log.epoch-unexpected"),
            (try await liar("b", after: head.origin, last: known, kind: .bundle), "log.epoch-unexpected"),
            (try await liar("c", after: head.origin, last: other), "log.inconsistent"),
        ]
        for (liar, code) in liars {
            #expect(try await pull(south, from: liar).fault == code)
            #expect(try await south.store.feeds().map(\.origin) == [head.origin])
            // A person has looked, and the partner shows its true log again.
            try await south.change(partner(north), resumes: true, by: operation)
            #expect(try await pull(south, from: north).fault == nil)
        }
        let honest = try await liar("d", after: head.origin, last: known)
        var source = ScriptedSource(LocalLogSource(honest, for: Self.ids[1]))
        let bytes = try network.organisations[0].sign(network.organisations[0].bundle())
        source.body = { _, _ in bytes }
        #expect(try await south.synchronise(partner(north), from: source).fault == "log.entry-mismatch")
        // Answers that were damaged on their way are asked for again, and nobody has to look.
        source.body = { $1 }
        source.list = { Array($0.dropLast()) }
        #expect(try await south.synchronise(partner(north), from: source).fault == "log.list-malformed")
        source.list = { $0 }
        source.tile = { $0.map { ~$0 } }
        #expect(try await south.synchronise(partner(north), from: source).fault == "log.tiles-inconsistent")
        #expect(try await south.store.feeds().allSatisfy { $0.stopped == nil })
        #expect(try await pull(south, from: honest).fault == nil)
        try await expectClean(south)
    }

    @Test("what a partner gives back and is not ours stays out, and stops nothing; a broken page is asked for again")
    func notOurs() async throws {
        _ = try await north.publishSamples(0..<1)
        let file = try await backUp()
        _ = try await north.publishSamples(1..<2)
        let (again, _) = try await restore(file)
        var source = ScriptedSource(LocalLogSource(south, for: Self.ids[0]))
        source.returned = { _ in [1, 2, 3] }
        let broken = try await again.synchronise(partner(south), from: source)
        #expect(broken.returned?.fault == "log.list-malformed")
        #expect(broken.fault == nil)
        source.returned = { _ in nil }
        #expect(try await again.synchronise(partner(south), from: source).returned == nil)
        #expect(try await again.store.pullingBack() == [Self.ids[1]])
        let foreign = network.organisations[1]
        let item = ReturnedPage.Item(
            cursor: 1,
            kind: .bundle,
            digest: Digest(of: [1]),
            envelope: try foreign.sign(foreign.bundle())
        )
        let page = ReturnedPage(items: [item], hasMore: false)
        source.returned = { _ in page.tree.compactBytes }
        let report = try await again.synchronise(partner(south), from: source)
        #expect(report.fault == nil)
        #expect(report.returned?.refused == 1)
        #expect(report.returned?.refusals.map { $0.digest } == [Digest(of: [1])])
        #expect(report.returned?.open == 0)
        #expect(try await again.store.head().size == 2)
        #expect(ReturnedPage(parsing: page.tree.compactBytes, after: 0) == page)
        #expect(ReturnedPage(parsing: page.tree.compactBytes, after: 1) == nil)
        #expect(ReturnedPage(parsing: page.tree.prettyBytes, after: 0) == nil)
        #expect(ReturnedPage(parsing: ReturnedPage(items: [], hasMore: true).tree.compactBytes, after: 0) == nil)
    }

    @Test("a partner gives the caller its own statements page by page, without receipts")
    func pages() async throws {
        _ = try await north.publishSamples(0..<3)
        try await pull(south, from: north)
        _ = try await south.publishSamples(3..<4)
        try await pull(north, from: south)
        try await pull(south, from: north)
        let api = PartnerAPI(gateway: south, ledger: FetchLedger(store: south.store), notified: { _ in })
        let endpoint = try #require(api.endpoints.first { $0.route.path == "/v1/returned" })
        func ask(_ after: String?, by caller: String = Self.ids[0]) async throws -> ReturnedPage? {
            let query = after.map { ["after": $0] } ?? [:]
            let answer = try await endpoint.handle(APIRequest(caller: .partner(caller), query: query))
            return ReturnedPage(parsing: answer.body, after: Int64(after ?? "0") ?? 0)
        }
        let page = try #require(try await ask(nil))
        #expect(page.items.map(\.kind) == [.bundle, .bundle, .bundle])
        #expect(page.items.allSatisfy { $0.envelope != nil })
        #expect(!page.hasMore)
        #expect(try await ask("\(page.items[1].cursor)")?.items.map(\.digest) == [page.items[2].digest])
        #expect(try await ask(nil, by: "reg:demo-eastholt")?.items == [])
        await #expect(throws: Problem.self) { _ = try await ask("-1") }
    }

    @Test("a restore refuses what would lose something, and begins anew after a crash")
    func refusals() async throws {
        _ = try await north.publishSamples(0..<1)
        let file = try await backUp()
        _ = try await north.publishSamples(1..<2)
        let (network, north, folder) = (network, north, folder)
        func attempt(
            _ name: String = "north2",
            reason: String = "Restored after a disk failure.",
            people: [String] = ["Ann", "Bob"]
        ) async -> String {
            await code {
                let roles = ["chief information officer", "caldicott guardian"]
                _ = try await network.restore(
                    file,
                    of: north,
                    in: folder[name],
                    reason: reason,
                    approvers: zip(roles, people).map { ($0, $1) }
                )
            }
        }
        try folder.make("north2")
        folder.copy("north/checkpoint", to: "north2/checkpoint")
        #expect(await attempt(people: ["Ann", "Ann"]) == "duty.separated")
        #expect(await attempt(people: ["Ann"]) == "usage.invalid")
        let named = "Ask Kathleen Brennan, born 12/03/1958, NHS number 943 476 5919."
        #expect(await attempt(reason: named) == "identifier.found")
        #expect(await attempt("north") == "store.exists")
        let lock = try FileLock(folder["north2"].path + "/lock", isShared: true)
        #expect(await attempt() == "store.in-use")
        lock.release()
        // What an attempt left behind that was killed.
        folder.copy("backup", to: "north2/gateway.sqlite.restoring")
        folder.copy("north/checkpoint", to: "north2/gateway.sqlite.restoring-wal")
        #expect(await attempt() == "none")
        #expect(await attempt() == "store.exists")
        // A crash before the new state was kept.
        folder.copy("north/checkpoint", to: "north2/checkpoint")
        let again = try network.gateway(Self.ids[0], in: folder["north2"], clock: clock)
        #expect(again.identity.origin.epoch == 2)
        try await again.checkContinues()
        _ = try await again.publicHead()
        #expect(try again.keeper.read()?.origin == again.identity.origin.description)
    }

    @Test("many share the lock of a data folder, and one alone excludes them")
    func lock() async throws {
        try folder.make("data")
        let path = DataFolder(folder["data"].path).lock
        func attempt(isShared: Bool) async -> String {
            await code { try FileLock(path, isShared: isShared).release() }
        }
        let first = try FileLock(path, isShared: true)
        let second = try FileLock(path, isShared: true)
        #expect(await attempt(isShared: false) == "store.in-use")
        first.release()
        #expect(await attempt(isShared: false) == "store.in-use")
        second.release()
        let alone = try FileLock(path, isShared: false)
        #expect(await attempt(isShared: true) == "store.in-use")
        alone.release()
        #expect(await attempt(isShared: true) == "none")
    }

    @Test("a store of an earlier program is brought up to this one", arguments: ["0001-first", "0003-pairing"])
    func upgrade(step: String) async throws {
        try folder.make("old")
        let data = DataFolder(folder["old"].path)
        try SQLiteStore.migrate(data.store, upTo: step)
        let sealer = OutgoingStatements(identity: north.identity, trust: north.trust).sealer(random: systemRandom)
        #expect(throws: StoreError.schema("older")) { _ = try SQLiteStore.open(data.store, sealer: sealer) }
        let old = try network.gateway(Self.ids[0], in: folder["old"], clock: clock)
        #expect(try await old.publishSamples(0..<1)[0].position == 0)
        #expect(try await old.store.pullingBack() == [])
        try await expectClean(old)
    }
}
