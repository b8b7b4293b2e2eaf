package import LessonExchange
package import Signatures
package import StrictJSON
import TransparencyLog

/// Makes statements of ours ready for the log: signs, and verifies what was signed as every partner will.
///
/// A key that partners would refuse is found here, not by them.
package struct OutgoingStatements: Sendable {
    private let identity: GatewayIdentity
    private let trust: TrustState

    package init(identity: GatewayIdentity, trust: TrustState) {
        self.identity = identity
        self.trust = trust
    }

    /// A payload, signed with the key for its kind.
    package func signed(
        _ payload: JSONTree,
        kind: StatementKind,
        at moment: Timestamp
    ) throws(LessonExchangeError) -> OutgoingStatement {
        let signer = kind == .receipt || kind == .epoch ? identity.receipts : identity.seal
        return try ready(try signer.sign(payload, kind: kind).envelope, kind: kind, at: moment)
    }

    /// An envelope that the organisation signed, ready for the log.
    package func ready(
        _ envelope: [UInt8],
        kind: StatementKind,
        at moment: Timestamp
    ) throws(LessonExchangeError) -> OutgoingStatement {
        var policy = VerificationPolicy(signer: .organisation(identity.organisation), kind: kind)
        // The gate has judged the draft; only a checked draft can be signed.
        policy.withoutGate = true
        let (report, statement) = trust.verifiers.withVerifier { verifier in
            verifier.verify(envelope, file: "", policy: policy, now: moment)
        }
        guard let statement, let parsed = try? JWSEnvelope(parsing: envelope), let key = trust.keys.key(of: parsed),
            let entry = LogEntry(parsed, signerKey: key)
        else {
            let fault = report.faults.first
            throw LessonExchangeError(
                "publish.own-signature",
                fault.map { "\($0.code?.name ?? $0.id.rawValue)" },
                at: fault?.place
            )
        }
        return OutgoingStatement(
            envelope: envelope,
            digest: statement.digest,
            kind: kind,
            entry: entry,
            audience: Self.audience(statement.document.root),
            content: StatementContent(statement.document.root, kind: kind)
        )
    }

    /// Named recipients, or all partners.
    private static func audience(_ root: JSONValue) -> Audience {
        let recipients = (root["recipients"]?.elements ?? []).compactMap(\.string)
        return recipients.isEmpty ? .partners : .named(recipients)
    }

    /// All items of a receipt together; with the rest of it a payload that stock verifiers take.
    private static let receiptBytes = 90_000

    /// What the store writes by itself.
    package func sealer(random: @escaping RandomSource) -> LogSealer {
        let own = self
        return LogSealer(
            origin: identity.origin,
            checkpoint: { try $0.signed(by: own.identity.logKey) },
            receipt: { draft in
                let payload = SiblingStatements.receipt(
                    draft.range,
                    items: draft.items.map {
                        $0.tree(for: draft.reader, bytesMax: Self.receiptBytes / draft.items.count)
                    },
                    to: draft.reader,
                    earlier: draft.earlier,
                    by: own.identity.publisher,
                    at: draft.at,
                    random: random
                )
                return try own.signed(payload, kind: .receipt, at: draft.at)
            }
        )
    }
}
