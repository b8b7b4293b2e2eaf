/// References of incidents, complaints, courts, registers and documents.
enum ReferenceRecogniser {
    static func candidate(_ scan: ScannedText, _ run: CodeRun) -> Candidate? {
        registration(scan, run) ?? government(scan, run) ?? insurance(scan, run) ?? legal(scan, run)
            ?? incident(scan, run)
    }

    private static func found(
        _ run: CodeRun,
        _ type: IdentifierType,
        _ rule: StaticString,
        from: Int? = nil
    ) -> Candidate {
        let start = from ?? run.tokens.lowerBound
        return Candidate(tokens: start...run.tokens.upperBound, type: type, decision: .block, rule: rule)
    }

    // MARK: Professional registers

    private static func registration(_ scan: ScannedText, _ run: CodeRun) -> Candidate? {
        // NMC PIN: year, month as a letter, four digits, part of the register.
        if run.hasPattern("99A9999A"), (0x41...0x4C).contains(run.characters[2]) {
            return found(run, .registration, "registration.nmc-pin")
        }
        let context = scan.before(run.tokens.lowerBound, within: 5)
        guard context.contains(.registrationContext), !context.contains(.thingContext) else { return nil }
        let isNumber = run.isAllDigits && (6...8).contains(run.digitCount) && !run.hasConnector
        let isCoded = run.letterCount <= 3 && (4...7).contains(run.digitCount) && run.characters[0] >= 0x40
        return isNumber || isCoded ? found(run, .registration, "registration.labelled") : nil
    }

    // MARK: Documents of the state

    private static func government(_ scan: ScannedText, _ run: CodeRun) -> Candidate? {
        if isDriverNumber(run) { return found(run, .governmentID, "government-id.driver-number") }
        let context = scan.before(run.tokens.lowerBound, within: 5)
        if context.contains(.passportContext), (8...9).contains(run.characters.count), run.letterCount <= 2 {
            return found(run, .governmentID, "government-id.passport")
        }
        if context.contains(.licenceContext), run.digitCount >= 6, run.characters.count >= 8 {
            return found(run, .governmentID, "government-id.licence")
        }
        return nil
    }

    /// DVLA: five letters of the surname (9 fills up), six digits of the birth date, initials, check characters.
    private static func isDriverNumber(_ run: CodeRun) -> Bool {
        guard run.characters.count == 16, !run.hasConnector else { return false }
        let c = run.characters
        return c[0] >= 0x40 && c[5..<11].allSatisfy { $0 < 0x40 } && c[11] >= 0x40 && c[13] < 0x40 && c[14] >= 0x40
    }

    /// National insurance: two letters, six digits, a letter A to D; spaces stand as people like.
    private static func insurance(_ scan: ScannedText, _ run: CodeRun) -> Candidate? {
        var characters = run.characters
        var end = run.tokens.upperBound
        while characters.count < 9, end + 1 < scan.tokens.count, scan.tokens[end + 1].length <= 2,
            scan.tokens[end + 1].kind == .number
                || scan.tokens[end + 1].length == 1 && scan.tokens[end + 1].kind == .word
        {
            end += 1
            characters += scan.capitals(end...end)
        }
        var start = run.tokens.lowerBound
        if characters.count == 7, start > 0, scan.tokens[start - 1].kind == .word, scan.tokens[start - 1].length == 2 {
            start -= 1
            characters = scan.capitals(start...start) + characters
        }
        guard characters.count == 9, characters[0..<2].allSatisfy({ $0 >= 0x40 }),
            characters[2..<8].allSatisfy({ $0 < 0x40 }), (0x41...0x44).contains(characters[8])
        else { return nil }
        return Candidate(
            tokens: start...end,
            type: .nationalInsurance,
            decision: .block,
            rule: "national-insurance.form"
        )
    }

    // MARK: Courts, coroners, police

    private static func legal(_ scan: ScannedText, _ run: CodeRun) -> Candidate? {
        let start = run.tokens.lowerBound
        let context = scan.before(start, within: 5)
        let wanted: WordClass = [.coronerContext, .policeContext, .courtContext]
        guard !context.isDisjoint(with: wanted), run.digitCount >= 3, !isCount(scan, run) else { return nil }
        // A log number of the police is written with its name.
        if start > 0, scan.classes[start - 1].contains(.policeContext),
            scan.tokens[start - 1].shape == .upper || scan.isLowerCase, scan.tokens[start - 1].length <= 3
        {
            return found(run, .legalReference, "legal-ref.log", from: start - 1)
        }
        guard run.digitCount >= 4, run.hasConnector || run.letterCount > 0 || run.digitCount >= 5,
            !isYear(run), run.letterCount <= 8
        else { return nil }
        return found(run, .legalReference, "legal-ref.labelled")
    }

    private static func isYear(_ run: CodeRun) -> Bool {
        run.isAllDigits && run.digitCount == 4 && (1900...2099).contains(run.number(0..<4))
    }

    /// `2024/2025`: a period of years.
    private static func isYears(_ run: CodeRun) -> Bool {
        run.digitCount == 8 && run.number(0..<4)...run.number(0..<4) + 10 ~= run.number(4..<8)
    }

    /// A number of things, of which a unit or a noun follows.
    private static func isCount(_ scan: ScannedText, _ run: CodeRun) -> Bool {
        guard let next = scan.token(run.tokens.upperBound + 1) else { return false }
        return next.symbol == 0x25 || scan.classes[run.tokens.upperBound + 1].contains(.unit) && run.digitCount < 5
    }

    // MARK: Incidents and complaints

    private static let prefixes: Set<[UInt8]> = Set(
        ["PSII", "SI", "STEIS", "DATIX", "COM", "INC", "WEB", "PALS", "LFPSE", "SUI", "RCA", "DTX", "COMP"].map {
            Array($0.utf8)
        }
    )

    private static func incident(_ scan: ScannedText, _ run: CodeRun) -> Candidate? {
        let start = run.tokens.lowerBound
        guard run.digitCount >= 3, run.digitCount <= 12, run.letterCount <= 8, !isCount(scan, run) else { return nil }
        let letters = Array(run.characters.prefix { $0 >= 0x40 })
        if prefixes.contains(letters), run.digitCount >= 5 || run.hasConnector {
            return found(run, .incidentReference, "incident-ref.prefix")
        }
        // `SI 2023/4053`: the prefix stands apart.
        if start > 0, scan.tokens[start - 1].kind == .word, scan.tokens[start - 1].length <= 5,
            prefixes.contains(scan.capitals(start - 1...start - 1)),
            run.hasConnector, run.digitCount >= 5
        {
            return found(run, .incidentReference, "incident-ref.prefix", from: start - 1)
        }
        // The form of StEIS: year, stroke, four to six digits; a financial year has two.
        if run.isAllDigits, run.hasConnector, (8...10).contains(run.digitCount),
            (2000...2099).contains(run.number(0..<4)),
            scan.tokens[start].length == 4, scan.isSymbol(start + 1, 0x2F), run.tokens.count == 3, !isYears(run),
            !scan.before(start, within: 3).contains(.thingContext)
        {
            return found(run, .incidentReference, "incident-ref.steis-form")
        }
        let context = scan.before(start, within: 3)
        guard context.contains(.incidentContext) || context.contains(.complaintContext),
            !context.contains(.thingContext), !isYear(run)
        else { return nil }
        let isReference =
            run.digitCount >= 5 || run.hasConnector && run.letterCount > 0 && run.digitCount >= 3
            || run.letterCount > 0 && run.digitCount >= 4 || run.hasConnector && run.digitCount >= 5
        return isReference ? found(run, .incidentReference, "incident-ref.labelled") : nil
    }
}
