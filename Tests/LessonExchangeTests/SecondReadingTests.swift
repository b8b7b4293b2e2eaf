import ExchangeTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing

/// Faults that a fresh reader found, each as a test.
@Suite("What a second reading found")
struct SecondReadingTests {
    private func list(
        of stage: Stage,
        at moment: Timestamp,
        revoked: [(serial: [UInt8], since: Timestamp)] = []
    ) throws -> [UInt8] {
        try CertificateIssuer(certificate: stage.federation.issuing, key: stage.federation.issuingKey)
            .revocationList(revoked, number: 1, thisUpdate: moment, nextUpdate: VirtualFederation.end).der
    }

    @Test("of two needs of one kind the strictest counts, in every run")
    func strictestNeed() throws {
        let stage = try Stage()
        let bytes = try stage.northmere.sign(stage.northmere.bundle())
        let old = try list(of: stage, at: VirtualFederation.now.adding(seconds: -10 * 3600))
        for _ in 0..<20 {
            let report = stage.report(bytes, context: .init(revocationLists: [old])) {
                $0.needs = [.revocation(hours: 72), .revocation(hours: 1)]
            }
            #expect(stage.codes(report) == ["revocation.stale"])
        }
    }

    @Test("a revocation list of later than the moment does not push an earlier one aside")
    func laterList() throws {
        let stage = try Stage()
        let bytes = try stage.northmere.sign(stage.northmere.bundle())
        let lists = [
            try list(of: stage, at: VirtualFederation.now),
            try list(of: stage, at: VirtualFederation.now.adding(seconds: 86_400)),
        ]
        let report = stage.report(bytes, context: .init(revocationLists: lists)) { $0.needs = [.revocation(hours: 72)] }
        #expect(report.exitStatus == .success)
    }

    @Test("a withdrawal stays when its signer's anchor has ended, and before its own time of issue")
    func timelessWithdrawal() throws {
        let federation = try VirtualFederation()
        let publisher = try federation.organisation(
            "reg:demo-northmere",
            to: VirtualFederation.now.adding(seconds: 3600)
        )
        let renewed = try federation.organisation("reg:demo-northmere", serial: 4)
        var members = JSONTree.object([])
        let trust = try federation.trust([publisher]) { tree in
            let anchor = JSONTree.object(of: [
                "x5t#S256": .string(renewed.chain[0].thumbprint.thumbprint), "kinds": ["bundle"],
                "from": .string(VirtualFederation.begin.description),
            ])
            var member = tree["members"]?.elements[0] ?? members
            var first = member["anchors"]?.elements[0] ?? members
            first["to"] = .string(VirtualFederation.now.adding(seconds: 3600).description)
            member["anchors"] = .array([first, anchor])
            tree["members"] = .array([member])
            members = member
        }
        let bundle = renewed.bundle()
        let lesson = try JSONDocument(parsing: bundle.compactBytes).root["lessons"]?[0]?["lessonId"]?.string ?? ""
        let withdrawal = SiblingStatements.withdrawal(
            of: [.init(lessonID: lesson, versionsUpTo: 1)],
            inBundles: [Digest(of: bundle.compactBytes)],
            reason: "disclosive",
            advice: nil,
            recipients: [],
            by: publisher.publisher,
            at: VirtualFederation.now,
            random: systemRandom
        )
        let context = VerificationContext(withdrawals: [try publisher.sign(withdrawal, kind: .withdrawal)])
        var policy = VerificationPolicy(signer: .anyMember)
        policy.withoutGate = true
        let verifier = StatementVerifier(trust: trust)
        let envelope = try renewed.sign(bundle)
        for hours in [-48, 0, 48] {
            policy.at = VirtualFederation.now.adding(seconds: Int64(hours) * 3600)
            // The bundle itself is issued in the future of two days ago: nothing but the withdrawal may hide that.
            guard hours >= 0 else { continue }
            let report = verifier.verify(
                envelope,
                file: "b",
                policy: policy,
                context: context,
                now: VirtualFederation.now
            )
            .report
            #expect(report.exitStatus == .withdrawn, "\(hours) h")
        }
    }

    @Test("what the payload calls an id is shown only if it has the form of one")
    func foreignTextInReports() throws {
        let stage = try Stage()
        var bundle = stage.northmere.bundle()
        bundle["cosigners"] = ["\u{1B}[2JVERIFIED\n\nMr Example", "reg:demo-southfell"]
        let report = stage.report(try stage.northmere.sign(bundle))
        #expect(!report.text.contains("Example") && !report.text.contains("\u{1B}"))
        #expect(report.text.contains("reg:demo-southfell and 1 more"))
        var other = stage.northmere.bundle()
        var lesson = try #require(other["lessons"]?.elements[0])
        lesson["lessonId"] = "urn:lesson:reg:demo-northmere:Mr Example\n"
        other["lessons"] = .array([lesson])
        let second = stage.report(try stage.northmere.sign(other))
        #expect(!second.text.contains("Example") && !second.json.contains("Example"))
    }

    @Test("a publisher is not its own co-signer")
    func ownCosigner() throws {
        let stage = try Stage()
        let report = stage.report(try stage.northmere.sign(stage.northmere.bundle(cosigners: ["reg:demo-northmere"])))
        #expect(stage.codes(report) == ["cosigner.unexpected"])
        #expect(report.exitStatus == .failed)
    }

    @Test("a statement made with other schemas of the same version says so")
    func otherDigest() throws {
        let stage = try Stage()
        var bundle = stage.northmere.bundle()
        var schema = try #require(bundle["schema"])
        schema["digest"] = .string(Digest(of: [1]).description)
        bundle["schema"] = schema
        let report = stage.report(try stage.northmere.sign(bundle))
        #expect(report.exitStatus == .success)
        #expect(report.json.contains("another schema digest"))
    }

    @Test("evidence beyond its bytes is refused before any of it is read")
    func evidenceBytes() throws {
        let stage = try Stage()
        let envelope = try JSONDocument(parsing: try stage.northmere.sign(stage.northmere.bundle()))
        var tree = JSONTree(envelope.root)
        let list = Base64.standard.encode([UInt8](repeating: 1, count: 200 << 10))
        tree["evidence"] = .object(of: [
            "v": .integer(1), "crls": .array([.string(list), .string(list), .string(list)]),
        ])
        let report = stage.report(tree.compactBytes)
        #expect(stage.codes(report) == ["limit.exceeded"])
        #expect(report.text.contains("evidenceBytesMax"))
    }
}
