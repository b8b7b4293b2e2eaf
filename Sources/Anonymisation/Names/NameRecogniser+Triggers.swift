extension NameRecogniser {
    // MARK: Roles, relations and labels

    /// `son Rungo`, `ward manager P Baker`, `psychologist Hunter`.
    mutating func markByRole(_ position: Int) {
        guard !scan.classes[position].isDisjoint(with: [.relation, .role]), scan.tokens[position].kind == .word,
            !scan.classes[position].contains(.title) || scan.tokens[position].length > 3
        else { return }
        var at = position + 1
        if isInitial(at), scan.token(at + 1) != nil { at += scan.isSymbol(at + 1, 0x2E) ? 2 : 1 }
        guard let name = scan.token(at), name.kind == .word, name.length > 1, name.isSpaced,
            scan.classes[at].isDisjoint(with: Self.notNames) || scan.lore[at].first == 3 && name.shape == .title,
            // "Deputy Ward Manager" is one role.
            !scan.classes[at].contains(.role) || !scan.classes[position].contains(.role)
        else { return }
        let lore = scan.lore[at]
        let isHeading = scan.tokens[position].shape == .upper && scan.tokens[position].length > 3
        if name.shape == .title || name.shape == .mixed || name.shape == .upper && lore.isName && !isHeading {
            guard lore.isName || lore.word == 0 else { return }
            mark(at, .block)
        } else if name.shape == .lower, lore.first > 0 || lore.last > 1 || lore.word == 0 && scores[at] ?? -1 > 0 {
            // Without a capital the word must end something: a comma, a verb, a preposition follow a name.
            let isFirst = lore.first > 1 && scan.isLowerCase && isFollowed(at)
            guard lore.word == 0 || (lore.word < 3 || isFirst) && endsName(at) else { return }
            mark(at, lore.word == 0 && lore.first > 1 ? .block : .warn)
        }
    }

    static let notNames: WordClass = [
        .relation, .role, .clinical, .month, .weekday, .siteWard, .siteHospital, .siteTrust, .saying, .nationalBody,
        .eponym,
        .drug, .title, .unit, .ethnicity, .numberWord, .thingContext, .incidentContext, .birthContext, .nhsContext,
        .nameContext, .localContext, .phoneContext,
    ]

    private static let followers = WordSet(
        "was is has had said says told asked by on at in before after who and did rang called spoke visited from with to for about"
    )

    private static let strictFollowers = WordSet("was is has had said says told rang called visited at on and who")

    /// Whether a verb or a preposition of few follows, or nothing: "mum sue and", "hca hope on obs", not "nurse mark charts".
    private func isFollowed(_ position: Int) -> Bool {
        guard let next = scan.token(position + 1) else { return true }
        return next.kind != .word || Self.strictFollowers.contains(next.hash)
    }

    func endsName(_ position: Int) -> Bool {
        guard let next = scan.token(position + 1) else { return true }
        if next.kind != .word { return next.symbol != 0x2D }
        return Self.followers.contains(next.hash)
    }

    /// `surname Bridge`, `known by the nickname Lovz`, `Name Penny Wallace, DOB …`, `Next of kin: …`.
    mutating func markByLabel(_ position: Int) {
        guard scan.classes[position].contains(.nameContext), scan.tokens[position].kind == .word,
            !(scan.classes.indices.contains(position + 1) && scan.classes[position + 1].contains(.nameContext))
        else { return }
        var at = position + 1
        while [0x3A, 0x2D, 0x22, 0x27].contains(where: { scan.isSymbol(at, $0) }) { at += 1 }
        if isInitial(at), scan.token(at + 1)?.shape == .title { at += 1 }
        // "Completed by: Ward Clerk", "Dear All": a role or everybody.
        guard !(at..<min(at + 4, scan.tokens.count)).contains(where: { isRoleOf($0, from: at) }) else { return }
        var count = 0
        while count < 4, let token = scan.token(at), token.kind == .word, token.length > 1,
            scan.classes[at].isDisjoint(with: Self.notNames) || scan.lore[at].first == 3 && token.shape == .title
        {
            let lore = scan.lore[at]
            // "Signed: RN", "Dear All".
            guard !FunctionWords.contains(token.hash), token.shape != .upper || token.length > 3 || lore.isName else {
                return
            }
            let isWritten = token.shape != .lower && (lore.isName || lore.word == 0)
            let isLower =
                token.shape == .lower && (scan.isLowerCase || count > 0 || lore.word == 0)
                && (lore.isName || lore.word == 0) && lore.word < 3
            guard isWritten || isLower else { return }
            mark(at, .block)
            at += scan.isSymbol(at + 1, 0x2C) && count == 0 && scan.token(at + 2)?.shape == .title ? 2 : 1
            count += 1
        }
    }

    /// Whether a word of the same run, written like a name, is a role, a site or a team.
    private func isRoleOf(_ position: Int, from start: Int) -> Bool {
        guard scan.tokens[start...position].allSatisfy({ $0.kind == .word && $0.shape != .lower }) else { return false }
        return !scan.classes[position].isDisjoint(with: WordClass.site.union([.role, .clinical, .patientContext]))
            && scan.lore[position].first < 2
    }

    // MARK: Titles

    /// `Mr Smith`, `Dr. R. Patel`, `Sister Maddox`: what stands behind a title is a name.
    mutating func markByTitle(_ position: Int) {
        guard scan.classes[position].contains(.title), scan.tokens[position].kind == .word else { return }
        let isStrong = Self.strong.contains(scan.tokens[position].hash)
        var at = position + 1
        if isStrong, scan.isSymbol(at, 0x2E), !scan.tokens[at].isSpaced, scan.tokens[position].length <= 4 { at += 1 }
        // A line that breaks behind a title goes on with the name.
        let isBroken = isStrong && scan.token(at)?.kind == .newline && scan.token(at + 1)?.shape == .title
        if isBroken { at += 1 }
        // Initials before the surname.
        while let token = scan.token(at), token.kind == .word, token.length == 1, scan.token(at + 1) != nil,
            token.shape == .capital || scan.isLowerCase, isInitialBefore(at)
        {
            at += scan.isSymbol(at + 1, 0x2E) ? 2 : 1
        }
        // Particles before it: "Mr van der Merwe".
        if !scan.isLowerCase {
            while at < position + 5, let token = scan.token(at), token.shape == .lower, token.length > 1,
                scan.classes[at].contains(.nameParticle)
            {
                at += scan.isSymbol(at + 1, 0x2D) ? 2 : 1
            }
        }
        guard let name = scan.token(at), name.kind == .word, name.length > 1, name.isSpaced || at > position + 1,
            !isBroken || scan.lore[at].isName || scan.lore[at].word == 0,
            fitsBehindTitle(at, isStrong: isStrong), !isPublicAuthor(at)
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

    /// First name and surname of somebody whose published report goes by the name: "Sir Robert Francis's report".
    private func isPublicAuthor(_ position: Int) -> Bool {
        scan.classes[position].contains(.eponym) && scan.lore[position].first > 0
            && scan.token(position + 1)?.kind == .word && scan.classes[position + 1].contains(.eponym)
    }

    private func isInitialBefore(_ position: Int) -> Bool {
        let next = scan.isSymbol(position + 1, 0x2E) ? position + 2 : position + 1
        guard let token = scan.token(next), token.kind == .word, token.length > 1 else { return false }
        return token.shape == .title || token.shape == .upper || scan.isLowerCase && scan.lore[next].word < 3
    }

    private static let strong = WordSet("mr mrs ms miss mx dr doctor prof cllr rev revd sir dame pc sgt mister")

    /// Words of the language that are surnames too.
    private static let functionNames = WordSet("may do so he you an who how much")

    private func fitsBehindTitle(_ position: Int, isStrong: Bool) -> Bool {
        let token = scan.tokens[position]
        guard !FunctionWords.contains(token.hash) else {
            return isStrong && token.shape == .title && Self.functionNames.contains(token.hash)
        }
        let lore = scan.lore[position]
        let isOther = !scan.classes[position].isDisjoint(with: [
            .clinical, .role, .relation, .title, .saying, .unit, .nhsContext, .localContext, .site, .nationalBody,
        ])
        guard isStrong else {
            // "Nurse in charge", "Sister ward": a role needs more than a word behind it.
            guard !isOther || lore.first > 1 || lore.last > 1,
                scan.classes[position].isDisjoint(with: [.role, .title])
            else { return false }
            if token.shape == .lower {
                return scan.isLowerCase && lore.isName && lore.word == 0 && scores[position] ?? 0 > 0
            }
            return token.shape == .title && (lore.isName || lore.word == 0 || scores[position] ?? 0 > 0)
                || token.shape == .upper && lore.isName && !isOther
        }
        if token.shape == .lower {
            return lore.word < 3 && !isOther || lore.last > 1 && lore.word < 3 || scores[position] ?? 0 > 0
        }
        return token.length > 2 || !isOther
    }

    /// `April (R2624704)`, `Summer's passport`: a number in brackets or a possession makes a first name of a word.
    mutating func markByNumber(_ position: Int) {
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
            let s = scan.token(position + 2), s.length == 1, !s.isSpaced,
            scan.classes[position].isDisjoint(with: [.month, .weekday, .holiday])
        else { return }
        mark(position, .warn)
    }

    // MARK: Spelled out

    /// `J o h n`: letters with spaces between hide a word from readers of words.
    mutating func markSpelled(_ position: Int) {
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
        let classes = scan.rules.classes(TextHash.of(letters))
        let isPlain =
            lore.word > 0 && !lore.isName || !classes.isDisjoint(with: [.clinical, .drug, .nationalBody])
        guard !isPlain, lore.isName || end - position >= 4 else { return }
        for at in position...end { mark(at, lore.isName ? .block : .warn) }
    }
}
