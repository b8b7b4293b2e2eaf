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
    package func judge(_ fetched: Fetched, from partner: String, at moment: Timestamp) -> Arrival {
        guard let body = fetched.body else {
            return arrival(fetched, Digest(of: []), .gone)
        }
        let digest = Digest(of: body)
        guard let envelope = try? JWSEnvelope(parsing: body), envelope.evidence == nil else {
            return arrival(fetched, digest, .notYet(code: "log.entry-mismatch"))
        }
        // The log binds payload, key, signing input and signature: bytes that it does not know are nobody's.
        guard let key = trust.keys.key(of: envelope), let entry = LogEntry(envelope, signerKey: key),
            entry.subject == fetched.item.digest,
            MerkleTree.leaf(entry.bytes) == fetched.leaf
        else { return arrival(fetched, digest, .notYet(code: "log.entry-mismatch")) }
        guard let kind = StatementKind(contentType: envelope.signatures[0].contentType),
            Self.accepted.contains(kind)
        else { return arrival(fetched, digest, .refused(code: "kind.unexpected")) }
        var policy = VerificationPolicy(signer: .organisation(partner), kind: kind)
        policy.firstSeen = moment
        let (report, statement) = trust.verifiers.withVerifier { verifier in
            verifier.verify(body, file: "", policy: policy, now: moment)
        }
        guard let statement else { return arrival(fetched, digest, Self.judgement(report, body)) }
        let root = statement.document.root
        guard isForReader(root, kind) else {
            return arrival(fetched, digest, .refused(code: "statement.not-addressed"))
        }
        return arrival(
            fetched,
            digest,
            .verified(kind: kind, envelope: body, content: StatementContent(root, kind: kind), similar: [])
        )
    }

    private func arrival(_ fetched: Fetched, _ body: Digest, _ judgement: Arrival.Judgement) -> Arrival {
        Arrival(position: fetched.item.position, digest: fetched.item.digest, body: body, judgement: judgement)
    }

    /// Kinds that travel through logs.
    private static let accepted: Set<StatementKind> = [.bundle, .withdrawal, .response, .receipt, .epoch]

    /// A statement with recipients is for them alone, whatever list it stood in.
    private func isForReader(_ root: JSONValue, _ kind: StatementKind) -> Bool {
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
            return Self.mended.contains(code) ? .notYet(code: code) : .refused(code: code)
        }
    }

    /// Faults that time mends, or a newer trust file.
    private static let mended: Set<String> = [
        "issued.in-future", "certificate.not-yet-valid", "signer.not-anchored", "signer.unknown",
        "signer.kind-not-permitted", "certificate.chain",
    ]

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
