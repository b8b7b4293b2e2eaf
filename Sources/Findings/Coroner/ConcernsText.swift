/// The matters of concern in a report: the only part of it that is taken.
enum ConcernsText {
    /// The concerns in order, one line each; none where the cell is empty or holds only what every report says.
    static func concerns(_ cell: String) -> [String] {
        if cell.isEmpty { return [] }
        let (_, points) = NumberedPoints.split(cell)
        // What stands before the first number is said in every report, or leads up to the points.
        let real = points.map(withoutBoilerplate).filter(saysSomething)
        if !real.isEmpty { return real }
        let rest = withoutBoilerplate(NumberedPoints.line(Array(cell.unicodeScalars)[...]))
        return saysSomething(rest) ? [rest] : []
    }

    private static func saysSomething(_ text: String) -> Bool {
        if text.isEmpty { return false }
        return WordTokens.words(Array(text.unicodeScalars)).count { $0.scalars.count > 2 } >= 3
    }

    /// How sentences begin and what else they hold that every report has by the form.
    private static let said: [(start: String, inside: String)] = [
        ("during the course of", "giving rise to concern"), ("during the course of", "concern"),
        ("in my opinion there is a risk", "future deaths"), ("in my opinion action should be taken", ""),
        ("in the circumstances it is my statutory duty", ""), ("it is my statutory duty to report", ""),
        ("the matters of concern are", "as follows"), ("the matter of concern is", "as follows"),
        ("the matters of concern are", ""), ("matters of concern", ""), ("my concerns are as follows", ""),
        ("the evidence revealed matters giving rise to concern", ""), ("brief summary of matters of concern", ""),
    ]

    /// A text without sentences that every report has.
    static func withoutBoilerplate(_ text: String) -> String {
        var kept: [Substring] = []
        for sentence in sentences(text) {
            // No sentence of the form is longer; what begins like one and goes on is a concern.
            guard sentence.utf8.count < 400 else {
                kept.append(sentence)
                continue
            }
            let plain = plain(sentence)
            let isSaid = said.contains { rule in
                guard plain.hasPrefix(rule.start) else { return false }
                // A concern may begin with the same words and go on.
                let isShort = plain.utf8.count < 220
                return isShort && (rule.inside.isEmpty || plain.dropFirst(rule.start.count).contains(rule.inside))
                    && (rule.inside != "concern" || plain.hasSuffix("concern"))
            }
            if !isSaid, !plain.isEmpty { kept.append(sentence) }
        }
        return kept.joined().trimmed
    }

    /// Small letters and single blanks, to be compared.
    private static func plain(_ sentence: Substring) -> String {
        WordTokens.words(Array(sentence.unicodeScalars)).map { WordTokens.folded($0.scalars) }.joined(separator: " ")
    }

    /// Pieces that end with a full stop or a colon and the blanks behind it.
    private static func sentences(_ text: String) -> [Substring] {
        var sentences: [Substring] = []
        var start = text.startIndex
        let bytes = text.utf8
        var at = bytes.startIndex
        while at < bytes.endIndex {
            let next = bytes.index(after: at)
            let isEnd = bytes[at] == 0x2E || bytes[at] == 0x3A
            if isEnd, next == bytes.endIndex || bytes[next] == 0x20 || bytes[next] == 0x0A {
                sentences.append(text[start..<next])
                start = next
            }
            at = next
        }
        if start < text.endIndex { sentences.append(text[start...]) }
        return sentences
    }
}
