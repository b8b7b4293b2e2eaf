import Findings
package import Pages
import Signatures

/// One page for a board: what came, went, was adopted, was closed and is late.
package enum BoardReport {
    /// Positions that say that something is done as recommended, or was already.
    private static let adoptedPositions = ["adopted", "adapted", "already-in-place"]

    package static func page(_ all: ReportMaterial, _ frame: ReportFrame) -> ReportPage {
        let material = all.register(frame)
        let since = frame.sinceMeeting.day
        return ReportRows.page(
            "Learning: highlights for the board",
            scope: "From \(since) to \(frame.day).",
            sections: [
                table("Came in", came(material, frame)),
                table("Went out", went(material, frame)),
                adopted(material, frame),
                table("Closed", closed(material, frame)),
                table("Late", late(material, frame)),
            ],
            notes: [
                """
                Lessons count by the day of issue that their publisher gives, and answers are those to findings, to lessons \
                and to bundles.
                """
            ] + ReportRows.leftOut(frame),
            material,
            frame
        )
    }

    private static func table(_ heading: String, _ figures: [(String, Int)]) -> ReportPage.Section {
        ReportRows.section(
            heading,
            columns: ["What", "Number"],
            rows: figures.map { [$0.0, String($0.1)] },
            empty: "Nothing."
        )
    }

    /// What of findings is counted, and what it is called.
    private static func findings(_ records: [FindingRecord], _ frame: ReportFrame) -> (String, Int) {
        (frame.isForOutside ? "Findings about services" : "Findings of external bodies", records.count)
    }

    private static func steps(_ material: ReportMaterial, _ frame: ReportFrame) -> [CaseStep] {
        material.steps.filter { $0.at >= frame.sinceMeeting }
    }

    private static func lessons(_ material: ReportMaterial, _ frame: ReportFrame, ours: Bool) -> Int {
        let since = frame.sinceMeeting.day
        return material.lessons.count { lesson in
            lesson.publisher.utf8.elementsEqual(frame.organisation.utf8) == ours
                && !lesson.issued.utf8.lexicographicallyPrecedes(since.utf8)
        }
    }

    private static func came(_ material: ReportMaterial, _ frame: ReportFrame) -> [(String, Int)] {
        let new = material.findings.filter { $0.firstSeen >= frame.sinceMeeting }
        return [
            findings(new, frame),
            ("Of these, findings that name us", new.count { $0.duty == .duty }),
            ("Lessons of partners", lessons(material, frame, ours: false)),
        ]
    }

    private static func went(_ material: ReportMaterial, _ frame: ReportFrame) -> [(String, Int)] {
        [
            ("Lessons published by us", lessons(material, frame, ours: true)),
            ("Answers signed by us", answers(material, frame)),
        ]
    }

    /// Answers of ours to findings, which the cases know, and to lessons, each once.
    private static func answers(_ material: ReportMaterial, _ frame: ReportFrame) -> Int {
        let since = frame.sinceMeeting.day
        let own = material.answers.filter { answer in
            answer.responder.utf8.elementsEqual(frame.organisation.utf8)
                && !answer.issued.utf8.lexicographicallyPrecedes(since.utf8)
        }
        var signed = Set(own.map(\.digest))
        for step in steps(material, frame) {
            if case .response(let digest) = step.content { signed.insert(digest) }
        }
        return signed.count
    }

    /// Positions as they are now of what was assessed since, and what shows them.
    private static func adopted(_ material: ReportMaterial, _ frame: ReportFrame) -> ReportPage.Section {
        let records = material.byNumber
        var seen: Set<String> = []
        var positions: [GapAssessment] = []
        for step in steps(material, frame) {
            guard case .assessment(let told) = step.content,
                let now = records[step.finding]?.state.assessments[told.recommendation],
                adoptedPositions.contains(now.position),
                seen.insert("\(step.finding) \(told.recommendation)").inserted
            else { continue }
            positions.append(now)
        }
        let figures = adoptedPositions.map { position in
            (CodeNames.name(position, in: "position"), positions.count { $0.position == position })
        }
        let types = ["audit", "measure", "observation", "feedback", "none"]
        let shown = types.map { type in
            let count = positions.count { ($0.evidenceType ?? "none") == type }
            return "\(CodeNames.name(type, in: "evidence-type").lowercased()) \(count)"
        }
        return ReportRows.section(
            "Adopted",
            ["Evidence for these \(positions.count) positions: \(shown.joined(separator: ", "))."],
            columns: ["What", "Number"],
            rows: figures.map { [$0.0, String($0.1)] },
            empty: "Nothing."
        )
    }

    private static func closed(_ material: ReportMaterial, _ frame: ReportFrame) -> [(String, Int)] {
        let records = material.byNumber
        var closed: [Int64: FindingRecord] = [:]
        var done: Set<String> = []
        for step in steps(material, frame) {
            guard let record = records[step.finding] else { continue }
            switch step.content {
            case .closure: if record.state.state == .closed { closed[record.number] = record }
            case .action(let action):
                if record.state.actions[action.id]?.state == "done" { done.insert("\(record.number) \(action.id)") }
            default: break
            }
        }
        return [findings(Array(closed.values), frame), ("Actions done", done.count)]
    }

    private static func late(_ material: ReportMaterial, _ frame: ReportFrame) -> [(String, Int)] {
        let actions = material.findings.filter { $0.state.state == .open }.flatMap(\.actions).filter(\.isOpen)
        let isLate: (CaseAction) -> Bool = { (ReportFrame.days(from: $0.due, to: frame.day) ?? 0) > 0 }
        let records = material.byNumber
        let replied = steps(material, frame).compactMap { step -> Int64? in
            guard case .replied = step.content else { return nil }
            return records[step.finding]?.daysRepliedLate == nil ? nil : step.finding
        }
        return [
            ("Findings that name us", material.findings.count { $0.isOverdue(on: frame.day) }),
            ("Replies that were sent late", Set(replied).count),
            ("Actions", actions.count(where: isLate)),
            ("Actions that are open, late or not", actions.count),
        ]
    }
}
