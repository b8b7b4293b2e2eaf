import ArgumentParser
import CommandSupport
import Gateway
import GatewayHTTP
import Glibc
import LessonExchange
import Pages
import StrictJSON

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "What is late, what a meeting or the Board has to know, themes, and gaps.",
        discussion: """
            Example: lesson-gateway report meeting --since 2026-01-01 --format html --out meeting.html

            Reports for outside suppress small numbers of people and events; figures of lessons and actions are exact.
            """
    )

    @Argument(help: "overdue, meeting, board, themes or gaps.")
    var kind: String

    @Option(name: .long, help: "What happened from this day on, YYYY-MM-DD; default: as the kind has it.")
    var since: String?

    @Option(name: .long, help: "csv, markdown or html.")
    var format = ReportFormat.markdown.rawValue

    @Flag(name: .long, help: "For readers outside the organisation.")
    var outside = false

    @Option(name: .long, help: "File to write; default: standard output.", completion: .file())
    var out: String?

    @OptionGroup var options: GatewayOptions

    func validate() throws {
        guard ReportKind(rawValue: kind) != nil else {
            let words = ReportKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("The kinds are \(words).")
        }
        try PrintedOutput.check(format, of: ReportFormat.allCases.map(\.rawValue))
    }

    func run() async throws {
        let gateway = try await options.folder().open()
        guard let kind = ReportKind(rawValue: kind), let format = ReportFormat(rawValue: format) else { return }
        let page = try await gateway.report(
            kind,
            since: try since.map { try FindingBody.moment($0) },
            isForOutside: outside
        )
        try PrintedOutput.put(
            try page.printed(as: format),
            to: out,
            isSecret: !outside,
            options,
            .object(of: ["report": .string(kind.rawValue), "format": .string(format.rawValue)])
        )
    }
}

struct EvidenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence",
        abstract: "Write the audit trail and every step of findings, one JSON object a line, oldest first.",
        discussion: """
            Example: lesson-gateway evidence --since 2026-01-01 --out evidence.jsonl

            It names the people who took the steps and holds what they wrote: keep it as you keep the store.
            """
    )

    @Option(name: .long, help: "From this day on, YYYY-MM-DD; default: everything.")
    var since: String?

    @Option(name: .long, help: "File to write; default: standard output.", completion: .file())
    var out: String?

    @OptionGroup var options: GatewayOptions

    func run() async throws {
        let gateway = try await options.folder().open()
        let moment = try FindingBody.moment(since ?? "1970-01-01")
        var lines: [UInt8] = []
        var count = 0
        try await gateway.caseEvidence(since: moment) { tree in
            lines += tree.compactBytes
            lines.append(0x0A)
            count += 1
        }
        guard let out else { return TerminalOutput.write(lines) }
        try FileAccess.write(lines, to: out, isSecret: true)
        options.show(
            .object(of: ["file": .string(out), "lines": .integer(count)]),
            "\(TerminalOutput.line(out)): \(count) lines\n"
        )
    }
}

/// Pages and tables that go to a file, a pipe or the terminal.
enum PrintedOutput {
    static func check(_ word: String, of formats: [String]) throws {
        guard formats.contains(word) else {
            throw ValidationError("--format is one of \(formats.joined(separator: ", ")).")
        }
    }

    /// Writes a text whole: to a file that is not there yet, or to standard output.
    ///
    /// `isSecret`: for the owner's eyes only.
    static func put(
        _ text: String,
        to file: String?,
        isSecret: Bool,
        _ options: GatewayOptions,
        _ tree: JSONTree
    ) throws {
        var tree = tree
        guard let file else {
            tree["text"] = .string(text)
            let bytes = Array(text.utf8)
            // A file or a pipe gets the exact bytes, a terminal what cannot steer it.
            return options.show(tree, isatty(STDOUT_FILENO) == 1 ? TerminalOutput.harmless(bytes) : text)
        }
        try FileAccess.write(Array(text.utf8), to: file, isSecret: isSecret)
        tree["file"] = .string(file)
        options.show(tree, "written to \(TerminalOutput.line(file))\n")
    }
}
