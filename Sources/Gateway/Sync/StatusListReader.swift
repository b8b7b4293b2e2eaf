import LessonExchange
import Signatures
import StrictJSON

/// What a source that has been out of touch must bring with it: the publisher's signed list of what is withdrawn.
struct StatusListReader {
    let trust: TrustState
    let moment: Timestamp

    /// A list that verifies.
    struct List {
        let statement: VerifiedStatement
        let envelope: [UInt8]
        /// What it says is withdrawn, by reason.
        let withdrawals: [WithdrawalFacts]
        /// Why nothing can be taken in by it; nil while it is fresh.
        let fault: String?
    }

    /// The list of a partner; nil when it does not verify.
    func read(_ bytes: [UInt8], of partner: String) -> List? {
        let policy = VerificationPolicy(signer: .organisation(partner), kind: .statusList)
        let (_, statement) = trust.verifiers.withVerifier { verifier in
            verifier.verify(bytes, file: "", policy: policy, now: moment)
        }
        guard let statement else { return nil }
        let root = statement.document.root
        let next = root["nextUpdate"]?.string.flatMap { Timestamp($0) }
        let isFresh = next.map { moment <= $0 } ?? false
        return List(
            statement: statement,
            envelope: bytes,
            withdrawals: (root["withdrawn"]?.elements ?? []).map { WithdrawalFacts(listed: $0) },
            fault: isFresh ? nil : "status.stale"
        )
    }
}
