package import LessonExchange
package import Signatures
package import StrictJSON
import TransparencyLog

/// What lessons are looked for by; everything that is given must hold.
package struct LessonQuery: Sendable {
    /// Words of title and text; nil for all lessons.
    package var words: String?
    package var theme: String?
    package var source: String?
    package var serviceLine: String?
    package var publisher: String?
    /// Issued from, `YYYY-MM-DD` or a beginning of it.
    package var since: String?
    /// Issued before the end of this day, month or year.
    package var until: String?
    /// Also what was withdrawn or superseded.
    package var includesEnded = false
    package var offset = 0
    package var limit = 20

    package static let limitMax = 100
    package static let offsetMax = 10_000

    package init(words: String? = nil) { self.words = words }
}

/// A lesson in a list.
package struct LessonRow: Sendable, Equatable {
    package let lessonID: String
    package let version: Int
    package let publisher: String
    package let title: String
    package let recordKind: String
    package let sourceType: String
    package let themes: [String]
    package let serviceLines: [String]
    package let issued: String
    /// `active`, `superseded`, `withdrawn` or `held`.
    package let state: String
    package let digest: Digest
    package let isPublic: Bool

    package init(
        lessonID: String,
        version: Int,
        publisher: String,
        title: String,
        recordKind: String,
        sourceType: String,
        themes: [String],
        serviceLines: [String],
        issued: String,
        state: String,
        digest: Digest,
        isPublic: Bool
    ) {
        self.lessonID = lessonID
        self.version = version
        self.publisher = publisher
        self.title = title
        self.recordKind = recordKind
        self.sourceType = sourceType
        self.themes = themes
        self.serviceLines = serviceLines
        self.issued = issued
        self.state = state
        self.digest = digest
        self.isPublic = isPublic
    }

    package var tree: JSONTree {
        .object(of: [
            "lessonId": .string(lessonID), "version": .integer(version), "publisher": .string(publisher),
            "title": .string(title), "recordKind": .string(recordKind), "sourceType": .string(sourceType),
            "themes": .array(themes.map { .string($0) }), "serviceLines": .array(serviceLines.map { .string($0) }),
            "issued": .string(issued), "state": .string(state), "digest": .string(digest.description),
        ])
    }
}

/// A lesson of ours that was made from one that is withdrawn: its owner must answer.
package struct DerivedLesson: Sendable, Equatable {
    package let lessonID: String
    package let version: Int
    package let origin: String

    package init(lessonID: String, version: Int, origin: String) {
        self.lessonID = lessonID
        self.version = version
        self.origin = origin
    }

    package var tree: JSONTree {
        .object(of: ["lessonId": .string(lessonID), "version": .integer(version), "derivedFrom": .string(origin)])
    }
}

/// A page of lessons.
package struct LessonPage: Sendable {
    package let lessons: [LessonRow]
    /// Whether there are more behind it.
    package let hasMore: Bool

    package init(lessons: [LessonRow], hasMore: Bool) {
        self.lessons = lessons
        self.hasMore = hasMore
    }
}

/// What came from partners.
package struct ReceivedItem: Sendable, Equatable {
    package let origin: String
    package let position: UInt64
    package let digest: Digest
    package let kind: StatementKind?
    package let outcome: String
    package let reasons: [String]
    package let at: Timestamp

    package init(
        origin: String,
        position: UInt64,
        digest: Digest,
        kind: StatementKind?,
        outcome: String,
        reasons: [String],
        at: Timestamp
    ) {
        self.origin = origin
        self.position = position
        self.digest = digest
        self.kind = kind
        self.outcome = outcome
        self.reasons = reasons
        self.at = at
    }

    package var tree: JSONTree {
        .object(of: [
            "origin": .string(origin), "position": .integer(Int(position)), "digest": .string(digest.description),
            "kind": kind.map { .string($0.rawValue) }, "outcome": .string(outcome),
            "reasons": reasons.isEmpty ? nil : .array(reasons.map { .string($0) }), "at": .string(at.description),
        ])
    }
}

/// An answer to a lesson, a bundle or a finding of an external body.
package struct ResponseRow: Sendable, Equatable {
    package let responder: String
    package let subject: String
    package let position: String
    package let issued: String
    package let digest: Digest
    /// What the responder says of the whole; nil too where the statement itself was not read.
    package let text: String?
    /// Where it stands on each recommendation; empty too where the statement itself was not read.
    package let recommendations: [RecommendationAnswer]

    package init(
        responder: String,
        subject: String,
        position: String,
        issued: String,
        digest: Digest,
        text: String? = nil,
        recommendations: [RecommendationAnswer] = []
    ) {
        self.responder = responder
        self.subject = subject
        self.position = position
        self.issued = issued
        self.digest = digest
        self.text = text
        self.recommendations = recommendations
    }

    package var tree: JSONTree {
        .object(of: [
            "responder": .string(responder), "subject": .string(subject), "position": .string(position),
            "text": text.map { .string($0) },
            "perRecommendation": recommendations.isEmpty ? nil : .array(recommendations.map(\.tree)),
            "issued": .string(issued), "digest": .string(digest.description),
        ])
    }
}

/// A statement that was set aside.
package struct QuarantineItem: Sendable, Equatable {
    package let digest: Digest
    package let signer: String
    /// `held`, `quarantined` or `conflict`.
    package let outcome: String
    package let reasons: [String]
    package let since: Timestamp

    package init(digest: Digest, signer: String, outcome: String, reasons: [String], since: Timestamp) {
        self.digest = digest
        self.signer = signer
        self.outcome = outcome
        self.reasons = reasons
        self.since = since
    }
}

/// A line of the audit trail: who did what, never the text of a lesson.
package struct AuditRecord: Sendable, Equatable {
    package let at: Timestamp
    /// The person, or the program for what nobody asked for.
    package let person: String
    package let role: String
    package let action: String
    /// A digest, an id, an organisation.
    package let subject: String

    package init(at: Timestamp, person: String, role: String, action: String, subject: String) {
        self.at = at
        self.person = person
        self.role = role
        self.action = action
        self.subject = subject
    }
}

/// What a person decided about two lessons that look alike.
package struct DuplicateDecision: Sendable, Equatable {
    /// The lesson or draft that the decision is about.
    package let subject: String
    package let lessonID: String
    package let version: Int
    /// codes/relation.json, `different`, or `suppressed` for a lesson that nobody here wants to see.
    package let relation: String
    package let person: String
    package let at: Timestamp

    package init(subject: String, lessonID: String, version: Int, relation: String, person: String, at: Timestamp) {
        self.subject = subject
        self.lessonID = lessonID
        self.version = version
        self.relation = relation
        self.person = person
        self.at = at
    }
}

/// A request that may come twice: who, to which route, under which key, with which body.
package struct IdempotencyKey: Sendable, Equatable {
    package let caller: String
    package let route: String
    package let key: String
    package let body: Digest
    package let at: Timestamp

    /// Answers are kept seven days.
    package static let keptSeconds: Int64 = 7 * 86_400

    package init(caller: String, route: String, key: String, body: Digest, at: Timestamp) {
        self.caller = caller
        self.route = route
        self.key = key
        self.body = body
        self.at = at
    }
}

/// The answer that such a request got.
package struct StoredAnswer: Sendable, Equatable {
    package let body: Digest
    package let answer: [UInt8]

    package init(body: Digest, answer: [UInt8]) {
        self.body = body
        self.answer = answer
    }
}
