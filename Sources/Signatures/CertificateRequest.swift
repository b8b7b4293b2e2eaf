import COpenSSL

/// A certification request (PKCS#10, RFC 2986) for one organisation id.
package struct CertificateRequest: Sendable {
    package let der: [UInt8]
    package let publicKey: PublicKey
    package let organisationID: String
    package let commonName: String

    package var pem: String { PEM.text(.init(label: "CERTIFICATE REQUEST", bytes: der)) }

    /// Makes a request, signed with the key that it asks a certificate for.
    package init(organisationID: String, commonName: String, key: PrivateKey) throws(SignaturesError) {
        guard OrganisationID.isValid(organisationID), let request = X509_REQ_new(),
            let extensions = lx_extensions_new()
        else { throw .malformed("not an organisation id: write ods:CODE or reg:name") }
        defer {
            X509_REQ_free(request)
            lx_extensions_free(extensions)
        }
        let uri = "URI:" + Certificate.organisationPrefix + organisationID
        guard let name = lx_extension_new(NID_subject_alt_name, uri, nil, nil) else {
            throw .library(OpenSSLRuntime.drainErrors())
        }
        lx_extensions_push(extensions, name)
        let publicKey = try key.publicKey
        let isMade = key.withHandle { handle in
            X509_REQ_set_version(request, 0) == 1
                && CertificateIssuer.addCommonName(commonName, to: X509_REQ_get_subject_name(request))
                && X509_REQ_add_extensions(request, extensions) == 1 && X509_REQ_set_pubkey(request, handle) == 1
                && X509_REQ_sign(request, handle, CertificateIssuer.digest(for: key.kind)) > 0
        }
        guard isMade else { throw .library(OpenSSLRuntime.drainErrors()) }
        der = OpenSSLRuntime.der { i2d_X509_REQ(request, $0) }
        self.publicKey = publicKey
        self.organisationID = organisationID
        self.commonName = commonName
    }

    /// Reads a request from PEM and checks that its key signed it and that it names exactly one organisation.
    package init(pem: some Sequence<UInt8>) throws(SignaturesError) {
        OpenSSLRuntime.start()
        guard let block = try PEM.blocks(in: pem).first(where: { $0.label == "CERTIFICATE REQUEST" }),
            let parsed = OpenSSLRuntime.parse(block.bytes, { d2i_X509_REQ(nil, $0, $1) })
        else { throw .malformed("not a certification request") }
        defer { X509_REQ_free(parsed.object) }
        guard parsed.isWhole, let key = X509_REQ_get_pubkey(parsed.object) else {
            throw .malformed("a certification request with bytes left over or an unreadable key")
        }
        publicKey = PublicKey(owning: key)
        guard X509_REQ_verify(parsed.object, key) == 1 else {
            _ = OpenSSLRuntime.drainErrors()
            throw .malformed("the request is not signed by the key that it names")
        }
        guard let organisation = Self.organisation(of: parsed.object), OrganisationID.isValid(organisation) else {
            throw .malformed("the request does not name exactly one organisation id")
        }
        der = block.bytes
        organisationID = organisation
        commonName = Self.commonName(of: parsed.object)
    }

    private static func organisation(of request: OpaquePointer) -> String? {
        guard let extensions = X509_REQ_get_extensions(request) else { return nil }
        defer { lx_extensions_free(extensions) }
        guard let list = X509V3_get_d2i(extensions, NID_subject_alt_name, nil, nil) else { return nil }
        let names = OpaquePointer(list)
        defer { GENERAL_NAMES_free(names) }
        guard lx_names_count(names) == 1, let name = lx_names_at(names, 0), name.pointee.type == GEN_URI,
            let string = name.pointee.d.ia5
        else { return nil }
        let uri = Certificate.text(UnsafePointer(string))
        guard uri.utf8.starts(with: Certificate.organisationPrefix.utf8) else { return nil }
        return String(uri.dropFirst(Certificate.organisationPrefix.count))
    }

    private static func commonName(of request: OpaquePointer) -> String {
        guard let subject = X509_REQ_get_subject_name(request) else { return "" }
        let position = X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
        guard position >= 0, let entry = X509_NAME_get_entry(subject, position),
            let data = X509_NAME_ENTRY_get_data(entry)
        else { return "" }
        return Certificate.text(UnsafePointer(data))
    }
}
