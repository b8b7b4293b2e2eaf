import LinearRegex

/// Called by libFuzzer for every input; a crash or a failed precondition is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    check([UInt8](UnsafeBufferPointer(start: start, count: count)))
    return 0
}

private func check(_ bytes: [UInt8]) {
    let half = bytes.count / 2
    guard let regex = try? LinearRegex(utf8: bytes[..<half]),
        let text = String(validating: bytes[half...], as: UTF8.self)
    else { return }
    _ = regex.matches(text)
}
