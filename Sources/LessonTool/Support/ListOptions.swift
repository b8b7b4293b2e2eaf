import Anonymisation
import ArgumentParser
import CommandSupport
import Glibc
import LessonExchange
import Signatures
import StrictJSON

/// What every command that judges a draft compares it with.
struct PreviousOptions: ParsableArguments {
    @Option(
        name: .long,
        help: "The version before, a signed bundle or a draft: two versions must not tell different things.",
        completion: .file()
    )
    var previous: [String] = []

    @Option(
        name: .long,
        help:
            "Published findings about you, JSON Lines of {\"period\",\"death\",\"themes\"}: none of them may be recognised.",
        completion: .file()
    )
    var known: [String] = []

    /// The context, with the version before a draft and the published findings where they were given.
    ///
    /// A later version is attested and signed only beside the one before.
    func context(
        _ rules: GateContext,
        for draft: [UInt8],
        isRequired: Bool = false
    ) throws(LessonExchangeError) -> GateContext {
        var context = rules
        for path in known { context.known += try Self.findings(path) }
        guard !previous.isEmpty else {
            // Readers hold the version before: nobody signs or attests a later one without having compared them.
            guard isRequired, let lesson = try? GateContext.lessons(in: draft).first,
                (lesson["version"]?.integer ?? 1) > 1
            else {
                return context
            }
            throw LessonExchangeError(
                "usage.invalid",
                "this is a later version of a lesson",
                at: "--previous",
                remedy: "Give the version before: two versions must not tell different things."
            )
        }
        var lessons: [JSONValue] = []
        for path in previous {
            lessons += try GateContext.lessons(in: try FileAccess.read(path, max: EnvelopeLimits.envelopeBytesMax))
        }
        // A draft that cannot be read is told by whoever checks it.
        guard let lesson = try? GateContext.lessons(in: draft).first else { return context }
        let compared = context.comparing(lesson, with: lessons)
        guard compared.previous != nil else {
            throw LessonExchangeError(
                "usage.invalid",
                "it holds no version of this lesson",
                at: "--previous",
                remedy: "The draft names its lessonId; give the bundle that was signed with it."
            )
        }
        return compared
    }
}

extension PreviousOptions {
    private static func findings(_ path: String) throws(LessonExchangeError) -> [KnownFinding] {
        var findings: [KnownFinding] = []
        for (position, line) in try FileAccess.read(path).split(separator: 0x0A).enumerated() {
            guard let document = try? JSONDocument(parsing: Array(line)), let finding = KnownFinding(document.root)
            else {
                throw LessonExchangeError(
                    "input.malformed",
                    "a finding is a JSON object with a period as in eventPeriod",
                    at: "\(path), line \(position + 1)",
                    remedy: "Mend the line: {\"period\":\"2024-05\",\"death\":true,\"themes\":[…]}."
                )
            }
            findings.append(finding)
        }
        return findings
    }
}

/// The lists of an organisation, for every command that looks for identifiers.
struct ListOptions: ParsableArguments {
    @Option(
        name: .long,
        help:
            "List of your own wards, sites, places and staff, a line \"kind: entry\"; may be given several times. Also LESSON_LISTS.",
        completion: .file()
    )
    var lists: [String] = []

    @Option(
        name: .long,
        help: "Names of the people in this incident, one a line; numbers as \"number: entry\". Stays with you.",
        completion: .file()
    )
    var deny: [String] = []

    /// The rules of the program with these lists.
    func scanner() throws(LessonExchangeError) -> TextScanner {
        var own = OwnWords()
        var files = lists
        if let path = getenv("LESSON_LISTS").map({ String(cString: $0) }), !path.isEmpty { files.append(path) }
        for file in files { try add(file, to: &own, usual: nil) }
        for file in deny { try add(file, to: &own, usual: .person) }
        return TextScanner(own: own)
    }

    private func add(_ path: String, to own: inout OwnWords, usual: OwnWords.Kind?) throws(LessonExchangeError) {
        let bytes = try FileAccess.read(path, max: Self.listBytesMax)
        do throws(OwnWords.Fault) {
            try own.add(bytes, usual: usual)
        } catch {
            throw LessonExchangeError(
                "input.malformed",
                error.reason,
                at: "\(path), line \(error.line)",
                remedy: "The page about lists of an organisation shows one."
            )
        }
    }

    /// Lists are small (4 MiB).
    static let listBytesMax = 4 << 20
}
