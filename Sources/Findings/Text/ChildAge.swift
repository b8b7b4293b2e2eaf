/// Words that tell the age of somebody who is no adult: `aged 15`, `a fifteen-year-old`, `15 y/o`.
enum ChildAge {
    /// What stands behind a number; an age in months or weeks is a child's, whatever the number.
    private static let units: [(words: [UInt8], isYears: Bool, isWhole: Bool)] =
        ["year", "years", "yr", "yrs"].flatMap { unit in
            ["old", "of age"].map { (Array("\(unit) \($0)".utf8), true, false) }
        }
        + ["y/o", "y.o", "yo"].map { (Array($0.utf8), true, true) }
        + ["month", "months", "week", "weeks"].flatMap { unit in
            ["old", "of age"].map { (Array("\(unit) \($0)".utf8), false, false) }
        }

    /// What stands before a number.
    private static let openings = [
        "aged ", "age ", "age of ", "child of ", "boy of ", "girl of ", "baby of ", "infant of ",
    ].map { Array($0.utf8) }

    private static let numbers = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen",
    ].map { Array($0.utf8) }

    /// `twenty-one` is no child.
    private static let tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
        .map { Array($0.utf8) }

    private static let parts = ["month", "week", "day"].map { Array($0.utf8) }

    /// All words at which ``isTold(_:_:)`` finds something.
    static let words: [[UInt8]] = units.map(\.words) + openings

    /// Whether a word that begins at a place and the number beside it are the age of a child.
    static func isTold(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        for opening in openings {
            if let end = NoteText.end(text, start, opening), isChild(text, from: end) { return true }
        }
        for unit in units {
            guard let end = NoteText.end(text, start, unit.words) else { continue }
            // `15 young people`
            if unit.isWhole, end < text.count, NoteText.isLetter(text[end]) { continue }
            if isChild(text, to: NoteText.beforeBlanks(text, start), isYears: unit.isYears) { return true }
        }
        return false
    }

    private static func isChild(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        var end = start
        while end < text.count, NoteText.isDigit(text[end]) { end += 1 }
        if end == start {
            while end < text.count, NoteText.isLetter(text[end]) { end += 1 }
            return isNumber(text, start..<end)
        }
        guard let age = number(text, start..<end) else { return false }
        let behind = NoteText.behindBlanks(text, end)
        return age < 18 || parts.contains { NoteText.end(text, behind, $0) != nil }
    }

    private static func isChild(_ text: UnsafeBufferPointer<UInt8>, to end: Int, isYears: Bool) -> Bool {
        var start = end
        while start > 0, NoteText.isDigit(text[start - 1]) { start -= 1 }
        if start < end { return number(text, start..<end).map { $0 < 18 || !isYears } ?? false }
        while start > 0, NoteText.isLetter(text[start - 1]) { start -= 1 }
        guard isNumber(text, start..<end) else { return false }
        let before = NoteText.beforeBlanks(text, start)
        return !isYears || before == start || !tens.contains { isWord(text, before - $0.count, $0) }
    }

    private static func isNumber(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        (3...9).contains(range.count)
            && numbers.contains { $0.count == range.count && NoteText.end(text, range.lowerBound, $0) != nil }
    }

    private static func isWord(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ word: [UInt8]) -> Bool {
        start >= 0 && (start == 0 || !NoteText.isLetter(text[start - 1])) && NoteText.end(text, start, word) != nil
    }

    /// A number of at most two digits.
    private static func number(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
        guard range.count <= 2 else { return nil }
        return range.reduce(0) { $0 * 10 + Int(text[$1] - 0x30) }
    }
}
