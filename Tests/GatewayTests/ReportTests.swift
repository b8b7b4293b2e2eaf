import ExchangeTestKit
import Findings
import Gateway
import Pages
import Testing

@Suite("Reports of findings")
struct ReportTests {
    private static let printed = ExternalFinding.Due(date: "2026-05-10", basis: .printed, differsByDays: 3)

    @Test("what names us and has no date is told apart")
    func undated() throws {
        var values = ReportValues()
        values.add(due: nil)
        values.add(due: nil, duty: .awareness)
        values.add(due: nil, state: CaseState(state: .closed))
        let page = OverdueReport.page(values.material, ReportValues.frame())
        #expect(page.section("Without a date").table?.rows.count == 1)
    }

    @Test("what is late comes first, most days first, with where its date comes from")
    func overdue() {
        var values = ReportValues()
        values.add(due: Self.printed, state: ReportValues.open())
        values.add(due: .init(date: "2026-03-01", basis: .computed), state: ReportValues.open())
        values.add(due: Self.printed, state: ReportValues.open(due: "2026-05-09"))
        values.add(due: .init(date: "2026-05-14", basis: .printed), state: CaseState(state: .triage))
        // Not late: today, for awareness, ended.
        values.add(due: .init(date: ReportValues.day, basis: .printed), state: ReportValues.open())
        values.add(due: Self.printed, duty: .awareness, state: ReportValues.open())
        values.add(due: Self.printed, state: CaseState(state: .closed))
        values.add(due: Self.printed, state: CaseState(state: .notRelevant))
        let page = OverdueReport.page(values.material, ReportValues.frame())
        #expect(
            page.cells("Late", "Finding", "Due", "Basis", "Late", "Owner role", "State") == [
                ["2", "2026-03-01", "computed", "75 days late", "Chief pharmacist", "open"],
                ["3", "2026-05-09", "set at triage", "6 days late", "Chief pharmacist", "open"],
                [
                    "1", "2026-05-10", "printed, 3 days after the statutory date", "5 days late", "Chief pharmacist",
                    "open",
                ],
                ["4", "2026-05-14", "printed", "1 day late", "none yet", "in triage"],
            ]
        )
        #expect(page.section("Late").paragraphs == ["4 findings late."])
        #expect(page.cells("Due within 28 days", "Finding", "Late") == [["5", "due today"]])
    }

    @Test("a reply that went late is told by days, and its case is late no more; of an alert it ends no clock")
    func replied() {
        var values = ReportValues()
        var state = ReportValues.open(actions: [ReportValues.action("A1", due: "2026-09-01")])
        for (source, day) in [
            ("coroner-pfd", "2026-05-12"), ("coroner-pfd", "2026-05-10"),
            ("national-patient-safety-alert", "2026-05-09"),
        ] {
            state.repliedOn = day
            values.step(values.add(source, due: Self.printed, state: state), .replied(on: day), on: day)
        }
        let page = OverdueReport.page(values.material, ReportValues.frame())
        #expect(page.cells("Late", "Finding", "Late") == [["3", "5 days late"]])
        #expect(page.cells("Replied late", "Finding", "Late", "Due") == [["1", "replied 2 days late", ""]])
        #expect(page.section("Without a date").table?.rows == [])
        #expect(page.cells("Actions that are late, or whose case is", "Finding") == [["3"]])
        let frame = ReportValues.frame(since: "2026-04-01")
        let board = BoardReport.page(values.material, frame).section("Late").table?.rows
        #expect(board?.prefix(2) == [["Findings that name us", "1"], ["Replies that were sent late", "1"]])
        #expect(
            MeetingReport.page(values.material, frame).cells("Decisions since", "Finding", "Decision") == [
                ["1", "Reply sent on 2026-05-12, 2 days late"], ["2", "Reply sent on 2026-05-10"],
                ["3", "Reply sent on 2026-05-09"],
            ]
        )
        #expect(
            GapsReport.page(values.material, frame).cells("Register", "Late") == [
                ["replied 2 days late"], [""], ["5 days late"],
            ]
        )
    }

    @Test("due within 28 days is what its words say")
    func soon() {
        var values = ReportValues()
        for date in ["2026-06-12", "2026-06-13", "2026-05-16"] {
            values.add(due: .init(date: date, basis: .printed), state: ReportValues.open())
        }
        let page = OverdueReport.page(values.material, ReportValues.frame())
        #expect(
            page.cells("Due within 28 days", "Finding", "Late") == [["3", "due in 1 day"], ["1", "due in 28 days"]]
        )
        #expect(page.section("Late").table?.rows == [])
        #expect(page.section("Late").empty == "Nothing is late.")
    }

    @Test("actions are listed that are late or whose case is, and no other")
    func lateActions() {
        var values = ReportValues()
        let actions = [
            ReportValues.action("A1", due: "2026-05-01"), ReportValues.action("A2", due: "2026-09-01"),
            ReportValues.action("A10", due: "2026-04-01", state: "done"),
        ]
        values.add(state: ReportValues.open(actions: actions))
        values.add(due: Self.printed, state: ReportValues.open(actions: actions))
        let page = OverdueReport.page(values.material, ReportValues.frame())
        #expect(
            page.cells("Actions that are late, or whose case is", "Finding", "Action", "Late", "What is done") == [
                ["1", "A1", "14 days late", "Actionwords"], ["2", "A1", "14 days late", "Actionwords"],
                ["2", "A2", "its case is late", "Actionwords"],
            ]
        )
    }

    /// A case of everything, with names and words that must not be where they do not belong.
    private static func planted() -> ReportMaterial {
        var values = ReportValues()
        let assessment = GapAssessment(
            recommendation: "C1",
            position: "adopted",
            evidenceType: "audit",
            evidence: "Evidencewords",
            gap: "Gapwords",
            reason: "Partnerwords"
        )
        let actions = [
            ReportValues.action("A1", due: "2026-05-01"), ReportValues.action("A2", due: "2026-05-01", state: "done"),
        ]
        let number = values.add(
            themes: ["medication-monitoring"],
            due: printed,
            state: ReportValues.open(assessments: [assessment], actions: actions, approvedBy: "Example Persontwo")
        )
        values.step(
            number,
            .triage(isRelevant: true, group: "pharmacy", ownerRole: "Chief pharmacist", due: nil, reason: "Reasonwords")
        )
        values.step(number, .assessment(assessment))
        values.step(number, .action(actions[1]))
        values.step(number, .approval)
        values.step(number, .reopening(reason: "Againwords"))
        values.step(number, .newVersion(2, changed: ["concerns"]))
        values.lesson(themes: ["medication-monitoring"])
        return values.material
    }

    @Test("outside no title, role or reason is printed in which the gate finds somebody")
    func plantedNames() throws {
        var values = ReportValues()
        let name = "Dr Hana Exampleton"
        let action = CaseAction(id: "A1", text: "Actionwords", ownerRole: name, due: "2026-05-01", state: "planned")
        let assessment = GapAssessment(recommendation: "C1", position: "gap", reason: "\(name) said so.")
        var state = ReportValues.open(assessments: [assessment], actions: [action])
        state.ownerRole = "Ward sister Exampleton"
        let first = values.add(title: "Labels that \(name) wrote", due: Self.printed, state: state)
        values.add(title: "Titlewords", due: Self.printed, gateFindings: ["SITE": 1], state: ReportValues.open())
        values.add(title: "Labels of medicines", due: Self.printed, state: ReportValues.open())
        values.step(
            first,
            .triage(isRelevant: true, group: "pharmacy", ownerRole: "Ward sister Exampleton", due: nil, reason: nil)
        )
        values.step(first, .newVersion(2, changed: ["told by \(name)", "concerns"]))
        func printed(_ outside: Bool) throws -> String {
            try ReportValues.pages(values.material, ReportValues.frame(outside: outside)).flatMap { page in
                try ReportFormat.allCases.map { try page.printed(as: $0) }
            }.joined()
        }
        let (inside, outside) = (try printed(false), try printed(true))
        for word in ["Exampleton", "Titlewords"] {
            #expect(inside.contains(word))
            #expect(!outside.contains(word))
        }
        let page = OverdueReport.page(values.material, ReportValues.frame(outside: true))
        #expect(
            page.cells("Late", "Title", "Owner role") == [
                ["reg:demo-review-body DRB/2026/1", "role not told"],
                ["reg:demo-review-body DRB/2026/2", "Chief pharmacist"], ["Labels of medicines", "Chief pharmacist"],
            ]
        )
        #expect(
            page.cells("Actions that are late, or whose case is", "Reference", "Owner role") == [
                ["DRB/2026/1", "role not told"]
            ]
        )
        #expect(outside.contains("concerns"))
    }

    @Test("no report names a person, and none prints a line of the trail")
    func names() throws {
        for outside in [false, true] {
            for page in ReportValues.pages(Self.planted(), ReportValues.frame(outside: outside)) {
                for format in ReportFormat.allCases {
                    #expect(!(try page.printed(as: format)).contains("Example Person"), "\(page.title)")
                }
            }
        }
    }

    @Test("words for us alone stay inside")
    func words() throws {
        let inside = try ReportValues.pages(Self.planted(), ReportValues.frame()).map { try $0.printed(as: .html) }
        let outside = try ReportValues.pages(Self.planted(), ReportValues.frame(outside: true)).map {
            try $0.printed(as: .html)
        }
        for word in ["Evidencewords", "Gapwords", "Reasonwords", "Againwords", "Actionwords", "Print names in full"] {
            #expect(inside.contains { $0.contains(word) }, "\(word)")
            #expect(!outside.contains { $0.contains(word) }, "\(word)")
        }
        #expect(!(inside + outside).contains { $0.contains("Donewords") })
        #expect(outside.contains { $0.contains("Partnerwords") })
    }

    @Test("the register has a row for each recommendation, and says what has no position yet")
    func gaps() {
        var values = ReportValues()
        let assessment = GapAssessment(recommendation: "C2", position: "gap", evidenceType: "none", gap: "No label")
        values.add(
            recommendations: 2,
            state: ReportValues.open(assessments: [assessment], actions: [ReportValues.action("A1", due: "2026-07-01")])
        )
        values.add(recommendations: 0)
        values.add(state: CaseState(state: .triage))
        values.add(firstSeen: "2026-01-01", state: CaseState(state: .closed))
        let columns = ["Finding", "Recommendation", "Position", "Gap"]
        func cells(_ since: String?) -> [[String]] {
            let page = GapsReport.page(values.material, ReportValues.frame(since: since))
            let table = page.section("Register").table
            let places = columns.compactMap { table?.columns.firstIndex(of: $0) }
            return (table?.rows ?? []).map { row in places.map { row[$0] } }
        }
        let open = [
            ["1", "C1", "not assessed yet", ""], ["1", "C2", "Gap", "No label"], ["2", "all", "not assessed yet", ""],
        ]
        #expect(cells(nil) == open + [["4", "C1", "not assessed yet", ""]])
        #expect(cells("2026-02-01") == open)
        let page = GapsReport.page(values.material, ReportValues.frame())
        #expect(
            page.cells("Register", "Actions").first == ["A1: Actionwords (Ward manager, due 2026-07-01, Planned)"]
        )
    }

    @Test("a section prints 500 rows, and says how many more there are")
    func bounded() {
        var values = ReportValues()
        for _ in 0..<507 { values.add(due: Self.printed, state: ReportValues.open()) }
        let section = OverdueReport.page(values.material, ReportValues.frame()).section("Late")
        #expect(section.table?.rows.count == 500)
        #expect(
            section.paragraphs == ["507 findings late.", "The first 500 are printed; there are 7 more."]
        )
    }

    @Test("the board's figures are exact, and nothing about a person is counted outside")
    func board() {
        var values = ReportValues()
        let positions = ["adopted", "adapted", "already-in-place", "gap"].enumerated().map { place, position in
            GapAssessment(recommendation: "C\(place + 1)", position: position, evidenceType: place == 0 ? "audit" : nil)
        }
        let first = values.add(
            due: Self.printed,
            recommendations: 4,
            state: ReportValues.open(
                assessments: positions,
                actions: [
                    ReportValues.action("A1", due: "2026-05-01"),
                    ReportValues.action("A2", due: "2026-05-01", state: "done"),
                ]
            )
        )
        for position in positions + [positions[0]] { values.step(first, .assessment(position)) }
        values.step(first, .action(ReportValues.action("A2", due: "2026-05-01", state: "done")))
        // The answer of the case is a statement, too, and counts once; one to a lesson counts as well.
        values.answer(by: "reg:demo-northmere", to: first)
        values.step(first, .response(values.material.answers[0].digest))
        let lesson = "urn:lesson:reg:demo-southfell:2026-a version 1"
        for issued in ["2026-05-02", "2026-03-01"] {
            values.answer(by: "reg:demo-northmere", subject: lesson, issued: issued)
        }
        values.answer(by: "reg:demo-southfell", to: first)
        for source in ["coroner-pfd", "hssib"] {
            let number = values.add(source, duty: .awareness, state: CaseState(state: .closed))
            values.step(number, .closure)
        }
        values.add(firstSeen: "2026-01-01", state: CaseState(state: .triage))
        values.lesson()
        values.lesson(issued: "2026-01-31")
        for _ in 0..<3 { values.lesson(by: "reg:demo-northmere") }
        func figures(_ outside: Bool, _ heading: String) -> [[String]] {
            BoardReport.page(values.material, ReportValues.frame(since: "2026-04-01", outside: outside))
                .section(heading).table?.rows ?? []
        }
        #expect(
            figures(false, "Came in") == [
                ["Findings of external bodies", "3"], ["Of these, findings that name us", "1"],
                ["Lessons of partners", "1"],
            ]
        )
        #expect(figures(false, "Went out") == [["Lessons published by us", "3"], ["Answers signed by us", "2"]])
        #expect(figures(false, "Adopted") == [["Adopted", "1"], ["Adapted", "1"], ["Already in place", "1"]])
        #expect(figures(false, "Closed") == [["Findings of external bodies", "2"], ["Actions done", "1"]])
        #expect(
            figures(false, "Late") == [
                ["Findings that name us", "1"], ["Replies that were sent late", "0"], ["Actions", "1"],
                ["Actions that are open, late or not", "1"],
            ]
        )
        #expect(figures(true, "Came in").first == ["Findings about services", "2"])
        #expect(figures(true, "Closed").first == ["Findings about services", "1"])
        let adopted = BoardReport.page(values.material, ReportValues.frame(since: "2026-04-01")).section("Adopted")
        #expect(adopted.paragraphs.first?.hasPrefix("Evidence for these 3 positions: ") == true)
        #expect(adopted.paragraphs.first?.contains("audit 1") == true)
    }

    @Test("the pack for a meeting tells what came, what was decided by which role, and what is to be decided")
    func meeting() {
        var values = ReportValues()
        values.add(themes: ["medication-monitoring"], due: Self.printed, state: CaseState(state: .triage))
        values.add(firstSeen: "2026-01-01", state: CaseState(state: .triage))
        let third = values.add(state: ReportValues.open())
        let assessed = [GapAssessment(recommendation: "C1", position: "gap")]
        values.add(state: ReportValues.open(assessments: assessed))
        values.add(state: ReportValues.open(assessments: assessed, approvedBy: "Example Persontwo"))
        values.add(
            state: ReportValues.open(
                assessments: assessed,
                actions: [ReportValues.action("A1", due: "2026-07-01")],
                approvedBy: "Example Persontwo"
            )
        )
        values.step(
            third,
            .triage(isRelevant: true, group: "pharmacy", ownerRole: "Chief pharmacist", due: "2026-06-30", reason: nil)
        )
        values.step(1, .triage(isRelevant: false, group: nil, ownerRole: nil, due: nil, reason: "Not our service"))
        values.step(third, .closure, on: "2026-03-31")
        values.step(third, .newVersion(2, changed: ["concerns", "action"]))
        let lesson = "urn:lesson:reg:demo-northmere:2026-a"
        for issued in ["2026-05-02", "2026-03-02"] {
            values.answer(by: "reg:demo-southfell", subject: lesson, issued: issued, recommendations: 2)
        }
        values.answer(by: "reg:demo-northmere", to: third)
        let page = MeetingReport.page(values.material, ReportValues.frame(since: "2026-04-01"))
        #expect(page.cells("New in triage", "Finding", "Names us", "Why") == [["1", "yes", "recipient"]])
        #expect(
            page.cells("Decisions since", "Date", "Finding", "Decision", "Role") == [
                ["2026-05-01", "3", "Relevant (Pharmacy group, Chief pharmacist, due 2026-06-30)", "group-chair"],
                ["2026-05-01", "1", "Not relevant: Not our service", "group-chair"],
            ]
        )
        #expect(
            page.cells("Open by group", "Group", "Open", "Late", "Open actions") == [["Pharmacy group", "4", "0", "1"]]
        )
        #expect(page.cells("Priorities: late, or recurring", "Finding", "Why") == [["1", "5 days late"]])
        #expect(
            page.cells("New versions of what was known", "Finding", "Version", "What changed") == [
                ["3", "2", "concerns, action"]
            ]
        )
        #expect(
            page.cells("What partners did", "Issued", "Partner", "Position", "Recommendations") == [
                ["2026-05-02", "reg:demo-southfell", "Adapted", "2"]
            ]
        )
        #expect(
            page.cells("To decide next", "Finding", "To decide", "Decision") == [
                ["1", "Does it concern us?", ""], ["2", "Does it concern us?", ""],
                ["3", "Where do we stand on 1 recommendation?", ""], ["4", "Is the gap analysis right?", ""],
                ["5", "Can it be closed?", ""],
            ]
        )
    }
}
