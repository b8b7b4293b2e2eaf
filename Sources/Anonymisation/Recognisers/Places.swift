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
        if !isPostcode(characters), characters.count <= 4, end + 2 < scan.tokens.count, scan.tokens[end + 1].kind == .number,
            scan.tokens[end + 1].length == 1, scan.tokens[end + 2].kind == .word, scan.tokens[end + 2].length == 2,
            !scan.tokens[end + 2].isSpaced
        {
            characters += scan.bytes(end + 1...end + 2).map { $0 &- 0x61 < 26 ? $0 & 0xDF : $0 }
            end += 2
            isApart = true
        }
        guard isPostcode(characters), end + 1 >= scan.tokens.count || scan.tokens[end + 1].isSpaced
            || scan.tokens[end + 1].kind == .symbol || scan.tokens[end + 1].kind == .newline
        else { return nil }
        let isLower = scan.bytes(end...end).allSatisfy { $0 &- 0x61 < 26 }
        let isLabelled = scan.before(run.tokens.lowerBound, within: 8).contains(.postcodeContext)
        // "E4 2nd floor": an ordinal in small letters.
        if isLower, isApart, !isLabelled, ["nd", "st", "rd", "th"].contains(where: { $0.utf8.elementsEqual(scan.bytes(end...end)) }) {
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
        guard let first = inward.first, first < 0x40, inward.dropFirst().allSatisfy({ $0 >= 0x40 && ![0x43, 0x49, 0x4B, 0x4D, 0x4F, 0x56].contains($0) }),
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
            characters += scan.bytes(end + 1...end + 1).map { $0 &- 0x61 < 26 ? $0 & 0xDF : $0 }
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
        guard isLabelled || isCurrent && isCapital else { return nil }
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
            return Candidate(tokens: run.tokens, type: .bank, decision: .block, rule: isSort ? "bank.sort-code" : "bank.account")
        }
        // A sort code and the account number behind it without a word between.
        if isBank, run.digits.count == 14, run.groups.prefix(3).elementsEqual([2, 2, 2]) {
            return Candidate(tokens: run.tokens, type: .bank, decision: .block, rule: "bank.account")
        }
        guard (15...19).contains(run.digits.count), context.contains(.cardContext) || hasLuhn(run.digits) else { return nil }
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
        guard characters.count >= 4, characters[0] >= 0x40, characters[1] >= 0x40, characters[2] < 0x40, characters[3] < 0x40,
            !run.hasConnector
        else { return nil }
        var end = run.tokens.upperBound
        while characters.count < 34, end + 1 < scan.tokens.count, scan.tokens[end + 1].kind != .symbol,
            scan.tokens[end + 1].kind != .newline, scan.tokens[end + 1].length <= 4
        {
            characters += scan.bytes(end + 1...end + 1).map { $0 &- 0x61 < 26 ? $0 & 0xDF : $0 }
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
        if isDwelling(scan, position - 1) {
            start = position - 1
            guard scan.isSymbol(at, 0x2C) else { return nil }
            at += 1
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
            if token.symbol == 0x2C, isInside {
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
        let words = ["the", "of", "old", "new", "st", "upper", "lower", "north", "south", "east", "west", "great", "little"]
        return !scan.isLowerCase && scan.lore[position].word == 3 && !words.contains { $0.utf8.elementsEqual(text) }
    }
}

/// Named places of care, work and school, towns, and the press.
enum SiteRecogniser {
    private static let quasi: WordClass = [
        .siteWard, .siteHospital, .sitePractice, .siteSchool, .siteCare, .siteTrust, .siteEmployer, .place, .mediaName,
        .mediaPhrase, .occupation, .ethnicity,
    ]

    /// Whether a token is worth a closer look: most words are in no list.
    static func mayBegin(_ scan: ScannedText, _ position: Int) -> Bool {
        !scan.classes[position].isDisjoint(with: quasi) || papers.contains(scan.tokens[position].hash)
            || AttributeRecogniser.mayBegin(scan, position)
    }

    static func candidate(_ scan: ScannedText, at position: Int) -> Candidate? {
        guard scan.tokens[position].kind == .word else { return nil }
        return media(scan, position) ?? site(scan, position) ?? place(scan, position)
    }

    // MARK: Sites

    /// The site whose last words begin here: its name stands before them.
    private static func site(_ scan: ScannedText, _ at: Int) -> Candidate? {
        let kind = scan.classes[at].intersection(.site)
        guard !kind.isEmpty, at > 0, scan.classes[at - 1].isDisjoint(with: kind) || scan.classes[at - 1].contains(.eponym)
        else { return nil }
        var end = at
        while end + 1 < scan.tokens.count, scan.tokens[end + 1].kind == .word, scan.tokens[end + 1].isSpaced,
            !scan.classes[end + 1].isDisjoint(with: .site)
        {
            end += 1
        }
        guard let start = nameStart(scan, before: at), start < at else { return nil }
        guard scan.classes[start..<at].allSatisfy({ $0.isDisjoint(with: [.nationalBody, .insuranceContext]) }) else { return nil }
        return Candidate(tokens: start...end, type: .site, decision: .generalise, rule: "site.\(word(kind))")
    }

    private static func word(_ kind: WordClass) -> String {
        let words: [(WordClass, String)] = [
            (.siteWard, "ward"), (.siteHospital, "hospital"), (.sitePractice, "practice"), (.siteSchool, "school"),
            (.siteCare, "care-home"), (.siteTrust, "trust"), (.siteEmployer, "employer"),
        ]
        return words.first { kind.contains($0.0) }?.1 ?? "named"
    }

    /// Where the name before a site word begins: capitalised words, or in a text without capitals one word that is no
    /// ordinary adjective.
    private static func nameStart(_ scan: ScannedText, before end: Int) -> Int? {
        var at = end
        if scan.isLowerCase || scan.tokens[end].shape == .lower && scan.tokens[end - 1].shape == .lower {
            guard scan.isLowerCase, scan.tokens[end - 1].kind == .word, isName(scan, end - 1) else { return nil }
            at = end - 1
            if at > 0, scan.tokens[at - 1].kind == .word, isName(scan, at - 1), scan.lore[at - 1].word < 3 { at -= 1 }
            return at
        }
        while at > 0, end - at < 5 {
            let token = scan.tokens[at - 1]
            if scan.isSymbol(at - 1, 0x27), at > 1 {
                at -= 1
                continue
            }
            guard token.kind == .word, token.shape != .lower || isJoint(scan, at - 1),
                scan.tokens[at].isSpaced || scan.tokens[at].symbol == 0x27 || scan.tokens[at - 1].symbol == 0x27
            else { break }
            // "The ward", "Our unit": a capital at the start of a sentence is no name.
            if token.opensSentence, isOrdinary(scan, at - 1) { break }
            at -= 1
        }
        while at < end, isJoint(scan, at) || isOrdinary(scan, at) && end - at == 1 { at += 1 }
        return at < end ? at : nil
    }

    private static let joints = WordSet("at of and the on in upon")

    private static func isJoint(_ scan: ScannedText, _ position: Int) -> Bool {
        joints.contains(scan.tokens[position].hash)
    }

    /// Words before "ward" that say what kind of ward it is.
    private static func isOrdinary(_ scan: ScannedText, _ position: Int) -> Bool {
        let classes = scan.classes[position]
        if !classes.isDisjoint(with: [.clinical, .role, .relation, .month, .weekday, .saying, .numberWord, .unit, .thingContext]) {
            return true
        }
        return plain.contains(scan.tokens[position].hash) || scan.tokens[position].length <= 2
    }

    private static func isName(_ scan: ScannedText, _ position: Int) -> Bool {
        let lore = scan.lore[position]
        return !isOrdinary(scan, position) && (lore.word < 3 || lore.first > 0 || lore.last > 0) && scan.tokens[position].length > 2
    }

    private static let plain = WordSet(
        """
        the a an this that our their his her its my your each every one two any some no other another same new old local main
        acute mental medical general community private public open closed locked male female adult child day night home
        special care health nursing residential high low medium secure psychiatric admission admissions assessment emergency
        inpatient outpatient specialist district county city town district primary secondary junior senior small large busy
        empty whole first second third next last previous nearest nearby parent partner host single mixed quiet family staff
        and of on in at to from for by with between about into onto near off during when where which who is was were are be
        nhs foundation university
        """
    )

    // MARK: Places

    private static func place(_ scan: ScannedText, _ at: Int) -> Candidate? {
        guard scan.classes[at].contains(.place), at == 0 || !scan.classes[at - 1].contains(.place),
            scan.classes[at].isDisjoint(with: [.country, .month]), !scan.classes[at].contains(.nationalBody), !scan.classes[at].contains(.eponym)
        else { return nil }
        var end = at
        while end + 1 < scan.tokens.count, scan.classes[end + 1].contains(.place) { end += 1 }
        let token = scan.tokens[at]
        if token.shape == .lower {
            // Without capitals only a word that is nothing else, or one behind "in".
            guard scan.isLowerCase, scan.lore[at].word == 0 || isPreposition(scan, at - 1) else { return nil }
            guard scan.lore[at].word < 3, !scan.lore[at].isName || isPreposition(scan, at - 1) else { return nil }
        }
        return Candidate(tokens: at...end, type: .place, decision: .generalise, rule: "place.named")
    }

    private static let prepositions = WordSet("in near from to outside at of")

    private static func isPreposition(_ scan: ScannedText, _ position: Int) -> Bool {
        guard let token = scan.token(position), token.kind == .word else { return scan.isSymbol(position, 0x2C) }
        return prepositions.contains(token.hash)
    }

    // MARK: The press

    private static let papers = WordSet(
        """
        news echo gazette herald times post chronicle argus mercury journal advertiser observer courier express standard star
        mail telegraph guardian tribune messenger citizen reporter press bugle record examiner leader independent
        """
    )

    private static func media(_ scan: ScannedText, _ at: Int) -> Candidate? {
        let kinds = scan.classes[at].intersection([.mediaPhrase, .mediaName])
        if !kinds.isEmpty, isUnique(scan, at), at == 0 || scan.classes[at - 1].isDisjoint(with: kinds) {
            var end = at
            while end + 1 < scan.tokens.count, !scan.classes[end + 1].isDisjoint(with: kinds) { end += 1 }
            guard kinds.contains(.mediaPhrase) || scan.tokens[at].shape != .lower || scan.isLowerCase else { return nil }
            return Candidate(tokens: at...end, type: .media, decision: .generalise, rule: "media.listed")
        }
        // A title before the kind of paper: "the Northmere Echo".
        guard at > 1, papers.contains(scan.tokens[at].hash), scan.tokens[at].shape != .lower || scan.isLowerCase else { return nil }
        var start = at
        while start > 0, at - start < 4, scan.tokens[start - 1].kind == .word,
            scan.isLowerCase ? at - start < 2 && !plain.contains(scan.tokens[start - 1].hash)
                : scan.tokens[start - 1].shape == .title
        {
            start -= 1
        }
        if scan.isOneOf(definite, start) { start += 1 }
        guard start < at, start > 0, scan.isOneOf(definite, start - 1),
            scan.classes[start..<at].allSatisfy({ $0.isDisjoint(with: [.clinical, .nationalBody, .role]) })
        else { return nil }
        return Candidate(tokens: reportStart(scan, start)...at, type: .media, decision: .generalise, rule: "media.title")
    }

    private static let definite = WordSet("the")
    private static let only = WordSet("only")

    /// "The only" says something of a person only where a person follows.
    private static func isUnique(_ scan: ScannedText, _ at: Int) -> Bool {
        guard scan.isOneOf(definite, at), scan.isOneOf(only, at + 1) else { return true }
        return !scan.after(at + 1, within: 3).isDisjoint(with: [.ethnicity, .occupation, .patientContext])
    }

    private static let reports = WordSet(
        "reported covered named featured mentioned pictured published interviewed described subject identified story"
    )

    /// How a paper told of somebody belongs to the finding: "named in the …".
    private static func reportStart(_ scan: ScannedText, _ title: Int) -> Int {
        var at = title - 1
        while at > 0, title - at < 9, scan.tokens[at].kind == .word || scan.isSymbol(at, 0x2D) {
            if scan.tokens[at].kind == .word, reports.contains(scan.tokens[at].hash) { return at }
            at -= 1
        }
        return title
    }
}

/// What somebody does for a living, where somebody's people come from.
enum AttributeRecogniser {
    static func candidate(_ scan: ScannedText, at position: Int) -> Candidate? {
        guard scan.tokens[position].kind == .word else { return nil }
        return occupation(scan, position) ?? ethnicity(scan, position)
    }

    /// Whether a word may begin an occupation or an origin that no list has.
    static func mayBegin(_ scan: ScannedText, _ position: Int) -> Bool {
        let token = scan.tokens[position]
        return qualifiers.contains(token.hash) || token.shape == .title && token.length > 5 && scan.lore[position].word == 0
    }

    private static let qualifiers = WordSet("retired serving former ex trainee apprentice freelance unemployed")
    private static let articles = WordSet("a an as his her their former retired worked works the")

    private static func occupation(_ scan: ScannedText, _ at: Int) -> Candidate? {
        if scan.isOneOf(qualifiers, at), scan.isOneOf(articles, at - 1),
            scan.classes.indices.contains(at + 1), scan.classes[at + 1].isDisjoint(with: [.role, .relation, .patientContext])
        {
            var end = at
            while end + 1 < scan.tokens.count, end - at < 5, scan.tokens[end + 1].kind == .word || scan.isSymbol(end + 1, 0x27),
                !scan.isOneOf(stops, end + 1), !scan.classes[end + 1].contains(.saying)
            {
                end += 1
            }
            if end > at { return found(at...end, "occupation.qualified") }
        }
        guard scan.classes[at].contains(.occupation), at > 0, !scan.classes[at - 1].contains(.occupation) else { return nil }
        var end = at
        while end + 1 < scan.tokens.count, scan.classes[end + 1].contains(.occupation) { end += 1 }
        // One or two words may stand between the article and the listed word: "a council leader's driver".
        var start = at
        while start > 0, at - start < 4, !scan.isOneOf(articles, start - 1),
            scan.tokens[start - 1].kind == .word || scan.isSymbol(start - 1, 0x27)
        {
            start -= 1
        }
        guard scan.isOneOf(articles, start - 1), !scan.isOneOf(definite, start - 1) || end > at,
            scan.classes[start...end].allSatisfy({ $0.isDisjoint(with: [.role, .relation, .title]) || $0.contains(.occupation) }),
            start == at || scan.isSymbol(start - 2, 0x2C)
        else { return nil }
        return found(start...end, "occupation.listed")
    }

    private static let stops = WordSet("who and was is had has with from at in on for died lived said did were by to when living of")

    private static func found(_ tokens: ClosedRange<Int>, _ rule: String) -> Candidate {
        Candidate(tokens: tokens, type: .occupation, decision: .generalise, rule: rule)
    }

    private static let definite = WordSet("the")
    private static let commonPersons = WordSet("patient man woman resident boy girl")
    private static let introductions = WordSet("only being identifies identified practising devout")
    private static let persons = WordSet(
        """
        patient patients man woman men women boy girl resident residents person people family families community interpreter \
        lady gentleman student worker male female child mother father couple heritage origin background descent speaker \
        speaking national refugee traveller neighbour service user carer
        """
    )

    private static func ethnicity(_ scan: ScannedText, _ at: Int) -> Candidate? {
        if scan.classes[at].isDisjoint(with: [.ethnicity, .place, .drug]), scan.tokens[at].shape == .title,
            scan.tokens[at].length > 5, scan.lore[at].word == 0, scan.bytes(at...at).suffix(3).elementsEqual("ese".utf8),
            scan.isOneOf(persons, at + 1)
        {
            return Candidate(tokens: at...at, type: .ethnicity, decision: .generalise, rule: "ethnicity.form")
        }
        guard scan.classes[at].contains(.ethnicity), at == 0 || !scan.classes[at - 1].contains(.ethnicity) else { return nil }
        var end = at
        while end + 1 < scan.tokens.count, scan.classes[end + 1].contains(.ethnicity) || scan.isSymbol(end + 1, 0x2D) && end + 2 < scan.tokens.count && scan.classes[end + 2].contains(.ethnicity) { end += 1 }
        let isPerson = scan.isOneOf(persons, end + 1) || scan.isOneOf(commonPersons, end + 2)
        guard isPerson || scan.isOneOf(introductions, at - 1) else { return nil }
        return Candidate(tokens: at...end, type: .ethnicity, decision: .generalise, rule: "ethnicity.listed")
    }
}
