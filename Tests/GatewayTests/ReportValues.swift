import Findings
import Gateway
import Pages
import Signatures

/// Findings, cases and lessons as reports take them, made for the purpose.
struct ReportValues {
    /// A day in the middle of a quarter.
    static let day = "2026-05-15"

    static func moment(_ day: String) -> Timestamp { Timestamp("\(day)T09:00:00Z") ?? Timestamp(unixSeconds: 0) }

    static func frame(since: String? = nil, outside: Bool = false) -> ReportFrame {
        ReportFrame(
            organisation: "reg:demo-northmere",
            organisationName: "Northmere Demonstration Trust",
            now: moment(day),
            since: since.map(moment),
            isForOutside: outside
        )
    }

    var material = ReportMaterial()

    /// Adds a finding; its number is the next one.
    @discardableResult
    mutating func add(
        _ source: String = "national-patient-safety-alert",
        title: String? = nil,
        issue: Int64? = nil,
        published: String = "2026-04-10",
        firstSeen: String = "2026-04-20",
        themes: [String] = [],
        due: ExternalFinding.Due? = nil,
        duty: FindingDuty = .duty,
        recommendations: Int = 1,
        gateFindings: [String: Int] = [:],
        state: CaseState = CaseState(state: .open)
    ) -> Int64 {
        let number = Int64(material.findings.count + 1)
        let digest = Digest(of: Array("finding \(number)".utf8))
        let finding = ExternalFinding(
            format: .table,
            issuer: "reg:demo-review-body",
            reference: "DRB/2026/\(number)",
            sourceType: source,
            title: title ?? "Labels of medicines, part \(number)",
            published: published,
            link: nil,
            documentDigest: nil,
            replyTo: nil,
            recipients: [],
            recipientClasses: [],
            due: due,
            themes: themes,
            serviceLines: [],
            recommendations: (0..<recommendations).map { place in
                .init(id: "C\(place + 1)", sourceRef: nil, modality: "recommendation", text: "Print names in full.")
            },
            needsReading: recommendations == 0,
            key: digest,
            content: digest,
            columns: [:],
            draft: [],
            gateFindings: gateFindings
        )
        material.findings.append(
            FindingRecord(
                number: number,
                version: 1,
                issue: issue ?? number,
                finding: finding,
                duty: duty,
                because: ["recipient"],
                firstSeen: Self.moment(firstSeen),
                changed: Self.moment(firstSeen),
                state: state,
                steps: 0
            )
        )
        return number
    }

    mutating func step(_ number: Int64, _ content: CaseStep.Content, on day: String = "2026-05-01") {
        material.steps.append(
            CaseStep(
                finding: number,
                content: content,
                person: "Example Personone",
                role: "group-chair",
                at: Self.moment(day)
            )
        )
    }

    /// Adds an answer to a finding, or to what `subject` names.
    mutating func answer(
        by responder: String,
        to number: Int64 = 1,
        subject: String? = nil,
        issued: String = "2026-05-02",
        recommendations: Int = 0
    ) {
        let finding = material.findings[Int(number) - 1].finding
        material.answers.append(
            ResponseRow(
                responder: responder,
                subject: subject ?? "\(finding.issuer) \(finding.reference)",
                position: "adapted",
                issued: "\(issued)T10:00:00Z",
                digest: Digest(of: Array("answer \(material.answers.count)".utf8)),
                recommendations: (0..<recommendations).map { place in
                    .init(id: "C\(place + 1)", sourceRef: nil, position: "adapted", reason: "Answerwords")
                }
            )
        )
    }

    mutating func lesson(
        by publisher: String = "reg:demo-southfell",
        issued: String = "2026-05-02",
        themes: [String] = [],
        source: String = "qi-project",
        kind: String = "good-care"
    ) {
        material.lessons.append(
            LessonRow(
                lessonID: "urn:lesson:\(publisher):2026-\(material.lessons.count)",
                version: 1,
                publisher: publisher,
                title: "A list of medicines at discharge",
                recordKind: kind,
                sourceType: source,
                themes: themes,
                serviceLines: ["pharmacy"],
                issued: "\(issued)T10:00:00Z",
                state: "active",
                digest: Digest(of: Array("lesson \(material.lessons.count)".utf8)),
                isPublic: false
            )
        )
    }

    /// An open case with a group, an owner and a due date.
    static func open(
        due: String? = nil,
        assessments: [GapAssessment] = [],
        actions: [CaseAction] = [],
        approvedBy: String? = nil
    ) -> CaseState {
        var state = CaseState(state: .open)
        state.group = "pharmacy"
        state.ownerRole = "Chief pharmacist"
        state.due = due
        state.assessments = Dictionary(assessments.map { ($0.recommendation, $0) }) { first, _ in first }
        state.actions = Dictionary(actions.map { ($0.id, $0) }) { first, _ in first }
        state.approvedBy = approvedBy
        return state
    }

    static func action(_ id: String, due: String, state: String = "planned") -> CaseAction {
        CaseAction(
            id: id,
            text: "Actionwords",
            ownerRole: "Ward manager",
            due: due,
            state: state,
            evidence: "Donewords"
        )
    }

    static func pages(_ material: ReportMaterial, _ frame: ReportFrame) -> [ReportPage] {
        [
            OverdueReport.page(material, frame), MeetingReport.page(material, frame), BoardReport.page(material, frame),
            ThemesReport.page(material, frame), GapsReport.page(material, frame),
        ]
    }
}

extension ReportPage {
    /// The section of a heading; one without anything where there is none.
    func section(_ heading: String) -> Section {
        sections.first { $0.heading == heading } ?? Section(heading: "missing", empty: "missing")
    }

    /// Cells of a section, by the names of columns.
    func cells(_ heading: String, _ columns: String...) -> [[String]] {
        guard let table = section(heading).table else { return [["no table"]] }
        let places = columns.map { table.columns.firstIndex(of: $0) }
        return table.rows.map { row in places.map { place in place.map { row[$0] } ?? "no column" } }
    }
}
