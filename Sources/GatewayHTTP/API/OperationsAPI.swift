import HTTPTypes
import StrictJSON

/// Whether the process lives, whether it can do its work, and its figures: for whoever watches it, on a port of its own.
package struct OperationsAPI: Sendable {
    private let readiness: CachedReading<Readiness.State>
    private let gauges: CachedReading<[MetricSample]>
    private let metrics: PrometheusMetrics

    /// Seconds for which what was found is told again: whoever asks often must not keep the store busy.
    private static let readinessKeptSeconds = 1.0
    private static let gaugesKeptSeconds = 5.0

    /// `seconds` is a clock that only runs forward.
    package init(
        readiness: Readiness,
        gauges: GaugeCollector,
        metrics: PrometheusMetrics,
        seconds: @escaping @Sendable () -> Double = RateLimit.monotonic
    ) {
        self.readiness = CachedReading(keptSeconds: Self.readinessKeptSeconds, seconds: seconds) {
            await readiness.state()
        }
        self.gauges = CachedReading(keptSeconds: Self.gaugesKeptSeconds, seconds: seconds) { await gauges.samples() }
        self.metrics = metrics
    }

    private static func route(_ path: String, _ summary: String, _ content: APIRoute.Content = .json) -> APIRoute {
        APIRoute(method: .get, path: path, summary: summary, caller: .anybody, content: content)
    }

    package var endpoints: [Endpoint] {
        [
            Endpoint(Self.route("/healthz", "The process answers.")) { _ in .json(.object(of: ["status": "ok"])) },
            Endpoint(Self.route("/readyz", "The gateway can do its work.")) { _ in await readiness.value().answer },
            Endpoint(Self.route("/metrics", "Figures for Prometheus.", .metrics)) { _ in
                let page = PrometheusText.page(metrics, await gauges.value())
                return APIAnswer(
                    headers: [.contentType: APIRoute.Content.metrics.rawValue, .cacheControl: "no-store"],
                    body: Array(page.utf8)
                )
            },
        ]
    }
}
