import ArgumentParser
import CommandSupport
import Gateway
import Glibc
import LessonExchange
import StrictJSON

/// `lesson-gateway`: the service of one organisation, and its operator's commands.
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lesson-gateway",
        abstract: "Exchange lessons with partners: publish, import, search, answer.",
        discussion: """
            Each gateway keeps its own signed log; partners read from it, and it reads from theirs.

            Example: lesson-gateway serve --config northmere/gateway.yaml

            Exit status: 0 all well, 1 not authentic or contradictory, 2 wrong usage or unreadable file, 3 malformed input,
            5 undecided, 6 refused by schema, gate or duties, 70 fault of the program.
            """,
        version: "\(ToolVersion.gatewayName) \(ToolVersion.number)",
        subcommands: [
            InitCommand.self, MigrateCommand.self, ServeCommand.self, PublishCommand.self, RespondCommand.self,
            WithdrawCommand.self, ExposureCommand.self, PurgeCommand.self, HoldCommand.self, QuarantineCommand.self,
            InboxCommand.self,
            SearchCommand.self, ImportCommand.self, FindingCommand.self, SubscriptionCommand.self, ReportCommand.self,
            EvidenceCommand.self, RenderCommand.self, PrintedLessonCommand.self, PartnerCommand.self, SyncCommand.self,
            ExportCommand.self, CheckCommand.self, BackupCommand.self, RestoreCommand.self, ReturnedCommand.self,
            TrustCommand.self, TokenCommand.self,
        ]
    )

    /// Parses, runs and exits.
    static func start() async -> Never {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            leave(.success)
        } catch let error as LessonExchangeError {
            tell(error)
            leave(error.code.exitStatus)
        } catch let error as StoreError {
            let translated = error.told
            tell(translated)
            leave(translated.code.exitStatus)
        } catch let end as ToolExit {
            leave(end.status)
        } catch {
            let message = fullMessage(for: error)
            if exitCode(for: error) == .success {
                print(message)
                leave(.success)
            }
            let words = message.split(separator: "\n", omittingEmptySubsequences: true)
            let first = words.first.map { $0.hasPrefix("Error: ") ? $0.dropFirst(7) : $0 } ?? ""
            tell(LessonExchangeError("usage.invalid", TerminalOutput.line(String(first))))
            TerminalOutput.writeError(words.dropFirst().map { TerminalOutput.line(String($0)) + "\n" }.joined())
            leave(.usage)
        }
    }

    /// Tells people what went wrong, and the program that asked for JSON.
    ///
    /// Looked up in the words themselves: of wrong usage nothing was parsed.
    private static func tell(_ error: LessonExchangeError) {
        TerminalOutput.printError(error)
        guard CommandLine.arguments.prefix(while: { $0 != "--" }).contains("--json") else { return }
        TerminalOutput.write(error.tree.compactBytes + [0x0A])
    }

    private static func leave(_ status: ExitStatus) -> Never {
        fflush(nil)
        _exit(status.rawValue)
    }
}

extension LessonExchangeError {
    /// The error for programs; without a place where the whole is meant.
    var tree: JSONTree {
        .object(of: [
            "code": .string(code.name), "message": .string(message), "at": place.map { .string($0) },
            "remedy": .string(remedy),
        ])
    }
}

extension StoreError {
    /// The error for people.
    var told: LessonExchangeError {
        switch self {
        case .moved: LessonExchangeError("sync.overtaken")
        case .unavailable(let what): LessonExchangeError("store.unavailable", what)
        case .schema(let what): LessonExchangeError("store.schema", "it is \(what)")
        case .damaged(let what): LessonExchangeError("store.damaged", what)
        case .pullingBack: LessonExchangeError("epoch.pulling-back")
        case .seenElsewhere:
            LessonExchangeError("log.store-behind", "a partner has seen our log as it is not here")
        }
    }
}
