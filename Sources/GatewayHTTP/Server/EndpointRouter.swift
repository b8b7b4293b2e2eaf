import Gateway
import HTTPTypes
import Hummingbird
import LessonExchange
import Logging
import NIOCore
import Signatures

/// Who may call, proved for one request.
typealias Authorisation = @Sendable (Request, GatewayRequestContext, APIRoute) async throws -> APICaller

/// Puts endpoints on a router: who calls, how often, how much, and what the answer is.
struct EndpointRouter {
    let authorise: Authorisation
    let limit: RateLimit
    let clock: @Sendable () -> Timestamp
    let metrics: RequestMetrics
    let logger: Logger

    func router(_ endpoints: [Endpoint]) -> Router<GatewayRequestContext> {
        let router = Router(context: GatewayRequestContext.self)
        for endpoint in endpoints {
            router.on(Self.routerPath(endpoint.route.path), method: endpoint.route.method) { request, context in
                await answer(request, context, endpoint)
            }
        }
        router.add(middleware: UnknownRoute(metrics: metrics))
        return router
    }

    /// A parameter that takes the rest, as `{path*}`, in the words of the router.
    private static func routerPath(_ path: String) -> RouterPath {
        RouterPath(
            stringLiteral: path.split(separator: "/").map { $0.hasSuffix("*}") ? "**" : String($0) }
                .joined(separator: "/")
        )
    }

    private func answer(_ request: Request, _ context: GatewayRequestContext, _ endpoint: Endpoint) async -> Response {
        let begun = ContinuousClock.now
        let id = Self.id(request)
        var caller = "nobody"
        var answer: APIAnswer
        var closing = ClosingConnection.Manner.stays
        var isRead = !RequestRules.hasBody(request.headers)
        do {
            guard !RequestRules.forwardsCertificate(request.headers) else {
                throw Problem("request.malformed", "a forwarded client certificate is not accepted")
            }
            let proved = try await authorise(request, context, endpoint.route)
            caller = proved.name
            if let wait = limit.take(caller) {
                metrics.noteLimited()
                throw Problem("request.too-many", retryAfter: wait)
            }
            let body = try await Self.body(of: request, upTo: endpoint.route.bodyMax ?? APIRoute.emptyBodyMax)
            isRead = true
            answer = try await endpoint.handle(try Self.apiRequest(request, context, endpoint.route, proved, body))
        } catch {
            let problem = Problem(of: error)
            if problem.error.code.name == "internal" {
                logger.error("request failed", metadata: ["request": "\(id)", "type": "\(type(of: error))"])
            }
            answer = problem.answer
            // The rest of a body that nobody wants is read for a while, so that the answer gets through.
            closing = !isRead ? .lingers : problem.isLast ? .atOnce : .stays
        }
        metrics.note(endpoint.route, status: answer.status.code, since: begun)
        log(request, id, caller, endpoint.route, answer)
        answer.headers[.requestID] = id
        if let correlation = request.headers[.correlationID], Self.isToken(correlation) {
            answer.headers[.correlationID] = correlation
        }
        return ClosingConnection(channel: context.channel, manner: closing).response(answer)
    }

    private func log(_ request: Request, _ id: String, _ caller: String, _ route: APIRoute, _ answer: APIAnswer) {
        let trace = request.headers[.traceParent].flatMap { Self.isToken($0) ? $0 : nil } ?? ""
        logger.debug(
            "request",
            metadata: [
                "request": "\(id)", "caller": "\(caller)", "route": "\(route.path)",
                "status": "\(answer.status.code)", "trace": "\(trace)",
            ]
        )
    }

    /// A body at one byte a second is as good as none: all of it has to come in this time.
    private static let bodySeconds = 60

    private static func body(of request: Request, upTo max: Int) async throws -> [UInt8] {
        let tooLong = Problem("limit.exceeded", "the body may have \(max) bytes")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > max { throw tooLong }
        guard request.method != .get || RequestRules.hasBody(request.headers) else { return [] }
        let body = request.body
        let collected: [UInt8]?
        do {
            collected = try await Deadline.run(within: .seconds(bodySeconds)) {
                Array(buffer: try await body.collect(upTo: max))
            }
        } catch { throw tooLong }
        guard let bytes = collected else {
            throw Problem("request.malformed", "the body has to come within \(bodySeconds) seconds")
        }
        return bytes
    }

    private static func apiRequest(
        _ request: Request,
        _ context: GatewayRequestContext,
        _ route: APIRoute,
        _ caller: APICaller,
        _ body: [UInt8]
    ) throws -> APIRequest {
        try RequestRules.checkDigest(request.headers[.contentDigest], of: body)
        var parameters: [String: String] = [:]
        func keep(_ name: String, _ value: some StringProtocol) throws {
            guard let text = RequestRules.percentDecoded(value) else {
                throw Problem("request.malformed", "the path is not percent-encoded UTF-8", at: name)
            }
            parameters[name] = text
        }
        // What the router caught as the rest goes by the name of the route, not by its own.
        for (name, value) in context.parameters where name != Parameters.recursiveCaptureKey {
            try keep(String(name), value)
        }
        if let rest = route.rest { try keep(rest, context.parameters.getCatchAll().joined(separator: "/")) }
        var query: [String: String] = [:]
        for name in route.query { query[name] = request.uri.queryParameters[Substring(name)].map { String($0) } }
        // The route itself refuses names that it does not know.
        if route.isStrict {
            for (name, value) in request.uri.queryParameters where query[String(name)] == nil {
                query[String(name)] = String(value)
            }
        }
        return APIRequest(
            caller: caller,
            parameters: parameters,
            query: query,
            body: body,
            idempotencyKey: try key(request.headers[.idempotencyKey]),
            path: request.uri.path
        )
    }

    /// The key of a request that may come twice, plain or quoted as a structured field is.
    private static func key(_ text: String?) throws -> String? {
        guard var text else { return nil }
        if text.count > 1, text.hasPrefix("\""), text.hasSuffix("\"") { text = String(text.dropFirst().dropLast()) }
        guard isToken(text) else {
            throw Problem("request.malformed", "a key is 1 to 128 letters, digits, - . _ or :", at: "Idempotency-Key")
        }
        return text
    }

    /// The caller's own id of the request, mirrored; else one of ours.
    private static func id(_ request: Request) -> String {
        if let given = request.headers[.requestID], isToken(given) { return given }
        return Base64.url.encode(systemRandom(12))
    }

    /// A short text of letters, digits and a few marks: nothing that could steer a terminal or a log.
    private static func isToken(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || [0x2D, 0x2E, 0x5F, 0x3A].contains($0)
            }
    }
}

/// Answers what no route takes.
private struct UnknownRoute: RouterMiddleware {
    typealias Context = GatewayRequestContext

    let metrics: RequestMetrics

    func handle(
        _ request: Request,
        context: GatewayRequestContext,
        next: (Request, GatewayRequestContext) async throws -> Response
    ) async throws -> Response {
        let begun = ContinuousClock.now
        do {
            return try await next(request, context)
        } catch {
            let answer = Problem("request.not-found").answer
            metrics.note(nil, status: answer.status.code, since: begun)
            let manner: ClosingConnection.Manner = RequestRules.hasBody(request.headers) ? .lingers : .stays
            return ClosingConnection(channel: context.channel, manner: manner).response(answer)
        }
    }
}
