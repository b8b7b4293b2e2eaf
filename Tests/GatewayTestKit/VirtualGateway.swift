import CommandSupport
package import ExchangeTestKit
package import Foundation
package import Gateway
package import GatewaySQLite
package import LessonExchange
package import Logging
package import Signatures
package import StrictJSON
import Synchronization
package import TransparencyLog

/// Two organisations' keys, and the federation that names both: what gateways of one process need.
package struct VirtualNetwork: Sendable {
    package let federation: VirtualFederation
    package let organisations: [VirtualOrganisation]
    package let logKeys: [String: SigningKey]
    package let trust: TrustFile

    package init(_ ids: [String]) throws {
        federation = try VirtualFederation()
        var organisations: [VirtualOrganisation] = []
        var keys: [String: SigningKey] = [:]
        for (place, id) in ids.enumerated() {
            organisations.append(try federation.organisation(id, serial: UInt8(3 + place)))
            let origin = LogOrigin(organisation: id, epoch: 1).description
            keys[id] = SigningKey(name: origin, key: try PrivateKey.generate(.ed25519))
        }
        self.organisations = organisations
        logKeys = keys
        trust = try federation.trust(organisations) { tree in
            tree["members"] = .array(
                (tree["members"]?.elements ?? []).map { member in
                    var member = member
                    member["logKey"] = keys[member["id"]?.string ?? ""].map { .string($0.verifyingKey.description) }
                    return member
                }
            )
        }
    }

    /// The federation's file with changes to its members, as its next version.
    package func trust(
        version: Int = 2,
        _ change: (String, inout JSONTree) throws -> Void
    ) throws -> TrustFile {
        let keys = logKeys
        var failure: (any Error)?
        let file = try federation.trust(organisations) { tree in
            tree["version"] = .integer(version)
            tree["members"] = .array(
                (tree["members"]?.elements ?? []).map { member in
                    var member = member
                    let id = member["id"]?.string ?? ""
                    member["logKey"] = keys[id].map { .string($0.verifyingKey.description) }
                    do { try change(id, &member) } catch { failure = error }
                    return member
                }
            )
        }
        if let failure { throw failure }
        return file
    }

    /// The federation's file in which one member may withdraw what others published.
    package func trust(authority: String, over scope: [String]) throws -> TrustFile {
        try trust { id, member in
            guard id == authority else { return }
            member["roles"] = [
                .object(of: ["role": "publisher"]),
                .object(of: ["role": "authority", "scope": .array(scope.map { .string($0) })]),
            ]
        }
    }

    /// The federation's file in which a member's key counts for nothing from a moment on.
    package func trust(revoking id: String, after moment: Timestamp, version: Int = 2) throws -> TrustFile {
        let leaf = organisations.first { $0.id == id }?.chain[0].thumbprint.thumbprint ?? ""
        return try trust(version: version) { member, tree in
            guard member == id else { return }
            tree["revoked"] = [
                .object(of: [
                    "x5t#S256": .string(leaf), "invalidAfter": .string(moment.description), "reason": "a drill",
                ])
            ]
        }
    }

    /// A gateway of one of the organisations, on a store in a folder of its own.
    ///
    /// `sealed`: the organisation with another key than its first; `logger`: where its log goes, if anywhere.
    package func gateway(
        _ id: String,
        in folder: URL,
        clock: TestClock = TestClock(),
        trust file: TrustFile? = nil,
        sealed: VirtualOrganisation? = nil,
        logger: Logger? = nil
    ) throws -> Gateway {
        let data = DataFolder(folder.path)
        let origin = try SQLiteStore.origin(of: data.store) ?? LogOrigin(organisation: id, epoch: 1)
        guard let organisation = organisations.first(where: { $0.id == id }), let key = logKeys[id]?.key,
            let logKey = SigningKey(name: origin.description, key: key)
        else { preconditionFailure("not an organisation of the network") }
        let identity = GatewayIdentity(
            publisher: organisation.publisher,
            seal: try (sealed ?? organisation).signer,
            receipts: try (sealed ?? organisation).signer,
            origin: origin,
            logKey: logKey
        )
        let trust = TrustState(file ?? trust)
        let sealer = OutgoingStatements(identity: identity, trust: trust).sealer(random: systemRandom)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let store = try SQLiteStore.open(data.store, sealer: sealer, opening: .migrating)
        var silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        silent.logLevel = .critical
        return Gateway(
            identity: identity,
            store: store,
            trust: trust,
            keeper: CheckpointKeeper(path: data.checkpoint),
            erasures: ErasureJournal(path: data.erased),
            holds: HoldJournal(path: data.holds),
            sources: data.sources,
            clock: { clock.now },
            random: systemRandom,
            logger: logger ?? silent
        )
    }
}

/// A clock that stands still until it is set.
package final class TestClock: Sendable {
    private let moment: Mutex<Timestamp>

    package init(_ moment: Timestamp = VirtualFederation.now) { self.moment = Mutex(moment) }

    package var now: Timestamp { moment.withLock { $0 } }

    package func advance(seconds: Int64) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// A folder that is gone when the value is.
package final class TemporaryFolder: Sendable {
    package let url: URL

    /// `inMemory`: where the machine keeps files in memory, for runs that open hundreds of stores.
    package init(inMemory: Bool = false) {
        let memory = "/dev/shm"
        let isThere = inMemory && FileManager.default.isWritableFile(atPath: memory)
        let parent = isThere ? URL(fileURLWithPath: memory) : FileManager.default.temporaryDirectory
        url = parent.appendingPathComponent("lesson-\(UUID().uuidString)")
    }

    /// Makes a folder in it.
    package func make(_ name: String) throws {
        try FileManager.default.createDirectory(at: self[name], withIntermediateDirectories: true)
    }

    /// A folder in it.
    package subscript(_ name: String) -> URL { url.appendingPathComponent(name) }

    deinit { try? FileManager.default.removeItem(at: url) }
}

extension Gateway {
    /// Publishes sample lessons, one bundle each.
    package func publishSamples(
        _ numbers: Range<Int>,
        recipients: [String] = [],
        marking: String? = nil,
        marker: String? = nil,
        lessonID: String? = nil,
        version: Int? = nil,
        derivedFrom: String? = nil
    ) async throws -> [PublishedStatement] {
        let sharing = BundleComposer.Sharing(
            marking: marking ?? (recipients.isEmpty ? "nhs-and-partners" : "named-recipients"),
            onwardSharing: "no",
            licence: nil,
            recipients: recipients
        )
        let drafts = try numbers.map { number in
            var draft = SampleDrafts.draft(number)
            if let marker { draft["whyItMattered"] = .string("The word \(marker) is only here.") }
            if let lessonID { draft["lessonId"] = .string(lessonID) }
            if let version { draft["version"] = .integer(version) }
            if let derivedFrom {
                draft["derivedFrom"] = [.object(of: ["lessonId": .string(derivedFrom), "version": .integer(1)])]
            }
            return Submission(draft: try SampleDrafts.attested(draft))
        }
        return try await publish(drafts, sharing: sharing, by: Actor(person: "Test Publisher", role: "publisher"))
    }
}

extension TemporaryFolder {
    /// Every file below a folder, by its path, with its bytes.
    package func files(below name: String) -> [(name: String, bytes: [UInt8])] {
        let root = self[name]
        let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        return paths.sorted().compactMap { path in
            guard let data = FileManager.default.contents(atPath: root.appendingPathComponent(path).path) else {
                return nil
            }
            return (path, [UInt8](data))
        }
    }
}

extension TemporaryFolder {
    /// Puts a file in the place of another.
    package func copy(_ name: String, to other: String) {
        try? FileManager.default.removeItem(at: self[other])
        try? FileManager.default.copyItem(at: self[name], to: self[other])
    }
}

/// A clock of seconds that stands still until it is set.
package final class TestSeconds: Sendable {
    private let seconds = Mutex(0.0)

    package init() {}

    package var now: Double { seconds.withLock { $0 } }

    package func advance(_ more: Double) { seconds.withLock { $0 += more } }
}

extension Gateway {
    /// Logs a statement as it is, whatever its own program would say of it.
    package func logRaw(
        _ payload: JSONTree,
        signedBy organisation: VirtualOrganisation,
        kind: StatementKind
    ) async throws -> Digest {
        try await logEnvelope(try organisation.sign(payload, kind: kind), kind: kind).digest
    }

    /// The same for an envelope; `content` is what this gateway itself takes in of it.
    @discardableResult
    package func logEnvelope(
        _ envelope: [UInt8],
        kind: StatementKind,
        audience: Audience = .partners,
        content: StatementContent = .other
    ) async throws -> PublishedStatement {
        let parsed = try JWSEnvelope(parsing: envelope)
        guard let key = (try? Certificate(der: parsed.signatures[0].x5c[0]))?.keyThumbprint,
            let entry = LogEntry(parsed, signerKey: key)
        else { preconditionFailure("no entry of that") }
        let statement = OutgoingStatement(
            envelope: envelope,
            digest: Digest(of: parsed.payload),
            kind: kind,
            entry: entry,
            audience: audience,
            content: content
        )
        return try await log([statement], "test", by: Actor(person: "Test", role: "publisher"))[0]
    }
}

extension VirtualNetwork {
    /// Puts a backup in the place of the store of a gateway's folder, as two people agree on it.
    package func restore(
        _ file: URL,
        of gateway: Gateway,
        in folder: URL,
        reason: String = "Restored from the backup of the night before after a disk failure.",
        approvers: [(role: String, person: String)] = [
            ("chief information officer", "Ann"), ("caldicott guardian", "Bob"),
        ],
        epoch: Int? = nil
    ) async throws -> RestoredStore {
        try await StoreRestoration(
            data: DataFolder(folder.path),
            identity: gateway.identity,
            trust: gateway.trust,
            clock: gateway.clock,
            random: gateway.random,
            logger: gateway.logger
        ).run(
            file.path,
            reason: reason,
            approvers: approvers.map { Gateway.Actor(person: $0.person, role: $0.role) },
            epoch: epoch
        )
    }
}

extension Gateway {
    /// This gateway as others have it among their partners.
    package func asPartner(url: String? = nil) -> Partner {
        Partner(id: identity.organisation, url: url, state: .active, tlsKeys: [], logKey: nil)
    }

    /// Reads all that another gateway of the process has for this one.
    @discardableResult
    package func pull(from publisher: Gateway) async throws -> SyncReport {
        try await synchronise(
            publisher.asPartner(),
            from: LocalLogSource(publisher, for: identity.organisation)
        )
    }
}
