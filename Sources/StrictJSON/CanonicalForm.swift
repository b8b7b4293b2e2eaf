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
        if value.kind == .decimal, isOtherInteger(text, printed) { throw notExact(value) }
        return Array(printed.utf8)
    }

    /// Whether a number written with a point or a power is a whole number and another one when printed.
    private static func isOtherInteger(_ source: String, _ printed: String) -> Bool {
        let (left, right) = (parts(source), parts(printed))
        return left.power >= 0 && !(left.digits == right.digits && left.power == right.power)
    }

    /// Digits without zeros at either end, and the power of ten behind them.
    private static func parts(_ text: String) -> (digits: [UInt8], power: Int) {
        var digits: [UInt8] = []
        var power = 0
        var hasPoint = false
        for (position, byte) in text.utf8.enumerated() {
            if byte | 0x20 == 0x65 {
                // An exponent that no integer holds belongs to a number that overflowed or is zero.
                power +=
                    Int(
                        text.utf8.dropFirst(position + 1).drop { $0 == 0x2B }.reduce(into: "") {
                            $0.unicodeScalars.append(Unicode.Scalar($1))
                        }
                    ) ?? 0
                break
            }
            if byte == 0x2E { hasPoint = true }
            guard (0x30...0x39).contains(byte) else { continue }
            digits.append(byte)
            if hasPoint { power -= 1 }
        }
        digits = Array(digits.drop { $0 == 0x30 })
        while digits.last == 0x30 {
            digits.removeLast()
            power += 1
        }
        return digits.isEmpty ? ([], 0) : (digits, power)
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
