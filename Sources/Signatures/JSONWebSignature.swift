package import StrictJSON

/// Plain JWS (RFC 7515) in all three serialisations, verified with a key that the caller chose.
///
/// Bundles have a stricter layout of their own, ``JWSEnvelope``; this reads what other systems write.
package struct JSONWebSignature: Sendable {
    private struct Entry: Sendable {
        let algorithm: SignatureAlgorithm
        let signature: [UInt8]
        let protectedText: [UInt8]
    }

    /// The signed bytes.
    package let payload: [UInt8]
    private let payloadText: [UInt8]
    private let entries: [Entry]

    /// Number of signatures.
    package var signatureCount: Int { entries.count }

    /// Reads the compact serialisation: three parts of base64url.
    ///
    /// Nil for anything malformed, for an algorithm that is symmetric, `none` or unknown, and for a header with `crit`
    /// or `b64`, none of which is understood here.
    package init?(compact text: some Sequence<UInt8>) {
        let parts = Array(text).split(separator: 0x2E, omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = Base64.url.decode(parts[1]) else { return nil }
        self.payload = payload
        payloadText = Array(parts[1])
        guard let entry = Self.entry(Array(parts[0]), nil, Array(parts[2])) else { return nil }
        entries = [entry]
    }

    /// Reads the general or the flattened JSON serialisation; entries with an algorithm that is not accepted are left
    /// out, and nil is returned when none remains.
    package init?(json value: JSONValue) {
        guard let text = value["payload"]?.utf8, let payload = Base64.url.decode(text) else { return nil }
        self.payload = payload
        payloadText = Array(text)
        let list = value["signatures"].map(\.elements) ?? [value]
        guard list.count <= EnvelopeLimits.signaturesMax else { return nil }
        entries = list.compactMap { item in
            guard let signature = item["signature"]?.utf8 else { return nil }
            return Self.entry(Array(item["protected"]?.utf8 ?? []), item["header"], Array(signature))
        }
        guard !entries.isEmpty else { return nil }
    }

    private static func entry(_ protected: [UInt8], _ unprotected: JSONValue?, _ signature: [UInt8]) -> Entry? {
        guard let bytes = Base64.url.decode(protected), let signature = Base64.url.decode(signature),
            !signature.isEmpty, let header = try? JSONDocument(parsing: bytes).root, header.isObject
        else { return nil }
        let shared = unprotected?.members.contains { member in member.name.string.flatMap { header[$0] } != nil }
        guard shared != true, header["crit"] == nil, header["b64"] == nil,
            unprotected?["crit"] == nil, unprotected?["b64"] == nil,
            // The algorithm must be protected: an attacker may not choose it.
            let name = header["alg"]?.string,
            let algorithm = SignatureAlgorithm(joseName: name)
        else { return nil }
        return Entry(algorithm: algorithm, signature: signature, protectedText: protected)
    }

    /// Whether one of the signatures is good under the key.
    package func isSigned(by key: JSONWebKey) -> Bool {
        entries.contains { entry in
            key.permits(entry.algorithm)
                && key.publicKey.verifies(
                    entry.signature,
                    entry.algorithm,
                    over: [entry.protectedText[...], [0x2E], payloadText[...]]
                )
        }
    }
}
