import Anonymisation

/// Masks words that nothing says are no names.
///
/// The scanner judges by what stands around a word; in a finding about somebody's care that is not enough: a word with a
/// capital letter has to be proved to be an ordinary one.
struct CapitalWords {
    private let marked: MarkedWords
    /// Words that a phrase of medicine or a number before them makes no names.
    private let isClinical: [Bool]
    private var isMasked: [Bool]

    static func withoutUnknown(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var words = CapitalWords(MarkedWords(text))
        words.look()
        return words.result
    }

    private init(_ marked: MarkedWords) {
        self.marked = marked
        isClinical = ClinicalWords.kept(marked)
        isMasked = marked.words.map { _ in false }
    }

    private var result: [Unicode.Scalar] {
        var out: [Unicode.Scalar] = []
        out.reserveCapacity(marked.text.count)
        var at = 0
        for (position, word) in marked.words.enumerated() where isMasked[position] {
            out += marked.text[at..<word.range.lowerBound]
            out += TextMask.name.unicodeScalars
            at = word.range.upperBound
            // The stop of an initial goes with it.
            let isStopped = word.shape == .initial && at < marked.text.count && marked.text[at] == "."
            if isStopped, isBesideName(position) { at += 1 }
        }
        return out + marked.text[at...]
    }

    private func isBesideName(_ position: Int) -> Bool {
        marked.joinsNext(position) && (isMasked[position + 1] || marked.words[position + 1].shape == .mark)
    }

    private mutating func look() {
        for position in marked.words.indices { isMasked[position] = !isKept(position) }
        for position in marked.words.indices { maskInitials(position) }
        for position in marked.words.indices { maskBehindTitle(position) }
        // A name shows that the word beside it is one, too.
        var isStable = false
        while !isStable {
            isStable = true
            for position in marked.words.indices where mayJoin(position) && isNameBesideName(position) {
                isMasked[position] = true
                isStable = false
            }
        }
    }

    private func mayJoin(_ position: Int) -> Bool { !isMasked[position] && !isClinical[position] }

    // MARK: - One word

    private func isKept(_ position: Int) -> Bool {
        if isClinical[position] { return true }
        let word = marked.words[position]
        switch word.shape {
        case .mark, .initial: return true
        case .small: return isKeptSmall(word)
        case .title, .capitals, .mixed: break
        }
        guard word.parts.isEmpty else {
            return word.parts.allSatisfy { part in
                part.shape == .small || isKept(part.stem, part.shape, position, opens: false, isPart: true)
            }
        }
        return isKept(word.stem, word.shape, position, opens: marked.opens(position), isPart: false)
    }

    private func isKept(_ stem: String, _ shape: MarkedWords.Shape, _ position: Int, opens: Bool, isPart: Bool) -> Bool
    {
        let lore = WordLore(stem)
        switch shape {
        case .initial: return isPart
        case .mixed: return lore.isKnownMixed
        case .capitals: return isKeptInCapitals(lore, position)
        default: break
        }
        if isPart { return lore.isField && !lore.isNameLike || lore.isFunction || lore.isPlain }
        if isDate(lore, position) { return true }
        if lore.isFunction { return isKeptFunction(lore, position, opens: opens) }
        return opens ? isKeptOpening(lore, position) : isKeptInside(lore, position)
    }

    /// A surname in small letters that is no word.
    private func isKeptSmall(_ word: MarkedWords.Word) -> Bool {
        guard word.stem.utf8.count >= 4, word.parts.isEmpty else { return true }
        let facts = RuleBook.embedded.facts(of: word.stem)
        guard facts.isName, !facts.isOrdinary, !facts.isTerm else { return true }
        return FindingWords.function.contains(word.stem) || FindingWords.field.contains(word.stem)
    }

    private func isKeptFunction(_ lore: WordLore, _ position: Int, opens: Bool) -> Bool {
        guard FindingWords.functionNames.contains(lore.stem) else { return true }
        let word = marked.words[position]
        if opens {
            return !word.isPossessive && !(marked.next(position).map(isVerb) ?? false)
        }
        return marked.next(position).map { $0.shape == .title || $0.shape == .capitals } ?? false
            && !word.isPossessive
    }

    private func isKeptOpening(_ lore: WordLore, _ position: Int) -> Bool {
        let word = marked.words[position]
        if word.isPossessive { return lore.isField && !lore.isNameLike }
        if FindingWords.openers.contains(lore.stem) { return true }
        if FindingWords.requests.contains(lore.stem) {
            // What somebody did is told of a person and asked of nobody.
            return !lore.isNameLike || !(marked.next(position).map(isVerb) ?? false)
        }
        if !lore.isNameLike { return lore.isField || lore.isPlain || lore.isPlaceOnly }
        // `Head injuries were` is none, `Head was` may be one.
        let isBeforeNoun = marked.next(position).map { $0.shape == .small && !isVerb($0) && !isFunction($0) } ?? false
        if lore.isField { return isBeforeNoun || isBesideField(position) }
        return marked.small.contains(lore.stem) && isBeforeNoun
    }

    private func isKeptInside(_ lore: WordLore, _ position: Int) -> Bool {
        if lore.isField, !lore.isNameLike { return true }
        if lore.isField { return isDetermined(position) || isBesideField(position) }
        if lore.isTerm, !lore.isNameLike { return true }
        guard lore.isPlain else { return false }
        return isDetermined(position) || marked.small.contains(lore.stem) || isBesideField(position)
    }

    /// Whether a word such as `the` stands before it; `A` may be an initial.
    private func isDetermined(_ position: Int) -> Bool {
        guard let stem = marked.stem(before: position), marked.words[position - 1].shape != .initial else {
            return false
        }
        return FindingWords.determiners.contains(stem)
    }

    private func isKeptInCapitals(_ lore: WordLore, _ position: Int) -> Bool {
        if lore.isAbbreviation { return true }
        let isInHeading = [position - 1, position + 1].contains { isKnownInCapitals($0, beside: position) }
        let letters = lore.stem.utf8.count
        if lore.isFunction {
            return isInHeading || letters > 2 && !FindingWords.functionNames.contains(lore.stem)
        }
        if letters <= 3 {
            return lore.isField && !lore.isNameLike || isInHeading && lore.isPlain
        }
        if lore.isField {
            return !lore.isNameLike || isDetermined(position) || isInHeading
        }
        if lore.isTerm, !lore.isNameLike { return true }
        guard lore.isPlain else { return false }
        return isInHeading || isDetermined(position) || marked.small.contains(lore.stem)
    }

    private func isKnownInCapitals(_ position: Int, beside other: Int) -> Bool {
        guard marked.words.indices.contains(position), marked.words[position].shape == .capitals,
            marked.joinsNext(min(position, other))
        else { return false }
        let lore = WordLore(marked.words[position].stem)
        return lore.isFunction && lore.stem.utf8.count > 1 || lore.isField && !lore.isNameLike || lore.isPlain
    }

    /// Whether a word of the field stands beside it, such as that of a body or a law; an office may stand before a name.
    private func isBesideField(_ position: Int) -> Bool {
        isField(position - 1, from: position, isBefore: true) || isField(position + 1, from: position, isBefore: false)
    }

    private func isField(_ place: Int, from position: Int, isBefore: Bool) -> Bool {
        guard marked.words.indices.contains(place), marked.joinsNext(min(place, position)) else { return false }
        let word = marked.words[place]
        guard word.shape == .title || word.shape == .capitals, !(isBefore && word.isPossessive) else { return false }
        let lore = WordLore(word.stem)
        if isBefore, FindingWords.roles.contains(lore.stem) { return false }
        return lore.isField && !lore.isNameLike || lore.isAbbreviation && word.shape == .capitals && !isBefore
    }

    /// Months and days of the week that people are called, too.
    private static let days: Set<String> = [
        "march", "april", "may", "june", "august", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
        "sunday",
    ]
    private static let months: Set<String> = [
        "january", "february", "july", "september", "october", "november", "december",
    ]
    private static let beforeDays: Set<String> = [
        "in", "on", "since", "during", "until", "early", "late", "mid", "last", "next", "every", "previous",
        "following",
    ]

    /// Whether a month that is a name, too, stands in a date.
    private func isDate(_ lore: WordLore, _ position: Int) -> Bool {
        if Self.months.contains(lore.stem) { return !marked.words[position].isPossessive }
        guard Self.days.contains(lore.stem), !marked.words[position].isPossessive else { return false }
        let behind = marked.gap(behind: position).drop { $0 == " " || $0 == "," }.first
        if let behind, WordTokens.isDigit(behind) { return true }
        let before = marked.text[..<marked.words[position].range.lowerBound].reversed().drop { $0 == " " }
        if let last = before.first, WordTokens.isDigit(last) { return true }
        return marked.stem(before: position).map(Self.beforeDays.contains) ?? false
    }

    private func isVerb(_ word: MarkedWords.Word) -> Bool {
        guard word.shape == .small else { return false }
        return FindingWords.verbs.contains(word.stem) || word.stem.utf8.count > 4 && word.stem.hasSuffix("ed")
    }

    private func isFunction(_ word: MarkedWords.Word) -> Bool { FindingWords.function.contains(word.stem) }

    // MARK: - Initials and titles

    private mutating func maskInitials(_ first: Int) {
        let words = marked.words
        guard words[first].shape == .initial, mayJoin(first) else { return }
        var last = first
        while last + 1 < words.count, words[last + 1].shape == .initial, marked.joinsNext(last) { last += 1 }
        if last > first {
            let letters = words[first...last].map { $0.stem.uppercased() }.joined()
            guard !FindingWords.abbreviations.contains(letters) || letters.utf8.count < 3 else { return }
            for position in first...last { isMasked[position] = true }
            return
        }
        isMasked[first] = !isPlainLetter(first)
    }

    /// A letter that counts, or is a word.
    private func isPlainLetter(_ position: Int) -> Bool {
        let word = marked.words[position]
        let (start, end) = (word.range.lowerBound, word.range.upperBound)
        func scalar(_ at: Int) -> Unicode.Scalar { marked.text.indices.contains(at) ? marked.text[at] : " " }
        let isStopped = scalar(end) == "." && end + 1 < marked.text.count
        if word.isPossessive { return false }
        if word.stem == "i", !isStopped { return true }
        if word.stem == "a", !isStopped, marked.opens(position) {
            return !(marked.next(position).map(isVerb) ?? false)
        }
        if [scalar(start - 1), scalar(end)].contains(where: { $0 == "&" || $0 == "/" || WordTokens.isDigit($0) }) {
            return true
        }
        if scalar(end) == ")", scalar(start - 1) == "(" || scalar(start - 1) == " " { return true }
        return marked.stem(before: position).map(FindingWords.labels.contains) ?? false
    }

    /// `Dr Bell`, `dr bell`, `Nurse Ward`, `nurse bell`.
    private mutating func maskBehindTitle(_ position: Int) {
        guard marked.joinsNext(position), marked.words[position + 1].shape != .mark, !isClinical[position + 1] else {
            return
        }
        let (word, next) = (marked.words[position], marked.words[position + 1])
        guard FindingWords.beforeNames.contains(word.stem) else { return }
        let isTitle =
            FindingWords.plainTitles.contains(word.stem)
            || FindingWords.titles.contains(word.stem) && word.shape != .small
        guard isTitle || FindingWords.roles.contains(word.stem) else { return }
        let lore = WordLore(next.stem)
        if isTitle {
            let isSmall = next.shape == .small
            let isToldOf = !isSmall || marked.next(position + 1).map(isVerb) ?? false
            let mayBeName = isToldOf && FindingWords.functionNames.contains(lore.stem) || next.shape == .capitals
            if !lore.isFunction || mayBeName { isMasked[position + 1] = true }
            return
        }
        if next.shape != .small {
            if !lore.isFunction, lore.isNameLike, !lore.isAbbreviation { isMasked[position + 1] = true }
        } else if !lore.isFunction, !lore.isField || lore.isNameLike, !lore.isTerm, !isVerb(next) {
            if lore.isNameLike || !lore.isOrdinary && !lore.isInflected { isMasked[position + 1] = true }
        }
    }

    // MARK: - Beside a name

    private func isNameBesideName(_ position: Int) -> Bool {
        let word = marked.words[position]
        guard word.shape == .title || word.shape == .capitals || word.shape == .mixed else {
            return word.shape == .small && isSmallNameBehindName(position)
        }
        let lore = WordLore(word.stem)
        if lore.isFunction { return FindingWords.firstNames.contains(lore.stem) && joinsName(position) }
        if word.shape == .capitals, lore.isAbbreviation { return false }
        if isName(position - 1), marked.joinsNext(position - 1) {
            return !(lore.isField && !lore.isNameLike) && !(lore.isTerm && !lore.isName)
        }
        guard joinsName(position) else { return false }
        if FindingWords.titles.contains(lore.stem) || FindingWords.roles.contains(lore.stem) { return false }
        let isUsual = FindingWords.openers.contains(lore.stem) || FindingWords.requests.contains(lore.stem)
        if isUsual, marked.opens(position) { return false }
        if lore.isField {
            return lore.isNameLike && !isDetermined(position)
        }
        if lore.isTerm, !lore.isName { return false }
        return !(marked.opens(position) && lore.isPlain && (lore.isInflected || marked.small.contains(lore.stem)))
    }

    private func joinsName(_ position: Int) -> Bool { isName(position + 1) && marked.joinsNext(position) }

    /// `dr sarah bell`.
    private func isSmallNameBehindName(_ position: Int) -> Bool {
        guard position > 0, isMasked[position - 1], marked.words[position - 1].shape == .small,
            marked.joinsNext(position - 1)
        else { return false }
        let word = marked.words[position]
        let lore = WordLore(word.stem)
        return lore.isName && !lore.isFunction && !lore.isTerm && !lore.isField && !isVerb(word)
    }

    private func isName(_ position: Int) -> Bool {
        guard marked.words.indices.contains(position) else { return false }
        return isMasked[position]
            || marked.words[position].shape == .mark && TextMask.isNameMark(marked.text, marked.words[position].range)
    }
}
