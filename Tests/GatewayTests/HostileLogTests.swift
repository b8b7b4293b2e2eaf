import ExchangeTestKit
import FoundationEssentials
import Gateway
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing
import TransparencyLog

/// A log whose owner lies: each lie has its code, and nothing of it is taken in.
@Suite("A partner's log that does not hold")
struct HostileLogTests {
    private let folder = TemporaryFolder()
    private let network: VirtualNetwork
    private let north: Gateway
    private let south: Gateway
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell", "reg:demo-eastholt"]
    private let partner = Partner(id: ids[0], url: nil, state: .active, tlsKeys: [], logKey: nil)

    init() async throws {
        network = try VirtualNetwork(Self.ids)
        north = try network.gateway(Self.ids[0], in: folder["north"])
        south = try network.gateway(Self.ids[1], in: folder["south"])
        let actor = Gateway.Actor(person: "Test", role: "operator")
        try await south.change(partner, by: actor)
        for id in Self.ids[1...] {
            try await north.change(Partner(id: id, url: nil, state: .active, tlsKeys: [], logKey: nil), by: actor)
        }
        _ = try await north.publishSamples(0..<3)
    }

    private var honest: ScriptedSource { ScriptedSource(LocalLogSource(north, for: Self.ids[1])) }

    private func fault(_ source: ScriptedSource) async throws -> String? {
        try await south.synchronise(partner, from: source).fault
    }

    private func expectNothingTaken() async throws {
        #expect(try await south.store.received(from: nil, max: 10).isEmpty)
        #expect(try await south.store.head().size == 0)
    }

    @Test("tiles, lists and bodies that are not what was signed")
    func lies() async throws {
        let other = try #require(network.logKeys[Self.ids[2]])
        let origin = north.identity.origin
        let forged = try Checkpoint(origin: origin.description, size: 9, root: Digest(of: [1])).signed(by: other)
        let foreign = try AddressedList(origin: origin, reader: Self.ids[1], from: 0, to: 3, treeSize: 3, items: [])
            .signed(by: other)
        let forOthers = try AddressedList(origin: origin, reader: Self.ids[2], from: 0, to: 3, treeSize: 3, items: [])
            .signed(by: north.identity.logKey)
        var lies: [(ScriptedSource, String)] = []
        func lie(_ code: String, _ change: (inout ScriptedSource) -> Void) {
            var source = honest
            change(&source)
            lies.append((source, code))
        }
        lie("log.checkpoint-signature") { $0.checkpoint = { _ in forged } }
        lie("log.checkpoint-malformed") { $0.checkpoint = { _ in [1, 2, 3] } }
        lie("log.tile-malformed") { $0.tile = { Array($0.dropLast()) } }
        lie("log.tiles-inconsistent") { $0.tile = { [$0[0] ^ 1] + $0.dropFirst() } }
        lie("log.list-malformed") { $0.list = { Array($0.dropLast(2)) } }
        lie("log.list-malformed") { $0.list = { _ in foreign } }
        lie("log.list-malformed") { $0.list = { _ in forOthers } }
        lie("statement.withheld") { $0.body = { _, _ in nil } }
        for (source, code) in lies {
            #expect(try await fault(source) == code)
            try await expectNothingTaken()
        }
        #expect(try await fault(honest) == nil)
        #expect(try await south.store.received(from: nil, max: 10).count == 3)
    }

    @Test("a body that the log does not name is not the log's: nothing is taken in, and the true one comes later")
    func wrongBody() async throws {
        var source = honest
        let eastholt = network.organisations[2]
        let foreign = try eastholt.sign(eastholt.bundle())
        let first = try #require(
            try await north.addressedList(for: .partner(Self.ids[1]), from: 0, upTo: 1).items.first
        )
        source.body = { digest, body in digest == first.digest ? foreign : body }
        #expect(try await fault(source) == "log.entry-mismatch")
        try await expectNothingTaken()
        source.body = { digest, body in digest == first.digest ? Array(body.dropLast(9)) : body }
        #expect(try await fault(source) == "log.entry-mismatch")
        #expect(try await fault(honest) == nil)
        #expect(try await south.store.received(from: nil, max: 10).map(\.outcome).contains("refused") == false)
        #expect(try await south.store.check() == [])
    }

    @Test("a signer that only a newer trust file knows is waited for")
    func newerTrust() async throws {
        let trust = try network.federation.trust(Array(network.organisations[1...])) { tree in
            let stranger = JSONTree.object(of: [
                "id": .string(Self.ids[0]), "name": "Test", "roles": [.object(of: ["role": "publisher"])],
                "logKey": .string(network.logKeys[Self.ids[0]]?.verifyingKey.description ?? ""),
            ])
            tree["members"] = .array((tree["members"]?.elements ?? []) + [stranger])
        }
        let late = try network.gateway(Self.ids[1], in: folder["late"], trust: trust)
        try await late.change(partner, by: Gateway.Actor(person: "Test", role: "operator"))
        let first = try await late.synchronise(partner, from: honest)
        #expect(first.outcomes == [.held: 3])
        #expect(try await late.store.search(LessonQuery()).lessons.isEmpty)
        // Nothing changes, so nobody is told again.
        #expect(try await late.synchronise(partner, from: honest).count == 0)
        try late.trust.replace(with: network.trust)
        let report = try await late.synchronise(partner, from: honest)
        #expect(report.fault == nil)
        // The samples look alike.
        #expect(report.outcomes == [.new: 1, .nearDuplicate: 2])
        #expect(try await late.store.waiting(from: Self.ids[0], max: 10).isEmpty)
        #expect(try await late.store.search(LessonQuery()).lessons.count == 3)
        #expect(try await late.store.check() == [])
    }

    @Test("an export never goes into what the gateway keeps, nor around it")
    func ownFolder() async throws {
        let own = folder["north"].path
        let kept = try Data(contentsOf: folder["north"].appending(path: "checkpoint"))
        try FileManager.default.createSymbolicLink(atPath: folder["link"].path, withDestinationPath: own)
        let around = folder["north"].deletingLastPathComponent().path
        let paths = [own, "\(own)/", "\(own)/new", "\(own)/new/", "\(own)/../north", folder["link"].path, around, "/"]
        for path in paths {
            for reader in [Reader.anybody, .partner(Self.ids[1])] {
                do {
                    _ = try await north.export(to: path, for: reader)
                    Issue.record("exported to \(path)")
                } catch let error as LessonExchangeError {
                    #expect(error.code.name == "usage.invalid", "\(path)")
                }
            }
        }
        #expect(try Data(contentsOf: folder["north"].appending(path: "checkpoint")) == kept)
        #expect(try await north.store.exportFolders().isEmpty)
        // A name that only begins alike is another folder.
        #expect(try await north.export(to: "\(own)-public", for: .anybody) == 0)
    }

    @Test("what is exported for one partner is readable by its owner only, and for everybody by all")
    func modes() async throws {
        func modes(below path: String) throws -> Set<Int> {
            let names = try FileManager.default.subpathsOfDirectory(atPath: path)
            return Set(
                try (names.map { "\(path)/\($0)" } + [path]).compactMap {
                    try FileManager.default.attributesOfItem(atPath: $0)[.posixPermissions] as? Int
                }
            )
        }
        let (stick, pages) = (folder["stick"].path, folder["pages"].path)
        _ = try await north.export(to: stick, for: .partner(Self.ids[1]))
        #expect(try modes(below: stick) == [0o600, 0o700])
        // What an earlier program left open is closed with the next export.
        for name in ["checkpoint", "statements"] {
            let mode = name == "checkpoint" ? 0o644 : 0o755
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(stick)/\(name)")
        }
        _ = try await north.export(to: stick, for: .partner(Self.ids[1]))
        #expect(try modes(below: stick) == [0o600, 0o700])
        _ = try await north.export(to: pages, for: .anybody)
        #expect(try modes(below: pages).isDisjoint(with: [0o600, 0o700]))
    }

    @Test("a list for everybody is no list for a partner, and a folder is for one reader")
    func publicLists() async throws {
        let path = folder["public"].path
        _ = try await north.export(to: path, for: .anybody)
        let report = try await south.synchronise(partner, from: try FolderLogSource(path))
        #expect(report.fault == "log.list-malformed")
        try await expectNothingTaken()
        await #expect(throws: LessonExchangeError.self) { try await north.export(to: path, for: .partner(Self.ids[1])) }
        // An older copy of a folder is nothing new, and no rewind.
        let stick = folder["stick"].path
        _ = try await north.export(to: stick, for: .partner(Self.ids[1]))
        _ = try await north.publishSamples(3..<4)
        #expect(try await fault(honest) == nil)
        let old = try await south.synchronise(partner, from: try FolderLogSource(stick))
        #expect(old.fault == nil)
        #expect(old.count == 0)
    }

    @Test("a receipt speaks for nothing that was not for its sender")
    func foreignReceipt() async throws {
        let secret = try await north.publishSamples(7..<8, recipients: [Self.ids[2]])[0]
        let receipt = SiblingStatements.receipt(
            .init(
                origin: north.identity.origin.description,
                from: 0,
                to: 4,
                treeSize: 4,
                rootHash: Digest(of: [1])
            ),
            items: [
                .object(of: [
                    "position": .integer(Int(secret.position)), "digest": .string(secret.digest.description),
                    "outcome": "new",
                ])
            ],
            to: Self.ids[0],
            by: south.identity.publisher,
            at: VirtualFederation.now,
            random: systemRandom
        )
        let outgoing = try OutgoingStatements(identity: south.identity, trust: south.trust)
            .signed(receipt, kind: .receipt, at: VirtualFederation.now)
        _ = try await south.log([outgoing], "receipt", by: Gateway.Actor(person: "Test", role: "publisher"))
        let liar = Partner(id: Self.ids[1], url: nil, state: .active, tlsKeys: [], logKey: nil)
        let report = try await north.synchronise(liar, from: LocalLogSource(south, for: Self.ids[0]))
        #expect(report.receipts == 1)
        #expect(try await north.store.deliveries(of: secret.digest).map(\.step) == [.addressed])
        let summary = try await north.store.deliverySummary(max: 1)
        #expect(summary.map(\.receipted) == [0])
    }

    @Test("a log that forks or rewinds stops its partner, and both states are kept", arguments: [true, false])
    func forks(isRewind: Bool) async throws {
        #expect(try await fault(honest) == nil)
        let key = north.identity.logKey
        let size: UInt64 = isRewind ? 2 : 5
        let note = try Checkpoint(origin: north.identity.origin.description, size: size, root: Digest(of: [7]))
            .signed(by: key)
        if !isRewind { _ = try await north.publishSamples(3..<5) }
        var source = honest
        source.checkpoint = { _ in note }
        let code = isRewind ? "log.rewound" : "log.inconsistent"
        #expect(try await fault(source) == code)
        // Also an honest answer does not help now: a person has to look first.
        #expect(try await fault(honest) == code)
        let trail = try await south.store.audit(max: 10).map(\.action)
        #expect(trail.contains("partner.stopped \(code)"))
        let actor = Gateway.Actor(person: "Test", role: "operator")
        try await south.change(partner, by: actor)
        #expect(try await fault(honest) == code)
        try await south.change(partner, resumes: true, by: actor)
        #expect(try await fault(honest) == nil)
    }

    @Test("another epoch is not read on by itself")
    func epochs() async throws {
        #expect(try await fault(honest) == nil)
        let origin = LogOrigin(organisation: Self.ids[0], epoch: 2).description
        let key = try #require(SigningKey(name: origin, key: north.identity.logKey.key))
        let note = try Checkpoint(origin: origin, size: 9, root: Digest(of: [1])).signed(by: key)
        var source = honest
        source.checkpoint = { _ in note }
        // Nothing of it is proved, so it is asked for again, and its owner can still show what is true.
        #expect(try await fault(source) == "log.list-malformed")
        #expect(try await south.store.feeds().map(\.origin.epoch) == [1])
        #expect(try await fault(honest) == nil)
    }

    @Test("a list for one holds nothing of what is for another, nor do the bytes of an export")
    func recipients() async throws {
        let secret = try await north.publishSamples(7..<9, recipients: [Self.ids[2]])
        let list = try await north.addressedList(for: .partner(Self.ids[1]), from: 0, upTo: 100)
        #expect(Set(list.items.map(\.digest)).isDisjoint(with: secret.map(\.digest)))
        for statement in secret {
            #expect(try await north.store.statement(statement.digest, for: .partner(Self.ids[1])) == nil)
            #expect(try await north.store.statement(statement.digest, for: .anybody) == nil)
            #expect(try await north.store.statement(statement.digest, for: .partner(Self.ids[2])) != nil)
        }
        let path = folder["stick"].path
        _ = try await north.export(to: path, for: .partner(Self.ids[1]))
        #expect(try await fault(honest) == nil)
        let files = folder.files(below: "stick")
        #expect(files.count > 5)
        for statement in secret {
            let envelope = try #require(try await north.store.statement(statement.digest)?.envelope)
            let parsed = try JWSEnvelope(parsing: envelope)
            // The nonce is the statement's own; everything before it is the same in all of them.
            let nonce = try #require(try JSONDocument(parsing: parsed.payload).root["nonce"])
            let start = Int(nonce.node.start) * 4 / 3 + 8
            let payload = Array(parsed.payloadText.dropFirst(start).prefix(40))
            for (name, bytes) in files {
                #expect(!name.contains(statement.digest.hex))
                #expect(!bytes.contains(payload), "\(name)")
            }
        }
    }

    @Test("a folder is read as a gateway is, and both lead to the same")
    func folders() async throws {
        let path = folder["stick"].path
        #expect(try await north.export(to: path, for: .partner(Self.ids[1])) == 3)
        let report = try await south.synchronise(partner, from: try FolderLogSource(path))
        #expect(report.fault == nil)
        #expect(report.count == 3)
        _ = try await north.publishSamples(3..<4)
        #expect(try await fault(honest) == nil)
        #expect(try await north.export(to: path, for: .partner(Self.ids[1])) == 4)
        #expect(try await south.synchronise(partner, from: try FolderLogSource(path)).count == 0)
        #expect(try await south.store.check() == [])
    }
}
