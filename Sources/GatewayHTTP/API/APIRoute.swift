package import Gateway
package import HTTPTypes
package import StrictJSON

/// A route: what it is for and who may use it.
///
/// The router is filled from these, and so is the OpenAPI document: neither can know a route that the other does not.
package struct APIRoute: Sendable {
    /// Who may use it.
    package enum Caller: Sendable, Equatable {
        /// An active partner, by its TLS certificate.
        case partner
        /// A person or system of our own with a token of that scope.
        case token(Scope)
        /// Whoever reaches the port.
        case anybody
    }

    /// What a successful answer is.
    package enum Content: String, Sendable {
        case json = "application/json"
        case statement = "application/jose+json"
        case text = "text/plain; charset=utf-8"
        case bytes = "application/octet-stream"
        /// The exposition format of Prometheus.
        case metrics = "text/plain; version=0.0.4; charset=utf-8"
        case html = "text/html; charset=utf-8"
        case csv = "text/csv; charset=utf-8"
        case markdown = "text/markdown; charset=utf-8"
        /// One JSON object a line.
        case lines = "application/x-ndjson"
    }

    package let method: HTTPRequest.Method
    /// With parameters in braces, such as `/v1/statements/{digest}`; one with a star, as `{path*}`, takes the rest.
    package let path: String
    package let summary: String
    package let caller: Caller
    package let content: Content
    /// What else it may be, where the caller chooses.
    package var choices: [Content] = []
    /// Names of parameters of the query.
    package var query: [String] = []
    /// What those may be that are no free text.
    package var values: [String: QueryValue] = [:]
    /// Those of them that must be given.
    package var required: [String] = []
    /// Whether any other name in a query is refused.
    package var isStrict = false
    /// Bytes of a request body; nil where there is none.
    package var bodyMax: Int?
    /// What the body is, where it is neither JSON nor a file of a log.
    package var bodyContent: Content?
    /// What else a body may be, in place of JSON.
    package var bodyChoices: [Content] = []
    /// Members of a JSON body; nil where it is a document of its own, or none.
    package var body: [BodyMember]?
    /// Whether a repeated request with the same Idempotency-Key is answered as the first was.
    package var isIdempotent = false

    /// The name of the parameter that takes the rest of the path; nil where none does.
    var rest: String? {
        guard path.hasSuffix("*}"), let start = path.lastIndex(of: "{") else { return nil }
        return String(path[path.index(after: start)...].dropLast(2))
    }

    /// A request without a body is read no further than this (64 KiB).
    static let emptyBodyMax = 64 << 10
}

/// A request, apart from any framework: so that routes can be tested without a socket.
package struct APIRequest: Sendable {
    package let caller: APICaller
    package let parameters: [String: String]
    package let query: [String: String]
    package let body: [UInt8]
    package let idempotencyKey: String?
    /// Path as it came, without its query.
    package let path: String

    package init(
        caller: APICaller,
        parameters: [String: String] = [:],
        query: [String: String] = [:],
        body: [UInt8] = [],
        idempotencyKey: String? = nil,
        path: String = ""
    ) {
        self.caller = caller
        self.parameters = parameters
        self.query = query
        self.body = body
        self.idempotencyKey = idempotencyKey
        self.path = path
    }
}

/// Who a request comes from, once that is proved.
package enum APICaller: Sendable, Equatable {
    case partner(String)
    case token(APIToken)
    case anybody

    /// For limits, idempotency and the log.
    package var name: String {
        switch self {
        case .partner(let id): id
        case .token(let token): token.person
        case .anybody: "anybody"
        }
    }
}

/// An answer.
package struct APIAnswer: Sendable {
    package var status: HTTPResponse.Status
    package var headers: HTTPFields
    package var body: [UInt8]

    package init(status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// JSON that is not to be kept by anybody in between.
    package static func json(_ tree: JSONTree, status: HTTPResponse.Status = .ok) -> APIAnswer {
        APIAnswer(
            status: status,
            headers: [.contentType: APIRoute.Content.json.rawValue, .cacheControl: "no-store"],
            body: tree.compactBytes
        )
    }

    /// A page for people or a table, which no browser takes for anything else and which loads nothing.
    package static func page(_ text: String, _ content: APIRoute.Content) -> APIAnswer {
        APIAnswer(
            headers: [
                .contentType: content.rawValue, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'",
            ],
            body: Array(text.utf8)
        )
    }
}

/// A route with what it does.
package struct Endpoint: Sendable {
    package let route: APIRoute
    package let handle: @Sendable (APIRequest) async throws -> APIAnswer

    package init(_ route: APIRoute, _ handle: @escaping @Sendable (APIRequest) async throws -> APIAnswer) {
        self.route = route
        self.handle = handle
    }
}
