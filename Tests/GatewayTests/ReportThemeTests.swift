import ExchangeTestKit
import Findings
import Gateway
import LessonExchange
import Pages
import Testing

@Suite("Themes and small numbers")
struct ReportThemeTests {
    private static let people = "People whom findings of deaths and events tell of"
    private static let themes = ["medication-monitoring", "digital-system", "discharge-planning"]
    /// A day in each of the last four quarters.
    private static let days = ["2025-08-02", "2025-11-02", "2026-02-02", "2026-05-02"]

    /// Findings about people, so many for each theme and quarter, beside lessons and other findings.
    private static func material(_ counts: [[Int]]) -> ReportMaterial {
        var values = ReportValues()
        for day in days { values.add("hssib", published: day, themes: [themes[0]], duty: .awareness) }
        for day in days { values.lesson(issued: day, themes: themes) }
        for (theme, row) in zip(themes, counts) {
            for (day, count) in zip(days, row) {
                for _ in 0..<count {
                    values.add("coroner-pfd", published: day, themes: [theme], due: late, state: worked)
                }
            }
        }
        return values.material
    }

    private static let late = ExternalFinding.Due(date: "2026-05-01", basis: .printed)

    private static var worked: CaseState {
        ReportValues.open(
            assessments: [GapAssessment(recommendation: "C1", position: "adopted", reason: "Done.")],
            actions: [ReportValues.action("A1", due: "2026-05-01")]
        )
    }

    /// The same with everything that people did about findings about people, and with other reports of the same issues.
    private static func casework(_ counts: [[Int]]) -> ReportMaterial {
        var values = ReportValues()
        values.material = material(counts)
        let relevant = CaseStep.Content.triage(
            isRelevant: true,
            group: "pharmacy",
            ownerRole: "Chief pharmacist",
            due: nil,
            reason: nil
        )
        values.step(1, relevant)
        values.answer(by: "reg:demo-southfell", to: 1, recommendations: 1)
        for record in values.material.findings where record.finding.sourceType == "coroner-pfd" {
            let done = ReportValues.action("A1", due: "2026-05-01", state: "done")
            let contents: [CaseStep.Content] = [
                relevant, .assessment(GapAssessment(recommendation: "C1", position: "adopted")), .action(done),
                .approval,
                .response(record.finding.key), .newVersion(2, changed: ["concerns"]), .closure,
            ]
            for content in contents { values.step(record.number, content) }
            values.answer(by: "reg:demo-southfell", to: record.number)
            values.answer(by: "reg:demo-northmere", to: record.number)
            let published = record.finding.published ?? days[0]
            values.add("hssib", issue: record.issue, published: published, due: late, state: worked)
        }
        // A finding that is not here may be about a person, too.
        values.answer(by: "reg:demo-southfell", subject: "reg:demo-coroner 2025-9001")
        return values.material
    }

    private static func page(_ counts: [[Int]], outside: Bool) -> ReportPage {
        ThemesReport.page(material(counts), ReportValues.frame(since: "2025-08-15", outside: outside))
    }

    private static let planted = [[3, 12, 0, 8], [20, 9, 41, 0], [0, 7, 1, 13]]

    @Test("inside every figure is exact")
    func exact() {
        let page = Self.page(Self.planted, outside: false)
        #expect(
            page.section(Self.people).table?.columns == ["Theme", "2025 Q3", "2025 Q4", "2026 Q1", "2026 Q2", "All"]
        )
        #expect(
            page.section(Self.people).table?.rows == [
                ["Digital systems", "20", "9", "41", "0", "70"], ["Discharge planning", "0", "7", "1", "13", "21"],
                ["Monitoring of medicines", "3", "12", "0", "8", "23"],
            ]
        )
        #expect(
            page.section("Findings about services").table?.rows == [
                ["Monitoring of medicines", "1", "1", "1", "1", "4", "same"]
            ]
        )
    }

    @Test("outside small figures are not told, others are rounded, and lessons are exact")
    func suppressed() {
        let page = Self.page(Self.planted, outside: true)
        #expect(
            page.section(Self.people).table?.rows == [
                ["Digital systems", "20", "10", "40", "0", "70"],
                ["Discharge planning", "0", "fewer than 8", "fewer than 8", "15", "withheld"],
                ["Monitoring of medicines", "fewer than 8", "10", "0", "10", "withheld"],
            ]
        )
        #expect(page.section("Lessons").table?.rows.count == 3)
        #expect(page.cells("Lessons", "All") == [["4"], ["4"], ["4"]])
    }

    @Test("all reports for outside together, in every format, tell no small figure")
    func everywhere() throws {
        var generator = SeededGenerator.announced()
        let frame = ReportValues.frame(since: "2025-08-15", outside: true)
        func reports(_ counts: [[Int]]) throws -> [String] {
            try ReportValues.pages(Self.casework(counts), frame).flatMap { page in
                try ReportFormat.allCases.map { try page.printed(as: $0) }
            }
        }
        for _ in 0..<2 {
            let counts = Self.themes.map { _ in Self.days.map { _ in Int.random(in: 0...12, using: &generator) } }
            let seen = try reports(counts)
            #expect(!seen.contains { $0.contains("reg:demo-coroner") })
            for row in counts.indices {
                for column in counts[row].indices where SmallNumbers.isSmall(counts[row][column]) {
                    var table = counts
                    table[row][column] = counts[row][column] % 7 + 1
                    #expect(try reports(table) == seen, "\(counts), \(row), \(column)")
                }
            }
        }
    }

    @Test("outside a register lists what is about services, says what it leaves out, and has no numbers of ours")
    func register() {
        let material = Self.casework(Self.planted)
        let pages = ReportValues.pages(material, ReportValues.frame(outside: true))
        for page in pages where page.title != "Themes and trends" {
            #expect(page.notes.contains { $0.contains("reports of the same issue") }, "\(page.title)")
            #expect(page.sections.allSatisfy { $0.table?.columns.contains("Finding") != true }, "\(page.title)")
        }
        let gaps = GapsReport.page(material, ReportValues.frame(outside: true))
        #expect(gaps.cells("Register", "Reference").map { $0[0] } == (1...4).map { "DRB/2026/\($0)" })
        let inside = GapsReport.page(material, ReportValues.frame())
        #expect(inside.section("Register").paragraphs.first?.hasPrefix("\(material.findings.count) findings") == true)
    }

    @Test("no small figure can be worked out from any report that counts people and leaves the trust")
    func hidden() {
        var generator = SeededGenerator.announced()
        let frame = ReportValues.frame(since: "2025-08-15", outside: true)
        func reports(_ counts: [[Int]]) -> [ReportPage] {
            [ThemesReport.page(Self.material(counts), frame)]
        }
        var small = 0
        for _ in 0..<12 {
            let counts = Self.themes.map { _ in Self.days.map { _ in Int.random(in: 0...14, using: &generator) } }
            let seen = reports(counts)
            for row in counts.indices {
                for column in counts[row].indices where SmallNumbers.isSmall(counts[row][column]) {
                    small += 1
                    for other in [1, 2, 6, 7] {
                        var table = counts
                        table[row][column] = other
                        #expect(reports(table) == seen, "\(counts), \(row), \(column), \(other)")
                    }
                }
            }
        }
        #expect(small > 20)
    }

    @Test("several reports of one issue tell of one person, and several themes are each counted")
    func issues() {
        var values = ReportValues()
        values.add("sar", issue: 7, published: "2026-04-02", themes: ["safeguarding"], duty: .awareness)
        values.add("coroner-pfd", issue: 7, published: "2026-05-02", themes: ["discharge-planning"], duty: .awareness)
        values.add("leder", published: "2026-05-02", duty: .awareness, state: CaseState(state: .notRelevant))
        let page = ThemesReport.page(values.material, ReportValues.frame(since: "2026-04-30"))
        #expect(
            page.section(Self.people).table?.rows == [["Discharge planning", "1", "1"], ["Safeguarding", "1", "1"]]
        )
        #expect(page.scope == "From 2026 Q2 to 2026 Q2.")
    }

    @Test("a theme recurs in three quarters or from three kinds of source")
    func recurring() {
        var values = ReportValues()
        for day in Self.days.dropFirst() { values.lesson(issued: day, themes: ["digital-system"]) }
        for source in ["complaint", "pals", "claim"] { values.lesson(themes: ["falls-frailty"], source: source) }
        for source in ["sar", "leder", "ncish"] {
            values.add(source, published: "2026-05-02", themes: ["safeguarding"], duty: .awareness)
        }
        for day in Self.days.suffix(2) { values.lesson(issued: day, themes: ["staffing-skill-mix", "unknown"]) }
        func rows(_ outside: Bool) -> [[String]] {
            ThemesReport.page(values.material, ReportValues.frame(outside: outside)).section("Themes that recur")
                .table?.rows ?? []
        }
        #expect(
            rows(false) == [
                ["Digital systems", "3", "1"], ["Falls and frailty", "1", "3"], ["Safeguarding", "1", "3"],
            ]
        )
        // Three sources would tell that there were three people at least.
        #expect(rows(true) == [["Digital systems", "3", "1"], ["Falls and frailty", "1", "3"]])
    }

    @Test("without a beginning two years are looked at, and what is older is not counted")
    func quarters() {
        var values = ReportValues()
        for day in ["2024-06-30", "2024-07-01", "2026-05-02"] { values.lesson(issued: day, themes: ["seclusion"]) }
        let table = ThemesReport.page(values.material, ReportValues.frame()).section("Lessons").table
        #expect(table?.columns.count == 1 + 8 + 2)
        #expect(
            table?.rows == [
                ["Seclusion and segregation", "1", "0", "0", "0", "0", "0", "0", "1", "2", "up 1"]
            ]
        )
    }

    /// Kinds of source that are about services, bodies, measurements or guidance, by their definitions.
    private static let services = [
        "clinical-audit", "qi-project", "patient-survey", "risk-register", "research", "hssib", "cqc", "mha-monitoring",
        "national-patient-safety-alert", "nice", "royal-college", "healthwatch",
    ]

    @Test("outside a finding is counted as people unless its kind of source is about services", arguments: sources)
    func kinds(source: String) {
        var values = ReportValues()
        values.add(source, published: Self.days[3], themes: [Self.themes[0]], due: Self.late, state: Self.worked)
        values.lesson(issued: Self.days[3], themes: [Self.themes[0]], source: source, kind: "external-finding")
        let frame = ReportValues.frame(outside: true)
        let isService = Self.services.contains(source)
        let page = ThemesReport.page(values.material, frame)
        let small = page.section(Self.people).table?.rows.first?.contains("fewer than 8") ?? false
        #expect(small == !isService)
        #expect(page.section("Findings about services").table?.rows.isEmpty == !isService)
        #expect(page.section("Lessons").table?.rows.isEmpty == !isService)
        #expect(OverdueReport.page(values.material, frame).section("Late").table?.rows.count == (isService ? 1 : 0))
        #expect(GapsReport.page(values.material, frame).section("Register").table?.rows.count == (isService ? 1 : 0))
    }

    private static let sources = EmbeddedSchemas.codes("source-type") + ["made-up-later"]

    @Test("each kind of source that is about services is a code of the list")
    func knownKinds() {
        #expect(Set(Self.services).isSubset(of: EmbeddedSchemas.codes("source-type")))
        #expect(EmbeddedSchemas.codes("source-type").count > 40)
    }

    @Test("people are counted by references, and lessons about them not beside their numbers")
    func references() throws {
        var values = ReportValues()
        for _ in 0..<12 { values.add("coroner-pfd", issue: 1, published: Self.days[3], themes: [Self.themes[0]]) }
        values.lesson(issued: Self.days[3], themes: [Self.themes[0]], source: "coroner-pfd")
        let inside = ThemesReport.page(values.material, ReportValues.frame())
        #expect(inside.section(Self.people).table?.rows.first?.last == "12")
        #expect(inside.section("Lessons").table?.rows.count == 1)
        let outside = ThemesReport.page(values.material, ReportValues.frame(outside: true))
        #expect(outside.section(Self.people).table?.rows.first?.contains("10") == true)
        #expect(outside.section("Lessons").table?.rows.isEmpty == true)
    }
}
