/// Names of people: what a title announces, what the tagger scores, what follows from names found elsewhere in the text.
struct NameRecogniser {
    private let scan: ScannedText
    private let scores: [Int32?]
    /// Which tokens are parts of names so far, and how sure that is.
    private var marks: [Mark]

    enum Mark: UInt8 {
        case none
        case warn
        case block
    }

    init(_ scan: ScannedText) {
        self.scan = scan
        scores = NameTagger.scores(scan)
        marks = Array(repeating: .none, count: scan.tokens.count)
    }

    /// The names, as runs of tokens; `taken` tells which tokens belong to other identifiers.
    mutating func candidates(taken: (Int) -> Bool) -> [Candidate] {
        for position in scan.tokens.indices where !taken(position) {
            markByScore(position)
            markByTitle(position)
            markByRole(position)
            markByLabel(position)
            markSpelled(position)
            markByNumber(position)
        }
        joinNeighbours(taken: taken)
        propagate(taken: taken)
        return runs(taken: taken)
    }

    func isName(_ position: Int) -> Bool { marks.indices.contains(position) && marks[position] != .none }

    // MARK: The tagger

    private mutating func markByScore(_ position: Int) {
        guard let score = scores[position], score >= scan.rules.thresholds.warn, !isExempt(position) else { return }
        mark(position, score >= scan.rules.thresholds.block ? .block : .warn)
    }

    private mutating func mark(_ position: Int, _ mark: Mark) {
        if mark.rawValue > marks[position].rawValue { marks[position] = mark }
    }

    /// Parts of phrases that name nobody; a title overrides it.
    private func isExempt(_ position: Int) -> Bool {
        let classes = scan.classes[position]
        if !classes.isDisjoint(with: [.eponym, .nationalBody]) { return true }
        let token = scan.tokens[position]
        let lore = scan.lore[position]
        // Abbreviations: capitals that no list of names knows, or a word of the trade written in its own way.
        if token.shape == .upper, !lore.isName, token.length <= 6, !isBesideName(position) { return true }
        if token.shape == .mixed || token.shape == .upper, classes.contains(.clinical) { return true }
        if token.opensSentence, !scan.isLowerCase, isOpeningWord(position) { return true }
        guard lore.first < 2, lore.last < 2 else { return false }
        return !classes.isDisjoint(with: [.drug, .month, .weekday, .holiday])
    }

    private func isBesideName(_ position: Int) -> Bool {
        [position - 1, position + 1].contains { at in
            scan.lore.indices.contains(at) && scan.tokens[at].kind == .word && scan.lore[at].isName && scan.lore[at].word == 0
        }
    }

    /// A common word, or one that no list knows, at the start of a sentence has its capital from there; only what stands
    /// behind it, or a high score, makes it a name.
    private func isOpeningWord(_ position: Int) -> Bool {
        let lore = scan.lore[position]
        guard lore.word >= 2 && lore.first < 3 || !lore.isName, let score = scores[position] else { return false }
        guard let next = scan.token(position + 1) else { return true }
        if next.kind == .word, next.shape == .title, scan.lore[position + 1].isName, !scan.classes[position + 1].contains(.clinical) {
            return false
        }
        return score < scan.rules.thresholds.block + scan.rules.thresholds.warn / 2
    }

    // MARK: Roles, relations and labels

    /// `son Rungo`, `ward manager P Baker`, `psychologist Hunter`.
    private mutating func markByRole(_ position: Int) {
        guard !scan.classes[position].isDisjoint(with: [.relation, .role]), scan.tokens[position].kind == .word,
            !scan.classes[position].contains(.title) || scan.tokens[position].length > 3
        else { return }
        var at = position + 1
        if isInitial(at), scan.token(at + 1) != nil { at += scan.isSymbol(at + 1, 0x2E) ? 2 : 1 }
        guard let name = scan.token(at), name.kind == .word, name.length > 1, name.isSpaced,
            scan.classes[at].isDisjoint(with: Self.notNames) || scan.lore[at].first == 3 && name.shape == .title
        else { return }
        let lore = scan.lore[at]
        let isHeading = scan.tokens[position].shape == .upper && scan.tokens[position].length > 3
        if name.shape == .title || name.shape == .mixed || name.shape == .upper && lore.isName && !isHeading {
            guard lore.isName || lore.word == 0 else { return }
            mark(at, .block)
        } else if name.shape == .lower, lore.first > 0 || lore.last > 1 || lore.word == 0 && scores[at] ?? -1 > 0 {
            // Without a capital the word must end something: a comma, a verb, a preposition follow a name.
            guard lore.word == 0 || lore.word < 3 && endsName(at) else { return }
            mark(at, lore.word == 0 && lore.first > 1 ? .block : .warn)
        }
    }

    private static let notNames: WordClass = [
        .relation, .role, .clinical, .month, .weekday, .siteWard, .siteHospital, .siteTrust, .saying, .nationalBody, .eponym,
        .drug, .title, .unit, .ethnicity, .numberWord, .thingContext, .incidentContext, .birthContext, .nhsContext,
        .nameContext, .localContext, .phoneContext,
    ]

    private static let followers = WordSet(
        "was is has had said says told asked by on at in before after who and did rang called spoke visited from with to for about"
    )

    private func endsName(_ position: Int) -> Bool {
        guard let next = scan.token(position + 1) else { return true }
        if next.kind != .word { return next.symbol != 0x2D }
        return Self.followers.contains(next.hash)
    }

    /// `surname Bridge`, `known by the nickname Lovz`, `Name Penny Wallace, DOB …`, `Next of kin: …`.
    private mutating func markByLabel(_ position: Int) {
        guard scan.classes[position].contains(.nameContext), scan.tokens[position].kind == .word,
            !(scan.classes.indices.contains(position + 1) && scan.classes[position + 1].contains(.nameContext))
        else { return }
        var at = position + 1
        while [0x3A, 0x2D, 0x22, 0x27].contains(where: { scan.isSymbol(at, $0) }) { at += 1 }
        var count = 0
        while count < 4, let token = scan.token(at), token.kind == .word, token.length > 1,
            scan.classes[at].isDisjoint(with: Self.notNames) || scan.lore[at].first == 3 && token.shape == .title
        {
            let lore = scan.lore[at]
            let isWritten = token.shape != .lower && (lore.isName || lore.word < 3)
            let isLower =
                token.shape == .lower && (scan.isLowerCase || count > 0 || lore.word == 0)
                && (lore.isName || lore.word == 0) && lore.word < 3
            guard isWritten || isLower else { return }
            mark(at, .block)
            at += scan.isSymbol(at + 1, 0x2C) && count == 0 && scan.token(at + 2)?.shape == .title ? 2 : 1
            count += 1
        }
    }

    // MARK: Titles

    /// `Mr Smith`, `Dr. R. Patel`, `Sister Maddox`: what stands behind a title is a name.
    private mutating func markByTitle(_ position: Int) {
        guard scan.classes[position].contains(.title), scan.tokens[position].kind == .word else { return }
        let isStrong = Self.strong.contains(scan.tokens[position].hash)
        var at = position + 1
        if isStrong, scan.isSymbol(at, 0x2E), !scan.tokens[at].isSpaced { at += 1 }
        // Initials before the surname.
        while let token = scan.token(at), token.kind == .word, token.length == 1, scan.token(at + 1) != nil,
            token.shape == .capital || scan.isLowerCase, isInitialBefore(at)
        {
            at += scan.isSymbol(at + 1, 0x2E) ? 2 : 1
        }
        guard let name = scan.token(at), name.kind == .word, name.length > 1, name.isSpaced || at > position + 1,
            fitsBehindTitle(at, isStrong: isStrong)
        else { return }
        mark(at, .block)
        if scan.isSymbol(at + 1, 0x2D), let second = scan.token(at + 2), second.kind == .word { mark(at + 2, .block) }
        // A first name and a surname: the second word is a name if it is written as one.
        if let second = scan.token(at + 1), second.kind == .word, second.length > 1, scores[at + 1] ?? 0 > 0,
            second.shape != .lower || scan.isLowerCase && scan.lore[at + 1].isName && scan.lore[at + 1].word == 0
        {
            mark(at + 1, .block)
        }
    }

    private func isInitialBefore(_ position: Int) -> Bool {
        let next = scan.isSymbol(position + 1, 0x2E) ? position + 2 : position + 1
        guard let token = scan.token(next), token.kind == .word, token.length > 1 else { return false }
        return token.shape == .title || token.shape == .upper || scan.isLowerCase && scan.lore[next].word < 3
    }

    private static let strong = WordSet("mr mrs ms miss mx dr prof cllr rev revd sir dame pc sgt mister")

    private func fitsBehindTitle(_ position: Int, isStrong: Bool) -> Bool {
        let token = scan.tokens[position]
        guard !FunctionWords.contains(token.hash) else { return false }
        let lore = scan.lore[position]
        let isOther = !scan.classes[position].isDisjoint(with: [
            .clinical, .role, .relation, .title, .saying, .unit, .nhsContext, .localContext, .site, .nationalBody,
        ])
        guard isStrong else {
            // "Nurse in charge", "Sister ward": a role needs more than a word behind it.
            guard !isOther || lore.first > 1 || lore.last > 1 else { return false }
            if token.shape == .lower { return scan.isLowerCase && lore.isName && lore.word == 0 && scores[position] ?? 0 > 0 }
            return token.shape == .title && (lore.isName || lore.word == 0 || scores[position] ?? 0 > 0)
                || token.shape == .upper && lore.isName && !isOther
        }
        if token.shape == .lower { return lore.word < 3 && !isOther || lore.last > 1 && lore.word < 3 || scores[position] ?? 0 > 0 }
        return token.length > 2 || !isOther
    }

    /// `April (R2624704)`, `Summer's passport`: a number in brackets or a possession makes a first name of a word.
    private mutating func markByNumber(_ position: Int) {
        let token = scan.tokens[position]
        let lore = scan.lore[position]
        guard token.kind == .word, token.length > 1, lore.isName || lore.word == 0, !FunctionWords.contains(token.hash),
            scan.classes[position].isDisjoint(with: [.eponym, .nationalBody, .clinical, .role, .relation, .site]),
            token.shape != .lower || lore.first > 1 && lore.word < 3
        else { return }
        if scan.isSymbol(position + 1, 0x28), scan.tokens[position + 1].isSpaced, let run = scan.token(position + 2),
            CodeRun(scan, at: position + 2).map({ (6...8).contains($0.digitCount) && $0.letterCount <= 3 }) ?? false,
            run.kind != .symbol
        {
            mark(position, .block)
        }
        guard lore.first > 1, scan.isSymbol(position + 1, 0x27), !scan.tokens[position + 1].isSpaced,
            let s = scan.token(position + 2), s.length == 1, !s.isSpaced, scan.classes[position].isDisjoint(with: [.month, .weekday, .holiday])
        else { return }
        mark(position, .warn)
    }

    // MARK: Spelled out

    /// `J o h n`: letters with spaces between hide a word from readers of words.
    private mutating func markSpelled(_ position: Int) {
        func isLetter(_ at: Int) -> Bool {
            guard let token = scan.token(at) else { return false }
            return token.kind == .word && token.length == 1
        }
        guard isLetter(position), !isLetter(position - 1) else { return }
        var end = position
        while isLetter(end + 1), scan.tokens[end + 1].isSpaced { end += 1 }
        guard end - position >= 2 else { return }
        let letters = (position...end).map { TextHash.lowered(scan.text.bytes[Int(scan.tokens[$0].start)]) }
        let lore = scan.rules.lore(TextHash.of(letters))
        let isPlain = lore.word > 0 && !lore.isName || !scan.rules.classes(TextHash.of(letters)).isEmpty
        guard !isPlain, lore.isName || end - position >= 4 else { return }
        for at in position...end { mark(at, lore.isName ? .block : .warn) }
    }

    // MARK: The rest of the text

    /// A word that is a name once is one wherever it is written as one.
    private mutating func propagate(taken: (Int) -> Bool) {
        var known: [UInt64: Mark] = [:]
        for position in marks.indices where marks[position] != .none && scan.tokens[position].length > 2 {
            let hash = scan.tokens[position].hash
            let isSure = marks[position] == .block
            // An ordinary word counts only where it was sure to be a name.
            guard scan.lore[position].word == 0 || isSure else { continue }
            if (known[hash]?.rawValue ?? 0) < marks[position].rawValue { known[hash] = marks[position] }
        }
        guard !known.isEmpty else { return }
        for position in marks.indices where marks[position] == .none && !taken(position) {
            let token = scan.tokens[position]
            guard token.kind == .word, let mark = known[token.hash], !FunctionWords.contains(token.hash), !isExempt(position)
            else { continue }
            let isPlain = scan.lore[position].word > 0
            let isWritten = token.shape != .lower && (!token.opensSentence || !isPlain)
            if isWritten || !isPlain || scan.isLowerCase && scores[position] ?? -1 > 0 { self.mark(position, mark) }
        }
    }

    /// A word written as a name beside a name belongs to it: `BANKS Louis`, `Garvan Tower`, `Almus C. Day`.
    private mutating func joinNeighbours(taken: (Int) -> Bool) {
        for position in marks.indices where marks[position] != .none {
            for step in [-1, 1] {
                var at = position + step
                // One initial may stand between.
                if let token = scan.token(at), token.shape == .capital || token.symbol == 0x2E {
                    while let token = scan.token(at), token.shape == .capital || token.symbol == 0x2E { at += step }
                    guard abs(at - position) <= 3 else { continue }
                }
                guard let token = scan.token(at), token.kind == .word, token.length > 1, marks[at] == .none, !taken(at),
                    step < 0 ? !scan.tokens[position].opensSentence : !token.opensSentence,
                    scan.tokens[max(position, at)].isSpaced || abs(at - position) > 1,
                    scan.classes[at].isDisjoint(with: Self.notNames), !FunctionWords.contains(token.hash),
                    scan.lore[at].isName || scan.lore[at].word == 0
                else { continue }
                let isWritten = token.shape != .lower && !(token.opensSentence && scan.lore[at].word > 1 && scan.lore[at].first < 2)
                let isLower = token.shape == .lower && scan.tokens[position].shape == .lower && scan.lore[at].word == 0
                if isWritten || isLower { mark(at, marks[position]) }
            }
        }
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
            let isInside = token.symbol == 0x2D && !token.isSpaced || token.symbol == 0x2E && at - position == 2
                || token.shape == .capital || scan.classes[at].contains(.nameParticle) && token.shape == .lower
            guard isInside else { return nil }
            at += 1
        }
        return nil
    }

    /// An initial before or behind a name belongs to it, and a second half behind a hyphen.
    private func widened(_ start: Int, _ end: Int, taken: (Int) -> Bool) -> (Int, Int) {
        var (start, end) = (start, end)
        if scan.isSymbol(start - 1, 0x2E), isInitial(start - 2), !scan.tokens[start - 1].isSpaced { start -= 2 }
        else if isInitial(start - 1), !scan.tokens[start - 1].opensSentence || scan.tokens[start - 1].shape == .capital { start -= 1 }
        if let next = scan.token(end + 1), next.symbol == 0x2D, !next.isSpaced, let second = scan.token(end + 2),
            second.kind == .word, !second.isSpaced, second.shape != .lower || scan.isLowerCase
        {
            end += 2
        }
        if let next = scan.token(end + 1), next.isSpaced, isInitial(end + 1), scan.tokens[end + 1].shape == .capital,
            scan.bytes(end + 1...end + 1) != [0x49], scan.bytes(end + 1...end + 1) != [0x41]
        {
            end += 1
        }
        if start > 1, scan.tokens[start - 1].symbol == 0x2D, !scan.tokens[start - 1].isSpaced, !scan.tokens[start].isSpaced,
            scan.tokens[start - 2].kind == .word, scan.tokens[start - 2].shape == .title, !taken(start - 2)
        {
            start -= 2
        }
        return (start, end)
    }

    private func isInitial(_ position: Int) -> Bool {
        guard let token = scan.token(position), token.kind == .word, token.length == 1 else { return false }
        // I and A are words.
        if token.shape == .capital { return ![[0x49], [0x41]].contains(Array(scan.bytes(position...position))) || scan.isSymbol(position + 1, 0x2E) }
        return scan.isLowerCase && ![0x61, 0x69].contains(scan.text.bytes[Int(token.start)])
    }
}
