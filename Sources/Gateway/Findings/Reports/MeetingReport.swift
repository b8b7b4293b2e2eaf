import Findings
package import Pages
import Signatures

/// What a quarterly group needs: everything since it last met, ready to be minuted.
package enum MeetingReport {
    package static func page(_ all: ReportMaterial, _ frame: ReportFrame) -> ReportPage {
        let material = all.register(frame)
        return ReportRows.page(
            "Since the last meeting",
            scope: "From \(frame.sinceMeeting.day) to \(frame.day).",
            sections: [
                triage(material, frame), decisions(material, frame), open(material, frame),
                priorities(material, frame), versions(material, frame), answers(material, frame),
                next(material, frame),
            ],
            notes: ReportRows.leftOut(frame),
            material,
            frame
        )
    }

    private static func triage(_ material: ReportMaterial, _ frame: ReportFrame) -> ReportPage.Section {
        let new = material.findings.filter { $0.state.state == .triage && $0.firstSeen >= frame.sinceMeeting }
        let why = frame.isForOutside ? [] : ["Why"]
        return ReportRows.section(
            "New in triage",
            columns: ReportRows.findingColumns(frame) + ["First seen", "Names us"] + why + ["Due", "Basis"],
            rows: new.sorted { $0.number < $1.number }.map { record in
                ReportRows.cells(record, frame) + [
                    record.firstSeen.day, record.duty == .duty ? "yes" : "no, for awareness",
                ] + (frame.isForOutside ? [] : [record.because.joined(separator: ", ")])
                    + [record.clock ?? "", record.dueBasis]
            },
            empty: "Nothing new waits for triage."
        )
    }

    private static func decisions(_ material: ReportMaterial, _ frame: ReportFrame) -> ReportPage.Section {
        let records = material.byNumber
        let rows = steps(material, frame).compactMap { step -> [String]? in
            guard let text = decision(step.content, of: records[step.finding], frame) else { return nil }
            let finding = ReportRows.cells(of: step.finding, records, frame)
            return [step.at.day] + finding + [text, step.role]
        }
        return ReportRows.section(
            "Decisions since",
            columns: ["Date"] + ReportRows.findingColumns(frame) + ["Decision", "Role"],
            rows: rows,
            empty: "Nothing was decided."
        )
    }

    /// A decision in words; nil for a step that decides nothing.
    private static func decision(
        _ content: CaseStep.Content,
        of record: FindingRecord?,
        _ frame: ReportFrame
    ) -> String? {
        func because(_ reason: String?) -> String {
            guard !frame.isForOutside, let reason else { return "" }
            return ": \(reason)"
        }
        switch content {
        case .triage(true, let group, let owner, let due, let reason):
            let who = [ReportRows.group(group), owner ?? "", due.map { "due \($0)" } ?? ""].filter { !$0.isEmpty }
            return "Relevant (\(who.joined(separator: ", ")))\(because(reason))"
        case .triage(false, _, _, _, let reason): return "Not relevant\(because(reason))"
        case .dismissal(let reason): return "Not relevant, waits for approval\(because(reason))"
        case .dismissalApproval: return "Not relevant: approved"
        case .replied(let day):
            // The newest reply is the one that counts.
            let late = record?.state.repliedOn == day ? record?.daysRepliedLate : nil
            return "Reply sent on \(day)\(late.map { ", \(ReportPage.late(days: $0))" } ?? "")"
        case .approval: return "Gap analysis approved"
        case .response: return "Answer signed"
        case .closure: return "Closed"
        case .reopening(let reason): return "Opened again\(because(reason))"
        case .assessment, .action, .newVersion, .reading, .classification: return nil
        }
    }

    private static func open(_ material: ReportMaterial, _ frame: ReportFrame) -> ReportPage.Section {
        let groups = Dictionary(grouping: material.findings.filter { $0.state.state == .open }) { record in
            record.state.group ?? ""
        }
        return ReportRows.section(
            "Open by group",
            columns: ["Group", "Open", "Late", "Open actions"],
            rows: groups.sorted { $0.key < $1.key }.map { group, records in
                [
                    ReportRows.group(group.isEmpty ? nil : group), String(records.count),
                    String(records.count { $0.isOverdue(on: frame.day) }),
                    String(records.flatMap(\.actions).count(where: \.isOpen)),
                ]
            },
            empty: "Nothing is open."
        )
    }

    /// What is late, most days first, and then what recurs.
    private static func priorities(_ material: ReportMaterial, _ frame: ReportFrame) -> ReportPage.Section {
        let recurring = ThemeTrends(material, frame).recurrences(isForOutside: frame.isForOutside)
        let themes = Dictionary(recurring.map { ($0.theme, $0) }) { first, _ in first }
        let issues = Dictionary(grouping: material.findings, by: \.issue).mapValues(\.count)
        var found: [(days: Int, record: FindingRecord, why: String)] = []
        for record in material.findings where record.isWorkedOn {
            let days = record.daysLate(on: frame.day)
            var why = [days.map { ReportPage.late(days: $0) }].compactMap { $0 }
            if let count = issues[record.issue], count > 1 { why.append("\(count) reports of one issue") }
            for theme in record.finding.themes.compactMap({ themes[$0] }) {
                let name = CodeNames.name(theme.theme, in: "contributory-themes")
                why.append("\(name): \(theme.quarters) quarters, \(theme.sources) kinds of source")
            }
            if !why.isEmpty { found.append((days ?? 0, record, why.joined(separator: "; "))) }
        }
        found.sort { ($1.days, $0.record.number) < ($0.days, $1.record.number) }
        return ReportRows.section(
            "Priorities: late, or recurring",
            columns: ReportRows.findingColumns(frame) + ["Why", "Group", "Owner role", "Due"],
            rows: found.map { _, record, why in
                ReportRows.cells(record, frame) + [
                    why, ReportRows.group(record), ReportRows.owner(record), record.clock ?? "",
                ]
            },
            empty: "Nothing is late, and nothing recurs."
        )
    }

    private static func versions(_ material: ReportMaterial, _ frame: ReportFrame) -> ReportPage.Section {
        let records = material.byNumber
        let rows = steps(material, frame).compactMap { step -> [String]? in
            guard case .newVersion(let version, let changed) = step.content else { return nil }
            let finding = ReportRows.cells(of: step.finding, records, frame)
            let state = records[step.finding].map { ReportRows.state($0.state.state) } ?? ""
            return [step.at.day] + finding + [String(version), changed.joined(separator: ", "), state]
        }
        return ReportRows.section(
            "New versions of what was known",
            columns: ["Date"] + ReportRows.findingColumns(frame) + ["Version", "What changed", "State"],
            rows: rows,
            empty: "No source changed."
        )
    }

    private static func answers(_ material: ReportMaterial, _ frame: ReportFrame) -> ReportPage.Section {
        let since = frame.sinceMeeting.day
        let said = material.answers.filter { answer in
            !answer.issued.utf8.lexicographicallyPrecedes(since.utf8)
                && !answer.responder.utf8.elementsEqual(frame.organisation.utf8)
        }
        let rows = said.map { answer in
            [
                String(answer.issued.prefix(10)), answer.responder, answer.subject,
                CodeNames.name(answer.position, in: "position"), String(answer.recommendations.count),
            ]
        }
        return ReportRows.section(
            "What partners did",
            columns: ["Issued", "Partner", "About", "Position", "Recommendations"],
            rows: rows,
            empty: "No partner has answered."
        )
    }

    /// What waits for a decision, with room for what is decided.
    private static func next(_ material: ReportMaterial, _ frame: ReportFrame) -> ReportPage.Section {
        let waiting = material.findings.compactMap { record in question(record).map { (question: $0, record: record) } }
        let sorted = waiting.sorted { left, right in
            let (first, second) = (left.record.clock ?? "9999", right.record.clock ?? "9999")
            return (first, left.record.number) < (second, right.record.number)
        }
        return ReportRows.section(
            "To decide next",
            ["The last three columns are for the minutes."],
            columns: ReportRows.shortColumns(frame) + [
                "To decide", "Group", "Due", "Decision", "Owner role", "By",
            ],
            rows: sorted.map { question, record in
                ReportRows.shortCells(record, frame) + [
                    question, ReportRows.group(record), record.clock ?? "", "", "", "",
                ]
            },
            empty: "Nothing waits for a decision."
        )
    }

    private static func question(_ record: FindingRecord) -> String? {
        switch record.state.state {
        case .triage where record.state.waitsAsNotRelevant: return "Is it right that it does not concern us?"
        case .triage: return "Does it concern us?"
        case .searchable, .closed, .notRelevant: return nil
        case .open: break
        }
        let missing = record.recommendationIDs.count { record.state.assessments[$0] == nil }
        if missing > 0 { return "Where do we stand on \(ReportRows.count(missing, "recommendation"))?" }
        if record.state.approvedBy == nil { return "Is the gap analysis right?" }
        return record.actions.contains(where: \.isOpen) ? nil : "Can it be closed?"
    }

    private static func steps(_ material: ReportMaterial, _ frame: ReportFrame) -> [CaseStep] {
        material.steps.filter { $0.at >= frame.sinceMeeting }
    }
}
