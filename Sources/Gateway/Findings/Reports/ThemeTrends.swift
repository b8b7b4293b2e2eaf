import Findings
import Signatures

/// How often each theme was met, quarter by quarter.
struct ThemeTrends {
    /// Counts of one theme.
    struct Row {
        let theme: String
        /// One for each quarter.
        var counts: [Int]
        var sources: Set<String> = []

        var total: Int { counts.reduce(0, +) }
    }

    /// Rows by theme.
    struct Rows {
        let quarters: [Quarter]
        private(set) var byTheme: [String: Row] = [:]

        init(_ quarters: [Quarter]) { self.quarters = quarters }

        /// Counts one more for each theme on a day; what lies outside all quarters is not counted.
        mutating func add(_ themes: [String], on day: String, from sources: Set<String>) {
            guard let quarter = Quarter(of: day), let place = quarters.firstIndex(of: quarter) else { return }
            let none = Array(repeating: 0, count: quarters.count)
            for theme in themes.isEmpty ? ["unknown"] : Set(themes) {
                var row = byTheme[theme] ?? Row(theme: theme, counts: none)
                row.counts[place] += 1
                row.sources.formUnion(sources)
                byTheme[theme] = row
            }
        }
    }

    /// A theme that comes back.
    struct Recurrence: Equatable {
        let theme: String
        let quarters: Int
        let sources: Int
    }

    /// So many quarters or kinds of source make a theme one that recurs.
    static let recurring = 3
    /// So many quarters are looked at, and so many fit on a page.
    private static let usualQuarters = 8
    private static let mostQuarters = 12

    let quarters: [Quarter]
    let lessons: Rows
    /// People whom findings tell of.
    let people: Rows
    /// Findings about services.
    let others: Rows

    /// Counts whole quarters: two reports whose periods differ by a day would tell small numbers by their difference.
    init(_ material: ReportMaterial, _ frame: ReportFrame) {
        quarters = Self.quarters(frame)
        var lessons = Rows(quarters)
        var people = Rows(quarters)
        var others = Rows(quarters)
        // Beside numbers of people that are not told no exact one may stand that counts some of them again.
        for lesson in material.lessons
        where !frame.isForOutside || !lesson.isFromFindingAboutPerson {
            lessons.add(lesson.themes, on: lesson.issued, from: [lesson.sourceType])
        }
        let relevant = material.findings.filter { $0.state.state != .notRelevant }
        let personal = Set(relevant.filter(\.isAboutPerson).map(\.issue))
        // A reference stands for one person, in whatever table; a service is told of by everything of one issue.
        let groups =
            Dictionary(grouping: relevant.filter(\.isAboutPerson), by: \.personKey).values.map { ($0, true) }
            + Dictionary(grouping: relevant.filter { !personal.contains($0.issue) }, by: \.issue).values.map {
                ($0, false)
            }
        for (records, isPerson) in groups {
            let days = records.map { $0.finding.published ?? $0.firstSeen.day }
            let day = days.min { $0.utf8.lexicographicallyPrecedes($1.utf8) } ?? ""
            let themes = records.flatMap(\.finding.themes)
            let sources = Set(records.map(\.finding.sourceType))
            if isPerson {
                people.add(themes, on: day, from: sources)
            } else {
                others.add(themes, on: day, from: sources)
            }
        }
        self.lessons = lessons
        self.people = people
        self.others = others
    }

    private static func quarters(_ frame: ReportFrame) -> [Quarter] {
        let last = Quarter(of: frame.day) ?? Quarter(count: 0)
        let first = frame.since.flatMap { Quarter(of: $0.day) }
        let count = first.map { max(1, min(last.count - $0.count + 1, mostQuarters)) } ?? usualQuarters
        return (0..<count).map { Quarter(count: last.count - count + 1 + $0) }
    }

    /// Themes that come back.
    ///
    /// `isForOutside`: people are told of by quarters in which there were any, as the table tells them, and not by their
    /// sources: three sources would tell that there were three at least.
    func recurrences(isForOutside: Bool) -> [Recurrence] {
        let all = [lessons, people, others]
        let named = isForOutside ? [lessons, others] : all
        let themes = Set(all.flatMap(\.byTheme.keys)).subtracting(["unknown", "other"])
        return themes.sorted().compactMap { theme in
            let rows = all.compactMap { $0.byTheme[theme] }
            let met = quarters.indices.count { place in rows.contains { $0.counts[place] > 0 } }
            let sources = Set(named.compactMap { $0.byTheme[theme] }.flatMap(\.sources)).count
            guard met >= Self.recurring || sources >= Self.recurring else { return nil }
            return Recurrence(theme: theme, quarters: met, sources: sources)
        }
    }
}
