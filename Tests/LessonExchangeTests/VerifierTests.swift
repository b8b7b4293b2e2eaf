import ExchangeTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing

/// Two organisations, a trust file and shortcuts.
struct Stage {
    let federation: VirtualFederation
    let northmere: VirtualOrganisation
    let southfell: VirtualOrganisation
    var trust: TrustFile

    init() throws {
        federation = try VirtualFederation()
        northmere = try federation.organisation("reg:demo-northmere")
        southfell = try federation.organisation("reg:demo-southfell", kind: .p384, serial: 4)
        trust = try federation.trust([northmere, southfell])
    }

    func report(
        _ bytes: [UInt8],
        context: VerificationContext = VerificationContext(),
        now: Timestamp = VirtualFederation.now,
        change: (inout VerificationPolicy) -> Void = { _ in }
    ) -> VerificationReport {
        var policy = VerificationPolicy(signer: .organisation(northmere.id))
        policy.withoutGate = true
        change(&policy)
        let verifier = StatementVerifier(trust: trust)
        return verifier.verify(bytes, file: "test", policy: policy, context: context, now: now).report
    }

    /// Codes of the checks that did not pass.
    func codes(_ report: VerificationReport) -> [String] { report.faults.compactMap { $0.code?.name } }
}

@Suite("The verifier")
struct VerifierTests {
    @Test("accepts what it should and gives the statement only then")
    func accepts() throws {
        let stage = try Stage()
        let bytes = try stage.northmere.sign(stage.northmere.bundle())
        let report = stage.report(bytes)
        #expect(report.exitStatus == .success, "\(report.text)")
        #expect(report.signer?.organisation == "reg:demo-northmere")
        #expect(report.statement?.lessons.count == 1)
        let gate = stage.report(bytes) { $0.withoutGate = false }
        #expect(gate.exitStatus == .policyNotMet)
        #expect(stage.codes(gate) == ["gate.absent"])
        var policy = VerificationPolicy(signer: .anyMember)
        let verifier = StatementVerifier(trust: stage.trust)
        #expect(verifier.verify(bytes, file: "", policy: policy, now: VirtualFederation.now).statement == nil)
        policy.withoutGate = true
        #expect(verifier.verify(bytes, file: "", policy: policy, now: VirtualFederation.now).statement != nil)
    }

    @Test("every kind of key verifies", arguments: PrivateKey.NewKind.allCases)
    func kinds(kind: PrivateKey.NewKind) throws {
        let federation = try VirtualFederation(kind: kind)
        let publisher = try federation.organisation("reg:demo-northmere", kind: kind)
        let verifier = StatementVerifier(trust: try federation.trust([publisher]))
        var policy = VerificationPolicy(signer: .anyMember)
        policy.withoutGate = true
        let bytes = try publisher.sign(publisher.bundle())
        let report = verifier.verify(bytes, file: "", policy: policy, now: VirtualFederation.now).report
        #expect(report.exitStatus == .success, "\(report.text)")
    }

    @Test("the same input at the same moment gives the same bytes")
    func deterministic() throws {
        let stage = try Stage()
        let bytes = try stage.northmere.sign(stage.northmere.bundle(lessons: 2))
        #expect(stage.report(bytes).json == stage.report(bytes).json)
    }

    @Test("its JSON keeps the published schema, whatever the verdict")
    func reportSchema() throws {
        let stage = try Stage()
        let good = try stage.northmere.sign(stage.northmere.bundle())
        let reports = [
            stage.report(good), stage.report(Array("{".utf8)), stage.report(Array(good.dropLast(900))),
            stage.report(good) { $0.signer = .organisation("reg:other") },
            stage.report(good) { $0.needs = [.log, .time] },
            stage.report(good) { $0.withoutGate = false },
        ]
        for report in reports {
            let document = try JSONDocument(parsing: report.tree.compactBytes)
            let violations = try EmbeddedSchemas.violations(
                of: document.root,
                schema: "verification-report.schema.json"
            )
            #expect(violations.isEmpty, "\(violations.map { "\($0.instance) \($0.message)" })")
            #expect(report.text.split(separator: "\n").count <= 12)
            #expect(report.text.hasSuffix(VerificationReport.proves + "\n"))
        }
    }

    @Test("a needed check that cannot run is never a pass")
    func needs() throws {
        let stage = try Stage()
        let bytes = try stage.northmere.sign(stage.northmere.bundle())
        let needs: [(VerificationPolicy.Need, String)] = [
            (.log, "log.no-proof"), (.time, "time.no-proof"), (.status(hours: 72), "status.no-list"),
            (.revocation(hours: 72), "revocation.no-list"),
        ]
        for (need, code) in needs {
            let report = stage.report(bytes) { $0.needs = [need] }
            #expect(report.exitStatus == .indeterminate)
            #expect(stage.codes(report) == [code])
        }
    }

    @Test("time: expired is undecided, not yet valid fails, issued in the future fails")
    func time() throws {
        let stage = try Stage()
        let bytes = try stage.northmere.sign(stage.northmere.bundle())
        let late = stage.report(bytes, now: VirtualFederation.end.adding(seconds: 1))
        #expect(late.exitStatus == .indeterminate)
        #expect(stage.codes(late) == ["certificate.expired-unproven"])
        let atValid = stage.report(bytes, now: VirtualFederation.end.adding(seconds: 1)) {
            $0.at = VirtualFederation.now
        }
        #expect(atValid.exitStatus == .success)
        #expect(atValid.timeSource == .given)
        let firstSeenLate = stage.report(bytes) { $0.firstSeen = VirtualFederation.end.adding(seconds: 1) }
        #expect(stage.codes(firstSeenLate).contains("certificate.expired"))
        let early = stage.report(bytes, now: VirtualFederation.begin.adding(seconds: -1))
        #expect(early.exitStatus == .failed)
        #expect(stage.codes(early).contains("certificate.not-yet-valid"))
        let ahead = stage.report(bytes, now: VirtualFederation.now.adding(seconds: -3601))
        #expect(stage.codes(ahead) == ["issued.in-future"])
        #expect(stage.report(bytes, now: VirtualFederation.now.adding(seconds: -3599)).exitStatus == .success)
    }

    @Test("a revoked key fails; --at does not save it, a first-seen time before does")
    func revoked() throws {
        var stage = try Stage()
        let bytes = try stage.northmere.sign(stage.northmere.bundle())
        let revocation = VirtualFederation.now.adding(seconds: 100)
        stage.trust = try stage.federation.trust([stage.northmere]) { tree in
            guard var member = tree["members"]?.elements.first else { return }
            member["revoked"] = [
                .object(of: [
                    "spki": .string(stage.northmere.chain[0].keyThumbprint.thumbprint),
                    "invalidAfter": .string(revocation.description), "reason": "lost",
                ])
            ]
            tree["members"] = .array([member])
        }
        let afterwards = revocation.adding(seconds: 100)
        #expect(stage.codes(stage.report(bytes, now: afterwards)) == ["certificate.revoked"])
        #expect(
            stage.codes(stage.report(bytes, now: afterwards) { $0.at = VirtualFederation.now }) == [
                "certificate.revoked"
            ]
        )
        #expect(stage.report(bytes, now: afterwards) { $0.firstSeen = VirtualFederation.now }.exitStatus == .success)
        #expect(stage.codes(stage.report(bytes) { $0.firstSeen = afterwards }) == ["certificate.revoked"])
    }

    @Test("revocation lists count when they verify, and only then")
    func revocationLists() throws {
        let stage = try Stage()
        let bytes = try stage.northmere.sign(stage.northmere.bundle())
        let now = VirtualFederation.now
        func list(_ serials: [[UInt8]], by key: PrivateKey) throws -> [UInt8] {
            try CertificateIssuer(certificate: stage.federation.issuing, key: key).revocationList(
                serials.map { ($0, now) },
                number: 1,
                thisUpdate: now.adding(seconds: -3600),
                nextUpdate: now.adding(seconds: 86_400)
            ).der
        }
        let clean = VerificationContext(revocationLists: [try list([], by: stage.federation.issuingKey)])
        let fresh = stage.report(bytes, context: clean) { $0.needs = [.revocation(hours: 72)] }
        #expect(fresh.exitStatus == .success, "\(fresh.text)")
        let serial = stage.northmere.chain[0].serial
        let revoking = VerificationContext(revocationLists: [try list([serial], by: stage.federation.issuingKey)])
        #expect(stage.codes(stage.report(bytes, context: revoking)) == ["certificate.revoked"])
        let forged = VerificationContext(revocationLists: [try list([serial], by: stage.federation.rootKey)])
        #expect(stage.report(bytes, context: forged).exitStatus == .success)
        let stale = stage.report(bytes, context: clean, now: now.adding(seconds: 90_000)) {
            $0.needs = [.revocation(hours: 72)]
        }
        #expect(stage.codes(stale) == ["revocation.stale"])
    }

    @Test("membership, anchors and kinds are all asked for")
    func membership() throws {
        var stage = try Stage()
        let bytes = try stage.northmere.sign(stage.northmere.bundle())
        stage.trust = try stage.federation.trust([stage.southfell])
        #expect(stage.codes(stage.report(bytes)) == ["signer.unknown"])
        func withAnchor(_ change: (inout JSONTree) -> Void) throws -> TrustFile {
            try stage.federation.trust([stage.northmere]) { tree in
                guard var member = tree["members"]?.elements.first, var anchor = member["anchors"]?.elements.first
                else {
                    return
                }
                change(&anchor)
                member["anchors"] = .array([anchor])
                tree["members"] = .array([member])
            }
        }
        stage.trust = try withAnchor { $0["kinds"] = ["receipt"] }
        #expect(stage.codes(stage.report(bytes)) == ["signer.kind-not-permitted"])
        stage.trust = try withAnchor { $0["to"] = .string(VirtualFederation.now.description) }
        #expect(stage.codes(stage.report(bytes)) == ["signer.not-anchored"])
        stage.trust = try withAnchor { $0["from"] = .string(VirtualFederation.now.description) }
        #expect(stage.report(bytes).exitStatus == .success)
        stage.trust = try withAnchor { anchor in
            anchor["x5t#S256"] = nil
            anchor["issuer"] = .string(stage.federation.issuing.thumbprint.thumbprint)
        }
        #expect(stage.report(bytes).exitStatus == .success)
        #expect(
            stage.codes(stage.report(bytes) { $0.signer = .organisation("reg:demo-southfell") }) == [
                "signer.unexpected"
            ]
        )
    }

    @Test("a member without anchors verifies nothing")
    func noAnchors() throws {
        var stage = try Stage()
        let bytes = try stage.northmere.sign(stage.northmere.bundle())
        stage.trust = try stage.federation.trust([stage.northmere]) { tree in
            guard var member = tree["members"]?.elements.first else { return }
            member["anchors"] = nil
            tree["members"] = .array([member])
        }
        #expect(stage.codes(stage.report(bytes)) == ["signer.not-anchored"])
    }
}
