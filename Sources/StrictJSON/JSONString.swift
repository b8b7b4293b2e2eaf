/// Decodes string text that the parser accepted.
package enum JSONString {
    /// The value of the source between two quotes, as UTF-8.
    ///
    /// `raw` must be text that the parser accepted, so that every escape is whole.
    package static func decoded(_ raw: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(raw.count)
        var at = 0
        while at < raw.count {
            guard raw[at] == 0x5C else {
                out.append(raw[at])
                at += 1
                continue
            }
            if raw[at + 1] == 0x75 {
                var scalar = codeUnit(raw, at + 2)
                at += 6
                if scalar & 0xFC00 == 0xD800 {
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + (codeUnit(raw, at + 2) & 0x3FF)
                    at += 6
                }
                appendUTF8(scalar, to: &out)
            } else {
                out.append(shortEscape(raw[at + 1]))
                at += 2
            }
        }
        return out
    }

    private static func shortEscape(_ letter: UInt8) -> UInt8 {
        switch letter {
        case 0x62: 0x08
        case 0x66: 0x0C
        case 0x6E: 0x0A
        case 0x72: 0x0D
        case 0x74: 0x09
        default: letter
        }
    }

    private static func codeUnit(_ raw: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32 {
        (start..<start + 4).reduce(0) { $0 << 4 | (hexValue(raw[$1]) ?? 0) }
    }

    static func appendUTF8(_ scalar: UInt32, to out: inout [UInt8]) {
        // The parser pairs surrogates, so every value here is a scalar.
        guard let scalar = Unicode.Scalar(scalar) else { return }
        out.append(contentsOf: UTF8.encode(scalar).unsafelyUnwrapped)
    }

    static func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x37)
        case 0x61...0x66: UInt32(byte - 0x57)
        default: nil
        }
    }

    /// Appends a value as a quoted string, escaped as RFC 8785, section 3.2.2.2 asks: only what must be.
    package static func appendQuoted(_ value: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
        let digits: StaticString = "0123456789abcdef"
        out.append(0x22)
        for byte in value {
            switch byte {
            case 0x22, 0x5C: out += [0x5C, byte]
            case 0x08: out += [0x5C, 0x62]
            case 0x09: out += [0x5C, 0x74]
            case 0x0A: out += [0x5C, 0x6E]
            case 0x0C: out += [0x5C, 0x66]
            case 0x0D: out += [0x5C, 0x72]
            case 0..<0x20:
                out += [0x5C, 0x75, 0x30, 0x30, digits.utf8Start[Int(byte >> 4)], digits.utf8Start[Int(byte & 15)]]
            default: out.append(byte)
            }
        }
        out.append(0x22)
    }
}
