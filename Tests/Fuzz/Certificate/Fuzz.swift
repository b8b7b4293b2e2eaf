import Signatures

/// Called by libFuzzer for every input; a crash or a failed precondition is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    check([UInt8](UnsafeBufferPointer(start: start, count: count)))
    return 0
}

private func check(_ bytes: [UInt8]) {
    _ = try? CertificateRevocationList(der: bytes)
    _ = try? PEM.blocks(in: bytes)
    _ = try? CertificateRequest(pem: bytes)
    guard let certificate = try? Certificate(der: bytes) else { return }
    precondition(certificate.der == bytes, "another certificate than was read")
    for role in [CertificateRole.seal, .issuingAuthority, .root] { _ = certificate.faults(as: role) }
    _ = (certificate.subject, certificate.issuer, certificate.organisationID, certificate.serial)
}
