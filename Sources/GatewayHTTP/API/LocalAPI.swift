package import Gateway
import HTTPTypes
import LessonExchange
import Signatures
import StrictJSON

/// What our own people and systems may ask: drafts on their way, search, what came, what became of it.
package struct LocalAPI: Sendable {
    let gateway: Gateway
    /// Reads partners now; nil for all of them.
    let synchronise: @Sendable (String?) async throws -> [SyncReport]
    /// Where tables lie that are handed in; nil where none are taken.
    let uploads: UploadFolder?
    /// What tables are read with.
    let findings: FindingFiles

    package init(
        gateway: Gateway,
        uploads: UploadFolder? = nil,
        findings: FindingFiles = FindingFiles(),
        synchronise: @escaping @Sendable (String?) async throws -> [SyncReport]
    ) {
        self.gateway = gateway
        self.uploads = uploads
        self.findings = findings
        self.synchronise = synchronise
    }

    private static let bodyMax = 1 << 20

    static func read(
        _ path: String,
        _ summary: String,
        _ scope: Scope,
        query: [String] = [],
        values: [String: QueryValue] = [:]
    ) -> APIRoute {
        APIRoute(
            method: .get,
            path: path,
            summary: summary,
            caller: .token(scope),
            content: .json,
            query: query,
            values: values
        )
    }

    /// What most lists take.
    static let usualLimit: [String: QueryValue] = ["limit": .integer(1...1000)]

    /// `body`: the members of the body, where it is no document of its own; `choices`: what that may be in place of JSON.
    static func write(
        _ path: String,
        _ summary: String,
        _ scope: Scope,
        isIdempotent: Bool = false,
        choices: [APIRoute.Content] = [],
        body: [BodyMember]?
    ) -> APIRoute {
        APIRoute(
            method: .post,
            path: path,
            summary: summary,
            caller: .token(scope),
            content: .json,
            bodyMax: bodyMax,
            bodyChoices: choices,
            body: body,
            isIdempotent: isIdempotent
        )
    }

    package var endpoints: [Endpoint] {
        let own = drafts + statements + lessons + FindingsAPI(local: self).endpoints + operations
        let document = APIRoute(
            method: .get,
            path: "/v1/openapi.json",
            summary: "This description.",
            caller: .anybody,
            content: .json
        )
        let description = Endpoint(document) { _ in
            APIAnswer(
                headers: [.contentType: APIRoute.Content.json.rawValue],
                body: OpenAPIDocument(partners: PartnerAPI.routes, local: own.map(\.route) + [document]).bytes
            )
        }
        return (own + [description]).map { Self.strict($0) }
    }

    private var drafts: [Endpoint] {
        [
            Endpoint(
                Self.write(
                    "/v1/drafts:check",
                    "Check a draft and keep it; shows lessons that look like it.",
                    .draft,
                    choices: [.text],
                    body: nil
                )
            ) {
                request in
                let answer = try await gateway.checkDraft(request.body, by: request.caller.name)
                return .json(answer.tree)
            },
            Endpoint(
                Self.write(
                    "/v1/drafts/{digest}/ig-check",
                    "Hand in the signed attestation record of a draft.",
                    .igCheck,
                    body: nil
                )
            ) { request in
                try await gateway.attest(try digest(request), record: request.body, by: request.caller.name)
                return .json(.object(of: ["draft": .string(try digest(request).description), "duty": "ig-check"]))
            },
            Endpoint(
                Self.write(
                    "/v1/drafts/{digest}/approval",
                    "Approve a draft for release.",
                    .approve,
                    body: RouteBodies.silent
                )
            ) { request in
                try checkSilent(request)
                try await gateway.approve(try digest(request), by: request.caller.name)
                return .json(.object(of: ["draft": .string(try digest(request).description), "duty": "approve"]))
            },
            Endpoint(
                Self.write(
                    "/v1/drafts/{digest}/decisions",
                    "Say how a draft relates to a lesson.",
                    .draft,
                    body: RouteBodies.decision
                )
            ) {
                request in
                try await decide(request, about: try digest(request).description)
            },
        ]
    }

    private var statements: [Endpoint] {
        [
            Endpoint(
                Self.write(
                    "/v1/bundles",
                    "Sign and log drafts that took every step.",
                    .publish,
                    isIdempotent: true,
                    body: RouteBodies.publication
                )
            ) {
                request in
                try await once(request) { key in try await publish(request, key) }
            },
            Endpoint(
                Self.write(
                    "/v1/responses",
                    "Say what we do about a lesson.",
                    .publish,
                    isIdempotent: true,
                    body: RouteBodies.response
                )
            ) {
                request in
                try await once(request) { key in try await respond(request, key) }
            },
            Endpoint(Self.read("/v1/withdrawals", "Withdrawals of ours that somebody has not answered.", .read)) { _ in
                let open = try await gateway.store.openWithdrawals()
                return .json(.object(of: ["open": .array(open.map(\.tree))]))
            },
            Endpoint(Self.read("/v1/exposure/{digest}", "Who may have a statement of ours.", .read)) { request in
                .json(try await gateway.exposure(of: try digest(request)).tree)
            },
            Endpoint(
                Self.write(
                    "/v1/withdrawals",
                    "Take lessons of ours back.",
                    .publish,
                    isIdempotent: true,
                    body: RouteBodies.withdrawal
                )
            ) {
                request in
                try await once(request) { key in try await withdraw(request, key) }
            },
        ]
    }

    private var lessons: [Endpoint] {
        [
            Endpoint(
                Self.read(
                    "/v1/lessons",
                    "Search lessons, ours and others'.",
                    .read,
                    query: [
                        "q", "theme", "source", "serviceLine", "publisher", "since", "until", "ended", "offset",
                        "limit",
                    ],
                    values: [
                        "ended": .yes, "offset": .integer(0...LessonQuery.offsetMax),
                        "limit": .integer(1...LessonQuery.limitMax),
                    ]
                ),
                search
            ),
            Endpoint(Self.read("/v1/lessons/{id}", "Every version of a lesson.", .read)) { request in
                let versions = try await gateway.store.versions(of: request.parameters["id"] ?? "")
                guard !versions.isEmpty else { throw Problem("lesson.not-found") }
                let responses = try await gateway.answers(to: versions[0].lessonID, from: nil, max: 100)
                return .json(
                    .object(of: [
                        "versions": .array(versions.map(\.tree)), "responses": .array(responses.map(\.tree)),
                    ])
                )
            },
            Endpoint(Self.read("/v1/lessons/{id}/similar", "Lessons that look like one.", .read), similar),
            Endpoint(
                Self.write(
                    "/v1/lessons/{id}/decisions",
                    "Say how a lesson relates to another, or hide it.",
                    .draft,
                    body: RouteBodies.decision
                )
            ) {
                request in
                let id = request.parameters["id"] ?? ""
                guard StatementIDs.isWellFormed(id) else {
                    throw Problem("request.malformed", "not the id of a lesson", at: "id")
                }
                return try await decide(request, about: id)
            },
            Endpoint(
                Self.read(
                    "/v1/inbox",
                    "What came from partners, newest first.",
                    .read,
                    query: ["partner", "limit"],
                    values: Self.usualLimit
                ),
                inbox
            ),
            Endpoint(
                Self.read(
                    "/v1/deliveries",
                    "Statements of ours, and who has received them.",
                    .read,
                    query: ["limit"],
                    values: Self.usualLimit
                )
            ) {
                request in
                let summary = try await gateway.store.deliverySummary(max: try Self.limit(request))
                return .json(.object(of: ["statements": .array(summary.map(\.tree))]))
            },
        ]
    }

    private var operations: [Endpoint] {
        [
            Endpoint(
                Self.read(
                    "/v1/quarantine",
                    "What was set aside, and why.",
                    .igCheck,
                    query: ["limit"],
                    values: Self.usualLimit
                )
            ) {
                request in
                let items = try await gateway.store.quarantine(max: try Self.limit(request))
                let actor = Gateway.Actor(person: request.caller.name, role: Duty.igCheck.role)
                try await gateway.store.commitAudit(gateway.audit(actor, "quarantine.list", "\(items.count) items"))
                return .json(.object(of: ["items": .array(items.map(\.tree))]))
            },
            Endpoint(
                Self.read("/v1/quarantine/{digest}", "One statement that was set aside; reading it is kept.", .igCheck)
            ) { request in
                let actor = Gateway.Actor(person: request.caller.name, role: Duty.igCheck.role)
                let item = try await gateway.readSetAside(try digest(request), by: actor)
                guard let envelope = item.envelope else { throw Problem("statement.erased") }
                return APIAnswer(
                    headers: [.contentType: APIRoute.Content.json.rawValue, .cacheControl: "no-store"],
                    body: envelope
                )
            },
            Endpoint(
                Self.write(
                    "/v1/quarantine/{digest}/dismissal",
                    "Drop what was set aside: a person looked.",
                    .igCheck,
                    body: RouteBodies.silent
                )
            ) { request in
                try checkSilent(request)
                let actor = Gateway.Actor(person: request.caller.name, role: Duty.igCheck.role)
                try await gateway.dismiss(try digest(request), by: actor)
                return .json(.object(of: ["dismissed": .string(try digest(request).description)]))
            },
            Endpoint(Self.read("/v1/partners", "Partners, and how far their logs were read.", .operate)) { _ in
                .json(.object(of: ["partners": .array(try await gateway.partnerTrees())]))
            },
            Endpoint(
                APIRoute(
                    method: .post,
                    path: "/v1/sync",
                    summary: "Read a partner's log now, or all of them.",
                    caller: .token(.operate),
                    content: .json,
                    query: ["partner"],
                    bodyMax: 1024,
                    body: RouteBodies.silent
                )
            ) { request in
                try checkSilent(request)
                let reports = try await synchronise(request.query["partner"])
                return .json(.object(of: ["reports": .array(reports.map(\.tree))]))
            },
            Endpoint(
                Self.read(
                    "/v1/audit",
                    "The audit trail, newest first.",
                    .operate,
                    query: ["limit"],
                    values: Self.usualLimit
                )
            ) { request in
                let records = try await gateway.store.audit(max: try Self.limit(request))
                return .json(.object(of: ["records": .array(records.map(\.tree))]))
            },
        ]
    }

    static func limit(_ request: APIRequest) throws -> Int {
        guard let text = request.query["limit"] else { return 50 }
        guard let limit = Int(text), (1...1000).contains(limit) else {
            throw Problem("request.malformed", "limit is 1 to 1000", at: "limit")
        }
        return limit
    }

    private func digest(_ request: APIRequest) throws -> Digest {
        guard let digest = Digest(request.parameters["digest"] ?? "") else {
            throw Problem("request.malformed", "a digest is sha256: and 64 hexadecimal digits", at: "digest")
        }
        return digest
    }
}
