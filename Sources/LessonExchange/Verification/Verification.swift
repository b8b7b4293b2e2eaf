import Signatures
import StrictJSON

/// One run of the verifier over one file: the checks in their order, each in a file of `Rules/`.
struct Verification {
    /// What is known once signer and bytes are proved.
    struct Proof {
        let payload: [UInt8]
        let digest: Digest
        let kind: StatementKind
        let signer: String
        let document: JSONDocument
    }

    let verifier: StatementVerifier
    let policy: VerificationPolicy
    /// Whether dates are left aside: a withdrawal stays, also when its signer's certificate or anchor has ended.
    let isTimeless: Bool
    /// Whether a revoked key counts, too: only to learn which lessons a withdrawal names, so that they can be hidden.
    var ignoresRevocation = false
    var report: VerificationReport
    /// Set when the payload was read; holds only if the report ends well.
    var proof: Proof?

    var trust: TrustFile { verifier.trust }
    var moment: Timestamp { report.moment }

    init(
        _ verifier: StatementVerifier,
        file: String,
        policy: VerificationPolicy,
        now: Timestamp,
        isTimeless: Bool = false
    ) {
        self.verifier = verifier
        self.policy = policy
        self.isTimeless = isTimeless
        let source: VerificationReport.TimeSource =
            policy.firstSeen != nil ? .firstSeen : policy.at != nil ? .given : .clock
        report = VerificationReport(
            file: file,
            policy: policy,
            moment: policy.firstSeen ?? policy.at ?? now,
            timeSource: source,
            checks: Self.plan(policy),
            signer: nil,
            statement: nil,
            withdrawn: [],
            statusAsOf: nil
        )
    }

    /// Every check, not run yet; which of them the verdict needs follows from the policy.
    private static func plan(_ policy: VerificationPolicy) -> [VerificationReport.Check] {
        VerificationReport.CheckID.allCases.map { id in
            let isRequired =
                switch id {
                case .log: policy.needs.contains(.log)
                case .time: policy.needs.contains(.time)
                case .status: policy.statusHours != nil
                case .revocationList: policy.revocationHours != nil
                case .gate: AnonymisationGate.reads(policy.kind) && !policy.withoutGate
                case .cosigners: policy.kind == .bundle
                default: true
                }
            return VerificationReport.Check(id: id, outcome: .notRun, isRequired: isRequired)
        }
    }

    /// Runs the checks.
    ///
    /// A failure ends the run where the next check would rest on it.
    mutating func run(_ bytes: [UInt8], _ context: VerificationContext) {
        guard let envelope = readEnvelope(bytes) else { return }
        let publisher = envelope.signatures[0]
        guard let chain = checkSignature(publisher, of: envelope, position: 0) else { return }
        checkValidity(of: chain)
        let lists = RevocationLists(envelope.evidence, context)
        checkRevocation(of: chain, lists: lists)
        guard let kind = StatementKind(contentType: publisher.contentType) else { return }
        checkMembership(of: chain, kind: kind)
        // Content is looked at only when it is proved whose it is.
        guard report.exitStatusOfFailures != .failed else { return }
        guard let root = readPayload(envelope, kind: kind, chain: chain) else { return }
        checkIssuer(root, kind: kind, signer: chain.leaf.organisationID ?? "")
        checkIssued(root)
        checkCosigners(envelope, root, lists: lists)
        checkEvidence(envelope)
        guard report.exitStatusOfFailures != .failed else { return }
        describe(root, kind: kind)
        checkStatus(context, root)
        checkSchema(root, kind: kind)
        checkGate(root, kind: kind)
        checkPolicy(root, kind: kind)
    }

    /// Records how a check ended.
    mutating func note(
        _ id: VerificationReport.CheckID,
        _ outcome: VerificationReport.Outcome,
        _ code: String? = nil,
        expected: String? = nil,
        got: String? = nil,
        at place: String? = nil
    ) {
        guard let position = VerificationReport.CheckID.positions[id] else { return }
        report.checks[position].outcome = outcome
        report.checks[position].code = code.map { ErrorCode($0) }
        report.checks[position].expected = expected
        report.checks[position].got = got
        report.checks[position].place = place.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension VerificationReport.CheckID {
    static let positions = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}

extension VerificationReport {
    /// The gravest status of the checks that failed so far, leaving aside those that have not run.
    var exitStatusOfFailures: ExitStatus {
        ExitStatus.gravest(checks.lazy.filter { $0.outcome == .fail }.map { $0.code?.exitStatus ?? .failed })
    }
}

extension VerificationPolicy {
    /// Greatest age in hours of the status list, nil when none is needed; of several needs the strictest counts.
    var statusHours: Int? {
        needs.lazy.compactMap { if case .status(let hours) = $0 { hours } else { nil } }.min()
    }

    /// Greatest age in hours of the revocation list, nil when none is needed.
    var revocationHours: Int? {
        needs.lazy.compactMap { if case .revocation(let hours) = $0 { hours } else { nil } }.min()
    }
}
