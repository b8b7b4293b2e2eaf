import StrictJSON

/// Called by libFuzzer for every input; a crash or a failed precondition is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    check([UInt8](UnsafeBufferPointer(start: start, count: count)))
    return 0
}

private func check(_ bytes: [UInt8]) {
    guard let document = try? JSONDocument(parsing: bytes) else { return }
    // What is accepted must survive being written and read again, and its canonical form must be stable.
    let again = try? JSONDocument(parsing: JSONTree(document.root).compactBytes)
    precondition(again != nil, "accepted text does not survive")
    if let canonical = try? CanonicalForm.bytes(of: document.root) {
        let second = (try? JSONDocument(parsing: canonical)).flatMap { try? CanonicalForm.bytes(of: $0.root) }
        precondition(second == canonical, "the canonical form is not stable")
    }
}
