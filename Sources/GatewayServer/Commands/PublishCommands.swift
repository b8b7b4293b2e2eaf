import ArgumentParser
import CommandSupport
import Gateway
import LessonExchange
import Signatures
import StrictJSON

struct PublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Check attested drafts, sign them, one bundle each, and log them for partners.",
        discussion: """
            Example: lesson-gateway publish huddle.txt --attestation huddle.attested.json --person "A. Publisher"

            A lesson here that is probably the same stops it: --same-as LESSON=RELATION says how they relate.
            """
    )

    @Argument(help: "Drafts: forms or JSON.", completion: .file())
    var drafts: [String]

    @Option(name: .long, help: "Attestation record of a draft; may be given several times.", completion: .file())
    var attestation: [String] = []

    @Option(name: .long, help: "public, nhs-and-partners or named-recipients.")
    var marking: String?

    @Option(name: .long, help: "Organisation id that may read it; may be given several times.")
    var recipient: [String] = []

    @Option(name: .long, help: "Whether recipients may share it onwards: yes or no.")
    var onwardSharing = "no"

    @Option(name: .long, help: "Licence of the text, such as OGL-UK-3.0.")
    var licence: String?

    @Option(
        name: .long,
        help: "LESSON=RELATION (codes/relation.json): how the draft relates to a lesson. Several times."
    )
    var sameAs: [String] = []

    @Flag(name: .long, help: "Publish although a lesson here is probably the same.")
    var anyway = false

    @OptionGroup var options: GatewayOptions
    @OptionGroup var person: PersonOption

    func validate() throws {
        guard marking.map(BundleComposer.markings.contains) ?? true else {
            throw ValidationError("--marking is one of \(BundleComposer.markings.joined(separator: ", ")).")
        }
        guard recipient.isEmpty || marking ?? "named-recipients" == "named-recipients" else {
            throw ValidationError("--recipient goes with --marking named-recipients only.")
        }
        guard sameAs.isEmpty || drafts.count == 1 else { throw ValidationError("--same-as goes with one draft.") }
    }

    func run() async throws {
        let gateway = try await options.folder().open()
        let chosen = marking ?? (recipient.isEmpty ? BundleComposer.usualMarking : "named-recipients")
        let records = try attestation.map { path in
            try Attestation(
                signed: try FileAccess.read(path, max: EnvelopeLimits.envelopeBytesMax),
                by: gateway.identity.sealer
            )
        }
        var candidates: [PublicationCandidate] = []
        for path in drafts { candidates.append(try await candidate(path, records, chosen, gateway)) }
        if !anyway { try stopAtLookAlikes(candidates) }
        let published = try await gateway.publish(
            candidates,
            sharing: .init(
                marking: chosen,
                onwardSharing: onwardSharing,
                licence: licence,
                recipients: recipient
            ),
            by: person.actor("publisher")
        )
        show(published, candidates.map(\.similar))
    }

    private func candidate(
        _ path: String,
        _ records: [Attestation],
        _ marking: String,
        _ gateway: Gateway
    ) async throws -> PublicationCandidate {
        let bytes = try FileAccess.read(path, max: EnvelopeLimits.envelopeBytesMax)
        let context = GateContext(marking: marking)
        let (report, checked) = DraftChecker.check(bytes, file: path, attestations: records, context: context)
        guard let checked else {
            TerminalOutput.writeError(TerminalOutput.lines(report.text))
            if options.json { TerminalOutput.write(report.tree.prettyBytes) }
            throw ToolExit(status: report.exitStatus)
        }
        let digest = Digest(of: bytes)
        // Whoever one of its records names has done their part.
        let own = records.filter { $0.draftDigest == digest }
        return try await gateway.candidate(
            checked,
            bytes: bytes,
            file: path,
            attestation: own.first { $0.involves(person.name) } ?? own.first,
            links: sameAs,
            by: person.name
        )
    }

    /// Shows what a draft is probably the same as, and ends the command, before anything is signed.
    private func stopAtLookAlikes(_ candidates: [PublicationCandidate]) throws {
        var text = ""
        var trees: [JSONTree] = []
        for (path, candidate) in zip(drafts, candidates) where !candidate.undecided.isEmpty {
            text += "\(TerminalOutput.line(path)) looks like\n" + candidate.undecided.map(Self.line).joined()
            trees.append(
                .object(of: [
                    "draft": .string(candidate.duty.draft.description),
                    "similar": .array(candidate.undecided.map(\.tree)),
                ])
            )
        }
        guard !trees.isEmpty else { return }
        // One object tells both what it looks like and that it went no further.
        let error = LessonExchangeError("publish.look-alike")
        var tree = error.tree
        tree["lookAlikes"] = .array(trees)
        options.show(tree, text)
        TerminalOutput.printError(error)
        throw ToolExit(status: error.code.exitStatus)
    }

    private static func line(_ other: SimilarLesson) -> String {
        let title = TerminalOutput.line(other.title)
        return "  \(other.likeness.kind.rawValue) (\(other.likeness.score)): \(other.lessonID) \(title)\n"
    }

    private func show(_ published: [PublishedStatement], _ similar: [[SimilarLesson]]) {
        let trees = zip(published, similar).map { statement, similar in
            var tree = statement.tree
            if !similar.isEmpty { tree["similar"] = .array(similar.map(\.tree)) }
            return tree
        }
        var text = ""
        for (statement, similar) in zip(published, similar) {
            let ids = statement.lessons.map(\.lessonID).joined(separator: ", ")
            text += "published \(ids) at position \(statement.position), payload \(statement.digest)\n"
            text += similar.map(Self.line).joined()
        }
        options.show(.object(of: ["statements": .array(trees)]), text)
    }
}

struct RespondCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "respond",
        abstract: "Say what you do about a lesson; its publisher reads it in your log.",
        discussion: "Example: lesson-gateway respond urn:lesson:reg:demo-northmere:2026-abcdefghij --position adapted"
    )

    @Argument(help: "Lesson id, or the digest of a bundle.")
    var subject: String

    @Option(name: .long, help: "Version of the lesson; default: the newest.")
    var version: Int?

    @Option(name: .long, help: "Position (codes/position.json), such as adopted, adapted or not-applicable.")
    var position: String

    @Option(name: .long, help: "What you did, in a sentence without names.")
    var text: String?

    @OptionGroup var options: GatewayOptions
    @OptionGroup var person: PersonOption

    func run() async throws {
        let gateway = try await options.folder().open()
        let what: SiblingStatements.Subject
        if let digest = Digest(subject) {
            what = .bundle(digest)
        } else if StatementIDs.isWellFormed(subject) {
            what = .lesson(id: subject, version: try await gateway.version(version, of: subject))
        } else {
            throw LessonExchangeError("usage.invalid", "name a lesson id or a digest", at: "SUBJECT")
        }
        guard let publisher = try await gateway.publisher(of: what) else {
            throw LessonExchangeError("lesson.not-found", at: subject)
        }
        let published = try await gateway.respond(
            to: what,
            recipients: [publisher],
            position: position,
            text: text,
            by: person.actor("publisher")
        )
        options.show(
            published.tree,
            "answered \(subject): \(position), at position \(published.position), to \(publisher)\n"
        )
    }
}
