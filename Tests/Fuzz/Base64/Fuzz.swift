import Signatures

/// Called by libFuzzer for every input; a crash or a failed precondition is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    check([UInt8](UnsafeBufferPointer(start: start, count: count)))
    return 0
}

private func check(_ bytes: [UInt8]) {
    for form in [Base64.url, .standard] {
        if let decoded = form.decode(bytes) {
            precondition(form.encodedBytes(decoded) == bytes, "two texts for the same bytes")
        }
        precondition(form.decode(form.encodedBytes(bytes)) == bytes, "bytes do not come back")
    }
}
