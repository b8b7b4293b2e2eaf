import ArgumentParser
import CommandSupport
import Gateway
import LessonExchange
import StrictJSON

struct SubscriptionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscription",
        abstract: "Say which findings go to triage although they do not name you.",
        discussion: "Example: lesson-gateway subscription list",
        subcommands: [Add.self, List.self, End.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Add a subscription, or put one in the place of that name; every term that is given must match.",
            discussion: """
                Example: lesson-gateway subscription add medicines --theme medication-monitoring --since 2026-01-01

                What it takes in is for awareness: it has no clock and is never late.
                """
        )

        @Argument(help: "A short name of your own.")
        var name: String

        @Option(name: .long, help: "Organisation id that the body names.")
        var recipient: String?

        @Option(name: .long, help: "Theme (codes/contributory-themes.json).")
        var theme: String?

        @Option(name: .long, help: "Service line (codes/service-line.json).")
        var serviceLine: String?

        @Option(name: .long, help: "Source (codes/source-type.json).")
        var source: String?

        @Option(name: .long, help: "Published on or after this day, YYYY-MM-DD.")
        var since: String?

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func validate() throws {
            guard [recipient, theme, serviceLine, source, since].contains(where: { $0 != nil }) else {
                throw ValidationError("Give at least one term, such as --theme.")
            }
        }

        func run() async throws {
            let gateway = try await options.folder().open()
            var subscription = Subscription(name: name)
            subscription.recipient = recipient
            subscription.theme = theme
            subscription.serviceLine = serviceLine
            subscription.source = source
            subscription.since = since
            let came = try await gateway.subscribe(subscription, by: person.actor(FindingCommand.role))
            var tree = subscription.tree
            tree["triage"] = .integer(came)
            options.show(tree, "\(subscription.line)\(came) findings that are here came to triage\n")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Show the subscriptions.",
            discussion: "Example: lesson-gateway subscription list --json"
        )

        @OptionGroup var options: GatewayOptions

        func run() async throws {
            let gateway = try await options.folder().open()
            let all = try await gateway.store.subscriptions()
            options.show(
                .object(of: ["subscriptions": .array(all.map(\.tree))]),
                all.isEmpty ? "no subscription yet\n" : all.map(\.line).joined()
            )
        }
    }

    struct End: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "end",
            abstract: "End a subscription; what it took in stays.",
            discussion: "Example: lesson-gateway subscription end medicines"
        )

        @Argument(help: "Its name.")
        var name: String

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func run() async throws {
            let gateway = try await options.folder().open()
            try await gateway.unsubscribe(name, by: person.actor(FindingCommand.role))
            options.show(.object(of: ["ended": .string(name)]), "\(TerminalOutput.line(name)): ended\n")
        }
    }
}

extension Subscription {
    fileprivate var line: String {
        let terms = [
            recipient.map { "recipient \($0)" }, theme.map { "theme \($0)" }, serviceLine.map { "service line \($0)" },
            source.map { "source \($0)" }, since.map { "since \($0)" },
        ].compactMap { $0 }
        return TerminalOutput.line("\(name): \(terms.joined(separator: ", "))") + "\n"
    }
}
