import LessonExchange
package import StrictJSON

/// What was done with a statement that arrived (codes/receipt-outcome.json).
package enum Outcome: String, Sendable, CaseIterable {
    /// Taken in.
    case new
    /// The same payload was here already.
    case duplicate
    /// The same lesson and version in the same canonical form came in another bundle.
    case sameLesson = "same-lesson"
    /// The same lesson and version with another content: set aside, never swallowed.
    case conflict
    /// A lesson that is here replaces it.
    case superseded
    /// A newer version is here already.
    case stale
    /// It was taken back already.
    case withdrawn
    /// It looks like a lesson that is here; both are kept.
    case nearDuplicate = "near-duplicate"
    /// Somebody here decided not to see it.
    case suppressedLocally = "suppressed-locally"
    /// It cannot be judged yet; a person is asked.
    case held
    /// Authentic, but schema, gate or policy are not met.
    case quarantined
    /// Not authentic, or not what the log says.
    case refused
}

/// Why something was set aside: a code and a place, never a value.
package struct OutcomeReason: Sendable, Equatable {
    package let code: String
    package let pointer: String?

    package init(code: String, pointer: String? = nil) {
        self.code = code
        self.pointer = pointer
    }

    package var tree: JSONTree {
        .object(of: ["code": .string(code), "pointer": pointer.map { .string($0) }])
    }
}

/// The lesson that another one looks like.
package struct SimilarLesson: Sendable, Equatable {
    package let lessonID: String
    package let version: Int
    package let publisher: String
    package let title: String
    package let likeness: Likeness
    package let isOwn: Bool
    /// Whether anybody may know that it exists.
    package let isPublic: Bool

    package init(
        lessonID: String,
        version: Int,
        publisher: String,
        title: String,
        likeness: Likeness,
        isOwn: Bool,
        isPublic: Bool
    ) {
        self.lessonID = lessonID
        self.version = version
        self.publisher = publisher
        self.title = title
        self.likeness = likeness
        self.isOwn = isOwn
        self.isPublic = isPublic
    }

    package var tree: JSONTree {
        .object(of: [
            "lessonId": .string(lessonID), "version": .integer(version), "publisher": .string(publisher),
            "title": .string(title), "kind": .string(likeness.kind.rawValue), "score": .integer(likeness.score),
        ])
    }
}

/// An outcome with what a receipt says beside it.
package struct ReceiptItem: Sendable, Equatable {
    package let position: UInt64
    package let digest: String
    package var outcome: Outcome
    package var similar: SimilarLesson?
    package var reasons: [OutcomeReason]

    package init(
        position: UInt64,
        digest: String,
        outcome: Outcome,
        similar: SimilarLesson? = nil,
        reasons: [OutcomeReason] = []
    ) {
        self.position = position
        self.digest = digest
        self.outcome = outcome
        self.similar = similar
        self.reasons = reasons
    }

    /// The item for its reader; which lesson it looks like is told only where that one is public or the reader's own.
    package func tree(for reader: String) -> JSONTree {
        let told = similar.flatMap { $0.isPublic || $0.publisher.utf8.elementsEqual(reader.utf8) ? $0 : nil }
        let listed = [.quarantined, .conflict, .held].contains(outcome) ? reasons.prefix(Self.reasonsMax) : []
        return .object(of: [
            "position": .integer(Int(position)), "digest": .string(digest), "outcome": .string(outcome.rawValue),
            "of": told.map { .object(of: ["lessonId": .string($0.lessonID), "version": .integer($0.version)]) },
            "score": similar.map { .integer($0.likeness.score) },
            "reasons": listed.isEmpty ? nil : .array(listed.map(\.tree)),
            "code": outcome == .refused ? reasons.first.map { .string($0.code) } : nil,
        ])
    }

    private static let reasonsMax = 50
}
