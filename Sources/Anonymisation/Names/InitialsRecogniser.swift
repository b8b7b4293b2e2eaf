/// Initials that stand for a person.
enum InitialsRecogniser {
    static func candidate(_ scan: ScannedText, at position: Int, named: Set<[UInt8]>) -> Candidate? {
        guard scan.tokens[position].kind == .word else { return nil }
        return behindTitle(scan, position) ?? bare(scan, position, named)
    }

    /// `Mrs F P`, `Mr CM`, `mr. fd`; a single letter is a pseudonym such as Mr X.
    private static func behindTitle(_ scan: ScannedText, _ at: Int) -> Candidate? {
        guard scan.classes[at].contains(.title) else { return nil }
        let start = scan.isSymbol(at + 1, 0x2E) ? at + 2 : at + 1
        guard let end = letters(scan, start, lower: true) else { return nil }
        return Candidate(tokens: start...end, type: .initials, decision: .block, rule: "initials.title")
    }

    /// The end of two or three letters that stand as initials: `F P`, `F.P.`, `FP`.
    private static func letters(_ scan: ScannedText, _ start: Int, lower: Bool) -> Int? {
        guard let first = scan.token(start), first.kind == .word else { return nil }
        let isCapital = first.shape == .upper || first.shape == .capital
        guard isCapital || lower && first.shape == .lower else { return nil }
        if (2...3).contains(first.length) {
            let isWord = scan.lore[start].word > 0 || scan.lore[start].isName && !isCapital
            guard isCapital || !isWord,
                scan.classes[start].subtracting([.prefix, .needsCapitals]).isEmpty || isCapital && lower
            else { return nil }
            return start
        }
        guard first.length == 1 else { return nil }
        var end = start
        var count = 1
        while count < 4 {
            let next = scan.isSymbol(end + 1, 0x2E) ? end + 2 : end + 1
            guard let token = scan.token(next), token.kind == .word, token.length == 1, token.shape == first.shape
            else { break }
            end = next
            count += 1
        }
        guard count > 1 else { return nil }
        return scan.isSymbol(end + 1, 0x2E) && scan.isSymbol(end - 1, 0x2E) ? end + 1 : end
    }

    /// `U. J. was nursed`, `d/w JS`, `Action: GM`.
    private static func bare(_ scan: ScannedText, _ at: Int, _ named: Set<[UInt8]>) -> Candidate? {
        let token = scan.tokens[at]
        if token.shape == .lower { return dotted(scan, at) }
        if token.shape == .upper, named.contains(Array(scan.bytes(at...at))), !isBesideNumber(scan, at) {
            return Candidate(tokens: at...at, type: .initials, decision: .block, rule: "initials.of-name")
        }
        if let found = inGrammar(scan, at) { return found }
        guard token.shape == .upper || token.shape == .capital, token.length <= 3,
            at == 0 || scan.tokens[at - 1].kind != .word || scan.tokens[at].isSpaced,
            let end = letters(scan, at, lower: isNursed(scan, at + 1)), !scan.classes[max(at - 1, 0)].contains(.title),
            at == 0 || scan.tokens[at - 1].length > 1 || scan.tokens[at - 1].kind != .word || isSigned(scan, at)
        else { return nil }
        let plain = scan.bytes(at...end).filter { $0 != 0x2E && $0 != 0x20 }
        if named.contains(plain), plain.count > 1 {
            return Candidate(tokens: at...end, type: .initials, decision: .block, rule: "initials.of-name")
        }
        let isApart = token.length == 1
        guard
            isApart || isNursed(scan, at + 1) && scan.classes[at].isDisjoint(with: .role)
                || scan.lore[at].word == 0 && !scan.classes[at].contains(.clinical)
        else { return nil }
        let acts = isVerb(scan, end + 1)
        let opens = token.opensSentence || at > 0 && isJoint(scan, at - 1)
        let isSigned =
            isDiscussed(scan, at) || isSigned(scan, at) && (scan.token(end + 1).map { $0.kind != .word } ?? true)
        guard acts && (opens || isApart) || isSigned else { return nil }
        return Candidate(tokens: at...end, type: .initials, decision: .warn, rule: "initials.bare")
    }

    private static func isBesideNumber(_ scan: ScannedText, _ at: Int) -> Bool {
        [at - 1, at + 1].contains { position in
            scan.token(position).map { $0.kind == .number && !scan.tokens[max(at, position)].isSpaced } ?? false
        }
    }

    private static let handled = WordSet(
        "restrained escorted nursed detained phoned rang texted emailed told asked informed met reassured searched found with"
    )
    private static let written = WordSet(
        "checked entered signed completed written seen reviewed given witnessed countersigned administered recorded taken"
    )
    private static let by = WordSet("by")
    private static let to = WordSet("to")
    private static let acts = WordSet(
        "absconded responded attended refused declined disclosed punched slept said rang left"
    )
    private static let possessed = WordSet("family carer bedroom room observations notes")

    /// `Patient RK absconded`, `restrained RK`, `RK's mother`, `checked by SJ/DM`, `1. RK to email the team`: two capitals
    /// that mean nothing else, where a person stands.
    private static func inGrammar(_ scan: ScannedText, _ at: Int) -> Candidate? {
        guard scan.tokens[at].shape == .upper, scan.tokens[at].length == 2, scan.lore[at].word == 0,
            scan.classes[at].subtracting([.prefix, .needsCapitals]).isEmpty, !isBesideNumber(scan, at)
        else { return nil }
        let isActor = at > 0 && !scan.classes[at - 1].isDisjoint(with: [.role, .relation, .patientContext])
        let isPair = scan.isSymbol(at - 1, 0x2F) && at > 2 && scan.tokens[at - 2].shape == .upper
        let isWriter =
            scan.isOneOf(by, at - 1) && scan.isOneOf(written, at - 2)
            || isPair && scan.isOneOf(by, at - 3) && scan.isOneOf(written, at - 4)
        let isOwner =
            scan.isSymbol(at + 1, 0x27) && scan.classes.indices.contains(at + 3)
            && (scan.classes[at + 3].contains(.relation) || scan.isOneOf(possessed, at + 3))
        let isAssigned =
            scan.tokens[at].opensSentence && at > 0 && scan.tokens[at - 1].kind == .symbol
            && (scan.isOneOf(to, at + 1) && scan.token(at + 2)?.shape == .lower
                || scan.isSymbol(at + 1, 0x2D) && scan.tokens[at + 1].isSpaced)
        let isHandled = scan.isOneOf(handled, at - 1) && scan.token(at + 1)?.shape != .title
        let isActing = isActor && (isVerb(scan, at + 1) || scan.isOneOf(acts, at + 1))
        guard isWriter || isOwner || isAssigned || isHandled || isActing else { return nil }
        return Candidate(tokens: at...at, type: .initials, decision: .warn, rule: "initials.placed")
    }

    /// `j.d.` in small letters, each with its full stop; abbreviations of the language are left out.
    private static func dotted(_ scan: ScannedText, _ at: Int) -> Candidate? {
        guard scan.tokens[at].length == 1, at == 0 || scan.tokens[at].isSpaced || scan.tokens[at - 1].kind != .word,
            scan.isSymbol(at + 1, 0x2E), let second = scan.token(at + 2), second.length == 1, second.kind == .word,
            scan.isSymbol(at + 3, 0x2E), isVerb(scan, at + 4)
        else { return nil }
        let text = scan.bytes(at...at + 2)
        guard !["e.g", "i.e", "a.m", "p.m", "n.b"].contains(where: { $0.utf8.elementsEqual(text) }) else { return nil }
        return Candidate(tokens: at...at + 3, type: .initials, decision: .warn, rule: "initials.bare")
    }

    private static let being = WordSet("was is")
    private static let w = WordSet("w")
    private static let discussed = WordSet("d s t")
    private static let initialled = WordSet("initials initialled signed")
    private static let treatments = WordSet(
        "nursed admitted seen found discharged detained reviewed placed restrained given offered moved transferred assessed escorted"
    )

    /// "was nursed": only a person is.
    private static func isNursed(_ scan: ScannedText, _ position: Int) -> Bool {
        scan.isOneOf(being, position) && scan.isOneOf(treatments, position + 1)
    }

    private static let verbs = WordSet(
        """
        was is had has said told asked felt went came left did became returned refused declined reported presented attended \
        appeared remained wanted stated lives lived began started continued agreed denied got took rang called wrote made
        """
    )
    private static func isVerb(_ scan: ScannedText, _ position: Int) -> Bool { scan.isOneOf(verbs, position) }

    private static let joints = WordSet(
        "that when and but with by for to from saw told asked as because while after before"
    )
    private static func isJoint(_ scan: ScannedText, _ position: Int) -> Bool { scan.isOneOf(joints, position) }

    private static let signed = WordSet("signed initials by action owner initialled author sign")
    private static func isSigned(_ scan: ScannedText, _ position: Int) -> Bool {
        if scan.isSymbol(position - 1, 0x3A) { return scan.isOneOf(signed, position - 2) }
        return isDiscussed(scan, position) || scan.isOneOf(initialled, position - 1)
    }

    /// `d/w JS`.
    private static func isDiscussed(_ scan: ScannedText, _ position: Int) -> Bool {
        scan.isSymbol(position - 2, 0x2F) && scan.isOneOf(w, position - 1) && scan.isOneOf(discussed, position - 3)
    }
}
