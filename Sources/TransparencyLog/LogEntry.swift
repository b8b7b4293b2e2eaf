package import Signatures

/// What a log says of a statement: digests of payload, key, signing input and signature, and nothing else.
///
/// No kind, no names, no content: a partner can see how many entries there are, and under which key.
package struct LogEntry: Hashable, Sendable {
    /// SHA-256 of the payload.
    package let subject: Digest
    /// SHA-256 of the signer's SubjectPublicKeyInfo.
    package let signer: Digest
    package let signingInput: Digest
    /// SHA-256 of the signature, with the lower of its two spellings of s.
    package let signature: Digest

    private static let header = "lesson-exchange-log/v1"

    /// The entry of an envelope, from its first signature; nil when its certificate cannot be read.
    package init?(_ envelope: JWSEnvelope) {
        guard let first = envelope.signatures.first,
            let leaf = first.x5c.first.flatMap({ try? Certificate(der: $0) })
        else { return nil }
        self.init(envelope, signerKey: leaf.keyThumbprint)
    }

    /// The same where the signer's key is known already.
    package init?(_ envelope: JWSEnvelope, signerKey: Digest) {
        guard let first = envelope.signatures.first else { return nil }
        subject = Digest(of: envelope.payload)
        signer = signerKey
        signingInput = Digest(of: Array(envelope.signingInput(of: first).joined()))
        signature = Digest(
            of: first.algorithm.hasPrefix("ES") ? ECDSASignature.lowS(first.signature) : first.signature
        )
    }

    /// The text that is hashed as a leaf.
    package var bytes: [UInt8] {
        let lines = [
            Self.header, "subject \(subject)", "signer \(signer)", "signing-input \(signingInput)",
            "signature \(signature)",
        ]
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    /// Reads an entry; nil for anything that ``bytes`` would not print.
    package init?(parsing bytes: some Collection<UInt8>) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 6, lines[0] == Self.header, lines[5].isEmpty else { return nil }
        let names = ["subject ", "signer ", "signing-input ", "signature "]
        let digests = zip(names, lines[1...4]).compactMap { name, line in
            line.hasPrefix(name) ? Digest(String(line.dropFirst(name.count))) : nil
        }
        guard digests.count == 4 else { return nil }
        (subject, signer, signingInput, signature) = (digests[0], digests[1], digests[2], digests[3])
    }
}
