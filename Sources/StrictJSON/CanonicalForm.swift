/// The canonical form of RFC 8785 (JCS): no white space, members sorted by UTF-16 code units, numbers as ECMAScript
/// prints them.
package enum CanonicalForm {
    /// The canonical bytes of a value.
    ///
    /// - Throws: ``JSONError`` with code `json.number-not-exact` for a number that a double cannot hold: one that
    ///   overflows, one that is not zero but would become zero, and an integer that would become another.
    package static func bytes(of value: JSONValue) throws(JSONError) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(value.sourceBytes.count)
        try append(value, to: &out)
        return out
    }

    // Depth is bounded by the parser's limit, so the recursion is too.
    private static func append(_ value: JSONValue, to out: inout [UInt8]) throws(JSONError) {
        switch value.kind {
        case .null, .true, .false: out += value.sourceBytes
        case .integer, .decimal: out += try number(value)
        case .plainString, .escapedString: appendString(value, to: &out)
        case .array:
            out.append(0x5B)
            for (position, element) in value.elements.enumerated() {
                if position > 0 { out.append(0x2C) }
                try append(element, to: &out)
            }
            out.append(0x5D)
        case .object:
            out.append(0x7B)
            for (position, member) in sorted(value.members).enumerated() {
                if position > 0 { out.append(0x2C) }
                appendString(member.name, to: &out)
                out.append(0x3A)
                try append(member.value, to: &out)
            }
            out.append(0x7D)
        }
    }

    private static func sorted(
        _ members: [(name: JSONValue, value: JSONValue)]
    ) -> [(name: JSONValue, value: JSONValue)] {
        guard members.count > 1 else { return members }
        // UTF-8 and UTF-16 order differ beyond the basic plane, so code units are compared.
        return members.map { (units: Array(($0.name.string ?? "").utf16), member: $0) }
            .sorted { $0.units.lexicographicallyPrecedes($1.units) }
            .map(\.member)
    }

    private static func appendString(_ value: JSONValue, to out: inout [UInt8]) {
        let utf8 = value.utf8 ?? []
        utf8.withUnsafeBufferPointer { JSONString.appendQuoted($0, to: &out) }
    }

    private static func number(_ value: JSONValue) throws(JSONError) -> [UInt8] {
        let text = String(decoding: value.sourceBytes, as: UTF8.self)
        guard let double = Double(text), double.isFinite,
            double != 0 || !value.sourceBytes.contains(where: isSignificantDigit(before: value))
        else { throw notExact(value) }
        let printed = ECMAScriptNumber.text(of: double)
        // What an earlier canonicalisation printed must stay acceptable, although it may be a rounded integer.
        if value.kind == .integer, printed != text, text != "-0",
            !ECMAScriptNumber.holdsExactly(double, integer: text)
        {
            throw notExact(value)
        }
        return Array(printed.utf8)
    }

    /// Tells a digit 1-9 of the significand; used to see that a number is not zero.
    private static func isSignificantDigit(before value: JSONValue) -> (UInt8) -> Bool {
        var inExponent = false
        return { byte in
            if byte | 0x20 == 0x65 { inExponent = true }
            return !inExponent && (0x31...0x39).contains(byte)
        }
    }

    private static func notExact(_ value: JSONValue) -> JSONError {
        value.document.bytes.withUnsafeBufferPointer {
            JSONError(.numberNotExact, at: Int(value.node.start), in: $0)
        }
    }
}
