/// What the tagger sees of a word and its surroundings, as numbers that lead into the table of weights.
///
/// Context carries the decision; the gazetteer makes it precise. A word itself is a feature only if it is an ordinary
/// word: otherwise names would be learnt by heart.
package struct NameFeatures {
    private let text: ScannedText
    /// Class of each token for its neighbours: its hash where it is an ordinary word, else what kind of thing it is.
    private let identities: [UInt64]

    /// Room for the features of a word.
    package static let capacity = 48

    init(_ text: ScannedText) {
        self.text = text
        identities = text.tokens.indices.map { Self.identity(text, $0) }
    }

    private static func identity(_ text: ScannedText, _ position: Int) -> UInt64 {
        let token = text.tokens[position]
        switch token.kind {
        case .newline: return 11
        case .number: return 12
        case .symbol: return 0x100 | UInt64(token.symbol)
        case .word:
            let classes = text.classes[position]
            if classes.contains(.title) { return token.hash }
            if text.lore[position].word > 0 || !classes.subtracting(.prefix).isEmpty { return token.hash }
            if token.length == 1 { return 13 }
            return text.lore[position].isName ? 14 : 15
        }
    }

    private func identity(_ position: Int) -> UInt64 {
        identities.indices.contains(position) ? identities[position] : 10
    }

    private func lore(_ position: Int) -> UInt64 {
        text.lore.indices.contains(position) ? UInt64(text.lore[position].bits) : 0xFF
    }

    private func shape(_ position: Int) -> UInt64 {
        guard let token = text.token(position) else { return 9 }
        if text.isLowerCase { return token.kind == .word ? 8 : UInt64(token.kind.rawValue) + 20 }
        return UInt64(token.shape.rawValue) + (token.opensSentence ? 16 : 0)
    }

    private func classes(_ position: Int) -> UInt64 {
        text.classes.indices.contains(position) ? text.classes[position].subtracting(.prefix).rawValue : 0
    }

    /// Whether the tagger looks at a token at all: an ordinary word in small letters, in a text that uses capitals, is
    /// no name.
    func isCandidate(_ position: Int) -> Bool {
        let token = text.tokens[position]
        guard token.kind == .word, token.length > 1 else { return false }
        if token.shape == .lower {
            let lore = text.lore[position]
            let mayBe =
                text.isLowerCase
                ? lore.word < 3 || lore.first > 1 || lore.last > 1 : lore.word == 0 || (lore.isName && lore.word < 3)
            guard mayBe else { return false }
        } else if token.opensSentence, text.lore[position].word == 3, !text.lore[position].isName {
            // A common word with the capital of its sentence.
            return false
        }
        return !FunctionWords.contains(token.hash)
    }

    /// Calls a body with each feature of a token; `previous` tells whether the word before was taken for a name.
    @inline(__always)
    package func forEach(_ position: Int, previous: Bool, _ body: (UInt64) -> Void) {
        let token = text.tokens[position]
        let own = lore(position) | shape(position) << 8
        let (left, right) = (identity(position - 1), identity(position + 1))
        let (left2, right2) = (identity(position - 2), identity(position + 2))
        var seed: UInt64 = 1
        @inline(__always)
        func mixed(_ hash: UInt64, _ part: UInt64) -> UInt64 {
            let product = (hash ^ part) &* 0xBF58_476D_1CE4_E5B9
            return product ^ product >> 29
        }
        @inline(__always)
        func emit(_ first: UInt64, _ second: UInt64? = nil, _ third: UInt64? = nil) {
            var hash = mixed(seed &* 0x9E37_79B9_7F4A_7C15, first)
            if let second { hash = mixed(hash, second) }
            if let third { hash = mixed(hash, third) }
            seed &+= 1
            body(hash)
        }
        emit(own)
        emit(lore(position))
        emit(shape(position), previous ? 1 : 0)
        emit(own, left)
        emit(own, right)
        emit(own, left, right)
        emit(left, right)
        emit(left2, left, own)
        emit(right, right2, own)
        emit(left2, left)
        emit(right, right2)
        emit(left)
        emit(right)
        emit(left2)
        emit(right2)
        emit(lore(position - 1), lore(position), shape(position - 1))
        emit(lore(position), lore(position + 1), shape(position + 1))
        emit(shape(position - 1), shape(position), shape(position + 1))
        emit(classes(position), shape(position))
        emit(classes(position - 1), own)
        emit(classes(position + 1), own)
        emit(classes(position - 1), classes(position + 1), shape(position))
        emit(previous ? 1 : 0, own)
        emit(previous ? 1 : 0, lore(position), left)
        emit(ending(token, 2), shape(position))
        emit(ending(token, 3), shape(position))
        emit(ending(token, 3), lore(position))
        emit(identity(position - 3), own)
        emit(identity(position + 3), own)
        if text.lore[position].word > 0 || classes(position) != 0 {
            emit(token.hash, shape(position))
            emit(token.hash, left)
            emit(token.hash, right)
        } else {
            emit(0x7777, left, shape(position))
            emit(0x7777, right, shape(position))
        }
    }

    private func ending(_ token: Token, _ count: Int) -> UInt64 {
        guard token.length > count else { return 0 }
        return text.text.bytes[Int(token.end) - count..<Int(token.end)].reduce(UInt64(count)) {
            $0 << 8 | UInt64(TextHash.lowered($1))
        }
    }
}

/// Words of grammar: whatever capitals they carry, they are nobody's name.
enum FunctionWords {
    private static let words = WordSet(
        """
        the a an this that these those there here it its he she they we you his her their our your my him them us me who whom which
        what when where why how and or but nor so yet if then than as at by for from in into of off on onto out over to up down with
        within without about after before during since until while because although though also not no yes all any both each every
        few many more most much neither none one other some such is are was were be been being am has have had having do does did
        doing done can could may might must shall should would ought need dare please note see use keep do
        """
    )

    static func contains(_ hash: UInt64) -> Bool { words.contains(hash) }
}

/// The tagger's score of each token; nil where it did not look.
struct NameScores {
    private var values: [Int32]

    init(count: Int) { values = Array(repeating: .min, count: count) }

    subscript(position: Int) -> Int32? {
        get { values[position] == .min ? nil : values[position] }
        set { values[position] = newValue ?? .min }
    }
}

/// Tells names from other words by a linear model over hashed features, from left to right.
struct NameTagger {
    /// The score of each token; `nil` where the tagger did not look.
    static func scores(_ text: ScannedText) -> NameScores {
        let features = NameFeatures(text)
        var scores = NameScores(count: text.tokens.count)
        var previous = false
        for position in text.tokens.indices {
            guard features.isCandidate(position) else {
                previous = previous && keepsName(text, position)
                continue
            }
            var score: Int32 = 0
            features.forEach(position, previous: previous) { score += text.rules.weight($0) }
            scores[position] = score
            previous = score >= text.rules.thresholds.warn
        }
        return scores
    }

    /// Initials, hyphens and full stops stand inside a name.
    static func keepsName(_ text: ScannedText, _ position: Int) -> Bool {
        let token = text.tokens[position]
        return token.symbol == 0x2D || token.symbol == 0x2E || token.symbol == 0x2C || token.shape == .capital
            || text.classes[position].contains(.nameParticle)
    }
}

/// What the trainer needs of the scanner: features and the scores of the model that is being trained.
package enum NameTraining {
    /// A text as the tagger sees it: its candidates with their features, given the truth of the word before.
    package struct Example {
        /// Scalar offsets of the token.
        package let start: Int
        package let end: Int
        package let features: (_ previous: Bool) -> [UInt64]
    }

    package static func examples(_ text: String, rules: RuleBook) -> [Example] {
        var text = text
        let scanned = text.withUTF8 { ScannedText(NormalisedText($0), rules: rules) }
        let features = NameFeatures(scanned)
        return scanned.tokens.indices.filter { features.isCandidate($0) }.map { position in
            let token = scanned.tokens[position]
            return Example(
                start: scanned.text.scalarOffset(Int(token.start)),
                end: scanned.text.scalarOffset(Int(token.end))
            ) { previous in
                var all: [UInt64] = []
                all.reserveCapacity(NameFeatures.capacity)
                features.forEach(position, previous: previous) { all.append($0) }
                return all
            }
        }
    }
}

/// Builds what the rule book looks words up in: for the trainer.
package enum RuleBookHashes {
    /// The hashes of a phrase, one for each of its beginnings; the last is the phrase's own.
    package static func hashes(of phrase: String) -> [UInt64] {
        var phrase = phrase
        let tokens = phrase.withUTF8 { Tokeniser.tokens(NormalisedText($0).bytes) }
        var hashes: [UInt64] = []
        for token in tokens where token.kind != .newline {
            hashes.append(hashes.last.map { TextHash.joined($0, token.hash) } ?? token.hash)
        }
        return hashes
    }

    /// The hash that stands for a first name and a short form of it, or for a name that has one where the short form is
    /// empty; nil when one is no single word.
    package static func hash(ofName name: String, short: String) -> UInt64? {
        guard let name = hash(ofWord: name) else { return nil }
        if short.isEmpty { return TextHash.pair(name, 0) }
        guard let short = hash(ofWord: short) else { return nil }
        return TextHash.pair(name, short)
    }

    /// The hash of a single word; nil when it is not one token.
    package static func hash(ofWord word: String) -> UInt64? {
        let all = hashes(of: word)
        return all.count == 1 ? all[0] : nil
    }
}
