import Anonymisation
import ArgumentParser
import CommandSupport
import LessonExchange
import Signatures
import StrictJSON

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        _superCommandName: "lesson",
        abstract: "Say by which rules the anonymisation gate of this program judges.",
        discussion: "Example: lesson rules digest",
        subcommands: [Show.self, RulesDigest.self]
    )

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show version, digest and the kinds of identifier that are looked for.",
            discussion: "Example: lesson rules show"
        )

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        func run() {
            let thresholds = RuleBook.embedded.thresholds
            guard !json else {
                let tree = JSONTree.object(of: [
                    "gateVersion": .string(AnonymisationGate.version),
                    "rulesDigest": .string(AnonymisationGate.rulesDigest.description),
                    "lintVersion": .string("\(QualityLint.version).0"),
                    "nameScores": .object(of: [
                        "warn": .integer(Int(thresholds.warn)), "block": .integer(Int(thresholds.block)),
                    ]),
                    "types": .array(
                        IdentifierType.allCases.map {
                            .object(of: ["type": .string($0.rawValue), "direct": .boolean($0.isDirect)])
                        }
                    ),
                ])
                TerminalOutput.write(tree.compactBytes + [0x0A])
                return
            }
            let direct = IdentifierType.allCases.filter(\.isDirect).map(\.rawValue).joined(separator: ", ")
            let others = IdentifierType.allCases.filter { !$0.isDirect }.map(\.rawValue).joined(separator: ", ")
            TerminalOutput.write(
                """
                gate \(AnonymisationGate.version), advice on wording \(QualityLint.version).0, \(AnonymisationGate.standard)
                rules \(AnonymisationGate.rulesDigest)
                a word may be a name from score \(thresholds.warn) on, and is one from \(thresholds.block) on
                direct (one is enough): \(direct)
                others (several together): \(others)

                """
            )
        }
    }

    struct RulesDigest: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "digest",
            abstract: "Print the digest of lists, gazetteer and name model, as it is sealed in a release.",
            discussion: "Example: lesson rules digest"
        )

        func run() { TerminalOutput.write("\(AnonymisationGate.rulesDigest)\n") }
    }
}
