import Signatures
import StrictJSON

extension Verification {
    /// Checks one signature with its certificate: binding, chain and profile, algorithm, signature, in this order.
    ///
    /// For a co-signature every failure is told under the check `cosigners`.
    ///
    /// - Returns: the chain when all of it holds.
    mutating func checkSignature(
        _ signature: JWSEnvelope.Signature,
        of envelope: JWSEnvelope,
        position: Int
    ) -> CertificateChain? {
        let isPublisher = position == 0
        let place = "/signatures/\(position)"
        func id(_ own: VerificationReport.CheckID) -> VerificationReport.CheckID { isPublisher ? own : .cosigners }
        guard let first = signature.x5c.first, Digest(of: first) == signature.certificateThumbprint else {
            note(
                id(.certificateBinding),
                .fail,
                "certificate.binding",
                expected: signature.certificateThumbprint.thumbprint,
                got: signature.x5c.first.map { Digest(of: $0).thumbprint } ?? "no certificate",
                at: "\(place)/protected/x5t#S256"
            )
            return nil
        }
        if isPublisher { note(.certificateBinding, .pass) }
        let chain: CertificateChain
        switch verifier.chains.chain(of: signature) {
        case .success(let built): chain = built
        case .failure(let fault):
            noteChain(fault, id(.chain), place)
            return nil
        }
        if isPublisher { note(.chain, .pass) }
        guard let algorithm = chain.leaf.publicKey.kind.bundleAlgorithm,
            algorithm.rawValue.utf8.elementsEqual(signature.algorithm.utf8)
        else {
            note(
                id(.algorithm),
                .fail,
                "signature.algorithm",
                expected: chain.leaf.publicKey.kind.bundleAlgorithm?.rawValue ?? "a key of the profile",
                got: "another alg",
                at: "\(place)/protected/alg"
            )
            return nil
        }
        if isPublisher { note(.algorithm, .pass, got: algorithm.rawValue) }
        let input = envelope.signingInput(of: signature)
        guard chain.leaf.publicKey.verifies(signature.signature, algorithm, over: input) else {
            note(id(.signature), .fail, "signature.invalid", at: isPublisher ? nil : place)
            return nil
        }
        // kid is covered by the signature, so a mismatch is the signer's own word against its certificate.
        guard let organisation = chain.leaf.organisationID, organisation.utf8.elementsEqual(signature.keyID.utf8) else {
            note(
                id(.signature),
                .fail,
                "issuer.mismatch",
                expected: chain.leaf.organisationID,
                got: "another kid",
                at: "\(place)/protected/kid"
            )
            return nil
        }
        if isPublisher { note(.signature, .pass) }
        return chain
    }

    private mutating func noteChain(
        _ fault: CertificateChain.Fault,
        _ id: VerificationReport.CheckID,
        _ place: String
    ) {
        switch fault {
        case .length(let count):
            note(
                id,
                .fail,
                "certificate.chain",
                expected: "1 to \(CertificateChain.lengthMax - 1) certificates, no root",
                got: "\(count)",
                at: "\(place)/header/x5c"
            )
        case .malformed(let position):
            note(id, .fail, "certificate.malformed", at: "\(place)/header/x5c/\(position)")
        case .profile(let position, let faults):
            note(
                id,
                .fail,
                "certificate.profile",
                got: faults.map(\.rawValue).joined(separator: "; "),
                at: position < 0 ? "federation root" : "\(place)/header/x5c/\(position)"
            )
        case .noPath(let reason): note(id, .fail, "certificate.chain", got: reason)
        case .leftOver:
            note(
                id,
                .fail,
                "certificate.chain",
                expected: "exactly the certificates of the chain, without the root",
                got: "another set"
            )
        }
    }
}
