import COpenSSL

/// A private key that signs.
///
/// Same sharing rule as ``PublicKey``: only read after `init`.
package final class PrivateKey: @unchecked Sendable {
    private let handle: OpaquePointer
    package let kind: KeyKind

    private init(owning handle: OpaquePointer) {
        self.handle = handle
        kind = PublicKey.kind(of: handle)
    }

    deinit { EVP_PKEY_free(handle) }

    /// Kinds of key that can be made.
    package enum NewKind: String, CaseIterable, Sendable {
        case p256
        case p384
        case ed25519
    }

    /// Makes a key from the system's randomness.
    package static func generate(_ kind: NewKind) throws(SignaturesError) -> PrivateKey {
        OpenSSLRuntime.start()
        let handle =
            switch kind {
            case .p256: lx_ec_key_new("P-256")
            case .p384: lx_ec_key_new("P-384")
            case .ed25519: lx_ed25519_key_new()
            }
        guard let handle else { throw .library(OpenSSLRuntime.drainErrors()) }
        return PrivateKey(owning: handle)
    }

    /// The Ed25519 key of a seed of 32 bytes (RFC 8032): for keys that must be the same each time, as in tests.
    package static func ed25519(seed: [UInt8]) throws(SignaturesError) -> PrivateKey {
        OpenSSLRuntime.start()
        guard seed.count == 32, let handle = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, 32) else {
            throw .malformed("an Ed25519 seed is 32 bytes")
        }
        return PrivateKey(owning: handle)
    }

    /// Reads a PKCS#8 key (RFC 5208) from PEM.
    ///
    /// `passphrase`: needed when the key is encrypted.
    package convenience init(pem: some Sequence<UInt8>, passphrase: [UInt8]?) throws(SignaturesError) {
        OpenSSLRuntime.start()
        let blocks = try PEM.blocks(in: pem).filter { $0.label.hasSuffix("PRIVATE KEY") }
        guard blocks.count == 1 else { throw .malformed("the file holds \(blocks.count) private keys, not one") }
        let info: OpaquePointer
        switch blocks[0].label {
        case "PRIVATE KEY": info = try Self.plainInfo(blocks[0].bytes)
        case "ENCRYPTED PRIVATE KEY": info = try Self.decryptedInfo(blocks[0].bytes, passphrase)
        default: throw .unsupportedKey("\(blocks[0].label): convert it with openssl pkcs8 -topk8")
        }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        guard let handle = EVP_PKCS82PKEY(info) else {
            _ = OpenSSLRuntime.drainErrors()
            throw .malformed("not a PKCS#8 private key")
        }
        self.init(owning: handle)
    }

    private static func plainInfo(_ der: [UInt8]) throws(SignaturesError) -> OpaquePointer {
        guard let parsed = OpenSSLRuntime.parse(der, { d2i_PKCS8_PRIV_KEY_INFO(nil, $0, $1) }) else {
            throw .malformed("not a PKCS#8 private key")
        }
        return parsed.object
    }

    private static func decryptedInfo(_ der: [UInt8], _ passphrase: [UInt8]?) throws(SignaturesError) -> OpaquePointer {
        guard let passphrase else { throw .passphrase(given: false) }
        guard let parsed = OpenSSLRuntime.parse(der, { d2i_X509_SIG(nil, $0, $1) }) else {
            throw .malformed("not an encrypted PKCS#8 private key")
        }
        defer { X509_SIG_free(parsed.object) }
        let info = passphrase.withUnsafeBytes {
            PKCS8_decrypt(parsed.object, $0.bindMemory(to: CChar.self).baseAddress, Int32(passphrase.count))
        }
        guard let info else {
            _ = OpenSSLRuntime.drainErrors()
            throw .passphrase(given: true)
        }
        return info
    }

    /// The key as PKCS#8 PEM, encrypted with AES-256 under a key from scrypt (RFC 7914) when a passphrase is given.
    package func pem(passphrase: [UInt8]?) throws(SignaturesError) -> String {
        guard let info = EVP_PKEY2PKCS8(handle) else { throw .library(OpenSSLRuntime.drainErrors()) }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        guard let passphrase else {
            return PEM.text(
                .init(label: "PRIVATE KEY", bytes: OpenSSLRuntime.der { i2d_PKCS8_PRIV_KEY_INFO(info, $0) })
            )
        }
        // N = 2^14, r = 8, p = 1 take 16 MiB and about 50 ms: what OpenSSL itself chooses, and within its memory bound.
        guard let scheme = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), nil, 16, nil, 1 << 14, 8, 1) else {
            throw .library(OpenSSLRuntime.drainErrors())
        }
        let sealed = passphrase.withUnsafeBytes {
            PKCS8_set0_pbe($0.bindMemory(to: CChar.self).baseAddress, Int32(passphrase.count), info, scheme)
        }
        guard let sealed else {
            X509_ALGOR_free(scheme)
            throw .library(OpenSSLRuntime.drainErrors())
        }
        defer { X509_SIG_free(sealed) }
        return PEM.text(.init(label: "ENCRYPTED PRIVATE KEY", bytes: OpenSSLRuntime.der { i2d_X509_SIG(sealed, $0) }))
    }

    /// The public half.
    package var publicKey: PublicKey {
        get throws(SignaturesError) {
            try PublicKey(subjectPublicKeyInfo: OpenSSLRuntime.der { i2d_PUBKEY(handle, $0) })
        }
    }

    /// Signs the concatenation of the parts; the form is that of JWS, ECDSA with low s.
    package func sign(_ parts: [[UInt8]], _ algorithm: SignatureAlgorithm) throws(SignaturesError) -> [UInt8] {
        guard kind.permits(algorithm) else { throw .unsupportedKey("\(kind) cannot sign \(algorithm.rawValue)") }
        let message = Array(parts.joined())
        let made = PublicKey.withContext { context -> [UInt8]? in
            var keyContext: OpaquePointer?
            var length = 0
            guard EVP_DigestSignInit(context, &keyContext, algorithm.digest, nil, handle) == 1,
                !algorithm.usesPSS || lx_use_pss(keyContext) == 1,
                EVP_DigestSign(context, nil, &length, message, message.count) == 1
            else { return nil }
            var signature = [UInt8](repeating: 0, count: length)
            guard EVP_DigestSign(context, &signature, &length, message, message.count) == 1 else { return nil }
            return Array(signature.prefix(length))
        }
        guard let made else { throw .library(OpenSSLRuntime.drainErrors()) }
        guard let width = algorithm.coordinateBytes else { return made }
        guard let raw = ECDSASignature.raw(fromDER: made, coordinateBytes: width) else {
            throw .library("an ECDSA signature of unexpected form")
        }
        return ECDSASignature.lowS(raw)
    }

    /// Lends the handle to the certificate issuer of this target.
    func withHandle<Result>(_ body: (OpaquePointer) -> Result) -> Result { body(handle) }
}
