package import CoreMetrics
import Synchronization

/// Keeps counters and durations of ``GatewayMetric``, for Prometheus to ask for.
///
/// What a library records under another name is not kept: what is shown is what docs/reference/metrics.md describes.
package final class PrometheusMetrics: MetricsFactory, Sendable {
    /// The number of one set of labels; of a histogram its sum, with how many fell into each bucket.
    struct Series: Sendable {
        var number = 0.0
        var buckets: [UInt64] = []
    }

    private let families = Mutex<[String: [[String]: Series]]>([:])

    /// Series of one metric (5,000): a federation of 300 partners needs 3,600, twelve outcomes each.
    ///
    /// Every one is kept for as long as the process runs and written for each answer, so what is more is dropped and counted.
    package static let seriesMax = 5000

    /// Upper ends of the buckets, in seconds: an answer from memory to one that nobody waits for.
    static let bucketSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

    package init() {}

    /// Changes the series of a set of labels, which begins with 0.
    fileprivate func change(_ metric: GatewayMetric, _ values: [String], _ body: (inout Series) -> Void) {
        families.withLock { families in
            // Asked before anything is changed: a dictionary that somebody else holds would be copied whole.
            let hasRoom = (families[metric.name]?.count ?? 0) < Self.seriesMax
            guard hasRoom || families[metric.name]?[values] != nil else {
                families[GatewayMetric.seriesDropped.name, default: [:]][[], default: Series()].number += 1
                return
            }
            body(&families[metric.name, default: [:]][values, default: Series()])
        }
    }

    /// The series of a metric as they are now.
    func series(of metric: GatewayMetric) -> [[String]: Series] { families.withLock { $0[metric.name] ?? [:] } }

    /// The handler for a name and its labels; nil for a name that is no metric of this kind.
    private func handler(
        _ label: String,
        _ dimensions: [(String, String)],
        _ kind: GatewayMetric.Kind
    ) -> SeriesHandler? {
        guard let metric = GatewayMetric.byName[label], metric.kind == kind else { return nil }
        let values = metric.labels.map { name in dimensions.first { $0.0 == name }?.1 ?? "" }
        return SeriesHandler(metrics: self, metric: metric, values: values)
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        if let handler = handler(label, dimensions, .counter) { handler } else { NOOPMetricsHandler.instance }
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        if let handler = handler(label, dimensions, .counter) { handler } else { NOOPMetricsHandler.instance }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        if let handler = handler(label, dimensions, .gauge) { handler } else { NOOPMetricsHandler.instance }
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        let handler = handler(label, dimensions, aggregate ? .histogram : .gauge)
        if let handler { return handler }
        return NOOPMetricsHandler.instance
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        if let handler = handler(label, dimensions, .histogram) { handler } else { NOOPMetricsHandler.instance }
    }

    package func destroyCounter(_ handler: any CounterHandler) { forget(handler) }
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { forget(handler) }
    package func destroyMeter(_ handler: any MeterHandler) { forget(handler) }
    package func destroyRecorder(_ handler: any RecorderHandler) { forget(handler) }
    package func destroyTimer(_ handler: any TimerHandler) { forget(handler) }

    private func forget(_ handler: Any) {
        guard let handler = handler as? SeriesHandler else { return }
        families.withLock { $0[handler.metric.name]?[handler.values] = nil }
    }
}

/// Records under one set of labels; what is no number, or would make a counter smaller, is left out.
private final class SeriesHandler: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler,
    TimerHandler
{
    let metrics: PrometheusMetrics
    let metric: GatewayMetric
    let values: [String]

    init(metrics: PrometheusMetrics, metric: GatewayMetric, values: [String]) {
        self.metrics = metrics
        self.metric = metric
        self.values = values
    }

    private func change(_ body: (inout PrometheusMetrics.Series) -> Void) { metrics.change(metric, values, body) }

    func increment(by amount: Int64) { increment(by: Double(amount)) }

    func increment(by amount: Double) {
        guard amount.isFinite, metric.kind == .gauge || amount >= 0 else { return }
        change { $0.number += amount }
    }

    func decrement(by amount: Double) { increment(by: -amount) }

    func reset() { change { $0 = PrometheusMetrics.Series() } }

    func set(_ value: Int64) { set(Double(value)) }

    func set(_ value: Double) {
        guard !value.isNaN else { return }
        change { $0.number = value }
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard metric.kind == .histogram else { return set(value) }
        guard value.isFinite, value >= 0 else { return }
        let ends = PrometheusMetrics.bucketSeconds
        let place = ends.firstIndex { value <= $0 } ?? ends.count
        change { series in
            if series.buckets.isEmpty { series.buckets = [UInt64](repeating: 0, count: ends.count + 1) }
            series.buckets[place] += 1
            series.number += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}

extension MetricsFactory {
    /// Counts.
    ///
    /// `labels`: by their names.
    package func add(_ amount: Int = 1, to metric: GatewayMetric, _ labels: [(String, String)] = []) {
        makeCounter(label: metric.name, dimensions: labels).increment(by: Int64(amount))
    }

    /// Notes how long something took.
    package func record(_ duration: Duration, in metric: GatewayMetric, _ labels: [(String, String)] = []) {
        let (seconds, attoseconds) = duration.components
        makeTimer(label: metric.name, dimensions: labels)
            .recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
