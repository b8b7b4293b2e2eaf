/// A stable, dotted code of everything that can be refused or go wrong.
///
/// Programs may rely on it; wording may change.
public struct ErrorCode: Hashable, Sendable, CustomStringConvertible {
    /// The code, such as `signature.invalid`.
    public let name: String

    /// The code as text.
    public var description: String { name }

    /// Exit status that the code leads to when nothing graver happened.
    public var exitStatus: ExitStatus { Self.row(name).exitStatus }

    /// What it means, in one sentence.
    public var meaning: String { Self.row(name).meaning }

    /// What the reader can do about it, in one sentence.
    public var remedy: String { Self.row(name).remedy }

    /// The code of that name; nil when there is none.
    public init?(named name: String) {
        guard Self.table[name] != nil else { return nil }
        self.name = name
    }

    init(_ name: String) {
        // A code that is not in the table is a slip of ours that the first test finds.
        precondition(Self.table[name] != nil, "unknown code")
        self.name = name
    }

    private static func row(_ name: String) -> ErrorCodeRow {
        table[name] ?? ErrorCodeRow(name, .internalFault, "An unknown code.", "Report it.")
    }

    /// Every code, sorted by name.
    public static var all: [ErrorCode] { table.keys.sorted().compactMap { ErrorCode(named: $0) } }

    private static let table = Dictionary(
        uniqueKeysWithValues: ErrorCodeRow.rows.map { ($0.name, $0) }
    )
}

/// Exit status of the programs, by severity: of several results the gravest counts.
public enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Everything that was asked for holds.
    case success = 0
    /// The verification failed: forged, altered, revoked, or not by whom or what was expected.
    case failed = 1
    /// Wrong usage, or an input or trust file that cannot be read.
    case usage = 2
    /// The input is not well formed.
    case malformed = 3
    /// Authentic, but withdrawn.
    case withdrawn = 4
    /// A required check could not be decided.
    case indeterminate = 5
    /// Authentic, but schema, gate or policy are not met; for a draft: it has findings.
    case policyNotMet = 6
    /// A fault of the program.
    case internalFault = 70

    /// Order of gravity, gravest first.
    public static let bySeverity: [ExitStatus] = [
        .internalFault, .usage, .malformed, .failed, .withdrawn, .indeterminate, .policyNotMet, .success,
    ]

    /// The gravest of several; success for none.
    public static func gravest(_ statuses: some Sequence<ExitStatus>) -> ExitStatus {
        let present = Set(statuses)
        return bySeverity.first { present.contains($0) } ?? .success
    }
}

/// Something that went wrong, told with its code, place and remedy.
///
/// Never holds text of a lesson.
public struct LessonExchangeError: Error, Sendable, CustomStringConvertible {
    /// The stable code.
    public let code: ErrorCode
    /// What happened here: facts, never content.
    public let message: String
    /// Where: a JSON Pointer, a line, a question, a file; nil when the whole input is meant.
    public let place: String?
    /// What to do.
    public let remedy: String

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: a name of the table; an unknown one is a programming fault.
    ///   - message: facts of this case; the code's meaning when nil.
    ///   - place: where it happened.
    ///   - remedy: a more fitting remedy than the code's own.
    public init(_ code: String, _ message: String? = nil, at place: String? = nil, remedy: String? = nil) {
        self.code = ErrorCode(code)
        self.message = message ?? self.code.meaning
        self.place = place
        self.remedy = remedy ?? self.code.remedy
    }

    /// Two lines: `error: code at place: message` and `hint: remedy`.
    public var description: String {
        "error: \(code)\(place.map { " at \($0)" } ?? ""): \(message)\nhint: \(remedy)"
    }
}
