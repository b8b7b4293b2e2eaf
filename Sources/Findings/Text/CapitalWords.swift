import Anonymisation

/// Masks words with a capital letter that nothing says are no names.
///
/// The scanner judges by what stands around a word; in a finding about somebody's care that is not enough.
enum CapitalWords {
    /// Words with a capital letter that findings are full of; everything else has to be an ordinary word by the lists of the
    /// gate, a term of the field, or an abbreviation.
    private static let allowed: Set<String> = [
        "trust", "nhs", "board", "team", "service", "services", "care", "health", "mental", "act", "code", "practice",
        "hospital", "hospitals", "ward", "unit", "coroner", "inquest", "court", "department", "government",
        "ministry", "secretary", "state", "minister", "england", "wales", "english", "welsh", "british", "council",
        "police", "prison", "ambulance", "commission", "quality", "executive", "agency", "authority", "college",
        "royal", "national", "institute", "excellence", "guidance", "guideline", "guidelines", "policy", "procedure",
        "protocol", "framework", "plan", "programme", "strategy", "review", "report", "alert", "safety", "patient",
        "patients", "committee", "group", "society", "association", "foundation", "partnership", "university",
        "community", "crisis", "home", "treatment", "access", "liaison", "psychiatry", "psychiatric", "emergency",
        "accident", "section", "schedule", "regulation", "regulations", "article", "part", "appendix", "table",
        "figure", "general", "practitioner", "practitioners", "nurse", "nursing", "doctor", "doctors", "consultant",
        "pharmacist", "pharmacy", "manager", "director", "officer", "governor", "chief", "lead", "head", "senior",
        "junior", "social", "worker", "local", "integrated", "clinical", "medical", "system", "systems", "standard",
        "standards", "level", "grade", "band", "phase", "stage", "early", "intervention", "assessment", "risk",
        "form", "record", "records", "electronic", "the", "a", "an", "in", "of", "and", "or", "for", "to", "i", "we",
        "it", "they", "he", "she", "his", "her", "their", "this", "that", "these", "those", "there", "if", "when",
        "on", "at", "by", "from", "as", "no", "not", "all", "any", "some", "each", "every", "who", "whom", "which",
        "what", "how", "why", "where", "with", "without", "during", "after", "before", "although", "whilst", "while",
        "however", "internet", "web", "christmas", "easter", "bank", "holiday", "parliament", "crown", "convention",
        "european", "human", "rights", "children", "child", "adult", "adults", "older", "people", "persons",
        "working", "age", "justice", "even", "olds", "person", "family", "public", "private", "committee",
        "investigation", "evidence", "jury", "custody", "chair",
        "missing", "young", "serious", "incident", "response", "future", "deaths", "death", "prevention", "matters",
        "concern",
    ]

    static func withoutUnknown(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let words = WordTokens.words(text)
        guard words.contains(where: { $0.scalars.contains { WordTokens.isCapital($0) } }) else { return text }
        // A word that the text itself has in small letters, too, is an ordinary one.
        var small: Set<String>?
        var out: [Unicode.Scalar] = []
        out.reserveCapacity(text.count)
        var at = 0
        for word in words where word.scalars.contains(where: { WordTokens.isCapital($0) }) {
            guard !isInMarker(text, word.range) else { continue }
            if small == nil { small = smallWords(words) }
            guard !isKnown(word.scalars, opens: opensSentence(text, word.range.lowerBound), small ?? []) else {
                continue
            }
            out += text[at..<word.range.lowerBound]
            out += TextMask.name.unicodeScalars
            at = word.range.upperBound
        }
        return out + text[at...]
    }

    private static func smallWords(_ words: [WordTokens.Word]) -> Set<String> {
        Set(words.filter { !$0.scalars.contains { WordTokens.isCapital($0) } }.map { WordTokens.folded($0.scalars) })
    }

    private static func isInMarker(_ text: [Unicode.Scalar], _ range: Range<Int>) -> Bool {
        range.lowerBound > 0 && text[range.lowerBound - 1] == "["
    }

    /// Whether a word stands where every word has a capital letter.
    private static func opensSentence(_ text: [Unicode.Scalar], _ start: Int) -> Bool {
        var at = start
        while at > 0 {
            let scalar = text[at - 1]
            if [" ", "\"", "(", "'", "“", "‘", "’", "”"].contains(scalar) {
                at -= 1
            } else {
                return [".", "!", "?", ":", ";", "\n", "•", "-", "–", "—", ")", "*", "…"].contains(scalar)
            }
        }
        return true
    }

    private static func isKnown(_ word: ArraySlice<Unicode.Scalar>, opens: Bool, _ small: Set<String>) -> Bool {
        // Each part of a word with hyphens counts.
        let parts = word.split { WordTokens.isHyphen($0) }
        guard parts.count <= 1 else { return parts.allSatisfy { isKnown($0, opens: opens, small) } }
        guard word.contains(where: { WordTokens.isCapital($0) }) else { return true }
        var stem = word
        if let mark = stem.lastIndex(where: { WordTokens.isApostrophe($0) }) {
            // The possessive; a mark elsewhere, as in a surname, stays.
            if stem.endIndex - mark <= 2 { stem = stem[..<mark] }
        }
        let folded = WordTokens.folded(stem)
        if allowed.contains(folded) || folded.unicodeScalars.count <= 1 { return true }
        let facts = RuleBook.embedded.facts(of: folded)
        if facts.isTerm { return true }
        if isAbbreviation(stem) { return !facts.isName || facts.isOrdinary }
        guard !facts.isName || opens && facts.isOrdinary else { return false }
        return facts.isOrdinary || small.contains(folded) || isInflected(folded)
    }

    /// `GP`, `GPs`, `ACCT`: capitals, at most six.
    private static func isAbbreviation(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
        let capitals = word.last == "s" && word.count > 2 ? word.dropLast() : word
        return capitals.count <= 6 && capitals.allSatisfy(WordTokens.isCapital)
    }

    /// Whether an ordinary word is inside a longer form of it.
    private static func isInflected(_ word: String) -> Bool {
        for ending in ["s", "es", "ed", "d", "ing", "ly", "al", "ally", "ment", "ments", "ness", "ity"]
        where word.utf8.count > ending.utf8.count + 3 && word.hasSuffix(ending) {
            let facts = RuleBook.embedded.facts(of: String(word.dropLast(ending.utf8.count)))
            if facts.isOrdinary, !facts.isName { return true }
        }
        return false
    }
}
