import ExchangeTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing

@Suite("Withdrawals, status lists, co-signers")
struct StatusTests {
    private func withdrawal(_ bundle: JSONTree, by organisation: VirtualOrganisation) throws -> JSONTree {
        let document = try JSONDocument(parsing: bundle.compactBytes)
        let lessons = (document.root["lessons"]?.elements ?? []).map { lesson in
            SiblingStatements.LessonVersions(lessonID: lesson["lessonId"]?.string ?? "", versionsUpTo: 1)
        }
        return SiblingStatements.withdrawal(
            of: lessons,
            inBundles: [Digest(of: bundle.compactBytes)],
            reason: "inaccurate",
            advice: nil,
            recipients: [],
            by: organisation.publisher,
            at: VirtualFederation.now,
            random: systemRandom
        )
    }

    private func statusList(
        _ withdrawals: [JSONTree],
        by organisation: VirtualOrganisation,
        hours: Int = 72
    ) throws -> JSONTree {
        SiblingStatements.statusList(
            of: try withdrawals.map { (try JSONDocument(parsing: $0.compactBytes).root, Digest(of: $0.compactBytes)) },
            by: organisation.publisher,
            at: VirtualFederation.now,
            validHours: hours,
            random: systemRandom
        )
    }

    @Test("a withdrawal or a status list that names the lesson gives exit status 4")
    func withdrawn() throws {
        let stage = try Stage()
        let bundle = stage.northmere.bundle()
        let bytes = try stage.northmere.sign(bundle)
        let statement = try withdrawal(bundle, by: stage.northmere)
        let withdrawals = VerificationContext(withdrawals: [try stage.northmere.sign(statement, kind: .withdrawal)])
        let byWithdrawal = stage.report(bytes, context: withdrawals)
        #expect(byWithdrawal.exitStatus == .withdrawn)
        #expect(byWithdrawal.withdrawn.map(\.reason) == ["inaccurate"])
        let list = try stage.northmere.sign(try statusList([statement], by: stage.northmere), kind: .statusList)
        #expect(stage.report(bytes, context: .init(statusLists: [list])).exitStatus == .withdrawn)
    }

    @Test("a list that names nothing of the bundle says: not withdrawn as of its time")
    func notWithdrawn() throws {
        let stage = try Stage()
        let bytes = try stage.northmere.sign(stage.northmere.bundle())
        let list = try stage.northmere.sign(try statusList([], by: stage.northmere), kind: .statusList)
        let report = stage.report(bytes, context: .init(statusLists: [list])) { $0.needs = [.status(hours: 72)] }
        #expect(report.exitStatus == .success)
        #expect(report.text.contains("not withdrawn as of \(VirtualFederation.now)"))
        let late = stage.report(
            bytes,
            context: .init(statusLists: [list]),
            now: VirtualFederation.now.adding(seconds: 73 * 3600)
        )
        #expect(stage.codes(late) == ["status.stale"])
    }

    @Test("the list of another member says nothing about these lessons")
    func foreignList() throws {
        let stage = try Stage()
        let bytes = try stage.northmere.sign(stage.northmere.bundle())
        let list = try stage.southfell.sign(try statusList([], by: stage.southfell), kind: .statusList)
        let report = stage.report(bytes, context: .init(statusLists: [list])) { $0.needs = [.status(hours: 72)] }
        #expect(report.exitStatus == .indeterminate)
        #expect(stage.codes(report) == ["status.invalid"])
    }

    @Test("a revocation list counts for co-signers and for the signers of status lists, too")
    func revokedOthers() throws {
        let stage = try Stage()
        func revoking(_ organisation: VirtualOrganisation) throws -> [UInt8] {
            try CertificateIssuer(certificate: stage.federation.issuing, key: stage.federation.issuingKey)
                .revocationList(
                    [(organisation.chain[0].serial, VirtualFederation.now)],
                    number: 1,
                    thisUpdate: VirtualFederation.now,
                    nextUpdate: VirtualFederation.end
                ).der
        }
        let both = try JWSEnvelope.signed(
            payload: stage.northmere.bundle(cosigners: [stage.southfell.id]).compactBytes,
            contentType: StatementKind.bundle.contentType,
            by: [stage.northmere.signer, stage.southfell.signer]
        )
        let cosigner = stage.report(both, context: .init(revocationLists: [try revoking(stage.southfell)]))
        #expect(cosigner.exitStatus == .failed)
        #expect(stage.codes(cosigner) == ["certificate.revoked"])
        var trusting = stage
        trusting.trust = try stage.federation.trust([stage.northmere, stage.southfell]) { tree in
            guard var members = tree["members"]?.elements else { return }
            members[0]["succeededBy"] = "reg:demo-southfell"
            tree["members"] = .array(members)
        }
        let bytes = try stage.northmere.sign(stage.northmere.bundle())
        let list = try stage.southfell.sign(try statusList([], by: stage.southfell), kind: .statusList)
        #expect(trusting.report(bytes, context: .init(statusLists: [list])).exitStatus == .success)
        let revoked = VerificationContext(revocationLists: [try revoking(stage.southfell)], statusLists: [list])
        let report = trusting.report(bytes, context: revoked)
        #expect(report.exitStatus == .indeterminate)
        #expect(stage.codes(report) == ["status.invalid"])
    }

    @Test("a withdrawal by somebody without the right does not act, and is told")
    func withoutRight() throws {
        let stage = try Stage()
        let bundle = stage.northmere.bundle()
        let bytes = try stage.northmere.sign(bundle)
        let foreign = try stage.southfell.sign(try withdrawal(bundle, by: stage.southfell), kind: .withdrawal)
        let report = stage.report(bytes, context: .init(withdrawals: [foreign]))
        #expect(report.exitStatus == .indeterminate)
        #expect(stage.codes(report) == ["status.invalid"])
    }

    @Test("an authority with the organisation in its scope, and a successor, may withdraw")
    func authority() throws {
        var stage = try Stage()
        let bundle = stage.northmere.bundle()
        let bytes = try stage.northmere.sign(bundle)
        let foreign = try stage.southfell.sign(try withdrawal(bundle, by: stage.southfell), kind: .withdrawal)
        let changes: [(inout JSONTree, inout JSONTree) -> Void] = [
            { _, southfell in
                southfell["roles"] = [.object(of: ["role": "authority", "scope": ["reg:demo-northmere"]])]
            },
            { northmere, _ in northmere["succeededBy"] = "reg:demo-southfell" },
        ]
        for change in changes {
            stage.trust = try stage.federation.trust([stage.northmere, stage.southfell]) { tree in
                guard var members = tree["members"]?.elements else { return }
                var (first, second) = (members[0], members[1])
                change(&first, &second)
                members = [first, second]
                tree["members"] = .array(members)
            }
            #expect(stage.report(bytes, context: .init(withdrawals: [foreign])).exitStatus == .withdrawn)
        }
    }

    @Test("a withdrawal that breaks its schema acts all the same")
    func failsClosed() throws {
        let stage = try Stage()
        let bundle = stage.northmere.bundle()
        var statement = try withdrawal(bundle, by: stage.northmere)
        statement["unexpected"] = "member"
        let signed = try stage.northmere.sign(statement, kind: .withdrawal)
        let report = stage.report(try stage.northmere.sign(bundle), context: .init(withdrawals: [signed]))
        #expect(report.exitStatus == .withdrawn)
    }

    @Test("co-signers: all named and present is fine, missing is 6, unnamed or doubled is 1")
    func cosigners() throws {
        let stage = try Stage()
        let named = stage.northmere.bundle(cosigners: [stage.southfell.id])
        func signed(_ payload: JSONTree, by signers: [VirtualOrganisation]) throws -> [UInt8] {
            try JWSEnvelope.signed(
                payload: payload.compactBytes,
                contentType: StatementKind.bundle.contentType,
                by: signers.map { try $0.signer }
            )
        }
        let both = stage.report(try signed(named, by: [stage.northmere, stage.southfell]))
        #expect(both.exitStatus == .success, "\(both.text)")
        let missing = stage.report(try signed(named, by: [stage.northmere]))
        #expect(missing.exitStatus == .policyNotMet)
        #expect(stage.codes(missing) == ["cosigner.missing"])
        let unnamed = stage.report(try signed(stage.northmere.bundle(), by: [stage.northmere, stage.southfell]))
        #expect(stage.codes(unnamed) == ["cosigner.unexpected"])
        let doubled = stage.report(try signed(named, by: [stage.northmere, stage.southfell, stage.southfell]))
        #expect(stage.codes(doubled) == ["cosigner.unexpected"])
        let swapped = stage.report(try signed(named, by: [stage.southfell, stage.northmere]))
        #expect(swapped.exitStatus == .failed)
    }
}
