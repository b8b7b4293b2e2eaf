import ArgumentParser
import CommandSupport
import Gateway
import LessonExchange
import Signatures
import StrictJSON

struct QuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: "What was set aside or waits: list it, look at one, or drop one.",
        discussion: "Example: lesson-gateway quarantine list",
        subcommands: [List.self, Show.self, Dismiss.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "What was set aside or waits, and why; no text of a lesson.",
            discussion: "Example: lesson-gateway quarantine list --limit 50"
        )

        @Option(name: .long, help: "Items, 1 to 1000.")
        var limit = 20

        @OptionGroup var options: GatewayOptions

        func validate() throws {
            guard (1...1000).contains(limit) else { throw ValidationError("--limit takes 1 to 1000.") }
        }

        func run() async throws {
            let gateway = try await options.folder().open()
            let items = try await gateway.store.quarantine(max: limit)
            let text = items.map { item in
                "\(item.digest)  \(item.signer)  \(item.outcome) since \(item.since)\n"
                    + item.reasons.map { "  \(TerminalOutput.line($0))\n" }.joined()
            }
            options.show(
                .object(of: ["items": .array(items.map(\.tree))]),
                items.isEmpty ? "nothing is set aside\n" : text.joined()
            )
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Write one statement that was set aside to a file; who did so is kept in the audit trail.",
            discussion: """
                Example: lesson-gateway quarantine show sha256:DIGEST --out look.json --person "IG Lead"

                It may name somebody: keep the file where only you can read it, and delete it afterwards.
                """
        )

        @Argument(help: "Digest of the statement: sha256: and 64 digits.")
        var digest: String

        @Option(name: .long, help: "File to write, readable for you alone.", completion: .file())
        var out: String

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws {
            let gateway = try await options.folder().open()
            let item = try await gateway.readSetAside(try GatewayText.digest(digest), by: person.actor("ig-lead"))
            guard let envelope = item.envelope else {
                let isWithheld = item.reasons.contains("statement.withheld")
                throw LessonExchangeError(
                    isWithheld ? "statement.withheld" : "statement.erased",
                    "its bytes are not here"
                )
            }
            try FileAccess.write(envelope, to: out, isSecret: true)
            options.show(
                .object(of: ["digest": .string(item.digest.description), "file": .string(out)]),
                "written to \(TerminalOutput.line(out)); lesson inspect shows it\n"
            )
        }
    }

    struct Dismiss: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "dismiss",
            abstract: "Drop what was set aside, or a withdrawal that only hides: a person has looked.",
            discussion: """
                Example: lesson-gateway quarantine dismiss sha256:DIGEST --person "IG Lead"

                A withdrawal that verifies cannot be dropped.
                """
        )

        @Argument(help: "Digest of the statement: sha256: and 64 digits.")
        var digest: String

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws {
            let gateway = try await options.folder().open()
            let digest = try GatewayText.digest(digest)
            try await gateway.dismiss(digest, by: person.actor("ig-lead"))
            options.show(.object(of: ["dismissed": .string(digest.description)]), "dropped \(digest)\n")
        }
    }
}
