/// A JWS signature algorithm by its registered name (RFC 7518, RFC 9864).
///
/// Symmetric ones and `none` do not exist here.
package enum SignatureAlgorithm: String, Sendable, CaseIterable {
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case ed25519 = "Ed25519"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"

    /// The four that a signed bundle may use.
    package static let bundleProfile: Set<SignatureAlgorithm> = [.es256, .es384, .ed25519, .ps256]

    /// Length in bytes of each of r and s for ECDSA, nil for the others.
    package var coordinateBytes: Int? {
        switch self {
        case .es256: 32
        case .es384: 48
        case .es512: 66
        default: nil
        }
    }

    /// The algorithm of a name as other systems write it: EdDSA became Ed25519 in RFC 9864, and ES521 is a common slip
    /// for ES512.
    init?(joseName name: String) {
        switch name {
        case "EdDSA": self = .ed25519
        case "ES521": self = .es512
        default: self.init(rawValue: name)
        }
    }

    /// The first two letters: what kind of key and padding it is.
    var family: String { String(rawValue.prefix(2)) }

    var usesPSS: Bool { self == .ps256 || self == .ps384 || self == .ps512 }
}

/// What kind of key it is, and how large.
package enum KeyKind: Equatable, Sendable, CustomStringConvertible {
    case p256
    case p384
    case p521
    case ed25519
    /// RSA with the modulus in bits and whether the public exponent is 65537.
    case rsa(bits: Int, hasUsualExponent: Bool)
    case other(String)

    /// The algorithm that the bundle profile derives from the key, nil when such a key may not sign bundles.
    package var bundleAlgorithm: SignatureAlgorithm? {
        switch self {
        case .p256: .es256
        case .p384: .es384
        case .ed25519: .ed25519
        case .rsa(let bits, true) where (3072...4096).contains(bits): .ps256
        default: nil
        }
    }

    /// Whether a key of this kind can make signatures of the algorithm at all.
    package func permits(_ algorithm: SignatureAlgorithm) -> Bool {
        switch (self, algorithm) {
        case (.p256, .es256), (.p384, .es384), (.p521, .es512), (.ed25519, .ed25519): true
        case (.rsa(let bits, true), _):
            // 2048 bits is the least that RFC 7518, section 3.3 allows.
            algorithm.coordinateBytes == nil && algorithm != .ed25519 && bits >= 2048
        default: false
        }
    }

    package var description: String {
        switch self {
        case .p256: "EC P-256"
        case .p384: "EC P-384"
        case .p521: "EC P-521"
        case .ed25519: "Ed25519"
        case .rsa(let bits, let usual): "RSA \(bits)" + (usual ? "" : " with an unusual exponent")
        case .other(let name): name
        }
    }
}
