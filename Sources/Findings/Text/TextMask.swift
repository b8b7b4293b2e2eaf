import Anonymisation

/// Takes out of a text whatever might be a name or single somebody out; what is left is machine-cleaned.
///
/// Errs on one side: a name in the output is worse than a word that is lost.
struct TextMask {
    let scanner: TextScanner
    private let late: LateNames

    /// `names` are found when the first text is masked: most rows have none.
    init(scanner: TextScanner, names: @escaping @autoclosure () -> NameWords) {
        self.scanner = scanner
        late = LateNames(names)
    }

    var names: NameWords { late.names }

    static let name = "[name]"
    static let removed = "[removed]"
    private static let organisation = "[organisation]"
    private static let place = "[place]"
    private static let age = "[age]"
    private static let date = "[date]"

    private static let marks = [name, removed, organisation, place, age, date].map { Array($0.unicodeScalars) }

    /// Whether a word is one that we put there, in brackets.
    static func isMark(_ text: [Unicode.Scalar], _ range: Range<Int>) -> Bool {
        guard range.lowerBound > 0, text[range.lowerBound - 1] == "[" else { return false }
        return marks.contains { text[(range.lowerBound - 1)...].starts(with: $0) }
    }

    static func isNameMark(_ text: [Unicode.Scalar], _ range: Range<Int>) -> Bool {
        isMark(text, range) && text[(range.lowerBound - 1)...].starts(with: marks[0])
    }

    /// At most this many looks of the scanner: what stands in the place of one finding may show another.
    private static let looks = 3

    /// A text that may go into a draft.
    func masked(_ text: String) -> String { cleaned(text).text }

    /// A title that may go into a draft: it has no sentence around a word, so one in small letters that no list knows goes, too.
    func maskedTitle(_ title: String) -> String {
        let text = Array(masked(title).unicodeScalars)
        let clinical = ClinicalWords.ranges(text)
        let unknown = WordTokens.words(text).filter { word in
            guard !Self.isMark(text, word.range), !clinical.contains(where: { $0.overlaps(word.range) }) else {
                return false
            }
            return word.scalars.split { WordTokens.isHyphen($0) }.contains { !WordLore(WordTokens.folded($0)).isListed }
        }
        return string(Self.tidied(replaced(text, unknown.map { ($0.range, Self.name) })))
    }

    /// Whether a masked title still tells something: a word beside the marks and those that hold sentences together.
    static func tells(_ title: String) -> Bool {
        let text = Array(title.unicodeScalars)
        return WordTokens.words(text).contains {
            !isMark(text, $0.range) && !FindingWords.function.contains(WordTokens.folded($0.scalars))
        }
    }

    /// A text that may go into a draft, and whether the last look of the scanner found nothing in it as it is.
    func cleaned(_ text: String) -> (text: String, isClean: Bool) {
        var scalars = Self.tidied(withoutNames(Self.withoutMarkers(Self.readable(text))))
        for look in 0..<Self.looks {
            let seen = string(scalars)
            let all = scanner.findings(seen)
            let found = Self.withoutClinical(all, scalars)
            var next = replaced(scalars, found.map { ($0.start..<$0.end, Self.replacement($0)) })
            // At the first look at a text without findings the names are out already.
            if look > 0 || !found.isEmpty { next = Self.tidied(withoutNames(next)) }
            next = Self.tidied(CapitalWords.withoutUnknown(next))
            // What the scanner takes for a name in a phrase of medicine is for the gate to ask about.
            if found.isEmpty, next == scalars { return (seen, all.isEmpty) }
            scalars = next
        }
        return (string(scalars), false)
    }

    /// The findings but those about phrases of medicine: a unit behind a number is no name, and a disease no person.
    private static func withoutClinical(_ found: [TextFinding], _ text: [Unicode.Scalar]) -> [TextFinding] {
        guard !found.isEmpty else { return found }
        let kept = ClinicalWords.ranges(text)
        guard !kept.isEmpty else { return found }
        return found.filter { finding in
            let mayBeClinical = [.person, .initials, .site, .place].contains(finding.type)
            return !mayBeClinical
                || !kept.contains { $0.lowerBound <= finding.start && finding.end <= $0.upperBound }
        }
    }

    /// A spelling that a report may show: what may be a name of a person is masked; words of bodies and places are not.
    func shown(_ spelling: String) -> String {
        var scalars = withoutNames(Self.withoutMarkers(Self.readable(spelling)))
        let found = scanner.findings(string(scalars)).filter {
            $0.type == .email || $0.type == .phone || $0.type == .dateOfBirth || $0.type == .nhsNumber
        }
        scalars = replaced(scalars, found.map { ($0.start..<$0.end, Self.removed) })
        let text = string(Self.tidied(SpellingWords.withoutNames(Self.tidied(scalars))))
        return text.count <= 200 ? text : String(text.prefix(199)) + "…"
    }

    /// The scalars of a text with its character references read, since a name may be written with them.
    private static func readable(_ text: String) -> [Unicode.Scalar] {
        guard text.utf8.contains(0x26) else { return Array(text.unicodeScalars) }
        // A table that was saved twice has them twice.
        let decoded = HTMLReference.decoded(HTMLReference.decoded(text))
        return CellText.normalised(decoded).unicodeScalars.map { $0 == "\n" ? " " : $0 }
            .filter { $0.value >= 0x20 && $0.value != 0x7F }
    }

    private func string(_ scalars: [Unicode.Scalar]) -> String { WordTokens.string(scalars) }

    private static func replacement(_ finding: TextFinding) -> String {
        switch finding.type {
        case .person, .initials: name
        // The words that the gate proposes stand for one thing of its kind; a body may be another, and articles stand around.
        case .site: sites.contains(finding.rule) ? place : organisation
        case .place: place
        case .age: age
        case .date: finding.proposal ?? date
        default: removed
        }
    }

    /// Rules about places of care; the others are about bodies.
    private static let sites: Set<String> = [
        "site.ward", "site.hospital", "site.practice", "site.school", "site.care-home", "site.own-list",
    ]

    private func replaced(_ text: [Unicode.Scalar], _ parts: [(range: Range<Int>, new: String)]) -> [Unicode.Scalar] {
        var out: [Unicode.Scalar] = []
        out.reserveCapacity(text.count)
        var at = 0
        for part in parts where part.range.lowerBound >= at && part.range.upperBound <= text.count {
            out += text[at..<part.range.lowerBound]
            out += part.new.unicodeScalars
            at = part.range.upperBound
        }
        return out + text[at...]
    }

    private func withoutNames(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard !names.isEmpty else { return text }
        let found = WordTokens.words(text).filter {
            !Self.isMark(text, $0.range) && names.contains($0.scalars) && !Self.isUnit(text, $0)
        }
        guard !found.isEmpty else { return text }
        return replaced(text, found.map { ($0.range, Self.name) })
    }

    /// Whether a word is a unit behind its number, also where somebody is called so: `5 ng`; letters in capitals alone may
    /// be initials.
    private static func isUnit(_ text: [Unicode.Scalar], _ word: WordTokens.Word) -> Bool {
        !word.scalars.allSatisfy(WordTokens.isCapital) && ClinicalWords.isUnit(text, word.range)
    }

    /// `[PERSON]` and `[REDACTED]` become `[name]`, other markers in capitals `[removed]`.
    private static func withoutMarkers(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains("[") else { return text }
        var out: [Unicode.Scalar] = []
        var at = 0
        while at < text.count {
            guard text[at] == "[", let end = text[at...].prefix(42).firstIndex(of: "]"), end > at + 1 else {
                out.append(text[at])
                at += 1
                continue
            }
            let inside = text[(at + 1)..<end]
            let isMarker = inside.allSatisfy {
                (0x41...0x5A).contains($0.value) || "-_ /0123456789".unicodeScalars.contains($0)
            }
            let word = WordTokens.folded(inside)
            if isMarker {
                let isName = ["person", "redacted", "name", "initials"].contains { word.hasPrefix($0) }
                out += (isName ? name : removed).unicodeScalars
            } else if word == "redacted" || word == "name" || word == "removed" {
                out += (word == "removed" ? removed : name).unicodeScalars
            } else {
                out += text[at...end]
            }
            at = end + 1
        }
        return out
    }

    /// A title before a name goes with it, and names beside each other are one.
    private static func tidied(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let mark = Array(name.unicodeScalars)
        var out: [Unicode.Scalar] = []
        var at = 0
        while at < text.count {
            guard text[at] == "[", text[at...].starts(with: mark) else {
                out.append(text[at])
                at += 1
                continue
            }
            at += mark.count
            dropTitle(&out)
            let before = out.last == " " ? out.dropLast() : out[...]
            let isAgain = before.suffix(mark.count).elementsEqual(mark)
            if isAgain { out = Array(before) } else { out += mark }
        }
        return out
    }

    private static func dropTitle(_ out: inout [Unicode.Scalar]) {
        var end = out.count
        while end > 0, out[end - 1] == " " || out[end - 1] == "." { end -= 1 }
        guard end < out.count, end > 0 else { return }
        var start = end
        while start > 0, WordTokens.isLetter(out[start - 1]) { start -= 1 }
        guard FindingWords.titles.contains(WordTokens.folded(out[start..<end])) else { return }
        out.removeSubrange(start...)
    }
}

extension TextMask {
    /// Whether every one of some words is known as one that nobody is called, also where they are in small letters.
    ///
    /// `knowing`: folded words that are known otherwise, such as the letters of a reference.
    func isClear(_ words: String, knowing: Set<String> = []) -> Bool {
        let tokens = WordTokens.words(Array(words.unicodeScalars))
        return areClear(tokens) { _, stem in knowing.contains(stem) || Self.isClear(stem, isAlone: tokens.count == 1) }
            && scanner.findings(words).allSatisfy { !$0.type.isDirect }
    }

    /// Whether no word of a reference may be a name.
    ///
    /// `letters`: folded words that the mapping file writes itself. A few capitals that nobody is called are short for a body.
    func isClear(reference: String, _ letters: Set<String>) -> Bool {
        let scalars = Array(reference.unicodeScalars)
        return areClear(WordTokens.words(scalars)) { part, stem in
            // `NG225`, `TA-100`: some capitals and the number that they count.
            if part.count <= Self.countedLetters, part.allSatisfy({ $0.value &- 0x41 < 26 }),
                Self.isCounted(scalars[part.endIndex...])
            {
                return true
            }
            let isShort = stem.utf8.count <= Self.shortLetters && part.allSatisfy { $0.value &- 0x41 < 26 }
            return letters.contains(stem) || Self.isClear(stem, isAlone: false)
                || isShort && !WordLore(stem).isNameLike
        }
    }

    /// As many capitals before a number are how a body counts, whoever has such initials.
    private static let countedLetters = 3

    private static func isCounted(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        let number = WordTokens.isHyphen(rest.first ?? " ") || rest.first == "/" ? rest.dropFirst() : rest
        return number.first.map(WordTokens.isDigit) ?? false
    }

    /// As many letters has the shortest form of a body at most: `UKHSA`.
    private static let shortLetters = 5

    private func areClear(
        _ tokens: [WordTokens.Word],
        _ isKnown: (ArraySlice<Unicode.Scalar>, String) -> Bool
    ) -> Bool {
        tokens.allSatisfy { token in
            !names.contains(token.scalars)
                && token.scalars.split(whereSeparator: { WordTokens.isHyphen($0) }).allSatisfy { part in
                    let stem = WordTokens.folded(part)
                    return stem.utf8.count <= 1 || isKnown(part, stem)
                }
        }
    }

    private static func isClear(_ stem: String, isAlone: Bool) -> Bool {
        let lore = WordLore(stem)
        let isFunction = lore.isFunction && !(FindingWords.functionNames.contains(stem) && isAlone)
        return isFunction || lore.isField && !lore.isNameLike || lore.isAbbreviation || lore.isPlain
            || lore.isPlaceOnly
    }
}

/// Names that are found when somebody asks for them.
private final class LateNames {
    private let find: () -> NameWords
    private(set) lazy var names = find()

    init(_ find: @escaping () -> NameWords) { self.find = find }
}
