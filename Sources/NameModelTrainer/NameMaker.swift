/// Makes people for training text: usual names, names that are words, and invented ones, so that the context is learnt
/// and not the list.
struct NameMaker {
    struct Person {
        let first: String
        let middle: String
        let last: String
    }

    private let firsts: [[String]]
    private let lasts: [[String]]
    private let wordFirsts: [String]
    private let wordLasts: [String]

    init(_ sources: NameSources) {
        firsts = (1...3).map { level in sources.first.filter { $0.level == level }.map(\.name) }
        lasts = (1...3).map { level in sources.last.filter { $0.level == level }.map(\.name) }
        wordFirsts = sources.first.filter { $0.level >= 2 && sources.words[$0.name] != nil }.map(\.name)
        wordLasts = sources.last.filter { $0.level >= 3 && sources.words[$0.name] != nil }.map(\.name)
    }

    func person(_ random: inout SeededRandom) -> Person {
        Person(first: first(&random), middle: first(&random), last: last(&random))
    }

    private func first(_ random: inout SeededRandom) -> String {
        switch random.below(100) {
        case 0..<40: return titled(random.pick(firsts[2]))
        case 40..<58: return titled(random.pick(firsts[1]))
        case 58..<70: return titled(random.pick(firsts[0]))
        case 70..<82: return titled(random.pick(wordFirsts))
        default: return titled(invented(&random))
        }
    }

    private func last(_ random: inout SeededRandom) -> String {
        switch random.below(100) {
        case 0..<32: return titled(random.pick(lasts[2]))
        case 32..<48: return titled(random.pick(lasts[1]))
        case 48..<58: return titled(random.pick(lasts[0]))
        case 58..<74: return titled(random.pick(wordLasts))
        case 74..<80: return titled(random.pick(lasts[2])) + "-" + titled(random.pick(lasts[1]))
        case 80..<83: return "O'" + titled(random.pick(lasts[2]))
        case 83..<86: return random.pick(["Mc", "Mac"]) + titled(random.pick(lasts[2]))
        default: return titled(invented(&random))
        }
    }

    func initials(_ person: Person, _ random: inout SeededRandom) -> String {
        let letters = [person.first.prefix(1), person.last.prefix(1)].map { String($0).uppercased() }
        return random.pick([letters.joined(), letters.joined(separator: ".") + ".", letters.joined(separator: " ")])
    }

    private func titled(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

    /// Syllables of many languages in a row.
    private func invented(_ random: inout SeededRandom) -> String {
        let starts = [
            "ab", "ad", "ak", "al", "an", "ar", "as", "ba", "be", "bo", "bra", "chi", "da", "de", "di", "do", "e", "el",
            "fa",
            "fe", "ga", "gu", "ha", "he", "hu", "i", "is", "ja", "je", "ka", "ke", "kha", "ko", "kwa", "la", "le", "li",
            "ma",
            "mi", "mo", "mu", "na", "ne", "ngo", "ni", "nu", "o", "ol", "pa", "pe", "pra", "ra", "re", "ro", "sa",
            "sha", "si",
            "so", "su", "sz", "ta", "te", "ti", "to", "tsh", "u", "va", "ve", "vi", "wa", "we", "xi", "ya", "ye", "za",
            "zo",
        ]
        let middles = [
            "b", "bi", "d", "da", "di", "do", "f", "fi", "ga", "gi", "ka", "ki", "ku", "l", "la", "li", "lo", "lu", "m",
            "ma", "me",
            "mi", "mo", "n", "na", "ne", "ni", "no", "ra", "re", "ri", "ro", "ru", "s", "sa", "she", "si", "so", "ta",
            "te",
            "ti", "to", "va", "vi", "wa", "ya", "yo", "za",
        ]
        let ends = [
            "", "a", "ah", "ak", "am", "an", "ani", "ar", "as", "ath", "bi", "de", "dine", "e", "ed", "ek", "el",
            "elle", "em", "en",
            "er", "esh", "ez", "i", "ia", "ic", "ich", "ie", "ik", "im", "in", "ina", "ine", "ing", "is", "it", "ka",
            "ko", "la", "ley",
            "lo", "man", "mi", "na", "ner", "ni", "o", "on", "or", "os", "ova", "ow", "ris", "ski", "son", "ster", "sz",
            "ton", "u",
            "ul", "um", "us", "wu", "y", "ya",
        ]
        var name = random.pick(starts)
        for _ in 0..<(1 + random.below(2)) { name += random.pick(middles) }
        return name + random.pick(ends)
    }
}
