import Anonymisation
import ExchangeTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing

@Suite("The gate does not stop the exchange")
struct GateExchangeTests {
    private static let corpus = "corpus/dev.jsonl"

    /// Documents that name nobody, each as what happened in a lesson, attested with every finding decided.
    private func cleanDrafts() throws -> [CheckedDraft] {
        let lines = try SharedFolder.bytes(Self.corpus).split(separator: 0x0A)
        return try lines.compactMap { line in
            let document = try JSONDocument(parsing: Array(line)).root
            guard document["spans"]?.elements.isEmpty ?? true, let text = document["text"]?.string else { return nil }
            return try attested(text)
        }
    }

    private func attested(_ text: String) throws -> CheckedDraft {
        var draft = SampleDrafts.draft(1)
        draft["summary"] = "A short meeting before the round."
        draft["whatHappened"] = .string(String(String.UnicodeScalarView(text.unicodeScalars.prefix(1500))))
        let bytes = draft.compactBytes
        let findings = DraftChecker.findingsToDecide(bytes, file: "").findings
        let overrides = findings.flatMap { finding in
            let roles = finding.text.decision == .warn ? ["ig-lead"] : ["caldicott-guardian", "group-chair"]
            return roles.map { GateOverride(finding, reasonCode: "common-word", role: $0) }
        }
        let attestation = SampleAttestation.of(Digest(of: bytes), overrides: overrides)
        let (report, checked) = DraftChecker.check(bytes, file: "", attestations: [attestation])
        return try #require(checked, "\(report.text)")
    }

    @Test(
        "bundles of 20 clean documents verify, all of them; a planted number stops its own lesson",
        .enabled(if: SharedFolder.has(corpus))
    )
    func bundlesOfTwenty() throws {
        let federation = try VirtualFederation()
        let publisher = try federation.organisation("reg:demo-northmere")
        let verifier = StatementVerifier(trust: try federation.trust([publisher]))
        let composer = BundleComposer(
            publisher: publisher.publisher,
            sharing: .init(marking: "nhs-and-partners", onwardSharing: "no", licence: nil, recipients: []),
            at: VirtualFederation.now,
            random: systemRandom
        )
        func report(_ bundle: JSONTree) throws -> VerificationReport {
            let policy = VerificationPolicy(signer: .organisation(publisher.id))
            return verifier.verify(try publisher.sign(bundle), file: "", policy: policy, now: VirtualFederation.now)
                .report
        }
        let drafts = try cleanDrafts()
        #expect(drafts.count > 200)
        for start in stride(from: 0, to: drafts.count, by: 20) {
            let bundle = try composer.bundle(of: Array(drafts[start..<min(start + 20, drafts.count)]))
            let report = try report(bundle)
            #expect(report.exitStatus == .success, "documents from \(start): \(report)")
        }
        var planted = try composer.bundle(of: Array(drafts.prefix(20)))
        var lessons = planted["lessons"]?.elements ?? []
        lessons[7]["whyItMattered"] = "NHS number 999 012 3456 was on the chart."
        planted["lessons"] = .array(lessons)
        let stopped = try report(planted)
        #expect(stopped.exitStatus == .policyNotMet)
        let gate = try #require(stopped.checks.first { $0.id == .gate })
        #expect(gate.code == ErrorCode(named: "identifier.found"))
        #expect(gate.place?.hasPrefix("/lessons/7/whyItMattered ") ?? false, "\(gate.place ?? "")")
        #expect(gate.got?.hasPrefix("NHS_NUMBER, by") ?? false, "another lesson is stopped as well: \(gate.got ?? "")")
    }
}
