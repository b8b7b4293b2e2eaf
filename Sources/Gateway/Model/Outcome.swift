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
    /// Its bytes are gone after a disclosive withdrawal.
    case purged
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

/// How much work a search for similar lessons may take.
package enum SimilarityDepth: Sendable {
    /// For each of thousands that arrive: copies and close relatives.
    case quick
    /// For a person who is writing: also the same matter in other words.
    case thorough
}

/// What is asked when lessons are looked for that are like one.
package struct SimilarityQuestion: Sendable {
    package let sketch: LessonSketch
    /// Themes and service lines.
    package let codes: Set<String>
    /// The lesson itself, whose other versions are no answer.
    package let lessonID: String?

    package init(sketch: LessonSketch, codes: Set<String>, lessonID: String?) {
        self.sketch = sketch
        self.codes = codes
        self.lessonID = lessonID
    }

    package init(_ lesson: LessonFacts) {
        self.init(sketch: lesson.sketch, codes: lesson.codes, lessonID: lesson.lessonID.isEmpty ? nil : lesson.lessonID)
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

    /// The item for its reader, in about `bytesMax` bytes: reasons that do not fit are left out, but for the first code.
    ///
    /// Which lesson it looks like is told only where that one is public or the reader's own.
    package func tree(for reader: String, bytesMax: Int) -> JSONTree {
        let told = similar.flatMap { $0.isPublic || $0.publisher.utf8.elementsEqual(reader.utf8) ? $0 : nil }
        return .object(of: [
            "position": .integer(Int(position)), "digest": .string(digest), "outcome": .string(outcome.rawValue),
            "of": told.map { .object(of: ["lessonId": .string($0.lessonID), "version": .integer($0.version)]) },
            "score": similar.map { .integer($0.likeness.score) },
            "reasons": fittingReasons(bytesMax - Self.plainBytes),
            "code": outcome == .refused ? reasons.first.map { .string($0.code) } : nil,
        ])
    }

    private func fittingReasons(_ bytesMax: Int) -> JSONTree? {
        guard [.quarantined, .conflict, .held].contains(outcome), let first = reasons.first else { return nil }
        var fitting: [JSONTree] = []
        var left = bytesMax
        for reason in reasons.prefix(Self.reasonsMax) {
            left -= reason.tree.compactBytes.count + 1
            guard left >= 0 else { break }
            fitting.append(reason.tree)
        }
        return .array(fitting.isEmpty ? [OutcomeReason(code: first.code).tree] : fitting)
    }

    /// Position, digest and outcome, as JSON.
    private static let plainBytes = 140
    private static let reasonsMax = 50
}
