/// The age at which most readers can follow a text, measured by the Flesch-Kincaid grade level plus five years.
///
/// Grade = 0.39 x words / sentences + 11.8 x syllables / words - 15.59 (Kincaid, Fishburne, Rogers and Chissom 1975,
/// Research Branch Report 8-75, Naval Technical Training Command). Pupils of a United States grade are five years older
/// than its number when it begins. It measures length alone: what a text says can still be hard.
package struct ReadingAge: Sendable, Equatable {
    /// Above this age a text is too hard for a notice board: the NHS service manual asks for 9 to 11.
    package static let oldestYears = 11.0

    package let words: Int
    package let sentences: Int
    package let syllables: Int

    /// Measures a text; nil for one without words.
    package init?(of text: String) {
        var counter = Counter()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) { counter.add(line) }
        counter.endSentence()
        guard counter.words > 0 else { return nil }
        words = counter.words
        sentences = counter.sentences
        syllables = counter.syllables
    }

    /// The grade of the formula, which can lie below zero for very short sentences.
    package var grade: Double {
        0.39 * Double(words) / Double(sentences) + 11.8 * Double(syllables) / Double(words) - 15.59
    }

    /// In years, at least 5.
    package var years: Double { max(5, grade + 5) }

    /// In years with one decimal, such as `9.4`.
    package var shown: String {
        let tenths = Int((years * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// What whoever makes the page should know; nil for a text that most can read.
    package var warning: String? {
        guard years > Self.oldestYears else { return nil }
        return """
            The reading age is \(shown) years. The NHS service manual asks for 9 to 11 years, so that most adults can \
            read it: use shorter sentences and shorter words.
            """
    }

    /// The measure and its formula in a sentence, for whoever makes the page.
    package var note: String {
        """
        Reading age \(shown) years by the Flesch-Kincaid grade level plus 5: \(words) words, \(sentences) sentences, \
        \(syllables) syllables.
        """
    }

    /// Counts line by line.
    private struct Counter {
        var words = 0
        var sentences = 0
        var syllables = 0
        private var isInSentence = false

        /// Abbreviations whose stops end no sentence.
        private static let abbreviations: Set<String> = ["e.g", "i.e", "dr", "mr", "mrs", "ms", "st", "vs", "approx"]

        /// A line that is blank, or begins an item of a list, ends the sentence before it.
        mutating func add(_ line: Substring) {
            let parts = line.split(whereSeparator: isGap)
            guard let first = parts.first else { return endSentence() }
            if ["-", "*", "\u{2022}", "+"].contains(first) { endSentence() }
            for part in parts { add(word: part) }
        }

        private func isGap(_ character: Character) -> Bool {
            character.isWhitespace || ["/", "\u{2013}", "\u{2014}"].contains(character)
        }

        private mutating func add(word part: Substring) {
            guard part.contains(where: { $0.isLetter || $0.isNumber }) else {
                if part.contains(where: endsSentence) { endSentence() }
                return
            }
            words += 1
            isInSentence = true
            syllables += Syllables.count(in: String(part))
            let tail = part.reversed().prefix { !$0.isLetter && !$0.isNumber }
            guard tail.contains(where: endsSentence) else { return }
            let bare = part.dropLast(tail.count).drop { !$0.isLetter && !$0.isNumber }.lowercased()
            if !(tail.contains(".") && Self.abbreviations.contains(bare)) { endSentence() }
        }

        private func endsSentence(_ character: Character) -> Bool {
            [".", "!", "?", "\u{2026}"].contains(character)
        }

        mutating func endSentence() {
            if isInSentence { sentences += 1 }
            isInSentence = false
        }
    }
}
