/// Postcodes, number plates, bank numbers and street addresses.
enum AddressRecogniser {
    // MARK: Postcodes

    /// Postcode areas of the Royal Mail.
    private static let areas: Set<[UInt8]> = Set(
        """
        AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL
        GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX
        PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR
        WS WV YO ZE
        """.utf8.split { $0 == 0x20 || $0 == 0x0A }.map { Array($0) }
    )

    static func postcode(_ scan: ScannedText, _ run: CodeRun) -> Candidate? {
        var characters = run.characters
        var end = run.tokens.upperBound
        guard !run.hasConnector, characters[0] >= 0x40, characters.count <= 7 else { return nil }
        var isApart = false
        if !isPostcode(characters), characters.count <= 4, end + 2 < scan.tokens.count,
            scan.tokens[end + 1].kind == .number,
            scan.tokens[end + 1].length == 1, scan.tokens[end + 2].kind == .word, scan.tokens[end + 2].length == 2,
            !scan.tokens[end + 2].isSpaced
        {
            characters += scan.capitals(end + 1...end + 2)
            end += 2
            isApart = true
        }
        guard isPostcode(characters),
            end + 1 >= scan.tokens.count || scan.tokens[end + 1].isSpaced
                || scan.tokens[end + 1].kind == .symbol || scan.tokens[end + 1].kind == .newline
        else { return nil }
        let isLower = scan.bytes(end...end).allSatisfy { $0 &- 0x61 < 26 }
        let isLabelled = scan.before(run.tokens.lowerBound, within: 8).contains(.postcodeContext)
        // "E4 2nd floor": an ordinal in small letters.
        if isLower, isApart, !isLabelled,
            ["nd", "st", "rd", "th"].contains(where: { $0.utf8.elementsEqual(scan.bytes(end...end)) })
        {
            return nil
        }
        return Candidate(tokens: run.tokens.lowerBound...end, type: .postcode, decision: .block, rule: "postcode.form")
    }

    private static func isPostcode(_ characters: [UInt8]) -> Bool {
        guard (5...7).contains(characters.count) else { return false }
        let inward = characters.suffix(3)
        let outward = Array(characters.dropLast(3))
        let area = Array(outward.prefix { $0 >= 0x40 })
        let district = outward.dropFirst(area.count)
        guard let first = inward.first, first < 0x40,
            inward.dropFirst().allSatisfy({ $0 >= 0x40 && ![0x43, 0x49, 0x4B, 0x4D, 0x4F, 0x56].contains($0) }),
            areas.contains(area), let digit = district.first, digit < 0x40, district.count <= 2
        else { return false }
        return true
    }

    // MARK: Number plates

    static func vehicle(_ scan: ScannedText, _ run: CodeRun) -> Candidate? {
        var characters = run.characters
        var end = run.tokens.upperBound
        guard !run.hasConnector, characters.count <= 7 else { return nil }
        if characters.count <= 4, let next = scan.token(end + 1), next.kind == .word, next.length == 3 {
            characters += scan.capitals(end + 1...end + 1)
            end += 1
        }
        let pattern = characters.map { $0 < 0x40 ? UInt8(0x39) : 0x41 }
        let isCurrent = pattern.elementsEqual("AA99AAA".utf8)
        let isOlder =
            pattern.first == 0x41 && pattern.dropFirst().prefix { $0 == 0x39 }.count == pattern.count - 4
            && pattern.suffix(3).elementsEqual("AAA".utf8) && (5...7).contains(pattern.count)
        guard isCurrent || isOlder else { return nil }
        let isLabelled = scan.before(run.tokens.lowerBound, within: 7).contains(.vehicleContext)
        let isCapital = scan.bytes(run.tokens.lowerBound...end).allSatisfy { !($0 &- 0x61 < 26) }
        guard
            isLabelled
                || isCurrent && isCapital && !scan.before(run.tokens.lowerBound, within: 3).contains(.thingContext)
        else { return nil }
        return Candidate(tokens: run.tokens.lowerBound...end, type: .vehicle, decision: .block, rule: "vehicle.plate")
    }

    // MARK: Bank numbers

    static func bank(_ scan: ScannedText, _ run: DigitRun) -> Candidate? {
        guard run.mended == 0 else { return nil }
        let start = run.tokens.lowerBound
        let context = scan.before(start, within: 9)
        let isBank = !context.isDisjoint(with: [.sortContext, .accountContext, .cardContext])
        let isSort = run.digits.count == 6 && (run.groups == [2, 2, 2] || context.contains(.sortContext))
        let isAccount = run.digits.count == 8 && run.groups.count <= 2
        if isBank, isSort || isAccount {
            return Candidate(
                tokens: run.tokens,
                type: .bank,
                decision: .block,
                rule: isSort ? "bank.sort-code" : "bank.account"
            )
        }
        // A sort code and the account number behind it without a word between.
        if isBank, run.digits.count == 14, run.groups.prefix(3).elementsEqual([2, 2, 2]) {
            return Candidate(tokens: run.tokens, type: .bank, decision: .block, rule: "bank.account")
        }
        guard (15...19).contains(run.digits.count), context.contains(.cardContext) || hasLuhn(run.digits) else {
            return nil
        }
        return Candidate(tokens: run.tokens, type: .bank, decision: .block, rule: "bank.card")
    }

    /// ISO/IEC 7812-1, annex B.
    private static func hasLuhn(_ digits: [UInt8]) -> Bool {
        let sum = digits.reversed().enumerated().reduce(0) { sum, item in
            let value = Int(item.element - 0x30) * (item.offset % 2 == 1 ? 2 : 1)
            return sum + (value > 9 ? value - 9 : value)
        }
        return sum % 10 == 0
    }

    /// ISO 13616: country, check digits, up to 30 characters in groups of four.
    static func iban(_ scan: ScannedText, _ run: CodeRun) -> Candidate? {
        var characters = run.characters
        guard characters.count >= 4, characters[0] >= 0x40, characters[1] >= 0x40, characters[2] < 0x40,
            characters[3] < 0x40,
            !run.hasConnector
        else { return nil }
        var end = run.tokens.upperBound
        while characters.count < 34, end + 1 < scan.tokens.count, scan.tokens[end + 1].kind != .symbol,
            scan.tokens[end + 1].kind != .newline, scan.tokens[end + 1].length <= 4
        {
            characters += scan.capitals(end + 1...end + 1)
            end += 1
            if characters.count >= 15, hasIBANCheck(characters) {
                return Candidate(tokens: run.tokens.lowerBound...end, type: .bank, decision: .block, rule: "bank.iban")
            }
        }
        guard characters.count >= 15, hasIBANCheck(characters) else { return nil }
        return Candidate(tokens: run.tokens.lowerBound...end, type: .bank, decision: .block, rule: "bank.iban")
    }

    private static func hasIBANCheck(_ characters: [UInt8]) -> Bool {
        let rest = (characters.dropFirst(4) + characters.prefix(4)).reduce(0) { rest, byte in
            byte < 0x40 ? (rest * 10 + Int(byte) - 0x30) % 97 : (rest * 100 + Int(byte) - 0x37) % 97
        }
        return rest == 1
    }

    // MARK: Streets

    /// `19b Paddock Lane`, `Flat 4, 17 Newlyn Court`, `52 the crescent`, `Room 22, Pinewood Hostel, Newlyn Court`.
    static func street(_ scan: ScannedText, at position: Int) -> Candidate? {
        let tokens = scan.tokens
        guard tokens[position].kind == .number, tokens[position].length <= 4,
            position == 0 || tokens[position].isSpaced || tokens[position - 1].kind == .newline,
            !scan.classes[max(position - 1, 0)].contains(.thingContext) || isDwelling(scan, position - 1)
        else { return nil }
        var start = position
        var at = position + 1
        if let letter = scan.token(at), letter.kind == .word, letter.length == 1, !letter.isSpaced { at += 1 }
        // "1-3 Bridge Street", "47, Wharf Road", "12A, The Maltings".
        if scan.isSymbol(at, 0x2D), let last = scan.token(at + 1), last.kind == .number, !last.isSpaced,
            last.length <= 4
        {
            at += 2
        } else if scan.isSymbol(at, 0x2C), scan.token(at + 1)?.shape == .title, !isDwelling(scan, position - 1) {
            at += 1
        }
        if isDwelling(scan, position - 1) {
            start = position - 1
            if scan.isSymbol(at, 0x2C) { at += 1 } else if scan.token(at)?.shape != .title { return nil }
            if let number = scan.token(at), number.kind == .number, number.length <= 4 { at += 1 }
        }
        let isInside = start < position
        guard let end = streetEnd(scan, at, isInside: isInside) else { return nil }
        let isLabelled = scan.before(start, within: 6).contains(.addressContext)
        let isWritten = tokens[at].shape != .lower
        guard isWritten || isLabelled || isInside || scan.isLowerCase || end == at + 1 else { return nil }
        return Candidate(tokens: start...end, type: .address, decision: .block, rule: "address.street")
    }

    private static let dwellings = WordSet("flat apartment apt room unit house")

    private static func isDwelling(_ scan: ScannedText, _ position: Int) -> Bool {
        guard let token = scan.token(position), token.kind == .word else { return false }
        return dwellings.contains(token.hash)
    }

    /// The end of one to four words that end with a kind of street.
    private static func streetEnd(_ scan: ScannedText, _ start: Int, isInside: Bool) -> Int? {
        var at = start
        var last: Int?
        while at < scan.tokens.count, at - start < (isInside ? 7 : 4) {
            let token = scan.tokens[at]
            // A line may break inside the name of a street.
            if token.symbol == 0x2C && isInside || token.kind == .newline && token.length <= 2 && at > start {
                at += 1
                continue
            }
            guard token.kind == .word, at == start || token.isSpaced || isInside else { return last }
            let classes = scan.classes[at]
            if classes.contains(.streetType), at > start {
                // Inside a flat's address a house name may stand before the street.
                last = at
                if !isInside || at - start > 3 { return at }
            }
            let isOther = !classes.isDisjoint(with: [.unit, .role, .month, .saying, .drug])
            if !isInside, isOther || token.shape == .lower && isPlainWord(scan, at) {
                return nil
            }
            at += 1
        }
        return last
    }

    /// Words that stand behind a number in any sentence.
    private static func isPlainWord(_ scan: ScannedText, _ position: Int) -> Bool {
        let text = scan.bytes(position...position)
        let words = [
            "the", "of", "old", "new", "st", "upper", "lower", "north", "south", "east", "west", "great", "little",
        ]
        return !scan.isLowerCase && scan.lore[position].word == 3 && !words.contains { $0.utf8.elementsEqual(text) }
    }
}
