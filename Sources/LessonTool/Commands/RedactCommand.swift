import ArgumentParser
import LessonExchange
import Signatures
import StrictJSON

struct RedactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact",
        _superCommandName: "lesson",
        abstract: "Take the gate's proposals: a new draft, and a record of what was changed.",
        discussion: """
            Example: lesson redact messy.txt --accept-proposals --out clean.txt

            Read the new draft before it is attested: grammar and meaning are not the gate's work, and findings without a \
            proposal are still in it. The record holds places and rules, never the text. Exit status: 0 nothing is left, 6 \
            something is left.
            """
    )

    @Argument(help: "The draft: a form or JSON.", completion: .file())
    var draft: String

    @Flag(name: .long, help: "Take every proposal.")
    var acceptProposals = false

    @Option(name: .long, help: "Where the new draft goes; never over the old one.", completion: .file())
    var out: String

    @Option(name: .long, help: "Write what was changed here, as JSON.", completion: .file())
    var record: String?

    @Option(name: .long, help: "The marking it will be signed with; a public lesson may tell less.")
    var marking: String?

    func validate() throws {
        guard acceptProposals else {
            throw ValidationError("Say --accept-proposals; lesson scan shows them one by one.")
        }
        guard out != draft else { throw ValidationError("--out names the draft itself: keep the old one.") }
        try MarkingOption.check(marking)
    }

    func run() throws {
        let bytes = try FileAccess.read(draft, max: EnvelopeLimits.envelopeBytesMax)
        let marking = marking ?? BundleComposer.usualMarking
        let redaction = try Redaction(takingProposalsOf: bytes, marking: marking)
        try FileAccess.write(redaction.draft, to: out)
        if let record {
            let tree = JSONTree.object(of: [
                "draftDigest": .string(Digest(of: bytes).description),
                "newDraftDigest": .string(Digest(of: redaction.draft).description),
                "rulesDigest": .string(AnonymisationGate.rulesDigest.description),
                "accepted": .array(redaction.steps.map(\.tree)),
            ])
            try FileAccess.write(tree.prettyBytes + [0x0A], to: record)
        }
        let count = redaction.steps.count
        TerminalOutput.write("\(TerminalOutput.line(out)): \(count == 1 ? "1 proposal" : "\(count) proposals") taken\n")
        let report = DraftChecker.check(redaction.draft, file: TerminalOutput.line(out), marking: marking).report
        if report.exitStatus == .success {
            TerminalOutput.write(report.text)
        } else {
            TerminalOutput.writeError(TerminalOutput.lines(report.text))
        }
        try ToolExit.check(report.exitStatus)
    }
}
