import StrictJSON

extension JWSEnvelope {
    /// Who signs, with what.
    package struct Signer: Sendable {
        package let key: PrivateKey
        /// Leaf first, no root.
        package let chain: [Certificate]
        package let organisationID: String
        package let algorithm: SignatureAlgorithm

        /// - Throws: ``SignaturesError`` when the leaf breaks the profile or is not the key's.
        package init(key: PrivateKey, chain: [Certificate]) throws(SignaturesError) {
            // A root at the end of a chain file is common; x5c leaves it out.
            let sent = chain.filter { !$0.isSelfIssued }
            guard let leaf = sent.first else { throw .malformed("the chain holds no seal certificate") }
            let faults = leaf.faults(as: .seal)
            guard faults.isEmpty else { throw .profile(faults) }
            guard let algorithm = key.kind.bundleAlgorithm, let organisationID = leaf.organisationID else {
                throw .unsupportedKey(key.kind.description)
            }
            guard try key.publicKey.subjectPublicKeyInfo == leaf.publicKey.subjectPublicKeyInfo else {
                throw .malformed("the key does not belong to the first certificate of the chain")
            }
            self.key = key
            self.chain = sent
            self.organisationID = organisationID
            self.algorithm = algorithm
        }
    }

    /// The envelope of a payload, as one line of JSON and a newline.
    ///
    /// `payload`: the exact document bytes.
    /// `contentType`: `cty`.
    /// `signers`: the publisher first, then co-signers.
    package static func signed(
        payload: [UInt8],
        contentType: String,
        by signers: [Signer]
    ) throws(SignaturesError) -> [UInt8] {
        let payloadText = Base64.url.encodedBytes(payload)
        var entries: [JSONTree] = []
        for signer in signers {
            let header = JSONTree.object(of: [
                "alg": .string(signer.algorithm.rawValue), "cty": .string(contentType),
                "kid": .string(signer.organisationID), "typ": "JOSE+JSON",
                "x5t#S256": .string(signer.chain[0].thumbprint.thumbprint),
            ])
            let protectedText = Base64.url.encodedBytes(header.compactBytes)
            let signature = try signer.key.sign([protectedText, [0x2E], payloadText], signer.algorithm)
            let x5c = signer.chain.map { JSONTree.string(Base64.standard.encode($0.der)) }
            entries.append(
                .object(of: [
                    "protected": .string(String(decoding: protectedText, as: UTF8.self)),
                    "header": .object(of: ["x5c": .array(x5c)]),
                    "signature": .string(Base64.url.encode(signature)),
                ])
            )
        }
        let envelope = JSONTree.object(of: [
            "payload": .string(String(decoding: payloadText, as: UTF8.self)), "signatures": .array(entries),
        ])
        return envelope.compactBytes + [0x0A]
    }
}
