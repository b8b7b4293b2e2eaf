/// Telephone numbers, extensions and bleeps.
enum PhoneRecogniser {
    static func candidate(_ scan: ScannedText, _ run: DigitRun) -> Candidate? {
        let context = scan.before(run.tokens.lowerBound, within: 5)
        if let end = national(run), !context.contains(.thingContext) || context.contains(.phoneContext) {
            guard !isHelpline(scan, run) else { return nil }
            return Candidate(
                tokens: run.tokens.lowerBound...end,
                type: .phone,
                decision: .block,
                rule: "phone.national"
            )
        }
        let near = scan.before(run.tokens.lowerBound, within: 3)
        // 2222 calls the resuscitation team in every hospital (NPSA, 2004).
        if near.contains(.extensionContext), (3...6).contains(run.digits.count), run.mended == 0,
            !run.digits.elementsEqual("2222".utf8)
        {
            return Candidate(tokens: run.tokens, type: .phone, decision: .block, rule: "phone.extension")
        }
        if near.contains(.phoneContext), (5...9).contains(run.digits.count), run.mended == 0, run.groups.count <= 3 {
            return Candidate(tokens: run.tokens, type: .phone, decision: .warn, rule: "phone.labelled")
        }
        return nil
    }

    /// The last token of a number of the national plan, nil when it is none.
    private static func national(_ run: DigitRun) -> Int? {
        guard run.mended == 0 else { return nil }
        let digits = run.digits
        let rest: ArraySlice<UInt8>
        if run.hasPlus, run.starts("44") {
            rest = digits.dropFirst(2)
        } else if run.starts("0044") {
            rest = digits.dropFirst(4)
        } else if run.hasPlus {
            return (8...15).contains(digits.count) ? run.tokens.upperBound : nil
        } else if run.starts("0") {
            rest = digits.dropFirst(1)
        } else {
            return nil
        }
        let subscriber = rest.first == 0x30 ? rest.dropFirst() : rest
        guard (9...10).contains(subscriber.count), let first = subscriber.first,
            [0x31, 0x32, 0x33, 0x37, 0x38, 0x39].contains(first)
        else { return nil }
        return run.tokens.upperBound
    }

    /// Numbers that everybody may know.
    private static func isHelpline(_ scan: ScannedText, _ run: DigitRun) -> Bool {
        scan.rules.classes(TextHash.of(run.digits)).contains(.helpline)
    }
}

/// Addresses of the net: mail, pages, handles, machines, places.
enum NetRecogniser {
    static func candidate(_ scan: ScannedText, at position: Int) -> Candidate? {
        let token = scan.tokens[position]
        switch token.symbol {
        case 0x40: return email(scan, position) ?? handle(scan, position)
        case 0x2F: return threeWords(scan, position)
        default: break
        }
        if token.kind == .word {
            if let at = spelledAt(scan, position) ?? bareThreeWords(scan, position) { return at }
            if opensURL(scan, position) { return url(scan, position) }
        }
        if token.kind == .number || token.kind == .word { return machine(scan, position) }
        return nil
    }

    // MARK: Mail

    private static func isLocal(_ token: Token) -> Bool {
        token.kind == .word || token.kind == .number || [0x2E, 0x2D, 0x5F, 0x2B, 0x27].contains(token.symbol)
    }

    private static func email(_ scan: ScannedText, _ at: Int) -> Candidate? {
        let tokens = scan.tokens
        var start = at
        var isSpaced = tokens[at].isSpaced
        while start > 0, !isSpaced || start == at, isLocal(tokens[start - 1]) {
            start -= 1
            isSpaced = tokens[start].isSpaced
        }
        guard start < at, let end = domain(scan, at + 1, maySpace: true) else { return nil }
        return Candidate(tokens: start...end, type: .email, decision: .block, rule: "email.form")
    }

    /// The end of a domain with at least one dot.
    private static func domain(_ scan: ScannedText, _ start: Int, maySpace: Bool) -> Int? {
        let tokens = scan.tokens
        guard start < tokens.count, tokens[start].kind == .word || tokens[start].kind == .number,
            maySpace || !tokens[start].isSpaced
        else { return nil }
        var at = start
        var dots = 0
        while at + 1 < tokens.count, !tokens[at + 1].isSpaced {
            let next = tokens[at + 1]
            if next.kind == .word || next.kind == .number {
                at += 1
            } else if next.symbol == 0x2E || next.symbol == 0x2D, at + 2 < tokens.count, !tokens[at + 2].isSpaced,
                tokens[at + 2].kind == .word || tokens[at + 2].kind == .number
            {
                if next.symbol == 0x2E { dots += 1 }
                at += 2
            } else {
                break
            }
        }
        return dots > 0 ? at : nil
    }

    /// `name (at) host.org`, `name [at] host.org`.
    private static func spelledAt(_ scan: ScannedText, _ position: Int) -> Candidate? {
        let tokens = scan.tokens
        guard tokens[position].length == 2, scan.bytes(position...position).elementsEqual("at".utf8), position > 1,
            scan.isSymbol(position - 1, 0x28) || scan.isSymbol(position - 1, 0x5B), position + 2 < tokens.count,
            let end = domain(scan, position + 2, maySpace: true)
        else { return nil }
        var start = position - 2
        guard isLocal(tokens[start]) else { return nil }
        while start > 0, !tokens[start].isSpaced, isLocal(tokens[start - 1]) { start -= 1 }
        return Candidate(tokens: start...end, type: .email, decision: .block, rule: "email.spelled")
    }

    private static func handle(_ scan: ScannedText, _ at: Int) -> Candidate? {
        let tokens = scan.tokens
        guard at + 1 < tokens.count, !tokens[at + 1].isSpaced, isLocal(tokens[at + 1]),
            at == 0 || tokens[at].isSpaced || tokens[at - 1].kind != .word
        else { return nil }
        var end = at + 1
        while end + 1 < tokens.count, !tokens[end + 1].isSpaced, isLocal(tokens[end + 1]),
            tokens[end + 1].symbol != 0x2E
                || (end + 2 < tokens.count && !tokens[end + 2].isSpaced && tokens[end + 2].kind == .word)
        {
            end += 1
        }
        return Candidate(tokens: at...end, type: .social, decision: .block, rule: "social.handle")
    }

    // MARK: Pages

    private static func opensURL(_ scan: ScannedText, _ at: Int) -> Bool {
        // Most words are followed by a space, and open nothing.
        guard let next = scan.token(at + 1), !next.isSpaced, next.kind != .newline else { return false }
        let bytes = scan.bytes(at...at)
        let isWWW = bytes.count == 3 && bytes.allSatisfy { $0 | 0x20 == 0x77 } && scan.isSymbol(at + 1, 0x2E)
        let isScheme =
            scan.isSymbol(at + 1, 0x3A) && scan.isSymbol(at + 2, 0x2F) && scan.isSymbol(at + 3, 0x2F)
        guard !isWWW, !isScheme else {
            return at == 0 || scan.tokens[at].isSpaced || scan.tokens[at - 1].symbol != 0x2F
        }
        // A host that is followed by a path, such as facebook.com/name.
        // Inside another run nothing begins, or every piece of a long run would be read to its end again.
        guard
            at == 0 || scan.tokens[at].isSpaced || scan.tokens[at - 1].kind == .newline
                || scan.tokens[at - 1].kind == .symbol
                    && ![0x2E, 0x40, 0x2D, 0x2F].contains(scan.tokens[at - 1].symbol),
            let end = domain(scan, at, maySpace: true)
        else { return false }
        return scan.isSymbol(end + 1, 0x2F) && !scan.tokens[end + 1].isSpaced && end - at >= 2
            && scan.tokens[end].kind == .word && (2...4).contains(scan.tokens[end].length)
    }

    private static let publicHosts = [
        "nhs.uk", "gov.uk", "nice.org.uk", "parliament.uk", "legislation.gov.uk", "who.int",
    ]
    private static let socialHosts = [
        "facebook.com", "instagram.com", "twitter.com", "x.com", "tiktok.com", "linkedin.com", "snapchat.com",
        "youtube.com", "reddit.com", "threads.net",
    ]

    private static func url(_ scan: ScannedText, _ start: Int) -> Candidate? {
        let tokens = scan.tokens
        var end = start
        while end + 1 < tokens.count, !tokens[end + 1].isSpaced, tokens[end + 1].kind != .newline,
            ![0x29, 0x5D, 0x22, 0x3C, 0x3E, 0x2C, 0x3B].contains(tokens[end + 1].symbol)
        {
            end += 1
        }
        while end > start, [0x2E, 0x21, 0x3F, 0x3A, 0x27].contains(tokens[end].symbol) { end -= 1 }
        let text = scan.bytes(start...end).map { TextHash.lowered($0) }
        let host = self.host(text)
        func isHost(_ name: String) -> Bool {
            host.count >= name.utf8.count && host.suffix(name.utf8.count).elementsEqual(name.utf8)
                && (host.count == name.utf8.count || host[host.count - name.utf8.count - 1] == 0x2E)
        }
        if host.elementsEqual("what3words.com".utf8) {
            return Candidate(tokens: start...end, type: .what3words, decision: .block, rule: "what3words.page")
        }
        if socialHosts.contains(where: isHost) {
            return Candidate(tokens: start...end, type: .social, decision: .block, rule: "social.page")
        }
        // A public page is no finding, but its words are no names either.
        let isPublic = publicHosts.contains(where: isHost)
        return Candidate(
            tokens: start...end,
            type: .url,
            decision: .block,
            rule: isPublic ? Candidate.passedOver : "url.page"
        )
    }

    private static func host(_ text: [UInt8]) -> [UInt8] {
        var rest = text[...]
        if let mark = zip(text.indices, text.indices.dropFirst()).first(where: { text[$0] == 0x2F && text[$1] == 0x2F })
        {
            rest = text[(mark.1 + 1)...]
        }
        let host = rest.prefix { $0 != 0x2F && $0 != 0x3A && $0 != 0x3F && $0 != 0x23 }
        return Array(host.starts(with: "www.".utf8) ? host.dropFirst(4) : host)
    }

    /// `///word.word.word`.
    private static func threeWords(_ scan: ScannedText, _ at: Int) -> Candidate? {
        guard scan.isSymbol(at + 1, 0x2F), scan.isSymbol(at + 2, 0x2F), at + 7 < scan.tokens.count,
            at == 0 || scan.tokens[at - 1].symbol != 0x3A,
            [at + 3, at + 5, at + 7].allSatisfy({ scan.tokens[$0].kind == .word }),
            scan.isSymbol(at + 4, 0x2E), scan.isSymbol(at + 6, 0x2E)
        else { return nil }
        return Candidate(tokens: at...at + 7, type: .what3words, decision: .block, rule: "what3words.form")
    }

    /// `word.word.word` where something is found or located.
    private static func bareThreeWords(_ scan: ScannedText, _ at: Int) -> Candidate? {
        guard at + 4 < scan.tokens.count, scan.isSymbol(at + 1, 0x2E), scan.isSymbol(at + 3, 0x2E),
            (at + 1...at + 4).allSatisfy({ !scan.tokens[$0].isSpaced }),
            [at, at + 2, at + 4].allSatisfy({ scan.tokens[$0].shape == .lower && scan.tokens[$0].length > 2 }),
            at == 0 || scan.tokens[at].isSpaced, !scan.isSymbol(at + 5, 0x2F), !scan.isSymbol(at + 5, 0x40),
            scan.before(at, within: 3).contains(.addressContext)
        else { return nil }
        return Candidate(tokens: at...at + 4, type: .what3words, decision: .block, rule: "what3words.form")
    }

    // MARK: Machines

    private static func machine(_ scan: ScannedText, _ start: Int) -> Candidate? {
        let tokens = scan.tokens
        guard
            start == 0 || tokens[start].isSpaced
                || tokens[start - 1].kind == .symbol && tokens[start - 1].symbol != 0x2E,
            start + 1 < tokens.count, !tokens[start + 1].isSpaced,
            tokens[start + 1].symbol == 0x2E || tokens[start + 1].symbol == 0x3A || tokens[start + 1].kind == .word
                || tokens[start + 1].kind == .number
        else { return nil }
        var end = start
        var (dots, colons, parts) = (0, 0, 1)
        while end + 1 < tokens.count, !tokens[end + 1].isSpaced {
            // Eight groups of four signs are the longest.
            guard end - start < 48 else { return nil }
            let next = tokens[end + 1]
            if next.symbol == 0x2E, colons == 0, end + 2 < tokens.count, tokens[end + 2].kind == .number {
                dots += 1
            } else if next.symbol == 0x3A, dots == 0 {
                colons += 1
            } else if next.kind == .number || next.kind == .word {
                parts += 1
            } else {
                break
            }
            end += 1
        }
        let text = scan.bytes(start...end)
        // "version 3.2.1.4" and "see 4.3.2.1" number a text; an address of the net has more digits.
        let isNumbering =
            text.count == 7 && !scan.before(start, within: 6).contains(.networkContext)
        if dots == 3, parts == 4, !isNumbering,
            text.split(separator: 0x2E).allSatisfy({ $0.count <= 3 && $0.reduce(0) { $0 * 10 + Int($1) - 48 } < 256 })
        {
            return Candidate(tokens: start...end, type: .networkAddress, decision: .block, rule: "network-address.v4")
        }
        let isHex = text.allSatisfy { $0 == 0x3A || $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 6 }
        let isDouble = zip(text, text.dropFirst()).contains { $0 == 0x3A && $1 == 0x3A }
        guard isHex, colons >= 3, isDouble || colons >= 5, text.count >= 8 else { return nil }
        return Candidate(tokens: start...end, type: .networkAddress, decision: .block, rule: "network-address.v6")
    }
}

extension NetRecogniser {
    /// Names in the path of a page: `…/publications/first-last-prevention-of-future-deaths`.
    ///
    /// A page may be everybody's to read, and still its address must not tell in a lesson whom it is about.
    static func namesInPages(_ scan: ScannedText) -> [Candidate] {
        var found: [Candidate] = []
        var isPath = false
        var slashes = 0
        for position in scan.tokens.indices {
            let token = scan.tokens[position]
            if token.isSpaced || token.kind == .newline { (isPath, slashes) = (false, 0) }
            if token.symbol == 0x2F {
                slashes += 1
                // Two slashes stand before the host, the third behind it.
                isPath = slashes > 2 || slashes == 1 && position > 1 && scan.isSymbol(position - 2, 0x2E)
            }
            guard isPath, token.kind == .word, token.length > 2, scan.lore[position].first > 1,
                scan.lore[position].word == 0, scan.isSymbol(position + 1, 0x2D) || scan.isSymbol(position + 1, 0x5F),
                !scan.tokens[position + 1].isSpaced, let second = scan.token(position + 2), second.kind == .word,
                !second.isSpaced, scan.lore[position + 2].isName || scan.lore[position + 2].word == 0,
                scan.classes[position].isDisjoint(with: [.eponym, .nationalBody])
            else { continue }
            found.append(
                Candidate(tokens: position...position + 2, type: .person, decision: .block, rule: "person.in-page")
            )
        }
        return found
    }
}
