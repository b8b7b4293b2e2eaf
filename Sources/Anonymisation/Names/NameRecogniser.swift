/// What one part of a long text tells the next: the words that were names, and the initials of the names.
struct NameMemory {
    var known: [UInt64: NameRecogniser.Mark] = [:]
    var initials: Set<[UInt8]> = []

    init() {}

    /// Words of the organisation's lists, which are names wherever they are written as one.
    private(set) var listed: Set<UInt64> = []

    /// A memory that knows words from the start.
    init(known words: Set<UInt64>) {
        listed = words
        for word in words { known[word] = .block }
    }

    /// Hands the memory over, so that it need not be copied when it grows.
    mutating func taken() -> NameMemory {
        defer { self = NameMemory() }
        return self
    }

    /// A text with more names than this, beside those of the organisation's lists, is a list, of which no more is kept.
    static let namesMax = OwnWords.entriesMax + 4_096
}

/// Names of people: what a title announces, what the tagger scores, what follows from names found elsewhere in the text.
struct NameRecogniser {
    let scan: ScannedText
    let scores: NameScores
    /// Which tokens are parts of names so far, and how sure that is.
    var marks: [Mark]

    enum Mark: UInt8 {
        case none
        case warn
        case block
    }

    /// Words that were names in the parts of a long text before this one.
    private(set) var memory: NameMemory

    init(_ scan: ScannedText, memory: NameMemory = NameMemory()) {
        self.scan = scan
        self.memory = memory
        scores = NameTagger.scores(scan)
        marks = Array(repeating: .none, count: scan.tokens.count)
    }

    /// The names, as runs of tokens; `taken` tells which tokens belong to other identifiers.
    mutating func candidates(taken: (Int) -> Bool) -> [Candidate] {
        let worth = scan.tokens.indices.filter { isWorthALook($0) && !taken($0) }
        for position in worth {
            markListed(position)
            markByScore(position)
            markByTitle(position)
            markByRole(position)
            markByLabel(position)
            markSpelled(position)
            markByNumber(position)
            markByGrammar(position)
        }
        joinNeighbours(taken: taken)
        propagate(worth)
        markNicknames(worth)
        return runs(taken: taken)
    }

    mutating func takeMemory() -> NameMemory { memory.taken() }

    /// Most words are in no list but that of words, and begin nothing.
    private func isWorthALook(_ position: Int) -> Bool {
        let token = scan.tokens[position]
        guard token.kind == .word else { return false }
        let lore = scan.lore[position]
        return token.length == 1 || lore.word == 0 || lore.isName || scores[position] != nil
            || !scan.classes[position].isDisjoint(with: [.title, .relation, .role, .nameContext]) || isListed(position)
    }

    private func isListed(_ position: Int) -> Bool {
        !memory.listed.isEmpty && memory.listed.contains(scan.tokens[position].hash)
    }

    /// Marks a listed name that has its capital, which nothing exempts.
    ///
    /// A common word that opens a sentence is left to a person.
    private mutating func markListed(_ position: Int) {
        let token = scan.tokens[position]
        guard token.shape != .lower || scan.lore[position].word == 0, token.length > 2, isListed(position) else {
            return
        }
        mark(position, token.opensSentence && scan.lore[position].word > 1 ? .warn : .block)
    }

    func isName(_ position: Int) -> Bool { marks.indices.contains(position) && marks[position] != .none }

    // MARK: The tagger

    private mutating func markByScore(_ position: Int) {
        guard let score = scores[position], score >= scan.rules.thresholds.warn, !isExempt(position) else { return }
        // In small letters, and in no list of names, it is often a slip of the keys: a person decides.
        let isUnsure = scan.tokens[position].shape == .lower && !scan.lore[position].isName && !scan.isLowerCase
        mark(position, score >= scan.rules.thresholds.block && !isUnsure ? .block : .warn)
    }

    mutating func mark(_ position: Int, _ mark: Mark) {
        if mark.rawValue > marks[position].rawValue { marks[position] = mark }
    }

    // MARK: The rest of the text

    /// A word that is a name once is one wherever it is written as one.
    private mutating func propagate(_ worth: [Int]) {
        var known: [UInt64: Mark] = [:]
        swap(&known, &memory.known)
        defer { if known.count <= NameMemory.namesMax { memory.known = known } }
        for position in marks.indices where marks[position] != .none && scan.tokens[position].length > 2 {
            let hash = scan.tokens[position].hash
            let isSure = marks[position] == .block
            // An ordinary word counts only where it was sure to be a name.
            guard scan.lore[position].word == 0 || isSure else { continue }
            if (known[hash]?.rawValue ?? 0) < marks[position].rawValue { known[hash] = marks[position] }
        }
        guard !known.isEmpty else { return }
        for position in worth where marks[position] == .none {
            let token = scan.tokens[position]
            let isPlain = scan.lore[position].word > 0
            guard token.kind == .word, token.length > 2,
                token.shape != .lower || !isPlain || scan.isLowerCase && scores[position] != nil,
                let mark = known[token.hash], !FunctionWords.contains(token.hash), !isExempt(position)
            else { continue }
            let isWritten = token.shape != .lower && (!token.opensSentence || !isPlain)
            if isWritten || !isPlain || scan.isLowerCase && scores[position] ?? -1 > 0 { self.mark(position, mark) }
        }
    }

    /// `Maggie` where a Margaret was named: a short form of a first name that is known here, or the name of one.
    private mutating func markNicknames(_ worth: [Int]) {
        var firsts: [UInt64: Mark] = [:]
        for position in worth where marks[position] != .none && scan.lore[position].first > 0 {
            guard firsts.count < Self.firstsMax else { break }
            firsts[scan.tokens[position].hash] = marks[position]
        }
        guard !firsts.isEmpty else { return }
        let names = firsts.sorted { $0.key < $1.key }
        for position in worth where marks[position] == .none {
            let token = scan.tokens[position]
            let lore = scan.lore[position]
            guard token.kind == .word, token.length > 2, token.shape == .title || scan.isLowerCase,
                lore.first > 0 || lore.word == 0, lore.word < 3 || token.shape == .title && !token.opensSentence,
                scan.rules.classes(TextHash.pair(token.hash, 0)).contains(.nickname),
                !FunctionWords.contains(token.hash)
            else { continue }
            let mark = names.first { name, _ in
                [TextHash.pair(name, token.hash), TextHash.pair(token.hash, name)].contains {
                    scan.rules.classes($0).contains(.nickname)
                }
            }?.value
            if let mark { self.mark(position, mark) }
        }
    }

    /// First names of one text that short forms are looked up for.
    private static let firstsMax = 64

    /// A word written as a name beside a name belongs to it: `BANKS Louis`, `Garvan Tower`, `Almus C. Day`.
    private mutating func joinNeighbours(taken: (Int) -> Bool) {
        for position in marks.indices where marks[position] != .none {
            joinSurnameFirst(position, taken: taken)
            joinOverLine(position, taken: taken)
            for step in [-1, 1] {
                var at = position + step
                // One initial may stand between.
                if isInside(at) {
                    while abs(at - position) <= 3, isInside(at) { at += step }
                    guard abs(at - position) <= 3 else { continue }
                }
                let isApart = abs(at - position) > 1
                guard let token = scan.token(at), token.kind == .word, token.length > 1, marks[at] == .none, !taken(at),
                    isApart || (step < 0 ? !scan.tokens[position].opensSentence : !token.opensSentence),
                    scan.tokens[max(position, at)].isSpaced || isApart,
                    scan.classes[at].isDisjoint(with: isApart ? Self.notNames.subtracting(.ethnicity) : Self.notNames),
                    !FunctionWords.contains(token.hash),
                    scan.lore[at].isName || scan.lore[at].word == 0
                else { continue }
                let isWritten =
                    token.shape != .lower && !(token.opensSentence && scan.lore[at].word > 1 && scan.lore[at].first < 2)
                let isLower =
                    token.shape == .lower && scan.tokens[position].shape == .lower
                    && (scan.lore[at].word == 0 || fitsBesideLower(at, step))
                if isWritten || isLower { mark(at, marks[position]) }
            }
        }
    }

    /// `Marlon` at the end of a line and `Tibbett` at the beginning of the next.
    private mutating func joinOverLine(_ position: Int, taken: (Int) -> Bool) {
        let at = position + 2
        guard let line = scan.token(position + 1), line.kind == .newline, line.length <= 2,
            scan.lore[position].first > 0,
            let token = scan.token(at), token.shape == .title, !taken(at), marks[at] == .none,
            scan.lore[at].word == 0, scan.classes[at].isDisjoint(with: Self.notNames)
        else { return }
        mark(at, .warn)
    }

    /// An initial, its full stop, or a particle such as "van".
    private func isInside(_ position: Int) -> Bool {
        guard let token = scan.token(position) else { return false }
        return token.shape == .capital || token.symbol == 0x2E
            || token.shape == .lower && scan.classes[position].contains(.nameParticle) && !scan.isLowerCase
    }

    /// A word that is a name as well, beside a name in small letters: "connell bowler at", "by melody townsend".
    private func fitsBesideLower(_ position: Int, _ step: Int) -> Bool {
        let lore = scan.lore[position]
        guard scan.isInLowerSentence(position) else { return false }
        if step > 0 { return (lore.last > 0 && lore.word < 3 || lore.last > 1) && endsName(position) }
        guard lore.first > 0 else { return false }
        guard let before = scan.token(position - 1), before.kind == .word else { return true }
        return !scan.classes[position - 1].isDisjoint(with: [.relation, .role, .title])
            || scan.isOneOf(Self.introducers, position - 1)
    }

    private static let introducers = WordSet("by with to and from about of for told asked rang")

    /// `TIBBETT, Marlon`: a surname before the comma, in capitals or at the beginning of a line.
    private mutating func joinSurnameFirst(_ position: Int, taken: (Int) -> Bool) {
        guard scan.isSymbol(position - 1, 0x2C), scan.lore[position].first > 0, position >= 2 else { return }
        let at = position - 2
        let (token, lore) = (scan.tokens[at], scan.lore[at])
        guard token.kind == .word, token.length > 1, marks[at] == .none, !taken(at), lore.isName || lore.word == 0,
            scan.classes[at].isDisjoint(with: Self.notNames), !FunctionWords.contains(token.hash)
        else { return }
        let isListed = token.shape == .upper && token.length > 2
        guard isListed || token.shape == .title && token.opensSentence && lore.word == 0 else { return }
        mark(at, marks[position])
    }

    // MARK: Runs

    private func runs(taken: (Int) -> Bool) -> [Candidate] {
        var found: [Candidate] = []
        var at = 0
        while at < marks.count {
            guard marks[at] != .none, !taken(at) else {
                at += 1
                continue
            }
            var (start, end) = (at, at)
            var strongest = marks[at]
            while let next = nextPart(after: end), !taken(next) {
                end = next
                if marks[end].rawValue > strongest.rawValue { strongest = marks[end] }
            }
            (start, end) = widened(start, end, taken: taken)
            // What widened the name before this one is that name's.
            if let last = found.last?.tokens.upperBound { start = max(start, last + 1) }
            found.append(
                Candidate(
                    tokens: start...end,
                    type: .person,
                    decision: strongest == .block ? .block : .warn,
                    rule: strongest == .block ? "person.name" : "person.possible"
                )
            )
            at = end + 1
        }
        return found
    }

    /// The next token of the same name: over hyphens, commas, initials and particles.
    private func nextPart(after position: Int) -> Int? {
        var at = position + 1
        while at < marks.count, at - position <= 4 {
            if marks[at] != .none { return scan.tokens[at].kind == .newline ? nil : at }
            let token = scan.tokens[at]
            let isInside =
                token.symbol == 0x2D && !token.isSpaced || token.symbol == 0x2E && at - position == 2
                || token.shape == .capital || scan.classes[at].contains(.nameParticle) && token.shape == .lower
            guard isInside else { return nil }
            at += 1
        }
        return nil
    }

    /// An initial before or behind a name belongs to it, and a second half behind a hyphen.
    private func widened(_ start: Int, _ end: Int, taken: (Int) -> Bool) -> (Int, Int) {
        var (start, end) = (start, end)
        // Particles: "van den Berg", "al-Masri".
        while start > 0, !taken(start - 1), !scan.isLowerCase {
            let isHyphen = scan.isSymbol(start - 1, 0x2D) && !scan.tokens[start].isSpaced
            let at = isHyphen ? start - 2 : start - 1
            guard at >= 0, scan.tokens[at].shape == .lower, scan.classes[at].contains(.nameParticle), !taken(at) else {
                break
            }
            start = at
        }
        if scan.isSymbol(start - 1, 0x2E), isInitial(start - 2), !scan.tokens[start - 1].isSpaced, !taken(start - 2),
            !taken(start - 1)
        {
            start -= 2
            if scan.isSymbol(start - 1, 0x2E), isInitial(start - 2), !scan.tokens[start - 1].isSpaced,
                !taken(start - 2), !taken(start - 1)
            {
                start -= 2
            }
        } else if isInitial(start - 1), !taken(start - 1),
            !scan.tokens[start - 1].opensSentence || scan.tokens[start - 1].shape == .capital
        {
            start -= 1
        }
        if let next = scan.token(end + 1), next.symbol == 0x2D, !next.isSpaced, let second = scan.token(end + 2),
            second.kind == .word, !second.isSpaced, second.shape != .lower || scan.tokens[end].shape == .lower,
            !taken(end + 1),
            !taken(end + 2)
        {
            end += 2
        }
        if let next = scan.token(end + 1), next.isSpaced, isInitial(end + 1), scan.tokens[end + 1].shape == .capital,
            !taken(end + 1), isInitialBehind(end + 1)
        {
            end += 1
        } else if scan.tokens[end].shape == .lower, isLowerInitial(end + 1), !taken(end + 1) {
            end += 1
        }
        if scan.tokens[start].shape == .lower {
            let at = scan.isSymbol(start - 1, 0x2E) && !scan.tokens[start - 1].isSpaced ? start - 2 : start - 1
            if isLowerInitial(at) || at == start - 1 && isBareLowerInitial(at), !taken(at) { start = at }
        }
        if start > 1, scan.tokens[start - 1].symbol == 0x2D, !scan.tokens[start - 1].isSpaced,
            !scan.tokens[start].isSpaced,
            scan.tokens[start - 2].kind == .word, scan.tokens[start - 2].shape == .title, !taken(start - 2)
        {
            start -= 2
        }
        return (start, end)
    }

    /// `Kevin I, aged`, `Akosua A. met`: I and A are words elsewhere.
    private func isInitialBehind(_ position: Int) -> Bool {
        let letter = scan.text.bytes[Int(scan.tokens[position].start)]
        guard letter == 0x49 || letter == 0x41 else { return true }
        if scan.isSymbol(position + 1, 0x2C) { return letter == 0x49 }
        return scan.isSymbol(position + 1, 0x2E) && scan.token(position + 2)?.shape == .lower
    }

    /// `sue b. forgot`, `l. dima`: a small letter with its full stop.
    private func isLowerInitial(_ position: Int) -> Bool {
        guard let token = scan.token(position), token.kind == .word, token.length == 1, token.shape == .lower else {
            return false
        }
        return scan.isSymbol(position + 1, 0x2E) && !scan.tokens[position + 1].isSpaced
            && scan.token(position + 2)?.shape == .lower
    }

    /// `f říha` behind a role or title.
    private func isBareLowerInitial(_ position: Int) -> Bool {
        guard position > 0, let token = scan.token(position), token.kind == .word, token.length == 1,
            token.shape == .lower
        else { return false }
        return !scan.classes[position - 1].isDisjoint(with: [.role, .title, .relation])
    }

    func isInitial(_ position: Int) -> Bool {
        guard let token = scan.token(position), token.kind == .word, token.length == 1 else { return false }
        // I and A are words.
        if token.shape == .capital {
            return ![[0x49], [0x41]].contains(Array(scan.bytes(position...position)))
                || scan.isSymbol(position + 1, 0x2E)
        }
        return scan.isLowerCase && ![0x61, 0x69].contains(scan.text.bytes[Int(token.start)])
    }
}
