/// Finds the date by which an answer is asked for in a sentence such as `within 56 days … namely by 7th May 2025`.
struct PrintedDate: Equatable {
    /// The date that is asked for; nil where none is, or where it cannot be told which.
    private(set) var date: CivilDate?
    /// What a person has to look at, without a word of the text.
    private(set) var question: String?

    /// Days from a report to its deadline, beyond which a slip of the pen is likelier.
    static let farthestDays = 400

    /// A cell that is a date; `today` counts where it is not told when the report was published.
    init(deadline printed: CivilDate?, of published: CivilDate?, today: CivilDate?) {
        date = printed
        guard let printed else { return }
        if let published {
            check(printed, published)
        } else if let today, printed.days(since: today) > Self.farthestDays {
            question = "\(printed), no date of the report"
            date = nil
        }
    }

    /// Reads a text of a report of a day.
    init(deadlineIn text: String, of published: CivilDate?) {
        if text.isEmpty { return }
        let pieces = Self.pieces(text)
        let found = Self.dates(pieces)
        let asked = found.filter { $0.standing != .untaken }
        let named = asked.filter { $0.standing == .named }
        let meant = named.isEmpty ? asked : named
        if meant.isEmpty {
            if pieces.contains(.word("namely")) { question = Self.unclear }
        } else if let first = meant[0].date, meant.allSatisfy({ $0.date == first }) {
            date = first
        } else {
            question = Self.unclear
        }
        if let date, let published { check(date, published) }
        let others = found.contains { $0.date == nil || $0.date != date && $0.date != published }
        if question == nil, others { question = "a date is printed that was not taken" }
        if question == nil, date != nil, pieces.contains(.word("extended")) { question = "an extension is told" }
    }

    private static let unclear = "a date is printed and cannot be told"

    /// One before the report is told as it is printed; one far behind it would start no clock that anybody sees.
    private mutating func check(_ printed: CivilDate, _ published: CivilDate) {
        let days = printed.days(since: published)
        guard days <= 0 || days > Self.farthestDays else { return }
        question = "\(printed), report of \(published)"
        if days > 0 { date = nil }
    }

    private enum Standing {
        case named
        case asked
        case untaken
    }

    private struct Found {
        /// Nil for a day without a year, and for one that the calendar does not have.
        let date: CivilDate?
        let standing: Standing
    }

    private static func dates(_ pieces: [Piece]) -> [Found] {
        var found: [Found] = []
        var at = 0
        while at < pieces.count {
            guard let seen = look(pieces[at...]) else {
                at += 1
                continue
            }
            let standing = Self.standing(pieces[..<at])
            // `you may 7` and `regulation 29 may` are no days unless something asks for one.
            if !seen.isDoubtful || standing != .untaken { found.append(Found(date: seen.date, standing: standing)) }
            at += seen.length
        }
        return found
    }

    // MARK: What stands before a date

    private static let small: Set<String> = ["on", "the", "of", "at", "in", "and"]
    /// Words of time and weekdays, which may stand between `by` and a date.
    private static let times: Set<String> = [
        "am", "pm", "noon", "midday", "midnight", "close", "end", "business", "cob", "day", "morning", "afternoon",
        "evening", "clock", "o", "hours", "hrs", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
        "sunday", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
    ]
    private static let asking: Set<String> = ["by", "before", "than", "until"]
    /// Words between `deadline` or `due` and a date.
    private static let linking: Set<String> = [
        "is", "be", "for", "to", "a", "your", "response", "responses", "reply", "respond", "date",
    ]
    /// Behind these `by` tells who did it.
    private static let past: Set<String> = ["sent", "signed", "written", "dated", "issued"]

    private static func standing(_ before: ArraySlice<Piece>) -> Standing {
        var rest = before
        if isSpan(rest) { return .asked }
        var words = 0
        var links = 0
        while let piece = rest.popLast() {
            guard case .word(let word) = piece else {
                if case .number = piece { words += 1 }
                guard words <= 4 else { return .untaken }
                continue
            }
            if word == "namely" { return links == 0 ? .named : .untaken }
            if word == "deadline" || word == "due" { return .asked }
            if links == 0, asking.contains(word) {
                let isNamed = rest.suffix(4).contains(.word("namely"))
                if case .word(let verb)? = rest.last, past.contains(verb) { return .untaken }
                return isNamed ? .named : .asked
            }
            if small.contains(word) { continue }
            if links == 0, times.contains(word) {
                words += 1
            } else if words == 0, linking.contains(word) {
                links += 1
            } else {
                return .untaken
            }
            guard words <= 4, links <= 4 else { return .untaken }
        }
        return .untaken
    }

    /// `within 56 days (7 May 2025)`, also with `i.e.` or `that is` between.
    private static func isSpan(_ before: ArraySlice<Piece>) -> Bool {
        var rest = before
        let between: [Piece] = [.sign(0x2E), .word("i"), .word("e"), .word("ie"), .word("that"), .word("is")]
        while let last = rest.last, between.contains(last) {
            rest.removeLast()
        }
        guard rest.popLast() == .word("days"), case .number? = rest.popLast() else { return false }
        return rest.last == .word("within")
    }

    private enum Piece: Equatable {
        case word(String)
        case number(Int, digits: Int)
        case sign(UInt8)
    }

    private static func pieces(_ text: String) -> [Piece] {
        let bytes = Array(text.utf8)
        var pieces: [Piece] = []
        var at = 0
        func run(_ isPart: (UInt8) -> Bool) -> ArraySlice<UInt8> {
            let start = at
            while at < bytes.count, isPart(bytes[at]) { at += 1 }
            return bytes[start..<at]
        }
        while at < bytes.count {
            let byte = bytes[at]
            if byte &- 0x30 < 10 {
                let digits = run { $0 &- 0x30 < 10 }
                pieces.append(.number(digits.prefix(9).reduce(0) { $0 * 10 + Int($1 - 0x30) }, digits: digits.count))
            } else if byte >= 0x80 || (byte | 0x20) &- 0x61 < 26 {
                // Only words of ASCII are asked for.
                let letters = run { $0 >= 0x80 || ($0 | 0x20) &- 0x61 < 26 }
                pieces.append(
                    .word(letters.count > 9 ? "" : String(decoding: letters.map { $0 | 0x20 }, as: UTF8.self))
                )
            } else {
                if byte == 0x2F || byte == 0x2E || byte == 0x2D { pieces.append(.sign(byte)) }
                at += 1
            }
        }
        return pieces
    }

    // MARK: Dates

    /// What was seen where a date may begin.
    private struct Look {
        var date: CivilDate?
        let length: Int
        /// `7 may` and `may 7`, which may be a verb beside a number.
        var isDoubtful = false
    }

    private static let endings = ["st", "nd", "rd", "th", "of", "day"].map { Piece.word($0) }

    private static func look(_ pieces: ArraySlice<Piece>) -> Look? {
        guard let first = pieces.first else { return nil }
        let rest = pieces.dropFirst()
        switch first {
        case .number(let day, let digits):
            if let seen = numeric(day, digits, rest) { return seen }
            guard (1...31).contains(day), digits <= 2 else { return nil }
            let behind = rest.drop { endings.contains($0) }
            guard case .word(let name)? = behind.first, let month = month(name) else { return nil }
            return look(pieces, day, month, behind.dropFirst(), isVerb: name == "may" && behind.count == rest.count)
        case .word(let name):
            guard let month = month(name), case .number(let day, let digits)? = rest.first, digits <= 2,
                (1...31).contains(day)
            else { return nil }
            let behind = rest.dropFirst()
            return look(pieces, day, month, behind.drop { endings.contains($0) }, isVerb: name == "may")
        case .sign: return nil
        }
    }

    /// A day and a month, with the year behind them where there is one.
    private static func look(
        _ pieces: ArraySlice<Piece>,
        _ day: Int,
        _ month: Int,
        _ behind: ArraySlice<Piece>,
        isVerb: Bool
    ) -> Look {
        let filling: [Piece] = [.sign(0x2E), .sign(0x2D), .sign(0x2F), .word("in"), .word("the"), .word("year")]
        let after = behind.drop { filling.contains($0) }
        guard case .number(let year, 4)? = after.first else {
            return Look(length: behind.startIndex - pieces.startIndex, isDoubtful: isVerb)
        }
        return Look(date: CivilDate(year, month, day), length: after.startIndex + 1 - pieces.startIndex)
    }

    private static func numeric(_ first: Int, _ digits: Int, _ rest: ArraySlice<Piece>) -> Look? {
        let parts = Array(rest.prefix(4))
        guard parts.count == 4, case .sign(let one) = parts[0], case .sign(let other) = parts[2], one == other,
            case .number(let month, let middle) = parts[1],
            case .number(let last, let end) = parts[3], middle <= 2
        else { return nil }
        if digits == 4, end <= 2 { return Look(date: CivilDate(first, month, last), length: 5) }
        guard digits <= 2 else { return nil }
        if end == 4 { return Look(date: CivilDate(last, month, first), length: 5) }
        // Two digits of a year are one only where the whole is a day.
        guard end == 2, let date = CivilDate(2000 + last, month, first) else { return nil }
        return Look(date: date, length: 5)
    }

    private static func month(_ name: String) -> Int? {
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        let whole = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november",
            "december",
        ]
        if let position = whole.firstIndex(of: name) { return position + 1 }
        if name == "sept" { return 9 }
        return names.firstIndex(of: name).map { $0 + 1 }
    }
}
