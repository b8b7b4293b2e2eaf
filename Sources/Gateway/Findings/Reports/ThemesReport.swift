package import Pages

/// Themes by quarter; people are counted so that few of them cannot be told when it leaves the trust.
package enum ThemesReport {
    package static func page(_ material: ReportMaterial, _ frame: ReportFrame) -> ReportPage {
        let trends = ThemeTrends(material, frame)
        let span = trends.quarters.first.map { "\($0)" } ?? ""
        var notes = [
            """
            A lesson or finding with several themes is counted for each. Findings are counted by the quarter in which they \
            were published, and only those that were triaged as relevant or wait for it. People count by the references of \
            reports, services by issue.
            """
        ]
        if frame.isForOutside {
            notes.append(
                """
                People: 1 to 7 are "\(SmallNumbers.fewer)", other counts are rounded to the nearest 5, and a total is \
                \(SmallNumbers.withheld) where one of its counts is not told. No total over themes is printed. Lessons made \
                from findings about persons are left out.
                """
            )
        }
        return ReportRows.page(
            "Themes and trends",
            scope: "From \(span) to \(trends.quarters.last.map { "\($0)" } ?? "").",
            sections: [
                recurring(trends, frame),
                exact("Lessons", trends.lessons, trends),
                people(trends, frame),
                exact("Findings about services", trends.others, trends),
            ],
            notes: notes,
            material,
            frame
        )
    }

    private static func name(_ theme: String) -> String { CodeNames.name(theme, in: "contributory-themes") }

    private static func recurring(_ trends: ThemeTrends, _ frame: ReportFrame) -> ReportPage.Section {
        ReportRows.section(
            "Themes that recur",
            ["Met in \(ThemeTrends.recurring) or more quarters, or from as many kinds of source."],
            columns: ["Theme", "Quarters", "Kinds of source"],
            rows: trends.recurrences(isForOutside: frame.isForOutside).map {
                [name($0.theme), String($0.quarters), String($0.sources)]
            },
            empty: "No theme recurs."
        )
    }

    private static func exact(
        _ heading: String,
        _ rows: ThemeTrends.Rows,
        _ trends: ThemeTrends
    ) -> ReportPage.Section {
        let sorted = rows.byTheme.values.sorted { ($1.total, $0.theme) < ($0.total, $1.theme) }
        return ReportRows.section(
            heading,
            columns: ["Theme"] + trends.quarters.map(\.description) + ["All", "Last quarter against the one before"],
            rows: sorted.map { row in
                [name(row.theme)] + row.counts.map { String($0) } + [String(row.total), change(row.counts)]
            },
            empty: "None."
        )
    }

    /// In the order of the themes' codes: an order by number would tell which of two is larger.
    private static func people(_ trends: ThemeTrends, _ frame: ReportFrame) -> ReportPage.Section {
        let sorted = trends.people.byTheme.values.sorted { $0.theme < $1.theme }
        let margins = SmallNumbers.margins(sorted.map(\.counts))
        let rows = sorted.enumerated().map { place, row -> [String] in
            guard frame.isForOutside else {
                return [name(row.theme)] + row.counts.map { String($0) } + [String(row.total)]
            }
            return [name(row.theme)] + margins.cells[place] + [margins.rows[place]]
        }
        return ReportRows.section(
            "People whom findings of deaths and events tell of",
            columns: ["Theme"] + trends.quarters.map(\.description) + ["All"],
            rows: rows,
            empty: "None."
        )
    }

    private static func change(_ counts: [Int]) -> String {
        guard counts.count > 1 else { return "" }
        let change = counts[counts.count - 1] - counts[counts.count - 2]
        return change == 0 ? "same" : change > 0 ? "up \(change)" : "down \(-change)"
    }
}
