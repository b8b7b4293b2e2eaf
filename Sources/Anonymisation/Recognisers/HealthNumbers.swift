/// NHS numbers: ten digits with a check digit (modulus 11), in any grouping.
enum NHSNumberRecogniser {
    static func candidate(_ scan: ScannedText, _ run: DigitRun) -> Candidate? {
        guard run.digits.count == 10, run.mended <= 2, !run.hasPlus else { return nil }
        let context = scan.before(run.tokens.lowerBound, within: 8)
        let isLabelled = context.contains(.nhsContext)
        let isChecked = hasCheckDigit(run.digits)
        // A mis-keyed number that is called an NHS number is one.
        if isLabelled { return found(run, .block, "nhs-number.labelled") }
        guard !context.contains(.thingContext), !context.contains(.registrationContext),
            run.digits[0] != 0x30 || isChecked
        else { return nil }
        let isGrouped = run.groups == [3, 3, 4] || run.groups == Array(repeating: 1, count: 10)
        if isGrouped { return found(run, isChecked ? .block : .warn, "nhs-number.grouped") }
        guard isChecked, run.groups.count <= 2, run.digits[0] != 0x30 else { return nil }
        return found(run, .warn, "nhs-number.check-digit")
    }

    private static func found(_ run: DigitRun, _ decision: GateDecision, _ rule: StaticString) -> Candidate {
        Candidate(tokens: run.tokens, type: .nhsNumber, decision: decision, rule: rule)
    }

    /// NHS Data Dictionary, NHS NUMBER: weights 10 to 2; a remainder of 10 is never issued.
    static func hasCheckDigit(_ digits: [UInt8]) -> Bool {
        let sum = (0..<9).reduce(0) { $0 + (10 - $1) * Int(digits[$1] - 0x30) }
        let check = (11 - sum % 11) % 11
        return check == Int(digits[9] - 0x30) && check != 10
    }
}

/// Numbers that one record system gives: they need a word that says so.
enum LocalIDRecogniser {
    static func candidate(_ scan: ScannedText, _ run: CodeRun) -> Candidate? {
        guard (5...12).contains(run.digitCount), run.letterCount <= 4, run.characters.count <= 14 else { return nil }
        let context = scan.before(run.tokens.lowerBound, within: 5)
        if context.contains(.localContext), !context.contains(.thingContext) {
            return Candidate(tokens: run.tokens, type: .localID, decision: .block, rule: "local-id.labelled")
        }
        guard hasRecordPrefix(run) else { return nil }
        return Candidate(tokens: run.tokens, type: .localID, decision: .block, rule: "local-id.prefix")
    }

    private static func hasRecordPrefix(_ run: CodeRun) -> Bool {
        let letters = run.characters.prefix { $0 >= 0x40 }
        guard run.digitCount >= 5, letters.count == run.letterCount else { return false }
        return letters.elementsEqual("MRN".utf8) || letters.elementsEqual("RIO".utf8)
    }

    /// `Name (1234567)`: a number in brackets behind a person.
    static func bracketed(_ scan: ScannedText, _ run: CodeRun, isName: (Int) -> Bool) -> Candidate? {
        let start = run.tokens.lowerBound
        guard (5...10).contains(run.digitCount), run.letterCount <= 3, !run.hasConnector,
            scan.isSymbol(start - 1, 0x28), scan.isSymbol(run.tokens.upperBound + 1, 0x29), start >= 2,
            isName(start - 2)
        else { return nil }
        return Candidate(tokens: run.tokens, type: .localID, decision: .block, rule: "local-id.after-name")
    }
}
