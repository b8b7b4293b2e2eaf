import ArgumentParser
import CommandSupport
import Gateway
import LessonExchange
import Signatures
import StrictJSON

struct WithdrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Take a lesson of yours back, everywhere it went.",
        discussion: "Example: lesson-gateway withdraw urn:lesson:reg:demo-northmere:2026-abcdefghij --reason outdated"
    )

    @Argument(help: "Lesson id.")
    var lesson: String

    @Option(name: .long, help: "This version and all before it; default: the newest.")
    var version: Int?

    @Option(name: .long, help: "Reason (codes/withdrawal-reason.json).")
    var reason: String

    @Option(name: .long, help: "What readers should do instead, without names.")
    var advice: String?

    @OptionGroup var options: GatewayOptions
    @OptionGroup var person: PersonOption

    /// codes/withdrawal-reason.json.
    private static let reasons = ["disclosive", "inaccurate", "outdated", "duplicate", "source-withdrawn"]

    func run() async throws {
        let gateway = try await options.folder().open()
        guard Self.reasons.contains(reason) else {
            throw LessonExchangeError("usage.invalid", "a reason is one of \(Self.reasons.joined(separator: ", "))")
        }
        let published = try await gateway.withdraw(
            [.init(lessonID: lesson, versionsUpTo: try await gateway.version(version, of: lesson))],
            reason: reason,
            advice: advice,
            by: person.actor("publisher")
        )
        var text = published.map { "withdrawn \(lesson), at position \($0.position)\n" }.joined()
        if reason == WithdrawalFacts.disclosive {
            text += "its bytes go with the next lesson-gateway purge, or while it serves\n"
        }
        text += try await GatewayText.openWithdrawals(gateway)
        options.show(.object(of: ["statements": .array(published.map(\.tree))]), text)
    }
}

struct PurgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge",
        abstract: "Erase now what disclosive withdrawals ask for, and tell those who asked.",
        discussion: """
            Example: lesson-gateway purge

            The text goes from the store, its index, its log of writes, and the folders that were exported; digest and
            withdrawal stay. A gateway that serves does the same by itself.
            """
    )

    @OptionGroup var options: GatewayOptions

    func run() async throws {
        let gateway = try await options.folder().open()
        let outcome = try await gateway.erase()
        let (erased, held) = (outcome?.erased ?? 0, outcome?.held ?? 0)
        options.show(
            .object(of: ["erased": .integer(erased), "held": .integer(held)]),
            "erased \(erased) \(erased == 1 ? "statement" : "statements"), kept for a legal hold: \(held)\n"
        )
    }
}

struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Keep a statement from erasure for a legal hold, let it go, or list what is kept.",
        discussion: "Example: lesson-gateway hold sha256:DIGEST --reason 'inquest, reference 12/26'"
    )

    @Argument(help: "Digest of the statement: sha256: and 64 digits; without one, all that is kept is listed.")
    var digest: String?

    @Option(name: .long, help: "Why it has to be kept, without names.")
    var reason: String?

    @Flag(name: .long, help: "The hold is over.")
    var end = false

    @OptionGroup var options: GatewayOptions
    @OptionGroup var person: PersonOption

    func validate() throws {
        guard digest != nil else {
            guard !end, reason == nil else { throw ValidationError("Name the statement.") }
            return
        }
        guard end != (reason != nil) else { throw ValidationError("Give a --reason, or --end.") }
        guard reason?.contains(where: \.isLetter) ?? true else { throw ValidationError("--reason takes a sentence.") }
    }

    func run() async throws {
        let gateway = try await options.folder().open()
        guard let name = digest else { return try await list(gateway) }
        let digest = try GatewayText.digest(name)
        try await gateway.hold(digest, reason: reason, by: person.actor("ig-lead"))
        options.show(
            .object(of: ["digest": .string(digest.description), "held": .boolean(!end)]),
            "\(digest): \(end ? "no longer held" : "held")\n"
        )
    }

    private func list(_ gateway: Gateway) async throws {
        let holds = try await gateway.store.legalHolds()
        let text = holds.map { "\($0.digest)  since \($0.at), by \(TerminalOutput.line($0.person))\n" }
        options.show(
            .object(of: ["holds": .array(holds.map(\.tree))]),
            holds.isEmpty ? "nothing is held\n" : text.joined()
        )
    }
}

struct ExposureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exposure",
        abstract: "Who may have a statement of yours: sent to, fetched by, receipts, what is still open.",
        discussion: "Example: lesson-gateway exposure sha256:DIGEST"
    )

    @Argument(help: "Digest of the statement: sha256: and 64 digits.")
    var digest: String

    @OptionGroup var options: GatewayOptions

    func run() async throws {
        let gateway = try await options.folder().open()
        let exposure = try await gateway.exposure(of: try GatewayText.digest(digest))
        options.show(exposure.tree, exposure.text(at: gateway.clock()))
    }
}

/// Words that several commands print.
enum GatewayText {
    static func digest(_ text: String) throws(LessonExchangeError) -> Digest {
        guard let digest = Digest(text) else {
            throw LessonExchangeError("usage.invalid", "a digest is sha256: and 64 digits")
        }
        return digest
    }

    /// "3 of 5, oldest 3 h", a line for each withdrawal that somebody has not answered.
    static func openWithdrawals(_ gateway: Gateway) async throws -> String {
        try await gateway.store.openWithdrawals().map { "  \($0.line(at: gateway.clock()))\n" }.joined()
    }
}
