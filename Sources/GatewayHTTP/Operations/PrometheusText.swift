/// The exposition format of Prometheus, version 0.0.4: a help line, a type line, then a line for each series.
package enum PrometheusText {
    /// Everything in one order: metrics by their names, series by their labels.
    ///
    /// `samples`: gauges that were read for this answer, beside what the metrics keep.
    package static func page(_ metrics: PrometheusMetrics, _ samples: [MetricSample]) -> String {
        var text = ""
        for metric in GatewayMetric.all {
            var series = metrics.series(of: metric)
            for sample in samples where sample.metric.name == metric.name {
                series[sample.values] = PrometheusMetrics.Series(number: sample.number)
            }
            guard !series.isEmpty else { continue }
            text += "# HELP \(metric.name) \(escaped(metric.help, quotes: false))\n"
            text += "# TYPE \(metric.name) \(metric.kind.rawValue)\n"
            for (values, one) in series.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                text += metric.kind == .histogram ? histogram(metric, values, one) : line(metric, values, one.number)
            }
        }
        return text
    }

    private static func line(_ metric: GatewayMetric, _ values: [String], _ number: Double) -> String {
        "\(metric.name)\(labels(metric.labels, values)) \(decimal(number))\n"
    }

    /// Buckets hold what is up to their end, those before them included.
    private static func histogram(
        _ metric: GatewayMetric,
        _ values: [String],
        _ series: PrometheusMetrics.Series
    ) -> String {
        var text = ""
        var count: UInt64 = 0
        let ends = PrometheusMetrics.bucketSeconds.map { decimal($0) } + ["+Inf"]
        for (end, bucket) in zip(ends, series.buckets) {
            count += bucket
            text += "\(metric.name)_bucket\(labels(metric.labels + ["le"], values + [end])) \(count)\n"
        }
        let all = labels(metric.labels, values)
        return text + "\(metric.name)_sum\(all) \(decimal(series.number))\n\(metric.name)_count\(all) \(count)\n"
    }

    private static func labels(_ names: [String], _ values: [String]) -> String {
        let pairs = zip(names, values).map { "\($0)=\"\(escaped($1, quotes: true))\"" }
        return pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
    }

    /// What would end a line or a value is written with a backslash; quotes stand as they are in a help line.
    package static func escaped(_ text: String, quotes: Bool) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": out.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": out.append(contentsOf: "\\n".unicodeScalars)
            case "\"" where quotes: out.append(contentsOf: "\\\"".unicodeScalars)
            default: out.append(scalar)
            }
        }
        return String(out)
    }

    /// A number as Prometheus reads it; a whole one without a fraction.
    package static func decimal(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: number).map { "\($0)" } ?? "\(number)"
    }
}
