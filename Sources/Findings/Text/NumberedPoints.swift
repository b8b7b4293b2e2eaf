/// Splits a text into the points that it numbers: `(1)`, `1.`, `1)`, `(a)`, `a)`.
enum NumberedPoints {
    private enum Style: CaseIterable {
        case bracketed
        case dotted
        case halfBracketed
        case letterBracketed
        case letterHalf
    }

    private struct Mark {
        let start: Int
        let end: Int
        let number: Int
        let opensLine: Bool
        /// Behind a colon, a stop or another sign at which a point may begin; inside a sentence it may be a reference.
        let opensPoint: Bool
    }

    /// The text before the first point, and the points in one line each; none where nothing is numbered.
    static func split(_ text: String) -> (before: String, points: [String]) {
        let scalars = Array(text.unicodeScalars)
        let places = scalars.indices.filter { isPlace(scalars, $0) }
        let best = Style.allCases.map { sequence(marks(scalars, places, $0)) }.filter { !$0.isEmpty }
            .min { ($0[0].start, -$0.count) < ($1[0].start, -$1.count) }
        guard let marks = best else { return (text, []) }
        var points: [String] = []
        for (position, mark) in marks.enumerated() {
            let end = position + 1 < marks.count ? marks[position + 1].start : scalars.count
            let point = line(scalars[mark.end..<end])
            if !point.isEmpty { points.append(point) }
        }
        return (string(scalars[..<marks[0].start]), points)
    }

    /// One line of a text.
    static func line(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        string(Array(scalars.split { $0 == " " || $0 == "\n" }.joined(separator: CollectionOfOne(" ")))[...])
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String { WordTokens.string(scalars) }

    /// Marks that count up from one; a line may begin again at one, as a list for another body does.
    ///
    /// The first stands where a point may begin. One behind it may stand inside a sentence where none of its number stands
    /// better.
    private static func sequence(_ marks: [Mark]) -> [Mark] {
        var taken: [Mark] = []
        for (position, mark) in marks.enumerated() {
            if mark.number == 1, taken.isEmpty ? mark.opensPoint : mark.opensLine {
                taken.append(mark)
            } else if let last = taken.last, mark.number == last.number + 1 {
                let hasBetter = marks[(position + 1)...].prefix { !($0.number == 1 && $0.opensLine) }
                    .contains { $0.number == mark.number && $0.opensPoint }
                if mark.opensPoint || !hasBetter { taken.append(mark) }
            }
        }
        return taken
    }

    /// Whether a mark may begin there: a bracket, a digit or a small letter with a sign close behind it.
    private static func isPlace(_ text: [Unicode.Scalar], _ at: Int) -> Bool {
        guard at == 0 || text[at - 1] == " " || text[at - 1] == "\n" else { return false }
        if text[at] == "(" { return true }
        return text[at...].dropFirst().prefix(2).contains { $0 == "." || $0 == ")" }
    }

    private static func marks(_ text: [Unicode.Scalar], _ places: [Int], _ style: Style) -> [Mark] {
        var marks: [Mark] = []
        for at in places {
            // A bracket is a mark inside a line, too; a number with a dot may be one of a sentence.
            let opensLine = at == 0 || text[at - 1] == "\n" || (at > 1 && text[at - 2] == "\n")
            guard opensLine || style == .bracketed, let mark = mark(text, at, style, opensLine) else { continue }
            if opensLine || !isReference(text, before: at) { marks.append(mark) }
        }
        return marks
    }

    private static func mark(_ text: [Unicode.Scalar], _ start: Int, _ style: Style, _ opensLine: Bool) -> Mark? {
        var at = start
        if style == .bracketed || style == .letterBracketed {
            guard text[at] == "(" else { return nil }
            at += 1
        }
        var number = 0
        if style == .letterBracketed || style == .letterHalf {
            guard at < text.count, (0x61...0x7A).contains(text[at].value) else { return nil }
            number = Int(text[at].value) - 0x60
            at += 1
        } else {
            let first = at
            while at < text.count, (0x30...0x39).contains(text[at].value), at - first < 2 {
                number = number * 10 + Int(text[at].value) - 0x30
                at += 1
            }
            guard at > first else { return nil }
        }
        guard at < text.count, text[at] == (style == .dotted ? "." : ")") else { return nil }
        at += 1
        // `1.5` is a number, no point.
        guard at == text.count || !(0x30...0x39).contains(text[at].value) else { return nil }
        let signs: [Unicode.Scalar] = [".", ":", ";", "!", "?", "-", "–", "—"]
        let opensPoint = opensLine || start > 1 && signs.contains(text[start - 2])
        return Mark(start: start, end: at, number: number, opensLine: opensLine, opensPoint: opensPoint)
    }

    private static let referring: Set<String> = [
        "paragraph", "paragraphs", "section", "sections", "subsection", "regulation", "article", "rule", "clause",
        "schedule", "part", "point", "points", "step", "steps", "item", "items", "concern", "para", "see",
    ]

    /// `paragraph (1)`: the word before says that the number refers to something.
    private static func isReference(_ text: [Unicode.Scalar], before at: Int) -> Bool {
        var start = at - 1
        while start > 0, WordTokens.isLetter(text[start - 1]) { start -= 1 }
        return start < at - 1 && referring.contains(WordTokens.folded(text[start..<(at - 1)]))
    }
}

/// Cuts texts at the ends of sentences.
enum Sentences {
    /// A text of at most so many characters, cut behind a sentence where that leaves a third of it, and with `…`.
    static func cut(_ text: String, to max: Int) -> String {
        let scalars = Array(text.unicodeScalars)
        guard scalars.count > max else { return text }
        let room = scalars[..<(max - 2)]
        var end: Int?
        for at in room.indices.reversed() where [".", "!", "?"].contains(room[at]) {
            guard at + 1 < scalars.count, scalars[at + 1] == " " else { continue }
            end = at + 1
            break
        }
        var view = String.UnicodeScalarView()
        if let end, end > max / 3 {
            view.append(contentsOf: room[..<end])
            view.append(contentsOf: " …".unicodeScalars)
        } else {
            let blank = room.lastIndex(of: " ") ?? room.endIndex
            view.append(contentsOf: room[..<blank])
            view.append("…")
        }
        return String(view)
    }
}
