import Anonymisation
import CommandSupport
import Glibc
import LessonExchange
import Signatures
import StrictJSON

/// The files of a redaction that can be left and taken up again.
struct RedactionFiles {
    let draft: String
    let out: String
    let record: String

    /// The draft as it stands: the original, or where somebody left off.
    ///
    /// - Throws: ``LessonExchangeError`` when the new draft is there and does not belong to the old one and the record.
    func begun(_ original: [UInt8], _ context: GateContext) throws(LessonExchangeError) -> DraftEditor {
        guard FileAccess.exists(out) else {
            if FileAccess.exists(record) {
                guard try isBeginning(original) else { throw LessonExchangeError("output.exists", at: record) }
            }
            return DraftEditor(original, context: context)
        }
        guard FileAccess.exists(record) else { throw LessonExchangeError("output.exists", at: out) }
        let bytes = try FileAccess.read(out, max: EnvelopeLimits.envelopeBytesMax)
        let begun = try RedactionRecord(
            parsing: try FileAccess.read(record, max: EnvelopeLimits.envelopeBytesMax),
            file: record
        )
        let stands = Digest(of: bytes)
        // The last step is in the record and not in the draft: it is taken again.
        if begun.draftDigest == Digest(of: original), begun.newDraftDigest != stands, begun.priorDigest == stands {
            return DraftEditor(bytes, decisions: Array(begun.decisions.dropLast()), context: context)
        }
        guard begun.draftDigest == Digest(of: original), begun.newDraftDigest == stands else {
            throw LessonExchangeError(
                "output.exists",
                "the draft or the new draft was changed since",
                at: out,
                remedy: "Go on with the new draft as the draft, or choose another --out."
            )
        }
        return DraftEditor(bytes, decisions: begun.decisions, context: context)
    }

    /// Whether the record was written before the first draft was: nothing is lost with it.
    private func isBeginning(_ original: [UInt8]) throws(LessonExchangeError) -> Bool {
        let bytes = try FileAccess.read(record, max: EnvelopeLimits.envelopeBytesMax)
        let begun = try RedactionRecord(parsing: bytes, file: record)
        return begun.draftDigest == Digest(of: original) && begun.decisions.isEmpty
    }

    /// Keeps every step: who quits, or whose power fails, loses nothing.
    func keep(_ editor: DraftEditor, from original: [UInt8]) throws(LessonExchangeError) {
        // The record goes first, and knows the draft before and after the step.
        let prior =
            FileAccess.exists(out) ? Digest(of: try FileAccess.read(out, max: EnvelopeLimits.envelopeBytesMax)) : nil
        let kept = RedactionRecord(from: original, to: editor, after: prior)
        try FileAccess.write(kept.bytes, to: record, isSecret: true, overwrites: true)
        try FileAccess.write(editor.bytes, to: out, isSecret: true, overwrites: true)
    }
}

/// Asks about one finding after the other.
///
/// Matched text is shown where standard error is a terminal, and nowhere else.
struct RedactionDialogue {
    let files: RedactionFiles
    let original: [UInt8]

    private enum Answer {
        case accept
        case edit(String)
        case keep(String)
        case quit
    }

    /// Goes on until nothing is open or the person quits.
    func run(_ editor: inout DraftEditor) throws {
        let showsText = isatty(STDERR_FILENO) == 1
        if showsText { TerminalOutput.writeError("Matched text is shown below: do not pass it on.\n") }
        // A draft that cannot be read leaves no files.
        var open = try editor.open()
        try files.keep(editor, from: original)
        while let finding = open.first {
            try show(finding, of: open.count, in: editor, showsText: showsText)
            switch ask(finding, mayAccept: try editor.mayAccept(finding)) {
            case .accept: try settle(try editor.replace(finding))
            case .edit(let words): try settle(try editor.replace(finding, with: words))
            case .keep(let reason): editor.keep(finding, reasonCode: reason)
            case .quit:
                TerminalOutput.writeError("\(open.count) left. The same command goes on here.\n")
                throw ToolExit(status: .policyNotMet)
            }
            try files.keep(editor, from: original)
            open = try editor.open()
        }
    }

    private func settle(_ isChanged: Bool) throws {
        if !isChanged {
            TerminalOutput.writeError("Nothing was changed: this one has to be settled in the draft itself.\n")
        }
    }

    private func show(
        _ finding: AnonymisationGate.Finding,
        of count: Int,
        in editor: DraftEditor,
        showsText: Bool
    ) throws {
        let kind = "\(finding.text.type.rawValue), \(finding.text.decision.rawValue) (\(finding.text.rule))"
        TerminalOutput.writeError("\n\(count) left: \(kind) at \(try editor.place(of: finding))\n")
        if let facts = finding.facts { TerminalOutput.writeError("  \(facts)\n") }
        if showsText, let text = try editor.text(of: finding) {
            TerminalOutput.writeError(FindingText.context(of: finding.text, in: text))
        }
        if let proposal = finding.text.proposal {
            TerminalOutput.writeError("  in its place: \(TerminalOutput.line(proposal))\n")
        }
    }

    // MARK: Questions

    private func ask(_ finding: AnonymisationGate.Finding, mayAccept: Bool) -> Answer {
        let isRecord = finding.text.type == .record
        let choices =
            (mayAccept ? ["accept"] : []) + (isRecord ? [] : ["edit"])
            + (finding.mayBeDecided ? ["not an identifier"] : []) + ["quit"]
        while true {
            guard let line = answer("\(choices.map { "[\($0.prefix(1))]\($0.dropFirst())" }.joined(separator: ", ")): ")
            else { return .quit }
            guard let choice = choices.first(where: { $0.first == line.first }) else { continue }
            switch choice {
            case "accept": return .accept
            case "edit":
                guard let words = answer("  words in its place: ") else { return .quit }
                return .edit(words)
            case "quit": return .quit
            default:
                guard let reason = reason() else { return .quit }
                return .keep(reason)
            }
        }
    }

    /// A code of the list of reasons.
    private func reason() -> String? {
        let codes = Self.reasons
        while true {
            guard let line = answer("  why (\(codes.joined(separator: ", "))): ") else { return nil }
            if codes.contains(line) { return line }
        }
    }

    private static let reasons: [String] = {
        let list = EmbeddedSchemas.bytes("codes/override-reason.json").flatMap { try? JSONDocument(parsing: $0) }
        return (list?.root["codes"]?.elements ?? []).compactMap { $0["code"]?.string }
    }()

    /// A line of standard input; nil at its end.
    private func answer(_ question: String) -> String? {
        TerminalOutput.writeError(question)
        guard let line = readLine() else {
            TerminalOutput.writeError("\n")
            return nil
        }
        return line.split(separator: " ").joined(separator: " ")
    }
}
