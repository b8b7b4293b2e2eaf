package import CoreMetrics
import HTTPTypes

/// Counts and times the requests of one listener.
///
/// Routes are told by their patterns: a path as it came would be a label that whoever calls chooses.
package struct RequestMetrics: Sendable {
    private let listener: String
    private let factory: any MetricsFactory

    /// `listener`: partners, local or operations.
    package init(listener: String, factory: any MetricsFactory) {
        self.listener = listener
        self.factory = factory
    }

    /// A request was answered; nil for what no route takes.
    func note(_ route: APIRoute?, status: Int, since begun: ContinuousClock.Instant) {
        let name = route.map { "\($0.method.rawValue) \($0.path)" } ?? "none"
        let labels = [("listener", listener), ("route", name)]
        factory.add(to: .requests, labels + [("status", "\(status / 100)xx")])
        factory.record(ContinuousClock.now - begun, in: .requestSeconds, labels)
    }

    /// A caller had no request left.
    func noteLimited() { factory.add(to: .requestsLimited, [("listener", listener)]) }
}
