import Findings
package import Pages

/// What names us and is late, most days first; what is due soon; actions that are late.
package enum OverdueReport {
    /// Due within so many days is soon.
    private static let soonDays = 28

    package static func page(_ all: ReportMaterial, _ frame: ReportFrame) -> ReportPage {
        let material = all.register(frame)
        let sections = [
            late(material, frame), soon(material, frame), undated(material, frame), repliedLate(material, frame),
            actions(material, frame),
        ]
        return ReportRows.page(
            "What is late",
            scope: "Findings of external bodies that name us, and our actions, on \(frame.day).",
            sections: sections,
            notes: [
                """
                Late can only be what names us, or our class of providers, and is not ended. A computed date is one that \
                the source does not print. Where the source asks for a reply, its clock ends when that was sent; actions \
                and a date that was set at triage go on.
                """
            ] + ReportRows.leftOut(frame),
            material,
            frame
        )
    }

    private static func columns(_ frame: ReportFrame) -> [String] {
        ReportRows.findingColumns(frame) + ["Group", "Owner role", "Due", "Basis", "Late", "State"]
    }

    private static func row(_ record: FindingRecord, _ time: String, _ frame: ReportFrame) -> [String] {
        ReportRows.cells(record, frame) + [
            ReportRows.group(record), ReportRows.owner(record), record.clock ?? "", record.dueBasis, time,
            ReportRows.state(record.state.state),
        ]
    }

    private static func late(_ material: ReportMaterial, _ frame: ReportFrame) -> ReportPage.Section {
        let late = material.findings.compactMap { record in
            record.daysLate(on: frame.day).map { (days: $0, record: record) }
        }.sorted { ($1.days, $0.record.number) < ($0.days, $1.record.number) }
        return ReportRows.section(
            "Late",
            ["\(ReportRows.count(late.count, "finding")) late."],
            columns: columns(frame),
            rows: late.map { row($0.record, ReportPage.late(days: $0.days), frame) },
            empty: "Nothing is late."
        )
    }

    private static func soon(_ material: ReportMaterial, _ frame: ReportFrame) -> ReportPage.Section {
        let soon = material.findings.compactMap { record in
            record.daysLeft(on: frame.day).map { (days: $0, record: record) }
        }.filter { $0.days <= soonDays }.sorted { ($0.days, $0.record.number) < ($1.days, $1.record.number) }
        return ReportRows.section(
            "Due within \(soonDays) days",
            columns: columns(frame),
            rows: soon.map {
                row($0.record, $0.days == 0 ? "due today" : "due in \(ReportRows.count($0.days, "day"))", frame)
            },
            empty: "Nothing is due within \(soonDays) days."
        )
    }

    /// Nothing says by when: somebody has to find out, or set a day.
    private static func undated(_ material: ReportMaterial, _ frame: ReportFrame) -> ReportPage.Section {
        let undated = material.findings.filter { record in
            // What was replied to is worked on by the dates of its actions.
            let isReplied = record.state.state == .open && record.finding.asksForReply && record.state.repliedOn != nil
            return record.duty == .duty && record.clock == nil && record.isWorkedOn && !isReplied
        }.sorted { $0.number < $1.number }
        return ReportRows.section(
            "Without a date",
            columns: columns(frame),
            rows: undated.map { row($0, "no date", frame) },
            empty: "Everything that names us has a date."
        )
    }

    /// What is still worked on after a reply that went too late.
    private static func repliedLate(_ material: ReportMaterial, _ frame: ReportFrame) -> ReportPage.Section {
        let late = material.findings.compactMap { record -> (days: Int, record: FindingRecord)? in
            guard record.isWorkedOn else { return nil }
            return record.daysRepliedLate.map { (days: $0, record: record) }
        }.sorted { ($1.days, $0.record.number) < ($0.days, $1.record.number) }
        return ReportRows.section(
            "Replied late",
            columns: columns(frame),
            rows: late.map { row($0.record, ReportRows.repliedLate($0.record) ?? "", frame) },
            empty: "No reply to what is open went late."
        )
    }

    /// Open actions that are late themselves, or whose case is.
    private static func actions(_ material: ReportMaterial, _ frame: ReportFrame) -> ReportPage.Section {
        var found: [(days: Int, record: FindingRecord, action: CaseAction)] = []
        for record in material.findings where record.state.state == .open {
            let isCaseLate = record.isOverdue(on: frame.day)
            for action in record.actions where action.isOpen {
                let days = ReportFrame.days(from: action.due, to: frame.day) ?? 0
                if days > 0 || isCaseLate { found.append((days, record, action)) }
            }
        }
        // Sorting keeps the order of equals: by finding, then by action.
        found.sort { $0.days > $1.days }
        let columns = ReportRows.shortColumns(frame) + ["Action"] + (frame.isForOutside ? [] : ["What is done"])
        return ReportRows.section(
            "Actions that are late, or whose case is",
            columns: columns + ["Owner role", "Due", "Late", "State"],
            rows: found.map { days, record, action in
                ReportRows.shortCells(record, frame) + [action.id] + (frame.isForOutside ? [] : [action.text]) + [
                    action.ownerRole, action.due,
                    days > 0 ? ReportPage.late(days: days) : "its case is late",
                    CodeNames.name(action.state, in: "action-state"),
                ]
            },
            empty: "No action is late."
        )
    }
}
