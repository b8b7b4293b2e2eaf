package import Signatures

/// What becomes of a verified bundle, from what is here already.
///
/// One rule for every store; the store only looks things up.
package struct OutcomeRule {
    /// A version of a lesson that is here.
    package struct Known: Sendable {
        package let version: Int
        package let form: Digest

        package init(version: Int, form: Digest) {
            self.version = version
            self.form = form
        }
    }

    package let versions: (String) throws -> [Known]
    /// The last version that a withdrawal takes back; nil without one.
    package let withdrawnUpTo: (String) throws -> Int?
    /// The last version that another lesson replaces; nil without one.
    package let supersededUpTo: (String) throws -> Int?
    package let isSuppressed: (String) throws -> Bool

    package init(
        versions: @escaping (String) throws -> [Known],
        withdrawnUpTo: @escaping (String) throws -> Int?,
        supersededUpTo: @escaping (String) throws -> Int?,
        isSuppressed: @escaping (String) throws -> Bool
    ) {
        self.versions = versions
        self.withdrawnUpTo = withdrawnUpTo
        self.supersededUpTo = supersededUpTo
        self.isSuppressed = isSuppressed
    }

    /// The outcome of one lesson.
    package func outcome(of lesson: LessonFacts, similar: SimilarLesson?) throws -> Outcome {
        if let upTo = try withdrawnUpTo(lesson.lessonID), lesson.version <= upTo { return .withdrawn }
        let known = try versions(lesson.lessonID)
        if let same = known.first(where: { $0.version == lesson.version }) {
            return same.form == lesson.form ? .sameLesson : .conflict
        }
        if known.contains(where: { $0.version > lesson.version }) { return .stale }
        if let upTo = try supersededUpTo(lesson.lessonID), lesson.version <= upTo { return .superseded }
        if try isSuppressed(lesson.lessonID) { return .suppressedLocally }
        // A later version of a lesson looks like the earlier one, of course.
        if let similar, known.isEmpty, similar.likeness.kind != .related { return .nearDuplicate }
        return .new
    }

    /// Whether that version of the lesson is here.
    package func isHere(_ lesson: LessonFacts) throws -> Bool {
        try versions(lesson.lessonID).contains { $0.version == lesson.version }
    }

    /// The outcome of a bundle: of its lessons' outcomes the one that asks most of a person.
    package static func gravest(_ outcomes: [Outcome]) -> Outcome {
        let order: [Outcome] = [
            .conflict, .withdrawn, .nearDuplicate, .new, .superseded, .stale, .suppressedLocally, .sameLesson,
        ]
        return order.first { outcomes.contains($0) } ?? .new
    }
}
