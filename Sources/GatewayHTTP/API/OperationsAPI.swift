package import Gateway
import HTTPTypes
import StrictJSON

/// Whether the process lives, and whether it can do its work: for whoever watches it, on a port of its own.
package struct OperationsAPI: Sendable {
    private let gateway: Gateway

    package init(gateway: Gateway) { self.gateway = gateway }

    private static func route(_ path: String, _ summary: String) -> APIRoute {
        APIRoute(method: .get, path: path, summary: summary, caller: .anybody, content: .json)
    }

    package var endpoints: [Endpoint] {
        [
            Endpoint(Self.route("/healthz", "The process answers.")) { _ in .json(.object(of: ["status": "ok"])) },
            Endpoint(Self.route("/readyz", "The store can be read and the log continues what was shown.")) { _ in
                try await gateway.checkContinues()
                let head = try await gateway.store.head()
                return .json(.object(of: ["status": "ok", "logSize": .integer(Int(head.size))]))
            },
        ]
    }
}
