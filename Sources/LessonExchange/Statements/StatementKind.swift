/// The kinds of signed statements; each has its own content type, so that none can pass for another.
public enum StatementKind: String, Sendable, CaseIterable {
    /// Lessons of one publisher.
    case bundle
    /// Takes lessons back.
    case withdrawal
    /// What an organisation does about a lesson.
    case response
    /// What was received.
    case receipt
    /// A statement about another party.
    case endorsement
    /// Begins a new epoch of a log.
    case epoch
    /// Who is a member of the federation.
    case trustList = "trust-list"
    /// What a publisher has withdrawn, as of a time.
    case statusList = "status-list"

    /// The `cty` header value.
    public var contentType: String { "application/vnd.lesson-exchange.\(rawValue)+json" }

    /// The kind of a `cty` value, compared byte by byte; nil for an unknown one.
    public init?(contentType: String) {
        guard let kind = Self.allCases.first(where: { $0.contentType.utf8.elementsEqual(contentType.utf8) }) else {
            return nil
        }
        self = kind
    }

    /// File name of its schema; nil where no schema exists yet.
    package var schemaName: String? { self == .endorsement ? nil : "\(rawValue).schema.json" }
}
