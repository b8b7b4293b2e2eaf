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

            Lessons that look like a draft are shown first; --same-as LESSON=RELATION says how they relate.
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
        let decisions = try sameAs.map { try decision($0, gateway) }
        var submissions: [Gateway.Submission] = []
        var similar: [[SimilarLesson]] = []
        for path in drafts {
            let bytes = try FileAccess.read(path, max: EnvelopeLimits.envelopeBytesMax)
            let context = GateContext(marking: chosen)
            let (report, checked) = DraftChecker.check(bytes, file: path, attestations: records, context: context)
            guard let checked else {
                TerminalOutput.writeError(TerminalOutput.lines(report.text))
                throw ToolExit(status: report.exitStatus)
            }
            if let record = records.first(where: { $0.draftDigest == Digest(of: bytes) }),
                record.involves(person.name)
            {
                throw LessonExchangeError("duty.separated", "\(person.name) wrote or attested the draft", at: path)
            }
            similar.append(try await gateway.similar(toDraft: bytes))
            submissions.append(Gateway.Submission(draft: checked, sameIssueAs: decisions))
        }
        for decision in decisions { try await gateway.decide(decision) }
        let published = try await gateway.publish(
            submissions,
            sharing: .init(
                marking: chosen,
                onwardSharing: onwardSharing,
                licence: licence,
                recipients: recipient
            ),
            by: person.actor("publisher")
        )
        show(published, similar)
    }

    private func decision(_ text: String, _ gateway: Gateway) throws -> DuplicateDecision {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw LessonExchangeError("usage.invalid", "write LESSON=RELATION", at: "--same-as")
        }
        return DuplicateDecision(
            subject: "draft",
            lessonID: parts[0],
            version: 1,
            relation: parts[1],
            person: person.name,
            at: gateway.clock()
        )
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
            for other in similar {
                let title = TerminalOutput.line(other.title)
                text += "  \(other.likeness.kind.rawValue) (\(other.likeness.score)): \(other.lessonID) \(title)\n"
            }
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

    @Option(name: .long, help: "Version of the lesson.")
    var version = 1

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
            what = .lesson(id: subject, version: version)
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
