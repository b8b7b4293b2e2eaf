/// A small set of words, looked up by the hash that every token has already.
struct WordSet: Sendable {
    private let slots: [UInt64]
    private let mask: Int

    /// Words with white space between.
    init(_ words: String) {
        let hashes = Set(words.utf8.split { $0 == 0x20 || $0 == 0x0A }.map { TextHash.of($0) }).sorted()
        var size = 8
        while size < hashes.count * 3 { size *= 2 }
        var slots = [UInt64](repeating: 0, count: size)
        for hash in hashes {
            var at = Int(truncatingIfNeeded: hash) & (size - 1)
            while slots[at] != 0 { at = (at + 1) & (size - 1) }
            slots[at] = hash
        }
        self.slots = slots
        mask = size - 1
    }

    func contains(_ hash: UInt64) -> Bool {
        var at = Int(truncatingIfNeeded: hash) & mask
        while slots[at] != 0 {
            if slots[at] == hash { return true }
            at = (at + 1) & mask
        }
        return false
    }
}

extension ScannedText {
    /// Whether the token at a position is one of the words.
    func isOneOf(_ words: WordSet, _ position: Int) -> Bool {
        tokens.indices.contains(position) && tokens[position].kind == .word && words.contains(tokens[position].hash)
    }
}
