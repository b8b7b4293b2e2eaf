import Anonymisation
import ArgumentParser
import CommandSupport
import LessonExchange
import Signatures

struct RedactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact",
        _superCommandName: "lesson",
        abstract: "Go through the gate's findings one by one: a new draft, and a record of what was decided.",
        discussion: """
            Example: lesson redact messy.txt --out clean.txt

            Each finding is shown in its line: accept the proposal, edit, say that it is no identifier and why, or quit; the \
            same command goes on where you left. Matched text is shown on a terminal only: do not pass it on. With \
            --accept-proposals every proposal is taken without a question. Read the new draft before it is attested: \
            grammar and meaning are not the gate's work. The record holds places and rules, never the text; give it to \
            lesson attest with --decisions. Exit status: 0 nothing is left, 6 something is left.
            """
    )

    @Argument(help: "The draft: a form or JSON.", completion: .file())
    var draft: String

    @Flag(name: .long, help: "Take every proposal without asking.")
    var acceptProposals = false

    @Option(name: .long, help: "Where the new draft goes; never over the old one.", completion: .file())
    var out: String

    @Option(
        name: .long,
        help: "Where the decisions go, as JSON; default: OUT.decisions.json, none with --accept-proposals.",
        completion: .file()
    )
    var record: String?

    @Option(name: .long, help: "The marking it will be signed with; a public lesson may tell less.")
    var marking: String?

    @OptionGroup var own: ListOptions

    @OptionGroup var before: PreviousOptions

    func validate() throws {
        let paths = [draft, out, record ?? "\(out).decisions.json"].map(FileAccess.plainPath)
        guard paths[0] != paths[1] else { throw ValidationError("--out names the draft itself: keep the old one.") }
        guard paths[2] != paths[0], paths[2] != paths[1] else {
            throw ValidationError("--record names the draft or the new draft: it needs a file of its own.")
        }
        guard draft != "-", out != "-" else {
            throw ValidationError("Drafts are files here: answers come from the terminal.")
        }
        try MarkingOption.check(marking)
    }

    func run() throws {
        let original = try DraftFile.read(draft)
        let rules = GateContext(marking: marking ?? BundleComposer.usualMarking, scanner: try own.scanner())
        let context = try before.context(rules, for: original)
        var editor: DraftEditor
        if acceptProposals {
            editor = DraftEditor(original, context: context)
            try editor.acceptProposals()
            // What is left in it may still name somebody.
            try FileAccess.write(editor.bytes, to: out, isSecret: true)
            if let record { try FileAccess.write(RedactionRecord(from: original, to: editor).bytes, to: record) }
            let count = editor.decisions.count
            TerminalOutput.write(
                "\(TerminalOutput.line(out)): \(count == 1 ? "1 proposal" : "\(count) proposals") taken\n"
            )
        } else {
            let files = RedactionFiles(draft: draft, out: out, record: record ?? "\(out).decisions.json")
            editor = try files.begun(original, context)
            try RedactionDialogue(files: files, original: original).run(&editor)
        }
        try tell(editor, context)
    }

    /// What is left: findings that are said to be no identifier are whoever attests the draft to decide.
    private func tell(_ editor: DraftEditor, _ context: GateContext) throws {
        let report = DraftChecker.check(
            editor.bytes,
            file: TerminalOutput.line(out),
            context: context
        ).report
        let left = try editor.open().count
        let kept = editor.decisions.count { $0.decision == .notAnIdentifier }
        guard report.exitStatus != .success else { return TerminalOutput.write(report.text) }
        if left == 0, kept > 0,
            DraftChecker.findingsToDecide(editor.bytes, file: out, context: context).report.exitStatus == .success
        {
            let words = kept == 1 ? "1 finding is" : "\(kept) findings are"
            TerminalOutput.write(
                "\(TerminalOutput.line(out)): \(words) no identifier, you say; who attests it decides\n"
            )
            return
        }
        TerminalOutput.writeError(TerminalOutput.lines(report.text))
        try ToolExit.check(report.exitStatus)
    }
}
