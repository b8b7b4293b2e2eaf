/// The id of an organisation: `ods:<ODS code>`, or `reg:<name>` for bodies without one.
package enum OrganisationID {
    /// Longest id in bytes; registry names are short by rule.
    package static let bytesMax = 80

    /// Whether a text is such an id.
    ///
    /// Compared as bytes: codes are upper case, names lower case.
    package static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count <= bytesMax else { return false }
        if bytes.starts(with: "ods:".utf8) {
            let code = bytes.dropFirst(4)
            return (3...10).contains(code.count) && code.allSatisfy { isDigit($0) || (0x41...0x5A).contains($0) }
        }
        guard bytes.starts(with: "reg:".utf8) else { return false }
        let words = bytes.dropFirst(4).split(separator: 0x2D, omittingEmptySubsequences: false)
        return words.allSatisfy { !$0.isEmpty && $0.allSatisfy { isDigit($0) || (0x61...0x7A).contains($0) } }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
