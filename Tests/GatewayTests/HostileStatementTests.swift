import ExchangeTestKit
import FoundationEssentials
import Gateway
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing

/// Statements that stand in a partner's log as they are listed, and are not what they should be: each is judged by
/// itself, and what stands behind it is taken in all the same.
@Suite("Statements of a hostile partner")
struct HostileStatementTests {
    private let folder = TemporaryFolder(inMemory: true)
    private let network: VirtualNetwork
    private let north: Gateway
    private let south: Gateway
    private let east: Gateway
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell", "reg:demo-eastholt"]
    private let operation = Gateway.Actor(person: "Test Operator", role: "operator")
    private static let foreignLesson = "urn:lesson:reg:demo-eastholt:2026-abcdefghij"

    init() async throws {
        network = try VirtualNetwork(Self.ids)
        north = try network.gateway(Self.ids[0], in: folder["north"])
        south = try network.gateway(Self.ids[1], in: folder["south"])
        east = try network.gateway(Self.ids[2], in: folder["east"])
        for gateway in [north, east] { try await gateway.change(Self.partner(1), by: operation) }
        for place in [0, 2] { try await south.change(Self.partner(place), by: operation) }
    }

    private static func partner(_ place: Int) -> Partner {
        Partner(id: ids[place], url: nil, state: .active, tlsKeys: [], logKey: nil)
    }

    private func pull(_ place: Int, _ gateway: Gateway) async throws -> SyncReport {
        try await south.synchronise(Self.partner(place), from: LocalLogSource(gateway, for: Self.ids[1]))
    }

    /// A bundle of Northmere's that every check lets through, until it is changed.
    private func bundle(
        recipients: [String] = [],
        change: (inout JSONTree) -> Void = { _ in }
    ) throws -> JSONTree {
        let composer = BundleComposer(
            publisher: network.organisations[0].publisher,
            sharing: .init(
                marking: recipients.isEmpty ? "nhs-and-partners" : "named-recipients",
                onwardSharing: "no",
                licence: nil,
                recipients: recipients
            ),
            at: VirtualFederation.now,
            random: systemRandom
        )
        var payload = try composer.bundle(of: [try SampleDrafts.attested(SampleDrafts.draft(1))])
        change(&payload)
        return payload
    }

    /// The bundle with its one lesson changed.
    private func reworded(_ change: (inout JSONTree) -> Void) throws -> JSONTree {
        try bundle { payload in
            payload["lessons"] = .array(
                (payload["lessons"]?.elements ?? []).map { lesson in
                    var lesson = lesson
                    change(&lesson)
                    return lesson
                }
            )
        }
    }

    private func withdrawal(of lesson: String, change: (inout JSONTree) -> Void = { _ in }) -> JSONTree {
        var payload = SiblingStatements.withdrawal(
            of: [.init(lessonID: lesson, versionsUpTo: 1)],
            inBundles: [Digest(of: [1])],
            reason: "inaccurate",
            advice: nil,
            recipients: [],
            by: network.organisations[0].publisher,
            at: VirtualFederation.now,
            random: systemRandom
        )
        change(&payload)
        return payload
    }

    /// The envelope of a payload with another payload under its signature.
    private func swapped() throws -> [UInt8] {
        let envelope = try network.organisations[0].sign(try bundle())
        var tree = JSONTree(try JSONDocument(parsing: envelope, limits: EnvelopeLimits.payload).root)
        tree["payload"] = .string(Base64.url.encode(try bundle().compactBytes))
        return tree.compactBytes + [0x0A]
    }

    private struct Statement {
        let name: String
        let envelope: [UInt8]
        let code: String

        init(_ name: String, _ code: String, _ envelope: [UInt8]) {
            (self.name, self.code, self.envelope) = (name, code, envelope)
        }
    }

    /// What is nobody's, or not for us: it is refused for good and not kept.
    private func refused() throws -> [Statement] {
        let (own, other) = (network.organisations[0], network.organisations[2])
        let signer = try own.signer
        let type = StatementKind.bundle.contentType
        let status = SiblingStatements.statusList(
            of: [],
            by: own.publisher,
            at: VirtualFederation.now,
            validHours: 1,
            random: systemRandom
        )
        func signed(_ payload: [UInt8], as type: String) throws -> [UInt8] {
            try JWSEnvelope.signed(payload: payload, contentType: type, by: [signer])
        }
        return [
            Statement("for others", "statement.not-addressed", try own.sign(try bundle(recipients: [Self.ids[2]]))),
            Statement("sealed by another member", "signer.unexpected", try other.sign(try bundle())),
            Statement("another payload under the signature", "signature.invalid", try swapped()),
            Statement(
                "somebody else's lesson",
                "issuer.mismatch",
                try own.sign(try reworded { $0["lessonId"] = .string(Self.foreignLesson) })
            ),
            Statement(
                "somebody else's bundle",
                "issuer.mismatch",
                try own.sign(
                    try bundle { $0["bundleId"] = .string("urn:lesson-bundle:\(Self.ids[2]):2026-abcdefghij") }
                )
            ),
            Statement(
                "in somebody else's name",
                "issuer.mismatch",
                try own.sign(try bundle { $0["publisher"] = other.publisher.tree })
            ),
            Statement("of a kind that no log holds", "kind.unexpected", try own.sign(status, kind: .statusList)),
            Statement("of a kind that nobody knows", "kind.unexpected", try signed([0x7B, 0x7D], as: "text/plain")),
            Statement("no JSON", "json.unexpected-character", try signed(Array("a word".utf8), as: type)),
            Statement(
                "two members of one name",
                "json.duplicate-name",
                try signed(Array(#"{"a":1,"a":2}"#.utf8), as: type)
            ),
        ]
    }

    /// What is Northmere's and breaks a rule: it is set aside, and not shown.
    private func setAside() throws -> [Statement] {
        let own = network.organisations[0]
        let ahead = VirtualFederation.now.adding(seconds: 86_400).description
        return [
            Statement("an unknown member", "schema.violation", try own.sign(try bundle { $0["note"] = "unknown" })),
            Statement(
                "an identifier",
                "identifier.found",
                try own.sign(try reworded { $0["whyItMattered"] = "NHS number 943 476 5919." })
            ),
            Statement("a gate that was not passed", "gate.absent", try own.sign(own.bundle())),
            Statement(
                "a lesson that stands twice",
                "policy.duplicate-lesson",
                try own.sign(
                    try bundle { payload in
                        let lessons = payload["lessons"]?.elements ?? []
                        payload["lessons"] = .array(lessons + lessons)
                    }
                )
            ),
            Statement(
                "issued tomorrow",
                "issued.in-future",
                try own.sign(try bundle { $0["issued"] = .string(ahead) })
            ),
            Statement(
                "another version of the schema",
                "schema.version-unsupported",
                try own.sign(try bundle { $0["schema"]?["version"] = "0.9" })
            ),
        ]
    }

    private func log(_ statements: [Statement]) async throws -> [Digest] {
        var digests: [Digest] = []
        for statement in statements {
            digests.append(try await north.logEnvelope(statement.envelope, kind: .bundle).digest)
        }
        return digests
    }

    @Test("each is refused or set aside by itself with its code, and nothing of it is shown")
    func eachByItself() async throws {
        let (wrong, flawed) = (try refused(), try setAside())
        let digests = try await log(wrong + flawed)
        _ = try await north.publishSamples(5..<6)
        _ = try await east.publishSamples(6..<7)
        let report = try await pull(0, north)
        #expect(report.fault == nil)
        #expect(report.outcomes[.refused] == wrong.count)
        #expect(report.count == digests.count + 1)
        let received = try await south.store.received(from: Self.ids[0], max: 100)
        for (place, (digest, statement)) in zip(digests, wrong + flawed).enumerated() {
            let item = try #require(received.first { $0.digest == digest }, "\(statement.name)")
            let isRefused = place < wrong.count
            #expect((item.outcome == "refused") == isRefused, "\(statement.name): \(item.outcome)")
            let isTold = item.reasons.contains { $0.hasPrefix(statement.code) }
            #expect(isTold, "\(statement.name): \(item.reasons)")
            let (kept, aside) = (try await south.store.statement(digest), try await south.store.setAside(digest))
            #expect(kept == nil && (aside == nil) == isRefused, "\(statement.name)")
            #expect(try await south.store.lessons(in: digest).isEmpty, "\(statement.name)")
        }
        #expect(try await south.store.search(LessonQuery()).lessons.count == 1)
        #expect(try await pull(2, east).count == 1)
        #expect(try await pull(0, north).count == 0)
        #expect(try await south.store.check() == [])
    }

    @Test("nobody withdraws another's lesson, not even by a withdrawal with a flaw")
    func foreignWithdrawals() async throws {
        let lesson = try #require(try await east.publishSamples(6..<7)[0].lessons.first?.lessonID)
        _ = try await pull(2, east)
        let own = network.organisations[0]
        let late = VirtualFederation.now.adding(seconds: 86_400).description
        let payloads = [
            withdrawal(of: lesson), withdrawal(of: lesson) { $0["note"] = "unknown" },
            withdrawal(of: lesson) { $0["issued"] = .string(late) },
            withdrawal(of: lesson) { $0["schema"]?["version"] = "0.9" },
        ]
        for payload in payloads { _ = try await north.logRaw(payload, signedBy: own, kind: .withdrawal) }
        // The owner's own words, sealed by somebody else.
        _ = try await north.logRaw(
            withdrawal(of: lesson) { $0["publisher"] = network.organisations[2].publisher.tree },
            signedBy: own,
            kind: .withdrawal
        )
        let report = try await pull(0, north)
        #expect(report.fault == nil)
        #expect(report.outcomes == [.refused: payloads.count + 1])
        let reasons = try await south.store.received(from: Self.ids[0], max: 10).map(\.reasons)
        #expect(reasons.allSatisfy { $0 == ["issuer.mismatch"] })
        #expect(try await south.store.versions(of: lesson).map(\.state) == ["active"])
        #expect(try await south.store.quarantine(max: 10).isEmpty)
        #expect(try await south.store.check() == [])
    }

    @Test("a lesson that was withdrawn and comes once more stays withdrawn, and nothing waits for it")
    func revived() async throws {
        let first = try await north.publishSamples(0..<1)[0]
        let lesson = try #require(first.lessons.first?.lessonID)
        _ = try await pull(0, north)
        let envelope = try #require(try await north.store.statement(first.digest)?.envelope)
        var payload = JSONTree(try JSONDocument(parsing: try JWSEnvelope(parsing: envelope).payload).root)
        _ = try await north.withdraw(
            [.init(lessonID: lesson, versionsUpTo: 1)],
            reason: "inaccurate",
            advice: nil,
            by: operation
        )
        _ = try await pull(0, north)
        payload["nonce"] = .string(Base64.url.encode(systemRandom(32)))
        _ = try await north.logRaw(payload, signedBy: network.organisations[0], kind: .bundle)
        _ = try await north.publishSamples(1..<2)
        let report = try await pull(0, north)
        #expect(report.fault == nil, "\(report.detail ?? "")")
        #expect(report.outcomes[.withdrawn] == 1)
        #expect(report.count == 2)
        #expect(try await south.store.versions(of: lesson).map(\.state) == ["withdrawn"])
        #expect(try await south.store.check() == [])
    }
}
