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
        guard let day = value(scan, at), (1...31).contains(day), isOrdinal(scan, at + 1) else { return nil }
        if at > 0, scan.classes[at - 1].contains(.weekday) { return at...at + 1 }
        guard scan.isOneOf(Self.the, at - 1), scan.isOneOf(Self.daysOf, at - 2) else { return nil }
        guard let next = scan.token(at + 2), next.kind == .word else { return at...at + 1 }
        return scan.isOneOf(Self.goesOn, at + 2) ? at...at + 1 : nil
    }

    private static let daysOf = WordSet("on from until since by")
    private static let goesOn = WordSet(
        "he she they it we staff nobody who when the a at and after before was were there in his her to"
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

/// Ages in years; bands are fine.
enum AgeRecogniser {
    static func candidate(_ scan: ScannedText, at position: Int) -> Candidate? {
        guard
            let tokens = shorthand(scan, position) ?? counted(scan, position) ?? told(scan, position)
                ?? infant(scan, position)
        else { return nil }
        return Candidate(tokens: tokens, type: .age, decision: .generalise, rule: "age.years")
    }

    /// `F79`, `64M`.
    private static func shorthand(_ scan: ScannedText, _ at: Int) -> ClosedRange<Int>? {
        guard at + 1 < scan.tokens.count, !scan.tokens[at + 1].isSpaced else { return nil }
        let (first, second) = (scan.tokens[at], scan.tokens[at + 1])
        func isSex(_ position: Int) -> Bool {
            scan.tokens[position].length == 1
                && [0x6D, 0x66].contains(scan.text.bytes[Int(scan.tokens[position].start)] | 0x20)
        }
        let isNumberFirst = first.kind == .number && first.length == 2 && second.kind == .word && isSex(at + 1)
        let isSexFirst = first.kind == .word && isSex(at) && second.kind == .number && second.length == 2
        guard isNumberFirst || isSexFirst, at == 0 || scan.tokens[at].isSpaced || scan.tokens[at - 1].kind != .word,
            let next = scan.token(at + 2),
            next.isSpaced || next.kind != .number && next.symbol != 0x2E && next.symbol != 0x2D
        else { return nil }
        // A code such as F32 stands in a sentence like any noun; an age opens one or stands before a verb of care.
        guard scan.tokens[at].opensSentence || at == 0 || isNumberFirst else { return nil }
        return isNumberFirst && scan.classes[at + 1].contains(.unit) && !scan.tokens[at].opensSentence
            ? nil : at...at + 1
    }

    /// `74 years old`, `72-year-old`, `aged 53`, `aged fifty-three`, `45yo`, `20 y/o`.
    private static func counted(_ scan: ScannedText, _ at: Int) -> ClosedRange<Int>? {
        guard let end = number(scan, at) else { return nil }
        let isBand = scan.isSymbol(at - 1, 0x2D) && !scan.tokens[at - 1].isSpaced || isRange(scan, end)
        guard !isBand else { return nil }
        if let unit = yearsOld(scan, end + 1) { return at...unit }
        guard at > 0, scan.classes[at - 1].contains(.ageContext) || isAgeOf(scan, at - 1),
            scan.tokens[at - 1].kind == .word
        else { return nil }
        return (isAgeOf(scan, at - 1) ? at - 2 : at - 1)...end
    }

    private static let persons = WordSet("he she patient man woman lady gentleman resident who boy girl")
    private static let being = WordSet("is was turned aged")
    private static let recently = WordSet("just only now nearly almost")
    private static let infants = WordSet("baby infant child boy girl son daughter twin twins newborn")
    private static let shortUnits = WordSet("day days week weeks month months")
    private static let sex = WordSet("m f male female sex years")
    private static let nineties = WordSet("his her their the")

    /// `the patient is 91.`, `had just turned 18`, `Mr X (56)`, `Age: 91`, `in his 90s`.
    private static func told(_ scan: ScannedText, _ at: Int) -> ClosedRange<Int>? {
        guard scan.tokens[at].kind == .number, (2...3).contains(scan.tokens[at].length), at > 0,
            number(scan, at) != nil
        else { return nil }
        let end = scan.token(at + 1)
        if scan.isOneOf(Self.nineties, at - 1), let s = end, s.kind == .word, s.length == 1, !s.isSpaced,
            scan.bytes(at...at).elementsEqual("90".utf8)
        {
            return at...at + 1
        }
        guard end.map({ $0.kind == .newline || [0x2E, 0x2C, 0x3B, 0x29, 0x2F].contains($0.symbol) }) ?? true,
            scan.tokens[at].isSpaced || !scan.tokens[at - 1].isSpaced || scan.isSymbol(at - 1, 0x28)
        else { return nil }
        // A decimal or a date goes on behind its mark.
        if let mark = end, mark.kind == .symbol, let next = scan.token(at + 2), next.kind == .number, !next.isSpaced {
            return nil
        }
        if scan.isSymbol(at - 1, 0x3A) {
            var label = at - 2
            while label > 0, scan.isOneOf(Self.sex, label) || scan.isSymbol(label, 0x2F) { label -= 1 }
            return label >= 0 && scan.classes[label].contains(.ageContext) && scan.tokens[label].kind == .word
                ? at...at : nil
        }
        if scan.isSymbol(at - 1, 0x28) && scan.isSymbol(at + 1, 0x29)
            || scan.isSymbol(at - 1, 0x2C) && scan.isSymbol(at + 1, 0x2C)
        {
            return at > 2 && scan.tokens[at - 2].shape == .capital
                && !scan.classes[at - 3].isDisjoint(with: [.title, .patientContext, .role]) ? at...at : nil
        }
        let verb = scan.isOneOf(Self.recently, at - 1) ? at - 2 : at - 1
        guard scan.isOneOf(Self.being, verb) else { return nil }
        let isTurned = scan.isOneOf(Self.recently, at - 1) && scan.before(verb, within: 2).isEmpty
        return scan.isOneOf(Self.persons, verb - 1) || isTurned && scan.isOneOf(Self.persons, verb - 2) ? at...at : nil
    }

    /// `a 6-week-old baby`.
    private static func infant(_ scan: ScannedText, _ at: Int) -> ClosedRange<Int>? {
        guard number(scan, at) == at else { return nil }
        var next = at + 1
        if scan.isSymbol(next, 0x2D) { next += 1 }
        guard scan.isOneOf(Self.shortUnits, next) else { return nil }
        next += 1
        if scan.isSymbol(next, 0x2D) { next += 1 }
        guard scan.isOneOf(Self.old, next), scan.isOneOf(Self.infants, next + 1) else { return nil }
        return at...next
    }

    private static func isAgeOf(_ scan: ScannedText, _ position: Int) -> Bool {
        position > 0 && scan.isOneOf(Self.of, position) && scan.classes[position - 1].contains(.ageContext)
    }

    private static func number(_ scan: ScannedText, _ at: Int) -> Int? {
        let token = scan.tokens[at]
        if token.kind == .number {
            guard token.length <= 3 else { return nil }
            let value = scan.bytes(at...at).reduce(0) { $0 * 10 + Int($1) - 0x30 }
            return (0...115).contains(value) ? at : nil
        }
        guard scan.classes[at].contains(.numberWord) else { return nil }
        if scan.isSymbol(at + 1, 0x2D), scan.classes.indices.contains(at + 2),
            scan.classes[at + 2].contains(.numberWord)
        {
            return at + 2
        }
        if scan.classes.indices.contains(at + 1), scan.classes[at + 1].contains(.numberWord) { return at + 1 }
        return at
    }

    private static let of = WordSet("of")
    private static let connectives = WordSet("to and or")
    private static let bounds = WordSet("over under above below older")
    private static let years = WordSet("year years yr yrs y")
    private static let old = WordSet("old")
    private static let yo = WordSet("yo")
    private static let y = WordSet("y")

    private static func isRange(_ scan: ScannedText, _ end: Int) -> Bool {
        guard let next = scan.token(end + 1) else { return false }
        if next.symbol == 0x2B { return true }
        if next.symbol == 0x2D, let number = scan.token(end + 2), number.kind == .number { return true }
        guard scan.isOneOf(Self.connectives, end + 1) else { return false }
        return scan.token(end + 2)?.kind == .number || scan.isOneOf(Self.bounds, end + 2)
    }

    /// The end of "years old", "-year-old", "yo", "y/o", "yr old".
    private static func yearsOld(_ scan: ScannedText, _ start: Int) -> Int? {
        var at = start
        if scan.isSymbol(at, 0x2D) { at += 1 }
        guard let unit = scan.token(at), unit.kind == .word else { return nil }
        if yo.contains(unit.hash) { return at }
        if y.contains(unit.hash), scan.isSymbol(at + 1, 0x2F) || scan.isSymbol(at + 1, 0x2E),
            scan.token(at + 2)?.length == 1
        {
            return at + 2
        }
        guard years.contains(unit.hash) else { return nil }
        at += 1
        if scan.isSymbol(at, 0x2E) { at += 1 }
        if scan.isSymbol(at, 0x2D) { at += 1 }
        return scan.isOneOf(Self.old, at) ? at : nil
    }
}
