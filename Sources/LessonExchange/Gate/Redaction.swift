package import Anonymisation
package import StrictJSON

/// A draft with the gate's proposals taken: a new draft in the form of the old one, and what was done.
package struct Redaction: Sendable {
    /// One proposal that was taken: place, kind and rule, never the text.
    package struct Step: Sendable {
        package let place: String
        package let type: IdentifierType
        package let rule: String

        package var tree: JSONTree {
            .object(of: ["place": .string(place), "type": .string(type.rawValue), "rule": .string(rule)])
        }
    }

    package let draft: [UInt8]
    package let steps: [Step]

    /// A change can bring another proposal with it, but not for ever.
    private static let roundsMax = 8

    /// Takes every proposal, scans again, and goes on until none is left.
    ///
    /// In a form only its prose is changed; what a form tells as a whole stays with the author. Findings without a proposal
    /// are still in the new draft.
    ///
    /// - Parameters:
    ///   - bytes: a form or a JSON text.
    ///   - marking: who may see it; a public lesson may tell less.
    /// - Throws: ``LessonExchangeError`` when the draft cannot be read.
    package init(takingProposalsOf bytes: [UInt8], marking: String) throws(LessonExchangeError) {
        if LessonForm.isForm(bytes) {
            let form = try LessonForm(parsing: bytes)
            (draft, steps) = Self.redacted(form, bytes)
        } else {
            (draft, steps) = try Self.redactedRecord(bytes, marking)
        }
    }

    // MARK: JSON

    private static func redactedRecord(
        _ bytes: [UInt8],
        _ marking: String
    ) throws(LessonExchangeError) -> ([UInt8], [Step]) {
        var document = try DraftChecker.parse(bytes)
        var steps: [Step] = []
        for _ in 0..<roundsMax {
            let (tree, taken) = round(document.root, marking)
            if taken.isEmpty { break }
            steps += taken
            document = try DraftChecker.parse(tree.compactBytes)
        }
        return steps.isEmpty ? (bytes, []) : (JSONTree(document.root).prettyBytes + [0x0A], steps)
    }

    /// One look at the texts; when nothing is left in them, one at the record.
    private static func round(_ lesson: JSONValue, _ marking: String) -> (JSONTree, [Step]) {
        var tree = JSONTree(lesson)
        var steps: [Step] = []
        let findings = AnonymisationGate.findings(in: lesson)
        for (pointer, findings) in AnonymisationGate.byText(lesson, findings) {
            let text = pointer.resolve(in: lesson)?.string ?? ""
            guard let changed = redacted(text, findings) else { continue }
            let proposal = RecordProposal(pointer: pointer, replacement: .string(changed))
            tree = GeneralisationLadder.apply(proposal, to: tree)
            steps += Self.steps(findings, pointer.description)
        }
        guard steps.isEmpty else { return (tree, steps) }
        let risks = AnonymisationGate.risks(lesson, findings, marking: marking, publisher: "")
        // One change a round: it may settle the others.
        guard let risk = risks.first(where: { $0.decision == .generalise && $0.proposal != nil }),
            let proposal = risk.proposal
        else { return (tree, []) }
        let step = Step(place: risk.pointer.description, type: .record, rule: risk.rule)
        return (GeneralisationLadder.apply(proposal, to: tree), [step])
    }

    // MARK: Forms

    /// Changes the lines of answers in prose, and leaves every other line as it is.
    private static func redacted(_ form: LessonForm, _ bytes: [UInt8]) -> ([UInt8], [Step]) {
        var steps: [Step] = []
        var out: [String] = []
        var answer: [Substring] = []
        var question: Int?
        func finish() {
            defer { answer.removeAll() }
            let text = answer.joined(separator: "\n")
            guard let question, isProse(form.kind.questions[question]), !answer.isEmpty else {
                if !answer.isEmpty { out.append(text) }
                return
            }
            let (changed, taken) = settled(text)
            out.append(changed)
            steps += taken.map {
                Step(place: form.kind.questions[question].pointer, type: $0.type, rule: $0.rule)
            }
        }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("## ") || line.hasPrefix(">") {
                finish()
                if let number = line.hasPrefix("## ") ? Int(line.dropFirst(3).prefix { $0.isNumber }) : nil {
                    question = number - 1
                }
                out.append(String(line))
            } else {
                answer.append(line)
            }
        }
        finish()
        return (Array(out.joined(separator: "\n").utf8), steps)
    }

    private static func isProse(_ question: FormQuestion) -> Bool {
        switch question.answer {
        case .text, .learnings, .factors: true
        case .code, .codes: false
        }
    }

    /// A text with proposals taken until none is left.
    private static func settled(_ text: String) -> (String, [Step]) {
        var text = text
        var steps: [Step] = []
        for _ in 0..<roundsMax {
            let findings = TextScanner().findings(text)
            guard let changed = redacted(text, findings) else { break }
            steps += Self.steps(findings, "")
            text = changed
        }
        return (text, steps)
    }

    // MARK: One text

    private static func steps(_ findings: [TextFinding], _ place: String) -> [Step] {
        findings.filter { $0.proposal != nil }.map { Step(place: place, type: $0.type, rule: $0.rule) }
    }

    /// The text with every proposal in its place; nil where there is none.
    private static func redacted(_ text: String, _ findings: [TextFinding]) -> String? {
        let scalars = Array(text.unicodeScalars)
        let edits = findings.compactMap { finding in finding.proposal.map { edit(scalars, finding, $0) } }
        return edits.isEmpty ? nil : TextEdit.apply(edits, to: text)
    }

    /// The proposal, and what the word before it has to become: "Mr the person" and "on March 2025" do not read.
    private static func edit(_ text: [Unicode.Scalar], _ finding: TextFinding, _ proposal: String) -> TextEdit {
        let (start, word) = wordBefore(text, finding.start)
        let isPerson = finding.type == .person || finding.type == .initials
        if isPerson, titles.contains(word.lowercased()) {
            return TextEdit(start: start, end: finding.end, replacement: proposal)
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
