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

    /// The object of a body that has those members and no others.
    func members(_ request: APIRequest, _ members: [BodyMember]) throws -> JSONValue {
        let root = try json(request)
        try FindingBody.refuseOthers(in: root, than: members, at: "")
        return root
    }

    /// Refuses a body that says something to a step that nothing has to be said to.
    func checkSilent(_ request: APIRequest) throws {
        guard !request.body.isEmpty else { return }
        _ = try members(request, RouteBodies.silent)
    }

    func publish(_ request: APIRequest, _ key: IdempotencyKey?) async throws -> [PublishedStatement] {
        let publication = try LessonBody.publication(try json(request))
        return try await gateway.publishDrafts(
            publication.drafts,
            sharing: publication.sharing,
            by: request.caller.name,
            request: key
        )
    }

    func respond(_ request: APIRequest, _ key: IdempotencyKey?) async throws -> [PublishedStatement] {
        let response = try LessonBody.response(try json(request))
        let subject: SiblingStatements.Subject
        switch response.subject {
        case .bundle(let digest): subject = .bundle(digest)
        case .external(let issuer, let reference): subject = .external(issuer: issuer, reference: reference)
        case .lesson(let named):
            let version = try await gateway.version(named.version, of: named.lessonID)
            subject = .lesson(id: named.lessonID, version: version)
        }
        var recipients = response.recipients
        if recipients.isEmpty, let publisher = try await gateway.publisher(of: subject) { recipients = [publisher] }
        return [
            try await gateway.respond(
                to: subject,
                recipients: recipients,
                position: response.position,
                text: response.text,
                perRecommendation: response.perRecommendation,
                by: Gateway.Actor(person: request.caller.name, role: Duty.publish.role),
                request: key
            )
        ]
    }

    func withdraw(_ request: APIRequest, _ key: IdempotencyKey?) async throws -> [PublishedStatement] {
        let withdrawal = try LessonBody.withdrawal(try json(request))
        var lessons: [SiblingStatements.LessonVersions] = []
        for named in withdrawal.lessons {
            let version = try await gateway.version(named.version, of: named.lessonID)
            lessons.append(.init(lessonID: named.lessonID, versionsUpTo: version))
        }
        return try await gateway.withdraw(
            lessons,
            reason: withdrawal.reason,
            advice: withdrawal.advice,
            by: Gateway.Actor(person: request.caller.name, role: Duty.publish.role),
            request: key
        )
    }

    func decide(_ request: APIRequest, about subject: String) async throws -> APIAnswer {
        let told = try LessonBody.decision(try json(request))
        let decision = DuplicateDecision(
            subject: subject,
            lessonID: told.lesson.lessonID,
            version: try await gateway.version(told.lesson.version, of: told.lesson.lessonID),
            relation: told.relation,
            person: request.caller.name,
            at: gateway.clock()
        )
        try await gateway.decide(decision)
        return .json(.object(of: ["subject": .string(subject), "relation": .string(told.relation)]))
    }

    /// Refuses names in a query that the route does not have: a filter that nobody reads would let all through.
    static func strict(_ endpoint: Endpoint) -> Endpoint {
        var route = endpoint.route
        route.isStrict = true
        let (names, handle) = (route.query, endpoint.handle)
        return Endpoint(route) { request in
            for name in request.query.keys.sorted() where !names.contains(name) {
                let known = names.isEmpty ? "this route has no query" : "the names are \(names.joined(separator: ", "))"
                throw Problem("request.malformed", known, at: FindingBody.named(name))
            }
            return try await handle(request)
        }
    }

    /// Whether a query says `yes`, which is all that it may say.
    static func isYes(_ request: APIRequest, _ name: String) throws -> Bool {
        guard let word = request.query[name] else { return false }
        guard word == "yes" else { throw Problem("request.malformed", "\(name) is yes, or absent", at: name) }
        return true
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
        query.includesEnded = try Self.isYes(request, "ended")
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
        // A partner that nobody knows has sent nothing, which would read as if it had been silent.
        if let partner, try await !gateway.knows(partner) {
            throw Problem("request.malformed", "nobody here knows that organisation", at: "partner")
        }
        let items = try await gateway.store.received(from: partner, max: max)
        let responses = try await gateway.answers(to: nil, from: partner, max: max)
        return .json(
            .object(of: ["items": .array(items.map(\.tree)), "responses": .array(responses.map(\.tree))])
        )
    }
}
