package import Signatures

/// Chains by the exact `x5c` text, so that the costly part of X.509 is done once per signer.
package final class ChainCache {
    private let roots: [Certificate]
    private var entries: [Digest: Entry] = [:]

    private struct Entry {
        /// What the result stands for; the digest of the leaf alone only finds it.
        let x5cText: [UInt8]
        let result: Result<CertificateChain, CertificateChain.Fault>
    }

    /// More signers than a federation has; a full cache is emptied, so a flood of odd chains costs time, not memory.
    private static let entriesMax = 1024

    package init(roots: [Certificate]) { self.roots = roots }

    func chain(of signature: JWSEnvelope.Signature) -> Result<CertificateChain, CertificateChain.Fault> {
        let key = signature.certificateThumbprint
        if let known = entries[key], known.x5cText[...] == signature.x5cText { return known.result }
        if entries.count >= Self.entriesMax { entries.removeAll() }
        let built: Result<CertificateChain, CertificateChain.Fault>
        do throws(CertificateChain.Fault) {
            built = .success(try CertificateChain(x5c: signature.x5c, roots: roots))
        } catch {
            built = .failure(error)
        }
        entries[key] = Entry(x5cText: Array(signature.x5cText), result: built)
        return built
    }
}
