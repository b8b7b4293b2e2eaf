import Gateway
import LessonExchange
import Signatures
import StrictJSON

/// Reads what the local API is asked to do with lessons: in full, or not at all.
///
/// A member that is not read could have narrowed who gets a lesson, or widened what is taken back.
enum LessonBody {
    /// Drafts of one request.
    private static let draftsMost = 1000

    /// What becomes of drafts.
    struct Publication {
        let drafts: [Digest]
        let sharing: BundleComposer.Sharing
    }

    /// A lesson that is meant; without a version the newest that is here.
    struct Named {
        let lessonID: String
        let version: Int?
    }

    /// What an answer is about.
    enum Subject {
        case bundle(Digest)
        case lesson(Named)
        case external(issuer: String, reference: String)
    }

    /// What we do about a lesson.
    struct Response {
        let subject: Subject
        let position: String
        let text: String?
        /// Empty for the publisher alone.
        let recipients: [String]
        let perRecommendation: [SiblingStatements.RecommendationPosition]
    }

    /// Lessons to take back.
    struct Withdrawal {
        let lessons: [Named]
        let reason: String
        let advice: String?
    }

    /// How something relates to a lesson.
    struct Decision {
        let lesson: Named
        let relation: String
    }

    static func publication(_ body: JSONValue) throws(LessonExchangeError) -> Publication {
        try FindingBody.refuseOthers(in: body, than: RouteBodies.publication, at: "")
        let drafts = try FindingBody.texts(body, "drafts").compactMap { Digest($0) }
        guard (1...draftsMost).contains(drafts.count), drafts.count == body["drafts"]?.elements.count else {
            throw malformed("drafts is a list of 1 to \(draftsMost) digests", "/drafts")
        }
        let recipients = try recipients(body)
        let usual = recipients.isEmpty ? BundleComposer.usualMarking : "named-recipients"
        let marking = try FindingBody.text(body, "marking") ?? usual
        guard BundleComposer.markings.contains(marking), recipients.isEmpty == (marking != "named-recipients") else {
            throw malformed("recipients go with named-recipients, and only with it", "/marking")
        }
        return Publication(
            drafts: drafts,
            sharing: .init(
                marking: marking,
                onwardSharing: try FindingBody.text(body, "onwardSharing") ?? "no",
                licence: try FindingBody.text(body, "licence"),
                recipients: recipients
            )
        )
    }

    static func response(_ body: JSONValue) throws(LessonExchangeError) -> Response {
        try FindingBody.refuseOthers(in: body, than: RouteBodies.response, at: "")
        var points: [SiblingStatements.RecommendationPosition] = []
        for (place, item) in try items(body, "perRecommendation", RouteBodies.recommendation) {
            points.append(
                SiblingStatements.RecommendationPosition(
                    id: try FindingBody.needed(item, "id", place),
                    position: try FindingBody.needed(item, "position", place),
                    reason: try FindingBody.text(item, "reason", place)
                )
            )
        }
        return Response(
            subject: try subject(body["subject"]),
            position: try FindingBody.needed(body, "position"),
            text: try FindingBody.text(body, "text"),
            recipients: try recipients(body),
            perRecommendation: points
        )
    }

    static func withdrawal(_ body: JSONValue) throws(LessonExchangeError) -> Withdrawal {
        try FindingBody.refuseOthers(in: body, than: RouteBodies.withdrawal, at: "")
        var lessons: [Named] = []
        for (place, item) in try items(body, "lessons", RouteBodies.withdrawn) {
            lessons.append(
                Named(
                    lessonID: try FindingBody.needed(item, "lessonId", place),
                    version: try FindingBody.count(item, "versionsUpTo", place)
                )
            )
        }
        guard !lessons.isEmpty else { throw malformed("lessons is a list of at least one", "/lessons") }
        return Withdrawal(
            lessons: lessons,
            reason: try FindingBody.needed(body, "reason"),
            advice: try FindingBody.text(body, "advice")
        )
    }

    static func decision(_ body: JSONValue) throws(LessonExchangeError) -> Decision {
        try FindingBody.refuseOthers(in: body, than: RouteBodies.decision, at: "")
        return Decision(
            lesson: Named(
                lessonID: try FindingBody.needed(body, "lessonId"),
                version: try FindingBody.count(body, "version")
            ),
            relation: try FindingBody.needed(body, "relation")
        )
    }

    /// A list that is empty would be for everybody, which nobody writes by naming recipients.
    private static func recipients(_ body: JSONValue) throws(LessonExchangeError) -> [String] {
        let recipients = try FindingBody.texts(body, "recipients")
        guard body["recipients"] == nil || !recipients.isEmpty else {
            throw malformed("recipients names an organisation, or is absent", "/recipients")
        }
        return recipients
    }

    /// One of three members, and nothing beside it.
    private static func subject(_ value: JSONValue?) throws(LessonExchangeError) -> Subject {
        let at = "/subject"
        guard let value, value.isObject, value.members.count == 1 else {
            throw malformed("subject is an object with digest, lesson or external", at)
        }
        try FindingBody.refuseOthers(in: value, than: RouteBodies.subject, at: at)
        if let lesson = value["lesson"] {
            try checkObject(lesson, RouteBodies.lesson, "\(at)/lesson")
            return .lesson(
                Named(
                    lessonID: try FindingBody.needed(lesson, "lessonId", "\(at)/lesson"),
                    version: try FindingBody.count(lesson, "version", "\(at)/lesson")
                )
            )
        }
        if let external = value["external"] {
            try checkObject(external, RouteBodies.external, "\(at)/external")
            return .external(
                issuer: try FindingBody.needed(external, "issuer", "\(at)/external"),
                reference: try FindingBody.needed(external, "reference", "\(at)/external")
            )
        }
        guard let digest = Digest(try FindingBody.needed(value, "digest", at)) else {
            throw malformed("a digest is sha256: and 64 hexadecimal digits", "\(at)/digest")
        }
        return .bundle(digest)
    }

    /// The objects of a list that may be absent, each with where it stands.
    private static func items(
        _ body: JSONValue,
        _ name: String,
        _ members: [BodyMember]
    ) throws(LessonExchangeError) -> [(place: String, item: JSONValue)] {
        guard let list = body[name] else { return [] }
        guard list.isArray else { throw malformed("\(name) is a list of objects", "/\(name)") }
        var items: [(place: String, item: JSONValue)] = []
        for (number, item) in list.elements.enumerated() {
            let place = "/\(name)/\(number)"
            try checkObject(item, members, place)
            items.append((place, item))
        }
        return items
    }

    private static func checkObject(
        _ value: JSONValue,
        _ members: [BodyMember],
        _ place: String
    ) throws(LessonExchangeError) {
        guard value.isObject else { throw malformed("not an object", place) }
        try FindingBody.refuseOthers(in: value, than: members, at: place)
    }

    private static func malformed(_ message: String, _ place: String) -> LessonExchangeError {
        LessonExchangeError("request.malformed", message, at: place)
    }
}
