import COpenSSL

/// A certificate revocation list (RFC 5280, section 5), read from DER.
package struct CertificateRevocationList: Sendable {
    package let der: [UInt8]
    package let thisUpdate: Timestamp
    package let nextUpdate: Timestamp
    private let revoked: [[UInt8]: Timestamp]

    /// Larger lists are refused (256 KiB, some 7,000 entries).
    package static let bytesMax = 256 << 10

    package init(der: [UInt8]) throws(SignaturesError) {
        OpenSSLRuntime.start()
        guard der.count <= Self.bytesMax else {
            throw .malformed("a revocation list of more than \(Self.bytesMax) bytes")
        }
        guard let parsed = OpenSSLRuntime.parse(der, { d2i_X509_CRL(nil, $0, $1) }) else {
            throw .malformed("not a revocation list")
        }
        defer { X509_CRL_free(parsed.object) }
        guard parsed.isWhole, let from = Certificate.timestamp(X509_CRL_get0_lastUpdate(parsed.object)),
            let to = Certificate.timestamp(X509_CRL_get0_nextUpdate(parsed.object))
        else { throw .malformed("a revocation list without both dates or with bytes left over") }
        guard Self.coversAll(parsed.object) else {
            throw .malformed("a revocation list that covers a part only, or has an unknown critical extension")
        }
        self.der = der
        thisUpdate = from
        nextUpdate = to
        revoked = Self.entries(of: parsed.object)
    }

    /// Reads PEM or DER.
    package init(file: [UInt8]) throws(SignaturesError) {
        let block = try? PEM.blocks(in: file).first { $0.label == "X509 CRL" }
        try self.init(der: block?.bytes ?? file)
    }

    /// When the certificate was revoked, nil when it is not listed.
    package func revocation(of certificate: Certificate) -> Timestamp? { revoked[certificate.serial] }

    /// Whether the certificate's key signed the list and its name stands in it.
    package func isSigned(by issuer: Certificate) -> Bool {
        guard let parsed = OpenSSLRuntime.parse(der, { d2i_X509_CRL(nil, $0, $1) }) else { return false }
        defer { X509_CRL_free(parsed.object) }
        guard X509_NAME_cmp(X509_CRL_get_issuer(parsed.object), X509_get_subject_name(issuer.handle)) == 0 else {
            return false
        }
        let isGood = X509_CRL_verify(parsed.object, issuer.publicKey.handle) == 1
        if !isGood { _ = OpenSSLRuntime.drainErrors() }
        return isGood
    }

    /// Whether the list speaks for all certificates of its issuer: no delta, no distribution point, nothing critical that
    /// is not understood (RFC 5280, section 5.2).
    private static func coversAll(_ list: OpaquePointer) -> Bool {
        guard X509_CRL_get_ext_by_NID(list, NID_delta_crl, -1) < 0,
            X509_CRL_get_ext_by_NID(list, NID_issuing_distribution_point, -1) < 0
        else { return false }
        return (0..<X509_CRL_get_ext_count(list)).allSatisfy { position in
            guard let item = X509_CRL_get_ext(list, position) else { return false }
            let id = OBJ_obj2nid(X509_EXTENSION_get_object(item))
            return X509_EXTENSION_get_critical(item) == 0 || id == NID_crl_number || id == NID_authority_key_identifier
        }
    }

    private static func entries(of list: OpaquePointer) -> [[UInt8]: Timestamp] {
        var entries: [[UInt8]: Timestamp] = [:]
        guard let stack = X509_CRL_get_REVOKED(list) else { return entries }
        for position in 0..<lx_revoked_count(stack) {
            guard let entry = lx_revoked_at(stack, position),
                let moment = Certificate.timestamp(X509_REVOKED_get0_revocationDate(entry)),
                let number = ASN1_INTEGER_to_BN(X509_REVOKED_get0_serialNumber(entry), nil)
            else { continue }
            defer { BN_free(number) }
            var serial = [UInt8](repeating: 0, count: (Int(BN_num_bits(number)) + 7) / 8)
            BN_bn2bin(number, &serial)
            entries[serial] = moment
        }
        return entries
    }
}
