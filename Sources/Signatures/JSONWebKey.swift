package import StrictJSON

/// A public JSON Web Key (RFC 7517) of an asymmetric kind; private and symmetric members are never read.
package struct JSONWebKey: Sendable {
    package let publicKey: PublicKey
    /// The algorithm that the key names, nil when it names none.
    private let algorithm: SignatureAlgorithm?

    /// Reads a key; nil when it is symmetric, malformed, or not for signatures.
    package init?(_ value: JSONValue) {
        if let use = value["use"], !use.isString(equalTo: "sig") { return nil }
        if let operations = value["key_ops"], !operations.elements.contains(where: { $0.isString(equalTo: "verify") }) {
            return nil
        }
        let spki: [UInt8]?
        switch value["kty"]?.string {
        case "EC": spki = Self.ellipticCurve(value)
        case "OKP": spki = Self.octetKeyPair(value)
        case "RSA": spki = Self.rsa(value)
        default: spki = nil
        }
        guard let spki, let key = try? PublicKey(subjectPublicKeyInfo: spki) else { return nil }
        publicKey = key
        guard let name = value["alg"]?.string else {
            algorithm = nil
            return
        }
        guard let algorithm = SignatureAlgorithm(joseName: name), key.kind.permits(algorithm) else { return nil }
        self.algorithm = algorithm
    }

    /// Whether a signature may use an algorithm with this key: the named one, or one of its family with a longer
    /// digest.
    ///
    /// Published keys (RFC 7520) name a shorter digest than their signatures use; the other way round is a downgrade.
    func permits(_ used: SignatureAlgorithm) -> Bool {
        guard let algorithm else { return true }
        return algorithm.family == used.family && algorithm.rawValue <= used.rawValue
    }

    private static func ellipticCurve(_ value: JSONValue) -> [UInt8]? {
        let curves: [String: (oid: [UInt8], width: Int)] = [
            "P-256": ([0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07], 32),
            "P-384": ([0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22], 48),
            "P-521": ([0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x23], 66),
        ]
        guard let curve = value["crv"]?.string.flatMap({ curves[$0] }), let x = bytes(value["x"]),
            let y = bytes(value["y"]), x.count == curve.width, y.count == curve.width
        else { return nil }
        let ecPublicKey: [UInt8] = [0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
        return sequence(sequence(ecPublicKey + curve.oid) + bitString([0x04] + x + y))
    }

    private static func octetKeyPair(_ value: JSONValue) -> [UInt8]? {
        guard value["crv"]?.isString(equalTo: "Ed25519") == true, let x = bytes(value["x"]), x.count == 32 else {
            return nil
        }
        return sequence(sequence([0x06, 0x03, 0x2B, 0x65, 0x70]) + bitString(x))
    }

    private static func rsa(_ value: JSONValue) -> [UInt8]? {
        guard let modulus = bytes(value["n"]), let exponent = bytes(value["e"]), modulus.count <= 1024,
            modulus.first ?? 0 != 0, exponent.first ?? 0 != 0
        else { return nil }
        let rsaEncryption: [UInt8] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00]
        return sequence(sequence(rsaEncryption) + bitString(sequence(integer(modulus) + integer(exponent))))
    }

    private static func bytes(_ value: JSONValue?) -> [UInt8]? {
        value?.utf8.flatMap { Base64.url.decode($0) }
    }

    private static func sequence(_ body: [UInt8]) -> [UInt8] { element(0x30, body) }

    private static func bitString(_ body: [UInt8]) -> [UInt8] { element(0x03, [0] + body) }

    private static func integer(_ magnitude: [UInt8]) -> [UInt8] {
        element(0x02, magnitude[0] >= 0x80 ? [0] + magnitude : magnitude)
    }

    /// One DER element; lengths here stay below 65,536.
    private static func element(_ tag: UInt8, _ body: [UInt8]) -> [UInt8] {
        switch body.count {
        case ..<128: [tag, UInt8(body.count)] + body
        case ..<256: [tag, 0x81, UInt8(body.count)] + body
        default: [tag, 0x82, UInt8(body.count >> 8), UInt8(body.count & 255)] + body
        }
    }
}
