import Findings
package import Pages
import Signatures

/// The register of gap analyses: a row for each recommendation of what concerns us.
package enum GapsReport {
    package static func page(_ all: ReportMaterial, _ frame: ReportFrame) -> ReportPage {
        let material = all.register(frame)
        let records = material.findings.filter { record in
            switch record.state.state {
            case .open: true
            case .closed: frame.since.map { record.changed >= $0 } ?? true
            case .searchable, .triage, .notRelevant: false
            }
        }.sorted { ($0.state.state == .open ? 0 : 1, $0.number) < ($1.state.state == .open ? 0 : 1, $1.number) }
        let rows = records.flatMap { self.rows(of: $0, frame) }
        let since = frame.since.map { ", and closed ones that changed since \($0.day)" }
        return ReportRows.page(
            "Gap analysis register",
            scope: "Findings that concern us and are open\(since ?? ", and all closed ones").",
            sections: [
                ReportRows.section(
                    "Register",
                    [
                        "\(ReportRows.count(records.count, "finding")), \(ReportRows.count(rows.count, "recommendation"))."
                    ],
                    columns: columns(frame),
                    rows: rows,
                    empty: "No finding concerns us."
                )
            ],
            notes: ReportRows.leftOut(frame),
            material,
            frame
        )
    }

    private static func columns(_ frame: ReportFrame) -> [String] {
        let recommendation = ["Recommendation", "Reference in the source"]
        let analysis = frame.isForOutside ? [] : ["Evidence", "Gap"]
        let words = frame.isForOutside ? [] : ["Words of the source"]
        let position = ["Position", "Evidence type"] + analysis + ["Told to partners"]
        let end = ["Actions", "Group", "Owner role", "Due", "Late", "State"]
        return ReportRows.findingColumns(frame) + recommendation + words + position + end
    }

    private static func rows(of record: FindingRecord, _ frame: ReportFrame) -> [[String]] {
        let actions = record.actions.map { text($0, frame) }.joined(separator: "; ")
        let end = [
            actions.isEmpty ? "none" : actions, ReportRows.group(record), ReportRows.owner(record), record.clock ?? "",
            ReportRows.late(record, frame), ReportRows.state(record.state.state),
        ]
        return record.recommendationIDs.map { id in
            let recommendation = record.finding.recommendations.first { $0.id == id }
            let assessment = record.state.assessments[id]
            var cells = ReportRows.cells(record, frame) + [id, recommendation?.sourceRef ?? ""]
            if !frame.isForOutside { cells.append(recommendation?.text ?? "") }
            cells.append(assessment.map { CodeNames.name($0.position, in: "position") } ?? "not assessed yet")
            cells.append(assessment?.evidenceType.map { CodeNames.name($0, in: "evidence-type") } ?? "")
            if !frame.isForOutside { cells += [assessment?.evidence ?? "", assessment?.gap ?? ""] }
            return cells + [assessment?.reason ?? ""] + end
        }
    }

    /// An action in a line; what it is, and what shows it, is for us alone.
    private static func text(_ action: CaseAction, _ frame: ReportFrame) -> String {
        let state = CodeNames.name(action.state, in: "action-state")
        let words = frame.isForOutside ? "" : "\(action.text) "
        return "\(action.id): \(words)(\(action.ownerRole), due \(action.due), \(state))"
    }
}
