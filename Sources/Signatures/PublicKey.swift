import COpenSSL

/// A public key that verifies signatures.
///
/// The OpenSSL object is only read after `init`, and its reference count is atomic, which is why it may be shared.
package final class PublicKey: @unchecked Sendable {
    let handle: OpaquePointer
    package let kind: KeyKind

    /// Takes over the handle.
    init(owning handle: OpaquePointer) {
        self.handle = handle
        kind = Self.kind(of: handle)
    }

    deinit { EVP_PKEY_free(handle) }

    /// Reads a SubjectPublicKeyInfo in DER (RFC 5280, section 4.1).
    package convenience init(subjectPublicKeyInfo der: [UInt8]) throws(SignaturesError) {
        OpenSSLRuntime.start()
        guard let parsed = OpenSSLRuntime.parse(der, { d2i_PUBKEY(nil, $0, $1) }) else {
            throw .malformed("not a public key")
        }
        self.init(owning: parsed.object)
        guard parsed.isWhole else { throw .malformed("bytes after the public key") }
    }

    /// The SubjectPublicKeyInfo in DER.
    package var subjectPublicKeyInfo: [UInt8] { OpenSSLRuntime.der { i2d_PUBKEY(handle, $0) } }

    /// Whether the signature over the concatenation of the parts is good.
    ///
    /// `signature`: as JWS carries it: r and s side by side for ECDSA, the plain bytes for the others.
    package func verifies(
        _ signature: [UInt8],
        _ algorithm: SignatureAlgorithm,
        over parts: [ArraySlice<UInt8>]
    ) -> Bool {
        guard kind.permits(algorithm) else { return false }
        var signature = signature
        if let width = algorithm.coordinateBytes {
            guard let der = ECDSASignature.der(fromRaw: signature, coordinateBytes: width) else { return false }
            signature = der
        }
        let isGood = Self.withContext { context in verify(context, signature, algorithm, parts) }
        if !isGood { _ = OpenSSLRuntime.drainErrors() }
        return isGood
    }

    private func verify(
        _ context: OpaquePointer,
        _ signature: [UInt8],
        _ algorithm: SignatureAlgorithm,
        _ parts: [ArraySlice<UInt8>]
    ) -> Bool {
        var keyContext: OpaquePointer?
        guard EVP_DigestVerifyInit(context, &keyContext, algorithm.digest, nil, handle) == 1 else { return false }
        if algorithm.usesPSS, lx_use_pss(keyContext) != 1 { return false }
        guard algorithm != .ed25519 else {
            // Ed25519 reads its message twice, so it must stand in one piece (RFC 8032, section 5.1.6).
            let message = Array(parts.joined())
            return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        }
        for part in parts {
            let isTaken = part.withUnsafeBytes { EVP_DigestVerifyUpdate(context, $0.baseAddress, $0.count) == 1 }
            guard isTaken else { return false }
        }
        return EVP_DigestVerifyFinal(context, signature, signature.count) == 1
    }

    static func withContext<Result>(_ body: (OpaquePointer) -> Result) -> Result {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("libcrypto is out of memory") }
        defer { EVP_MD_CTX_free(context) }
        return body(context)
    }

    static func kind(of handle: OpaquePointer) -> KeyKind {
        switch EVP_PKEY_get_base_id(handle) {
        case EVP_PKEY_ED25519: return .ed25519
        case EVP_PKEY_EC:
            switch groupName(of: handle) {
            case "prime256v1": return .p256
            case "secp384r1": return .p384
            case "secp521r1": return .p521
            case let name: return .other("EC \(name)")
            }
        case EVP_PKEY_RSA where hasStructuredPrimes(handle): return .other("RSA with predictable primes")
        case EVP_PKEY_RSA:
            return .rsa(bits: Int(EVP_PKEY_get_bits(handle)), hasUsualExponent: hasUsualExponent(handle))
        default: return .other("a key of another kind")
        }
    }

    private static func groupName(of handle: OpaquePointer) -> String {
        var name = [UInt8](repeating: 0, count: 80)
        var length = 0
        let found = name.withUnsafeMutableBytes {
            EVP_PKEY_get_group_name(handle, $0.bindMemory(to: CChar.self).baseAddress, 80, &length)
        }
        return found == 1 ? String(decoding: name.prefix(length), as: UTF8.self) : "without a named curve"
    }

    /// Whether the modulus shows the structure of CVE-2017-15361 (ROCA): a power of 65537 modulo each of these
    /// primes.
    ///
    /// A sound modulus passes for one by chance once in 10^8.
    private static func hasStructuredPrimes(_ handle: OpaquePointer) -> Bool {
        var modulus: OpaquePointer?
        guard EVP_PKEY_get_bn_param(handle, "n", &modulus) == 1, let modulus else { return false }
        defer { BN_free(modulus) }
        let primes: [UInt] = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157]
        return primes.allSatisfy { prime in
            let rest = UInt(BN_mod_word(modulus, prime))
            var power: UInt = 1
            repeat {
                if power == rest { return true }
                power = power * 65_537 % prime
            } while power != 1
            return false
        }
    }

    private static func hasUsualExponent(_ handle: OpaquePointer) -> Bool {
        var exponent: OpaquePointer?
        guard EVP_PKEY_get_bn_param(handle, "e", &exponent) == 1, let exponent else { return false }
        defer { BN_free(exponent) }
        return BN_is_word(exponent, 65_537) == 1
    }
}

extension SignatureAlgorithm {
    /// The digest of the algorithm; nil for Ed25519, which has its own inside.
    var digest: OpaquePointer? {
        switch self {
        case .es256, .ps256, .rs256: EVP_sha256()
        case .es384, .ps384, .rs384: EVP_sha384()
        case .es512, .ps512, .rs512: EVP_sha512()
        case .ed25519: nil
        }
    }
}
