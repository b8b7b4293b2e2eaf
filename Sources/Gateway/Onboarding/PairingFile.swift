package import LessonExchange
package import Signatures
import StrictJSON

/// A file that two organisations hand to each other before their gateways talk, or when a TLS key is replaced.
///
/// Signed with the seal key, whose certificate the federation's trust file names: a file alone starts nothing.
package enum PairingFile: Sendable, Equatable {
    case invite(PairingTerms)
    /// Answers the invite of that SHA-256.
    case accept(PairingTerms, invite: Digest)
    case rotation(KeyRotation)

    /// Larger files are refused (64 KiB): three certificates and sixty lines.
    package static let bytesMax = 64 << 10

    private static let limits = JSONLimits(bytesMax: bytesMax, depthMax: 4, nodesMax: 512, numberBytesMax: 16)
    private static let typePrefix = "application/vnd.lesson-exchange."
    private static let inviteType = typePrefix + "pairing-invite+json"
    private static let acceptType = typePrefix + "pairing-accept+json"
    private static let rotationType = typePrefix + "key-rotation+json"

    /// The organisation that it speaks for.
    package var sender: String {
        switch self {
        case .invite(let terms), .accept(let terms, _): terms.id
        case .rotation(let rotation): rotation.id
        }
    }

    /// The organisation that it is for.
    package var partner: String {
        switch self {
        case .invite(let terms), .accept(let terms, _): terms.partner
        case .rotation(let rotation): rotation.partner
        }
    }

    private var contentType: String {
        switch self {
        case .invite: Self.inviteType
        case .accept: Self.acceptType
        case .rotation: Self.rotationType
        }
    }

    private var payload: [UInt8] {
        switch self {
        case .invite(let terms): terms.tree(answering: nil).compactBytes
        case .accept(let terms, let invite): terms.tree(answering: invite).compactBytes
        case .rotation(let rotation): rotation.tree.compactBytes
        }
    }

    /// The file as it is handed over.
    package func signed(by signer: JWSEnvelope.Signer) throws(LessonExchangeError) -> [UInt8] {
        do throws(SignaturesError) {
            return try JWSEnvelope.signed(payload: payload, contentType: contentType, by: [signer])
        } catch {
            throw LessonExchangeError("internal", "signing failed: \(error)")
        }
    }

    /// Reads a file, and proves that the organisation that it names made it.
    ///
    /// - Throws: ``LessonExchangeError`` with `pairing.malformed` or `pairing.signature`.
    package init(signed bytes: [UInt8], trust: TrustFile, at moment: Timestamp) throws(LessonExchangeError) {
        guard bytes.count <= Self.bytesMax, let envelope = try? JWSEnvelope(parsing: bytes),
            envelope.signatures.count == 1, envelope.evidence == nil,
            let file = Self.parsed(envelope.payload, envelope.signatures[0].contentType)
        else { throw LessonExchangeError("pairing.malformed") }
        try Self.checkSignature(of: envelope, sender: file.sender, trust: trust, at: moment)
        self = file
    }

    /// Accepts only what ``payload`` would print: no other member, order or spelling.
    private static func parsed(_ payload: [UInt8], _ contentType: String) -> PairingFile? {
        guard let root = try? JSONDocument(parsing: payload, limits: limits).root else { return nil }
        func isType(_ type: String) -> Bool { type.utf8.elementsEqual(contentType.utf8) }
        var file: PairingFile?
        if isType(inviteType) {
            file = PairingTerms(root).map { .invite($0) }
        } else if isType(acceptType), let invite = root["invite"]?.string.flatMap({ Digest($0) }) {
            file = PairingTerms(root).map { .accept($0, invite: invite) }
        } else if isType(rotationType) {
            file = KeyRotation(root).map { .rotation($0) }
        }
        guard let file, file.payload == payload else { return nil }
        return file
    }

    /// Binding, chain, signature, dates, membership, revocation and anchor, as a statement's are judged.
    ///
    /// The anchor must permit bundles: a key that seals receipts without a person may not bind the organisation.
    private static func checkSignature(
        of envelope: JWSEnvelope,
        sender: String,
        trust: TrustFile,
        at moment: Timestamp
    ) throws(LessonExchangeError) {
        let signature = envelope.signatures[0]
        guard let first = signature.x5c.first, Digest(of: first) == signature.certificateThumbprint,
            let chain = try? CertificateChain(x5c: signature.x5c, roots: trust.roots),
            let algorithm = chain.leaf.publicKey.kind.bundleAlgorithm,
            algorithm.rawValue.utf8.elementsEqual(signature.algorithm.utf8),
            chain.leaf.publicKey.verifies(
                signature.signature,
                algorithm,
                over: envelope.signingInput(of: signature)
            ),
            let organisation = chain.leaf.organisationID, organisation.utf8.elementsEqual(signature.keyID.utf8),
            organisation.utf8.elementsEqual(sender.utf8)
        else { throw LessonExchangeError("pairing.signature") }
        guard chain.standing(at: moment) == .valid, let member = trust.member(organisation),
            !member.revocations.contains(where: { $0.match.covers(chain) && $0.invalidAfter <= moment }),
            member.anchors.contains(where: { anchor in
                anchor.match.covers(chain) && anchor.holds(at: moment) && anchor.kinds.contains(.bundle)
            })
        else { throw LessonExchangeError("pairing.signature", "its certificate does not count now") }
    }
}
