import Findings
import LessonExchange
import StrictJSON
import Testing

@Suite("Rules for rows of mapped tables")
struct MappedRuleTests {
    private static func mapping(
        _ pattern: String = "^[A-Za-z0-9 /-]+$",
        _ issuer: String? = nil
    ) throws
        -> FindingMapping
    {
        let body = issuer ?? #"{"id": "reg:demo-review-body"}"#
        return try FindingMapping(
            parsing: Array(
                #"""
                {"title": "Findings of a review body", "container": "json-lines", "issuer": \#(body),
                 "sourceType": "peer-trust", "label": "Review report", "referencePattern": "\#(pattern)",
                 "columns": {"reference": "ref", "published": "date", "due": "due",
                  "recipients": {"column": "to", "separator": ";"},
                  "recommendations": {"array": "points", "text": "text", "reference": "ref"}},
                 "recommendation": {"modality": "suggestion", "prefix": "S"}, "responseDays": 30}
                """#.utf8
            )
        )
    }

    private func rows(_ lines: String..., mapping: FindingMapping? = nil) throws -> [FindingRow] {
        try TrackerTable.read(
            Array(lines.joined(separator: "\n").utf8),
            .table,
            mapping: try mapping ?? Self.mapping()
        )
    }

    @Test(
        "a reference with a word that may be a name sets its row aside, whatever the pattern lets through",
        arguments: ["harrowgate-maud-2024", "Tumbleton 2024", "MAUD-2024", "TARROWBY/1", "daisy 3", "2024-oyelaran"]
    )
    func namedReferences(reference: String) throws {
        let row = try rows(#"{"ref":"\#(reference)","points":[{"text":"Keep one list."}]}"#)[0]
        #expect(row.faults.map(\.code) == ["finding.reference-malformed"] && row.faults[0].column == "ref")
        #expect(row.faults[0].reason.contains("letters may be a name"))
        #expect(row.faults[0].remedy.contains("referencePattern"))
    }

    @Test(
        "short forms of bodies, ordinary words and what the mapping writes itself stay",
        arguments: [
            ("DRB/2025/03", "^[A-Za-z0-9 /-]+$"), ("Review 2025-3", "^[A-Za-z0-9 /-]+$"),
            ("2025/14/R", "^[A-Za-z0-9 /-]+$"), ("Tarrowby-7", "^Tarrowby-[0-9]$"), ("NG225", "^[A-Z]{2}[0-9]+$"),
            ("TA-100", "^[A-Z-]+[0-9]+$"), ("F1", "^[A-Z][0-9]$"), ("LeDeR-2024-7", "^LeDeR-[0-9-]+$"),
            ("Rec-1", "^Rec-[0-9]$"), ("NG-2024/3", "^[A-Z0-9/-]+$"),
        ]
    )
    func plainReferences(reference: String, pattern: String) throws {
        let row = try rows(
            #"{"ref":"\#(reference)","points":[{"text":"Keep one list."}]}"#,
            mapping: try Self.mapping(pattern)
        )[0]
        #expect(row.finding?.reference == reference)
    }

    @Test("a reference of a point that may hold a name is not taken")
    func pointReferences() throws {
        let points = ["harrowgate-maud-2024", "MAUD-1", "TARROWBY-1", "P/2"].map {
            #"{"text":"Keep one list.","ref":"\#($0)"}"#
        }
        let row = try rows(#"{"ref":"DRB/2025/03","points":[\#(points.joined(separator: ","))]}"#)[0]
        #expect(row.finding?.recommendations.map(\.sourceRef) == [nil, nil, nil, "P/2"])
    }

    @Test("recipients beyond the limit set the row aside, and none is left out silently")
    func manyRecipients() throws {
        let row = { (count: Int) in
            let cell = Array(repeating: "NHS England", count: count).joined(separator: ";")
            return try rows(#"{"ref":"DRB/2025/03","to":"\#(cell)"}"#)[0]
        }
        #expect(try row(200).finding?.recipients.count == 200)
        let fault = try #require(try row(201).faults.first)
        #expect(fault.code == "limit.exceeded" && fault.row == 1 && fault.column == "to")
        #expect(fault.reason == "recipientsMax is 200")
    }

    @Test("an id in a cell is taken where it is an ODS code or a table has it")
    func ids() throws {
        let row = try rows(
            #"{"ref":"DRB/2025/03","to":"ods:RXY; ods:G82020; reg:nhs-england; reg:jane-tumbleton; ods:TUMBLETON"}"#
        )[0]
        #expect(
            row.finding?.recipients.map(\.organisation) == ["ods:RXY", "ods:G82020", "reg:nhs-england", nil, nil]
        )
        // Both are shown as the same masked words, which are asked for once.
        #expect(row.questions.map(\.kind) == [.organisation])
        let shown = row.questions.map(\.spelling).joined().lowercased()
        #expect(!shown.contains("jane") && !shown.contains("tumbleton"), "\(shown)")
        let own = try OrganisationAliases(adding: Array(#"{"aliases":{"Northmere":"reg:demo-northmere"}}"#.utf8))
        #expect(own.organisation(of: "reg:demo-northmere") == "reg:demo-northmere")
    }

    @Test("one reference of two bodies is two findings")
    func issuers() throws {
        let mapping = try Self.mapping(
            "^[0-9/]+$",
            #"{"column": "body", "ids": {"First": "reg:demo-first", "1st": "reg:demo-first", "Second": "reg:demo-second"}}"#
        )
        let found = try rows(
            #"{"ref":"2025/03","body":"First","points":[{"text":"Keep one list."}]}"#,
            #"{"ref":"2025/03","body":"Second","points":[{"text":"Keep two lists."}]}"#,
            #"{"ref":"2025/04","body":"First","points":[{"text":"Keep one list."}]}"#,
            #"{"ref":"2025/04","body":"1st","points":[{"text":"Keep two lists."}]}"#,
            #"{"ref":"2025/05","body":"reg:demo-second","points":[{"text":"Keep two lists."}]}"#,
            mapping: mapping
        )
        #expect(
            found.map { $0.finding?.issuer } == ["reg:demo-first", "reg:demo-second", nil, nil, "reg:demo-second"]
        )
        #expect(
            found[2...3].map { $0.faults.map(\.code) } == Array(repeating: ["finding.reference-repeated"], count: 2)
        )
        #expect(found[0].finding?.key != found[1].finding?.key)
    }

    @Test("two spellings of a mapping that read alike and stand for different things are refused with both places")
    func conflicts() throws {
        let body =
            #"{"column": "body", "ids": {"First & Co": "reg:demo-first", "the first and co": "reg:demo-second"}}"#
        let refused = refusal { _ = try Self.mapping("^[0-9/]+$", body) }
        #expect(refused?.code == "finding.mapping-invalid")
        #expect(refused?.place == "/issuer/ids/First & Co and /issuer/ids/the first and co")
    }

    @Test("a deadline far behind the report, or before it, is asked for")
    func farDeadlines() throws {
        let row = { (cells: String) in try rows(#"{"ref":"DRB/2025/03",\#(cells)}"#)[0] }
        let far = try row(#""date":"2025-03-18","due":"2026-06-01""#)
        #expect(far.finding?.due == ExternalFinding.Due(date: "2025-04-17", basis: .computed))
        #expect(far.questions.map(\.spelling) == ["2026-06-01, report of 2025-03-18"])
        #expect(far.questions.map(\.kind) == [.deadline] && far.questions[0].column == "due")
        let undated = try row(#""due":"2026-09-01""#)
        #expect(undated.finding?.due == nil && undated.questions.map(\.kind) == [.deadline])
        let before = try row(#""date":"2025-03-18","due":"2025-03-01""#)
        #expect(before.finding?.due?.date == "2025-03-01" && before.questions.map(\.kind) == [.deadline])
        #expect(try row(#""date":"2025-03-18","due":"2025-06-01""#).questions.isEmpty)
    }
}
