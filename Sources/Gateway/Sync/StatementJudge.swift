import LessonExchange
package import Signatures
import StrictJSON
import Synchronization
import TransparencyLog

/// Judges what a partner sent: whether it is what its log says, whose it is, and whether it keeps schema and gate.
package struct StatementJudge: Sendable {
    private let trust: TrustState
    /// The organisation that reads.
    private let reader: String

    package init(trust: TrustState, reader: String) {
        self.trust = trust
        self.reader = reader
    }

    /// A statement as it was fetched.
    package struct Fetched: Sendable {
        package let item: AddressedItem
        /// The leaf hash at its position.
        package let leaf: Digest
        /// Nil when the partner says that the bytes were erased.
        package let body: [UInt8]?

        package init(item: AddressedItem, leaf: Digest, body: [UInt8]?) {
            self.item = item
            self.leaf = leaf
            self.body = body
        }
    }

    /// Judges one statement; which lessons it looks like is added later.
    ///
    /// `listFault`: why bundles of a source that needs a status list cannot be taken in; nil when they can.
    /// Of a partner that is ``notActive`` only withdrawals are.
    package func judge(
        _ fetched: Fetched,
        from partner: String,
        at moment: Timestamp,
        listFault: String? = nil
    ) -> Arrival {
        guard let body = fetched.body else { return arrival(fetched, Digest(of: []), .gone) }
        let digest = Digest(of: body)
        // The log binds payload, key, signing input and signature: bytes that it does not know are nobody's.
        guard let envelope = try? JWSEnvelope(parsing: body), envelope.evidence == nil,
            let key = trust.keys.key(of: envelope), let entry = LogEntry(envelope, signerKey: key),
            entry.subject == fetched.item.digest,
            MerkleTree.leaf(entry.bytes) == fetched.leaf
        else { return arrival(fetched, digest, .damaged(code: "log.entry-mismatch")) }
        guard let kind = StatementKind(contentType: envelope.signatures[0].contentType),
            Self.accepted.contains(kind)
        else { return arrival(fetched, digest, .refused(code: "kind.unexpected")) }
        let judged = judgement(of: body, kind, from: partner, firstSeen: moment)
        if let listFault, case .verified(let kind, let envelope, _, _) = judged, Self.waits(kind, for: listFault) {
            let waits = Arrival.Judgement.setAside(.held, reasons: [.init(code: listFault)], envelope: envelope)
            return arrival(fetched, digest, claimed: kind, waits)
        }
        return arrival(fetched, digest, claimed: kind, judged)
    }

    /// The fault of everything that a partner issues which is suspended or removed here.
    static let notActive = "partner.not-active"

    /// Whether a statement that verifies has to wait for the source, and not for itself.
    static func waits(_ kind: StatementKind, for fault: String) -> Bool {
        fault == notActive ? kind != .withdrawal : kind == .bundle
    }

    /// Judges again what was held: as of the moment when it came, or as of now where only that moment was too early.
    package func judge(_ waiting: WaitingItem, at moment: Timestamp) -> Arrival.Judgement {
        guard let body = waiting.envelope, let envelope = try? JWSEnvelope(parsing: body),
            let kind = StatementKind(contentType: envelope.signatures[0].contentType), Self.accepted.contains(kind)
        else { return .gone }
        let then = judgement(of: body, kind, from: waiting.signer, firstSeen: waiting.since)
        let reasons: [OutcomeReason]
        switch then {
        case .setAside(_, let why, _), .flawedWithdrawal(_, _, _, let why): reasons = why
        default: return then
        }
        guard reasons.contains(where: { Self.early.contains($0.code) }) else { return then }
        return judgement(of: body, kind, from: waiting.signer, firstSeen: moment)
    }

    /// What a statement that was taken in is worth under the trust file of now.
    package func standing(of statement: StoredStatement) -> StandingChange? {
        guard let body = statement.envelope else { return nil }
        switch judgement(of: body, statement.kind, from: statement.signer, firstSeen: statement.firstSeen) {
        case .verified: return StandingChange(digest: statement.digest, standing: .stands, code: nil)
        case .flawedWithdrawal(_, _, let effect, let reasons):
            return StandingChange(digest: statement.digest, standing: effect, code: reasons.first?.code)
        case .setAside(.quarantined, _, _):
            // It was taken in by the rules of its day, which only a person may go back on.
            return StandingChange(digest: statement.digest, standing: .stands, code: nil)
        case .setAside(_, let reasons, _):
            return StandingChange(digest: statement.digest, standing: .dropped, code: reasons.first?.code)
        case .refused(let code), .damaged(let code):
            return StandingChange(digest: statement.digest, standing: .dropped, code: code)
        case .gone: return nil
        }
    }

    private func judgement(
        of body: [UInt8],
        _ kind: StatementKind,
        from signer: String,
        firstSeen: Timestamp
    ) -> Arrival.Judgement {
        var policy = VerificationPolicy(signer: .organisation(signer), kind: kind)
        policy.firstSeen = firstSeen
        return trust.verifiers.withVerifier { verifier in
            let (report, statement) = verifier.verify(body, file: "", policy: policy, now: firstSeen)
            if let statement {
                let root = statement.document.root
                guard isForReader(root) else { return .refused(code: "statement.not-addressed") }
                let content = StatementContent(root, kind: kind)
                return .verified(kind: kind, envelope: body, content: content, similar: [])
            }
            let judged = Self.judgement(report, body)
            // A withdrawal fails closed (exchange.md, W10).
            guard kind == .withdrawal,
                let subject = verifier.subject(ofWithdrawal: body, from: signer, now: firstSeen)
            else { return keptForReader(judged, body) }
            guard isForReader(subject.root) else { return .refused(code: "statement.not-addressed") }
            let facts = WithdrawalFacts(subject.root)
            switch judged {
            case .setAside(.quarantined, let reasons, _):
                return .flawedWithdrawal(facts, envelope: body, effect: .stands, reasons: reasons)
            case .setAside(_, let reasons, _):
                return .flawedWithdrawal(facts, envelope: body, effect: .hides, reasons: reasons)
            case .refused(let code):
                return .flawedWithdrawal(facts, envelope: body, effect: .hides, reasons: [.init(code: code)])
            default: return judged
            }
        }
    }

    /// Bytes that say that they are for others are not kept, whatever else is wrong with them.
    private func keptForReader(_ judged: Arrival.Judgement, _ body: [UInt8]) -> Arrival.Judgement {
        guard case .setAside = judged, let payload = (try? JWSEnvelope(parsing: body))?.payload,
            let root = (try? JSONDocument(parsing: payload, limits: EnvelopeLimits.payload))?.root,
            !isForReader(root)
        else { return judged }
        return .refused(code: "statement.not-addressed")
    }

    private func arrival(
        _ fetched: Fetched,
        _ body: Digest,
        claimed: StatementKind? = nil,
        _ judgement: Arrival.Judgement
    ) -> Arrival {
        Arrival(
            position: fetched.item.position,
            digest: fetched.item.digest,
            body: body,
            claimed: claimed,
            judgement: judgement
        )
    }

    /// Kinds that travel through logs.
    private static let accepted: Set<StatementKind> = [.bundle, .withdrawal, .response, .receipt, .epoch]

    /// A statement with recipients is for them alone, whatever list it stood in.
    private func isForReader(_ root: JSONValue) -> Bool {
        let recipients = (root["recipients"]?.elements ?? []).compactMap(\.string)
        return recipients.isEmpty || recipients.contains { $0.utf8.elementsEqual(reader.utf8) }
    }

    /// What a report without a verified statement means for the import.
    private static func judgement(_ report: VerificationReport, _ body: [UInt8]) -> Arrival.Judgement {
        let faults = report.faults
        let reasons = faults.compactMap { fault in
            fault.code.map { OutcomeReason(code: $0.name, pointer: pointer(fault.place)) }
        }
        let findings = report.gateFindings.filter { $0.decision == "block" && !$0.isOverridden }.map {
            OutcomeReason(code: "identifier.found", pointer: pointer($0.place))
        }
        switch report.exitStatus {
        case .policyNotMet:
            let isUnknownVersion = reasons.contains { $0.code == "schema.version-unsupported" }
            let all = reasons.filter { $0.code != "identifier.found" } + findings
            return .setAside(isUnknownVersion ? .held : .quarantined, reasons: Array(all.prefix(50)), envelope: body)
        case .indeterminate:
            return .setAside(.held, reasons: Array(reasons.prefix(50)), envelope: body)
        default:
            let code = reasons.first?.code ?? "signature.invalid"
            guard Self.mended.contains(code) else { return .refused(code: code) }
            return .setAside(.held, reasons: [OutcomeReason(code: code)], envelope: body)
        }
    }

    /// Faults that only say that we looked too early.
    private static let early: Set<String> = ["issued.in-future", "certificate.not-yet-valid"]

    /// Faults that time mends, or a newer trust file; a refusal is for ever, so these are held.
    private static let mended: Set<String> = early.union([
        "signer.not-anchored", "signer.unknown", "signer.kind-not-permitted", "certificate.chain",
    ])

    /// A place as a JSON Pointer; anything else, such as a line or a range of characters, is left out.
    private static func pointer(_ place: String?) -> String? {
        guard let place, let first = place.split(separator: " ").first, first.hasPrefix("/") else { return nil }
        return String(first)
    }
}

/// Digests of signers' keys by their certificates: reading a certificate takes as long as a signature.
package final class SignerKeys: Sendable {
    private let known = Mutex<[Digest: Digest]>([:])

    /// A partner has few certificates; a flood of others empties the memory.
    private static let certificatesMax = 256

    package init() {}

    /// SHA-256 of the SubjectPublicKeyInfo of the first signer; nil when its certificate cannot be read.
    func key(of envelope: JWSEnvelope) -> Digest? {
        guard let leaf = envelope.signatures.first?.x5c.first else { return nil }
        let thumbprint = Digest(of: leaf)
        if let key = known.withLock({ $0[thumbprint] }) { return key }
        guard let key = (try? Certificate(der: leaf))?.keyThumbprint else { return nil }
        known.withLock { known in
            if known.count >= Self.certificatesMax { known.removeAll() }
            known[thumbprint] = key
        }
        return key
    }
}
