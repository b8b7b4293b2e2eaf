import ExchangeTestKit
import Findings
import LessonExchange
import StrictJSON
import Testing

@Suite("Rules for coroners' reports, each made from a fault in real tables")
struct TrackerRuleTests {
    private func one(_ changes: [String: String]) throws -> FindingRow {
        try #require(try TrackerTable([changes]).read().first)
    }

    @Test("a whole row becomes a finding with its points, its recipients and its printed date")
    func whole() throws {
        let finding = try #require(try one([:]).finding)
        #expect(finding.issuer == "reg:coroner-kent-and-medway")
        #expect(finding.reference == "2025-0133" && finding.sourceType == "coroner-pfd")
        #expect(finding.published == "2025-03-11")
        #expect(finding.due == ExternalFinding.Due(date: "2025-05-06", basis: .printed))
        #expect(finding.recipients.map(\.organisation) == ["ods:RXY", "reg:nhs-england"])
        #expect(finding.recommendations.map(\.id) == ["C1", "C2"])
        #expect(finding.recommendations.map(\.modality) == ["recommendation", "recommendation"])
        #expect(finding.recommendations[0].text == "Lists of medicines are kept in two systems.")
        #expect(finding.replyTo == "the coroner" && !finding.needsReading)
        #expect(finding.link == "https://www.judiciary.uk/?s=2025-0133")
        let report = DraftChecker.check(finding.draft, file: "draft").report
        #expect(report.findings.isEmpty, "\(report.text)")
        #expect(finding.gateFindings.isEmpty)
    }

    @Test(
        "a reference of another form is set aside",
        arguments: ["2025-01202", "2025-012", "2025/0133", "25-0133", "", "2025-013A", "1925-0133"]
    )
    func malformedReference(reference: String) throws {
        let row = try one(["ref": reference])
        #expect(row.faults.map(\.code) == ["finding.reference-malformed"])
        #expect(row.faults.first?.column == "ref")
    }

    @Test(
        "a reference that the name of the document contradicts is set aside, and only where none of its numbers is the reference",
        arguments: [
            ("Example-Report-2026-0133_Publi", true), ("Example-2025-0133-and-2024-0001.pdf", false),
            ("Example-Report.pdf", false), ("Example-12025-0134.pdf", false), ("Example%202025-0134.pdf", true),
            ("2025-0133.pdf?x=2025-0134", false), ("Example-2024-0001-and-2024-0002.pdf", true),
            ("Example_Report_2025_0999.pdf", true), ("Example_Report_2025_0133_1.pdf", false),
        ]
    )
    func contradictedReference(name: String, isContradicted: Bool) throws {
        let row = try one(["pdf_url": "https://www.judiciary.uk/uploads/2026/01/\(name)"])
        #expect(row.faults.map(\.code) == (isContradicted ? ["finding.reference-contradicted"] : []))
    }

    @Test("one reference with different cells is set aside wherever it stands; the same row twice is told once")
    func repeatedReference() throws {
        let rows = try TrackerTable([
            [:], ["ref": "2025-0200", "pdf_url": ""], ["category": "Police related deaths"],
            ["ref": "2025-0200", "pdf_url": ""],
        ]).read()
        #expect(rows[0].faults.map(\.code) == ["finding.reference-repeated"])
        #expect(rows[2].faults.map(\.code) == ["finding.reference-repeated"])
        #expect(rows[1].finding != nil)
        #expect(rows[3].reading == .repeated(of: 2))
    }

    @Test(
        "dates that cannot be are set aside",
        arguments: ["31/02/2025", "2025-13-01", "11/03/1925", "11/03/2125", "March 2025", "11/03/25", "00/03/2025"]
    )
    func malformedDate(date: String) throws {
        let row = try one(["date_of_report": date])
        #expect(row.faults.map(\.code) == ["finding.date-malformed"])
        #expect(row.faults.first?.column == "date_of_report")
    }

    @Test("a date of ISO 8601 is one as well, and no date leaves no clock")
    func otherDates() throws {
        #expect(try one(["date_of_report": "2025-03-11"]).finding?.published == "2025-03-11")
        let row = try one(["date_of_report": "", "response": ""])
        #expect(row.finding?.published == nil && row.finding?.due == nil)
        #expect(row.questions.map(\.kind) == [.deadline])
    }

    @Test("a report that was told before it was written is a question")
    func addedBefore() throws {
        let row = try one(["date_added": "01/03/2025"])
        #expect(row.finding != nil)
        #expect(row.questions.map(\.kind) == [.deadline])
    }

    @Test(
        "the printed date is taken in every way of writing it, with what it differs by",
        arguments: [
            ("namely by 7th May 2025. I, the coroner, may extend the period.", "2025-05-07", 1),
            ("namely by 1 st May 2025", "2025-05-01", -5), ("namely by Tuesday 6 May 2025", "2025-05-06", 0),
            ("within 56 days, namely by the 21st of June, 2025", "2025-06-21", 46),
            ("by no later than 05/05/2025", "2025-05-05", -1), ("namely by May 8, 2025", "2025-05-08", 2),
            ("namely 5pm on 30 April 2025", "2025-04-30", -6), ("by 2025-05-09", "2025-05-09", 3),
            ("on or before 10.05.25", "2025-05-10", 4), ("namely by 1st May 2024", "2024-05-01", -370),
        ]
    )
    func printedDeadline(words: String, date: String, differs: Int) throws {
        let row = try one(["response": "You are under a duty to respond to this report \(words)"])
        let due = try #require(row.finding?.due)
        #expect(due.basis == .printed && due.date == date)
        #expect(due.differsByDays == (differs == 0 ? nil : differs))
        #expect(row.questions.map(\.kind) == (date < "2025-03-11" ? [.deadline] : []))
    }

    @Test("without a printed date the statutory one is worked out and said to be; two printed ones are a question")
    func computedDeadline() throws {
        let none = try one(["response": "You must respond within 56 days of the date of this report."])
        #expect(none.finding?.due == ExternalFinding.Due(date: "2025-05-06", basis: .computed))
        #expect(none.questions.isEmpty)
        let two = try one(["response": "You must respond by 1 May 2025 or by 8 May 2025."])
        #expect(two.finding?.due?.basis == .computed)
        #expect(two.questions.map(\.kind) == [.deadline])
        let unclear = try one(["response": "within 56 days, namely by the end of May"])
        #expect(unclear.finding?.due?.basis == .computed && unclear.questions.map(\.kind) == [.deadline])
    }

    @Test(
        "one area under its names is one issuer",
        arguments: [
            "Kent and Medway", "Mid Kent and Medway", "Kent Mid and Medway", "Mid Kent & Medway", "KENT AND MEDWAY",
        ]
    )
    func areas(name: String) throws {
        #expect(try one(["coroner_area": name]).finding?.issuer == "reg:coroner-kent-and-medway")
    }

    @Test(
        "words of the compass stand before or behind",
        arguments: [
            ("Kent North East", "reg:coroner-north-east-kent"), ("North East Kent", "reg:coroner-north-east-kent"),
            ("London Inner South", "reg:coroner-inner-south-london"),
            ("Hampshire, Portsmouth and Southampton", "reg:coroner-hampshire-portsmouth-and-southampton"),
            ("Yorkshire West Western", "reg:coroner-west-yorkshire-west"),
            ("Staffordshire & Stoke on Trent", "reg:coroner-staffordshire-and-stoke-on-trent"),
        ]
    )
    func compass(name: String, issuer: String) throws {
        #expect(try one(["coroner_area": name]).finding?.issuer == issuer)
    }

    @Test("an area that nobody knows is a question, and the finding comes in")
    func unknownArea() throws {
        let row = try one(["coroner_area": "Northmere and Southfell"])
        #expect(row.finding?.issuer == "reg:coroner")
        #expect(row.questions.map(\.kind) == [.issuer])
        // Nothing tells that they are no names.
        #expect(row.questions.first?.spelling == "[name] and [name]")
    }

    @Test(
        "categories are known by their short forms, too",
        arguments: [
            ("Care Home", "care home"), ("Care home", "care home"), ("Hospital", "hospital care"),
            ("Community Health", "community health care and emergency services"), ("Highways", "road safety"),
            ("Road", "road safety"), ("Health Safety", "accident at work"),
            ("Alcohol Medication", "alcohol, drugs and medication"), ("Emergency Services 2019", "emergency services"),
            ("Service Personnel", "service personnel"), ("State Custody", "state custody"),
        ]
    )
    func shortCategories(spelling: String, words: String) throws {
        let row = try TrackerTable([["category": spelling]]).read()[0]
        #expect(row.questions.isEmpty && row.finding?.title.hasSuffix(": \(words)") == true)
    }

    @Test(
        "every spelling of the shared table of categories is known",
        .enabled(if: SharedFolder.has("data/pfd_category_aliases.json"))
    )
    func sharedCategories() throws {
        let root = try JSONDocument(parsing: try SharedFolder.bytes("data/pfd_category_aliases.json")).root
        let spellings = root.elements.flatMap(\.members).flatMap { [$0.name.string, $0.value.string] }.compactMap { $0 }
        #expect(spellings.count > 20)
        for spelling in spellings {
            #expect(try TrackerTable([["category": spelling]]).read()[0].questions.isEmpty, "\(spelling)")
        }
    }

    @Test("categories become words of the title and notes for readers; an unknown one is a question")
    func categories() throws {
        let row = try one([
            "category": "Mental Health related deaths | Suicide (from 2015) | Child Death (from 2015) | Weather"
        ])
        #expect(row.finding?.title == "Report to prevent future deaths 2025-0133: mental health; suicide; child death")
        #expect(row.finding?.draftText.contains(#""contentNotes":["suicide","death-of-child"]"#) == true)
        #expect(row.finding?.themes == [] && row.finding?.serviceLines == [])
        #expect(row.questions.map(\.kind) == [.theme])
    }

    @Test(
        "a report without words, or with those of every report only, is a stub that names what is missing",
        arguments: [
            "", "\u{A0}\n \n",
            "During the course of the inquest the evidence revealed matters giving rise to concern. In my\u{A0} opinion there is a risk that future deaths will occur unless action is taken. In the circumstances it is my statutory duty to report to you.",
            "During the course of the investigation my inquiries revealed matters giving rise to concern.\n\nThe MATTERS OF CONCERN are as follows.\u{A0} –",
        ]
    )
    func stubs(concerns: String) throws {
        let finding = try #require(try one(["concerns": concerns]).finding)
        #expect(finding.needsReading && finding.recommendations.isEmpty)
        #expect(!finding.draftText.contains("whatWeLearned"))
        #expect(finding.draftText.contains("https://www.judiciary.uk/?s=2025-0133"))
        let report = DraftChecker.check(finding.draft, file: "draft").report
        #expect(report.findings.map(\.code.name) == ["schema.violation"])
        #expect(report.findings.first?.detail?.contains("whatWeLearned") == true)
    }

    @Test(
        "points are told apart however they are numbered",
        arguments: [
            "(1) Lists are kept twice. (2) Nobody compares them.", "1. Lists are kept twice.\n2. Nobody compares them.",
            "1) Lists are kept twice.\n\n2) Nobody compares them.",
            "a) Lists are kept twice.\nb) Nobody compares them.",
            "(a) Lists are kept twice.\n(b) Nobody compares them.",
            "In the circumstances it is my statutory duty to report to you.\nThe MATTERS OF CONCERN are as follows:\n(1) Lists are\n kept twice.\n\n(2) Nobody compares them.",
        ]
    )
    func points(concerns: String) throws {
        let finding = try #require(try one(["concerns": concerns]).finding)
        #expect(finding.recommendations.map(\.text) == ["Lists are kept twice.", "Nobody compares them."])
    }

    @Test("words without numbers are one point, numbers inside a sentence are none, and long texts end with a sentence")
    func longPoints() throws {
        let plain = try #require(
            try one(["concerns": "Lists (of 2 kinds) are kept in 3. places by each ward team."]).finding
        )
        #expect(plain.recommendations.count == 1)
        let sentence = "Lists of medicines are kept in two systems and nobody compares them at the time of discharge. "
        let long = String(repeating: sentence, count: 20)
        let finding = try #require(try one(["concerns": long]).finding)
        let text = finding.recommendations[0].text
        #expect(text.unicodeScalars.count <= 1000 && text.hasSuffix("discharge. …"))
        let many = (1...40).map { "(\($0)) Point of the list number \($0)." }.joined(separator: "\n")
        let all = try #require(try one(["concerns": many]).finding)
        #expect(all.recommendations.count == 30)
        #expect(all.recommendations[29].text.hasSuffix("(10 more points in the source)"))
        #expect(DraftChecker.check(all.draft, file: "draft").report.findings.isEmpty)
    }

    @Test("a draft is the same whenever it is made, by whomever")
    func deterministic() throws {
        let bytes = Array(TrackerTable().text().utf8)
        let one = try TrackerTable.read(bytes, publisher: "ods:RXY")
        let other = try TrackerTable.read(bytes, publisher: "reg:demo-northmere")
        #expect(one[0].finding == other[0].finding)
        let finding = try #require(one[0].finding)
        #expect(try CanonicalForm.bytes(of: JSONDocument(parsing: finding.draft).root) == finding.draft)
        #expect(finding.draftText.contains(#""reviewDue":"2026-03""#))
        #expect(!finding.draftText.contains("lessonId"))
    }
}
