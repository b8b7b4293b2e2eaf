import ExchangeTestKit
import FoundationEssentials
import Gateway
import GatewaySQLite
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing
import TransparencyLog

/// What `check` says of a healthy store with everything that may be in one, and of one with a single fault.
@Suite("Checks of a store")
struct CheckTests {
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

    private func partner(_ gateway: Gateway) -> Partner { gateway.asPartner(url: "https://gateway.example:8443") }

    @discardableResult
    private func pull(_ reader: Gateway, from publisher: Gateway) async throws -> SyncReport {
        try await reader.pull(from: publisher)
    }

    private func withdraw(_ statement: PublishedStatement, reason: String) async throws {
        _ = try await north.withdraw(
            [.init(lessonID: statement.lessons[0].lessonID, versionsUpTo: 1)],
            reason: reason,
            advice: nil,
            by: operation
        )
    }

    /// A withdrawal with something wrong in it, which Northmere's own program takes in as it is.
    private func withdrawFlawed(_ statement: PublishedStatement, change: (inout JSONTree) -> Void) async throws {
        let own = network.organisations[0]
        var payload = SiblingStatements.withdrawal(
            of: [.init(lessonID: statement.lessons[0].lessonID, versionsUpTo: 1)],
            inBundles: [statement.digest],
            reason: "inaccurate",
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

    private func publish(replacing statement: PublishedStatement) async throws {
        var draft = SampleDrafts.draft(6)
        draft["supersedes"] = [
            .object(of: ["lessonId": .string(statement.lessons[0].lessonID), "version": .integer(1)])
        ]
        _ = try await north.publish(
            [Gateway.Submission(draft: try SampleDrafts.attested(draft))],
            sharing: .init(marking: "nhs-and-partners", onwardSharing: "no", licence: nil, recipients: []),
            by: Gateway.Actor(person: "Test Publisher", role: "publisher")
        )
    }

    /// Narrowed, erased, withdrawn, hidden, replaced and answered lessons, on both sides.
    private func fill() async throws {
        let open = try await north.publishSamples(0..<1, marking: "public")
        let disclosive = try await north.publishSamples(1..<2)
        let plain = try await north.publishSamples(2..<6)
        try await pull(south, from: north)
        _ = try await south.respond(
            to: .lesson(id: plain[0].lessons[0].lessonID, version: 1),
            recipients: [Self.ids[0]],
            position: "adopted",
            text: nil,
            by: operation
        )
        let lesson = open[0].lessons[0].lessonID
        _ = try await north.publishSamples(0..<1, recipients: [Self.ids[1]], lessonID: lesson, version: 2)
        try await withdraw(disclosive[0], reason: "disclosive")
        try await withdraw(plain[1], reason: "outdated")
        try await withdrawFlawed(plain[2]) { payload in
            payload["advice"] = "Ask Kathleen Brennan, born 12/03/1958, NHS number 943 476 5919."
        }
        try await withdrawFlawed(plain[3]) { $0["schema"]?["version"] = "0.9" }
        try await publish(replacing: plain[0])
        try await pull(south, from: north)
        for gateway in [north, south] { #expect(try await gateway.erase()?.erased == 1) }
        try await pull(north, from: south)
        try await pull(south, from: north)
    }

    /// A copy of a side's store with a fault, opened.
    private func damaged(_ side: String, _ sql: String, as name: String) async throws -> Gateway {
        try folder.make(name)
        let store = DataFolder(folder[name].path).store
        try await SQLiteStore.copy(DataFolder(folder[side].path).store, into: store)
        try StoreDamage.run(sql, on: store)
        return try network.gateway(side == "north" ? Self.ids[0] : Self.ids[1], in: folder[name], clock: clock)
    }

    private func expect(_ code: String, after sql: String, on side: String = "south", as name: String) async throws {
        let gateway = try await damaged(side, sql, as: name)
        let codes = Set(try await gateway.check().map(\.code)).sorted()
        #expect(codes.contains(code), "\(sql): \(codes)")
    }

    @Test("a healthy store is clean, whatever happened to its lessons, also after a restore")
    func healthy() async throws {
        try await fill()
        for gateway in [north, south] { #expect(try await gateway.check() == []) }
        try await SQLiteStore.copy(DataFolder(folder["north"].path).store, into: folder["backup"].path)
        _ = try await north.publishSamples(7..<8)
        try await pull(south, from: north)
        try folder.make("north2")
        for name in ["checkpoint", "erased"] { folder.copy("north/\(name)", to: "north2/\(name)") }
        let restored = try await network.restore(folder["backup"], of: north, in: folder["north2"])
        #expect(restored.head.origin.epoch == 2)
        let again = try network.gateway(Self.ids[0], in: folder["north2"], clock: clock)
        #expect(try await again.check() == [])
        try await pull(again, from: south)
        try await pull(south, from: again)
        try await pull(again, from: south)
        for gateway in [again, south] { #expect(try await gateway.check() == []) }
    }

    @Test("a lesson that came in a second bundle is a copy, and is missed when it is gone")
    func copies() async throws {
        let published = try await north.publishSamples(0..<1)
        try await pull(south, from: north)
        let bytes = try #require(try await north.store.statement(published[0].digest)?.envelope)
        var payload = JSONTree(try JSONDocument(parsing: try JWSEnvelope(parsing: bytes).payload).root)
        payload["nonce"] = .string(Base64.url.encode([UInt8](repeating: 7, count: 32)))
        try await north.logEnvelope(try network.organisations[0].sign(payload, kind: .bundle), kind: .bundle)
        #expect(try await pull(south, from: north).outcomes == [.sameLesson: 1])
        #expect(try await south.check() == [])
        try await expect("lesson.missing", after: "DELETE FROM lesson_copy", as: "uncopied")
        // Northmere's own program took nothing in of what it did not publish itself.
        #expect(try await north.check().map(\.code).contains("lesson.missing"))
    }

    /// One fault each, in the order of the tables.
    private static let single: [(code: String, sql: String)] = [
        ("statement.kind", "UPDATE statement SET kind = 'response' WHERE kind = 'bundle'"),
        ("statement.signer", "UPDATE statement SET signer = 'reg:demo-eastholt' WHERE kind = 'bundle'"),
        ("statement.marking", "UPDATE statement SET marking = 'public' WHERE marking = 'nhs-and-partners'"),
        ("statement.marking", "UPDATE statement SET marking = NULL"),
        ("statement.marking", "UPDATE statement SET marking = 'public' WHERE kind = 'withdrawal'"),
        ("lesson.missing", "UPDATE lesson SET version = 9 WHERE version = 1 AND title <> ''"),
        ("lesson.stray", "UPDATE lesson SET version = 9 WHERE version = 1 AND title <> ''"),
        ("lesson.stray", "INSERT INTO lesson_copy SELECT lesson_id, 9, statement FROM lesson WHERE title <> ''"),
        ("lesson.codes", "DELETE FROM lesson_code WHERE kind = 'source'"),
        (
            "lesson.codes",
            "INSERT INTO lesson_code SELECT 'theme', 'made-up', max(id) FROM lesson WHERE title <> ''"
        ),
        ("received.kind", "UPDATE received SET kind = 'response' WHERE kind = 'bundle'"),
        ("received.body", "UPDATE received SET body = zeroblob(32) WHERE kind = 'bundle'"),
        ("withdrawal.differs", "UPDATE withdrawal SET reason = 'outdated' WHERE reason = 'inaccurate'"),
        ("withdrawal.differs", "UPDATE withdrawal SET effective = '2031-01-01T00:00:00Z'"),
        ("withdrawal.missing", "DELETE FROM withdrawal WHERE reason = 'outdated'"),
        (
            "withdrawal.stray",
            "INSERT INTO withdrawal SELECT lesson_id, 7, statement, reason, effective FROM withdrawal LIMIT 1"
        ),
        ("supersession.missing", "DELETE FROM supersession"),
        ("supersession.stray", "INSERT INTO supersession SELECT lesson_id, 7, statement FROM supersession"),
        ("response.differs", "UPDATE response SET position = 'declined'"),
        ("response.missing", "DELETE FROM response"),
        (
            "response.stray",
            """
            INSERT INTO response SELECT (SELECT max(id) FROM statement WHERE kind = 'bundle'), responder, lesson_id,
            subject, position, issued, source_key FROM response
            """
        ),
        ("feed.note", "UPDATE feed SET note = x''"),
    ]

    @Test("each fault is found by its code")
    func faults() async throws {
        try await fill()
        for (place, fault) in Self.single.enumerated() {
            try await expect(fault.code, after: fault.sql, as: "fault\(place)")
        }
    }

    @Test(
        "a lesson that differs from its statement is found, column by column",
        arguments: ["north", "south"]
    )
    func columns(side: String) async throws {
        try await fill()
        let changes = [
            "title = 'Another'", "form = zeroblob(32)", "publisher = 'reg:demo-eastholt'", "record_kind = 'other'",
            "source_type = 'other-source'", "themes = 'none'", "service_lines = 'none'",
            "issued = '2031-01-01T00:00:00Z'", "sketch = x'00'", "is_own = 1 - is_own", "is_public = 1 - is_public",
        ]
        for (place, change) in changes.enumerated() {
            let sql = "UPDATE lesson SET \(change) WHERE title <> ''"
            try await expect("lesson.differs", after: sql, on: side, as: "column\(place)")
        }
    }

    private static func literal(_ bytes: [UInt8]) -> String {
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return "x'\(digits.joined())'"
    }

    private func signed(_ state: Checkpoint, by key: SigningKey) throws -> String {
        Self.literal(try state.signed(by: key))
    }

    private func stranger(_ origin: String) throws -> SigningKey {
        let key = try PrivateKey.generate(.ed25519)
        return try #require(SigningKey(name: origin, key: key))
    }

    @Test("a state of our log that another key signed, or that is of another log, is found")
    func ownState() async throws {
        _ = try await south.publishSamples(0..<1)
        let head = try await south.store.head()
        func state(_ origin: String) -> Checkpoint {
            Checkpoint(origin: origin, size: head.size, root: head.frontier.root)
        }
        let origin = head.origin.description
        let forged = try signed(state(origin), by: try stranger(origin))
        let sql = "UPDATE log_head SET checkpoint = "
        try await expect("log.signature", after: sql + forged, as: "forged")
        // Whoever has no keys cannot tell.
        let unkeyed = try await damaged("south", sql + forged, as: "unkeyed")
        #expect(try await unkeyed.store.check() == [])
        let next = LogOrigin(organisation: Self.ids[1], epoch: 2).description
        let foreign = try signed(state(next), by: south.identity.logKey)
        try await expect("log.checkpoint", after: sql + foreign, as: "foreign")
    }

    @Test("a state of a partner's log that another key signed, or that is not the verified one, is found")
    func partnerState() async throws {
        _ = try await north.publishSamples(0..<1)
        try await pull(south, from: north)
        let known = try #require(try await south.store.feeds().first?.checkpoint)
        let sql = "UPDATE feed SET note = "
        let forged = try signed(known, by: try stranger(known.origin))
        try await expect("feed.signature", after: sql + forged, as: "forged")
        let later = Checkpoint(origin: known.origin, size: known.size + 1, root: known.root)
        let other = try signed(later, by: north.identity.logKey)
        try await expect("feed.note", after: sql + other, as: "later")
    }
}
