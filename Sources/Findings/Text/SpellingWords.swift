import LessonExchange
import StrictJSON

/// Masks names in a spelling of a body, a place or a category, which has to stay readable: a person is to look it up.
enum SpellingWords {
    static func withoutNames(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let marked = MarkedWords(text)
        var isKept = marked.words.map { _ in true }
        for segment in segments(marked) {
            let hasBody = segment.contains { FindingWords.bodies.contains(marked.words[$0].stem) }
            for position in segment { isKept[position] = self.isKept(marked, position, hasBody: hasBody) }
            maskBeside(marked, segment, &isKept)
        }
        var out: [Unicode.Scalar] = []
        var at = 0
        for (position, word) in marked.words.enumerated() where !isKept[position] {
            out += text[at..<word.range.lowerBound]
            out += TextMask.name.unicodeScalars
            at = word.range.upperBound
            if word.shape == .initial, at < text.count, text[at] == "." { at += 1 }
        }
        return out + text[at...]
    }

    /// Parts between signs: a person stands in one, the body in another.
    private static func segments(_ marked: MarkedWords) -> [[Int]] {
        var segments: [[Int]] = [[]]
        for position in marked.words.indices {
            segments[segments.count - 1].append(position)
            if marked.gap(behind: position).contains(where: { ",;:|/()\n".unicodeScalars.contains($0) }) {
                segments.append([])
            }
        }
        return segments
    }

    private static func isKept(_ marked: MarkedWords, _ position: Int, hasBody: Bool) -> Bool {
        let word = marked.words[position]
        switch word.shape {
        case .mark: return true
        case .initial: return marked.gap(behind: position).first == "&" || isBehindSign(marked, position)
        case .mixed: return WordLore(word.stem).isKnownMixed
        default: break
        }
        let stems = word.parts.isEmpty ? [word.stem] : word.parts.map(\.stem)
        return stems.allSatisfy { isKept(WordLore($0), word, hasBody: hasBody) }
    }

    private static func isBehindSign(_ marked: MarkedWords, _ position: Int) -> Bool {
        let start = marked.words[position].range.lowerBound
        return start > 0 && marked.text[start - 1] == "&"
    }

    private static func isKept(_ lore: WordLore, _ word: MarkedWords.Word, hasBody: Bool) -> Bool {
        if FindingWords.titles.contains(lore.stem) { return true }
        if word.shape == .capitals, lore.isAbbreviation { return true }
        if lore.isFunction { return hasBody || !FindingWords.functionNames.contains(lore.stem) || word.shape == .small }
        // Letters that no list knows are somebody's initials.
        if word.shape == .capitals, lore.stem.utf8.count <= 3 {
            return lore.isPlain || lore.isField && !lore.isNameLike
        }
        if lore.isField { return hasBody || !lore.isNameLike }
        if lore.isPlace { return hasBody || !lore.isName }
        if lore.isName { return false }
        return lore.isPlain || hasBody && tableWords.contains(lore.stem)
    }

    /// A word beside a name is one, where it may be.
    private static func maskBeside(_ marked: MarkedWords, _ segment: [Int], _ isKept: inout [Bool]) {
        func isName(_ position: Int) -> Bool {
            guard segment.contains(position) else { return false }
            return !isKept[position]
                || marked.words[position].shape == .mark
                    && TextMask.isNameMark(marked.text, marked.words[position].range)
        }
        for position in segment where isKept[position] && marked.words[position].shape != .mark {
            let lore = WordLore(marked.words[position].stem)
            let isTitled =
                position > 0 && marked.joinsNext(position - 1)
                && FindingWords.titles.contains(marked.words[position - 1].stem)
            if isTitled, !lore.isFunction { isKept[position] = false }
            guard lore.isNameLike, !lore.isFunction, !lore.isAbbreviation else { continue }
            let isBehind = isName(position - 1) && marked.joinsNext(position - 1)
            let leadsBody =
                marked.next(position).map { FindingWords.bodies.contains($0.stem) || WordLore($0.stem).isPlace }
                ?? false
            if isBehind, !leadsBody, !FindingWords.bodies.contains(lore.stem) { isKept[position] = false }
        }
    }

    /// Words of the names of bodies and areas that are in our own tables.
    private static let tableWords: Set<String> = {
        var words: Set<String> = []
        func add(_ name: String?) {
            for word in WordTokens.words(Array((name ?? "").unicodeScalars)) {
                words.formUnion(word.scalars.split { WordTokens.isHyphen($0) }.map { WordTokens.folded($0) })
            }
        }
        if let bytes = EmbeddedSchemas.bytes("codes/ods-display.json"), let list = try? JSONDocument(parsing: bytes) {
            for code in list.root["codes"]?.elements ?? [] { add(code["display"]?.string) }
        }
        for area in EmbeddedTable.named("coroner-areas.json")["areas"]?.elements ?? [] { add(area["name"]?.string) }
        for member in EmbeddedTable.named("organisation-aliases.json")["names"]?.members ?? [] {
            add(member.value.string)
        }
        return words
    }()
}
