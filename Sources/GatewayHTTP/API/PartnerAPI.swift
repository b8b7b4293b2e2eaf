package import Gateway
import HTTPTypes
import LessonExchange
package import Signatures
import StrictJSON
import TransparencyLog

/// What partners may ask: our log, what is in it for them, and what we hold about them.
package struct PartnerAPI: Sendable {
    let gateway: Gateway
    private let ledger: FetchLedger
    /// Where partners deliver their logs to; nil where none may.
    let mirrors: MirrorFolders?
    /// Is told that a partner's log grew: a hint, never the truth.
    let notified: @Sendable (String) -> Void
    /// When the TLS certificate of a caller ends; nil where nobody looked.
    let certificateEnd: @Sendable (String) -> Timestamp?
    /// How the exchange with a caller goes; nil where nobody reads its log.
    let exchange: @Sendable (String) async -> SyncStatus?
    /// The chain that partners are shown.
    let tls: [Certificate]

    package init(
        gateway: Gateway,
        ledger: FetchLedger,
        mirrors: MirrorFolders? = nil,
        tls: [Certificate] = [],
        certificateEnd: @escaping @Sendable (String) -> Timestamp? = { _ in nil },
        exchange: @escaping @Sendable (String) async -> SyncStatus? = { _ in nil },
        notified: @escaping @Sendable (String) -> Void
    ) {
        self.certificateEnd = certificateEnd
        self.exchange = exchange
        self.tls = tls
        self.mirrors = mirrors
        self.gateway = gateway
        self.ledger = ledger
        self.notified = notified
    }

    static func read(
        _ path: String,
        _ summary: String,
        _ content: APIRoute.Content,
        query: [String] = [],
        values: [String: QueryValue] = [:],
        required: [String] = []
    ) -> APIRoute {
        APIRoute(
            method: .get,
            path: path,
            summary: summary,
            caller: .partner,
            content: content,
            query: query,
            values: values,
            required: required
        )
    }

    private static let notifyRoute = APIRoute(
        method: .post,
        path: "/v1/notify",
        summary: "The caller's log grew: a hint to read it soon.",
        caller: .partner,
        content: .json,
        bodyMax: 1024
    )

    /// Every route, in the order of ``endpoints``.
    package static let routes: [APIRoute] = [
        read("/.well-known/lesson-gateway", "Who this gateway is.", .json),
        read("/v1/log/checkpoint", "The newest state of the log, signed.", .text),
        read("/v1/log/tile/{path*}", "A tile of hashes or entries of the log.", .bytes),
        read(
            "/v1/addressed",
            "Every statement for the caller in a range of the log, in log order, signed by the log's key.",
            .text,
            query: ["origin", "from", "to"],
            values: ["from": .integer(0...Int.max), "to": .integer(0...Int.max)],
            required: ["from", "to"]
        ),
        read("/v1/statements/{digest}", "The exact bytes of a statement.", .statement),
        read("/v1/statements/{digest}/evidence", "The proof that a statement stands in the log.", .text),
        read(
            "/v1/returned",
            "What the caller issued and this gateway holds, a page behind a row.",
            .json,
            query: ["after"],
            values: ["after": .integer(0...Int.max)]
        ),
        read("/v1/partners/self", "What this gateway holds about the caller.", .json),
        notifyRoute, seenRoute, mirrorRoute,
    ]

    /// The routes, and a description of them, which the local API serves with its own.
    package var endpoints: [Endpoint] {
        let handlers = [
            description, checkpoint, tile, addressed, statement, evidence, returned, own, notify, seen, mirror,
        ]
        let document = Endpoint(Self.documentRoute) { _ in
            APIAnswer(
                headers: [.contentType: APIRoute.Content.json.rawValue, .cacheControl: "no-store"],
                body: Self.document
            )
        }
        return zip(Self.routes, handlers).map { Endpoint($0, $1) } + [document]
    }

    private static let documentRoute = read("/v1/openapi.json", "This description.", .json)
    private static let document = OpenAPIDocument(partners: routes + [documentRoute], local: []).bytes

    @Sendable private func checkpoint(_ request: APIRequest) async throws -> APIAnswer {
        let head = try await gateway.publicHead()
        return APIAnswer(
            headers: [.contentType: APIRoute.Content.text.rawValue, .cacheControl: "no-store"],
            body: head.checkpoint
        )
    }

    @Sendable private func tile(_ request: APIRequest) async throws -> APIAnswer {
        guard let tile = Tile(path: "tile/" + (request.parameters["path"] ?? "")),
            let bytes = try await gateway.store.tile(tile)
        else { throw Problem("request.not-found") }
        // A full tile never changes; a partial one is replaced by a wider one.
        let lasting = tile.width == Tile.width ? "private, max-age=31536000, immutable" : "private, no-store"
        return APIAnswer(
            headers: [.contentType: APIRoute.Content.bytes.rawValue, .cacheControl: lasting],
            body: bytes
        )
    }

    @Sendable private func addressed(_ request: APIRequest) async throws -> APIAnswer {
        let origin = gateway.identity.origin.description
        guard request.query["origin"].map({ $0 == origin }) ?? true else {
            throw Problem("request.malformed", "this log is \(origin)", at: "origin")
        }
        guard let from = request.query["from"].flatMap({ UInt64($0) }),
            let to = request.query["to"].flatMap({ UInt64($0) }), from <= to
        else { throw Problem("request.malformed", "from and to are positions", at: "from") }
        let list = try await gateway.addressedList(for: .partner(request.caller.name), from: from, upTo: to)
        return APIAnswer(
            headers: [.contentType: APIRoute.Content.text.rawValue, .cacheControl: "no-store"],
            body: try list.signed(by: gateway.identity.logKey)
        )
    }

    /// The statement, if it is for the caller.
    ///
    /// One query answers for a digest that exists and is for others as for one that does not exist.
    private func found(_ request: APIRequest) async throws -> StoredStatement {
        guard let digest = Digest(request.parameters["digest"] ?? ""),
            let found = try await gateway.store.statement(digest, for: .partner(request.caller.name))
        else { throw Problem("statement.not-found") }
        return found
    }

    @Sendable private func statement(_ request: APIRequest) async throws -> APIAnswer {
        let found = try await found(request)
        guard let envelope = found.envelope else { throw Problem("statement.erased") }
        await ledger.note(Fetch(partner: request.caller.name, digest: found.digest, at: gateway.clock()))
        let body = Digest(of: envelope)
        return APIAnswer(
            headers: [
                .contentType: APIRoute.Content.statement.rawValue, .cacheControl: "private, no-store",
                .eTag: "\"\(body.hex)\"", .contentDigest: "sha-256=:\(Base64.standard.encode(body.bytes)):",
            ],
            body: envelope
        )
    }

    @Sendable private func evidence(_ request: APIRequest) async throws -> APIAnswer {
        guard let proof = try await gateway.evidence(try await found(request)) else {
            throw Problem("statement.not-found")
        }
        return APIAnswer(
            headers: [.contentType: APIRoute.Content.text.rawValue, .cacheControl: "private, no-store"],
            body: Array(proof.text.utf8)
        )
    }

    @Sendable private func returned(_ request: APIRequest) async throws -> APIAnswer {
        guard let cursor = Int64(request.query["after"] ?? "0"), cursor >= 0 else {
            throw Problem("request.malformed", "after is the number of a row", at: "after")
        }
        return .json(try await gateway.returned(to: request.caller.name, after: cursor).tree)
    }

    @Sendable private func notify(_ request: APIRequest) async throws -> APIAnswer {
        notified(request.caller.name)
        return APIAnswer(status: .accepted)
    }
}

extension HTTPField.Name {
    /// RFC 9530.
    static let contentDigest = name("Content-Digest")
    static let idempotencyKey = name("Idempotency-Key")
    static let requestID = name("X-Request-ID")
    static let correlationID = name("X-Correlation-ID")
    /// W3C Trace Context.
    static let traceParent = name("traceparent")

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("not a field name") }
        return name
    }
}

/// Writes down what partners fetched, many at a time.
///
/// That they were told of it is on the disk before; this only says who has already looked.
package actor FetchLedger {
    private let store: any Store
    private var waiting: [Fetch] = []
    private var isWriting = false

    private static let waitingMax = 10_000

    package init(store: any Store) { self.store = store }

    package func note(_ fetch: Fetch) {
        guard waiting.count < Self.waitingMax else { return }
        waiting.append(fetch)
        guard !isWriting else { return }
        isWriting = true
        Task { await self.write() }
    }

    private func write() async {
        while !waiting.isEmpty {
            let fetches = waiting
            waiting = []
            // What cannot be written now is told by the receipt later.
            try? await store.commitFetches(fetches)
            try? await Task.sleep(for: .milliseconds(200))
        }
        isWriting = false
    }

    /// Writes what is waiting: before the process ends.
    package func flush() async {
        let fetches = waiting
        waiting = []
        if !fetches.isEmpty { try? await store.commitFetches(fetches) }
    }
}
