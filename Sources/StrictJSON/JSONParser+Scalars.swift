extension JSONParser {
    /// Reads a string from its opening quote.
    ///
    /// - Returns: the offset after the closing quote, and whether the string holds an escape.
    @inline(__always)
    func stringEnd(_ start: Int) throws(JSONError) -> (offset: Int, escaped: Bool) {
        let at = skipPlain(start + 1)
        if at < length, base[at] == 0x22 { return (at + 1, false) }
        return try unusualStringEnd(at)
    }

    /// Passes over ASCII that needs no look: eight bytes at a time, as an integer.
    ///
    /// Each term has a byte's high bit set where the byte is a quote, a backslash, a control character or not ASCII.
    /// A borrow can set more, but only above a byte that is really set, so the lowest one is always true.
    @inline(__always)
    private func skipPlain(_ start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        let raw = UnsafeRawPointer(base)
        var at = start
        while at &+ 8 <= length {
            let word = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            let quote = (word ^ (ones &* 0x22)) &- ones
            let backslash = (word ^ (ones &* 0x5C)) &- ones
            let control = word &- (ones &* 0x20)
            let marks = (quote | backslash | control | word) & high
            if marks != 0 { return at &+ (marks.trailingZeroBitCount >> 3) }
            at &+= 8
        }
        while at < length, base[at] >= 0x20, base[at] < 0x80, base[at] != 0x22, base[at] != 0x5C { at &+= 1 }
        return at
    }

    private func unusualStringEnd(_ start: Int) throws(JSONError) -> (offset: Int, escaped: Bool) {
        var at = start
        var escaped = false
        while at < length {
            switch base[at] {
            case 0x22: return (at + 1, escaped)
            case 0x5C:
                escaped = true
                at = try escapeEnd(at)
            case 0..<0x20: throw fault(.controlCharacter, at)
            case 0x80...:
                guard let end = scalarEnd(at) else { throw fault(.invalidUTF8, at) }
                at = end
            default: at = skipPlain(at)
            }
        }
        throw fault(.unexpectedEnd, at)
    }

    /// The end of a scalar of two to four bytes, nil when it is not well formed (Unicode 15, table 3-7).
    @inline(__always)
    private func scalarEnd(_ at: Int) -> Int? {
        let first = base[at]
        func continues(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            at + offset < length && range.contains(base[at + offset])
        }
        switch first {
        case 0xC2...0xDF: return continues(1) ? at + 2 : nil
        case 0xE0: return continues(1, 0xA0...0xBF) && continues(2) ? at + 3 : nil
        case 0xED: return continues(1, 0x80...0x9F) && continues(2) ? at + 3 : nil
        case 0xE1...0xEF: return continues(1) && continues(2) ? at + 3 : nil
        case 0xF0: return continues(1, 0x90...0xBF) && continues(2) && continues(3) ? at + 4 : nil
        case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? at + 4 : nil
        case 0xF4: return continues(1, 0x80...0x8F) && continues(2) && continues(3) ? at + 4 : nil
        default: return nil
        }
    }

    /// Reads an escape from its backslash; a high surrogate takes its low one with it.
    private func escapeEnd(_ at: Int) throws(JSONError) -> Int {
        guard at + 1 < length else { throw fault(.unexpectedEnd, length) }
        switch base[at + 1] {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return at + 2
        case 0x75:
            let unit = try codeUnit(at)
            if unit & 0xFC00 == 0xDC00 { throw fault(.loneSurrogate, at) }
            guard unit & 0xFC00 == 0xD800 else { return at + 6 }
            guard at + 7 < length, base[at + 6] == 0x5C, base[at + 7] == 0x75,
                try codeUnit(at + 6) & 0xFC00 == 0xDC00
            else { throw fault(.loneSurrogate, at) }
            return at + 12
        default: throw fault(.invalidEscape, at)
        }
    }

    private func codeUnit(_ at: Int) throws(JSONError) -> UInt32 {
        guard at + 6 <= length else { throw fault(.unexpectedEnd, length) }
        var unit: UInt32 = 0
        for offset in at + 2..<at + 6 {
            guard let digit = JSONString.hexValue(base[offset]) else { throw fault(.invalidEscape, at) }
            unit = unit << 4 | digit
        }
        return unit
    }

    /// Reads a number by the grammar of RFC 8259, section 6; its value is not computed.
    @inline(__always)
    func numberEnd(_ start: Int) throws(JSONError) -> (offset: Int, isInteger: Bool) {
        var at = start
        if base[at] == 0x2D {
            at += 1
            if at < length, base[at] == 0x49 { throw fault(.notANumber, start) }
        }
        if at < length, base[at] == 0x30 {
            at += 1
            if at < length, isDigit(at) { throw fault(.invalidNumber, start) }
        } else {
            at = try digitsEnd(at, of: start)
        }
        var isInteger = true
        if at < length, base[at] == 0x2E {
            isInteger = false
            at = try digitsEnd(at + 1, of: start)
        }
        if at < length, base[at] | 0x20 == 0x65 {
            isInteger = false
            at += 1
            if at < length, base[at] == 0x2B || base[at] == 0x2D { at += 1 }
            at = try digitsEnd(at, of: start)
        }
        guard at - start <= limits.numberBytesMax else {
            throw limit("numberBytesMax", limits.numberBytesMax, at: start)
        }
        return (at, isInteger)
    }

    private func digitsEnd(_ start: Int, of number: Int) throws(JSONError) -> Int {
        guard start < length else { throw fault(.unexpectedEnd, start) }
        guard isDigit(start) else { throw fault(.invalidNumber, number) }
        var at = start + 1
        while at < length, isDigit(at) { at &+= 1 }
        return at
    }

    @inline(__always)
    private func isDigit(_ at: Int) -> Bool { base[at] &- 0x30 <= 9 }
}
