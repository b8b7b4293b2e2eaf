import Gateway
package import HTTPTypes
package import LessonExchange
import StrictJSON

/// What went wrong, as RFC 9457 writes it: the only place where codes become HTTP statuses.
///
/// Holds the code's own words and a place, never text of a lesson.
package struct Problem: Error, Sendable {
    package let error: LessonExchangeError
    /// Seconds after which it may be tried again.
    package var retryAfter: Int?
    /// Whether its connection is closed once it is told.
    package var closesConnection = false

    package init(_ error: LessonExchangeError, retryAfter: Int? = nil) {
        self.error = error
        self.retryAfter = retryAfter
    }

    package init(_ code: String, _ message: String? = nil, at place: String? = nil, retryAfter: Int? = nil) {
        self.init(LessonExchangeError(code, message, at: place), retryAfter: retryAfter)
    }

    /// The problem that any error is for the caller; what is inside of an unknown one stays inside.
    package init(of error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as LessonExchangeError: self.init(error, retryAfter: nil)
        case let error as StoreError:
            switch error {
            case .moved: self.init("sync.overtaken", retryAfter: 1)
            case .unavailable: self.init("store.unavailable", retryAfter: 30)
            case .schema: self.init("store.schema")
            case .damaged: self.init("store.damaged")
            case .pullingBack: self.init("epoch.pulling-back", retryAfter: 60)
            case .seenElsewhere: self.init("log.store-behind")
            }
        default: self.init("internal", "the gateway met a fault of its own")
        }
    }

    package var status: HTTPResponse.Status {
        switch error.code.name {
        case "token.missing", "partner.impostor": return .unauthorized
        case "token.scope", "partner.unknown", "duty.separated", "mirror.not-needed": return .forbidden
        case "request.not-found", "statement.not-found", "lesson.not-found", "finding.not-found":
            return .notFound
        case "statement.erased": return .gone
        case "request.too-many": return .tooManyRequests
        case "limit.exceeded": return .contentTooLarge
        case "request.repeated": return .unprocessableContent
        case "duty.missing", "partner.duplicate", "lesson.version-used", "finding.step-missing", "finding.ended":
            return .conflict
        case "store.unavailable", "sync.overtaken", "partner.unreachable", "epoch.pulling-back":
            return .serviceUnavailable
        case "store.damaged", "store.schema", "internal", "log.store-behind": return .internalServerError
        default: break
        }
        switch error.code.exitStatus {
        case .malformed, .usage: return .badRequest
        case .internalFault: return .internalServerError
        default: return .unprocessableContent
        }
    }

    /// Whoever is not let in is not kept connected either.
    package var isLast: Bool { closesConnection || status == .unauthorized || status == .forbidden }

    package var answer: APIAnswer {
        // What is wrong inside is nobody's business outside: paths and states stay here.
        let isOurs = status.code >= 500
        let tree = JSONTree.object(of: [
            "type": .string("https://lesson-exchange.example/problems/\(error.code.name)"),
            "title": .string(error.code.meaning), "status": .integer(status.code),
            "code": .string(error.code.name),
            "detail": isOurs || error.message == error.code.meaning ? nil : .string(error.message),
            "pointer": isOurs ? nil : error.place.map { .string($0) }, "remedy": .string(error.remedy),
            "retryable": .boolean(retryAfter != nil),
        ])
        var headers: HTTPFields = [.contentType: "application/problem+json", .cacheControl: "no-store"]
        if let retryAfter { headers[.retryAfter] = "\(retryAfter)" }
        return APIAnswer(status: status, headers: headers, body: tree.compactBytes)
    }
}
