import JSONSchema
import StrictJSON

/// Called by libFuzzer for every input; a crash or a failed precondition is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    check([UInt8](UnsafeBufferPointer(start: start, count: count)))
    return 0
}

private func check(_ bytes: [UInt8]) {
    // The first half is the schema, the rest the instance.
    let half = bytes.count / 2
    guard let schema = try? JSONDocument(parsing: Array(bytes[..<half])),
        let compiled = try? CompiledSchema(
            schema,
            uri: "file:///fuzz",
            registry: SchemaRegistry(),
            formatAssertion: true
        )
    else { return }
    let validator = SchemaValidator(compiled)
    for instance in [schema, try? JSONDocument(parsing: Array(bytes[half...]))].compactMap({ $0 }) {
        let isValid = validator.isValid(instance.root)
        precondition(isValid == validator.violations(of: instance.root, max: 100).isEmpty, "the two passes disagree")
    }
}
