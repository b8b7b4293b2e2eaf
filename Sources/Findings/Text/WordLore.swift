import Anonymisation

/// What lists say of a folded word, asked once.
struct WordLore {
    let stem: String
    let isFunction: Bool
    let isField: Bool
    let isAbbreviation: Bool
    let isOrdinary: Bool
    let isName: Bool
    let isTerm: Bool
    let isPlace: Bool

    init(_ stem: String) {
        self.stem = stem
        let facts = RuleBook.embedded.facts(of: stem)
        isFunction = FindingWords.function.contains(stem)
        isField = FindingWords.field.contains(stem)
        let capitals = stem.uppercased()
        isAbbreviation =
            FindingWords.abbreviations.contains(capitals) || ClinicalWords.abbreviations.contains(capitals)
        isOrdinary = facts.isOrdinary
        isName = facts.isName
        isTerm = facts.isTerm || ClinicalWords.isMedicine(stem)
        isPlace = facts.isPlace
    }

    /// Whether people are called so, by any list.
    var isNameLike: Bool { isName || FindingWords.fieldNames.contains(stem) }

    /// An ordinary word or a term that nobody is called.
    var isPlain: Bool { !isNameLike && (isOrdinary || isTerm || isInflected) }

    /// Whether any list has it as something else than a name; a part of a word, such as the `s` of a possessive, is none.
    var isListed: Bool {
        stem.utf8.count <= 3 || isFunction || isField || isAbbreviation || isOrdinary || isTerm || isPlace
            || isInflected
            || isKnownMixed
    }

    var isPlaceOnly: Bool { isPlace && !isName }

    var isKnownMixed: Bool { FindingWords.mixed.contains(stem) }

    /// Whether an ordinary word is inside a longer form of it.
    var isInflected: Bool {
        for ending in ["s", "es", "ed", "d", "ing", "ly", "al", "ally", "ment", "ments", "ness", "ity"]
        where stem.utf8.count > ending.utf8.count + 3 && stem.hasSuffix(ending) {
            let facts = RuleBook.embedded.facts(of: String(stem.dropLast(ending.utf8.count)))
            if facts.isOrdinary, !facts.isName { return true }
        }
        return false
    }
}
