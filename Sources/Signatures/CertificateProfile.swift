import COpenSSL

/// One way in which a certificate breaks the profile of docs/reference/certificate-profile.md.
package enum CertificateFault: String, Hashable, Sendable, CaseIterable {
    case notVersion3 = "version is not 3"
    case serialLength = "serial number is not 1 to 20 bytes and positive"
    case keyKind = "key is not EC P-256, EC P-384, Ed25519 or RSA 3072 to 4096 with exponent 65537"
    case signatureAlgorithm = "signature algorithm is not one of ECDSA, Ed25519, RSA with SHA-256 or better"
    case isCA = "basic constraints say CA, but it signs statements"
    case isNotCA = "basic constraints do not say CA, critical"
    case keyUsage = "key usage is not exactly what its role needs, critical"
    case extendedKeyUsage = "extended key usage is not exactly documentSigning"
    case subjectAlternativeName = "subject alternative name is not exactly one organisation URI"
    case tlsExtendedKeyUsage = "extended key usage is not serverAuth, clientAuth or both"
    case tlsAlternativeNames = "subject alternative names are not one organisation URI and host names"
    case unknownCriticalExtension = "an unknown critical extension"
    case nameConstraints = "name constraints"
    case authorityKeyIdentifier = "no authority key identifier"
    case subjectKeyIdentifier = "no subject key identifier"
    case duplicateExtension = "an extension stands twice or cannot be read"
    case validity = "not after lies before not before"
    case emptySubject = "subject is empty"
}

/// What a certificate is for in a federation.
package enum CertificateRole: Sendable {
    /// Signs statements: the leaf.
    case seal
    /// Proves an organisation's gateway to its partners, as server and as client; a key of its own.
    case tls
    /// Issues seal certificates.
    case issuingAuthority
    /// The federation root.
    case root
}

extension Certificate {
    /// documentSigning, RFC 9336.
    static let documentSigning = "1.3.6.1.5.5.7.3.36"
    /// RFC 5280, section 4.2.1.12.
    static let serverAuth = "1.3.6.1.5.5.7.3.1"
    static let clientAuth = "1.3.6.1.5.5.7.3.2"

    /// Every fault against the profile; empty when the certificate keeps it.
    ///
    /// Dates against a moment are judged apart.
    package func faults(as role: CertificateRole) -> [CertificateFault] {
        var faults: [CertificateFault] = []
        func require(_ condition: Bool, _ fault: CertificateFault) {
            if !condition { faults.append(fault) }
        }
        require(X509_get_version(handle) == 2, .notVersion3)
        let serial = serial
        require((1...20).contains(serial.count) && serial.contains { $0 != 0 } && serialBytesAreMinimal, .serialLength)
        require(publicKey.kind.bundleAlgorithm != nil, .keyKind)
        require(Self.acceptedSignatures.contains(X509_get_signature_nid(handle)), .signatureAlgorithm)
        require(flags & UInt32(EXFLAG_INVALID) == 0 && extensionsAreUnique, .duplicateExtension)
        require(notBefore <= notAfter, .validity)
        require(!hasUnknownCriticalExtension, .unknownCriticalExtension)
        require(X509_get_ext_by_NID(handle, NID_name_constraints, -1) < 0, .nameConstraints)
        require(X509_NAME_entry_count(X509_get_subject_name(handle)) > 0, .emptySubject)
        switch role {
        case .seal: sealFaults(require)
        case .tls: tlsFaults(require)
        case .issuingAuthority, .root: authorityFaults(role, require)
        }
        return faults
    }

    private func sealFaults(_ require: (Bool, CertificateFault) -> Void) {
        require(flags & UInt32(EXFLAG_CA) == 0, .isCA)
        require(hasExactKeyUsage(UInt32(KU_DIGITAL_SIGNATURE)), .keyUsage)
        require(extendedKeyUsages == [Self.documentSigning], .extendedKeyUsage)
        require(nameCount == 1 && organisationID.map(OrganisationID.isValid) ?? false, .subjectAlternativeName)
        require(X509_get0_authority_key_id(handle) != nil, .authorityKeyIdentifier)
    }

    private func tlsFaults(_ require: (Bool, CertificateFault) -> Void) {
        require(flags & UInt32(EXFLAG_CA) == 0, .isCA)
        require(hasExactKeyUsage(UInt32(KU_DIGITAL_SIGNATURE)), .keyUsage)
        let usages = Set(extendedKeyUsages)
        require(!usages.isEmpty && usages.isSubset(of: [Self.serverAuth, Self.clientAuth]), .tlsExtendedKeyUsage)
        // Nothing but one URI and host names: an address or a mailbox would say something that nobody checks.
        let isNamed = organisationID.map(OrganisationID.isValid) ?? false
        require(isNamed && nameCount == 1 + hostNames.count, .tlsAlternativeNames)
        require(X509_get0_authority_key_id(handle) != nil, .authorityKeyIdentifier)
    }

    private func authorityFaults(_ role: CertificateRole, _ require: (Bool, CertificateFault) -> Void) {
        require(flags & UInt32(EXFLAG_CA) != 0 && isCritical(NID_basic_constraints), .isNotCA)
        require(hasExactKeyUsage(UInt32(KU_KEY_CERT_SIGN | KU_CRL_SIGN)), .keyUsage)
        require(X509_get_ext_by_NID(handle, NID_ext_key_usage, -1) < 0, .extendedKeyUsage)
        require(X509_get0_subject_key_id(handle) != nil, .subjectKeyIdentifier)
        if case .issuingAuthority = role {
            require(X509_get0_authority_key_id(handle) != nil, .authorityKeyIdentifier)
        }
    }

    private func hasExactKeyUsage(_ usage: UInt32) -> Bool {
        flags & UInt32(EXFLAG_KUSAGE) != 0 && X509_get_key_usage(handle) == usage && isCritical(NID_key_usage)
    }

    private func isCritical(_ extensionID: Int32) -> Bool {
        let position = X509_get_ext_by_NID(handle, extensionID, -1)
        return position >= 0 && X509_EXTENSION_get_critical(X509_get_ext(handle, position)) == 1
    }

    /// The profile knows these; any other critical extension changes what the certificate means.
    private static let knownExtensions: Set<Int32> = [
        NID_basic_constraints, NID_key_usage, NID_ext_key_usage, NID_subject_alt_name, NID_authority_key_identifier,
        NID_subject_key_identifier,
    ]

    private static let acceptedSignatures: Set<Int32> = [
        NID_ecdsa_with_SHA256, NID_ecdsa_with_SHA384, NID_ecdsa_with_SHA512, NID_ED25519, NID_sha256WithRSAEncryption,
        NID_sha384WithRSAEncryption, NID_sha512WithRSAEncryption, NID_rsassaPss,
    ]

    private var extensionIDs: [(id: Int32, isCritical: Bool)] {
        (0..<X509_get_ext_count(handle)).map { position in
            let item = X509_get_ext(handle, position)
            return (OBJ_obj2nid(X509_EXTENSION_get_object(item)), X509_EXTENSION_get_critical(item) == 1)
        }
    }

    private var hasUnknownCriticalExtension: Bool {
        extensionIDs.contains { $0.isCritical && !Self.knownExtensions.contains($0.id) }
    }

    private var extensionsAreUnique: Bool {
        let known = extensionIDs.map(\.id).filter { $0 != NID_undef }
        return Set(known).count == known.count
    }

    /// DER integers carry no superfluous leading byte; OpenSSL tolerates one, so the length on file is compared.
    private var serialBytesAreMinimal: Bool {
        guard let number = X509_get0_serialNumber(handle) else { return false }
        return ASN1_STRING_length(number) <= 20
    }
}
