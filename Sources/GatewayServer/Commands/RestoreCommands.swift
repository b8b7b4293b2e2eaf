import ArgumentParser
import CommandSupport
import Gateway
import GatewaySQLite
import LessonExchange
import Signatures
import StrictJSON
import TransparencyLog

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the store as it is now into one file; the gateway may run and does not wait.",
        discussion: """
            Example: lesson-gateway backup /backup/gateway-$(date +%F).sqlite

            It holds lessons and what was set aside, and no key. Keep it as safe as the store, on another machine.
            """
    )

    @Argument(help: "File to write, readable for you alone.", completion: .file())
    var file: String

    @OptionGroup var options: GatewayOptions

    func run() async throws {
        let folder = try await options.folder()
        guard FileAccess.exists(folder.storePath) else {
            throw LessonExchangeError("store.missing", at: folder.storePath)
        }
        try folder.lock()
        guard !FileAccess.exists(file) else { throw LessonExchangeError("output.exists", at: file) }
        // A name of its own until it is whole.
        let partial = "\(file).\(UInt64.random(in: 0...UInt64.max)).partial"
        try FileAccess.makePrivate(partial)
        let log: (origin: LogOrigin, size: UInt64)?
        do {
            try await SQLiteStore.copy(folder.storePath, into: partial)
            log = try SQLiteStore.log(of: partial)
            try FileAccess.synchronise(partial)
            try FileAccess.place(partial, as: file)
        } catch {
            try? FileAccess.remove(partial)
            throw error
        }
        guard let log else { throw StoreError.damaged("log_head") }
        let bytes = FileAccess.size(of: file)
        options.show(
            .object(of: [
                "file": .string(file), "origin": .string(log.origin.description), "logSize": .integer(Int(log.size)),
                "bytes": .integer(bytes),
            ]),
            "\(TerminalOutput.line(file)): log \(log.origin) with \(log.size) entries, \(bytes) bytes\n"
        )
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the place of a store that is gone; begins a new log if entries were lost.",
        discussion: """
            Example: lesson-gateway restore /backup/gateway.sqlite --reason "Restored after a disk failure." \
            --approver "chief information officer:A. Person" --approver "caldicott guardian:B. Person"

            The gateway is stopped, and no store is in the data folder; leave checkpoint, erased and holds where they are.
            Without checkpoint ask a partner by telephone which epoch of your log it has read, and give it as --epoch.
            Partners are told the reason and the two roles; the two names stay in the audit trail.
            """
    )

    @Argument(help: "File that lesson-gateway backup wrote.", completion: .file())
    var file: String

    @Option(name: .long, help: "Why, in a sentence without names; partners read it.")
    var reason: String

    @Option(name: .long, help: "ROLE:PERSON who agrees. Twice, two people.")
    var approver: [String]

    @Option(name: .long, help: "Epoch of your log that partners have read last; a new log begins after it.")
    var epoch: Int?

    @OptionGroup var options: GatewayOptions

    func run() async throws {
        let approvers = try approver.map { text throws(LessonExchangeError) in
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw LessonExchangeError("usage.invalid", "write ROLE:PERSON", at: "--approver")
            }
            return Gateway.Actor(person: parts[1], role: parts[0])
        }
        let folder = try await options.folder()
        try FileAccess.makeFolder(folder.settings.dataFolder, isPrivate: true)
        let restoration = StoreRestoration(
            data: folder.data,
            identity: folder.identity,
            trust: folder.trust,
            clock: { Clock.now },
            random: systemRandom,
            logger: folder.logger
        )
        let restored: RestoredStore
        do {
            restored = try await restoration.run(file, reason: reason, approvers: approvers, epoch: epoch)
        } catch StoreError.damaged {
            throw LessonExchangeError(
                "store.damaged",
                "it is no store, or not a whole one",
                at: file,
                remedy: "Name a file that lesson-gateway backup wrote; take an older one where this is damaged."
            )
        }
        options.show(restored.tree, restored.text(of: file))
    }
}

extension RestoredStore {
    var tree: JSONTree {
        .object(of: [
            "origin": .string(head.origin.description), "logSize": .integer(Int(head.size)),
            "newEpoch": .boolean(previous != nil), "previousOrigin": previous.map { .string($0.origin) },
            "previousSize": previous.map { .integer(Int($0.size)) }, "loggedAgain": .integer(loggedAgain),
            "partnersToAsk": .array(asked.map { .string($0) }), "partnersUnasked": .array(unasked.map { .string($0) }),
            "activePartners": .array(active.map { .string($0) }), "tokensEnded": .integer(tokensEnded),
            "holds": .integer(holds), "erased": .integer(erased),
        ])
    }

    func text(of file: String) -> String {
        var text = "\(TerminalOutput.line(file)): restored, log \(head.origin) with \(head.size) entries\n"
        if let previous {
            text += "a new log began after \(previous.origin) with \(previous.size) entries; "
            text += "\(loggedAgain) own statements are logged again\n"
            text += "asked for what was lost: \(Self.names(asked)); nothing is published before they have answered\n"
            if !unasked.isEmpty { text += "cannot be asked, they have no address: \(Self.names(unasked))\n" }
        } else {
            text += "nothing was lost: the log goes on\n"
        }
        text += "active partners: \(Self.names(active)); compare: one that was suspended since is active again\n"
        text += "tokens ended: \(tokensEnded), since one that was revoked since would hold again; make new ones\n"
        text += "legal holds put back: \(holds)\n"
        return text + "erased again: \(erased) statements\n"
    }

    private static func names(_ ids: [String]) -> String { ids.isEmpty ? "none" : ids.joined(separator: ", ") }
}

struct ReturnedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "returned",
        abstract: "Which partners are still to be asked for what a restore lost; go on without one.",
        discussion: """
            Example: lesson-gateway returned --without reg:demo-southfell --person "Demonstration Operator"

            Nothing is published before every partner was asked: a lesson that you withdrew could be alive again.
            """
    )

    @Option(name: .long, help: "Organisation id of a partner that cannot be asked.")
    var without: String?

    @OptionGroup var options: GatewayOptions
    @OptionGroup var person: PersonOption

    func run() async throws {
        let gateway = try await options.folder().open()
        if let without { _ = try await gateway.goOnWithout(without, by: person.actor("operator")) }
        let open = try await gateway.store.pullingBack()
        options.show(
            .object(of: ["partnersToAsk": .array(open.map { .string($0) })]),
            open.isEmpty ? "no partner is still to be asked\n" : open.map { "still to be asked: \($0)\n" }.joined()
        )
    }
}
