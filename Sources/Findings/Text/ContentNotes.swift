/// What a reader should be told before reading on, where the words themselves say so.
///
/// Errs on one side: a note too many costs a look, one that is missing lets a text about a suicide onto a notice board.
enum ContentNotes {
    /// The notes of texts as the source has them, also of those that are never taken.
    static func notes(in texts: [String]) -> [String] {
        var found: Set<String> = []
        for var text in texts { text.withUTF8 { look($0, &found) } }
        return order.filter(found.contains)
    }

    private static let order = ["suicide", "self-harm", "restraint", "death-of-child"]

    /// How words begin that carry a note, in small letters; a hyphen is a blank.
    private static let phrases: [UInt8: [(words: [UInt8], note: String)]] = {
        let persons = ["himself", "herself", "themselves", "themself", "myself"]
        var rows: [(String, String)] = persons.flatMap { person in
            ["kill", "killed", "killing", "hang", "shot", "drowned"].map { ("\($0) \(person)", "suicide") }
                + ["cut", "cutting", "harm", "harmed", "harming", "hurt"].map { ("\($0) \(person)", "self-harm") }
        }
        for verb in ["end", "ended", "ending", "take", "took", "taken", "taking"] {
            for owner in ["his", "her", "their", "my", "your"] {
                for life in ["life", "lives", "own life", "own lives"] {
                    rows.append(("\(verb) \(owner) \(life)", "suicide"))
                }
            }
        }
        rows += [
            "suicid", "overdos", "hanged", "hanging", "ligature", "asphyxi", "suffocat", "strangul", "self inflicted",
            "self poison", "self strang", "jumped from", "jumped in front", "wish to die", "wished to die",
            "wanted to die", "intent to die", "noose",
        ].map { ($0, "suicide") }
        rows += ["self harm", "selfharm", "self injur", "self mutilat"].map { ($0, "self-harm") }
        rows += ["restrain", "seclusion", "secluded"].map { ($0, "restraint") }
        rows += ["death of a child", "child death", "stillb", "neonatal death", "cot death"].map {
            ($0, "death-of-child")
        }
        return Dictionary(grouping: rows.map { (words: Array($0.0.utf8), note: $0.1) }) { $0.words[0] }
    }()

    /// The first two letters of them, a bit for each pair: most words begin otherwise.
    private static let beginnings: [UInt32] = {
        var rows = [UInt32](repeating: 0, count: 32)
        for phrase in phrases.values.joined() {
            rows[Int(phrase.words[0] & 0x1F)] |= 1 << UInt32(phrase.words[1] & 0x1F)
        }
        return rows
    }()

    private static func look(_ text: UnsafeBufferPointer<UInt8>, _ found: inout Set<String>) {
        let beginnings = beginnings
        var isInside = false
        var at = 0
        while at < text.count {
            let byte = plain(text[at])
            let isDigit = byte &- 0x30 < 10
            let isPart = byte &- 0x61 < 26 || isDigit || byte >= 0x80
            if isPart, !isInside {
                if isDigit {
                    if isAgeOfChild(text, at) { found.insert("death-of-child") }
                } else if at + 1 < text.count, beginnings[Int(byte & 0x1F)] >> UInt32(text[at + 1] & 0x1F) & 1 != 0 {
                    for phrase in phrases[byte] ?? [] where begins(text, at, phrase.words) { found.insert(phrase.note) }
                }
            }
            isInside = isPart
            at += 1
        }
    }

    /// Small letters; hyphens and ends of lines are blanks.
    private static func plain(_ byte: UInt8) -> UInt8 {
        if byte &- 0x41 < 26 { return byte | 0x20 }
        return byte == 0x2D || byte == 0x0A ? 0x20 : byte
    }

    private static func begins(_ text: UnsafeBufferPointer<UInt8>, _ at: Int, _ words: [UInt8]) -> Bool {
        text.count - at >= words.count && words.indices.allSatisfy { plain(text[at + $0]) == words[$0] }
    }

    private static let ages = [" year old", " years old", " years of age", " months old", " month old", " weeks old"]
        .map { Array($0.utf8) }
    private static let before = Array("aged ".utf8)

    /// `aged 15`, `a 15-year-old`, `15 years of age`: of somebody who is no adult.
    private static func isAgeOfChild(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        var at = start
        var age = 0
        while at < text.count, text[at] &- 0x30 < 10, at - start < 4 {
            age = age * 10 + Int(text[at] - 0x30)
            at += 1
        }
        guard at - start < 3 else { return false }
        if let unit = ages.first(where: { begins(text, at, $0) }) { return age < 18 || unit[1] != 0x79 }
        return age < 18 && start >= before.count && begins(text, start - before.count, before)
    }
}
