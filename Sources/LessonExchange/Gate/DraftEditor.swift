import Anonymisation
package import Signatures
package import StrictJSON

/// A draft, form or JSON, in which one text after the other is changed where the gate found something.
package struct DraftEditor: Sendable {
    /// The draft as it stands now.
    package private(set) var bytes: [UInt8]
    /// What was said of findings: place, reason, nothing of the text.
    package private(set) var decisions: [RedactionDecision]
    private let context: GateContext

    package init(_ bytes: [UInt8], decisions: [RedactionDecision] = [], context: GateContext) {
        self.bytes = bytes
        self.decisions = decisions
        self.context = context
    }

    /// The findings that are neither changed nor said to be no identifier, in the order of the draft.
    ///
    /// - Throws: ``LessonExchangeError`` when the draft cannot be read.
    package func open() throws(LessonExchangeError) -> [AnonymisationGate.Finding] {
        let lesson = try lesson()
        let texts = AnonymisationGate.findings(in: lesson, by: context.scanner).filter { !isDecided($0) }
        let record = AnonymisationGate.record(lesson, texts, context)
        return texts + record.findings.filter { !isDecided($0) }
    }

    private func lesson() throws(LessonExchangeError) -> JSONValue {
        let source = LessonForm.isForm(bytes) ? try LessonForm(parsing: bytes).draft.compactBytes : bytes
        return try DraftChecker.parse(source).root
    }

    private func isDecided(_ finding: AnonymisationGate.Finding) -> Bool {
        decisions.contains { $0.decision == .notAnIdentifier && $0.covers(finding) }
    }

    /// The text that a finding is in, nil where it is about more than one.
    package func text(of finding: AnonymisationGate.Finding) throws(LessonExchangeError) -> String? {
        guard finding.text.type != .record else { return nil }
        return JSONPointer(finding.pointer)?.resolve(in: try lesson())?.string
    }

    /// Where a finding is, in words: in a form the question.
    package func place(of finding: AnonymisationGate.Finding) throws(LessonExchangeError) -> String {
        guard LessonForm.isForm(bytes),
            let question = try LessonForm(parsing: bytes).question(at: finding.pointer)?.place
        else { return finding.place }
        return finding.text.type == .record ? question : "\(question), \(finding.characters)"
    }

    // MARK: Decisions

    /// Puts words in the place of a finding.
    ///
    /// - Parameters:
    ///   - finding: one of ``open()``.
    ///   - words: what stands there from now on; nil for the gate's proposal.
    /// - Returns: whether the draft was changed; a finding without a proposal, and one of the record in a form, has to be
    ///   settled by hand.
    /// - Throws: ``LessonExchangeError`` when the draft cannot be read.
    package mutating func replace(
        _ finding: AnonymisationGate.Finding,
        with words: String? = nil
    ) throws(LessonExchangeError) -> Bool {
        let lesson = try lesson()
        let before = bytes
        if finding.text.type == .record {
            guard words == nil, !LessonForm.isForm(bytes) else { return false }
            try acceptRisk(finding, lesson)
        } else {
            guard let text = try text(of: finding),
                let edit = Redaction.edit(text, finding.text, words), let pointer = JSONPointer(finding.pointer)
            else { return false }
            try apply([edit], to: text, at: pointer, in: lesson)
            moveDecisions(
                in: finding.pointer,
                behind: edit.end,
                by: edit.replacement.unicodeScalars.count - edit.end + edit.start
            )
        }
        guard bytes != before else { return false }
        if finding.text.type == .record {
            // Where a text was rewritten, what was said of its characters is said of others now: it is asked again.
            decisions.removeAll {
                $0.pointer.utf8.elementsEqual(finding.pointer.utf8) && $0.decision == .notAnIdentifier
            }
        }
        decisions.append(RedactionDecision(finding, words == nil ? .accepted : .edited))
        return true
    }

    /// Takes every proposal, looks again, and goes on until none is left; findings without one are still in the draft.
    ///
    /// - Throws: ``LessonExchangeError`` when the draft cannot be read.
    package mutating func acceptProposals() throws(LessonExchangeError) {
        // A change can bring another finding with it, but not for ever.
        for _ in 0..<Self.roundsMax {
            var isChanged = false
            let found = try open()
            for pointer in found.map(\.pointer).uniqued() where try acceptTexts(found.filter { $0.pointer == pointer })
            {
                isChanged = true
            }
            // One change of the record a round: it may settle the others.
            if !isChanged {
                for risk in found where risk.text.type == .record {
                    guard try mayAccept(risk), try replace(risk) else { continue }
                    isChanged = true
                    break
                }
            }
            if !isChanged { return }
        }
    }

    /// Takes the proposals for one text at once.
    private mutating func acceptTexts(_ findings: [AnonymisationGate.Finding]) throws(LessonExchangeError) -> Bool {
        let proposed = findings.filter { $0.text.type != .record && $0.text.proposal != nil }
        guard let first = proposed.first, let text = try text(of: first), let pointer = JSONPointer(first.pointer)
        else {
            return false
        }
        let before = bytes
        let edits = proposed.compactMap { Redaction.edit(text, $0.text, nil) }
        try apply(edits, to: text, at: pointer, in: try lesson())
        guard bytes != before else { return false }
        decisions += proposed.map { RedactionDecision($0, .accepted) }
        return true
    }

    /// Rounds of looking again; each settles all texts or one risk of the record.
    private static let roundsMax = 64

    /// Says that a finding is no identifier; who attests the draft decides whether that holds.
    package mutating func keep(_ finding: AnonymisationGate.Finding, reasonCode: String) {
        decisions.append(RedactionDecision(finding, .notAnIdentifier, reasonCode: reasonCode))
    }

    /// Decisions about characters behind a change move with them.
    private mutating func moveDecisions(in pointer: String, behind end: Int, by distance: Int) {
        for position in decisions.indices
        where decisions[position].pointer.utf8.elementsEqual(pointer.utf8) && decisions[position].start >= end {
            decisions[position].start += distance
            decisions[position].end += distance
        }
    }

    /// Whether there is a proposal that ``replace(_:with:)`` can take; one for a text as a whole is not told in the finding,
    /// since it holds words of the lesson.
    ///
    /// - Throws: ``LessonExchangeError`` when the draft cannot be read.
    package func mayAccept(_ finding: AnonymisationGate.Finding) throws(LessonExchangeError) -> Bool {
        guard finding.text.type == .record else { return finding.text.proposal != nil }
        guard !LessonForm.isForm(bytes) else { return false }
        return proposal(of: finding, try lesson()) != nil
    }

    private func proposal(of finding: AnonymisationGate.Finding, _ lesson: JSONValue) -> RecordProposal? {
        let texts = AnonymisationGate.findings(in: lesson, by: context.scanner).filter { !isDecided($0) }
        return AnonymisationGate.risks(lesson, texts, context).first {
            $0.pointer.description.utf8.elementsEqual(finding.pointer.utf8)
                && $0.rule.utf8.elementsEqual(finding.text.rule.utf8) && $0.proposal != nil
        }?.proposal
    }

    private mutating func acceptRisk(
        _ finding: AnonymisationGate.Finding,
        _ lesson: JSONValue
    ) throws(LessonExchangeError) {
        guard let proposal = proposal(of: finding, lesson) else { return }
        bytes = GeneralisationLadder.apply(proposal, to: JSONTree(lesson)).prettyBytes + [0x0A]
    }

    // MARK: Changing the source

    /// Makes edits of one text, in its order and none inside another.
    private mutating func apply(
        _ edits: [TextEdit],
        to text: String,
        at pointer: JSONPointer,
        in lesson: JSONValue
    ) throws(LessonExchangeError) {
        let expected = RecordProposal(pointer: pointer, replacement: .string(TextEdit.apply(edits, to: text)))
        let after = GeneralisationLadder.apply(expected, to: JSONTree(lesson))
        guard LessonForm.isForm(bytes) else {
            bytes = after.prettyBytes + [0x0A]
            return
        }
        guard let changed = try FormSource(bytes).changed(Array(text.unicodeScalars), at: pointer.description, edits),
            // Words can make a help line or a question of the line they begin: then nothing is changed.
            let form = try? LessonForm(parsing: changed),
            let found = try? DraftChecker.parse(form.draft.compactBytes).root,
            FormSource.areAlike(JSONTree(found), after)
        else { return }
        bytes = changed
    }
}

extension [String] {
    /// The texts in their order, each once.
    fileprivate func uniqued() -> [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}

/// Where the answers of a form stand in its text.
private struct FormSource {
    private let scalars: [Unicode.Scalar]
    private let form: LessonForm

    init(_ bytes: [UInt8]) throws(LessonExchangeError) {
        scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        form = try LessonForm(parsing: bytes)
    }

    /// The source with an answer changed; nil where the answer is not found in it.
    ///
    /// An answer is its source with other white space and without bullets, so both are held side by side by everything
    /// that is no white space.
    func changed(_ answer: [Unicode.Scalar], at pointer: String, _ edits: [TextEdit]) -> [UInt8]? {
        let wanted = answer.indices.filter { !isBlank(answer[$0]) }
        guard let places = places(wanted.map { answer[$0] }, at: pointer) else { return nil }
        var out = String.UnicodeScalarView()
        var at = 0
        var next = 0
        for edit in edits {
            while next < wanted.count, wanted[next] < edit.start { next += 1 }
            let first = next
            while next < wanted.count, wanted[next] < edit.end { next += 1 }
            guard first < next else { return nil }
            // Of two that overlap the first counts, as in the text itself.
            guard places[first] >= at else { continue }
            var start = places[first]
            // Where words go altogether, the space before them goes with them.
            if edit.replacement.isEmpty, start > at, scalars[start - 1] == " " { start -= 1 }
            out.append(contentsOf: scalars[at..<start])
            out.append(contentsOf: edit.replacement.unicodeScalars)
            at = places[next - 1] + 1
        }
        out.append(contentsOf: scalars[at...])
        return Array(String(out).utf8)
    }

    /// Where the characters of an answer stand in the source.
    private func places(_ inked: [Unicode.Scalar], at pointer: String) -> [Int]? {
        guard
            let question = form.kind.questions.firstIndex(where: { question in
                pointer.utf8.elementsEqual(question.pointer.utf8)
                    || pointer.utf8.starts(with: (question.pointer + "/").utf8)
            })
        else { return nil }
        var section = section(question)
        if let item = Self.item(pointer, of: form.kind.questions[question].pointer) {
            section = line(item, of: section)
        }
        let source = section.filter { !isBlank(scalars[$0]) }
        guard !inked.isEmpty, source.count >= inked.count else { return nil }
        for start in 0...source.count - inked.count
        where inked.indices.allSatisfy({ scalars[source[start + $0]] == inked[$0] }) {
            return Array(source[start..<start + inked.count])
        }
        return nil
    }

    private func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

    /// The position in a list that a pointer names: a line of the answer holds one item.
    private static func item(_ pointer: String, of question: String) -> Int? {
        Int(pointer.dropFirst(question.count).split(separator: "/").first ?? "")
    }

    /// The characters of one line that is not blank.
    private func line(_ number: Int, of section: [Int]) -> [Int] {
        var lines: [[Int]] = []
        for position in section {
            let isNext = lines.last.map { $0.last != position - 1 } ?? true
            if isNext { lines.append([]) }
            lines[lines.count - 1].append(position)
        }
        let filled = lines.filter { line in line.contains { !isBlank(scalars[$0]) } }
        return filled.indices.contains(number) ? filled[number] : []
    }

    /// The characters between a question and the next one, its line ends and its lines of help left out.
    private func section(_ question: Int) -> [Int] {
        var positions: [Int] = []
        var current: Int?
        var start = 0
        while start < scalars.count {
            // As the form itself is read.
            let end = scalars[start...].firstIndex { Character($0).isNewline } ?? scalars.count
            let line = scalars[start..<end].drop { isBlank($0) }
            if line.starts(with: "## ".unicodeScalars) {
                let digits = line.dropFirst(3).prefix { ("0"..."9").contains($0) }
                current = Int(String(String.UnicodeScalarView(digits))).map { $0 - 1 }
            } else if current == question, line.first != ">" {
                positions += Array(start..<end)
            }
            start = end + 1
        }
        return positions
    }

    /// Whether two lessons are the same but for white space in their texts.
    static func areAlike(_ left: JSONTree, _ right: JSONTree) -> Bool {
        func inked(_ tree: JSONTree) -> [UInt8] { tree.compactBytes.filter { $0 > 0x20 } }
        // A line break in a text is written with a backslash.
        func plain(_ tree: JSONTree) -> String {
            String(decoding: inked(tree), as: UTF8.self).split(separator: "\\n").joined().split(separator: "\\r")
                .joined()
        }
        return plain(left).utf8.elementsEqual(plain(right).utf8)
    }
}

/// What somebody said of one finding while redacting: place, kind and reason, never the text.
package struct RedactionDecision: Sendable, Equatable {
    package enum Decision: String, Sendable {
        case accepted
        case edited
        case notAnIdentifier = "not-an-identifier"
    }

    package let pointer: String
    /// Offset of the first Unicode scalar, as the draft stands now.
    package fileprivate(set) var start: Int
    package fileprivate(set) var end: Int
    package let type: String
    package let rule: String
    package let decision: Decision
    package let reasonCode: String?

    init(_ finding: AnonymisationGate.Finding, _ decision: Decision, reasonCode: String? = nil) {
        pointer = finding.pointer
        start = finding.text.start
        end = finding.text.end
        type = finding.text.type.rawValue
        rule = finding.text.rule
        self.decision = decision
        self.reasonCode = reasonCode
    }

    /// Reads a decision of a record; nil when a part is missing.
    package init?(_ value: JSONValue) {
        guard let pointer = value["pointer"]?.string, let start = value["start"]?.integer,
            let end = value["end"]?.integer, let type = value["type"]?.string, let rule = value["rule"]?.string,
            let decision = value["decision"]?.string.flatMap({ Decision(rawValue: $0) })
        else { return nil }
        (self.pointer, self.start, self.end, self.type, self.rule) = (pointer, start, end, type, rule)
        self.decision = decision
        reasonCode = value["reasonCode"]?.string
        guard decision != .notAnIdentifier || reasonCode != nil else { return nil }
        // A record is a file that anybody may have written: what is no code of a list is no reason.
        let isCode = reasonCode.map { $0.utf8.count <= 60 && $0.utf8.allSatisfy { $0 &- 0x61 < 26 || $0 == 0x2D } }
        guard isCode ?? true else { return nil }
    }

    package var tree: JSONTree {
        .object(of: [
            "pointer": .string(pointer), "start": .integer(start), "end": .integer(end), "type": .string(type),
            "rule": .string(rule), "decision": .string(decision.rawValue),
            "reasonCode": reasonCode.map { .string($0) },
        ])
    }

    /// Whether it is about that finding: the same kind in the same place.
    package func covers(_ finding: AnonymisationGate.Finding) -> Bool {
        pointer.utf8.elementsEqual(finding.pointer.utf8) && start == finding.text.start && end == finding.text.end
            && type.utf8.elementsEqual(finding.text.type.rawValue.utf8)
    }
}

/// The decisions about a draft in a file beside it, so that redacting can be left and taken up again, and so that whoever
/// attests the draft sees what its author said.
package struct RedactionRecord: Sendable {
    /// Digest of the draft that the redaction began with.
    package let draftDigest: Digest
    /// Digest of the draft as it stands.
    package let newDraftDigest: Digest
    /// Digest of the draft one step before: the record is written first, and a power cut may come between.
    package let priorDigest: Digest?
    package let decisions: [RedactionDecision]

    package init(from original: [UInt8], to editor: DraftEditor, after prior: Digest? = nil) {
        priorDigest = prior
        draftDigest = Digest(of: original)
        newDraftDigest = Digest(of: editor.bytes)
        decisions = editor.decisions
    }

    /// Reads a record.
    ///
    /// - Throws: ``LessonExchangeError`` with `input.malformed`.
    package init(parsing bytes: [UInt8], file: String) throws(LessonExchangeError) {
        guard let root = try? JSONDocument(parsing: bytes, limits: EnvelopeLimits.payload).root,
            let draft = root["draftDigest"]?.string.flatMap({ Digest($0) }),
            let new = root["newDraftDigest"]?.string.flatMap({ Digest($0) }), let list = root["decisions"]?.elements
        else { throw LessonExchangeError("input.malformed", "it is no record of lesson redact", at: file) }
        let decisions = list.compactMap { RedactionDecision($0) }
        guard decisions.count == list.count else {
            throw LessonExchangeError("input.malformed", "a decision lacks a part", at: file)
        }
        (draftDigest, newDraftDigest, self.decisions) = (draft, new, decisions)
        priorDigest = root["priorDigest"]?.string.flatMap { Digest($0) }
    }

    package var bytes: [UInt8] {
        JSONTree.object(of: [
            "draftDigest": .string(draftDigest.description), "newDraftDigest": .string(newDraftDigest.description),
            "priorDigest": priorDigest.map { .string($0.description) },
            "rulesDigest": .string(AnonymisationGate.rulesDigest.description),
            "decisions": .array(decisions.map(\.tree)),
        ]).prettyBytes + [0x0A]
    }
}
