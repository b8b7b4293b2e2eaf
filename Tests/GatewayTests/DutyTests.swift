import ExchangeTestKit
import Gateway
import GatewayHTTP
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing

@Suite("Who may do what for a lesson")
struct DutyTests {
    private let folder = TemporaryFolder()
    private let gateway: Gateway
    private static let sharing = BundleComposer.Sharing(
        marking: "nhs-and-partners",
        onwardSharing: "no",
        licence: nil,
        recipients: []
    )

    init() throws {
        gateway = try VirtualNetwork(["reg:demo-northmere"]).gateway("reg:demo-northmere", in: folder["store"])
    }

    /// The code of what is refused; nil where nothing is.
    private func code(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch { return Problem(of: error).error.code.name }
    }

    private func attest(_ draft: [UInt8], by person: String) async throws {
        let record = try JWSEnvelope.signed(
            payload: SampleAttestation.of(Digest(of: draft)).payload(at: VirtualFederation.now).compactBytes,
            contentType: Attestation.contentType,
            by: [gateway.identity.sealer]
        )
        try await gateway.attest(Digest(of: draft), record: record, by: person)
    }

    @Test("whom the record names as author or attester takes no other step, whatever token they hold")
    func named() async throws {
        let draft = SampleDrafts.draft(1).prettyBytes
        let digest = Digest(of: draft)
        _ = try await gateway.checkDraft(draft, by: "Ann")
        #expect(await code { try await attest(draft, by: "Demonstration Author") } == "duty.separated")
        try await attest(draft, by: "Guardian")
        for person in ["Demonstration Author", "demonstration  AUTHOR", "Demonstration Guardian"] {
            #expect(await code { try await gateway.approve(digest, by: person) } == "duty.separated")
        }
        try await gateway.approve(digest, by: "Chair")
        let other = SampleDrafts.draft(2).prettyBytes
        _ = try await gateway.checkDraft(other, by: "Demonstration Guardian")
        #expect(await code { try await attest(other, by: "Guardian") } == "duty.separated")
    }

    @Test("whoever writes a lesson takes no step for a colleague's copy of it with a word changed")
    func copies() async throws {
        var draft = SampleDrafts.draft(1)
        draft["lessonId"] = nil
        _ = try await gateway.checkDraft(draft.prettyBytes, by: "Writer")
        draft["title"] = .string("Another title for it")
        let copy = draft.prettyBytes
        _ = try await gateway.checkDraft(copy, by: "Colleague")
        #expect(await code { try await attest(copy, by: "Writer") } == "duty.separated")
        try await attest(copy, by: "Guardian")
        #expect(await code { try await gateway.approve(Digest(of: copy), by: "WRITER") } == "duty.separated")
        try await gateway.approve(Digest(of: copy), by: "Chair")
        func publish(_ person: String) async -> String? {
            await code {
                _ = try await gateway.publishDrafts(
                    [Digest(of: copy)],
                    sharing: Self.sharing,
                    by: person,
                    request: nil
                )
            }
        }
        #expect(await publish("Writer") == "duty.separated")
        #expect(await publish("Publisher") == nil)
    }

    @Test("one person in other letters is one person", arguments: ["pat lee", "Pat  Lee", "PAT LEE", "Pat Lée"])
    func spellings(person: String) async throws {
        let draft = SampleDrafts.draft(1).prettyBytes
        _ = try await gateway.checkDraft(draft, by: "Pat Lee")
        #expect(await code { try await attest(draft, by: person) } == "duty.separated")
    }

    @Test("a lesson in other bytes is the same lesson")
    func otherBytes() async throws {
        let first = SampleDrafts.draft(1).prettyBytes
        let second = first + [0x0A]
        let digest = Digest(of: second)
        _ = try await gateway.checkDraft(first, by: "Ann")
        _ = try await gateway.checkDraft(second, by: "Bob")
        #expect(await code { try await attest(second, by: "Ann") } == "duty.separated")
        try await attest(second, by: "Guardian")
        #expect(await code { try await gateway.approve(digest, by: "Ann") } == "duty.separated")
        try await gateway.approve(digest, by: "Chair")
        for person in ["Ann", "Bob", "Chair"] {
            let refusal = await code {
                _ = try await gateway.publishDrafts([digest], sharing: Self.sharing, by: person, request: nil)
            }
            #expect(refusal == "duty.separated")
        }
        // The other draft is not further on for it.
        #expect(await code { try await gateway.approve(Digest(of: first), by: "Dan") } == "duty.missing")
        _ = try await gateway.publishDrafts([digest], sharing: Self.sharing, by: "Eve", request: nil)
    }

    @Test("steps that an older program kept learn their lesson")
    func olderSteps() async throws {
        let draft = SampleDrafts.draft(1).prettyBytes
        let digest = Digest(of: draft)
        let step = DutyRecord(draft: digest, duty: .draft, person: "Ann", at: gateway.clock(), document: draft)
        #expect(try await gateway.store.commitDuty(step) == .kept)
        try await attest(draft, by: "Guardian")
        let form = try #require(try await gateway.store.duties(for: digest).first?.form)
        #expect(try await gateway.store.duties(ofForm: form).count == 2)
        let other = draft + [0x0A]
        #expect(await code { _ = try await gateway.checkDraft(other, by: "guardian") } == "duty.separated")
    }

    @Test("a token is made out to somebody, in one spelling")
    func holders() async throws {
        for name in ["", "  ", "12", "-"] {
            #expect(await code { _ = try await gateway.holder(named: name) } == "usage.invalid")
        }
        #expect(try await gateway.holder(named: " Pat   Lee ") == "Pat Lee")
        let token = APIToken(
            hash: Digest(of: [1]),
            person: "Pat Lee",
            scopes: [.read],
            created: gateway.clock(),
            expires: gateway.clock().adding(seconds: 60)
        )
        let actor = Gateway.Actor(person: "Test", role: "operator")
        try await gateway.store.commitToken(token, audit: gateway.audit(actor, "token.create", "Pat Lee"))
        #expect(try await gateway.holder(named: "PAT LEE") == "Pat Lee")
        #expect(try await gateway.holder(named: "Pat Leeds") == "Pat Leeds")
    }

    private func candidate(
        _ draft: JSONTree,
        links: [String] = [],
        by person: String = "Publisher"
    ) async throws -> PublicationCandidate {
        let bytes = draft.prettyBytes
        let attestation = SampleAttestation.of(Digest(of: bytes))
        let (_, checked) = DraftChecker.check(bytes, file: "sample", attestations: [attestation])
        return try await gateway.candidate(
            try #require(checked),
            bytes: bytes,
            file: "sample",
            attestation: attestation,
            links: links,
            by: person
        )
    }

    private func publish(_ candidates: [PublicationCandidate]) async throws -> [PublishedStatement] {
        try await gateway.publish(
            candidates,
            sharing: Self.sharing,
            by: Gateway.Actor(person: "Publisher", role: "publisher")
        )
    }

    @Test("a draft out of a file is published once, by somebody who did not write it")
    func fileOnce() async throws {
        let draft = SampleDrafts.draft(1)
        #expect(await code { _ = try await candidate(draft, by: "demonstration author") } == "duty.separated")
        let first = try await candidate(draft)
        #expect(first.undecided.isEmpty)
        #expect(await code { _ = try await publish([first, first]) } == "publish.refused")
        _ = try await publish([first])
        #expect(await code { _ = try await candidate(draft) } == "publish.refused")
        // Two commands at once.
        #expect(await code { _ = try await publish([first]) } == "publish.refused")
        #expect(try await gateway.store.head().size == 1)
    }

    @Test("what is probably the same is told before, and a decision is kept with the publication only")
    func lookAlikes() async throws {
        var draft = SampleDrafts.draft(1)
        let id = try #require(try await publish([try await candidate(draft)])[0].lessons.first?.lessonID)
        var next = draft
        next["lessonId"] = .string(id)
        next["version"] = .integer(2)
        #expect(try await candidate(next).undecided.isEmpty)
        draft["reviewDue"] = "2027-02"
        #expect(try await candidate(draft).undecided.map(\.lessonID) == [id])
        for link in ["\(id)=suppressed", "\(id)=kept", "\(id)=different", "x=duplicate", id] {
            #expect(await code { _ = try await candidate(draft, links: [link]) } == "usage.invalid")
        }
        let decided = try await candidate(draft, links: ["\(id)=overlaps", "\(id)=builds-on"])
        #expect(decided.undecided.isEmpty)
        let subject = Digest(of: draft.prettyBytes).description
        #expect(try await gateway.store.decisions(about: subject).isEmpty)
        let published = try await publish([decided])
        #expect(try await gateway.store.decisions(about: subject).map(\.relation) == ["builds-on"])
        let envelope = try #require(try await gateway.store.statement(published[0].digest)?.envelope)
        let root = try JSONDocument(parsing: try JWSEnvelope(parsing: envelope).payload).root
        #expect(root["lessons"]?[0]?["sameIssueAs"]?[0]?["relation"]?.string == "builds-on")
    }
}
