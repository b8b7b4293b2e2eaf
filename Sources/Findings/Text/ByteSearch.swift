/// Looks for short words in long texts.
enum ByteSearch {
    /// Whether a text holds a word, which is given in small letters of ASCII, in any case.
    static func has(_ word: StaticString, in text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            word.withUTF8Buffer { word in
                guard let first = word.first, bytes.count >= word.count else { return false }
                for at in 0...(bytes.count - word.count) where bytes[at] | 0x20 == first {
                    if (0..<word.count).allSatisfy({ lowered(bytes[at + $0]) == word[$0] }) { return true }
                }
                return false
            }
        }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
