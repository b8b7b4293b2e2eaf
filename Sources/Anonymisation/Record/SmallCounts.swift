/// Numbers from 1 to 7 that count people, such as "three patients" and "2 deaths".
enum SmallCounts {
    /// What would take the place of each: "fewer than 8".
    static func edits(in text: TextWords) -> [TextEdit] {
        var edits: [TextEdit] = []
        var at = 0
        while at < text.words.count {
            if let (edit, noun) = edit(text, at) {
                edits.append(edit)
                at = noun
            }
            at += 1
        }
        return edits
    }

    private static let small = WordSet("one two three four five six seven 1 2 3 4 5 6 7")
    private static let one = WordSet("one 1")
    private static let numbers = WordSet("one two three four five six seven eight nine ten eleven twelve twenty")
    private static let plural = WordSet(
        """
        patients inpatients outpatients residents people persons deaths suicides homicides fatalities men women children
        boys girls users clients families carers relatives prisoners detainees adults babies infants mothers fathers
        teenagers
        """
    )
    private static let singular = WordSet(
        """
        patient inpatient outpatient resident death suicide homicide fatality man woman child boy girl user client
        family carer relative prisoner detainee baby infant mother father teenager
        """
    )
    private static let adjectives = WordSet(
        """
        male female older old young younger elderly adult detained informal other further more different vulnerable
        new service deceased separate such autistic pregnant bereaved
        """
    )
    private static let links = WordSet("of out the our these those their its all or to")
    private static let inWord = WordSet("in")
    /// "Four or more patients" is how a rule speaks.
    private static let orMore = ["or", "more"].map { TextHash.of($0) }

    /// The edit for a number at a position, and where its noun stands.
    private static func edit(_ text: TextWords, _ at: Int) -> (TextEdit, Int)? {
        guard isCount(text, at), !text.reads(orMore, at: at + 1) else { return nil }
        // "two or three patients", "three of seven patients": the last small number belongs to it.
        var last = at
        var next = at + 1
        while next - at <= 6, isFiller(text, next) {
            if text.isOneOf(small, next) { last = next }
            next += 1
        }
        guard let noun = text.word(next), noun.isJoined, !text.follows(shares, next, within: 1) else { return nil }
        let isOne = last == at && text.isOneOf(one, at)
        if isOne {
            guard singular.contains(noun.hash), (at + 1..<next).allSatisfy({ text.isOneOf(adjectives, $0) }) else {
                return nil
            }
        } else {
            guard plural.contains(noun.hash) else { return nil }
        }
        guard let (start, words) = bound(text, at, isOne: isOne) else { return nil }
        let edit = TextEdit(
            start: text.words[start].start,
            end: text.words[last].end,
            replacement: text.words[start].opensSentence ? capitalised(words) : words
        )
        return (edit, next)
    }

    private static let shares = WordSet("per each")
    /// What a number behind it names instead of counting.
    private static let labels = WordSet(
        "section stage phase step tier level band type category class standard aged under"
    )
    private static let digitLabels = WordSet(
        """
        sections s ward wards bay levels cluster group grade house unit room bed day days week weeks part chapter table
        figure number age over top next pathway option appendix annex question case form
        """
    )
    private static let determiners = WordSet("no any each every per")
    private static let articles = WordSet("the a this that our their")

    private static func isCount(_ text: TextWords, _ at: Int) -> Bool {
        guard text.isOneOf(small, at), let word = text.word(at), word.isFree, word.gap != 0x2D else { return false }
        guard word.isJoined, at > 0 else { return true }
        if text.isOneOf(labels, at - 1) || text.isOneOf(determiners, at - 1) { return false }
        // "Ward 3 patients", but "on the ward 3 patients".
        if word.number != nil, text.isOneOf(digitLabels, at - 1), !text.isOneOf(articles, at - 2) { return false }
        // "one in seven patients" is a share.
        return !(text.isOneOf(inWord, at - 1) && isNumber(text, at - 2))
    }

    private static func isNumber(_ text: TextWords, _ at: Int) -> Bool {
        text.isOneOf(numbers, at) || text.word(at)?.number != nil
    }

    private static func isFiller(_ text: TextWords, _ at: Int) -> Bool {
        guard let word = text.word(at), word.isJoined else { return false }
        // "in-patients" is one word to a reader.
        if inWord.contains(word.hash) { return text.word(at + 1)?.gap == 0x2D }
        return adjectives.contains(word.hash) || links.contains(word.hash) || isNumber(text, at)
    }

    private static let than = WordSet("than")
    private static let fewer = WordSet("fewer less")
    private static let more = WordSet("more")
    private static let negations = WordSet("no not never")
    private static let bounds = WordSet("least")
    private static let ceilings = WordSet("to of")
    private static let ceilingNouns = WordSet("up maximum minimum")
    private static let atWord = WordSet("at")

    /// Where the count begins with the words that bound it, and what says as much without the number.
    ///
    /// - Returns: nil for a rule such as "up to three patients", which counts nobody.
    private static func bound(_ text: TextWords, _ at: Int, isOne: Bool) -> (start: Int, words: String)? {
        let isBound = at > 1 && text.words[at].isJoined && text.words[at - 1].isJoined
        if isBound, text.isOneOf(ceilings, at - 1), text.isOneOf(ceilingNouns, at - 2) { return nil }
        if isBound, text.isOneOf(than, at - 1) {
            if text.isOneOf(fewer, at - 2) { return (at - 2, "fewer than 8") }
            if text.isOneOf(more, at - 2) {
                if text.isOneOf(negations, at - 3) { return nil }
                return (at - 2, "several")
            }
        }
        if isBound, text.isOneOf(bounds, at - 1), text.isOneOf(atWord, at - 2) { return (at - 2, "several") }
        guard isOne else { return (at, "fewer than 8") }
        let next = text.word(at + 1)?.initial ?? 0
        return (at, [0x61, 0x65, 0x69, 0x6F].contains(next) ? "an" : "a")
    }

    private static func capitalised(_ words: String) -> String { words.prefix(1).uppercased() + words.dropFirst() }
}
