/// A JSON number as its exact value: sign, significant digits, power of ten.
///
/// Nothing is rounded.
package struct ExactDecimal: Equatable, Sendable {
    /// The value is digits x 10^exponent; digits have no leading and no trailing zero, and are empty for zero.
    private let digits: [UInt8]
    private let exponent: Int
    private let isNegative: Bool

    /// Exponents beyond this are held there: no number of digits that the parser accepts comes near.
    private static let exponentMax = 1 << 40

    /// Reads the text of a number that the JSON parser accepted.
    package init(_ text: some Sequence<UInt8>) {
        var digits: [UInt8] = []
        var power = 0
        var fraction = 0
        var seen: (point: Bool, mark: Bool, minus: Bool) = (false, false, false)
        var isNegative = false
        for byte in text {
            switch byte {
            case 0x2D: if seen.mark { seen.minus = true } else { isNegative = true }
            case 0x2E: seen.point = true
            case 0x45, 0x65: seen.mark = true
            case 0x30...0x39 where seen.mark: power = min(power * 10 + Int(byte - 0x30), Self.exponentMax)
            case 0x30...0x39:
                digits.append(byte - 0x30)
                if seen.point { fraction += 1 }
            default: break
            }
        }
        var exponent = (seen.minus ? -power : power) - fraction
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        digits.removeFirst(digits.prefix { $0 == 0 }.count)
        self.digits = digits
        self.exponent = digits.isEmpty ? 0 : exponent
        self.isNegative = isNegative && !digits.isEmpty
    }

    package var isZero: Bool { digits.isEmpty }

    /// Whether the value is a whole number.
    package var isInteger: Bool { exponent >= 0 }

    package static func == (left: ExactDecimal, right: ExactDecimal) -> Bool {
        left.isNegative == right.isNegative && left.exponent == right.exponent && left.digits == right.digits
    }

    /// -1, 0 or 1.
    package func compared(to other: ExactDecimal) -> Int {
        if isNegative != other.isNegative { return isNegative ? -1 : 1 }
        let order = magnitudeCompared(to: other)
        return isNegative ? -order : order
    }

    private func magnitudeCompared(to other: ExactDecimal) -> Int {
        if isZero || other.isZero { return isZero ? (other.isZero ? 0 : -1) : 1 }
        let top = digits.count + exponent
        let otherTop = other.digits.count + other.exponent
        if top != otherTop { return top < otherTop ? -1 : 1 }
        for position in 0..<max(digits.count, other.digits.count) {
            let left = position < digits.count ? digits[position] : 0
            let right = position < other.digits.count ? other.digits[position] : 0
            if left != right { return left < right ? -1 : 1 }
        }
        return 0
    }

    /// Number of significant digits.
    package var digitCount: Int { digits.count }

    /// Whether the value is a whole multiple of a positive divisor of at most 18 digits.
    package func isMultiple(of divisor: ExactDecimal) -> Bool {
        if isZero { return true }
        let shift = exponent - divisor.exponent
        // Digits end in no zero, so they cannot hold the factor ten that a negative shift asks for.
        guard shift >= 0 else { return false }
        let modulus = divisor.digits.reduce(UInt64(0)) { $0 * 10 + UInt64($1) }
        var rest = digits.reduce(UInt64(0)) { Self.multiply($0, 10, adding: UInt64($1), modulo: modulus) }
        var factor = 10 % modulus
        var power = shift
        while power > 0 {
            if power & 1 == 1 { rest = Self.multiply(rest, factor, adding: 0, modulo: modulus) }
            factor = Self.multiply(factor, factor, adding: 0, modulo: modulus)
            power >>= 1
        }
        return rest == 0
    }

    private static func multiply(_ left: UInt64, _ right: UInt64, adding: UInt64, modulo: UInt64) -> UInt64 {
        var (high, low) = left.multipliedFullWidth(by: right)
        let (sum, carries) = low.addingReportingOverflow(adding)
        low = sum
        if carries { high += 1 }
        return modulo.dividingFullWidth((high % modulo, low)).remainder
    }

    /// Feeds the value to a hash, the same for every spelling.
    func hash(into hasher: inout Hasher) {
        hasher.combine(isNegative)
        hasher.combine(exponent)
        hasher.combine(digits)
    }
}
