/// The matters of concern in a report: the only part of it that is taken.
enum ConcernsText {
    /// What is taken of a cell, and how much of it is said in every report.
    struct Reading: Equatable {
        /// The concerns in order, one line each; none where the cell is empty or holds only what every report says.
        var concerns: [String] = []
        /// Sentences of the form that were left out.
        var leftOut = 0
    }

    static func reading(_ cell: String) -> Reading {
        var reading = Reading()
        if cell.isEmpty { return reading }
        let (before, points) = NumberedPoints.split(cell)
        // What stands before the first number may lead up to the points, or be the first of them.
        let opening = NumberedPoints.line(Array(take(before, &reading.leftOut).unicodeScalars)[...])
        if saysSomething(opening) { reading.concerns += points.isEmpty ? parts(before, opening) : [opening] }
        for point in points {
            let text = take(point, &reading.leftOut)
            if saysSomething(text) { reading.concerns.append(text) }
        }
        return reading
    }

    /// A text without numbers is one point; one that would be cut falls into its paragraphs.
    private static func parts(_ text: String, _ whole: String) -> [String] {
        guard whole.unicodeScalars.count > FindingLimits.textCharactersMax else { return [whole] }
        var again = 0
        return paragraphs(text).map { NumberedPoints.line(Array(take($0, &again).unicodeScalars)[...]) }
            .filter(saysSomething)
    }

    private static func paragraphs(_ text: String) -> [String] {
        var paragraphs: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty || paragraphs.isEmpty { paragraphs.append("") }
            paragraphs[paragraphs.count - 1] += (paragraphs[paragraphs.count - 1].isEmpty ? "" : "\n") + line
        }
        return paragraphs.filter { !$0.isEmpty }
    }

    /// Short points are points as well; signs alone are none.
    private static func saysSomething(_ text: String) -> Bool {
        WordTokens.words(Array(text.unicodeScalars)).contains { $0.scalars.count > 1 }
    }

    /// A text without sentences that every report has; counts them.
    private static func take(_ text: String, _ leftOut: inout Int) -> String {
        var kept = ""
        for paragraph in paragraphs(text) {
            var sentences = sentences(paragraph)
            sentences.removeAll { sentence in
                let isSaid = isOfTheForm(sentence)
                if isSaid { leftOut += 1 }
                return isSaid
            }
            let rest = sentences.joined().trimmed
            if !rest.isEmpty { kept += (kept.isEmpty ? "" : "\n\n") + rest }
        }
        return kept
    }

    /// What makes a sentence one of the form.
    private static let marks = [
        "giving rise to concern", "risk that future deaths", "statutory duty", "matters of concern",
        "matter of concern", "action should be taken to prevent future deaths", "my concerns are", "coroners concerns",
        "concerns are as follows",
    ]

    /// All words that sentences of the form have: one more, and the sentence says something of its own.
    private static let words: Set<String> = [
        "a", "action", "am", "and", "any", "are", "as", "be", "believe", "brief", "circumstances", "concern",
        "concerns",
        "coroner", "coroners", "could", "course", "death", "deaths", "during", "duty", "evidence", "following",
        "follows", "for", "form", "future", "giving", "has", "have", "i", "in", "inquest", "inquests",
        "inquiries", "inquiry", "investigation", "investigations", "is", "it", "matter", "matters", "may",
        "might", "mr", "mrs", "ms", "my", "name", "of", "opinion", "or", "organisation", "organisations", "person",
        "power", "prevent", "report", "reports", "revealed", "rise", "risk", "set", "out", "should", "statutory",
        "such", "summary", "take", "taken", "that", "the", "there", "therefore", "this", "to", "unless",
        "will", "would", "you", "your", "below", "respect", "into", "occur", "continue", "arise", "touching",
    ]

    private static func isOfTheForm(_ sentence: Substring) -> Bool {
        // No sentence of the form is longer.
        guard sentence.utf8.count < 300 else { return false }
        var said: [String] = []
        for word in WordTokens.words(Array(sentence.unicodeScalars)) {
            let word = WordTokens.folded(word.scalars)
            guard words.contains(word) else { return false }
            said.append(word)
        }
        guard !said.isEmpty else { return false }
        let plain = said.joined(separator: " ")
        return plain == "concerns" || marks.contains { plain.contains($0) }
    }

    /// Pieces that end with a stop or a colon and the blanks behind it.
    private static func sentences(_ text: String) -> [Substring] {
        var sentences: [Substring] = []
        var start = text.startIndex
        let bytes = text.utf8
        var at = bytes.startIndex
        while at < bytes.endIndex {
            let next = bytes.index(after: at)
            let isEnd = [0x2E, 0x3A, 0x21, 0x3F].contains(bytes[at])
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
