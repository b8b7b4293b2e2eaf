import Anonymisation

/// How one finding of a text is changed.
enum Redaction {
    /// The change that puts words, or the proposal where there are none, in the place of a finding; nil without both.
    static func edit(_ text: String, _ finding: TextFinding, _ words: String?) -> TextEdit? {
        if let words { return TextEdit(start: finding.start, end: finding.end, replacement: words) }
        return finding.proposal.map { edit(Array(text.unicodeScalars), finding, $0) }
    }

    /// The proposal, and what the word before it has to become: "Mr the person" and "on March 2025" do not read.
    private static func edit(_ text: [Unicode.Scalar], _ finding: TextFinding, _ proposal: String) -> TextEdit {
        let (start, word) = wordBefore(text, finding.start)
        let isPerson = finding.type == .person || finding.type == .initials
        if isPerson, titles.contains(word.lowercased()) {
            return TextEdit(start: start, end: finding.end, replacement: proposal)
        }
        // "Staff nurse T.K. started": the role says enough.
        if isPerson, proposal.first == "[", NameContext.isBehindRole(text, at: finding.start) {
            return TextEdit(start: finding.start - 1, end: finding.end, replacement: "")
        }
        if finding.type == .date, word.lowercased() == "on" {
            let preposition = word == "On" ? "In " : "in "
            return TextEdit(start: start, end: finding.end, replacement: preposition + proposal)
        }
        return TextEdit(start: finding.start, end: finding.end, replacement: proposal)
    }

    private static let titles: Set<String> = ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame"]

    /// The word before a place, and where it begins.
    private static func wordBefore(_ text: [Unicode.Scalar], _ place: Int) -> (start: Int, word: String) {
        var end = place
        while end > 0, text[end - 1] == " " || text[end - 1] == "." { end -= 1 }
        var start = end
        while start > 0, text[start - 1].properties.isAlphabetic { start -= 1 }
        var word = String.UnicodeScalarView()
        word.append(contentsOf: text[start..<end])
        return (start, String(word))
    }
}
