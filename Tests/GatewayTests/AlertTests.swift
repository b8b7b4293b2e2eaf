import ExchangeTestKit
import GatewayHTTP
import Testing

/// Rules, pages, the table of figures and the program say the same.
@Suite("Alerts")
struct AlertTests {
    private let rules: String
    private static let pages = "docs/how-to/alerts"

    init() throws { rules = try Self.text("docs/reference/alerts.yml") }

    private static func text(_ path: String) throws -> String {
        String(decoding: try SharedFolder.packageBytes(path), as: UTF8.self)
    }

    private static func found(_ pattern: String, in text: String) throws -> [String] {
        text.matches(of: try Regex(pattern)).map { String($0.output[1].substring ?? "") }
    }

    @Test("every figure is documented as the program has it, and no other")
    func figures() throws {
        let page = try Self.text("docs/reference/metrics.md")
        for metric in GatewayMetric.all {
            let labels = metric.labels.isEmpty ? "none" : metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            let row = "| `\(metric.name)` | \(metric.kind.rawValue) | \(labels) | \(metric.help) |"
            #expect(page.contains(row), "\(row)")
            // Counters alone end in _total.
            #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter), "\(metric.name)")
        }
        #expect(try Self.found(#"\n\| `(lesson_gateway_\w+)` \|"#, in: page).count == GatewayMetric.all.count)
        let source = try Self.text("Sources/GatewayHTTP/Operations/GatewayMetric.swift")
        #expect(try Self.found(#"static let (\w+) = Self\("#, in: source).count == GatewayMetric.all.count)
    }

    @Test("rules use figures that there are, with labels that they have")
    func names() throws {
        var known: Set<String> = []
        for metric in GatewayMetric.all {
            let ends = metric.kind == .histogram ? ["_bucket", "_sum", "_count"] : [""]
            known.formUnion(ends.map { metric.name + $0 })
        }
        let used = try Self.found(#"(lesson_gateway_\w+)"#, in: rules)
        #expect(used.count >= 12)
        for name in used { #expect(known.contains(name), "\(name)") }
        let labels = Set(GatewayMetric.all.flatMap(\.labels) + ["instance"])
        for label in try Self.found(#"\$labels\.(\w+)"#, in: rules) { #expect(labels.contains(label), "\(label)") }
    }

    @Test("every alert has a page that names it, and every page an alert")
    func described() throws {
        let alerts = try Self.found(#"- alert: (\w+)"#, in: rules)
        let paths = try Self.found(#"how_to: (\S+)"#, in: rules)
        #expect(alerts.count == paths.count && alerts.count >= 10)
        #expect(try Self.found(#"severity: (critical|warning)\n"#, in: rules).count == alerts.count)
        #expect(try Self.found(#"summary: ("[^"]+")\n"#, in: rules).count == alerts.count)
        for (alert, path) in zip(alerts, paths) {
            let page = try Self.text(path)
            #expect(page.contains("`\(alert)`"), "\(path) does not name \(alert)")
            for part in ["**What it means.**", "**How urgent.**", "**Look.**", "**Do.**", "**Call**"] {
                #expect(page.contains(part), "\(path): \(part)")
            }
        }
        let files = try SharedFolder.packageFiles(Self.pages).map { "\(Self.pages)/\($0)" }
        #expect(Set(files) == Set(paths))
        let guide = try Self.text("docs/how-to/watch-a-gateway.md")
        for alert in alerts { #expect(guide.contains("`\(alert)`"), "\(alert)") }
    }

    @Test("pages tell commands and figures that there are")
    func commands() throws {
        let commands = try Self.found(
            #"\n## lesson-gateway ([a-z]+)\n"#,
            in: try Self.text("docs/reference/gateway-commands.md")
        )
        let names = GatewayMetric.all.map(\.name)
        for file in try SharedFolder.packageFiles(Self.pages) {
            let page = try Self.text("\(Self.pages)/\(file)")
            for command in try Self.found(#"lesson-gateway ([a-z]+)"#, in: page) {
                #expect(commands.contains(command), "\(file): \(command)")
            }
            for name in try Self.found(#"`(lesson_gateway_\w+)`"#, in: page) {
                #expect(names.contains(name), "\(file): \(name)")
            }
        }
    }
}
