/// What the sentence says of a word: only a person declines breakfast, is detained, or has a mother.
///
/// These rules find the names that no list has and the tagger cannot tell: where a sentence begins, every word has a
/// capital, and half of the first names are words.
extension NameRecogniser {
    mutating func markByGrammar(_ position: Int) {
        guard isNameable(position) else { return }
        let lore = scan.lore[position]
        let isWord = lore.word > 0
        // In the lists of first names, in none of words, and no sentence gives it its capital.
        if lore.first == 3, !isWord, !scan.tokens[position].opensSentence,
            scores[position] ?? .min > scan.rules.thresholds.warn * 2 / 3,
            scan.classes[position].isDisjoint(with: Self.notNames)
        {
            mark(position, .warn)
            return
        }
        if isSubject(position, isWord: isWord) || isObject(position) || isInList(position)
            || isBehindInitial(position)
        {
            // A word that no list has may be a department's at the beginning of a sentence, so a person decides.
            let isUnsure = isWord || !lore.isName || scan.tokens[position].opensSentence
            mark(position, isUnsure ? .warn : .block)
        }
    }

    /// Written as a name, in no list of other things, and a name or an unknown word.
    private func isNameable(_ position: Int) -> Bool {
        let token = scan.tokens[position]
        guard token.kind == .word, token.length > 2, !FunctionWords.contains(token.hash),
            token.shape == .title && !scan.isLowerCase || isLowerOpening(position)
        else { return false }
        let lore = scan.lore[position]
        // Months, colours and trades are names as well; what they may stand beside is told strictly.
        let isUsual = lore.first > 1 || lore.last > 1
        let other = isUsual ? Self.notNames.subtracting(Self.alsoNames) : Self.notNames
        guard scan.classes[position].isDisjoint(with: other.union([.place, .country, .holiday])) else { return false }
        return lore.word == 0 || lore.first > 0 || lore.last > 1
    }

    /// A name in small letters where a sentence without capitals begins.
    private func isLowerOpening(_ position: Int) -> Bool {
        let (token, lore) = (scan.tokens[position], scan.lore[position])
        return token.shape == .lower && token.opensSentence && lore.word < 2
            && (lore.isName || scan.token(position + 1)?.kind == .word)
    }

    // MARK: The word acts

    private func isSubject(_ position: Int, isWord: Bool) -> Bool {
        if let owned = owned(position) { return isWord ? owned.contains(.relation) : isPersonal(position + 3, owned) }
        if scan.isSymbol(position + 1, 0x2C) {
            return scan.isOneOf(Self.aged, position + 2) && (!isWord || scan.lore[position].first > 0)
        }
        var verb = position + 1
        if !isWord, scan.isOneOf(Self.adverbs, verb) { verb += 1 }
        guard let next = scan.token(verb), next.kind == .word, next.shape == .lower else { return false }
        if scan.isOneOf(Self.being, verb) {
            let state = scan.isOneOf(Self.adverbs, verb + 1) ? verb + 2 : verb + 1
            return scan.isOneOf(isWord ? Self.treated : Self.treatedOrTold, state)
        }
        if scan.isOneOf(Self.acts, verb) { return true }
        guard !isWord else { return false }
        // "- Nwosu to complete the plan by Friday".
        if scan.isOneOf(Self.to, verb), scan.tokens[position].opensSentence, !scan.lore[position].isName {
            return isListed(position) && scan.token(verb + 1)?.shape == .lower
        }
        return scan.isOneOf(Self.personal, verb)
    }

    /// What the word owns: the classes of the noun behind `'s`.
    private func owned(_ position: Int) -> WordClass? {
        guard scan.isSymbol(position + 1, 0x27), !scan.tokens[position + 1].isSpaced,
            let s = scan.token(position + 2), s.length == 1, !s.isSpaced, scan.classes.indices.contains(position + 3)
        else { return nil }
        return scan.classes[position + 3]
    }

    private func isPersonal(_ noun: Int, _ classes: WordClass) -> Bool {
        classes.contains(.relation) || scan.isOneOf(Self.belongings, noun)
    }

    /// `told T. Hillcrest`: the full stop of an initial ends no sentence.
    private func isBehindInitial(_ position: Int) -> Bool {
        guard scan.lore[position].word < 2, scan.isSymbol(position - 1, 0x2E), position > 2,
            scan.tokens[position - 2].shape == .capital, scan.tokens[position - 2].isSpaced,
            !scan.tokens[position - 1].isSpaced, scan.tokens[position - 3].kind == .word
        else { return false }
        // "Group B. Unknown words": a letter behind a thing is its own.
        return scan.classes[position - 3].isDisjoint(with: WordClass.site.union([.clinical, .thingContext, .drug]))
    }

    // MARK: Something is done to the word

    private func isObject(_ position: Int) -> Bool {
        guard !scan.tokens[position].opensSentence, scan.tokens[position].isSpaced,
            scan.lore[position].isName || scan.token(position + 1)?.shape != .title
        else { return false }
        // "The chart was read by Oakhurst."
        if scan.isOneOf(Self.by, position - 1), scan.lore[position].word == 0,
            !scan.classes[position].contains(.month),
            scan.token(position - 2)?.shape == .lower, scan.token(position + 1)?.shape != .title
        {
            return true
        }
        guard scan.isOneOf(Self.handled, position - 1) else {
            return scan.isOneOf(Self.with, position - 1) && scan.isOneOf(Self.sat, position - 2)
        }
        guard scan.classes[position].contains(.month) else { return true }
        return scan.isOneOf(Self.placed, position + 1)
    }

    // MARK: Lists

    /// `Bed 3: Cook.`, `Brown and Cook`.
    private func isInList(_ position: Int) -> Bool {
        let lore = scan.lore[position]
        guard lore.last > 1 || lore.first > 1 else { return false }
        if scan.isSymbol(position - 1, 0x3A), position > 2, scan.tokens[position - 2].kind == .number,
            scan.isOneOf(Self.bays, position - 3)
        {
            return scan.token(position + 1).map { $0.kind != .word } ?? true
        }
        // The second of two whom something was done to.
        return scan.isOneOf(Self.and, position - 1) && position > 2 && isNameable(position - 2)
            && scan.isOneOf(Self.handled, position - 3)
    }

    private func isListed(_ position: Int) -> Bool {
        guard position > 0 else { return false }
        let before = scan.tokens[position - 1]
        return before.symbol == 0x2D || before.symbol == 0x2A || before.symbol >= 0x80
            || before.symbol == 0x2E && position > 1 && scan.tokens[position - 2].kind == .number
    }

    private static let alsoNames: WordClass = [.month, .ethnicity, .role, .clinical, .thingContext]

    /// What a person does and a word of another kind hardly ever does.
    private static let acts = WordSet(
        """
        absconded disclosed punched kicked slept refused declined apologised swallowed spat cried overdosed denied drank ate
        smoked shouted screamed ligatured vomited wept confided napped sobbed
        """
    )
    /// What a person does; enough for a word that is in no list of words.
    private static let personal = WordSet(
        """
        said says told asked struck hit bit slapped threw jumped climbed fell collapsed walked ran rang phoned texted emailed
        called complained explained thanked wanted hoped tried lives lived died married works worked attended presented reported
        described agreed became felt went left came stayed sat stood pressed needed thought knew met saw found gave took has had
        remained appeared forgot was is
        """
    )
    private static let being = WordSet("was is were be been")
    private static let treated = WordSet(
        "restrained detained sectioned nursed escorted admitted arrested discharged handcuffed secluded readmitted intubated"
    )
    private static let treatedOrTold = WordSet(
        """
        restrained detained sectioned nursed escorted admitted arrested discharged secluded readmitted stopped found seen told asked given
        offered moved transferred placed assessed reviewed born taken known unhappy upset angry distressed tearful agitated asleep
        awake well unwell frightened worried pleased sorry on at in not
        """
    )
    private static let adverbs = WordSet("then later also still never often again again now once soon twice")
    private static let aged = WordSet("aged who")
    private static let to = WordSet("to")
    private static let with = WordSet("with")
    private static let by = WordSet("by")
    private static let and = WordSet("and")
    private static let sat = WordSet("sat stayed spoke walked remained")
    private static let bays = WordSet("bed beds room bay side bedroom cubicle chair")
    private static let placed = WordSet("in to at on and by from with into")
    private static let handled = WordSet(
        """
        restrained escorted nursed detained sectioned phoned telephoned rang texted emailed told asked informed met visited
        reassured helped searched assaulted punched kicked struck slapped hit found accompanied arrested comforted interviewed
        """
    )
    private static let belongings = WordSet(
        """
        family carer carers bedroom room mood death behaviour leave notes chart bed observations medication risk parents
        """
    )
}
