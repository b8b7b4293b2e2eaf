import Anonymisation
import ArgumentParser
import CommandSupport
import Findings
import LessonExchange
import Signatures
import StrictJSON

struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        _superCommandName: "lesson",
        abstract: "Print a blank lesson form: questions, a line of help, space for the answer.",
        discussion: "Example: lesson new --kind good-care --out handover.txt"
    )

    @Option(name: .long, help: "What the lesson is about.")
    var kind: FormKind

    @Option(name: .long, help: "Write the form here instead of printing it.", completion: .file())
    var out: String?

    func run() throws {
        let form = LessonForm.blank(kind, now: Clock.now)
        guard let out else {
            TerminalOutput.write(form)
            return
        }
        try FileAccess.write(Array(form.utf8), to: out)
        TerminalOutput.write("\(out): \(kind.questions.count) questions\n")
    }
}

extension FormKind: ExpressibleByArgument {}

enum MarkingOption {
    /// Throws unless a marking is absent or one that bundles have.
    static func check(_ marking: String?) throws {
        guard let marking, !BundleComposer.markings.contains(marking) else { return }
        throw ValidationError("--marking takes \(BundleComposer.markings.joined(separator: ", ")).")
    }
}

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        _superCommandName: "lesson",
        abstract: "Check drafts (forms or JSON) and unsigned statements, and say what to mend and where.",
        discussion: "Example: lesson check handover.txt"
    )

    @Argument(help: "Forms, JSON files, folders with .json files, or - for standard input.", completion: .file())
    var files: [String]

    @Option(name: .long, help: "The marking it will be signed with; a public lesson may tell less.")
    var marking: String?

    @Flag(name: .long, help: "Print JSON: one object, or one line for each of several files.")
    var json = false

    @OptionGroup var own: ListOptions

    @OptionGroup var before: PreviousOptions

    func validate() throws { try MarkingOption.check(marking) }

    func run() throws {
        let context = GateContext(marking: marking ?? BundleComposer.usualMarking, scanner: try own.scanner())
        let statuses = try FolderWalk.files(files).map { check($0, context) }
        try ToolExit.check(ExitStatus.gravest(statuses))
    }

    /// Checks one file and tells what was found; a file that cannot be read does not keep the others from being checked.
    private func check(_ input: InputFile, _ context: GateContext) -> ExitStatus {
        let bytes: [UInt8]
        let compared: GateContext
        do throws(LessonExchangeError) {
            bytes = try input.read(max: EnvelopeLimits.envelopeBytesMax)
            try DraftFile.check(bytes, name: input.name)
            compared = try before.context(context, for: bytes)
        } catch {
            if json {
                TerminalOutput.write(Self.tree(error, of: input).compactBytes + [0x0A])
            } else {
                TerminalOutput.printError(error)
            }
            return error.code.exitStatus
        }
        let name = json ? input.name : TerminalOutput.line(input.name)
        let report = Self.withUse(of: bytes, DraftChecker.check(bytes, file: name, context: compared).report)
        if json {
            TerminalOutput.write(report.tree.compactBytes + [0x0A])
        } else if report.exitStatus == .success {
            TerminalOutput.write(report.text)
        } else {
            TerminalOutput.writeError(TerminalOutput.lines(report.text))
        }
        return report.exitStatus
    }

    /// A mapping file that keeps its schema may still hold a pattern or a code that nobody can use.
    private static func withUse(of bytes: [UInt8], _ report: CheckReport) -> CheckReport {
        guard report.target == .findingsMapping, report.findings.isEmpty else { return report }
        do throws(LessonExchangeError) {
            _ = try FindingMapping(parsing: bytes)
            return report
        } catch {
            return report.adding(error)
        }
    }

    /// The report of a file that could not be read, in the form of every other.
    private static func tree(_ error: LessonExchangeError, of input: InputFile) -> JSONTree {
        let finding = JSONTree.object(of: [
            "code": .string(error.code.name), "place": .string(error.place ?? ""), "detail": .string(error.message),
            "remedy": .string(error.remedy),
        ])
        return .object(of: [
            "file": .string(input.name), "exitCode": .integer(Int(error.code.exitStatus.rawValue)),
            "findings": .array([finding]),
        ])
    }
}
