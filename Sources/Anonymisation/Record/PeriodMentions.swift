/// A period that a text tells: a month or quarter of a year, or a year that something happened in.
struct PeriodMention {
    /// Offset of the first Unicode scalar.
    let start: Int
    /// Offset after the last Unicode scalar.
    let end: Int
    let period: EventPeriod
}

enum PeriodMentions {
    /// The periods in a text; days are left to the scanner.
    static func all(in text: TextWords) -> [PeriodMention] {
        var found: [PeriodMention] = []
        var at = 0
        while at < text.words.count {
            if let (period, end) = named(text, at) ?? numeric(text, at) ?? year(text, at) {
                // "In the spring of 2024" becomes "in 2024".
                let start = text.words[at].isJoined && text.isOneOf(article, at - 1) ? at - 1 : at
                found.append(PeriodMention(start: text.words[start].start, end: text.words[end].end, period: period))
                at = end
            }
            at += 1
        }
        return found
    }

    /// Month names with their number; quarters have 101 to 104.
    private static let names = Sayings<Int>([
        "january|jan": 1, "february|feb": 2, "march|mar": 3, "april|apr": 4, "may": 5, "june|jun": 6,
        "july|jul": 7, "august|aug": 8, "september|sept|sep": 9, "october|oct": 10, "november|nov": 11,
        "december|dec": 12, "q 1|first quarter|spring": 101, "q 2|second quarter|summer": 102,
        "q 3|third quarter|autumn": 103, "q 4|fourth quarter|winter": 104,
    ])
    private static let article = WordSet("the")
    private static let linking = WordSet("of")
    private static let ordinals = WordSet("st nd rd th")
    private static let times = WordSet("in during of early late mid from since throughout")

    private static func yearNumber(_ text: TextWords, _ at: Int) -> Int? {
        guard let word = text.word(at), word.length == 4, let year = word.number, (1900...2099).contains(year) else {
            return nil
        }
        return year
    }

    /// `March 2024`, `March, 2024`, `Q1 2024`, `the spring of 2024`.
    private static func named(_ text: TextWords, _ at: Int) -> (EventPeriod, Int)? {
        guard let (length, value) = names.match(in: text, at: at) else { return nil }
        // A day in front makes it a date.
        if text.words[at].isJoined, text.isOneOf(ordinals, at - 1) { return nil }
        if text.words[at].isJoined, let day = text.word(at - 1)?.number, (1...31).contains(day) { return nil }
        var end = at + length
        if text.isOneOf(linking, end) { end += 1 }
        guard let year = yearNumber(text, end), text.words[end].isJoined || text.words[end].gap == 0x2C else {
            return nil
        }
        let period = value > 100 ? EventPeriod(quarter: value - 100, of: year) : EventPeriod(month: value, of: year)
        return (period, end)
    }

    /// `03/2024`, `2024-03`.
    private static func numeric(_ text: TextWords, _ at: Int) -> (EventPeriod, Int)? {
        guard let first = text.word(at), let second = text.word(at + 1), !second.isFree,
            [0x2F, 0x2D, 0x2E].contains(second.gap), first.isFree,
            text.word(at + 2).map({ $0.gap != second.gap || $0.isFree }) ?? true
        else { return nil }
        if let year = yearNumber(text, at + 1), let month = first.number, first.length <= 2, (1...12).contains(month) {
            return (EventPeriod(month: month, of: year), at + 1)
        }
        if let year = yearNumber(text, at), let month = second.number, second.length == 2, (1...12).contains(month) {
            return (EventPeriod(month: month, of: year), at + 1)
        }
        return nil
    }

    /// `in 2024`; a number of four digits elsewhere may be anything.
    private static func year(_ text: TextWords, _ at: Int) -> (EventPeriod, Int)? {
        guard let year = yearNumber(text, at), text.words[at].isJoined, text.isOneOf(times, at - 1),
            text.word(at + 1).map({ $0.isFree || $0.gap == 0x2E }) ?? true
        else { return nil }
        return (EventPeriod(year: year), at)
    }
}
