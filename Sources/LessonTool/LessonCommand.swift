import ArgumentParser
import CommandSupport
import Glibc
import LessonExchange

/// `lesson`: the offline tool.
struct LessonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lesson",
        abstract: "Check, sign and verify lesson bundles, offline.",
        discussion: """
            A lesson leaves a trust only after it was checked and signed; anybody can verify one with this tool.

            Example: lesson verify bundle.json --trust federation.json --from reg:demo-northmere

            Exit status: 0 all well, 1 verification failed, 2 wrong usage or unreadable file, 3 malformed input,
            4 authentic but withdrawn, 5 undecided, 6 schema, gate or policy not met, 70 fault of the program.
            """,
        version: "\(ToolVersion.name) \(ToolVersion.number)",
        subcommands: [
            NewCommand.self, CheckCommand.self, ScanCommand.self, RedactCommand.self, AttestCommand.self,
            SignCommand.self,
            VerifyCommand.self,
            InspectCommand.self, ImportCommand.self, RulesCommand.self,
            WithdrawCommand.self, RespondCommand.self, StatusCommand.self, IdentityCommand.self, AuthorityCommand.self,
            TrustCommand.self, LogCommand.self, CanonicaliseCommand.self, ValidateCommand.self, CodesCommand.self,
            ExplainCommand.self,
        ]
    )

    /// Ends at once: all output is written by then, and the libraries' farewells would cost as much as a signature.
    private static func leave(_ status: Int32) -> Never {
        fflush(nil)
        _exit(status)
    }

    /// Parses, runs and exits.
    ///
    /// Wrong usage is status 2, as for every other unusable input.
    static func start() -> Never {
        do {
            let words = Array(CommandLine.arguments.dropFirst())
            if words.first == "verify", let request = VerifyRequest(words: words.dropFirst()) {
                try request.run()
            } else {
                var command = try named(words)
                try command.run()
            }
            leave(ExitStatus.success.rawValue)
        } catch let error as LessonExchangeError {
            TerminalOutput.printError(error)
            leave(error.code.exitStatus.rawValue)
        } catch let end as ToolExit {
            leave(end.status.rawValue)
        } catch {
            let message = fullMessage(for: error)
            if exitCode(for: error) == .success {
                print(message)
                leave(ExitStatus.success.rawValue)
            }
            // The parser's own words, in the form of every other error.
            let words = message.split(separator: "\n", omittingEmptySubsequences: true)
            let usage = words.dropFirst().map { TerminalOutput.line(String($0)) + "\n" }.joined()
            let first = words.first.map { $0.hasPrefix("Error: ") ? $0.dropFirst(7) : $0 } ?? ""
            TerminalOutput.printError(LessonExchangeError("usage.invalid", String(first)))
            TerminalOutput.writeError(usage)
            leave(ExitStatus.usage.rawValue)
        }
    }
}

extension LessonCommand {
    /// The command that the words name, parsed; alone at first: the whole tree costs more than a signature.
    ///
    /// Every command names lesson as its super-command: its help then shows the whole command line, and requests of
    /// completion scripts, which cost as much, are not looked for. Faults are the tree's matter.
    private static func named(_ words: [String]) throws -> any ParsableCommand {
        let type = configuration.subcommands.first { $0.configuration.commandName == words.first }
        if let command = try? type?.parseAsRoot(Array(words.dropFirst())) { return command }
        do {
            return try parseAsRoot(words)
        } catch {
            // A word may be the name of a file: it must not add lines to the fault that quotes it.
            _ = try parseAsRoot(words.map(TerminalOutput.line))
            throw error
        }
    }
}
