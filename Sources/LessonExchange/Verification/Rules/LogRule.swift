import Signatures
import TransparencyLog

extension Verification {
    /// Proofs that the statement stands in its publisher's own log.
    ///
    /// One that holds is enough; one that does not counts as absent and is told.
    mutating func checkLogProofs(_ envelope: JWSEnvelope) {
        let proofs = (envelope.evidence?.logProofs ?? []).filter { $0.signature == 0 }
        let isNeeded = policy.needs.contains(.log)
        guard !proofs.isEmpty else {
            if isNeeded { note(.log, .indeterminate, "log.no-proof", got: "no proof") }
            return
        }
        for proof in proofs {
            guard let (origin, state, index) = proved(proof.proof, envelope) else { continue }
            note(.log, .pass, got: "entry \(index) of \(origin), tree size \(state.size)")
            return
        }
        let got = "\(proofs.count) \(proofs.count == 1 ? "proof, which does" : "proofs, which do") not hold"
        if isNeeded {
            note(.log, .indeterminate, "log.no-proof", got: got)
        } else {
            note(.log, .notRun, got: got)
        }
    }

    private func proved(
        _ text: String,
        _ envelope: JWSEnvelope
    ) -> (origin: LogOrigin, state: Checkpoint, index: UInt64)? {
        // The origin is read first only to find the key; nothing counts before that key has signed it.
        guard let proof = LogProof(text), let note = try? SignedNote(parsing: proof.checkpoint),
            let origin = (try? Checkpoint(text: note.text)).flatMap({ LogOrigin($0.origin) }),
            let signer = self.proof?.signer, origin.organisation.utf8.elementsEqual(signer.utf8),
            let key = trust.member(signer)?.logKey(for: origin), let entry = LogEntry(envelope),
            let state = proof.verified(entry: entry.bytes, key: key)
        else { return nil }
        return (origin, state, proof.index)
    }
}
