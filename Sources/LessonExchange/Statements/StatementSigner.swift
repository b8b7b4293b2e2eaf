package import Signatures
package import StrictJSON

/// Signs statements of every kind; what it signs keeps its schema, or it throws.
package struct StatementSigner: Sendable {
    /// The foreign verifiers' bound on a payload in bytes; trust and status lists may be larger.
    package static let payloadBytesMax = 96_000

    private let signer: JWSEnvelope.Signer
    private let cosigners: [JWSEnvelope.Signer]

    /// Makes a signer of one publisher, with co-signers if the payload names them.
    package init(_ signer: JWSEnvelope.Signer, cosigners: [JWSEnvelope.Signer] = []) {
        self.signer = signer
        self.cosigners = cosigners
    }

    /// The organisation that signs.
    package var organisation: String { signer.organisationID }

    /// Certificates of the organisation that signs, leaf first.
    package var chain: [Certificate] { signer.chain }

    /// The organisations that co-sign.
    package var cosigningOrganisations: [String] { cosigners.map(\.organisationID) }

    /// Signs a payload after comparing it with its schema.
    ///
    /// - Returns: the envelope and the digest of the payload.
    package func sign(
        _ payload: JSONTree,
        kind: StatementKind
    ) throws(LessonExchangeError) -> (envelope: [UInt8], digest: Digest) {
        let bytes = payload.compactBytes
        let maximum = [.trustList, .statusList].contains(kind) ? EnvelopeLimits.payloadBytesMax : Self.payloadBytesMax
        guard bytes.count <= maximum else {
            throw LessonExchangeError(
                "limit.exceeded",
                "the payload has \(bytes.count) bytes; payloadBytesMax is \(maximum)",
                remedy: "Split it: one lesson a bundle is the usual case."
            )
        }
        guard let name = kind.schemaName, let document = try? JSONDocument(parsing: bytes) else {
            throw LessonExchangeError("internal", "a payload that is not JSON")
        }
        if let violation = try EmbeddedSchemas.violations(of: document.root, schema: name).first {
            throw LessonExchangeError("schema.violation", violation.message, at: violation.instance)
        }
        try checkOwnership(document.root, kind)
        do throws(SignaturesError) {
            let signers = [signer] + cosigners
            let envelope = try JWSEnvelope.signed(payload: bytes, contentType: kind.contentType, by: signers)
            return (envelope, Digest(of: bytes))
        } catch {
            throw LessonExchangeError("internal", "signing failed: \(error)")
        }
    }

    /// What every verifier would refuse is not signed: ids of another organisation, one member signing twice.
    private func checkOwnership(_ root: JSONValue, _ kind: StatementKind) throws(LessonExchangeError) {
        var seen = [organisation]
        for name in cosigningOrganisations {
            guard !seen.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else {
                throw LessonExchangeError("cosigner.unexpected", "\(name) signs twice")
            }
            seen.append(name)
        }
        if let publisher = root["publisher"]?["id"], !publisher.isString(equalTo: organisation) {
            throw LessonExchangeError("issuer.mismatch", "the publisher is not \(organisation)", at: "/publisher/id")
        }
        if let place = StatementIDs.foreignID(root, kind, signer: organisation) {
            throw LessonExchangeError("issuer.mismatch", "the id was not given by \(organisation)", at: place)
        }
    }
}
