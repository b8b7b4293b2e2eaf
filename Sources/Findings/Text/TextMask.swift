import Anonymisation

/// Takes out of a text whatever might be a name or single somebody out; what is left is machine-cleaned.
///
/// Errs on one side: a name in the output is worse than a word that is lost.
struct TextMask {
    let scanner: TextScanner
    let names: NameWords

    static let name = "[name]"
    static let removed = "[removed]"

    /// At most this many looks of the scanner: what stands in the place of one finding may show another.
    private static let looks = 3

    /// A text that may go into a draft.
    func masked(_ text: String) -> String { cleaned(text).text }

    /// A text that may go into a draft, and whether the last look of the scanner found nothing in it as it is.
    func cleaned(_ text: String) -> (text: String, isClean: Bool) {
        var scalars = Self.tidied(withoutNames(Self.withoutMarkers(Array(text.unicodeScalars))))
        for look in 0..<Self.looks {
            let seen = string(scalars)
            let found = scanner.findings(seen)
            if !found.isEmpty { scalars = replaced(scalars, found.map { ($0.start..<$0.end, Self.replacement($0)) }) }
            if look == 0 { scalars = CapitalWords.withoutUnknown(scalars) }
            scalars = Self.tidied(scalars)
            let masked = string(scalars)
            if found.isEmpty, masked.utf8.elementsEqual(seen.utf8) { return (masked, true) }
        }
        return (string(scalars), false)
    }

    /// A spelling that a report may show: what may be a name of a person is masked, places and bodies are not.
    func shown(_ spelling: String) -> String {
        var scalars = Self.withoutMarkers(Array(spelling.unicodeScalars))
        scalars = Self.withoutTitled(withoutNames(scalars))
        let found = scanner.findings(string(scalars)).filter {
            $0.type == .person || $0.type == .initials || $0.type == .email || $0.type == .phone
                || $0.type == .dateOfBirth
                || $0.type == .nhsNumber
        }
        scalars = replaced(scalars, found.map { ($0.start..<$0.end, Self.name) })
        let text = string(Self.tidied(scalars))
        return text.count <= 200 ? text : String(text.prefix(199)) + "…"
    }

    private func string(_ scalars: [Unicode.Scalar]) -> String { WordTokens.string(scalars) }

    private static func replacement(_ finding: TextFinding) -> String {
        switch finding.type {
        case .person, .initials: name
        case let type where type.isDirect: removed
        default: finding.proposal ?? removed
        }
    }

    private func replaced(_ text: [Unicode.Scalar], _ parts: [(range: Range<Int>, new: String)]) -> [Unicode.Scalar] {
        var out: [Unicode.Scalar] = []
        out.reserveCapacity(text.count)
        var at = 0
        for part in parts where part.range.lowerBound >= at && part.range.upperBound <= text.count {
            out += text[at..<part.range.lowerBound]
            out += Self.joined(part.new, behind: out).unicodeScalars
            at = part.range.upperBound
        }
        return out + text[at...]
    }

    /// A proposal without its article where one stands there already.
    private static func joined(_ new: String, behind text: [Unicode.Scalar]) -> Substring {
        for article in ["the ", "a ", "an "] where new.hasPrefix(article) {
            let before = WordTokens.folded(text.suffix(5).split(separator: " ").last ?? [])
            if text.last == " ", ["the", "a", "an"].contains(before) { return new.dropFirst(article.count) }
        }
        return new[...]
    }

    private func withoutNames(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard !names.words.isEmpty else { return text }
        let words = WordTokens.words(text)
        let found = words.filter { names.contains($0.scalars) }
        guard !found.isEmpty else { return text }
        return replaced(text, found.map { ($0.range, Self.name) })
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

    private static let titles: Set<String> = [
        "mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "prof", "professor", "sir", "dame", "lord", "lady", "baroness",
        "rev",
        "reverend",
    ]

    /// A title and the words with capitals behind it, up to a sign, as one name.
    private static func withoutTitled(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let words = WordTokens.words(text)
        var out: [Unicode.Scalar] = []
        var at = 0
        var position = 0
        while position < words.count {
            let word = words[position]
            position += 1
            guard titles.contains(WordTokens.folded(word.scalars)), word.range.lowerBound >= at else { continue }
            var end = word.range.upperBound
            while position < words.count {
                let gap = text[end..<words[position].range.lowerBound]
                guard gap.allSatisfy({ $0 == " " || $0 == "." }),
                    words[position].scalars.first.map(WordTokens.isCapital) == true
                else { break }
                end = words[position].range.upperBound
                position += 1
            }
            out += text[at..<word.range.lowerBound]
            out += name.unicodeScalars
            at = end
        }
        return out + text[at...]
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
        guard titles.contains(WordTokens.folded(out[start..<end])) else { return }
        out.removeSubrange(start...)
    }
}

extension TextMask {
    /// Whether nothing in some words may be a name, also where they are written in small letters.
    func isClear(_ words: String) -> Bool {
        let tokens = WordTokens.words(Array(words.unicodeScalars))
        if tokens.contains(where: { names.contains($0.scalars) }) { return false }
        let capitals = words.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(
            separator: " "
        )
        return scanner.findings(words).allSatisfy { !$0.type.isDirect }
            && scanner.findings(capitals).allSatisfy { $0.type != .person && $0.type != .initials }
    }
}
