import COpenSSL

/// An X.509 certificate (RFC 5280) that was read from DER to its last byte.
///
/// OpenSSL caches decoded extensions inside the object on first use; `init` forces that, so that afterwards it is only
/// read and may be shared.
package final class Certificate: @unchecked Sendable {
    let handle: OpaquePointer
    /// The exact bytes.
    package let der: [UInt8]
    /// SHA-256 of the bytes: `x5t#S256`.
    package let thumbprint: Digest
    package let publicKey: PublicKey
    package let notBefore: Timestamp
    package let notAfter: Timestamp
    let flags: UInt32
    /// The organisation id of the one SAN URI, nil when there is not exactly one of the right form.
    package let organisationID: String?

    /// Larger certificates are refused: ours have about 600 bytes (8 KiB).
    package static let bytesMax = 8 << 10

    package init(der: [UInt8]) throws(SignaturesError) {
        OpenSSLRuntime.start()
        guard der.count <= Self.bytesMax else { throw .malformed("a certificate of more than \(Self.bytesMax) bytes") }
        guard let parsed = OpenSSLRuntime.parse(der, { d2i_X509(nil, $0, $1) }) else {
            throw .malformed("not an X.509 certificate")
        }
        let handle = parsed.object
        guard parsed.isWhole, OpenSSLRuntime.der({ i2d_X509(handle, $0) }) == der,
            let key = X509_get_pubkey(handle),
            let from = Self.timestamp(X509_get0_notBefore(handle)), let to = Self.timestamp(X509_get0_notAfter(handle))
        else {
            X509_free(handle)
            _ = OpenSSLRuntime.drainErrors()
            throw .malformed("a certificate with bytes left over, an unreadable key or unreadable dates")
        }
        self.handle = handle
        self.der = der
        thumbprint = Digest(of: der)
        publicKey = PublicKey(owning: key)
        notBefore = from
        notAfter = to
        _ = X509_check_purpose(handle, -1, 0)
        flags = X509_get_extension_flags(handle)
        organisationID = Self.organisationID(of: handle)
        _ = OpenSSLRuntime.drainErrors()
    }

    deinit { X509_free(handle) }

    /// Every certificate of a PEM file, in order.
    package static func chain(pem: some Sequence<UInt8>) throws(SignaturesError) -> [Certificate] {
        var certificates: [Certificate] = []
        for block in try PEM.blocks(in: pem) where block.label == "CERTIFICATE" {
            certificates.append(try Certificate(der: block.bytes))
        }
        guard !certificates.isEmpty else { throw .malformed("the file holds no certificate") }
        return certificates
    }

    /// SHA-256 of the SubjectPublicKeyInfo.
    package var keyThumbprint: Digest { Digest(of: publicKey.subjectPublicKeyInfo) }

    /// The certificate as PEM.
    package var pem: String { PEM.text(.init(label: "CERTIFICATE", bytes: der)) }

    /// The subject as one line, such as `CN=…, O=…`.
    package var subject: String { Self.line(X509_get_subject_name(handle)) }

    /// The issuer's name as one line.
    package var issuer: String { Self.line(X509_get_issuer_name(handle)) }

    /// The serial number, big-endian; empty when it is negative.
    package var serial: [UInt8] {
        guard let number = X509_get0_serialNumber(handle), let big = ASN1_INTEGER_to_BN(number, nil) else { return [] }
        defer { BN_free(big) }
        guard BN_is_negative(big) == 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: (Int(BN_num_bits(big)) + 7) / 8)
        BN_bn2bin(big, &bytes)
        return bytes
    }

    /// Whether it is issued by its own subject.
    package var isSelfIssued: Bool { flags & UInt32(EXFLAG_SI) != 0 }

    /// URIs of the subject alternative name.
    package var uriNames: [String] { Self.names(GEN_URI, of: handle) }

    /// Host names of the subject alternative name.
    package var hostNames: [String] { Self.names(GEN_DNS, of: handle) }

    /// Whether a text is a host name of letters, digits, hyphens and full stops (RFC 1123, section 2.1).
    package static func isHostName(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
                    && label.allSatisfy {
                        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                            || $0 == 0x2D
                    }
            }
    }

    private static func organisationID(of handle: OpaquePointer) -> String? {
        let uris = names(GEN_URI, of: handle)
        guard uris.count == 1, uris[0].utf8.starts(with: organisationPrefix.utf8) else { return nil }
        return String(uris[0].dropFirst(organisationPrefix.count))
    }

    package static let organisationPrefix = "urn:lesson-exchange:org:"

    private static func names(_ kind: Int32, of handle: OpaquePointer) -> [String] {
        guard let list = X509_get_ext_d2i(handle, NID_subject_alt_name, nil, nil) else { return [] }
        let names = OpaquePointer(list)
        defer { GENERAL_NAMES_free(names) }
        return (0..<lx_names_count(names)).compactMap { position in
            guard let name = lx_names_at(names, position), name.pointee.type == kind,
                let text = name.pointee.d.ia5
            else { return nil }
            return Self.text(UnsafePointer(text))
        }
    }

    /// Number of names of any kind in the subject alternative name.
    var nameCount: Int {
        guard let list = X509_get_ext_d2i(handle, NID_subject_alt_name, nil, nil) else { return 0 }
        let names = OpaquePointer(list)
        defer { GENERAL_NAMES_free(names) }
        return Int(lx_names_count(names))
    }

    /// Extended key usages as dotted object identifiers.
    var extendedKeyUsages: [String] {
        guard let list = X509_get_ext_d2i(handle, NID_ext_key_usage, nil, nil) else { return [] }
        let usages = OpaquePointer(list)
        defer { EXTENDED_KEY_USAGE_free(usages) }
        return (0..<lx_objects_count(usages)).map { position in
            var text = [UInt8](repeating: 0, count: 80)
            let length = text.withUnsafeMutableBytes {
                OBJ_obj2txt($0.bindMemory(to: CChar.self).baseAddress, 80, lx_objects_at(usages, position), 1)
            }
            return String(decoding: text.prefix(Int(max(0, min(length, 79)))), as: UTF8.self)
        }
    }

    static func text(_ string: UnsafePointer<ASN1_STRING>) -> String {
        let length = Int(ASN1_STRING_length(string))
        guard let data = ASN1_STRING_get0_data(string), length > 0 else { return "" }
        return String(decoding: UnsafeBufferPointer(start: data, count: length), as: UTF8.self)
    }

    static func timestamp(_ time: UnsafePointer<ASN1_TIME>?) -> Timestamp? {
        guard let time else { return nil }
        var parts = tm()
        guard ASN1_TIME_to_tm(time, &parts) == 1 else { return nil }
        func padded(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let year = parts.tm_year + 1900
        guard year >= 1000 else { return nil }
        let date = "\(year)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
        return Timestamp(date + "T\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))Z")
    }

    private static func line(_ name: OpaquePointer?) -> String {
        guard let name, let bio = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free(bio) }
        lx_name_print(bio, name)
        var start: UnsafeMutablePointer<CChar>?
        let length = lx_bio_data(bio, &start)
        guard let start, length > 0 else { return "" }
        return start.withMemoryRebound(to: UInt8.self, capacity: length) {
            String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
        }
    }

    /// Whether the key of another certificate signed this one; names and dates are not looked at.
    package func isSigned(by issuer: Certificate) -> Bool {
        guard let key = X509_get0_pubkey(issuer.handle) else { return false }
        return X509_verify(handle, key) == 1
    }
}
