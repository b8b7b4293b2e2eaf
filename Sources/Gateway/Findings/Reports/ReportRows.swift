import Findings
import Pages

/// How reports write values, and how long their tables may be.
enum ReportRows {
    /// More rows than people read; a file of all is what the interface is for.
    private static let most = 500

    /// A section with a table, cut where it is too long.
    static func section(
        _ heading: String,
        _ paragraphs: [String] = [],
        columns: [String],
        rows: [[String]],
        empty: String
    ) -> ReportPage.Section {
        let more = rows.count - most
        let cut = more > 0 ? ["The first \(most) are printed; there are \(more) more."] : []
        return ReportPage.Section(
            heading: heading,
            paragraphs: paragraphs + cut,
            table: ReportPage.Table(columns: columns, rows: Array(rows.prefix(most))),
            empty: empty
        )
    }

    /// The columns that say which finding it is.
    ///
    /// Our number of it stays inside: a gap between two would tell how few findings are left out.
    static func findingColumns(_ frame: ReportFrame) -> [String] {
        (frame.isForOutside ? [] : ["Finding"]) + ["Body", "Reference", "Title"]
    }

    static func cells(_ record: FindingRecord, _ frame: ReportFrame) -> [String] {
        shortCells(record, frame) + [record.finding.title]
    }

    /// The same without the title.
    static func shortColumns(_ frame: ReportFrame) -> [String] { Array(findingColumns(frame).dropLast()) }

    static func shortCells(_ record: FindingRecord, _ frame: ReportFrame) -> [String] {
        (frame.isForOutside ? [] : [String(record.number)]) + [body(record.finding), record.finding.reference]
    }

    /// Cells of a finding that is not among those that were read.
    static func cells(of number: Int64, _ records: [Int64: FindingRecord], _ frame: ReportFrame) -> [String] {
        if let record = records[number] { return cells(record, frame) }
        return (frame.isForOutside ? [] : [String(number)]) + ["", "", ""]
    }

    /// The body by its name, where the programs know it.
    static func body(_ finding: ExternalFinding) -> String {
        OrganisationAliases.embedded.name(of: finding.issuer) ?? finding.issuer
    }

    /// What a register says of the findings that it leaves out.
    static func leftOut(_ frame: ReportFrame) -> [String] {
        guard frame.isForOutside else { return [] }
        return [
            """
            Findings about a person's death or an event in a person's life, and other reports of the same issue, are left \
            out: the report on themes counts them, with small numbers left out. The report for readers inside has them all.
            """
        ]
    }

    /// A number of things in words, such as `1 finding`.
    static func count(_ number: Int, _ thing: String) -> String { "\(number) \(thing)\(number == 1 ? "" : "s")" }

    /// How late it is, or its reply was; empty where neither is.
    static func late(_ record: FindingRecord, _ frame: ReportFrame) -> String {
        let days = record.daysLate(on: frame.day).map { ReportPage.late(days: $0) }
        return [days, repliedLate(record)].compactMap { $0 }.joined(separator: "; ")
    }

    static func repliedLate(_ record: FindingRecord) -> String? {
        record.daysRepliedLate.map { "replied \(ReportPage.late(days: $0))" }
    }

    static func group(_ record: FindingRecord) -> String { group(record.state.group) }

    static func group(_ code: String?) -> String { code.map { CodeNames.name($0, in: "group") } ?? "none yet" }

    static func owner(_ record: FindingRecord) -> String { record.state.ownerRole ?? "none yet" }

    static func state(_ state: FindingState) -> String {
        switch state {
        case .searchable: "searchable"
        case .triage: "in triage"
        case .open: "open"
        case .closed: "closed"
        case .notRelevant: "not relevant"
        }
    }

    /// A page with the notes that every report carries.
    static func page(
        _ title: String,
        scope: String,
        sections: [ReportPage.Section],
        notes: [String] = [],
        _ material: ReportMaterial,
        _ frame: ReportFrame
    ) -> ReportPage {
        var all = notes + ["People are named by their roles, never by their names."]
        if frame.isForOutside {
            all.append("Made for readers outside: words that are for us alone are left out.")
        } else {
            all.append("Made for readers inside: counts are exact. Make it anew for readers outside.")
        }
        if material.isCut { all.append("There is more than this report reads; it is not complete.") }
        return ReportPage(
            title: title,
            organisation: frame.organisationName,
            made: frame.day,
            scope: scope,
            sections: sections,
            notes: all
        )
    }
}
