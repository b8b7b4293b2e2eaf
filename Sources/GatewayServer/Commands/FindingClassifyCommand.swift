import ArgumentParser
import CommandSupport
import Gateway
import LessonExchange
import StrictJSON

extension FindingCommand {
    struct Classify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "classify",
            abstract: "Say what findings are about, where their source does not: themes and service lines.",
            discussion: """
                Example: lesson-gateway finding classify 12 13 --theme medication-monitoring --service-line pharmacy

                Several at once get the same, all or none. What is given takes the place of what was known; what is left out
                stays. Lists and reports go by it, and so does the draft that finding show writes.
                """
        )

        @Argument(help: "Numbers or references.")
        var findings: [String]

        @Option(name: .long, help: "Theme (codes/contributory-themes.json); up to five times.")
        var theme: [String] = []

        @Option(name: .long, help: "Service line (codes/service-line.json); up to eight times.")
        var serviceLine: [String] = []

        @OptionGroup var options: GatewayOptions
        @OptionGroup var person: PersonOption

        func validate() throws {
            guard !theme.isEmpty || !serviceLine.isEmpty else {
                throw ValidationError("Give a --theme or a --service-line.")
            }
        }

        func run() async throws {
            let gateway = try await options.folder().open()
            var numbers: [Int64] = []
            for name in findings { numbers.append(try await FindingWords.number(name, gateway)) }
            try await gateway.classify(
                numbers,
                themes: theme,
                serviceLines: serviceLine,
                by: person.actor(FindingCommand.role)
            )
            let names = numbers.map { "\($0)" }.joined(separator: ", ")
            options.show(
                .object(of: [
                    "findings": .array(numbers.map { .integer(Int($0)) }),
                    "themes": .array(theme.map { .string($0) }),
                    "serviceLines": .array(serviceLine.map { .string($0) }),
                ]),
                "finding \(names): about \((theme + serviceLine).joined(separator: ", "))\n"
            )
        }
    }
}
