import ExchangeTestKit
import Gateway
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing
import TransparencyLog

/// The outcomes of an import, each by its name, straight at the store.
@Suite("Import outcomes")
struct OutcomeTests {
    private let folder = TemporaryFolder()
    private let network: VirtualNetwork
    private let south: Gateway
    private let north: VirtualOrganisation
    private static let ids = ["reg:demo-northmere", "reg:demo-southfell"]

    init() throws {
        network = try VirtualNetwork(Self.ids)
        south = try network.gateway(Self.ids[1], in: folder["south"])
        north = network.organisations[0]
    }

    /// A bundle of Northmere's with changes to its lesson.
    private func bundle(_ number: Int = 0, _ change: (inout JSONTree) -> Void = { _ in }) throws -> JSONTree {
        var payload = north.bundle()
        var lesson = try #require(payload["lessons"]?.elements.first)
        lesson["title"] = .string("Lesson \(number)")
        lesson["whatHappened"] = .string(
            "Something of its own happened, number \(number), with words \(number * 7919)."
        )
        change(&lesson)
        payload["lessons"] = .array([lesson])
        return payload
    }

    private func arrival(
        _ payload: JSONTree,
        at position: UInt64,
        kind: StatementKind = .bundle,
        similar: [SimilarLesson?] = []
    ) throws -> Arrival {
        let envelope = try north.sign(payload, kind: kind)
        let bytes = payload.compactBytes
        let content = StatementContent(try JSONDocument(parsing: bytes).root, kind: kind)
        return Arrival(
            position: position,
            digest: Digest(of: bytes),
            body: Digest(of: envelope),
            judgement: .verified(kind: kind, envelope: envelope, content: content, similar: similar)
        )
    }

    /// Takes in arrivals, one a position from 0 on.
    private func outcomes(_ arrivals: [Arrival]) async throws -> [ReceiptItem] {
        let partner = Partner(id: Self.ids[0], url: nil, state: .active, tlsKeys: [], logKey: nil)
        try await south.change(partner, by: Gateway.Actor(person: "Test", role: "operator"))
        var state = FeedState(origin: LogOrigin(organisation: Self.ids[0], epoch: 1), partner: Self.ids[0])
        for position in 0..<UInt64(arrivals.count) {
            state.frontier.append(MerkleTree.leaf(Array("\(position)".utf8)))
        }
        state.checkpoint = Checkpoint(
            origin: state.origin.description,
            size: state.frontier.size,
            root: state.frontier.root
        )
        let range = SyncRange(from: 0, after: state, arrivals: arrivals, at: VirtualFederation.now)
        let outcome = try await south.store.commitSyncRange(range)
        #expect(outcome.receipt != nil)
        #expect(try await south.store.check() == [])
        return outcome.items
    }

    private func names(_ items: [ReceiptItem]) -> [String] { items.map(\.outcome.rawValue) }

    @Test("new, duplicate, same lesson, conflict")
    func sameThings() async throws {
        let first = try bundle()
        var again = first
        // Signed anew: another nonce, another payload, the same lesson.
        again["nonce"] = .string(Base64.url.encode([UInt8](repeating: 9, count: 32)))
        var other = again
        other["nonce"] = .string(Base64.url.encode([UInt8](repeating: 8, count: 32)))
        other["lessons"] = .array(
            (other["lessons"]?.elements ?? []).map { lesson in
                var lesson = lesson
                lesson["title"] = "The same version with another title"
                return lesson
            }
        )
        let items = try await outcomes([
            arrival(first, at: 0), arrival(first, at: 1), arrival(again, at: 2), arrival(other, at: 3),
        ])
        #expect(names(items) == ["new", "duplicate", "same-lesson", "conflict"])
        #expect(items[3].reasons == [OutcomeReason(code: "lesson.conflict", pointer: "/lessons/0")])
        #expect(try await south.store.quarantine(max: 10).count == 1)
    }

    @Test("a response that comes twice is a duplicate")
    func duplicate() async throws {
        let response = SiblingStatements.response(
            to: .lesson(id: "urn:lesson:reg:demo-southfell:2026-abcdefghij", version: 1),
            overall: "adapted",
            text: nil,
            perRecommendation: [],
            recipients: [Self.ids[1]],
            by: north.publisher,
            at: VirtualFederation.now,
            random: systemRandom
        )
        let items = try await outcomes([
            arrival(response, at: 0, kind: .response), arrival(response, at: 1, kind: .response),
        ])
        #expect(names(items) == ["new", "duplicate"])
        let expected: [(String?, [String])] = [(nil, ["adapted"]), (Self.ids[0], ["adapted"]), (Self.ids[1], [])]
        for (responder, positions) in expected {
            let found = try await south.store.responses(to: nil, from: responder, max: 1)
            #expect(found.map(\.position) == positions)
        }
    }

    @Test("versions in any order: stale and superseded")
    func versions() async throws {
        let id = "urn:lesson:reg:demo-northmere:2026-abcdefghij"
        let second = try bundle(1) { lesson in
            lesson["lessonId"] = .string(id)
            lesson["version"] = .integer(2)
        }
        let first = try bundle(2) { $0["lessonId"] = .string(id) }
        let replaced = "urn:lesson:reg:demo-northmere:2026-zzzzzzzzzz"
        let replacing = try bundle(3) { lesson in
            lesson["supersedes"] = [.object(of: ["lessonId": .string(replaced), "version": .integer(1)])]
        }
        let late = try bundle(4) { $0["lessonId"] = .string(replaced) }
        let items = try await outcomes([
            arrival(second, at: 0), arrival(first, at: 1), arrival(replacing, at: 2), arrival(late, at: 3),
        ])
        #expect(names(items) == ["new", "stale", "new", "superseded"])
        #expect(try await south.store.versions(of: id).map(\.state) == ["active", "superseded"])
        #expect(try await south.store.versions(of: replaced).map(\.state) == ["superseded"])
    }

    @Test("a withdrawal acts before the lesson it takes back, in one range and later")
    func withdrawn() async throws {
        let id = "urn:lesson:reg:demo-northmere:2026-abcdefghij"
        let lesson = try bundle(1) { $0["lessonId"] = .string(id) }
        let withdrawal = SiblingStatements.withdrawal(
            of: [.init(lessonID: id, versionsUpTo: 1)],
            inBundles: [Digest(of: lesson.compactBytes)],
            reason: "outdated",
            advice: nil,
            recipients: [],
            by: north.publisher,
            at: VirtualFederation.now,
            random: systemRandom
        )
        let items = try await outcomes([arrival(lesson, at: 0), arrival(withdrawal, at: 1, kind: .withdrawal)])
        #expect(names(items) == ["withdrawn", "new"])
        #expect(try await south.store.versions(of: id).map(\.state) == ["withdrawn"])
        #expect(try await south.store.search(LessonQuery(words: "number 1")).lessons.isEmpty)
    }

    @Test("what looks like a lesson here, and what nobody here wants to see")
    func likeness() async throws {
        let lesson = try bundle(1)
        let sketch = LessonSketch(text: "a text of some more words than three", sources: [])
        let likeness = try #require(Likeness(copies: sketch, sketch))
        func other(isPublic: Bool) -> SimilarLesson {
            SimilarLesson(
                lessonID: "urn:lesson:reg:demo-southfell:2026-abcdefghij",
                version: 1,
                publisher: Self.ids[1],
                title: "",
                likeness: likeness,
                isOwn: true,
                isPublic: isPublic
            )
        }
        let hidden = "urn:lesson:reg:demo-northmere:2026-hhhhhhhhhh"
        let decision = DuplicateDecision(
            subject: hidden,
            lessonID: hidden,
            version: 1,
            relation: DuplicateDecision.suppressed,
            person: "Test",
            at: VirtualFederation.now
        )
        try await south.decide(decision)
        let suppressed = try bundle(2) { $0["lessonId"] = .string(hidden) }
        let items = try await outcomes([
            arrival(lesson, at: 0, similar: [other(isPublic: false)]), arrival(suppressed, at: 1),
        ])
        #expect(names(items) == ["near-duplicate", "suppressed-locally"])
        // Which lesson it looks like is nobody's business unless it is public or the reader's own.
        #expect(items[0].tree(for: Self.ids[0], bytesMax: 300)["of"] == nil)
        #expect(items[0].tree(for: Self.ids[1], bytesMax: 300)["of"] != nil)
    }

    @Test("a lesson that was hidden and shown again is taken in as any other")
    func shownAgain() async throws {
        let lesson = "urn:lesson:reg:demo-northmere:2026-hhhhhhhhhh"
        for relation in [DuplicateDecision.suppressed, DuplicateDecision.different] {
            let decision = DuplicateDecision(
                subject: lesson,
                lessonID: lesson,
                version: 1,
                relation: relation,
                person: "Test",
                at: VirtualFederation.now
            )
            try await south.decide(decision)
        }
        let items = try await outcomes([arrival(try bundle(2) { $0["lessonId"] = .string(lesson) }, at: 0)])
        #expect(names(items) == ["new"])
    }

    @Test("held, quarantined, refused and erased")
    func setAside() async throws {
        func arrival(_ position: UInt64, _ judgement: Arrival.Judgement) -> Arrival {
            Arrival(
                position: position,
                digest: Digest(of: Array("\(position)".utf8)),
                body: Digest(of: [1]),
                judgement: judgement
            )
        }
        let reasons = [OutcomeReason(code: "identifier.found", pointer: "/lessons/0/whatHappened")]
        let items = try await outcomes([
            arrival(0, .setAside(.held, reasons: [OutcomeReason(code: "schema.version-unsupported")], envelope: [1])),
            arrival(1, .setAside(.quarantined, reasons: reasons, envelope: [2])),
            arrival(2, .refused(code: "signature.invalid")), arrival(3, .gone),
        ])
        #expect(names(items) == ["held", "quarantined", "refused", "held"])
        let kept = try await south.store.quarantine(max: 10)
        #expect(
            Set(kept.flatMap(\.reasons))
                == ["schema.version-unsupported", "identifier.found /lessons/0/whatHappened", "statement.withheld"]
        )
        #expect(try await south.store.received(from: nil, max: 10).count == 4)
    }

    @Test("a receipt keeps within what stock verifiers take, whatever a partner sends")
    func receiptSize() async throws {
        let pointer = "/lessons/0/" + String(repeating: "a", count: 200)
        let reasons = (0..<50).map { _ in OutcomeReason(code: "identifier.found", pointer: pointer) }
        let arrivals = (0..<UInt64(AddressedList.itemsMax)).map { position in
            Arrival(
                position: position,
                digest: Digest(of: [UInt8(position & 255), UInt8(position >> 8)]),
                body: Digest(of: [1]),
                judgement: .setAside(.quarantined, reasons: reasons, envelope: [1])
            )
        }
        let items = try await outcomes(arrivals)
        #expect(items.count == AddressedList.itemsMax)
    }
}
