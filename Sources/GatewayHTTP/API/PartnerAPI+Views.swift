import Gateway
import HTTPTypes
import Signatures
import StrictJSON
import TransparencyLog

extension PartnerAPI {
    static let seenRoute = read(
        "/v1/log/seen/{origin*}",
        "The largest state of another log that was verified here, signed by that log's key.",
        .text
    )

    static let mirrorRoute = APIRoute(
        method: .put,
        path: "/v1/mirror/{org}/{path*}",
        summary: "A file of the caller's own log, which nobody can fetch from its gateway.",
        caller: .partner,
        content: .json,
        bodyMax: EnvelopeLimits.envelopeBytesMax
    )

    /// One answer for a log that is not read here as for our own: whom we read from is told by what we have seen only.
    @Sendable func seen(_ request: APIRequest) async throws -> APIAnswer {
        guard let origin = LogOrigin(request.parameters["origin"] ?? ""), let note = try await gateway.seen(origin)
        else { throw Problem("request.not-found") }
        return APIAnswer(
            headers: [.contentType: APIRoute.Content.text.rawValue, .cacheControl: "no-store"],
            body: note
        )
    }

    /// Lays a file down; it is verified when it is read, as from a gateway.
    @Sendable func mirror(_ request: APIRequest) async throws -> APIAnswer {
        let caller = request.caller.name
        guard let organisation = request.parameters["org"], organisation.utf8.elementsEqual(caller.utf8) else {
            throw Problem("partner.unknown")
        }
        // Whoever is reached at an address is read there: files of it would lie here unread.
        guard try await gateway.partner(caller).url == nil else { throw Problem("mirror.not-needed") }
        guard let mirrors, let file = MirrorFile(path: request.parameters["path"] ?? "") else {
            throw Problem("request.not-found")
        }
        try await gateway.keepDelivered(request.body, as: file, of: caller, in: mirrors)
        if file == .checkpoint { notified(caller) }
        return .json(.object(of: ["bytes": .integer(request.body.count)]))
    }
}
