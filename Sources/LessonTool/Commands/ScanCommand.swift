import Anonymisation
import ArgumentParser
import CommandSupport
import LessonExchange
import Signatures
import StrictJSON

struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        _superCommandName: "lesson",
        abstract:
            "Find what could identify a person in any text. Shows the matched text in its line: for the author only.",
        discussion: """
            Example: lesson scan notes.txt

            With --lines each line of a JSON Lines file is {"id","text"}, and one line {"id","spans"} comes out; offsets count \
            Unicode scalars, the end is exclusive. Exit status: 0 nothing found, 6 something found, 3 a line is malformed.
            """
    )

    @Argument(help: "Text files, or - for standard input.", completion: .file())
    var files: [String]

    @Flag(name: .long, help: "Read JSON Lines of {\"id\",\"text\"} and print {\"id\",\"spans\"}.")
    var lines = false

    @Flag(name: .long, help: "Print JSON: places, types and proposals, never the text.")
    var json = false

    @Option(
        name: .long,
        help: "Write a page for reviewers here, with the matched text marked: for your eyes only.",
        completion: .file()
    )
    var html: String?

    @OptionGroup var own: ListOptions

    func validate() throws {
        guard html == nil || !lines && !json else { throw ValidationError("--html goes with plain texts only.") }
    }

    func run() throws {
        let scanner = try own.scanner()
        var page = FindingPage()
        var statuses: [ExitStatus] = []
        for path in files {
            let bytes = try FileAccess.read(path)
            let name = path == "-" ? "standard input" : path
            if lines {
                statuses.append(try scanLines(bytes, name, scanner))
            } else {
                let findings = bytes.withUnsafeBufferPointer { scanner.findings($0) }
                statuses.append(findings.isEmpty ? .success : .policyNotMet)
                if html != nil {
                    page.add(findings, in: bytes, file: name)
                } else if json {
                    let tree = JSONTree.object(of: ["file": .string(name), "spans": .array(findings.map(Self.tree))])
                    TerminalOutput.write(tree.compactBytes + [0x0A])
                } else {
                    TerminalOutput.write(FindingText.lines(findings, in: bytes, file: name))
                }
            }
        }
        if let html {
            let rules = "\(AnonymisationGate.version), \(AnonymisationGate.rulesDigest)"
            // It holds what must not leave: nobody else may read it.
            try FileAccess.write(Array(page.html(rules: rules).utf8), to: html, isSecret: true)
            TerminalOutput.write("\(html): written. Matched text is shown there: do not pass it on.\n")
        }
        try ToolExit.check(ExitStatus.gravest(statuses))
    }

    private func scanLines(_ bytes: [UInt8], _ name: String, _ scanner: TextScanner) throws -> ExitStatus {
        var out: [UInt8] = []
        var found = false
        for (position, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty && line != [0x0D] {
            guard let document = try? JSONDocument(parsing: Array(line)), let text = document.root["text"]?.utf8,
                let id = document.root["id"]
            else {
                throw LessonExchangeError("input.malformed", at: "\(name), line \(position + 1)")
            }
            let findings = text.withUnsafeBufferPointer { scanner.findings($0) }
            found = found || !findings.isEmpty
            let tree = JSONTree.object(of: ["id": JSONTree(id), "spans": .array(findings.map(Self.tree))])
            out += tree.compactBytes + [0x0A]
            if out.count > 1 << 16 {
                TerminalOutput.write(out)
                out.removeAll(keepingCapacity: true)
            }
        }
        TerminalOutput.write(out)
        return found ? .policyNotMet : .success
    }

    private static func tree(_ finding: TextFinding) -> JSONTree {
        .object(of: [
            "start": .integer(finding.start), "end": .integer(finding.end), "type": .string(finding.type.rawValue),
            "decision": .string(finding.decision.rawValue), "rule": .string(finding.rule),
            "proposal": finding.proposal.map { .string($0) },
        ])
    }
}
