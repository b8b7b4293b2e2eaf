public import Signatures
package import StrictJSON

/// A statement of which signer, integrity and standing were proved.
///
/// Only the verifier makes one.
public struct VerifiedStatement: Sendable {
    /// The exact payload.
    public let payload: [UInt8]
    /// Its SHA-256.
    public let digest: Digest
    /// Its kind.
    public let kind: StatementKind
    /// Organisation id of the publisher.
    public let signer: String
    package let document: JSONDocument

    fileprivate init(_ proof: Verification.Proof) {
        payload = proof.payload
        digest = proof.digest
        kind = proof.kind
        signer = proof.signer
        document = proof.document
    }
}

/// Verifies signed statements, offline.
///
/// Keeps the chains that it has built, so that many files of few signers are quick.
///
/// One verifier belongs to one thread; make one for each.
public final class StatementVerifier {
    let trust: TrustFile
    let chains: ChainCache
    let schemas = ValidatorCache()

    /// Makes a verifier for a trust file.
    public init(trust: TrustFile) {
        self.trust = trust
        chains = ChainCache(roots: trust.roots)
    }

    /// Verifies one file.
    ///
    /// - Parameters:
    ///   - bytes: the envelope, at most 4 MiB.
    ///   - file: a name for the report.
    ///   - policy: what the file must be.
    ///   - context: lists and statements of others.
    ///   - now: this machine's clock.
    /// - Returns: the report, and the verified statement when the exit status is 0.
    public func verify(
        _ bytes: [UInt8],
        file: String,
        policy: VerificationPolicy,
        context: VerificationContext = VerificationContext(),
        now: Timestamp
    ) -> (report: VerificationReport, statement: VerifiedStatement?) {
        var verification = Verification(self, file: file, policy: policy, now: now)
        verification.run(bytes, context)
        let report = verification.report
        guard report.exitStatus == .success, let proof = verification.proof else { return (report, nil) }
        return (report, VerifiedStatement(proof))
    }

    /// What a withdrawal names, as soon as signature, signer's right and subject verify, whatever else it breaks: dates,
    /// revocation, schema, gate (exchange.md, W10).
    ///
    /// Good for hiding lessons, and for nothing else.
    ///
    /// - Returns: nil when nobody who may withdraw these lessons said so.
    package func subject(ofWithdrawal bytes: [UInt8], from signer: String, now: Timestamp) -> JSONDocument? {
        let policy = VerificationPolicy(signer: .organisation(signer), kind: .withdrawal)
        var verification = Verification(self, file: "", policy: policy, now: now, isTimeless: true)
        verification.ignoresRevocation = true
        verification.run(bytes, VerificationContext())
        guard [.success, .policyNotMet].contains(verification.report.exitStatus) else { return nil }
        return verification.proof?.document
    }
}
