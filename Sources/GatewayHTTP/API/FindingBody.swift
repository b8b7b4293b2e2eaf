package import Gateway
package import LessonExchange
package import Signatures
package import StrictJSON

/// Reads what people say about a finding: the same for the local API and for files that commands take; and, for any body
/// of the local API, its members.
package enum FindingBody {
    /// As many as a lesson has recommendations at most, and an alert some more.
    private static let stepsMost = 200

    /// Positions on recommendations: a list of objects.
    package static func assessments(_ list: JSONValue?) throws(LessonExchangeError) -> [GapAssessment] {
        var assessments: [GapAssessment] = []
        for (place, item) in try items(list, "assessments", RouteBodies.assessment).enumerated() {
            let at = "/assessments/\(place)"
            assessments.append(
                GapAssessment(
                    recommendation: try needed(item, "recommendation", at),
                    position: try needed(item, "position", at),
                    evidenceType: try text(item, "evidenceType", at),
                    evidence: try text(item, "evidence", at),
                    gap: try text(item, "gap", at),
                    reason: try text(item, "reason", at)
                )
            )
        }
        return assessments
    }

    /// Actions: a list of objects.
    static func actions(_ list: JSONValue?) throws(LessonExchangeError) -> [CaseAction] {
        var actions: [CaseAction] = []
        for (place, item) in try items(list, "actions", RouteBodies.action).enumerated() {
            let at = "/actions/\(place)"
            actions.append(
                CaseAction(
                    id: try needed(item, "id", at),
                    text: try needed(item, "text", at),
                    ownerRole: try needed(item, "ownerRole", at),
                    due: try needed(item, "due", at),
                    state: try text(item, "state", at) ?? "planned",
                    evidence: try text(item, "evidence", at),
                    evidenceType: try text(item, "evidenceType", at)
                )
            )
        }
        return actions
    }

    /// What a person decided about findings, in an object.
    static func decision(_ body: JSONValue) throws(LessonExchangeError) -> TriageDecision {
        try refuseOthers(in: body, than: RouteBodies.triage, at: "")
        guard let isRelevant = try flag(body, "relevant") else { throw malformed("relevant is missing", "/relevant") }
        return TriageDecision(
            isRelevant: isRelevant,
            group: try text(body, "group"),
            ownerRole: try text(body, "ownerRole"),
            due: try text(body, "due"),
            reason: try text(body, "reason")
        )
    }

    /// What somebody wants to see, in an object.
    static func subscription(_ body: JSONValue) throws(LessonExchangeError) -> Subscription {
        try refuseOthers(in: body, than: RouteBodies.subscription, at: "")
        var subscription = Subscription(name: try needed(body, "name"))
        subscription.recipient = try text(body, "recipient")
        subscription.theme = try text(body, "theme")
        subscription.serviceLine = try text(body, "serviceLine")
        subscription.source = try text(body, "source")
        subscription.since = try text(body, "since")
        return subscription
    }

    /// A moment, or the beginning of a day in UTC.
    package static func moment(_ text: String) throws(LessonExchangeError) -> Timestamp {
        guard let moment = Timestamp(text) ?? Timestamp("\(text)T00:00:00Z") else {
            throw malformed("a day is YYYY-MM-DD", "since")
        }
        return moment
    }

    /// A text that must be there.
    static func needed(
        _ object: JSONValue,
        _ name: String,
        _ place: String = ""
    ) throws(LessonExchangeError) -> String {
        guard let text = try text(object, name, place) else {
            throw malformed("\(name) is missing", "\(place)/\(name)")
        }
        return text
    }

    /// A text that may be there.
    static func text(_ object: JSONValue, _ name: String, _ place: String = "") throws(LessonExchangeError) -> String? {
        guard let value = object[name] else { return nil }
        guard value.isString, let text = value.string, !text.isEmpty else {
            throw malformed("\(name) is a text", "\(place)/\(name)")
        }
        return text
    }

    /// A number from 1, where it is there.
    static func count(_ object: JSONValue, _ name: String, _ place: String = "") throws(LessonExchangeError) -> Int? {
        guard let value = object[name] else { return nil }
        guard let count = value.integer, count > 0 else {
            throw malformed("\(name) is a number from 1", "\(place)/\(name)")
        }
        return count
    }

    /// True or false, where it is there.
    static func flag(_ object: JSONValue, _ name: String) throws(LessonExchangeError) -> Bool? {
        guard let value = object[name] else { return nil }
        guard let flag = value.boolean else { throw malformed("\(name) is true or false", "/\(name)") }
        return flag
    }

    /// A list of texts that may be there.
    static func texts(_ object: JSONValue, _ name: String) throws(LessonExchangeError) -> [String] {
        guard let list = object[name] else { return [] }
        let texts = list.elements.compactMap { $0.isString ? $0.string : nil }
        guard list.isArray, texts.count == list.elements.count else {
            throw malformed("\(name) is a list of texts", "/\(name)")
        }
        return texts
    }

    private static func items(
        _ list: JSONValue?,
        _ what: String,
        _ members: [BodyMember]
    ) throws(LessonExchangeError) -> [JSONValue] {
        guard let list, list.isArray, (1...stepsMost).contains(list.elements.count) else {
            throw malformed("\(what) is a list of 1 to \(stepsMost)", "/\(what)")
        }
        for (place, item) in list.elements.enumerated() {
            guard item.isObject else { throw malformed("not an object", "/\(what)/\(place)") }
            try refuseOthers(in: item, than: members, at: "/\(what)/\(place)")
        }
        return list.elements
    }

    /// A member that nobody reads is a slip of the pen that would go unnoticed.
    static func refuseOthers(
        in object: JSONValue,
        than members: [BodyMember],
        at place: String
    ) throws(LessonExchangeError) {
        let names = members.map(\.name)
        for member in object.members where !names.contains(where: { member.name.isString(equalTo: $0) }) {
            let known = names.isEmpty ? "there are no members" : "the members are \(names.joined(separator: ", "))"
            throw malformed(known, "\(place)/\(named(member.name.string ?? ""))")
        }
    }

    /// A name that somebody made up, where it may be told: a short word, and no text.
    static func named(_ name: String) -> String {
        let isWord = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte == 0x2D || byte == 0x5F
        }
        return isWord && (1...40).contains(name.utf8.count) ? name : "?"
    }

    private static func malformed(_ message: String, _ place: String) -> LessonExchangeError {
        LessonExchangeError("request.malformed", message, at: place)
    }
}
