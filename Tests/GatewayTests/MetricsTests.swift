import CoreMetrics
import ExchangeTestKit
import Gateway
import GatewayHTTP
import GatewayTestKit
import LessonExchange
import Signatures
import Testing

@Suite("Figures for Prometheus")
struct MetricsTests {
    private let metrics = PrometheusMetrics()

    private func lines(_ samples: [MetricSample] = []) -> [String] {
        PrometheusText.page(metrics, samples).split(separator: "\n").map(String.init)
    }

    @Test("counters grow, and every series stands in the order of its labels behind help and type")
    func counters() {
        for (partner, outcome) in [("reg:b", "new"), ("reg:a", "stale"), ("reg:a", "new"), ("reg:a", "stale")] {
            metrics.add(2, to: .statementsReceived, [("outcome", outcome), ("partner", partner)])
        }
        // A counter never becomes smaller.
        metrics.add(-1, to: .statementsReceived, [("partner", "reg:b"), ("outcome", "new")])
        let name = GatewayMetric.statementsReceived.name
        #expect(
            lines() == [
                "# HELP \(name) \(GatewayMetric.statementsReceived.help)", "# TYPE \(name) counter",
                "\(name){partner=\"reg:a\",outcome=\"new\"} 2", "\(name){partner=\"reg:a\",outcome=\"stale\"} 4",
                "\(name){partner=\"reg:b\",outcome=\"new\"} 2",
            ]
        )
    }

    @Test("what would end a line or a value is escaped")
    func escaping() {
        #expect(PrometheusText.escaped("a\\b\"c\nd", quotes: true) == "a\\\\b\\\"c\\nd")
        #expect(PrometheusText.escaped("a\\b\"c\nd", quotes: false) == "a\\\\b\"c\\nd")
        let page = lines([MetricSample(.build, 1, ["1\"}\n# x"])])
        #expect(page.last == "lesson_gateway_build_info{version=\"1\\\"}\\n# x\"} 1")
    }

    @Test("numbers as Prometheus reads them")
    func numbers() {
        let numbers: [Double] = [0, 12, -3, 0.25, 1_771_200_000, .infinity, -.infinity, .nan]
        let texts = ["0", "12", "-3", "0.25", "1771200000", "+Inf", "-Inf", "NaN"]
        #expect(numbers.map { PrometheusText.decimal($0) } == texts)
    }

    @Test("a histogram's buckets hold those before them, and its sum and count are those of all")
    func histogram() {
        let labels = [("listener", "local"), ("route", "GET /v1/lessons")]
        for milliseconds in [0, 1, 2, 40, 700, 31_000] {
            metrics.record(.milliseconds(milliseconds), in: .requestSeconds, labels)
        }
        let name = GatewayMetric.requestSeconds.name
        let series = "listener=\"local\",route=\"GET /v1/lessons\""
        let page = lines()
        for (end, count) in [("0.001", 2), ("0.0025", 3), ("0.025", 3), ("0.05", 4), ("1", 5), ("30", 5), ("+Inf", 6)] {
            #expect(page.contains("\(name)_bucket{\(series),le=\"\(end)\"} \(count)"), "\(end)")
        }
        #expect(page.contains("\(name)_count{\(series)} 6"))
        #expect(page.contains { $0.hasPrefix("\(name)_sum{\(series)} 31.74") })
    }

    @Test("a name that is none of ours is not kept, nor one of another kind")
    func unknownNames() {
        Counter(label: "somebody_elses", factory: metrics).increment()
        Meter(label: GatewayMetric.requests.name, factory: metrics).set(1)
        Counter(label: GatewayMetric.logSize.name, factory: metrics).increment()
        #expect(lines().isEmpty)
        let meter = Meter(label: GatewayMetric.held.name, factory: metrics)
        meter.set(3)
        meter.decrement()
        #expect(lines().last == "lesson_gateway_held_items 2")
        meter.destroy()
        #expect(lines().isEmpty)
    }

    @Test("more series than a federation needs are dropped, and counted")
    func bounded() {
        for number in 0..<PrometheusMetrics.seriesMax + 3 {
            metrics.add(to: .requestsLimited, [("listener", "\(number)")])
        }
        metrics.add(to: .requestsLimited, [("listener", "0")])
        let page = lines()
        #expect(page.filter { $0.hasPrefix(GatewayMetric.requestsLimited.name) }.count == PrometheusMetrics.seriesMax)
        #expect(page.contains("\(GatewayMetric.requestsLimited.name){listener=\"0\"} 2"))
        #expect(page.contains("\(GatewayMetric.seriesDropped.name) 3"))
    }

    @Test("many threads count without losing any")
    func threads() async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<500 { metrics.add(to: .requestsLimited, [("listener", "local")]) } }
            }
        }
        #expect(lines().last == "\(GatewayMetric.requestsLimited.name){listener=\"local\"} 4000")
    }

    @Test("what was read is told again for a while, and read once for all who ask at once")
    func cached() async {
        let time = TestSeconds()
        let counter = ReadingCounter()
        let reading = CachedReading(
            keptSeconds: 5,
            seconds: { time.now },
            read: {
                try? await Task.sleep(for: .milliseconds(20))
                return await counter.next()
            }
        )
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<10 { group.addTask { await reading.value() } }
            for await value in group { #expect(value == 1) }
        }
        time.advance(4.9)
        #expect(await reading.value() == 1)
        time.advance(0.2)
        #expect(await reading.value() == 2)
    }

    private static let dates: [(String, String?)] = [
        ("Mon, 16 Feb 2026 00:00:00 GMT", "2026-02-16T00:00:00Z"),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
        ("Thu, 31 Dec 2026 23:59:59 GMT", "2026-12-31T23:59:59Z"), ("", nil), ("Mon, 30 Feb 2026 00:00:00 GMT", nil),
        ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun Nov  6 08:49:37 1994", nil),
        ("Mon, 16 Feb 2026 00:00:00 CET", nil), ("Mon, 6 Feb 2026 00:00:00 GMT", nil),
    ]

    @Test("the date of an answer is a moment, or nothing", arguments: dates)
    func date(text: String, moment: String?) {
        #expect(HTTPDate.moment(text)?.description == moment)
    }
}

/// Counts how often something was read.
private actor ReadingCounter {
    private var count = 0

    func next() -> Int {
        count += 1
        return count
    }
}
