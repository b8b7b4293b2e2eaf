/// Base64 in the two forms of RFC 4648, strict both ways: what is decoded prints to the same text again.
package enum Base64: Sendable {
    /// Standard alphabet, padded (section 4): `x5c`, PEM.
    case standard
    /// URL-safe alphabet, not padded (section 5, RFC 7515): everything else in an envelope.
    case url

    /// The bytes that the text spells, or nil when it holds anything but the alphabet, is padded wrongly, or has
    /// trailing bits that are not zero.
    package func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        text.withContiguousStorageIfAvailable { decode($0) } ?? Array(text).withUnsafeBufferPointer { decode($0) }
    }

    package func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var length = text.count
        if case .standard = self {
            guard length % 4 == 0 else { return nil }
            if length > 0, text[length - 1] == 0x3D { length -= text[length - 2] == 0x3D ? 2 : 1 }
        }
        let rest = length % 4
        guard rest != 1, let base = text.baseAddress else { return length == 0 ? [] : nil }
        var isValid = true
        let bytes = [UInt8](unsafeUninitializedCapacity: length / 4 * 3 + 4) { out, count in
            guard let start = out.baseAddress else { return }
            count = decode(base, length, into: UnsafeMutableRawPointer(start), isValid: &isValid)
        }
        return isValid ? bytes : nil
    }

    /// Four characters become three bytes through four tables of ready-shifted values; a stranger sets the top bit of
    /// its value, and one test after the loop finds it.
    private func decode(
        _ text: UnsafePointer<UInt8>,
        _ length: Int,
        into out: UnsafeMutableRawPointer,
        isValid: inout Bool
    ) -> Int {
        let tables = decodingTables
        return tables.withUnsafeBufferPointer { tables -> Int in
            guard let table = tables.baseAddress else { return 0 }
            var seen: UInt32 = 0
            var at = 0
            var written = 0
            let whole = length & ~3
            while at < whole {
                let word =
                    table[Int(text[at])] | table[256 &+ Int(text[at &+ 1])] | table[512 &+ Int(text[at &+ 2])]
                    | table[768 &+ Int(text[at &+ 3])]
                seen |= word
                // Four bytes are stored and three kept: the buffer has room for the fourth of the last group.
                out.storeBytes(of: word.bigEndian >> 8, toByteOffset: written, as: UInt32.self)
                at &+= 4
                written &+= 3
            }
            let rest = length - whole
            if rest > 0 {
                var word = table[Int(text[at])] | table[256 + Int(text[at + 1])]
                if rest == 3 { word |= table[512 + Int(text[at + 2])] }
                seen |= word
                let unused: UInt32 = rest == 3 ? 0xFF : 0xFFFF
                // Bits that no byte takes must be zero, or two texts would spell the same bytes.
                if word & unused != 0 { seen |= Self.stranger }
                out.storeBytes(of: UInt8(truncatingIfNeeded: word >> 16), toByteOffset: written, as: UInt8.self)
                if rest == 3 {
                    out.storeBytes(of: UInt8(truncatingIfNeeded: word >> 8), toByteOffset: written + 1, as: UInt8.self)
                }
                written += rest - 1
            }
            isValid = seen & Self.stranger == 0
            return written
        }
    }

    /// The text that spells the bytes.
    package func encode(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: encodedBytes(bytes), as: UTF8.self)
    }

    /// The same as ASCII bytes.
    package func encodedBytes(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let alphabet = Array((self == .url ? Self.urlAlphabet : Self.standardAlphabet).utf8)
        var out: [UInt8] = []
        out.reserveCapacity((bytes.count + 2) / 3 * 4)
        var word: UInt32 = 0
        var held = 0
        for byte in bytes {
            word = word << 8 | UInt32(byte)
            held += 1
            if held == 3 {
                for shift: UInt32 in [18, 12, 6, 0] { out.append(alphabet[Int(word >> shift & 63)]) }
                word = 0
                held = 0
            }
        }
        if held > 0 {
            word <<= UInt32(8 * (3 - held))
            for shift in [UInt32(18), 12, 6].prefix(held + 1) { out.append(alphabet[Int(word >> shift & 63)]) }
            if self == .standard { out += repeatElement(0x3D, count: 3 - held) }
        }
        return out
    }

    private static let standardAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    private static let urlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    private static let stranger: UInt32 = 1 << 31

    private var decodingTables: [UInt32] { self == .url ? Self.urlTables : Self.standardTables }
    private static let urlTables = tables(urlAlphabet)
    private static let standardTables = tables(standardAlphabet)

    private static func tables(_ alphabet: String) -> [UInt32] {
        var tables = [UInt32](repeating: stranger, count: 4 * 256)
        for (value, character) in alphabet.utf8.enumerated() {
            for position in 0..<4 {
                tables[position * 256 + Int(character)] = UInt32(value) << UInt32(18 - 6 * position)
            }
        }
        return tables
    }
}
