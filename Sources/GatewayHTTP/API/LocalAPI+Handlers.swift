import Gateway
import HTTPTypes
import LessonExchange
import Signatures
import StrictJSON

extension LocalAPI {
    /// Runs a request once: the same key with the same body gets the same answer, with another body none.
    func once(
        _ request: APIRequest,
        _ body: (IdempotencyKey?) async throws -> [PublishedStatement]
    ) async throws -> APIAnswer {
        guard let key = request.idempotencyKey else { return .json(Self.answer(try await body(nil)), status: .created) }
        let identity = IdempotencyKey(
            caller: request.caller.name,
            route: request.path,
            key: key,
            body: Digest(of: request.body),
            at: gateway.clock()
        )
        if let known = try await gateway.store.answer(to: identity) { return try Self.answer(known, to: identity) }
        do {
            return .json(Self.answer(try await body(identity)), status: .created)
        } catch {
            // The same request at the same time may have been first: then its answer is ours.
            guard let known = try? await gateway.store.answer(to: identity) else { throw error }
            return try Self.answer(known, to: identity)
        }
    }

    private static func answer(_ known: StoredAnswer, to request: IdempotencyKey) throws -> APIAnswer {
        guard known.body == request.body else { throw Problem("request.repeated") }
        return APIAnswer(
            status: .created,
            headers: [.contentType: APIRoute.Content.json.rawValue, .cacheControl: "no-store"],
            body: known.answer
        )
    }

    private static func answer(_ published: [PublishedStatement]) -> JSONTree {
        .object(of: ["statements": .array(published.map(\.tree))])
    }

    func json(_ request: APIRequest) throws -> JSONValue {
        guard let root = try? JSONDocument(parsing: request.body).root, root.isObject else {
            throw Problem("request.malformed", "the body is one JSON object")
        }
        return root
    }

    func strings(_ value: JSONValue?) -> [String] { (value?.elements ?? []).compactMap(\.string) }

    func publish(_ request: APIRequest, _ key: IdempotencyKey?) async throws -> [PublishedStatement] {
        let root = try json(request)
        let drafts = strings(root["drafts"]).compactMap { Digest($0) }
        guard !drafts.isEmpty, drafts.count == root["drafts"]?.node.count, drafts.count <= 1000 else {
            throw Problem("request.malformed", "drafts is a list of 1 to 1000 digests", at: "/drafts")
        }
        let recipients = strings(root["recipients"])
        let marking =
            root["marking"]?.string ?? (recipients.isEmpty ? BundleComposer.usualMarking : "named-recipients")
        guard BundleComposer.markings.contains(marking), recipients.isEmpty == (marking != "named-recipients") else {
            throw Problem("request.malformed", "recipients go with named-recipients, and only with it", at: "/marking")
        }
        return try await gateway.publishDrafts(
            drafts,
            sharing: .init(
                marking: marking,
                onwardSharing: root["onwardSharing"]?.string ?? "no",
                licence: root["licence"]?.string,
                recipients: recipients
            ),
            by: request.caller.name,
            request: key
        )
    }

    func respond(_ request: APIRequest, _ key: IdempotencyKey?) async throws -> [PublishedStatement] {
        let root = try json(request)
        guard let subject = Self.subject(root["subject"]), let position = root["position"]?.string else {
            throw Problem("request.malformed", "subject and position are needed", at: "/subject")
        }
        var recipients = strings(root["recipients"])
        if recipients.isEmpty, let publisher = try await gateway.publisher(of: subject) { recipients = [publisher] }
        let points = (root["perRecommendation"]?.elements ?? []).compactMap { item in
            item["id"]?.string.flatMap { id in
                item["position"]?.string.map {
                    SiblingStatements.RecommendationPosition(id: id, position: $0, reason: item["reason"]?.string)
                }
            }
        }
        return [
            try await gateway.respond(
                to: subject,
                recipients: recipients,
                position: position,
                text: root["text"]?.string,
                perRecommendation: points,
                by: Gateway.Actor(person: request.caller.name, role: Duty.publish.role),
                request: key
            )
        ]
    }

    private static func subject(_ value: JSONValue?) -> SiblingStatements.Subject? {
        if let digest = value?["digest"]?.string.flatMap({ Digest($0) }) { return .bundle(digest) }
        if let id = value?["lesson"]?["lessonId"]?.string {
            return .lesson(id: id, version: value?["lesson"]?["version"]?.integer ?? 1)
        }
        guard let external = value?["external"], let issuer = external["issuer"]?.string,
            let reference = external["reference"]?.string
        else { return nil }
        return .external(issuer: issuer, reference: reference)
    }

    func withdraw(_ request: APIRequest, _ key: IdempotencyKey?) async throws -> [PublishedStatement] {
        let root = try json(request)
        let lessons = (root["lessons"]?.elements ?? []).compactMap { item in
            item["lessonId"]?.string.map {
                SiblingStatements.LessonVersions(lessonID: $0, versionsUpTo: item["versionsUpTo"]?.integer ?? 1)
            }
        }
        guard !lessons.isEmpty, let reason = root["reason"]?.string else {
            throw Problem("request.malformed", "lessons and reason are needed", at: "/lessons")
        }
        return try await gateway.withdraw(
            lessons,
            reason: reason,
            advice: root["advice"]?.string,
            by: Gateway.Actor(person: request.caller.name, role: Duty.publish.role),
            request: key
        )
    }

    func decide(_ request: APIRequest, about subject: String) async throws -> APIAnswer {
        let root = try json(request)
        guard let lessonID = root["lessonId"]?.string, let relation = root["relation"]?.string else {
            throw Problem("request.malformed", "lessonId and relation are needed", at: "/relation")
        }
        let decision = DuplicateDecision(
            subject: subject,
            lessonID: lessonID,
            version: root["version"]?.integer ?? 1,
            relation: relation,
            person: request.caller.name,
            at: gateway.clock()
        )
        try await gateway.decide(decision)
        return .json(.object(of: ["subject": .string(subject), "relation": .string(relation)]))
    }

    /// A number of the query, which is in a range.
    static func number(
        _ request: APIRequest,
        _ name: String,
        usually usual: Int,
        _ allowed: ClosedRange<Int>
    ) throws -> Int {
        guard let text = request.query[name] else { return usual }
        guard let value = Int(text), allowed.contains(value) else {
            let (least, most) = (allowed.lowerBound, allowed.upperBound)
            throw Problem("request.malformed", "\(name) is \(least) to \(most)", at: name)
        }
        return value
    }

    @Sendable func search(_ request: APIRequest) async throws -> APIAnswer {
        var query = LessonQuery(words: request.query["q"])
        query.theme = request.query["theme"]
        query.source = request.query["source"]
        query.serviceLine = request.query["serviceLine"]
        query.publisher = request.query["publisher"]
        query.since = request.query["since"]
        query.until = request.query["until"]
        query.includesEnded = request.query["ended"] == "yes"
        query.offset = try Self.number(request, "offset", usually: 0, 0...LessonQuery.offsetMax)
        query.limit = try Self.number(request, "limit", usually: 20, 1...LessonQuery.limitMax)
        if let fault = query.fault {
            throw Problem("request.malformed", "\(fault.place) \(fault.message)", at: fault.place)
        }
        let page = try await gateway.store.search(query)
        return .json(
            .object(of: ["lessons": .array(page.lessons.map(\.tree)), "hasMore": .boolean(page.hasMore)])
        )
    }

    @Sendable func similar(_ request: APIRequest) async throws -> APIAnswer {
        let similar = try await gateway.similar(toLesson: request.parameters["id"] ?? "")
        return .json(.object(of: ["similar": .array(similar.map(\.tree))]))
    }

    @Sendable func inbox(_ request: APIRequest) async throws -> APIAnswer {
        let (partner, max) = (request.query["partner"], try Self.limit(request))
        let items = try await gateway.store.received(from: partner, max: max)
        let responses = try await gateway.answers(to: nil, from: partner, max: max)
        return .json(
            .object(of: ["items": .array(items.map(\.tree)), "responses": .array(responses.map(\.tree))])
        )
    }
}
