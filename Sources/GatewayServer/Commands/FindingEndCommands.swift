import ArgumentParser
import CommandSupport
import Gateway
import LessonExchange
import Signatures
import StrictJSON

extension FindingCommand {
    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "approve",
            abstract: "Approve the analysis as it is now; whoever triaged, read, assessed or planned may not.",
            discussion: """
                Example: lesson-gateway finding approve 12 --person "Group Chair"

                Of a duty that somebody called not relevant it approves that, and so ends it.
                """
        )

        @Argument(help: "Number or reference.")
        var finding: String

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws {
            try await FindingCommand.take(for: finding, options, person.actor(Duty.approve.role)) {
                gateway,
                number,
                actor in
                try await gateway.approve(finding: number, by: actor)
                let state = try await gateway.finding(number).record.state.state
                return state == .notRelevant ? "approved as not relevant" : "approved"
            }
        }
    }

    struct Answer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "answer",
            abstract: "Sign where you stand, for the body where it has a gateway and for partners that you name.",
            discussion: """
                Example: lesson-gateway finding answer 12 --overall adapted --share-with reg:demo-southfell

                It does not replace the reply that the law asks for: finding show says where that goes, and finding reply-sent
                keeps when it went.
                """
        )

        @Argument(help: "Number or reference.")
        var finding: String

        @Option(name: .long, help: "Where you stand on the whole (codes/position.json).")
        var overall: String

        @Option(name: .long, help: "What you did, in a sentence without names.")
        var text: String?

        @Option(name: .long, help: "Organisation id that reads it, too; may be given several times.")
        var shareWith: [String] = []

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws {
            let gateway = try await options.folder().open()
            let number = try await FindingWords.number(finding, gateway)
            let published = try await gateway.answer(
                finding: number,
                overall: overall,
                text: text,
                shareWith: shareWith,
                by: person.actor(Duty.publish.role),
                request: nil
            )
            options.show(
                published.tree,
                "finding \(number): answered \(overall), at position \(published.position), "
                    + "payload \(published.digest)\n"
            )
        }
    }

    struct ReplySent: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reply-sent",
            abstract: "Keep when the real reply went where it has to go, such as to the coroner.",
            discussion: "Example: lesson-gateway finding reply-sent 12 --on 2026-03-02 --person \"A. Lead\""
        )

        @Argument(help: "Number or reference.")
        var finding: String

        @Option(name: .long, help: "Day on which it was sent, YYYY-MM-DD.")
        var on: String

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws {
            try await FindingCommand.take(for: finding, options, person.actor(FindingCommand.role)) {
                try await $0.replySent(finding: $1, on: on, by: $2)
                return "the reply was sent on \(on)"
            }
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "close",
            abstract: "Close a finding: everything is assessed and approved, and every action has ended.",
            discussion: """
                Example: lesson-gateway finding close 12 --person "Group Chair"

                What is not in place needs an action, and a duty an answer (finding answer) or the day of the reply
                (finding reply-sent). Whoever assessed or planned may not close.
                """
        )

        @Argument(help: "Number or reference.")
        var finding: String

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws {
            try await FindingCommand.take(for: finding, options, person.actor(Duty.approve.role)) {
                try await $0.close(finding: $1, by: $2)
                return "closed"
            }
        }
    }

    struct Reopen: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reopen",
            abstract: "Look again at a finding that was closed or not relevant.",
            discussion: "Example: lesson-gateway finding reopen 12 --reason \"A second alert names the same pump\""
        )

        @Argument(help: "Number or reference.")
        var finding: String

        @Option(name: .long, help: "Why, without names.")
        var reason: String

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws {
            try await FindingCommand.take(for: finding, options, person.actor(FindingCommand.role)) {
                try await $0.reopen(finding: $1, reason: reason, by: $2)
                return "reopened"
            }
        }
    }

    struct Forget: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "forget",
            abstract: "Erase the words of a finding that tells who somebody is: its drafts and the kept files of it.",
            discussion: """
                Example: lesson-gateway finding forget 12 --reason "It names a member of staff." --person "IG Lead"

                What it is, and what people did about it, stays; no backup brings the words back. Other findings of the same
                files lose the files, too, and nothing else. A row that was set aside has no number: --source removes the kept
                copy of its file.
                """
        )

        @Argument(help: "Number or reference.")
        var finding: String?

        @Option(name: .long, help: "Why, in words that tell nobody who it is.")
        var reason: String?

        @Option(name: .long, help: "Instead of a finding: the digest of a file that was imported.")
        var source: String?

        @Flag(name: .long, help: "Also what people wrote into its case.")
        var withCase = false

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func validate() throws {
            guard (finding == nil) != (source == nil), finding == nil || reason != nil else {
                throw ValidationError("Name a finding with --reason, or --source DIGEST.")
            }
        }

        func run() async throws {
            if let source { return try await forget(source) }
            guard let finding, let reason else { return }
            try await FindingCommand.take(for: finding, options, person.actor(Duty.igCheck.role)) {
                try await $0.forget(finding: $1, reason: reason, withCase: withCase, by: $2)
                return "forgotten"
            }
        }

        private func forget(_ text: String) async throws {
            let gateway = try await options.folder().open()
            guard let digest = Digest(text) else {
                throw LessonExchangeError("usage.invalid", "a digest is sha256: and 64 digits", at: "--source")
            }
            try await gateway.forget(source: digest, by: person.actor(Duty.igCheck.role))
            options.show(.object(of: ["forgotten": .string(digest.description)]), "forgotten: \(digest)\n")
        }
    }
}
