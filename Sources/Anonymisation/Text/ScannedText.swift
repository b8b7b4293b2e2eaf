/// A text cut into tokens, each with what lists and gazetteer say of it: what every recogniser reads.
///
/// A class, since every recogniser is handed it for every token.
final class ScannedText {
    let text: NormalisedText
    let tokens: [Token]
    let classes: [WordClass]
    let lore: [NameLore]
    let rules: RuleBook
    /// Whether capitals say nothing here: prose without any, as people write in haste.
    let isLowerCase: Bool

    init(_ text: NormalisedText, rules: RuleBook) {
        self.text = text
        self.rules = rules
        tokens = Tokeniser.tokens(text.bytes)
        var classes: [WordClass] = []
        var lore: [NameLore] = []
        classes.reserveCapacity(tokens.count)
        lore.reserveCapacity(tokens.count)
        var words = 0
        var capitals = 0
        for token in tokens {
            guard token.kind == .word || token.kind == .number || token.symbol == 0x23 else {
                classes.append([])
                lore.append(NameLore(bits: 0))
                continue
            }
            classes.append(Self.fitting(rules.classes(token.hash), token))
            lore.append(token.kind == .word ? rules.lore(token.hash) : NameLore(bits: 0))
            guard token.kind == .word else { continue }
            if token.length > 1 { words += 1 }
            // "A pharmacist …": one letter, and still a sentence with its capital.
            if token.shape != .lower, token.length > 1 || token.opensSentence { capitals += 1 }
        }
        isLowerCase = capitals * 40 < words
        self.lore = lore
        Self.addPhrases(tokens, rules, &classes)
        self.classes = classes
    }

    /// Some entries count only where they are written with capitals.
    private static func fitting(_ classes: WordClass, _ token: Token) -> WordClass {
        let kept = classes.intersection([.prefix])
        if classes.contains(.needsCapitals) { return token.shape == .upper ? classes : kept }
        if classes.contains(.needsCapital), token.shape == .lower || token.opensSentence { return kept }
        return classes
    }

    /// The longest phrase that begins at each token marks all its tokens.
    private static func addPhrases(_ tokens: [Token], _ rules: RuleBook, _ classes: inout [WordClass]) {
        for start in tokens.indices where classes[start].contains(.prefix) {
            var hash = tokens[start].hash
            var longest = 0
            var found: WordClass = []
            let end = min(tokens.count, start + rules.phraseWordsMax)
            for position in start + 1..<max(end, start + 1) {
                guard tokens[position].kind != .newline || tokens[position].length <= 2 else { break }
                hash = TextHash.joined(hash, tokens[position].hash)
                let here = rules.classes(hash)
                // Every beginning of a phrase is in the table, so nothing longer begins like this.
                if here.isEmpty { break }
                if !here.subtracting(.prefix).isEmpty, fitsCase(here, tokens[start]) {
                    longest = position
                    found = here.subtracting(.prefix)
                }
                if !here.contains(.prefix) { break }
            }
            if longest > start { for position in start...longest { classes[position].formUnion(found) } }
        }
    }

    private static func fitsCase(_ classes: WordClass, _ token: Token) -> Bool {
        if classes.contains(.needsCapitals) { return token.shape == .upper }
        return !classes.contains(.needsCapital) || token.shape != .lower
    }

    // MARK: Looking around

    func token(_ position: Int) -> Token? { tokens.indices.contains(position) ? tokens[position] : nil }

    /// Whether a token is that symbol.
    func isSymbol(_ position: Int, _ symbol: UInt8) -> Bool {
        tokens.indices.contains(position) && tokens[position].symbol == symbol
    }

    /// What the words before a token say, up to a number of tokens back and not over the end of a sentence.
    func before(_ position: Int, within count: Int) -> WordClass {
        var all: WordClass = []
        var at = position - 1
        while at >= 0, at >= position - count {
            let token = tokens[at]
            if token.kind == .newline { break }
            // A full stop ends a sentence unless an abbreviation stands before it.
            if token.symbol == 0x2E, at + 1 < tokens.count, tokens[at + 1].isSpaced, tokens[at + 1].shape != .lower,
                at > 0, tokens[at - 1].length > 3
            {
                break
            }
            all.formUnion(classes[at])
            at -= 1
        }
        return all
    }

    /// What the words after a token say.
    func after(_ position: Int, within count: Int) -> WordClass {
        var all: WordClass = []
        var at = position + 1
        while at < tokens.count, at <= position + count, tokens[at].kind != .newline, tokens[at].symbol != 0x2E {
            all.formUnion(classes[at])
            at += 1
        }
        return all
    }

    /// Whether the sentence that a token is in began with a small letter: in haste, people leave out capitals by sentences.
    func isInLowerSentence(_ position: Int) -> Bool {
        if isLowerCase { return true }
        var at = min(position, tokens.count - 1)
        while at > 0, !tokens[at].opensSentence || tokens[at].kind != .word {
            if position - at > Self.sentenceTokensMax || tokens[at].kind == .newline && at < position { break }
            at -= 1
        }
        return tokens[at].kind == .word && tokens[at].opensSentence && tokens[at].shape == .lower
    }

    /// How far back the beginning of a sentence is looked for.
    private static let sentenceTokensMax = 60

    /// The folded bytes of a run of tokens.
    func bytes(_ range: ClosedRange<Int>) -> ArraySlice<UInt8> {
        text.bytes[Int(tokens[range.lowerBound].start)..<Int(tokens[range.upperBound].end)]
    }

    /// The same with capitals for small letters, as codes are compared.
    func capitals(_ range: ClosedRange<Int>) -> [UInt8] { bytes(range).map { $0 &- 0x61 < 26 ? $0 & 0xDF : $0 } }
}

/// What a recogniser found, in tokens.
struct Candidate {
    /// Stands for what was recognised and is no identifier: nothing else is looked for in it.
    static let passedOver: StaticString = ""

    var tokens: ClosedRange<Int>
    var type: IdentifierType
    var decision: GateDecision
    /// A static string, since candidates are made and dropped for every number of a text.
    var rule: StaticString
}
