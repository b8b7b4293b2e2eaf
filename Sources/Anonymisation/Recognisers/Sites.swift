/// Named places of care, work and school, towns, and the press.
enum SiteRecogniser {
    private static let quasi: WordClass = [
        .siteWard, .siteHospital, .sitePractice, .siteSchool, .siteCare, .siteTrust, .siteEmployer, .place, .mediaName,
        .mediaPhrase, .occupation, .ethnicity,
    ]

    /// Whether a token is worth a closer look: most words are in no list.
    static func mayBegin(_ scan: ScannedText, _ position: Int) -> Bool {
        !scan.classes[position].isDisjoint(with: quasi) || beginnings.contains(scan.tokens[position].hash)
            || AttributeRecogniser.mayBegin(scan, position) || mayArrive(scan, position)
    }

    static func candidate(_ scan: ScannedText, at position: Int) -> Candidate? {
        guard scan.tokens[position].kind == .word else { return nil }
        return media(scan, position) ?? site(scan, position) ?? numbered(scan, position) ?? street(scan, position)
            ?? place(scan, position) ?? arrival(scan, position)
    }

    // MARK: Sites

    /// The site whose last words begin here: its name stands before them.
    private static func site(_ scan: ScannedText, _ at: Int) -> Candidate? {
        let kind = scan.classes[at].intersection(.site)
        guard !kind.isEmpty, at > 0,
            scan.classes[at - 1].isDisjoint(with: kind) || scan.classes[at - 1].contains(.eponym)
        else { return nil }
        var end = at
        while end + 1 < scan.tokens.count, scan.tokens[end + 1].kind == .word, scan.tokens[end + 1].isSpaced,
            !scan.classes[end + 1].isDisjoint(with: .site)
        {
            end += 1
        }
        guard var start = nameStart(scan, before: at), start < at,
            (start..<at).contains(where: { scan.tokens[$0].kind == .word && !isOrdinary(scan, $0) })
        else { return nil }
        // "at The Wexdale Centre": an article with a capital inside a sentence is part of the name.
        if start > 0, scan.isOneOf(definite, start - 1), scan.tokens[start - 1].shape == .title,
            !scan.tokens[start - 1].opensSentence
        {
            start -= 1
        }
        guard scan.classes[start..<at].allSatisfy({ $0.isDisjoint(with: [.nationalBody, .insuranceContext]) }) else {
            return nil
        }
        return Candidate(tokens: start...end, type: .site, decision: .generalise, rule: rule(kind))
    }

    private static func rule(_ kind: WordClass) -> StaticString {
        let rules: [(WordClass, StaticString)] = [
            (.siteWard, "site.ward"), (.siteHospital, "site.hospital"), (.sitePractice, "site.practice"),
            (.siteSchool, "site.school"), (.siteCare, "site.care-home"), (.siteTrust, "site.trust"),
        ]
        return rules.first { kind.contains($0.0) }?.1 ?? "site.employer"
    }

    /// Where the name before a site word begins: capitalised words, or in a text without capitals one word that is no
    /// ordinary adjective.
    private static func nameStart(_ scan: ScannedText, before end: Int) -> Int? {
        var at = end
        if scan.isLowerCase || scan.tokens[end].shape == .lower && scan.tokens[end - 1].shape == .lower {
            guard scan.tokens[end - 1].kind == .word, isName(scan, end - 1), scan.isLowerCase || isSlip(scan, end)
            else { return nil }
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
            guard token.kind == .word, token.shape != .lower || isJoint(scan, at - 1) && joins(scan, at - 1),
                scan.tokens[at].isSpaced || scan.tokens[at].symbol == 0x27 || scan.tokens[at - 1].symbol == 0x27,
                !isPerson(scan, at - 1)
            else { break }
            // "The ward", "Our unit": a capital at the start of a sentence is no name.
            if token.opensSentence, isOrdinary(scan, at - 1) { break }
            at -= 1
        }
        while at < end, isJoint(scan, at) || isOrdinary(scan, at) && end - at == 1 { at += 1 }
        return at < end ? at : nil
    }

    /// A person's title or role is no part of a site, nor the name behind it: "Sister Okafor on Kingfisher Ward".
    private static func isPerson(_ scan: ScannedText, _ position: Int) -> Bool {
        func isTitle(_ at: Int) -> Bool {
            at >= 0 && scan.tokens[at].kind == .word && !scan.classes[at].isDisjoint(with: [.title, .role])
                && scan.classes[at].isDisjoint(with: [.place, .eponym]) && !scan.isOneOf(innerJoints, at + 1)
        }
        return isTitle(position) || isTitle(position - 1) && scan.tokens[position].shape != .lower
    }

    /// Whether a preposition joins two parts of one name; most part what somebody does from where: only inside a listed
    /// name, or "of" and "and" behind something that is no person's name.
    private static func joins(_ scan: ScannedText, _ position: Int) -> Bool {
        guard position > 0 else { return false }
        if !scan.classes[position].isDisjoint(with: WordClass.site.union([.place, .eponym])) { return true }
        let (before, lore) = (scan.tokens[position - 1], scan.lore[position - 1])
        guard innerJoints.contains(scan.tokens[position].hash), before.kind == .word else { return false }
        if before.shape == .lower { return joints.contains(before.hash) }
        return !(lore.isName && lore.word == 0) && scan.classes[position - 1].isDisjoint(with: .site)
            && before.length > 1 && !before.opensSentence
    }

    private static let innerJoints = WordSet("of and the")
    /// `arrived on willow ward` in a text that has capitals: a preposition, and a word that says no kind of ward.
    private static func isSlip(_ scan: ScannedText, _ site: Int) -> Bool {
        guard scan.isOneOf(arrivals, site - 2) || scan.isInLowerSentence(site),
            !scan.classes[site].isDisjoint(with: [.siteWard, .siteHospital, .siteCare, .sitePractice])
        else { return false }
        let lore = scan.lore[site - 1]
        return lore.isName || lore.word < 2 || scan.classes[site - 1].contains(.place)
    }

    private static let joints = WordSet("at of and the on in upon")

    private static func isJoint(_ scan: ScannedText, _ position: Int) -> Bool {
        joints.contains(scan.tokens[position].hash)
    }

    /// Words before "ward" that say what kind of ward it is.
    private static func isOrdinary(_ scan: ScannedText, _ position: Int) -> Bool {
        let classes = scan.classes[position]
        if !classes.isDisjoint(with: [
            .clinical, .role, .relation, .month, .weekday, .saying, .numberWord, .unit, .thingContext,
        ]) {
            return true
        }
        return plain.contains(scan.tokens[position].hash) || scan.tokens[position].length <= 2
    }

    private static func isName(_ scan: ScannedText, _ position: Int) -> Bool {
        let lore = scan.lore[position]
        return !isOrdinary(scan, position) && (lore.word < 3 || lore.first > 0 || lore.last > 0)
            && scan.tokens[position].length > 2
    }

    private static let plain = WordSet(
        """
        the a an this that our their his her its my your each every one two any some no other another same new old local main
        acute mental medical general community private public open closed locked male female adult child day night home
        special care health nursing residential high low medium secure psychiatric admission admissions assessment emergency
        inpatient outpatient specialist district county city town district primary secondary junior senior small large busy
        empty whole first second third next last previous nearest nearby parent partner host single mixed quiet family staff
        and of on in at to from for by with between about into onto near off during when where which who is was were are be
        nhs foundation university older same virtual trauma major eating disorder crisis resolution reflective quality
        improvement head safety risk governance liaison urgent day surgery recovery observation discharge lounge
        """
    )

    // MARK: Numbered wards

    private static let arrivals = WordSet("to on from in at onto off of")
    private static let ward = WordSet("ward bay unit")

    /// `Ward 4B`, `to ward 22`, `Ward C3`.
    private static func numbered(_ scan: ScannedText, _ at: Int) -> Candidate? {
        guard scan.isOneOf(ward, at), scan.classes[at].contains(.siteWard), let next = scan.token(at + 1),
            next.isSpaced,
            scan.tokens[at].shape == .title || scan.isOneOf(arrivals, at - 1)
        else { return nil }
        var end = at + 1
        var digits = next.kind == .number ? next.length : 0
        if let part = scan.token(at + 2), !part.isSpaced, part.kind == .word || part.kind == .number, part.length <= 2 {
            digits += part.kind == .number ? part.length : 0
            end += 1
        }
        guard digits > 0, digits <= 3, next.kind == .number || next.shape == .capital,
            scan.token(end + 1).map({ $0.isSpaced || $0.kind == .newline || isClosing($0.symbol) }) ?? true,
            end + 1 >= scan.classes.count || scan.classes[end + 1].isDisjoint(with: [.unit, .role, .patientContext])
        else { return nil }
        return Candidate(tokens: at...end, type: .site, decision: .generalise, rule: "site.ward")
    }

    private static func isClosing(_ symbol: UInt8) -> Bool { [0x2E, 0x2C, 0x3B, 0x29, 0x27].contains(symbol) }

    // MARK: Places

    private static let roads = WordSet(roadWords)
    private static let roadWords = "road street lane avenue crescent rd st ave"
    /// Every word of grammar, paper or road that may begin a finding, in one set: it is asked for each word of a text.
    private static let beginnings = WordSet("\(paperWords) \(roadWords) \(AttributeRecogniser.qualifierWords)")

    /// `on Mill Road`: a street without a number is no address, but a place that few live in.
    private static func street(_ scan: ScannedText, _ at: Int) -> Candidate? {
        guard scan.isOneOf(roads, at), at > 1, scan.tokens[at - 1].kind == .word, scan.tokens[at - 1].length > 2,
            scan.classes[at].isDisjoint(with: [.eponym, .nationalBody]),
            isName(scan, at - 1) || scan.tokens[at - 1].shape == .title && !isOrdinary(scan, at - 1)
        else { return nil }
        let isWritten = scan.tokens[at].shape == .title && scan.tokens[at - 1].shape == .title
        var start = at - 1
        if isWritten {
            while start > 1, at - start < 3, scan.tokens[start - 1].shape == .title, !isOrdinary(scan, start - 1) {
                start -= 1
            }
        }
        guard scan.isOneOf(streetPrepositions, start - 1) || scan.isSymbol(start - 1, 0x2C),
            isWritten || scan.isInLowerSentence(at) && scan.tokens[at].shape == .lower
        else { return nil }
        return Candidate(tokens: start...at, type: .place, decision: .generalise, rule: "place.street")
    }

    private static let streetPrepositions = WordSet("on in at near from along off down behind of")

    private static let transfers = WordSet(
        "transferred moved admitted discharged returned repatriated escorted stepped"
    )
    private static let ways = WordSet("to from")

    /// Whether a capital behind "transferred from" or "admitted to" begins a site that goes by its bare name.
    static func mayArrive(_ scan: ScannedText, _ at: Int) -> Bool {
        scan.tokens[at].shape == .title && scan.isOneOf(ways, at - 1)
            && (scan.isOneOf(transfers, at - 2) || scan.isOneOf(transfers, at - 4) && scan.isOneOf(ways, at - 3))
    }

    /// `transferred from Cedar to Larch`.
    private static func arrival(_ scan: ScannedText, _ at: Int) -> Candidate? {
        guard mayArrive(scan, at), !isOrdinary(scan, at), scan.lore[at].word < 3, scan.tokens[at].length > 3,
            scan.classes[at].isDisjoint(with: WordClass.site.union([.place, .country, .eponym, .nationalBody])),
            !scan.isSymbol(at + 1, 0x27), scan.token(at + 1)?.shape != .title,
            at + 1 >= scan.classes.count || scan.classes[at + 1].isDisjoint(with: .site)
        else { return nil }
        return Candidate(tokens: at...at, type: .site, decision: .generalise, rule: "site.ward")
    }

    private static func place(_ scan: ScannedText, _ at: Int) -> Candidate? {
        guard scan.classes[at].contains(.place), at == 0 || !scan.classes[at - 1].contains(.place),
            scan.classes[at].isDisjoint(with: [.country, .month]), !scan.classes[at].contains(.nationalBody),
            !scan.classes[at].contains(.eponym)
        else { return nil }
        var end = at
        while end + 1 < scan.tokens.count, scan.classes[end + 1].contains(.place) { end += 1 }
        let token = scan.tokens[at]
        if token.shape == .lower {
            // Without capitals only a word that is nothing else, or one behind "in".
            let isPlaced = isPreposition(scan, at - 1)
            guard scan.isLowerCase || isPlaced && (scan.lore[at].word == 0 || scan.isInLowerSentence(at)),
                scan.lore[at].word == 0 || isPlaced
            else { return nil }
            guard scan.lore[at].word < 3, !scan.lore[at].isName || isPlaced else { return nil }
        }
        return Candidate(tokens: at...end, type: .place, decision: .generalise, rule: "place.named")
    }

    private static let prepositions = WordSet("in near from to outside at of")

    private static func isPreposition(_ scan: ScannedText, _ position: Int) -> Bool {
        guard let token = scan.token(position), token.kind == .word else { return scan.isSymbol(position, 0x2C) }
        return prepositions.contains(token.hash)
    }

    // MARK: The press

    private static let papers = WordSet(paperWords)
    private static let paperWords =
        """
        news echo gazette herald times post chronicle argus mercury journal advertiser observer courier express standard star
        mail telegraph guardian tribune messenger citizen reporter press bugle record examiner leader independent
        """

    private static func media(_ scan: ScannedText, _ at: Int) -> Candidate? {
        let kinds = scan.classes[at].intersection([.mediaPhrase, .mediaName])
        if !kinds.isEmpty, isUnique(scan, at), at == 0 || scan.classes[at - 1].isDisjoint(with: kinds) {
            var end = at
            while end + 1 < scan.tokens.count, !scan.classes[end + 1].isDisjoint(with: kinds) { end += 1 }
            guard kinds.contains(.mediaPhrase) || scan.tokens[at].shape != .lower || scan.isLowerCase else {
                return nil
            }
            let start = kinds.contains(.mediaPhrase) ? reportStart(scan, at, within: 3) : at
            let title = titleBehind(scan, end)
            return Candidate(tokens: start...title, type: .media, decision: .generalise, rule: "media.listed")
        }
        // "reported in the Argus": the kind of paper alone, behind a report.
        if at > 1, papers.contains(scan.tokens[at].hash), scan.tokens[at].shape == .title,
            !scan.tokens[at].opensSentence,
            scan.isOneOf(definite, at - 1), scan.isOneOf(links, at - 2)
        {
            let start = reportStart(scan, at, within: 9)
            if start < at {
                return Candidate(tokens: start...at, type: .media, decision: .generalise, rule: "media.title")
            }
        }
        // A title before the kind of paper: "the Northmere Echo".
        guard at > 1, papers.contains(scan.tokens[at].hash), scan.tokens[at].shape != .lower || scan.isLowerCase else {
            return nil
        }
        var start = at
        while start > 0, at - start < 4, scan.tokens[start - 1].kind == .word,
            scan.isLowerCase
                ? at - start < 2 && !plain.contains(scan.tokens[start - 1].hash)
                : scan.tokens[start - 1].shape == .title
        {
            start -= 1
        }
        if scan.isOneOf(definite, start) { start += 1 }
        guard start < at, start > 0, scan.isOneOf(definite, start - 1),
            scan.classes[start..<at].allSatisfy({ $0.isDisjoint(with: [.clinical, .nationalBody, .role]) })
        else { return nil }
        return Candidate(
            tokens: reportStart(scan, start, within: 9)...at,
            type: .media,
            decision: .generalise,
            rule: "media.title"
        )
    }

    private static let links = WordSet("of in and by")

    /// The end of a title that a phrase leads to: "on the front page of the Northmere Echo"; the phrase's own end otherwise.
    private static func titleBehind(_ scan: ScannedText, _ end: Int) -> Int {
        var at = end + 1
        while at - end < 4, scan.isOneOf(links, at) { at += 1 }
        guard at > end + 1, scan.isOneOf(definite, at) else { return end }
        at += 1
        let start = at
        while at - start < 4, let token = scan.token(at), token.kind == .word,
            token.shape == .title || scan.isInLowerSentence(at)
        {
            if at > start, papers.contains(token.hash) { return at }
            at += 1
        }
        return end
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
    private static func reportStart(_ scan: ScannedText, _ title: Int, within count: Int) -> Int {
        var at = title - 1
        while at > 0, title - at < count, scan.tokens[at].kind == .word || scan.isSymbol(at, 0x2D) {
            if scan.tokens[at].kind == .word, reports.contains(scan.tokens[at].hash) { return at }
            at -= 1
        }
        return title
    }
}
