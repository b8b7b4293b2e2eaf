/// Ages in years; bands are fine.
enum AgeRecogniser {
    static func candidate(_ scan: ScannedText, at position: Int) -> Candidate? {
        guard
            let tokens = shorthand(scan, position) ?? counted(scan, position) ?? told(scan, position)
                ?? infant(scan, position)
        else { return nil }
        guard isNinety(scan, tokens) else {
            return Candidate(tokens: tokens, type: .age, decision: .generalise, rule: "age.years")
        }
        return Candidate(tokens: tokens, type: .age, decision: .generalise, rule: "age.ninety-or-over")
    }

    private static let ninety = WordSet("ninety nineties hundred")

    private static func isNinety(_ scan: ScannedText, _ tokens: ClosedRange<Int>) -> Bool {
        tokens.contains { at in
            if scan.isOneOf(ninety, at) { return true }
            guard scan.tokens[at].kind == .number, (2...3).contains(scan.tokens[at].length) else { return false }
            return scan.bytes(at...at).reduce(0) { $0 * 10 + Int($1) - 0x30 } >= 90
        }
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
    private static let nineties = WordSet("his her their")

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
