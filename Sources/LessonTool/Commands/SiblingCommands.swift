import ArgumentParser
import CommandSupport
import LessonExchange
import Signatures
import StrictJSON

struct WithdrawCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        _superCommandName: "lesson",
        abstract: "Take lessons back: a signed withdrawal that names them and every bundle that holds them.",
        discussion: """
            Example: lesson withdraw bundle.json --reason outdated --key seal.key --certificate seal.pem --out withdrawal.json
            """
    )

    @Argument(help: "Every signed bundle that holds the lessons.", completion: .file())
    var bundles: [String]

    @OptionGroup var signing: SigningOptions

    @Option(name: .long, help: "Only this lesson id; default: all lessons of the bundles. May be given several times.")
    var lesson: [String] = []

    @Flag(name: .long, help: "Take back lessons of others, as their authority or successor.")
    var asAuthority = false

    @Option(name: .long, help: "disclosive, inaccurate, outdated, duplicate or source-withdrawn.")
    var reason: String

    @Option(name: .long, help: "What readers should do, at most 600 characters; no names.")
    var advice: String?

    @Option(name: .long, help: "Organisation id of a recipient; may be given several times.")
    var recipient: [String] = []

    @Option(name: .long, help: "Where the withdrawal goes; - is standard output.", completion: .file())
    var out: String

    func run() throws {
        let signer = try signing.signer()
        let (lessons, digests) = try chosen()
        try checkOwner(of: lessons, signer: signer.organisationID)
        let payload = SiblingStatements.withdrawal(
            of: Self.newest(lessons),
            inBundles: digests,
            reason: reason,
            advice: advice,
            recipients: recipient,
            by: try signing.publisher(for: signer, needsContact: true),
            at: Clock.now,
            random: systemRandom
        )
        try TextGate.check(payload, kind: .withdrawal, options: "--advice")
        try StatementOutput.write(try StatementSigner(signer).sign(payload, kind: .withdrawal), to: out)
    }

    /// The lessons that are meant, and the digest of every bundle that holds one, each once.
    private func chosen() throws(LessonExchangeError) -> ([SiblingStatements.LessonVersions], [Digest]) {
        var lessons: [SiblingStatements.LessonVersions] = []
        var digests: [Digest] = []
        for path in bundles {
            let (root, digest) = try SignedFile.payload(of: path)
            let held = (root["lessons"]?.elements ?? []).compactMap { entry -> SiblingStatements.LessonVersions? in
                guard let id = entry["lessonId"]?.string, let version = entry["version"]?.integer,
                    lesson.isEmpty || lesson.contains(where: { $0.utf8.elementsEqual(id.utf8) })
                else { return nil }
                return SiblingStatements.LessonVersions(lessonID: id, versionsUpTo: version)
            }
            guard !held.isEmpty || !lesson.isEmpty else {
                throw LessonExchangeError("usage.invalid", "it holds no lesson", at: path)
            }
            if !held.isEmpty, !digests.contains(digest) { digests.append(digest) }
            lessons += held
        }
        for id in lesson where !lessons.contains(where: { $0.lessonID.utf8.elementsEqual(id.utf8) }) {
            throw LessonExchangeError("usage.invalid", "none of the bundles holds \(id)", at: "--lesson")
        }
        return (lessons, digests)
    }

    /// Who takes back lessons of others says so: verifiers pass over a withdrawal of somebody without a right to it.
    private func checkOwner(
        of lessons: [SiblingStatements.LessonVersions],
        signer: String
    ) throws(LessonExchangeError) {
        let areOwn = lessons.allSatisfy { lesson in
            StatementIDs.organisation(of: lesson.lessonID)?.utf8.elementsEqual(signer.utf8) ?? false
        }
        guard !areOwn else { return }
        guard asAuthority else {
            throw LessonExchangeError(
                "sign.signer-mismatch",
                "not every lesson is \(signer)'s own",
                remedy: "Only an authority or successor takes back lessons of others: then spell out --as-authority."
            )
        }
        TerminalOutput.writeError(
            "note: it counts only where the trust file names \(signer) as authority or successor of the publisher\n"
        )
    }

    /// One entry a lesson, with the highest version.
    private static func newest(_ lessons: [SiblingStatements.LessonVersions]) -> [SiblingStatements.LessonVersions] {
        lessons.sorted { ($0.lessonID, $1.versionsUpTo) < ($1.lessonID, $0.versionsUpTo) }
            .reduce(into: []) { kept, next in
                if kept.last.map({ !$0.lessonID.utf8.elementsEqual(next.lessonID.utf8) }) ?? true { kept.append(next) }
            }
    }
}

struct RespondCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "respond",
        _superCommandName: "lesson",
        abstract: "Say what your organisation does about a lesson or finding: a signed response.",
        discussion: """
            Example: lesson respond --to bundle.json --position adapted --text "Agreed in the morning huddle." \
            --key seal.key --certificate seal.pem --out response.json
            """
    )

    @Option(name: .long, help: "Signed bundle that you answer; its publisher is the recipient.", completion: .file())
    var to: String?

    @Option(name: .long, help: "Instead of --to: LESSON-ID@VERSION.")
    var lesson: String?

    @Option(name: .long, help: "Instead of --to: ISSUER#REFERENCE of an external finding.")
    var external: String?

    @Option(name: .long, help: "Your position; see lesson codes position.")
    var position: String

    @Option(name: .long, help: "Your answer in words; no names.")
    var text: String?

    @Option(
        name: .long,
        help: "Position on one recommendation as ID=POSITION or ID=POSITION=REASON; may be given several times."
    )
    var recommendation: [String] = []

    @Option(name: .long, help: "Organisation id of a recipient; may be given several times.")
    var recipient: [String] = []

    @OptionGroup var signing: SigningOptions

    @Option(name: .long, help: "Where the response goes; - is standard output.", completion: .file())
    var out: String

    func validate() throws {
        guard [to, lesson, external].compactMap({ $0 }).count == 1 else {
            throw ValidationError("Name one subject: --to FILE, --lesson ID@VERSION or --external ISSUER#REFERENCE.")
        }
        guard to != nil || !recipient.isEmpty else { throw ValidationError("Name a recipient with --recipient.") }
        guard recommendation.allSatisfy({ $0.split(separator: "=", maxSplits: 2).count >= 2 }) else {
            throw ValidationError("--recommendation takes ID=POSITION.")
        }
    }

    func run() throws {
        let signer = try signing.signer()
        let (subject, publisher) = try subject()
        let positions = recommendation.map { item in
            let parts = item.split(separator: "=", maxSplits: 2).map(String.init)
            return SiblingStatements.RecommendationPosition(
                id: parts[0],
                position: parts[1],
                reason: parts.count > 2 ? parts[2] : nil
            )
        }
        let payload = SiblingStatements.response(
            to: subject,
            overall: position,
            text: text,
            perRecommendation: positions,
            recipients: recipient.isEmpty ? [publisher].compactMap { $0 } : recipient,
            by: try signing.publisher(for: signer, needsContact: false),
            at: Clock.now,
            random: systemRandom
        )
        try TextGate.check(payload, kind: .response, options: "--text or --recommendation")
        try StatementOutput.write(try StatementSigner(signer).sign(payload, kind: .response), to: out)
    }

    private func subject() throws -> (SiblingStatements.Subject, publisher: String?) {
        if let to {
            let (root, digest) = try SignedFile.payload(of: to)
            return (.bundle(digest), root["publisher"]?["id"]?.string)
        }
        if let lesson {
            let parts = lesson.split(separator: "@")
            guard parts.count == 2, let version = Int(parts[1]) else {
                throw LessonExchangeError("usage.invalid", "it takes LESSON-ID@VERSION", at: "--lesson")
            }
            return (.lesson(id: String(parts[0]), version: version), nil)
        }
        let parts = (external ?? "").split(separator: "#", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw LessonExchangeError("usage.invalid", "it takes ISSUER#REFERENCE", at: "--external")
        }
        return (.external(issuer: parts[0], reference: parts[1]), nil)
    }
}

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        _superCommandName: "lesson",
        abstract: "Make the signed status list: what you have withdrawn, for readers who are offline.",
        discussion: """
            Example: lesson status withdrawals/ --trust federation.json --valid-hours 72 --key seal.key \
            --certificate seal.pem --out status.json

            Without withdrawals it says that nothing is withdrawn.
            """
    )

    @Argument(help: "Your signed withdrawals, or folders with them.", completion: .file())
    var withdrawals: [String] = []

    @Option(name: .long, help: "The federation's trust file, to verify the withdrawals.", completion: .file())
    var trust: String

    @Option(name: .long, help: "Hours until the next list.")
    var validHours = 72

    @OptionGroup var signing: SigningOptions

    @Option(name: .long, help: "Where the list goes; - is standard output.", completion: .file())
    var out: String

    func validate() throws {
        guard (1...8784).contains(validHours) else { throw ValidationError("--valid-hours takes 1 to 8784 (a year).") }
    }

    func run() throws {
        let signer = try signing.signer()
        let verifier = StatementVerifier(trust: try TrustFile.read(trust))
        let now = Clock.now
        var verified: [(root: JSONValue, digest: Digest)] = []
        // Folders without withdrawals are an oversight, not a statement that nothing is withdrawn.
        for input in try withdrawals.isEmpty ? [] : FolderWalk.files(withdrawals) {
            let policy = VerificationPolicy(signer: .organisation(signer.organisationID), kind: .withdrawal)
            let (report, statement) = verifier.verify(try input.read(), file: input.name, policy: policy, now: now)
            guard let statement else {
                TerminalOutput.writeError(report.text)
                throw ToolExit(status: report.exitStatus)
            }
            guard !verified.contains(where: { $0.digest == statement.digest }) else { continue }
            verified.append((statement.document.root, statement.digest))
        }
        let payload = SiblingStatements.statusList(
            of: verified,
            by: try signing.publisher(for: signer, needsContact: false),
            at: now,
            validHours: validHours,
            random: systemRandom
        )
        try TextGate.checkPublisher(payload)
        try StatementOutput.write(try StatementSigner(signer).sign(payload, kind: .statusList), to: out)
    }
}

/// The payload of a signed file, for commands that speak about it.
///
/// It is not verified here.
enum SignedFile {
    static func payload(of path: String) throws(LessonExchangeError) -> (root: JSONValue, digest: Digest) {
        let envelope = try self.envelope(of: path)
        guard let document = try? JSONDocument(parsing: envelope.payload, limits: EnvelopeLimits.payload) else {
            throw LessonExchangeError("envelope.malformed", "the payload is not JSON", at: path)
        }
        return (document.root, Digest(of: envelope.payload))
    }

    static func envelope(of path: String) throws(LessonExchangeError) -> JWSEnvelope {
        let bytes = try FileAccess.read(path)
        do throws(EnvelopeFault) {
            return try JWSEnvelope(parsing: bytes)
        } catch {
            switch error {
            case .json(let fault):
                throw LessonExchangeError(
                    fault.code.rawValue,
                    at: "\(path), line \(fault.line), column \(fault.column)"
                )
            case .limit(let name, let maximum):
                throw LessonExchangeError("limit.exceeded", "\(name) is \(maximum)", at: path)
            case .form(let place, let expected):
                throw LessonExchangeError("envelope.malformed", "expected \(expected)", at: "\(path) \(place)")
            case .unexpectedMember(let place):
                throw LessonExchangeError("envelope.unexpected-member", at: "\(path) \(place)")
            }
        }
    }
}
