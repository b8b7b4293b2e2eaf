/// The words of the names that a row's own columns tell: none of them may stand in what is taken from the row.
struct NameWords {
    /// Folded: small letters without marks.
    private(set) var words: Set<String> = []
    /// Of two letters; in small letters masked only where they are no word of the language.
    private var short: Set<String> = []
    /// In capitals, such as `JB` and `BJ`.
    private var initials: Set<String> = []
    /// First letters of all of these, a bit for each: most words begin with none of them.
    private var firstLetters: UInt32 = 0

    var isEmpty: Bool { words.isEmpty && short.isEmpty }

    /// Words around the name of an official that are no names.
    private static let offices: Set<String> = [
        "his", "her", "hm", "hmc", "honour", "honourable", "judge", "senior", "assistant", "area", "acting", "deputy",
        "chief", "coroner", "the", "for", "kc", "qc", "of",
    ]

    /// What a cell holds where a name was taken out.
    private static let markers: Set<String> = [
        "person", "redacted", "name", "names", "removed", "unknown", "anonymous", "deceased", "not", "known",
        "withheld", "the", "anonymised", "confidential",
    ]

    private static let joints: Set<String> = ["and", "the", "of", "also", "known", "as", "aka", "deceased", "formerly"]

    private static let titles = FindingWords.titles.union(["master"])

    private static let leading: Set<String> = ["mr", "mrs", "ms", "miss", "mx", "dr", "mister"]

    /// Adds a cell with the name of somebody; nothing but titles in front and joints counts as no name.
    mutating func add(_ cell: String) {
        defer { noteFirstLetters() }
        addParts(cell)
        var people: [[String]] = [[]]
        for token in Self.tokens(Self.withoutBrackets(cell)) {
            if Self.joints.contains(token) { people.append([]) } else { people[people.count - 1].append(token) }
        }
        for var tokens in people {
            while tokens.count > 1, Self.leading.contains(tokens[0]) { tokens.removeFirst() }
            if !tokens.allSatisfy(Self.markers.contains) { addName(tokens) }
        }
    }

    /// Adds a cell with the name of an official, with the office around it.
    mutating func addOfficial(_ cell: String) {
        defer { noteFirstLetters() }
        addParts(cell)
        var tokens = Self.tokens(Self.withoutBrackets(cell))
        while tokens.count > 1, Self.offices.contains(tokens[0]) || Self.titles.contains(tokens[0]) {
            tokens.removeFirst()
        }
        if let office = tokens.dropFirst().firstIndex(of: "coroner") { tokens = Array(tokens[..<office]) }
        while tokens.count > 1, let last = tokens.last, Self.offices.contains(last) { tokens.removeLast() }
        if !tokens.allSatisfy(Self.markers.contains) { addName(tokens) }
    }

    /// Adds the words of the last part of an address that are not usual in one.
    ///
    /// `isReply`: it may be named after the body that answers, whose words are no names.
    mutating func add(address: String, isReply: Bool = false) {
        defer { noteFirstLetters() }
        for line in address.split(whereSeparator: { $0 == "|" || $0 == ";" || $0 == " " || $0 == "\n" }) {
            let path = SourceAddress(String(line)).lastPart
            var tokens: [String] = []
            for word in Self.tokens(Self.withoutBrackets(path)).prefix(40) {
                if word.hasPrefix("prevent"), !isReply, !tokens.isEmpty { break }
                tokens.append(word)
            }
            tokens = tokens.filter { !FindingWords.slug.contains($0) }
            guard isReply else {
                addName(tokens)
                continue
            }
            for token in tokens where token.utf8.count >= 3 {
                let lore = WordLore(token)
                let isBody = lore.isField || lore.isFunction || lore.isAbbreviation || lore.isPlace || lore.isPlain
                if !isBody, FindingWords.bodies.isDisjoint(with: [token]) { words.insert(token) }
            }
        }
    }

    /// Adds names that a text tells: behind a title, and behind `death of`.
    mutating func add(titledIn text: String) {
        defer { noteFirstLetters() }
        let text = Array(Self.withoutBrackets(text).unicodeScalars)
        let words = WordTokens.words(text)
        var isBehind = false
        var isBehindTitle = false
        var previous = ""
        var tokens: [String] = []
        for (position, word) in words.enumerated() {
            if !isBehind, !Self.mayLead(word.scalars) {
                previous = ""
                continue
            }
            let folded = WordTokens.folded(word.scalars)
            let isCapital = word.scalars.contains { WordTokens.isCapital($0) }
            let isFar =
                position > 0 && !Self.isBlank(text[words[position - 1].range.upperBound..<word.range.lowerBound])
            if isBehind, isFar || !isCapital || isEnd(folded, isBehindTitle) {
                addName(tokens)
                tokens = []
                isBehind = false
            }
            let isTitle =
                Self.titles.contains(folded)
                && (isCapital || FindingWords.plainTitles.contains(folded))
            if isTitle || folded == "of" && ["death", "deaths"].contains(previous) {
                isBehind = true
                isBehindTitle = isTitle
            } else if isBehind {
                tokens.append(contentsOf: Self.tokens(WordTokens.string(word.scalars)))
                if tokens.count >= 6 { isBehind = false }
            }
            previous = folded
        }
        addName(tokens)
    }

    /// Letters that `death of` and titles in small letters begin with.
    private static let leadingLetters = letters(FindingWords.plainTitles) | letters(["death", "of"])

    /// Whether a name may stand behind a word or behind the one after it; judged by its first letter alone.
    private static func mayLead(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = word.first, first.value < 0x80, first.value & 0x20 != 0 else { return true }
        return leadingLetters & bit(UInt8(first.value)) != 0 || word.contains(where: WordTokens.isCapital)
    }

    private static func bit(_ letter: UInt8) -> UInt32 { 1 << UInt32(letter & 0x1F) }

    private static func letters(_ words: Set<String>) -> UInt32 {
        words.reduce(0) { $0 | bit($1.utf8.first ?? 0) }
    }

    private mutating func noteFirstLetters() {
        firstLetters = Self.letters(words) | Self.letters(short) | Self.letters(initials)
    }

    /// Whether a name may go on behind it.
    private static func isBlank(_ gap: ArraySlice<Unicode.Scalar>) -> Bool {
        gap.count <= 2 && gap.allSatisfy { $0 == " " || $0 == "\n" || $0 == "." }
    }

    private func isEnd(_ word: String, _ isBehindTitle: Bool) -> Bool {
        if FindingWords.titles.contains(word) { return false }
        let lore = WordLore(word)
        if lore.isFunction { return !FindingWords.functionNames.contains(word) || !isBehindTitle }
        return !isBehindTitle && (lore.isField || lore.isAbbreviation) && !lore.isNameLike
    }

    /// Every word, the parts of double names, neighbours run together, and initials.
    private mutating func addName(_ tokens: [String]) {
        for token in tokens where token.utf8.count >= 2 {
            if token.utf8.count == 2 { short.insert(token) } else { words.insert(token) }
        }
        let real = tokens.filter { $0.utf8.count >= 2 }
        for (left, right) in zip(real, real.dropFirst()) { words.formUnion([left + right, right + left]) }
        if real.count > 2 { words.insert(real.joined()) }
        let letters = tokens.compactMap { $0.utf8.first.map { String(UnicodeScalar($0)).uppercased() } }
        guard let first = letters.first, let last = letters.last, letters.count >= 2 else { return }
        initials.formUnion([first + last, last + first, first + letters[1]])
        if letters.count <= 4 { initials.insert(letters.joined()) }
    }

    /// What stands behind the mark of `O'Dowd`.
    private mutating func addParts(_ cell: String) {
        for word in WordTokens.words(Array(cell.unicodeScalars)) {
            for part in word.scalars.split(whereSeparator: { WordTokens.isApostrophe($0) }).dropFirst()
            where part.count >= 3 { words.insert(WordTokens.folded(part)) }
        }
    }

    /// Folded words of a name; each part of a double name is one.
    private static func tokens(_ text: String) -> [String] {
        WordTokens.words(Array(text.unicodeScalars)).flatMap { word -> [String] in
            let parts = word.scalars.split { WordTokens.isHyphen($0) }
            return parts.map { WordTokens.folded($0) }
        }
    }

    private static func withoutBrackets(_ cell: String) -> String {
        guard cell.utf8.contains(0x5B) else { return cell }
        var depth = 0
        var out = String.UnicodeScalarView()
        for scalar in cell.unicodeScalars {
            if scalar == "[" { depth += 1 }
            if depth == 0 { out.append(scalar) }
            if scalar == "]", depth > 0 { depth -= 1 }
        }
        return String(out)
    }

    /// Whether a word is one of the names, also in the possessive, in another case and without marks.
    func contains(_ word: some Collection<Unicode.Scalar>) -> Bool {
        guard !isEmpty, mayBeName(word) else { return false }
        let folded = WordTokens.folded(word)
        if isName(folded, word) { return true }
        if folded.hasSuffix("s") {
            let stem = String(folded.dropLast())
            if words.contains(stem) { return true }
            let body = word.dropLast()
            if isName(stem, body) || initials.contains(Self.capitals(body)) { return true }
        }
        if initials.contains(Self.capitals(word)) { return true }
        guard word.contains(where: { !WordTokens.isLetter($0) }) else { return false }
        return word.split { !WordTokens.isLetter($0) }.contains { isName(WordTokens.folded($0), $0) }
    }

    /// Told by the first letter; a part behind a mark and a letter beyond ASCII may be anything.
    private func mayBeName(_ word: some Collection<Unicode.Scalar>) -> Bool {
        guard let first = word.first, first.value < 0x80 else { return true }
        return firstLetters & Self.bit(UInt8(first.value)) != 0
            || word.contains { $0.value >= 0x80 || !WordTokens.isLetter($0) }
    }

    private func isName(_ folded: String, _ word: some Collection<Unicode.Scalar>) -> Bool {
        if words.contains(folded) { return true }
        guard short.contains(folded) else { return false }
        return word.contains { WordTokens.isCapital($0) } || !FindingWords.function.contains(folded)
    }

    /// The letters of a word in capitals; nothing for any other.
    private static func capitals(_ word: some Collection<Unicode.Scalar>) -> String {
        let letters = word.filter { !WordTokens.isApostrophe($0) }
        guard (2...4).contains(letters.count), letters.allSatisfy(WordTokens.isCapital) else { return "" }
        return WordTokens.folded(letters).uppercased()
    }
}
