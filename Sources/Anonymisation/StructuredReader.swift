/// Finds what has a form of its own: numbers, codes, dates, ages, addresses.
///
/// It holds nothing but the text, since it is asked for each of its tokens.
struct StructuredReader {
    let scan: ScannedText

    /// The first recogniser that knows what begins here; their order is the order of certainty.
    func candidate(_ position: Int) -> Candidate? {
        let token = scan.tokens[position]
        if token.kind == .newline || isPlainWord(position) { return nil }
        if let found = NetRecogniser.candidate(scan, at: position) { return found }
        if token.kind == .word, let month = dateFromWord(position) { return month }
        if token.kind == .number, token.length <= 2, standsAlone(position) { return shortNumber(position) }
        guard token.kind == .number || token.kind == .word || token.symbol == 0x2B || token.symbol == 0x28 else {
            return nil
        }
        if token.kind == .number || token.symbol == 0x2B || token.symbol == 0x28
            || token.kind == .word && token.length <= 2 && isNearNumber(position)
        {
            if let found = number(position) { return found }
        }
        guard token.kind != .symbol else { return nil }
        if let run = CodeRun(scan, at: position), let found = code(run) { return found }
        return HiddenTextRecogniser.candidate(scan, at: position)
    }

    /// Letters that were read for digits touch a digit.
    private func isNearNumber(_ position: Int) -> Bool {
        scan.token(position + 1).map { $0.kind == .number && !$0.isSpaced } ?? false
    }

    private static let openers: WordClass = [.month, .holiday, .numberWord, .ageContext]

    /// A word with a space on either side, or a mark and a space behind it, that begins nothing structured.
    private func isPlainWord(_ position: Int) -> Bool {
        let token = scan.tokens[position]
        guard token.kind == .word, token.length > 2, token.isSpaced, token.shape != .mixed,
            scan.classes[position].isDisjoint(with: Self.openers)
        else { return false }
        func isEnd(_ at: Int) -> Bool {
            guard at < scan.tokens.count else { return true }
            return scan.tokens[at].isSpaced || scan.tokens[at].kind == .newline
        }
        if isEnd(position + 1) {
            // A number behind it may belong to it: `SW64 EDS` has none, `CAD 0990` begins with the number.
            return true
        }
        let next = scan.tokens[position + 1]
        // "patient's", "follow-up": a word goes on behind the mark.
        if next.symbol == 0x27 || next.symbol == 0x2D, let second = scan.token(position + 2), second.kind == .word,
            second.shape == .lower, scan.token(position + 3)?.isSpaced ?? true
        {
            return true
        }
        return next.kind == .symbol && next.symbol != 0x40 && isEnd(position + 2)
    }

    private func dateFromWord(_ position: Int) -> Candidate? {
        guard
            !scan.classes[position].isDisjoint(with: [.month, .holiday, .numberWord, .ageContext])
                || scan.tokens[position].length == 1
        else { return nil }
        return AgeRecogniser.candidate(scan, at: position) ?? DateRecogniser.candidate(scan, at: position)
    }

    private func number(_ position: Int) -> Candidate? {
        let isNumber = scan.tokens[position].kind == .number
        guard let run = DigitRun(scan, at: position) else { return isNumber ? shortNumber(position) : nil }
        // Fewer digits are no number of a person or an account, only an extension may have them.
        let isLong = run.digits.count >= 6
        let runs = isLong ? run.beginnings : [run]
        if isLong {
            for run in runs {
                if let found = NHSNumberRecogniser.candidate(scan, run) ?? AddressRecogniser.bank(scan, run) {
                    return found
                }
            }
        }
        if isNumber, let date = DateRecogniser.candidate(scan, at: position) { return date }
        if run.digits.count >= 3 {
            for run in runs { if let found = PhoneRecogniser.candidate(scan, run) { return found } }
        }
        guard isNumber else { return nil }
        return AgeRecogniser.candidate(scan, at: position) ?? AddressRecogniser.street(scan, at: position)
    }

    /// What a number of few digits can be.
    private func shortNumber(_ position: Int) -> Candidate? {
        DateRecogniser.candidate(scan, at: position) ?? AgeRecogniser.candidate(scan, at: position)
            ?? AddressRecogniser.street(scan, at: position)
    }

    /// Whether no further digit and no letter that may be read as one follows: most numbers of a text are counts.
    private func standsAlone(_ position: Int) -> Bool {
        guard scan.tokens[position].isSpaced || position == 0 || scan.tokens[position - 1].kind == .newline,
            let next = scan.token(position + 1)
        else { return false }
        if next.kind == .word { return next.isSpaced && next.length > 2 }
        guard next.kind == .symbol, !next.isSpaced else { return next.kind == .newline }
        return scan.token(position + 2).map { $0.isSpaced && $0.kind == .word && $0.length > 2 } ?? true
    }

    private func code(_ run: CodeRun) -> Candidate? {
        AddressRecogniser.iban(scan, run) ?? AddressRecogniser.postcode(scan, run) ?? ReferenceRecogniser.candidate(
            scan,
            run
        )
            ?? AddressRecogniser.vehicle(scan, run) ?? LocalIDRecogniser.candidate(scan, run)
    }
}
