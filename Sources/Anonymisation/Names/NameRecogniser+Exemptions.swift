/// Words that the tagger takes for names and that name nobody where they stand.
extension NameRecogniser {
    /// Parts of phrases that name nobody; a title overrides it.
    func isExempt(_ position: Int) -> Bool {
        let classes = scan.classes[position]
        if !classes.isDisjoint(with: [.eponym, .nationalBody]) { return true }
        let token = scan.tokens[position]
        let lore = scan.lore[position]
        // Abbreviations: capitals that no list of names knows, or a word of the trade written in its own way.
        if token.shape == .upper, !lore.isName, token.length <= 6, !isBesideName(position) { return true }
        if token.shape == .mixed || token.shape == .upper, classes.contains(.clinical) { return true }
        if token.opensSentence, !scan.isLowerCase, isOpeningWord(position) { return true }
        // "a car, reg" and "by a walker": a label, and a thing that has an article.
        if token.shape == .lower, classes.contains(.vehicleContext) || classes.contains(.insuranceContext) {
            return true
        }
        // Days of the week and peoples are surnames too, but then a name stands beside them.
        if !classes.isDisjoint(with: [.weekday, .ethnicity, .insuranceContext]), !isBesideName(position) {
            return true
        }
        if token.shape == .lower {
            if lore.word > 1 || lore.word > 0 && lore.first < 3, scan.isOneOf(Self.articles, position - 1) {
                return true
            }
            // "by a walker", "they don't".
            if scan.isOneOf(Self.one, position - 1), !scan.isInLowerSentence(position) || lore.first == 0 {
                return true
            }
            if scan.isSymbol(position + 1, 0x27), scan.isOneOf(Self.contracted, position + 2) { return true }
            // "showed grace": a word, where the sentence has its capitals.
            if lore.word > 0, !scan.isInLowerSentence(position) { return true }
            if !lore.isName, lore.word == 0, token.length <= 3 || isSlipOfKeys(position) { return true }
        }
        if isNumbered(position) { return true }
        // "16-year-olds", "the Older Adult Ward".
        if scan.isSymbol(position - 1, 0x2D), scan.isOneOf(Self.years, position - 2) { return true }
        if classes.contains(.siteWard), lore.first < 3, !isBesideName(position) { return true }
        // "The Philips monitor", "used Gibbs to reflect": a thing.
        if scan.isOneOf(Self.used, position - 1) || scan.isOneOf(Self.things, position + 1) && !isTitled(position) {
            return true
        }
        // "under Form H3".
        if scan.isOneOf(Self.form, position) || scan.isOneOf(Self.form, position - 1) { return true }
        guard lore.first < 2, lore.last < 2 else { return false }
        return !classes.isDisjoint(with: [.drug, .month, .weekday, .holiday])
    }

    private static let articles = WordSet("a an his her their our my this that no")
    /// `Clin-0423`, `Case 3`: the word of a number.
    private func isNumbered(_ position: Int) -> Bool {
        if scan.isSymbol(position + 1, 0x2D), scan.token(position + 2)?.kind == .number {
            return !scan.tokens[position + 1].isSpaced
        }
        guard let next = scan.token(position + 1), next.kind == .number, next.length <= 2 else { return false }
        return scan.lore[position].word > 0 && scan.lore[position].first < 2
    }

    private static let one = WordSet("a an")
    private static let contracted = WordSet("t re ve ll d")
    private static let form = WordSet("form")
    private static let used = WordSet("used using")
    private static let things = WordSet(
        """
        monitor monitors pump pumps bed beds chart charts score scores scale tool model cycle test device hoist mattress machine
        catheter tube form framework method technique manoeuvre criteria index
        """
    )

    private func isTitled(_ position: Int) -> Bool {
        position > 0 && !scan.classes[position - 1].isDisjoint(with: [.title, .role, .relation])
    }

    private static let years = WordSet("year years month week")

    /// Whether one key away from what is written stands a common word: two letters in the wrong order, one too many, or
    /// one missing.
    private func isSlipOfKeys(_ position: Int) -> Bool {
        let token = scan.tokens[position]
        guard (4...16).contains(token.length) else { return false }
        let letters = Array(scan.bytes(position...position)).map { TextHash.lowered($0) }
        func isCommon(_ word: [UInt8]) -> Bool {
            let hash = TextHash.of(word)
            return scan.rules.lore(hash).word > 1 || !scan.rules.classes(hash).isDisjoint(with: [.clinical, .role])
        }
        for at in letters.indices {
            var other = letters
            if at + 1 < letters.count, letters[at] != letters[at + 1] {
                other.swapAt(at, at + 1)
                if isCommon(other) { return true }
                other = letters
            }
            other.remove(at: at)
            if other.count > 3, isCommon(other) { return true }
        }
        // One letter missing: many words to look up, so it comes last, and for words of usual length only.
        guard letters.count <= 9 else { return false }
        var other = letters + [0]
        for at in letters.indices.reversed() {
            other[at + 1] = letters[at]
            for letter in UInt8(0x61)...0x7A {
                other[at] = letter
                if isCommon(other) { return true }
            }
        }
        return false
    }

    private func isBesideName(_ position: Int) -> Bool {
        [position - 1, position + 1].contains { at in
            scan.lore.indices.contains(at) && scan.tokens[at].kind == .word && scan.lore[at].isName
                && scan.lore[at].word == 0
        }
    }

    /// A common word, or one that no list knows, at the start of a sentence has its capital from there; only what stands
    /// behind it, or a high score, makes it a name.
    private func isOpeningWord(_ position: Int) -> Bool {
        let lore = scan.lore[position]
        guard lore.word >= 2 && lore.first < 3 || !lore.isName, let score = scores[position] else { return false }
        guard let next = scan.token(position + 1) else { return true }
        if next.kind == .word, next.shape == .title, scan.lore[position + 1].isName,
            !scan.classes[position + 1].contains(.clinical)
        {
            return false
        }
        return score < scan.rules.thresholds.block + scan.rules.thresholds.warn / 2
    }
}
