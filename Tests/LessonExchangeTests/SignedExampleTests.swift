import ExchangeTestKit
import Foundation
import LessonExchange
import Signatures
import StrictJSON
import Testing

/// The signed examples are made with a fixed clock, fixed nonces and Ed25519, so that they can be made again.
@Suite("The signed examples")
struct SignedExampleTests {
    private static let moment = Timestamp(unixSeconds: 1_770_000_000)
    private static let folder = SharedFolder.package.appendingPathComponent("schemas/examples/signed")

    private func made() throws -> [String: [UInt8]] {
        func bytes(_ path: String) throws -> [UInt8] { try SharedFolder.packageBytes("certs/review-body/\(path)") }
        let key = try PrivateKey(pem: try bytes("seal.key"), passphrase: nil)
        let signer = StatementSigner(
            try JWSEnvelope.Signer(key: key, chain: try Certificate.chain(pem: try bytes("seal.pem")))
        )
        let publisher = Publisher(
            id: "reg:demo-review-body",
            nameAtSigning: "DEMONSTRATION Review Body",
            contact: "lessons@review-body.example"
        )
        let random: RandomSource = { count in (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + count) } }
        let form = try SharedFolder.packageBytes("docs/tutorial/lessons/medicines-huddle.txt")
        let attestation = Attestation(
            draftDigest: Digest(of: form),
            attester: "Demonstration Guardian",
            role: "caldicott-guardian",
            author: "Demonstration Author",
            answers: [
                "motivated-intruder": "no", "release-agreed": "yes", "proceedings": "none",
                "family-or-patient": "not-applicable", "protected-material": "no", "lfpse-opt-out": "not-applicable",
                "linkage": "none",
            ],
            overrides: [],
            approvals: [
                .object(of: [
                    "role": "group-chair", "group": "learning-from-experience-group", "month": "2026-02",
                ])
            ]
        )
        let draft = try #require(DraftChecker.check(form, file: "", attestations: [attestation]).draft)
        let composer = BundleComposer(
            publisher: publisher,
            sharing: .init(marking: "public", onwardSharing: "yes", licence: "OGL-UK-3.0", recipients: []),
            at: Self.moment,
            random: random
        )
        let bundle = try composer.bundle(of: [draft])
        let root = try JSONDocument(parsing: bundle.compactBytes).root
        let lesson = root["lessons"]?[0]?["lessonId"]?.string ?? ""
        let withdrawal = SiblingStatements.withdrawal(
            of: [.init(lessonID: lesson, versionsUpTo: 1)],
            inBundles: [Digest(of: bundle.compactBytes)],
            reason: "outdated",
            advice: nil,
            recipients: [],
            by: publisher,
            at: Self.moment,
            random: random
        )
        return [
            "bundle.json": try signer.sign(bundle, kind: .bundle).envelope,
            "withdrawal.json": try signer.sign(withdrawal, kind: .withdrawal).envelope,
        ]
    }

    @Test("are the same when they are made again, and verify")
    func reproducible() throws {
        let made = try made()
        if ProcessInfo.processInfo.environment["UPDATE_EXAMPLES"] == "1" {
            try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
            for (name, bytes) in made { try Data(bytes).write(to: Self.folder.appendingPathComponent(name)) }
        }
        let trust = try TrustFile(parsing: try SharedFolder.packageBytes("certs/trust.json"))
        let verifier = StatementVerifier(trust: trust)
        for (name, kind) in [("bundle.json", StatementKind.bundle), ("withdrawal.json", .withdrawal)] {
            let bytes = try SharedFolder.packageBytes("schemas/examples/signed/\(name)")
            #expect(bytes == made[name], "\(name): run make examples")
            let policy = VerificationPolicy(signer: .organisation("reg:demo-review-body"), kind: kind)
            let report = verifier.verify(bytes, file: name, policy: policy, now: Self.moment).report
            #expect(report.exitStatus == .success, "\(report.text)")
        }
    }
}
