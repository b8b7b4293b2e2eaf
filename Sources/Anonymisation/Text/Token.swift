/// One piece of a folded text: a word, a number, or a single other character.
struct Token {
    enum Kind: UInt8 {
        case word
        case number
        case symbol
        case newline
    }

    /// How a word is written.
    enum Shape: UInt8 {
        case lower
        case title
        case upper
        /// A single capital letter.
        case capital
        case mixed
        case none
    }

    var start: Int32
    var end: Int32
    var kind: Kind
    var shape: Shape
    /// White space stands before it.
    var isSpaced: Bool
    /// The first token after a line break or a full stop.
    var opensSentence: Bool
    /// The single character, or 0.
    var symbol: UInt8
    /// Hash of the lower-case bytes; the last field, so that a token takes 24 bytes.
    var hash: UInt64

    var length: Int { Int(end - start) }
}

/// Hashes of lower-case text: what lists, gazetteer and tagger are looked up by (FNV-1a, 64 bits).
package enum TextHash {
    static let basis: UInt64 = 0xCBF2_9CE4_8422_2325
    static let prime: UInt64 = 0x0000_0100_0000_01B3

    @inline(__always)
    static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* prime }

    /// The hash of a word of a list; only ASCII letters are lowered, as the tokeniser does.
    static func of(_ text: some Sequence<UInt8>) -> UInt64 {
        finished(text.reduce(basis) { step($0, lowered($1)) })
    }

    static func of(_ text: String) -> UInt64 { of(text.utf8) }

    /// FNV leaves the high bits of short words alike; tables use high and low bits.
    @inline(__always)
    static func finished(_ hash: UInt64) -> UInt64 {
        let mixed = (hash ^ (hash >> 32)) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ (mixed >> 29)
    }

    /// The hash of a phrase from those of its words.
    @inline(__always)
    static func joined(_ phrase: UInt64, _ word: UInt64) -> UInt64 {
        (phrase &* 0xBF58_476D_1CE4_E5B9 &+ word) ^ (phrase >> 31)
    }

    /// The hash of a first name and a short form of it, or 0 for any; no phrase has it.
    static func pair(_ name: UInt64, _ short: UInt64) -> UInt64 { joined(joined(name, short), 0x6E69_636B_6E61_6D65) }

    @inline(__always)
    static func lowered(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}

/// Cuts a folded text into tokens.
enum Tokeniser {
    static func tokens(_ bytes: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        tokens.reserveCapacity(bytes.count / 4 + 8)
        bytes.withUnsafeBufferPointer { bytes in
            var at = 0
            var isSpaced = false
            var opens = true
            while at < bytes.count {
                let byte = bytes[at]
                if byte == 0x20 || byte == 0x09 {
                    isSpaced = true
                    at += 1
                    continue
                }
                var token = token(bytes, at)
                token.isSpaced = isSpaced
                token.opensSentence = opens
                isSpaced = false
                switch token.kind {
                case .newline: opens = true
                case .symbol:
                    if isSentenceEnd(token.symbol) { opens = true } else if token.symbol >= 0x80 { opens = false }
                case .word, .number: opens = false
                }
                tokens.append(token)
                at = Int(token.end)
            }
        }
        return tokens
    }

    private static func isSentenceEnd(_ symbol: UInt8) -> Bool {
        // Bullets, brackets and quotes keep what was: a sentence may begin behind them.
        symbol == 0x2E || symbol == 0x21 || symbol == 0x3F || symbol == 0x3A || symbol == 0x2A
    }

    @inline(__always)
    private static func token(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Token {
        let first = bytes[start]
        if isLetter(first) { return word(bytes, start) }
        var end = start + 1
        var kind = Token.Kind.symbol
        if first &- 0x30 < 10 {
            kind = .number
            while end < bytes.count, bytes[end] &- 0x30 < 10 { end += 1 }
        } else if first == 0x0A || first == 0x0D {
            kind = .newline
            while end < bytes.count, bytes[end] == 0x0A || bytes[end] == 0x0D { end += 1 }
        }
        var hash = TextHash.basis
        if kind != .newline { for index in start..<end { hash = TextHash.step(hash, bytes[index]) } }
        return Token(
            start: Int32(start),
            end: Int32(end),
            kind: kind,
            shape: .none,
            isSpaced: false,
            opensSentence: false,
            symbol: kind == .symbol ? first : 0,
            hash: TextHash.finished(hash)
        )
    }

    @inline(__always)
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 }

    /// Letters, and an apostrophe that stands inside a name such as O'Brien; a possessive is a word of its own.
    private static func word(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Token {
        var at = start
        var hash = TextHash.basis
        var capitals = 0
        var letters = 0
        while at < bytes.count {
            let byte = bytes[at]
            if isLetter(byte) {
                if byte &- 0x41 < 26 { capitals += 1 }
                letters += 1
                hash = TextHash.step(hash, TextHash.lowered(byte))
            } else if byte == 0x27, at == start + 1, at + 2 < bytes.count, isLetter(bytes[at + 1]),
                isLetter(bytes[at + 2])
            {
                hash = TextHash.step(hash, byte)
            } else {
                break
            }
            at += 1
        }
        return Token(
            start: Int32(start),
            end: Int32(at),
            kind: .word,
            shape: shape(bytes[start], capitals, letters),
            isSpaced: false,
            opensSentence: false,
            symbol: 0,
            hash: TextHash.finished(hash)
        )
    }

    private static func shape(_ first: UInt8, _ capitals: Int, _ letters: Int) -> Token.Shape {
        if capitals == 0 { return .lower }
        if capitals == letters { return letters == 1 ? .capital : .upper }
        return capitals == 1 && first &- 0x41 < 26 ? .title : .mixed
    }
}
