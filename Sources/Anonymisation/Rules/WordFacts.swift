/// What the lists know of one word on its own, for whoever masks more than the scanner finds.
package struct WordFacts: Sendable {
    /// People write it in small letters, too.
    package let isOrdinary: Bool
    /// It is usual as a first name or a surname.
    package let isName: Bool
    /// It is a word of the field: a role, a drug, a term of care, a national body, a month, a day of the week.
    package let isTerm: Bool
    /// It is the name of a town, a county or a country.
    package let isPlace: Bool
}

extension RuleBook {
    /// What the lists know of a word; it is folded first, as the scanner does.
    package func facts(of word: String) -> WordFacts {
        var word = word
        let hash = word.withUTF8 { TextHash.of(NormalisedText($0).bytes) }
        let lore = lore(hash)
        let classes = classes(hash)
        return WordFacts(
            isOrdinary: lore.word > 0,
            isName: lore.isName,
            isTerm: !classes.isDisjoint(with: Self.terms),
            isPlace: classes.contains(.place)
        )
    }

    private static let terms: WordClass = [
        .role, .drug, .clinical, .nationalBody, .month, .weekday, .holiday, .numberWord, .unit,
    ]
}
