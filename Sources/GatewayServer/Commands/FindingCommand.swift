import ArgumentParser
import CommandSupport
import Gateway
import LessonExchange
import Signatures

struct FindingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finding",
        abstract: "What external bodies found, and what you do about it: from triage to closure.",
        discussion: """
            Example: lesson-gateway finding list --overdue

            A finding goes by its number, or by the body's own reference where one finding alone has it. Digits alone are a
            number: write ref:12 for a reference of digits.
            """,
        subcommands: [
            List.self, Show.self, Triage.self, Classify.self, Read.self, Assess.self, Plan.self, Approve.self,
            Answer.self, ReplySent.self, Close.self, Reopen.self, Forget.self,
        ]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List findings, due first, with what covers them already; those of one issue stand together.",
            discussion: "Example: lesson-gateway finding list --duty duty --group pharmacy"
        )

        @Argument(help: "Words that must all occur.")
        var words: [String] = []

        @Option(
            name: .long,
            help: """
                searchable, triage, open, closed or not-relevant; several times. Default: triage and open, or with words \
                every one.
                """
        )
        var state: [String] = []

        @Option(name: .long, help: "duty: names you and can be late; awareness: everything else.")
        var duty: String?

        @Option(name: .long, help: "Group (codes/group.json).")
        var group: String?

        @Option(name: .long, help: "Theme (codes/contributory-themes.json).")
        var theme: String?

        @Option(name: .long, help: "Source (codes/source-type.json).")
        var source: String?

        @Option(name: .long, help: "Organisation id of the body.")
        var issuer: String?

        @Flag(name: .long, help: "Only what is late.")
        var overdue = false

        @Option(name: .long, help: "Findings to show, 1 to 500.")
        var limit = 50

        @OptionGroup var options: GatewayOptions

        func validate() throws {
            guard (1...FindingQuery.limitMax).contains(limit) else { throw ValidationError("--limit takes 1 to 500.") }
            guard state.allSatisfy({ FindingState(rawValue: $0) != nil }) else {
                let words = FindingState.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--state is one of \(words).")
            }
            guard duty.map({ FindingDuty(rawValue: $0) != nil }) ?? true else {
                throw ValidationError("--duty is duty or awareness.")
            }
        }

        private func query(on day: String) -> FindingQuery {
            var query = FindingQuery()
            query.states = state.compactMap { FindingState(rawValue: $0) }
            if state.isEmpty, words.isEmpty { query.states = [.triage, .open] }
            query.words = words.isEmpty ? nil : words.joined(separator: " ")
            query.duty = duty.flatMap { FindingDuty(rawValue: $0) }
            query.group = group
            query.theme = theme
            query.source = source
            query.issuer = issuer
            query.overdueOn = overdue ? day : nil
            query.isByDue = true
            query.limit = limit
            return query
        }

        func run() async throws {
            let gateway = try await options.folder().open()
            let day = gateway.clock().day
            let page = try await gateway.findings(query(on: day))
            var issues: [Int64] = []
            for item in page.findings where !issues.contains(item.record.issue) { issues.append(item.record.issue) }
            var text = ""
            for issue in issues {
                let items = page.findings.filter { $0.record.issue == issue }
                if items.count > 1 { text += "issue \(issue), told by \(items.count) findings\n" }
                text += items.map { FindingWords.entry($0.record, $0.coveredBy, $0.positions, on: day) }.joined()
            }
            if page.findings.isEmpty { text = "no finding\n" }
            if page.hasMore { text += "and more: narrow the list, or give --limit\n" }
            options.show(page.tree, text)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show one finding: its points, every step, what partners say, what covers it already.",
            discussion: """
                Example: lesson-gateway finding show 12 --draft-out finding.json

                The draft is what people complete, check, attest and publish; it names the lessons that it repeats.
                """
        )

        @Argument(help: "Number or reference.")
        var finding: String

        @Option(name: .long, help: "File to write the draft of a lesson to.", completion: .file())
        var draftOut: String?

        @OptionGroup var options: GatewayOptions

        func run() async throws {
            let gateway = try await options.folder().open()
            let number = try await FindingWords.number(finding, gateway)
            let detail = try await gateway.finding(number)
            var text = detail.text(on: gateway.clock().day)
            if let draftOut {
                try FileAccess.write(try await gateway.draft(ofFinding: number), to: draftOut, isSecret: true)
                text += "draft written to \(TerminalOutput.line(draftOut)); lesson check says what it still needs\n"
            }
            options.show(detail.tree, text)
        }
    }

    /// Takes a step for a finding that somebody named, and tells what was done in the words that it gives.
    static func take(
        for name: String,
        _ options: GatewayOptions,
        _ actor: Gateway.Actor,
        _ step: (Gateway, Int64, Gateway.Actor) async throws -> String
    ) async throws {
        let gateway = try await options.folder().open()
        let number = try await FindingWords.number(name, gateway)
        let what = try await step(gateway, number, actor)
        let detail = try await gateway.finding(number)
        options.show(detail.tree, "finding \(number): \(TerminalOutput.line(what))\n")
    }

    /// The role of whoever works on findings, in the audit trail.
    static let role = Scope.triage.rawValue
}
