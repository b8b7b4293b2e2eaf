package import Signatures

/// Chains by the exact `x5c` text, so that the costly part of X.509 is done once per signer.
package final class ChainCache {
    private let roots: [Certificate]
    private var entries: [[UInt8]: Result<CertificateChain, CertificateChain.Fault>] = [:]

    /// More signers than a federation has; a full cache is emptied, so a flood of odd chains costs time, not memory.
    private static let entriesMax = 1024

    package init(roots: [Certificate]) { self.roots = roots }

    func chain(of signature: JWSEnvelope.Signature) -> Result<CertificateChain, CertificateChain.Fault> {
        let key = Array(signature.x5cText)
        if let known = entries[key] { return known }
        if entries.count >= Self.entriesMax { entries.removeAll() }
        let built: Result<CertificateChain, CertificateChain.Fault>
        do throws(CertificateChain.Fault) {
            built = .success(try CertificateChain(x5c: signature.x5c, roots: roots))
        } catch {
            built = .failure(error)
        }
        entries[key] = built
        return built
    }
}
