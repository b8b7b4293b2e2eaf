/// What somebody does for a living, where somebody's people come from.
enum AttributeRecogniser {
    static func candidate(_ scan: ScannedText, at position: Int) -> Candidate? {
        guard scan.tokens[position].kind == .word else { return nil }
        return labelled(scan, position) ?? occupation(scan, position) ?? ethnicity(scan, position)
    }

    /// Whether a word may begin an occupation or an origin that no list has.
    static func mayBegin(_ scan: ScannedText, _ position: Int) -> Bool {
        let token = scan.tokens[position]
        return token.shape == .title && token.length > 5 && scan.lore[position].word == 0
            || scan.isSymbol(position - 1, 0x3A)
    }

    static let qualifierWords = "retired serving former ex trainee apprentice freelance unemployed"
    private static let qualifiers = WordSet(qualifierWords)
    private static let articles = WordSet("a an as his her their former retired worked works the")

    private static func occupation(_ scan: ScannedText, _ at: Int) -> Candidate? {
        if scan.isOneOf(qualifiers, at), scan.isOneOf(articles, at - 1),
            scan.classes.indices.contains(at + 1),
            scan.classes[at + 1].isDisjoint(with: [.role, .relation, .patientContext])
        {
            var end = at
            while end + 1 < scan.tokens.count, end - at < 5,
                scan.tokens[end + 1].kind == .word || scan.isSymbol(end + 1, 0x27),
                !scan.isOneOf(stops, end + 1), !scan.classes[end + 1].contains(.saying)
            {
                end += 1
            }
            if end > at { return found(at...end, "occupation.qualified") }
        }
        guard scan.classes[at].contains(.occupation), at > 0, !scan.classes[at - 1].contains(.occupation) else {
            return nil
        }
        var end = at
        while end + 1 < scan.tokens.count, scan.classes[end + 1].contains(.occupation) { end += 1 }
        let listed = end
        // "a council leader's driver".
        if scan.isSymbol(end + 1, 0x27), !scan.tokens[end + 1].isSpaced, scan.token(end + 2)?.length == 1,
            let whose = scan.token(end + 3), whose.kind == .word, whose.shape == .lower
        {
            end += 3
        }
        // One or two words may stand between the article and the listed word: "a council leader's driver".
        var start = at
        while start > 0, at - start < 4, !scan.isOneOf(articles, start - 1),
            scan.tokens[start - 1].kind == .word || scan.isSymbol(start - 1, 0x27)
        {
            start -= 1
        }
        guard scan.isOneOf(articles, start - 1),
            // "The police officer attending": somebody on duty, no life.
            !scan.isOneOf(definite, start - 1) || end > at && !scan.tokens[start - 1].opensSentence,
            scan.classes[start...listed].allSatisfy({
                $0.isDisjoint(with: [.role, .relation, .title]) || $0.contains(.occupation)
            }),
            start == at || scan.isSymbol(start - 2, 0x2C)
        else { return nil }
        return found(start...end, "occupation.listed")
    }

    private static let stops = WordSet(
        "who and was is had has with from at in on for died lived said did were by to when living of"
    )

    private static func found(_ tokens: ClosedRange<Int>, _ rule: StaticString) -> Candidate {
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

    private static let being = WordSet("is was are were as")
    private static let subjects = WordSet(
        "he she they who patient man woman mother father husband wife partner family parents identifies identified"
    )
    private static let one = WordSet("a an")

    /// `he is Jewish`, `she was a Sikh`, `identifies as Muslim`.
    private static func isSaid(_ scan: ScannedText, _ at: Int) -> Bool {
        let verb = scan.isOneOf(one, at - 1) ? at - 2 : at - 1
        return scan.isOneOf(being, verb) && scan.isOneOf(subjects, verb - 1)
    }

    private static let label = WordSet("occupation profession")

    /// `Occupation: lorry driver`, to the end of the line.
    private static func labelled(_ scan: ScannedText, _ at: Int) -> Candidate? {
        guard scan.isSymbol(at - 1, 0x3A), scan.isOneOf(label, at - 2), scan.tokens[at].kind == .word else {
            return nil
        }
        var end = at
        while let next = scan.token(end + 1), next.kind == .word, end - at < 4 { end += 1 }
        return found(at...end, "occupation.labelled")
    }

    private static func ethnicity(_ scan: ScannedText, _ at: Int) -> Candidate? {
        if scan.classes[at].isDisjoint(with: [.ethnicity, .place, .drug]), scan.tokens[at].shape == .title,
            scan.tokens[at].length > 5, scan.lore[at].word == 0,
            scan.bytes(at...at).suffix(3).elementsEqual("ese".utf8),
            scan.isOneOf(persons, at + 1)
        {
            return Candidate(tokens: at...at, type: .ethnicity, decision: .generalise, rule: "ethnicity.form")
        }
        guard scan.classes[at].contains(.ethnicity), at == 0 || !scan.classes[at - 1].contains(.ethnicity) else {
            return nil
        }
        var end = at
        while end + 1 < scan.tokens.count,
            scan.classes[end + 1].contains(.ethnicity)
                || scan.isSymbol(end + 1, 0x2D) && end + 2 < scan.tokens.count
                    && scan.classes[end + 2].contains(.ethnicity)
        { end += 1 }
        let isPerson = scan.isOneOf(persons, end + 1) || scan.isOneOf(commonPersons, end + 2)
        guard isPerson || scan.isOneOf(introductions, at - 1) || isSaid(scan, at) else { return nil }
        return Candidate(tokens: at...end, type: .ethnicity, decision: .generalise, rule: "ethnicity.listed")
    }
}
