import COpenSSL

/// Issues certificates and revocation lists of a small federation authority.
///
/// What it makes keeps the profile, or it throws.
package struct CertificateIssuer {
    /// Nil while the root itself is made.
    private let certificate: Certificate?
    private let key: PrivateKey

    /// - Parameters:
    ///   - certificate: the issuing certificate, nil to make a root.
    ///   - key: its private key.
    package init(certificate: Certificate?, key: PrivateKey) {
        OpenSSLRuntime.start()
        self.certificate = certificate
        self.key = key
    }

    /// What a new certificate says.
    package struct Template: Sendable {
        package var role: CertificateRole
        package var commonName: String
        /// Needed for a seal and a TLS certificate, nil for the others.
        package var organisationID: String?
        /// Of a TLS certificate: the names that the gateway is reached under.
        package var hostNames: [String]
        /// 1 to 20 bytes, positive.
        package var serial: [UInt8]
        package var notBefore: Timestamp
        package var notAfter: Timestamp

        package init(
            role: CertificateRole,
            commonName: String,
            organisationID: String? = nil,
            hostNames: [String] = [],
            serial: [UInt8],
            notBefore: Timestamp,
            notAfter: Timestamp
        ) {
            self.role = role
            self.commonName = commonName
            self.organisationID = organisationID
            self.hostNames = hostNames
            self.serial = serial
            self.notBefore = notBefore
            self.notAfter = notAfter
        }
    }

    /// Issues a certificate for a public key.
    package func issue(_ template: Template, for publicKey: PublicKey) throws(SignaturesError) -> Certificate {
        // The notation of extensions has commas and colons of its own.
        guard template.hostNames.allSatisfy(Certificate.isHostName) else { throw .malformed("not a host name") }
        guard let made = X509_new() else { throw .library("out of memory") }
        defer { X509_free(made) }
        let issuerName = certificate.map { X509_get_subject_name($0.handle) }
        let isFilled =
            X509_set_version(made, 2) == 1 && Self.setSerial(template.serial, of: made)
            && ASN1_TIME_set(X509_getm_notBefore(made), Int(template.notBefore.unixSeconds)) != nil
            && ASN1_TIME_set(X509_getm_notAfter(made), Int(template.notAfter.unixSeconds)) != nil
            && Self.addCommonName(template.commonName, to: X509_get_subject_name(made))
            && X509_set_issuer_name(made, issuerName ?? X509_get_subject_name(made)) == 1
            && X509_set_pubkey(made, publicKey.handle) == 1
        guard isFilled, Self.addExtensions(template, to: made, issuer: certificate?.handle ?? made) else {
            throw .library(OpenSSLRuntime.drainErrors())
        }
        guard key.withHandle({ X509_sign(made, $0, Self.digest(for: key.kind)) }) > 0 else {
            throw .library(OpenSSLRuntime.drainErrors())
        }
        let issued = try Certificate(der: OpenSSLRuntime.der { i2d_X509(made, $0) })
        let faults = issued.faults(as: template.role)
        guard faults.isEmpty else { throw .profile(faults) }
        return issued
    }

    /// Issues a revocation list.
    ///
    /// `revoked`: serial numbers and since when.
    /// `number`: grows with every list.
    package func revocationList(
        _ revoked: [(serial: [UInt8], since: Timestamp)],
        number: Int,
        thisUpdate: Timestamp,
        nextUpdate: Timestamp
    ) throws(SignaturesError) -> CertificateRevocationList {
        guard let certificate, let list = X509_CRL_new() else { throw .library("no issuing certificate") }
        defer { X509_CRL_free(list) }
        let from = ASN1_TIME_set(nil, Int(thisUpdate.unixSeconds))
        let to = ASN1_TIME_set(nil, Int(nextUpdate.unixSeconds))
        defer {
            ASN1_TIME_free(from)
            ASN1_TIME_free(to)
        }
        var isFilled =
            X509_CRL_set_version(list, 1) == 1
            && X509_CRL_set_issuer_name(list, X509_get_subject_name(certificate.handle)) == 1
            && X509_CRL_set1_lastUpdate(list, from) == 1 && X509_CRL_set1_nextUpdate(list, to) == 1
        for entry in revoked { isFilled = isFilled && Self.add(entry, to: list) }
        guard let item = lx_extension_new(NID_authority_key_identifier, "keyid:always", certificate.handle, nil),
            let listNumber = ASN1_INTEGER_new()
        else { throw .library(OpenSSLRuntime.drainErrors()) }
        defer {
            X509_EXTENSION_free(item)
            ASN1_INTEGER_free(listNumber)
        }
        isFilled =
            isFilled && X509_CRL_add_ext(list, item, -1) == 1 && ASN1_INTEGER_set(listNumber, number) == 1
            && X509_CRL_add1_ext_i2d(list, NID_crl_number, listNumber, 0, 0) == 1
        isFilled = isFilled && X509_CRL_sort(list) == 1
        guard isFilled, key.withHandle({ X509_CRL_sign(list, $0, Self.digest(for: key.kind)) }) > 0 else {
            throw .library(OpenSSLRuntime.drainErrors())
        }
        return try CertificateRevocationList(der: OpenSSLRuntime.der { i2d_X509_CRL(list, $0) })
    }

    private static func add(_ entry: (serial: [UInt8], since: Timestamp), to list: OpaquePointer) -> Bool {
        guard let item = X509_REVOKED_new(), let number = BN_bin2bn(entry.serial, Int32(entry.serial.count), nil),
            let serial = BN_to_ASN1_INTEGER(number, nil)
        else { return false }
        defer {
            BN_free(number)
            ASN1_INTEGER_free(serial)
        }
        let moment = ASN1_TIME_set(nil, Int(entry.since.unixSeconds))
        defer { ASN1_TIME_free(moment) }
        // The list takes the entry over.
        return X509_REVOKED_set_serialNumber(item, serial) == 1 && X509_REVOKED_set_revocationDate(item, moment) == 1
            && X509_CRL_add0_revoked(list, item) == 1
    }

    /// Extensions by role; the values are in the notation of x509v3_config(5).
    private static func addExtensions(
        _ template: Template,
        to made: OpaquePointer,
        issuer: OpaquePointer
    ) -> Bool {
        var extensions: [(Int32, String)] = [(NID_subject_key_identifier, "hash")]
        switch template.role {
        case .seal:
            extensions += [
                (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
                (NID_ext_key_usage, Certificate.documentSigning),
                (NID_subject_alt_name, "URI:" + Certificate.organisationPrefix + (template.organisationID ?? "")),
            ]
        case .tls:
            let names = ["URI:" + Certificate.organisationPrefix + (template.organisationID ?? "")]
            extensions += [
                (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
                (NID_ext_key_usage, "\(Certificate.serverAuth),\(Certificate.clientAuth)"),
                (NID_subject_alt_name, (names + template.hostNames.map { "DNS:" + $0 }).joined(separator: ",")),
            ]
        case .issuingAuthority:
            extensions += [
                (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"), (NID_key_usage, "critical,keyCertSign,cRLSign"),
            ]
        case .root:
            extensions += [
                (NID_basic_constraints, "critical,CA:TRUE"), (NID_key_usage, "critical,keyCertSign,cRLSign"),
            ]
        }
        // The identifier of a root's own key must stand in it before it can be copied.
        extensions.append((NID_authority_key_identifier, "keyid:always"))
        return extensions.allSatisfy { id, value in
            guard let item = lx_extension_new(id, value, issuer, made) else { return false }
            defer { X509_EXTENSION_free(item) }
            return X509_add_ext(made, item, -1) == 1
        }
    }

    private static func setSerial(_ bytes: [UInt8], of made: OpaquePointer) -> Bool {
        guard let number = BN_bin2bn(bytes, Int32(bytes.count), nil) else { return false }
        defer { BN_free(number) }
        return BN_to_ASN1_INTEGER(number, X509_get_serialNumber(made)) != nil
    }

    static func addCommonName(_ text: String, to name: OpaquePointer?) -> Bool {
        let bytes = Array(text.utf8)
        return X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, bytes, Int32(bytes.count), -1, 0) == 1
    }

    static func digest(for kind: KeyKind) -> OpaquePointer? {
        switch kind {
        case .ed25519: nil
        case .p384: EVP_sha384()
        default: EVP_sha256()
        }
    }
}
