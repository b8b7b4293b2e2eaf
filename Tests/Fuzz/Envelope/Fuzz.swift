import Signatures
import StrictJSON

/// Called by libFuzzer for every input; a crash or a failed precondition is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    check([UInt8](UnsafeBufferPointer(start: start, count: count)))
    return 0
}

private func check(_ bytes: [UInt8]) {
    guard let envelope = try? JWSEnvelope(parsing: bytes) else { return }
    precondition(
        Base64.url.encodedBytes(envelope.payload).elementsEqual(envelope.payloadText),
        "payload reads differently"
    )
    if let document = try? JSONDocument(parsing: bytes) { _ = JSONWebSignature(json: document.root) }
    _ = JSONWebSignature(compact: bytes)
}
