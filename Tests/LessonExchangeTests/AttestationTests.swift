import ExchangeTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing

@Suite("An attestation is the organisation's own")
struct AttestationTests {
    private func attestation(
        attester: String = "A. Guardian",
        author: String = "B. Author",
        second: (name: String, role: String)? = nil,
        decidedBy roles: [String] = []
    ) -> Attestation {
        let overrides = roles.compactMap { role in
            let tree = JSONTree.object(of: [
                "pointer": "/whatHappened", "start": .integer(1), "end": .integer(4), "rule": "person.name",
                "reasonCode": "common-word",
                "role": .string(role),
            ])
            return (try? JSONDocument(parsing: tree.compactBytes)).flatMap { GateOverride($0.root) }
        }
        return SampleAttestation.of(
            Digest(of: [1]),
            attester: attester,
            author: author,
            second: second,
            overrides: overrides
        )
    }

    private func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? LessonExchangeError)?.code.name
        }
    }

    private func read(
        _ attestation: Attestation,
        madeBy maker: VirtualOrganisation,
        for signer: VirtualOrganisation
    ) throws
        -> String?
    {
        let payload = attestation.payload(at: VirtualFederation.now).compactBytes
        let made = try JWSEnvelope.signed(payload: payload, contentType: Attestation.contentType, by: [maker.signer])
        return code { _ = try Attestation(signed: made, by: signer.signer) }
    }

    @Test("under its own certificate, or another of the same authority; an authority of the same name is another")
    func certificates() throws {
        let (ours, theirs) = (try VirtualFederation(), try VirtualFederation())
        let signer = try ours.organisation("reg:demo-northmere")
        #expect(try read(attestation(), madeBy: signer, for: signer) == nil)
        let renewed = try ours.organisation("reg:demo-northmere", serial: 9)
        #expect(try read(attestation(), madeBy: renewed, for: signer) == nil)
        let forged = try theirs.organisation("reg:demo-northmere")
        #expect(try read(attestation(), madeBy: forged, for: signer) == "attestation.signature")
        let other = try ours.organisation("reg:demo-southfell")
        #expect(try read(attestation(), madeBy: other, for: signer) == "attestation.signature")
        let past = try ours.organisation(
            "reg:demo-northmere",
            serial: 8,
            to: VirtualFederation.now.adding(seconds: -86_400)
        )
        #expect(try read(attestation(), madeBy: past, for: signer) == "attestation.signature")
    }

    @Test("by somebody else than the author, however the name is written")
    func authors() {
        for name in ["B. Author", "b author", "B.\u{A0}Author", "B. A\u{200B}uthor", "B. Áuthor"] {
            #expect(code { try attestation(attester: name).checkReleasing() } == "attestation.refused", "\(name)")
        }
        #expect(code { try attestation().checkReleasing() } == nil)
    }

    @Test("where two roles decided by two people, of whom none is the author")
    func twoPeople() {
        let roles = ["caldicott-guardian", "ig-lead"]
        let refused: [(name: String, role: String)?] = [
            nil, ("A Guardian", "ig-lead"), ("B. Author", "ig-lead"), ("b author", "ig-lead"),
        ]
        for second in refused {
            let attestation = attestation(second: second, decidedBy: roles)
            #expect(code { try attestation.checkReleasing() } == "attestation.refused", "\(second?.name ?? "nobody")")
        }
        let named = attestation(second: ("C. Colleague", "ig-lead"), decidedBy: roles)
        #expect(code { try named.checkReleasing() } == nil)
        #expect(named.payload(at: VirtualFederation.now)["secondPerson"]?["name"]?.string == "C. Colleague")
        #expect(code { try attestation(decidedBy: ["caldicott-guardian"]).checkReleasing() } == nil)
    }
}
