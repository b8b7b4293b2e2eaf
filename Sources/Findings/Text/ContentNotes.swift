/// What a reader should be told before reading on, where the words themselves say so.
///
/// Errs on one side: a note too many costs a look, one that is missing lets a text about a suicide onto a notice board.
package enum ContentNotes {
    /// The notes of texts as the source has them, also of those that are never taken.
    package static func notes(in texts: [String]) -> [String] {
        var found: Set<String> = []
        for var text in texts {
            if text.utf8.contains(where: { $0 >= 0x80 || $0 == 0x26 }) {
                folded(text).withUnsafeBufferPointer { look($0, &found) }
            } else {
                text.withUTF8 { look($0, &found) }
            }
        }
        return order.filter(found.contains)
    }

    private static let order = ["suicide", "self-harm", "restraint", "death-of-child"]

    /// How words begin that carry a note, in small letters; a hyphen is a blank.
    private static let phrases: [UInt8: [(words: [UInt8], note: String)]] = {
        let persons = ["himself", "herself", "themselves", "themself", "myself"]
        var rows: [(String, String)] = persons.flatMap { person in
            ["kill", "killed", "killing", "hang", "hung", "shot", "drowned"].map { ("\($0) \(person)", "suicide") }
                + ["cut", "cutting", "harm", "harmed", "harming", "hurt"].map { ("\($0) \(person)", "self-harm") }
        }
        for owner in ["his", "her", "their", "my", "your"] {
            for verb in ["end", "ended", "ending", "take", "took", "taken", "taking"] {
                for life in ["life", "lives", "own life", "own lives"] {
                    rows.append(("\(verb) \(owner) \(life)", "suicide"))
                }
            }
            for verb in ["cut", "cutting", "slash", "slashed", "slashing", "slit"] {
                rows += ["wrist", "own wrist"].map { ("\(verb) \(owner) \($0)", "self-harm") }
            }
        }
        rows += [
            "suicid", "parasuicid", "overdos", "hanged", "hanging", "ligature", "asphyxi", "suffocat", "strangul",
            "self inflicted", "self poison", "self strang", "jumped from", "jumped off", "jumped in front",
            "in front of a train", "struck by a train", "wish to die", "wished to die", "wanted to die",
            "intent to die", "noose",
        ].map { ($0, "suicide") }
        rows += ["self harm", "selfharm", "self injur", "self mutilat"].map { ($0, "self-harm") }
        rows += ["restrain", "seclusion", "secluded"].map { ($0, "restraint") }
        rows += ["child", "baby", "infant"].flatMap { child in
            ["\(child) death", "\(child) died"]
                + ["a", "an", "the", "this", "her", "his", "their"].map { "death of \($0) \(child)" }
        }.map { ($0, "death-of-child") }
        rows += ["stillb", "neonatal death", "cot death"].map { ($0, "death-of-child") }
        return Dictionary(grouping: rows.map { (words: Array($0.0.utf8), note: $0.1) }) { $0.words[0] }
    }()

    /// The first two letters of them and of words around an age, a bit for each pair: most words begin otherwise.
    private static let beginnings: [UInt32] = {
        var rows = [UInt32](repeating: 0, count: 32)
        for words in phrases.values.joined().map(\.words) + ChildAge.words {
            rows[Int(words[0] & 0x1F)] |= 1 << UInt32(words[1] & 0x1F)
        }
        return rows
    }()

    private static func look(_ text: UnsafeBufferPointer<UInt8>, _ found: inout Set<String>) {
        let beginnings = beginnings
        var isInside = false
        var at = 0
        while at < text.count {
            let byte = NoteText.plain(text[at])
            // Digits and signs are no part of a word: `1suicide`.
            let isLetter = byte &- 0x61 < 26
            if isLetter, !isInside, at + 1 < text.count,
                beginnings[Int(byte & 0x1F)] >> UInt32(text[at + 1] & 0x1F) & 1 != 0
            {
                for phrase in phrases[byte] ?? [] where NoteText.end(text, at, phrase.words) != nil {
                    found.insert(phrase.note)
                }
                if ChildAge.isTold(text, at) { found.insert("death-of-child") }
            }
            isInside = isLetter
            at += 1
        }
    }

    /// The bytes of a text with other letters or signs: its character references are read, its hyphens and blanks are plain.
    private static func folded(_ text: String) -> [UInt8] {
        // A table that was saved twice has references twice.
        let text = text.utf8.contains(0x26) ? HTMLReference.decoded(HTMLReference.decoded(text)) : text
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0..<0x80: bytes.append(UInt8(scalar.value))
            // They are not seen: a soft hyphen, blanks without width.
            case 0xAD, 0x200B...0x200D, 0x2060, 0xFEFF: continue
            case 0xA0, 0x2000...0x200A, 0x2010...0x2015, 0x2028, 0x2029, 0x202F, 0x205F, 0x2212, 0x3000, 0xFE58, 0xFE63,
                0xFF0D:
                bytes.append(0x20)
            default: bytes.append(0xFF)
            }
        }
        return bytes
    }
}

/// Compares bytes of a text with words in small letters.
enum NoteText {
    /// Small letters; hyphens and ends of lines are blanks.
    static func plain(_ byte: UInt8) -> UInt8 {
        if byte &- 0x41 < 26 { return byte | 0x20 }
        return byte == 0x2D || byte < 0x20 ? 0x20 : byte
    }

    static func isLetter(_ byte: UInt8) -> Bool { plain(byte) &- 0x61 < 26 }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// Where some words end that begin at a place, or nil where others stand there.
    ///
    /// Blanks in a row are one.
    static func end(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ words: [UInt8]) -> Int? {
        var at = start
        for byte in words {
            guard at < text.count, plain(text[at]) == byte else { return nil }
            at = byte == 0x20 ? behindBlanks(text, at) : at + 1
        }
        return at
    }

    static func behindBlanks(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var at = start
        while at < text.count, plain(text[at]) == 0x20 { at += 1 }
        return at
    }

    static func beforeBlanks(_ text: UnsafeBufferPointer<UInt8>, _ end: Int) -> Int {
        var at = end
        while at > 0, plain(text[at - 1]) == 0x20 { at -= 1 }
        return at
    }
}
