import Anonymisation

/// Called by libFuzzer for every input; a crash or a failed precondition is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    check(UnsafeBufferPointer(start: start, count: count))
    return 0
}

private func check(_ text: UnsafeBufferPointer<UInt8>) {
    let scanner = TextScanner()
    let findings = scanner.findings(text)
    var end = 0
    for finding in findings {
        precondition(finding.start >= end && finding.end > finding.start, "findings overlap or are out of order")
        end = finding.end
    }
    // A byte that is no UTF-8 counts as one character.
    let valid = String(validating: text, as: UTF8.self)
    precondition(end <= valid?.unicodeScalars.count ?? text.count, "a finding ends behind the text")
    let reference = scanner.findings(text, profile: .publicReference)
    precondition(
        reference.allSatisfy { findings.contains($0) || $0.rule == "person.in-page" },
        "a reference is read for more than prose, pages apart"
    )
    precondition(scanner.findings(text, profile: .code).isEmpty, "a code is read")
}
