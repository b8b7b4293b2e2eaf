import StrictJSON

/// A text as a row of words, for rules that look for sayings, counts and periods.
///
/// A hyphen or an apostrophe inside a word joins its parts; every other mark parts what stands on its two sides.
struct TextWords {
    struct Word {
        /// Of the lower-case bytes, as in ``WordSet``.
        let hash: UInt64
        /// Offset of the first Unicode scalar.
        let start: Int
        /// Offset after the last Unicode scalar.
        let end: Int
        /// The digits' value; nil for words and for numbers of more than four digits.
        let number: Int?
        /// The lower-case first byte.
        let initial: UInt8
        let length: Int
        /// Nothing touches it on its left but an opening bracket or quotation mark.
        let isFree: Bool
        let opensSentence: Bool
        /// The mark that parts it from the word before it, 0 where none does.
        let gap: UInt8

        /// Whether it goes on from the word before it.
        var isJoined: Bool { gap == 0 || gap == 0x2D || gap == 0x27 }
    }

    let words: [Word]

    init(_ value: JSONValue) { self.init(value.utf8 ?? []) }

    init(_ utf8: ArraySlice<UInt8>) {
        let text = utf8.withUnsafeBufferPointer { NormalisedText($0) }
        var words: [Word] = []
        var gap: UInt8 = 0x0A
        var isOpen = true
        for token in Tokeniser.tokens(text.bytes) {
            switch token.kind {
            case .newline:
                // A single line break only wraps the text.
                if token.length > 1 { gap = 0x0A }
                isOpen = true
            case .symbol:
                let isDash = token.symbol == 0x2D && token.isSpaced
                if gap == 0 || gap == 0x2D || gap == 0x27 { gap = isDash ? 0x3B : token.symbol }
                isOpen = [0x28, 0x5B, 0x22, 0x27, 0x2A].contains(token.symbol)
            case .word, .number:
                words.append(Self.word(token, text, gap: gap, isFree: isOpen || token.isSpaced))
                gap = 0
                isOpen = false
            }
        }
        self.words = words
    }

    private static func word(_ token: Token, _ text: NormalisedText, gap: UInt8, isFree: Bool) -> Word {
        let bytes = text.bytes[Int(token.start)..<Int(token.end)]
        let isNumber = token.kind == .number && token.length <= 4
        let number = isNumber ? Int(String(decoding: bytes, as: UTF8.self)) : nil
        return Word(
            hash: token.hash,
            start: text.scalarOffset(Int(token.start)),
            end: text.scalarOffset(Int(token.end)),
            number: number,
            initial: TextHash.lowered(bytes.first ?? 0),
            length: token.length,
            isFree: isFree,
            opensSentence: token.opensSentence,
            gap: gap
        )
    }

    /// The word at a position, nil outside the text.
    func word(_ position: Int) -> Word? { words.indices.contains(position) ? words[position] : nil }

    func isOneOf(_ set: WordSet, _ position: Int) -> Bool { word(position).map { set.contains($0.hash) } ?? false }

    /// Whether the words from a position on are these, with nothing that parts them.
    func reads(_ hashes: [UInt64], at position: Int) -> Bool {
        guard position + hashes.count <= words.count else { return false }
        for (offset, hash) in hashes.enumerated() {
            let word = words[position + offset]
            if word.hash != hash || offset > 0 && !word.isJoined { return false }
        }
        return true
    }

    /// Whether one of the words stands shortly before a position, in the same breath.
    func precedes(_ set: WordSet, _ position: Int, within count: Int) -> Bool {
        var at = position
        while at > 0, at > position - count, words[at].isJoined {
            at -= 1
            if set.contains(words[at].hash) { return true }
        }
        return false
    }

    /// Whether one of the words follows shortly on a position, in the same breath.
    func follows(_ set: WordSet, _ position: Int, within count: Int) -> Bool {
        var at = position + 1
        while at < words.count, at <= position + count, words[at].isJoined {
            if set.contains(words[at].hash) { return true }
            at += 1
        }
        return false
    }
}

/// Sayings and what they mean, found as whole words.
struct Sayings<Meaning: Sendable>: Sendable {
    private struct Entry: Sendable {
        let words: [UInt64]
        let meaning: Meaning
    }

    /// The sayings by their first word, longer ones first.
    private let entries: [UInt64: [Entry]]

    /// Several sayings of one meaning have a bar between them; a hyphen is written as a space.
    init(_ sayings: KeyValuePairs<String, Meaning>) {
        var entries: [UInt64: [Entry]] = [:]
        for (texts, meaning) in sayings {
            for text in texts.utf8.split(separator: 0x7C) {
                let words = text.split(separator: 0x20).map { TextHash.of($0) }
                guard let first = words.first else { continue }
                entries[first, default: []].append(Entry(words: words, meaning: meaning))
            }
        }
        self.entries = entries.mapValues { $0.sorted { $0.words.count > $1.words.count } }
    }

    /// The sayings in a text, none inside another.
    func matches(in text: TextWords) -> [(words: ClosedRange<Int>, meaning: Meaning)] {
        var found: [(words: ClosedRange<Int>, meaning: Meaning)] = []
        var at = 0
        while at < text.words.count {
            guard let (length, meaning) = match(in: text, at: at) else {
                at += 1
                continue
            }
            found.append((at...at + length - 1, meaning))
            at += length
        }
        return found
    }

    /// The longest saying that begins at a word, with the number of its words.
    func match(in text: TextWords, at position: Int) -> (length: Int, meaning: Meaning)? {
        guard let word = text.word(position),
            let entry = entries[word.hash]?.first(where: { text.reads($0.words, at: position) })
        else { return nil }
        return (entry.words.count, entry.meaning)
    }
}

/// Other words for a part of a text.
package struct TextEdit: Sendable, Equatable {
    /// Offset of the first Unicode scalar.
    package let start: Int
    /// Offset after the last Unicode scalar.
    package let end: Int
    package let replacement: String

    package init(start: Int, end: Int, replacement: String) {
        self.start = start
        self.end = end
        self.replacement = replacement
    }

    /// The text with every edit made; of two that overlap, the first in the text.
    package static func apply(_ edits: [TextEdit], to text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var out = String.UnicodeScalarView()
        var at = 0
        for edit in edits.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) })
        where edit.start >= at && edit.end <= scalars.count {
            out.append(contentsOf: scalars[at..<edit.start])
            out.append(contentsOf: edit.replacement.unicodeScalars)
            at = edit.end
        }
        out.append(contentsOf: scalars[at...])
        return String(out)
    }
}
