import Anonymisation

/// The words of a text with what their letters and their places tell, for whoever decides which of them may be names.
struct MarkedWords {
    enum Shape {
        case small
        /// One capital letter.
        case initial
        /// A capital letter and small ones.
        case title
        /// Capitals, perhaps with the `s` of a plural: `GPs`.
        case capitals
        /// Capitals inside.
        case mixed
        /// A word of ours in brackets: `[name]`.
        case mark
    }

    struct Word {
        let range: Range<Int>
        let shape: Shape
        /// Folded, without the possessive.
        let stem: String
        let isPossessive: Bool
        /// Folded parts of a word with hyphens, with whether each has a capital; empty for others.
        let parts: [(stem: String, shape: Shape)]
    }

    let text: [Unicode.Scalar]
    let words: [Word]
    /// Folded words that stand in small letters somewhere.
    let small: Set<String>

    init(_ text: [Unicode.Scalar]) {
        self.text = text
        words = WordTokens.words(text).map { Self.word($0, text) }
        small = Set(words.filter { $0.shape == .small }.map(\.stem))
    }

    private static func word(_ token: WordTokens.Word, _ text: [Unicode.Scalar]) -> Word {
        if TextMask.isMark(text, token.range) {
            return Word(range: token.range, shape: .mark, stem: "", isPossessive: false, parts: [])
        }
        var stem = token.scalars
        var isPossessive = false
        // The possessive; a mark elsewhere, as in a surname, stays.
        if let mark = stem.lastIndex(where: { WordTokens.isApostrophe($0) }), stem.endIndex - mark <= 2,
            stem.last == "s" || stem.last == "S"
        {
            stem = stem[..<mark]
            isPossessive = true
        }
        let pieces = stem.split { WordTokens.isHyphen($0) }
        return Word(
            range: token.range,
            shape: shape(stem),
            stem: WordTokens.folded(stem),
            isPossessive: isPossessive,
            parts: pieces.count > 1 ? pieces.map { (WordTokens.folded($0), shape($0)) } : []
        )
    }

    private static func shape(_ word: ArraySlice<Unicode.Scalar>) -> Shape {
        guard word.contains(where: WordTokens.isCapital) else { return .small }
        let letters = word.filter {
            WordTokens.isLetter($0) && ($0.value < 0x80 || $0.properties.generalCategory != .nonspacingMark)
        }
        let capitals = letters.count(where: WordTokens.isCapital)
        if letters.count == 1 { return .initial }
        if capitals == letters.count { return .capitals }
        if letters.count > 2, letters.last == "s", capitals == letters.count - 1 { return .capitals }
        return capitals == 1 && letters.first.map(WordTokens.isCapital) == true ? .title : .mixed
    }

    /// What stands between a word and the next.
    func gap(behind position: Int) -> ArraySlice<Unicode.Scalar> {
        let end = position + 1 < words.count ? words[position + 1].range.lowerBound : text.count
        return text[words[position].range.upperBound..<end]
    }

    /// Whether the next word stands beside this one: only blanks between, or the stop of an initial or a title.
    func joinsNext(_ position: Int) -> Bool {
        guard position >= 0, position + 1 < words.count else { return false }
        let gap = gap(behind: position).filter { $0 != "]" && $0 != "[" }
        if gap.allSatisfy({ $0 == " " }) { return true }
        let isShort = words[position].shape == .initial || FindingWords.titles.contains(words[position].stem)
        return isShort && gap.allSatisfy { $0 == " " || $0 == "." }
    }

    /// The folded word directly before, where only a blank stands between.
    func stem(before position: Int) -> String? {
        joinsNext(position - 1) ? words[position - 1].stem : nil
    }

    func next(_ position: Int) -> Word? { joinsNext(position) ? words[position + 1] : nil }

    /// Whether a word stands where every word has a capital letter.
    func opens(_ position: Int) -> Bool {
        var at = words[position].range.lowerBound
        while at > 0 {
            let scalar = text[at - 1]
            if [" ", "\"", "(", "'", "“", "‘", "’", "”"].contains(scalar) {
                at -= 1
            } else if scalar == "." {
                // Neither an initial nor a title ends a sentence with its stop.
                guard position > 0, words[position - 1].range.upperBound == at - 1 else { return true }
                let before = words[position - 1]
                return before.shape != .initial && !FindingWords.titles.contains(before.stem)
            } else {
                return ["!", "?", ":", ";", "\n", "•", "-", "–", "—", ")", "*", "…"].contains(scalar)
            }
        }
        return true
    }
}
