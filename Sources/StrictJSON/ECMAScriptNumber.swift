/// Prints doubles as ECMA-262, Number::toString does, which RFC 8785, section 3.2.2.3 asks for.
package enum ECMAScriptNumber {
    /// The text of a finite double.
    package static func text(of value: Double) -> String {
        if value == 0 { return "0" }
        let (digits, exponent) = shortest(value.magnitude)
        let body = layout(digits, exponent)
        return value < 0 ? "-" + body : body
    }

    /// The shortest digits that read back as the value, and the power of ten n with value = 0.digits x 10^n.
    ///
    /// The standard library prints the same digits (shortest, then closest); only its layout differs.
    private static func shortest(_ magnitude: Double) -> (digits: String, exponent: Int) {
        var digits = ""
        var pointAt = 0
        var seenPoint = false
        var power = 0
        var characters = Substring(magnitude.description)
        if let mark = characters.firstIndex(of: "e") {
            power = Int(characters[characters.index(after: mark)...].drop { $0 == "+" }) ?? 0
            characters = characters[..<mark]
        }
        for character in characters {
            if character == "." {
                seenPoint = true
            } else {
                digits.append(character)
                if !seenPoint { pointAt += 1 }
            }
        }
        let leading = digits.prefix { $0 == "0" }.count
        digits.removeFirst(leading)
        while digits.last == "0" { digits.removeLast() }
        return (digits, pointAt - leading + power)
    }

    /// ECMA-262, Number::toString, steps 6 to 10: k digits, n the exponent.
    private static func layout(_ digits: String, _ n: Int) -> String {
        let k = digits.count
        if k <= n, n <= 21 { return digits + String(repeating: "0", count: n - k) }
        if n > 0, n <= 21 { return digits.prefix(n) + "." + digits.dropFirst(n) }
        if n > -6, n <= 0 { return "0." + String(repeating: "0", count: -n) + digits }
        let power = n - 1
        let exponent = (power < 0 ? "e-" : "e+") + String(abs(power))
        return k == 1 ? digits + exponent : digits.prefix(1) + "." + digits.dropFirst(1) + exponent
    }

    /// Whether a double is exactly the integer that the text spells.
    static func holdsExactly(_ value: Double, integer text: String) -> Bool {
        let digits = text.drop { $0 == "-" }
        let magnitude = value.magnitude
        // Below 2^53 every integer is a double. Above, a double is a significand times a power of two, which schoolbook
        // doubling writes out in full.
        if magnitude < 9_007_199_254_740_992 { return true }
        let power = Int(magnitude.exponent) - 52
        var decimal = String(UInt64(magnitude.significandBitPattern | 1 << 52)).reversed().map {
            UInt8($0.wholeNumberValue ?? 0)
        }
        for _ in 0..<power {
            var carry: UInt8 = 0
            for position in decimal.indices {
                let doubled = decimal[position] * 2 + carry
                decimal[position] = doubled % 10
                carry = doubled / 10
            }
            if carry > 0 { decimal.append(carry) }
        }
        return decimal.reversed().map(String.init).joined() == String(digits)
    }
}
