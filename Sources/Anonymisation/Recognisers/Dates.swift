/// Days: an exact one can single somebody out, a month cannot.
enum DateRecogniser {
    static func candidate(_ scan: ScannedText, at position: Int) -> Candidate? {
        guard
            let tokens = holiday(scan, position) ?? numeric(scan, position) ?? compact(scan, position)
                ?? dayFirst(scan, position) ?? monthFirst(scan, position) ?? dayAlone(scan, position)
        else { return nil }
        let whole = withWeekday(scan, tokens)
        let isBirth = isLabelledBirth(scan, whole.lowerBound)
        return Candidate(
            tokens: whole,
            type: isBirth ? .dateOfBirth : .date,
            decision: isBirth ? .block : .generalise,
            rule: isBirth ? "date-of-birth.labelled" : "date.day"
        )
    }

    /// A label stands before it, or at the end of the line before, as on forms.
    private static func isLabelledBirth(_ scan: ScannedText, _ start: Int) -> Bool {
        if scan.before(start, within: 4).contains(.birthContext) { return true }
        guard start > 1, scan.tokens[start - 1].kind == .newline else { return false }
        return (scan.isSymbol(start - 2, 0x3A) || scan.classes[start - 2].contains(.birthContext))
            && scan.before(start - 1, within: 3).contains(.birthContext)
    }

    private static func value(_ scan: ScannedText, _ position: Int) -> Int? {
        guard let token = scan.token(position), token.kind == .number, token.length <= 4 else { return nil }
        return scan.bytes(position...position).reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    private static func isMonth(_ scan: ScannedText, _ position: Int) -> Bool {
        scan.classes.indices.contains(position) && scan.classes[position].contains(.month)
    }

    private static func isYear(_ scan: ScannedText, _ position: Int) -> Bool {
        guard let value = value(scan, position), let token = scan.token(position) else { return false }
        return token.length == 4 ? (1880...2099).contains(value) : token.length == 2
    }

    /// `18/8/22`, `10.05.2022`, `2025-04-17`.
    private static func numeric(_ scan: ScannedText, _ at: Int) -> ClosedRange<Int>? {
        guard let first = value(scan, at), let separator = scan.token(at + 1)?.symbol,
            separator == 0x2F || separator == 0x2E || separator == 0x2D, !scan.tokens[at + 1].isSpaced,
            let second = value(scan, at + 2), !scan.tokens[at + 2].isSpaced, scan.isSymbol(at + 3, separator),
            !scan.tokens[at + 3].isSpaced, let third = value(scan, at + 4), !scan.tokens[at + 4].isSpaced,
            at == 0 || scan.tokens[at].isSpaced || scan.tokens[at - 1].kind != .symbol
                || ![0x2F, 0x2E, 0x2D].contains(scan.tokens[at - 1].symbol)
        else { return nil }
        // A fourth part makes it a version, an address or a bank number.
        if let next = scan.token(at + 5), next.symbol == separator, !next.isSpaced, value(scan, at + 6) != nil,
            !scan.tokens[at + 6].isSpaced
        {
            return nil
        }
        if separator == 0x2E, scan.isOneOf(Self.numbered, at - 1) { return nil }
        let lengths = [at, at + 2, at + 4].map { scan.tokens[$0].length }
        if lengths[0] == 4 {
            return (1880...2099).contains(first) && (1...12).contains(second) && (1...31).contains(third)
                ? at...at + 4 : nil
        }
        guard lengths[0] <= 2, lengths[1] <= 2, lengths[2] == 2 || lengths[2] == 4, (1...31).contains(first),
            (1...12).contains(second) || (1...31).contains(second) && first <= 12,
            lengths[2] == 2 || (1880...2099).contains(third)
        else { return nil }
        return at...at + 4
    }

    /// `05MAR2025`, `26-oct-2019`, `1-Jan-20`.
    private static func compact(_ scan: ScannedText, _ at: Int) -> ClosedRange<Int>? {
        guard let day = value(scan, at), (1...31).contains(day), scan.tokens[at].length <= 2 else { return nil }
        if isMonth(scan, at + 1), !scan.tokens[at + 1].isSpaced, isYear(scan, at + 2), !scan.tokens[at + 2].isSpaced {
            return at...at + 2
        }
        guard let mark = scan.token(at + 1)?.symbol, mark == 0x2D || mark == 0x2F || mark == 0x2E,
            isMonth(scan, at + 2),
            scan.isSymbol(at + 3, mark), isYear(scan, at + 4)
        else { return nil }
        return at...at + 4
    }

    /// Parts of a text that are numbered like days: "section 3.4.12".
    private static let numbered = WordSet(
        "section sections paragraph clause standard appendix chapter version part item"
    )

    /// A day without its month: `Mon 4th`, `on the 14th he went`; or six or eight digits behind a label of birth.
    private static func dayAlone(_ scan: ScannedText, _ at: Int) -> ClosedRange<Int>? {
        guard scan.tokens[at].kind == .number else { return nil }
        if scan.tokens[at].length == 6 || scan.tokens[at].length == 8 {
            return scan.before(at, within: 3).contains(.birthContext) && isRunOfDay(scan, at) ? at...at : nil
        }
        guard let day = value(scan, at), (1...31).contains(day) else { return nil }
        // "DOB: 12 05 1958": blanks between, behind a label.
        if let month = value(scan, at + 1), (1...12).contains(month), scan.tokens[at].length <= 2,
            scan.tokens[at + 1].length <= 2, isYear(scan, at + 2), scan.before(at, within: 3).contains(.birthContext)
        {
            return at...at + 2
        }
        guard isOrdinal(scan, at + 1) else { return nil }
        if at > 0, scan.classes[at - 1].contains(.weekday) { return at...at + 1 }
        guard scan.isOneOf(Self.the, at - 1), scan.isOneOf(Self.daysOf, at - 2) else { return nil }
        guard let next = scan.token(at + 2), next.kind == .word else { return at...at + 1 }
        return scan.isOneOf(Self.goesOn, at + 2) ? at...at + 1 : nil
    }

    private static let daysOf = WordSet("on from until since by")
    private static let goesOn = WordSet(
        "he she they it we staff nobody who when after before was were there his her"
    )

    /// `120558`, `12051958`: day, month and year without anything between.
    private static func isRunOfDay(_ scan: ScannedText, _ at: Int) -> Bool {
        let digits = scan.bytes(at...at).map { Int($0) - 0x30 }
        let (day, month) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        return (1...31).contains(day) && (1...12).contains(month)
    }

    private static func isOrdinal(_ scan: ScannedText, _ position: Int) -> Bool {
        guard let token = scan.token(position), token.length == 2, !token.isSpaced else { return false }
        return scan.isOneOf(Self.ordinals, position)
    }

    private static let ordinals = WordSet("st nd rd th")
    private static let dayWord = WordSet("day")
    private static let of = WordSet("of")
    private static let rangeWords = WordSet("to and or")
    private static let may = WordSet("may")
    private static let the = WordSet("the")

    /// `14th of March 2020`, `7 February`, `the 3rd of May`.
    private static func dayFirst(_ scan: ScannedText, _ at: Int) -> ClosedRange<Int>? {
        guard let day = value(scan, at), (1...31).contains(day), scan.tokens[at].length <= 2,
            at == 0 || scan.tokens[at].isSpaced || scan.tokens[at - 1].kind == .newline
                || scan.tokens[at - 1].symbol == 0x28
        else { return nil }
        var month = at + 1
        if isOrdinal(scan, month) { month += 1 }
        // "3-4 March", "between 3 and 7 March": the day before it belongs to the same month.
        if scan.isSymbol(month, 0x2D) || scan.isOneOf(Self.rangeWords, month), let last = value(scan, month + 1),
            (1...31).contains(last), scan.tokens[month + 1].length <= 2
        {
            month += 2
            if isOrdinal(scan, month) { month += 1 }
        }
        if scan.isOneOf(Self.dayWord, month) { month += 1 }
        if scan.isOneOf(Self.of, month) { month += 1 }
        guard isMonth(scan, month), scan.tokens[month].isSpaced || month > at + 1 else { return nil }
        // "3 may refuse": a verb, unless an ordinal or a year makes it a date.
        let isPlainMay = scan.isOneOf(Self.may, month) && month == at + 1 && scan.tokens[month].shape == .lower
        let end = year(scan, after: month)
        if isPlainMay, end == month,
            !scan.isLowerCase || scan.lore.indices.contains(month + 1) && scan.lore[month + 1].word > 0
        {
            return nil
        }
        return at...end
    }

    /// `July 7th, 1933`, `Dec 20 2024`.
    private static func monthFirst(_ scan: ScannedText, _ at: Int) -> ClosedRange<Int>? {
        guard isMonth(scan, at), scan.tokens[at].kind == .word, let day = value(scan, at + 1), (1...31).contains(day),
            scan.tokens[at + 1].length <= 2, scan.tokens[at + 1].isSpaced
        else { return nil }
        var last = at + 1
        if isOrdinal(scan, last + 1) { last += 1 }
        let end = year(scan, after: last)
        // "May 5 patients" and "in April 12 staff" count things.
        guard end > last || last > at + 1 || scan.token(last + 1).map({ $0.kind != .word }) ?? true else { return nil }
        return at...end
    }

    /// The year behind a day and month, if there is one.
    private static func year(_ scan: ScannedText, after position: Int) -> Int {
        var next = position + 1
        if scan.isSymbol(next, 0x2E), scan.tokens[position].length <= 4 { next += 1 }
        if scan.isSymbol(next, 0x2C) { next += 1 }
        if scan.isSymbol(next, 0x27), isYear(scan, next + 1) { return next + 1 }
        guard isYear(scan, next), scan.tokens[next].length == 4 || next == position + 1 else { return position }
        // A time or a count behind the month is no year.
        if scan.tokens[next].length == 2, let after = scan.token(next + 1),
            after.symbol == 0x3A || after.symbol == 0x25 || !after.isSpaced && after.kind == .word
                || !scan.classes[next + 1].isDisjoint(with: .unit)
        {
            return position
        }
        return next
    }

    private static func holiday(_ scan: ScannedText, _ at: Int) -> ClosedRange<Int>? {
        guard scan.classes[at].contains(.holiday), at == 0 || !scan.classes[at - 1].contains(.holiday) else {
            return nil
        }
        var end = at
        while end + 1 < scan.tokens.count, scan.classes[end + 1].contains(.holiday) { end += 1 }
        let whole = year(scan, after: end)
        // "The Christmas rota" is no day: a single word counts only with its year or as a day of its own.
        guard whole > end || end > at else { return nil }
        return at...whole
    }

    private static func withWeekday(_ scan: ScannedText, _ tokens: ClosedRange<Int>) -> ClosedRange<Int> {
        var start = tokens.lowerBound
        if start > 0, scan.isOneOf(Self.the, start - 1) { start -= 1 }
        if start > 0, scan.isSymbol(start - 1, 0x2C) { start -= 1 }
        guard start > 0, scan.classes[start - 1].contains(.weekday) else { return tokens }
        return start - 1...tokens.upperBound
    }
}
