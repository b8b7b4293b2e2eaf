import ArgumentParser
import CommandSupport
import Gateway
import GatewayHTTP
import LessonExchange
import StrictJSON

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Read partners' logs now: from their gateways, or from folders that they exported.",
        discussion: "Example: lesson-gateway sync --partner reg:demo-southfell"
    )

    @Argument(help: "Folders that partners exported for you.", completion: .directory)
    var folders: [String] = []

    @Option(name: .long, help: "Organisation id of a partner; default: every active one.")
    var partner: String?

    @OptionGroup var options: GatewayOptions

    func run() async throws {
        let folder = try await options.folder()
        let gateway = try await folder.open()
        let reports =
            folders.isEmpty ? try await overNetwork(folder, gateway) : try await fromFolders(gateway)
        var text = ""
        for report in reports {
            let outcomes = Outcome.allCases.compactMap { outcome in
                report.outcomes[outcome].map { "\($0) \(outcome.rawValue)" }
            }
            let what = outcomes.isEmpty ? "nothing new" : outcomes.joined(separator: ", ")
            text += "\(report.partner): \(what), position \(report.position)"
            text += report.fault.map { "; ended early: \($0)" } ?? ""
            text += report.detail.map { " (\(TerminalOutput.line($0)))" } ?? ""
            text += "\n"
            if let returned = report.returned { text += Self.text(of: returned) }
        }
        options.show(
            .object(of: ["reports": .array(reports.map(\.tree))]),
            text.isEmpty ? "no partner to read\n" : text
        )
        // What ended early is never a success, whatever it is called.
        let statuses = reports.compactMap { $0.fault }.map { ErrorCode(named: $0)?.exitStatus ?? .indeterminate }
        try ToolExit.check(ExitStatus.gravest(statuses))
    }

    private static func text(of returned: ReturnReport) -> String {
        var text = "  given back: \(returned.logged) logged again, \(returned.known) known, \(returned.erased) erased"
        text += returned.fault.map { "; ended early: \($0)" } ?? ""
        text += returned.open.map { "; partners still to be asked: \($0)" } ?? ""
        text += "\n"
        for refusal in returned.refusals { text += "  not ours: \(refusal.digest), \(refusal.code)\n" }
        return text
    }

    private func overNetwork(_ folder: GatewayFolder, _ gateway: Gateway) async throws -> [SyncReport] {
        let directory = folder.directory(gateway)
        let folders = folder.exchange
        var partners = try await directory.current().filter { $0.url != nil || folders.hasMirror(of: $0.id) }
        if let partner {
            partners = partners.filter { $0.id == partner }
            guard !partners.isEmpty else { throw LessonExchangeError("partner.unknown", partner) }
        }
        var reports: [SyncReport] = []
        for partner in partners {
            guard partner.url != nil else {
                reports.append(try await gateway.readMirror(of: partner, in: folders))
                continue
            }
            let client = try PartnerClient(
                partner: partner,
                identity: try folder.tlsIdentity(),
                trust: folder.trust,
                directory: directory,
                proxy: folder.settings.proxy,
                clock: gateway.clock
            )
            let report: SyncReport
            do {
                report = try await gateway.exchange(with: partner, over: client, folders)
            } catch {
                await client.shutdown()
                throw error
            }
            await client.shutdown()
            reports.append(report)
        }
        return reports
    }

    private func fromFolders(_ gateway: Gateway) async throws -> [SyncReport] {
        var reports: [SyncReport] = []
        for path in folders {
            let source = try FolderLogSource(path)
            // Of one that is not active withdrawals are taken in, and nothing else.
            let partner = try await gateway.partner(source.organisation)
            reports.append(try await gateway.synchronise(partner, from: source))
        }
        return reports
    }
}

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write your log and what is in it for one partner, or for everybody, as plain files.",
        discussion: """
            Example: lesson-gateway export stick --for reg:demo-southfell

            The folder is a tlog-tiles tree: a web server for files can serve it, and another gateway can read it.
            """
    )

    @Argument(help: "Folder to write; files of an earlier export are kept up to date.", completion: .directory)
    var folder: String

    @Option(name: .customLong("for"), help: "Organisation id of the partner that it is for.")
    var reader: String?

    @Flag(name: .customLong("public"), help: "Only what is marked public.")
    var isPublic = false

    @OptionGroup var options: GatewayOptions

    func validate() throws {
        guard (reader != nil) != isPublic else { throw ValidationError("Say who it is for: --for ORG, or --public.") }
    }

    func run() async throws {
        let gateway = try await options.folder().open()
        var name: Reader = .anybody
        if let reader {
            guard try await gateway.partner(reader).state == .active else {
                throw LessonExchangeError("partner.unknown", reader)
            }
            name = .partner(reader)
        }
        let count = try await gateway.export(to: folder, for: name)
        let head = try await gateway.store.head()
        options.show(
            .object(of: [
                "folder": .string(folder), "statements": .integer(count), "logSize": .integer(Int(head.size)),
            ]),
            "\(TerminalOutput.line(folder)): \(count) statements of a log of \(head.size) entries\n"
        )
    }
}
