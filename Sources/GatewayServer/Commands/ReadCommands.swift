import ArgumentParser
import CommandSupport
import Gateway
import LessonExchange
import StrictJSON
import TransparencyLog

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Search lessons, yours and your partners'.",
        discussion: "Example: lesson-gateway search medicines huddle --theme medication-monitoring"
    )

    @Argument(help: "Words that must all occur; none lists the newest.")
    var words: [String] = []

    @Option(name: .long, help: "Theme (codes/contributory-themes.json).")
    var theme: String?

    @Option(name: .long, help: "Source (codes/source-type.json).")
    var source: String?

    @Option(name: .long, help: "Service line (codes/service-line.json).")
    var serviceLine: String?

    @Option(name: .long, help: "Organisation id of the publisher.")
    var publisher: String?

    @Option(name: .long, help: "Issued from: YYYY, YYYY-MM or YYYY-MM-DD.")
    var since: String?

    @Option(name: .long, help: "Issued up to and with: YYYY, YYYY-MM or YYYY-MM-DD.")
    var until: String?

    @Flag(name: .long, help: "Also what was withdrawn or superseded.")
    var ended = false

    @Option(name: .long, help: "Lessons to show, 1 to 100.")
    var limit = 20

    @OptionGroup var options: GatewayOptions

    func validate() throws {
        guard (1...LessonQuery.limitMax).contains(limit) else { throw ValidationError("--limit takes 1 to 100.") }
        guard let fault = query.fault else { return }
        let option = fault.place == "serviceLine" ? "service-line" : fault.place
        throw ValidationError("--\(option) \(fault.message).")
    }

    private var query: LessonQuery {
        var query = LessonQuery(words: words.isEmpty ? nil : words.joined(separator: " "))
        query.theme = theme
        query.source = source
        query.serviceLine = serviceLine
        query.publisher = publisher
        query.since = since
        query.until = until
        query.includesEnded = ended
        query.limit = limit
        return query
    }

    func run() async throws {
        let gateway = try await options.folder().open()
        let page = try await gateway.store.search(query)
        var text = ""
        for row in page.lessons {
            let state = row.state == "active" ? "" : "  [\(row.state)]"
            text += "\(row.lessonID) version \(row.version)\(state)\n  \(TerminalOutput.line(row.title))\n"
        }
        if page.lessons.isEmpty { text = "no lesson found\n" }
        if page.hasMore { text += "and more: narrow the search, or give --limit\n" }
        options.show(
            .object(of: ["lessons": .array(page.lessons.map(\.tree)), "hasMore": .boolean(page.hasMore)]),
            text
        )
    }
}

struct InboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox",
        abstract: "What came from partners and what became of it; answers to your lessons; who has received yours.",
        discussion: "Example: lesson-gateway inbox --partner reg:demo-southfell"
    )

    @Option(name: .long, help: "Organisation id of a partner.")
    var partner: String?

    @Option(name: .long, help: "Items of each kind, 1 to 1000.")
    var limit = 20

    @Option(name: .long, help: "Lesson id that nobody here wants to see again.")
    var suppress: String?

    @Option(name: .long, help: "LESSON=ORIGIN: a lesson of yours stays, although its origin is withdrawn.")
    var keep: String?

    @OptionGroup var options: GatewayOptions
    @OptionGroup var person: PersonOption

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit takes 1 to 1000.") }
    }

    func run() async throws {
        let gateway = try await options.folder().open()
        if let suppress { try await decide(gateway, suppress, suppress, DuplicateDecision.suppressed) }
        if let keep {
            let ids = keep.split(separator: "=").map(String.init)
            guard ids.count == 2 else { throw LessonExchangeError("usage.invalid", "--keep takes LESSON=ORIGIN") }
            try await decide(gateway, ids[0], ids[1], DuplicateDecision.kept)
        }
        if let partner, try await !gateway.knows(partner) {
            throw LessonExchangeError("partner.unknown", partner, at: "--partner")
        }
        let items = try await gateway.store.received(from: partner, max: limit)
        let responses = try await gateway.answers(to: nil, from: partner, max: limit)
        let deliveries = try await gateway.store.deliverySummary(max: limit)
        var text = "received\n"
        for item in items {
            let why = item.reasons.isEmpty ? "" : "  (\(item.reasons.joined(separator: "; ")))"
            let kind = item.kind.map { " \($0.rawValue)" } ?? ""
            text += "  \(item.origin) \(item.position)\(kind): \(item.outcome)\(TerminalOutput.line(why))\n"
        }
        text += "answers\n"
        for row in responses { text += "  \(row.responder): \(row.position), to \(TerminalOutput.line(row.subject))\n" }
        text += "delivered\n"
        for row in deliveries {
            text += "  \(row.position) \(row.kind.rawValue): \(row.receipted) of \(row.addressed) partners\n"
        }
        let open = try await gateway.store.openWithdrawals()
        if !open.isEmpty { text += "withdrawals that are not answered\n" }
        text += try await GatewayText.openWithdrawals(gateway)
        let derived = try await gateway.store.derivedFromWithdrawn()
        if !derived.isEmpty { text += "made from a lesson that is withdrawn: withdraw yours too, or --keep it\n" }
        for row in derived { text += "  \(row.lessonID) version \(row.version), from \(row.origin)\n" }
        options.show(
            .object(of: [
                "received": .array(items.map(\.tree)), "responses": .array(responses.map(\.tree)),
                "delivered": .array(deliveries.map(\.tree)), "openWithdrawals": .array(open.map(\.tree)),
                "derivedFromWithdrawn": .array(derived.map(\.tree)),
            ]),
            text
        )
    }
}

extension InboxCommand {
    private func decide(
        _ gateway: Gateway,
        _ subject: String,
        _ lesson: String,
        _ relation: String
    ) async throws {
        try await gateway.decide(
            DuplicateDecision(
                subject: subject,
                lessonID: lesson,
                version: try await gateway.version(nil, of: lesson),
                relation: relation,
                person: person.name,
                at: gateway.clock()
            )
        )
    }
}

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compute the log, every signature and every link again; nothing is changed.",
        discussion: """
            Example: lesson-gateway check --config northmere/gateway.yaml

            A partner may have seen your log as it is not here; nothing is published then. When a person has looked, and
            the log here is the true one: lesson-gateway check --own-log-is-right --person "A. Person"
            """
    )

    @Flag(name: .long, help: "A person has looked: the log here is the true one. Publish again.")
    var ownLogIsRight = false

    @OptionGroup var options: GatewayOptions
    @OptionGroup var person: PersonOption

    func run() async throws {
        let gateway = try await options.folder().open()
        let findings = try await gateway.check()
        let head = try await gateway.store.head()
        var text = "log \(head.origin): \(head.size) entries, root \(head.frontier.root)\n"
        for finding in findings { text += "\(finding.code) at \(finding.place): \(finding.detail)\n" }
        text += findings.isEmpty ? "clean\n" : "\(findings.count) findings\n"
        let trees = findings.map { finding in
            JSONTree.object(of: [
                "code": .string(finding.code), "place": .string(finding.place), "detail": .string(finding.detail),
            ])
        }
        options.show(
            .object(of: [
                "origin": .string(head.origin.description), "logSize": .integer(Int(head.size)),
                "findings": .array(trees),
            ]),
            text
        )
        if !findings.isEmpty { throw ToolExit(status: .failed) }
        if ownLogIsRight { try await gateway.confirmOwnLog(by: person.actor("operator")) }
    }
}
