import Findings
import LessonExchange
import StrictJSON
import Testing

@Suite("Tables that a mapping describes")
struct MappingTests {
    private static let alert =
        "reference,title,issue_date,completion_deadline,recipient_classes,url,actions\n"
        + "NatPSA/2025/006/NHSPS,Confusion of two names of medicines,2025-11-20,2026-11-20,Acute trusts; Mental health trusts; Lighthouses,"
        + "https://www.example.nhs.uk/alerts/two-names,\"1. Stop the use of the old list.\n2. Tell every team.\"\n"

    @Test("an alert has its classes, its printed date and numbered actions")
    func alert() throws {
        let rows = try TrackerTable.read(Array(Self.alert.utf8), .safetyAlert)
        let finding = try #require(rows[0].finding)
        #expect(finding.sourceType == "national-patient-safety-alert")
        #expect(
            finding.title == "National Patient Safety Alert NatPSA/2025/006/NHSPS: Confusion of two names of medicines"
        )
        #expect(finding.due == ExternalFinding.Due(date: "2026-11-20", basis: .printed))
        #expect(finding.recipientClasses == ["acute-trust", "mental-health-trust"])
        #expect(rows[0].questions.map(\.spelling) == ["Lighthouses"] && rows[0].questions[0].kind == .recipientClass)
        #expect(finding.recommendations.map(\.id) == ["A1", "A2"])
        #expect(finding.recommendations.allSatisfy { $0.modality == "alert-action" })
        #expect(finding.replyTo == "the Central Alerting System")
        #expect(finding.link == "https://www.example.nhs.uk/alerts/two-names")
        let report = DraftChecker.check(finding.draft, file: "draft").report
        #expect(report.findings.isEmpty, "\(report.text)")
    }

    @Test(
        "classes are read as codes, and between commas where each is known",
        arguments: [
            ("mental-health-trust", ["mental-health-trust"], []),
            ("Mental-Health-Trust; acute trust", ["mental-health-trust", "acute-trust"], []),
            ("All NHS trusts, GP practices", ["nhs-trust", "general-practice"], []),
            ("All NHS trusts, Lighthouses", [], ["All NHS trusts, Lighthouses"]),
            ("tumbleton-trust", [], ["[name]"]),
        ]
    )
    func alertClasses(cell: String, classes: [String], asked: [String]) throws {
        let table = Self.alert.replacing("Acute trusts; Mental health trusts; Lighthouses", with: "\"\(cell)\"")
        let row = try TrackerTable.read(Array(table.utf8), .safetyAlert)[0]
        #expect(row.finding?.recipientClasses == classes)
        #expect(row.questions.map(\.spelling) == asked && row.questions.allSatisfy { $0.kind == .recipientClass })
    }

    @Test(
        "references of alerts keep their pattern",
        arguments: ["NatPSA/2025/006", "NATPSA/2025/006/NHSPS", "NatPSA/2025/06/NHSPS", "x NatPSA/2025/006/NHSPS"]
    )
    func alertReference(reference: String) throws {
        let table = Self.alert.replacing("NatPSA/2025/006/NHSPS", with: reference)
        #expect(
            try TrackerTable.read(Array(table.utf8), .safetyAlert)[0].faults.map(\.code) == [
                "finding.reference-malformed"
            ]
        )
    }

    @Test(
        "references of HSSIB and of its former body keep their pattern",
        arguments: [
            ("A/2024/001", true), ("2018/006", true), ("R/2024/025", true), ("X/2024/001", false),
            ("R/1999/001", false),
            ("2018/06", false),
        ]
    )
    func hssibReferences(reference: String, isKept: Bool) throws {
        let table =
            "reference,report,published,response_due,addressee,url,text\n"
            + "\(reference),Medicines at discharge,2024-09-12,,NHS England,,Keep one list of medicines.\n"
        let row = try TrackerTable.read(Array(table.utf8), .hssib)[0]
        #expect((row.finding?.reference == reference) == isKept)
        if !isKept { #expect(row.faults.map(\.code) == ["finding.reference-malformed"]) }
    }

    @Test("a recommendation asks for an answer and an observation does not")
    func hssib() throws {
        let table =
            "reference,report,published,response_due,addressee,url,text\n"
            + "R/2024/025,Medicines at discharge,2024-09-12,2024-12-12,NHS England,https://www.hssib.org.uk/x,Keep one list of medicines.\n"
            + "O/2024/037,Medicines at discharge,2024-09-12,,Integrated care boards,https://www.hssib.org.uk/y,Teams keep several lists.\n"
        let rows = try TrackerTable.read(Array(table.utf8), .hssib)
        let (first, second) = (try #require(rows[0].finding), try #require(rows[1].finding))
        #expect(first.issuer == "reg:hssib" && first.recipients.map(\.organisation) == ["reg:nhs-england"])
        #expect(first.recommendations.map(\.modality) == ["recommendation"])
        #expect(first.recommendations.map(\.sourceRef) == ["R/2024/025"])
        #expect(first.replyTo == "the Health Services Safety Investigations Body")
        #expect(first.due?.date == "2024-12-12")
        #expect(second.recommendations.map(\.modality) == ["observation"])
        #expect(second.replyTo == nil && second.due == nil)
        #expect(rows[1].questions.map(\.kind) == [.organisation])
    }

    private static func mapping(_ change: (inout JSONTree) -> Void = { _ in }) throws -> FindingMapping {
        var tree = JSONTree(try JSONDocument(parsing: base).root)
        change(&tree)
        return try FindingMapping(parsing: tree.compactBytes)
    }

    private static let base = Array(
        #"""
        {"title": "Findings of a review body", "container": "csv", "issuer": {"id": "reg:demo-review-body"},
         "sourceType": "peer-trust", "label": "Review report", "referencePattern": "^DRB/[0-9]{4}/[0-9]{2}$",
         "dateFormat": "day-month-year",
         "columns": {"reference": "ref", "title": "title", "published": "date", "link": "url", "due": "due",
          "recipients": {"column": "to", "separator": ";"},
          "themes": {"column": "topics", "separator": "|", "codes": {"Medicines": "medication-prescribing"}},
          "recommendations": {"each": ["first", "second"]}},
         "recommendation": {"modality": "suggestion", "prefix": "S"}, "maskedNames": ["reviewer"], "responseDays": 30}
        """#.utf8
    )

    private static let table =
        "ref,title,date,url,due,to,topics,first,second,reviewer\n"
        + "DRB/2025/03,Lists,18/03/2025,https://review.example/drb,,NHS England,Medicines|Forecasts,Keep one list.,Ask Quillon Tarrowby.,Quillon Tarrowby\n"

    @Test("columns, spellings, names and days to answer are read as the mapping says")
    func ownTable() throws {
        let rows = try TrackerTable.read(Array(Self.table.utf8), .table, mapping: try Self.mapping())
        let finding = try #require(rows[0].finding)
        #expect(finding.issuer == "reg:demo-review-body" && finding.published == "2025-03-18")
        #expect(finding.themes == ["medication-prescribing"])
        #expect(finding.recommendations.map(\.text) == ["Keep one list.", "Ask [name]."])
        #expect(finding.recommendations.map(\.id) == ["S1", "S2"])
        #expect(finding.due == ExternalFinding.Due(date: "2025-04-17", basis: .computed))
        #expect(rows[0].questions.map(\.spelling) == ["Forecasts"])
        #expect(!finding.draftText.contains("Tarrowby"))
    }

    @Test(
        "a title is taken with what may be a name masked, and the row says so",
        arguments: [
            ("Harm from incorrect recording of a penicillin allergy as a penicillamine allergy", nil),
            ("Fire safety", nil), ("Record keeping", nil), ("Safe staffing on wards", nil),
            ("Use of spinal needles", nil), ("Doses of 2.5 mL and of 25 mL", nil),
            ("A review of the death of oyelaran", "A review of the death of [name]"),
            ("Frost: a review", "[name]: a review"), ("Lists of Daisy Bell", "Lists of [name]"), ("Bloggs", ""),
        ]
    )
    func titles(title: String, masked: String?) throws {
        let table = Self.table.replacing(",Lists,", with: ",\(title),")
        let row = try TrackerTable.read(Array(table.utf8), .table, mapping: try Self.mapping())[0]
        let taken = masked ?? title
        #expect(row.finding?.title == "Review report DRB/2025/03" + (taken.isEmpty ? "" : ": \(taken)"))
        #expect(row.notes.map(\.column) == (masked == nil ? [] : ["title"]))
        for word in ["oyelaran", "Frost", "Daisy", "Bell", "Bloggs"] {
            #expect(row.finding?.draftText.contains(word) == false)
        }
    }

    @Test("codes beyond what a draft has room for are told by their column")
    func manyThemes() throws {
        let codes = EmbeddedSchemas.codes("contributory-themes").filter { $0 != "other" && $0 != "unknown" }.sorted()
        let table = Self.table.replacing("Medicines|Forecasts", with: codes.prefix(8).joined(separator: "|"))
        let row = try TrackerTable.read(Array(table.utf8), .table, mapping: try Self.mapping())[0]
        #expect(row.questions.isEmpty && row.finding?.themes.count == 8)
        #expect(row.notes == [RowNote(column: "topics", words: "8 codes, of which the draft has the first 5")])
    }

    @Test("links and references of points that may hold a name are not taken")
    func namesInOwnTables() throws {
        for path in ["reports/oyelaran/1", "frost/1", "x?name=Daisy.Bell", "a#bloggs"] {
            let table = Self.table.replacing("https://review.example/drb", with: "https://review.example/\(path)")
            let finding = try #require(
                try TrackerTable.read(Array(table.utf8), .table, mapping: try Self.mapping())[0].finding
            )
            #expect(finding.link == "https://review.example/?s=DRB/2025/03")
        }
        let lines = try Self.mapping {
            $0["container"] = "json-lines"
            var columns = $0["columns"] ?? .object([])
            columns["recommendations"] = .object(of: [
                "array": "points", "text": "text", "reference": "ref", "addressee": "to",
            ])
            $0["columns"] = columns
        }
        let object =
            #"{"ref":"DRB/2025/03","points":[{"ref":"Daisy.Bell-2024","text":"Keep one list.","to":"Daisy Bell"},{"ref":"P/2","text":"Keep two."}]}"#
        let finding = try #require(try TrackerTable.read(Array(object.utf8), .table, mapping: lines)[0].finding)
        #expect(finding.recommendations.map(\.sourceRef) == [nil, "P/2"])
        #expect(!finding.draftText.contains("Daisy") && !finding.draftText.contains("Bell"))
    }

    @Test("a column that the table does not have is named")
    func missingColumn() throws {
        let table = Self.table.replacing("first,second", with: "first,other")
        let mapping = try Self.mapping()
        #expect(
            refusal { _ = try TrackerTable.read(Array(table.utf8), .table, mapping: mapping) }?.code
                == "finding.column-missing"
        )
        #expect(refusal { _ = try TrackerTable.read(Array(table.utf8), .table) }?.code == "usage.invalid")
    }

    @Test("an issuer that the mapping does not know sets the row aside")
    func issuers() throws {
        let mapping = try Self.mapping {
            $0["issuer"] = .object(of: ["column": "reviewer", "ids": .object(of: ["Known Body": "reg:demo-known"])])
            $0["maskedNames"] = nil
        }
        let known = Self.table.replacing(",Quillon Tarrowby\n", with: ",KNOWN body\n")
        #expect(
            try TrackerTable.read(Array(known.utf8), .table, mapping: mapping)[0].finding?.issuer == "reg:demo-known"
        )
        let row = try TrackerTable.read(Array(Self.table.utf8), .table, mapping: mapping)[0]
        #expect(row.faults.map(\.code) == ["finding.issuer-unknown"])
    }

    @Test("JSON with a pointer, and JSON Lines, give the same findings")
    func json() throws {
        let object =
            #"{"ref":"DRB/2025/03","title":"Lists","date":"18/03/2025","to":["NHS England"],"topics":["Medicines"],"points":[{"ref":"P/1","text":"Keep one list.","to":"Pharmacy leads"},{"text":"Ask\nDr Oakhurst."}]}"#
        let change = { (container: String) in
            { (tree: inout JSONTree) in
                tree["container"] = .string(container)
                if container == "json" { tree["records"] = "/data/findings" }
                var columns = tree["columns"] ?? .object([])
                columns["recommendations"] = .object(of: [
                    "array": "points", "text": "text", "reference": "ref", "addressee": "to",
                ])
                tree["columns"] = columns
            }
        }
        let whole = try TrackerTable.read(
            Array(#"{"data":{"findings":[\#(object)]}}"#.utf8),
            .table,
            mapping: try Self.mapping(change("json"))
        )
        let lines = try TrackerTable.read(
            Array("\u{FEFF}\(object)\r\n\n{\"ref\":\n".utf8),
            .table,
            mapping: try Self.mapping(change("json-lines"))
        )
        #expect(whole[0].finding == lines[0].finding)
        let finding = try #require(whole[0].finding)
        #expect(finding.recommendations.map(\.text) == ["Keep one list.", "Ask [name]."])
        #expect(finding.recommendations.map(\.sourceRef) == ["P/1", nil])
        #expect(finding.draftText.contains(#""addressee":"Pharmacy leads""#))
        #expect(lines.count == 2 && lines[1].faults.map(\.code) == ["finding.row-malformed"])
        let report = DraftChecker.check(finding.draft, file: "draft").report
        #expect(report.findings.isEmpty, "\(report.text)")
    }

    @Test("what stands before the first number of an alert is asked for, too")
    func opening() throws {
        let table = Self.alert.replacing("\"1. Stop", with: "\"Every ward must act at once.\n1. Stop")
        let finding = try #require(try TrackerTable.read(Array(table.utf8), .safetyAlert)[0].finding)
        #expect(
            finding.recommendations.map(\.text) == [
                "Every ward must act at once.", "Stop the use of the old list.", "Tell every team.",
            ]
        )
        #expect(finding.recommendations.map(\.id) == ["A1", "A2", "A3"])
    }

    @Test(
        "an array whose elements have no text is a fault of its row",
        arguments: [#"["Keep one list."]"#, #"[{"ref":"P/1"}]"#, #""Keep one list.""#, #"{"text":"x"}"#, "7"]
    )
    func arrays(points: String) throws {
        let mapping = try Self.mapping {
            $0["container"] = "json-lines"
            var columns = $0["columns"] ?? .object([])
            columns["recommendations"] = .object(of: ["array": "points", "text": "text"])
            $0["columns"] = columns
        }
        let rows = try TrackerTable.read(
            Array("{\"ref\":\"DRB/2025/03\",\"points\":\(points)}\n{\"ref\":\"DRB/2025/04\",\"points\":null}\n".utf8),
            .table,
            mapping: mapping
        )
        #expect(rows[0].faults.map(\.code) == ["finding.row-malformed"] && rows[0].faults.first?.column == "points")
        #expect(rows[1].finding?.needsReading == true)
    }

    @Test("deep nesting and long lines of JSON are stopped, with the row")
    func deepJSON() throws {
        let lines = try Self.mapping { $0["container"] = "json-lines" }
        let deep = String(repeating: "[", count: 100_000)
        let rows = try TrackerTable.read(Array("{\"ref\":\(deep)\n{\"ref\":1}\n".utf8), .table, mapping: lines)
        #expect(rows.map { $0.faults.first?.code } == ["limit.exceeded", "finding.reference-malformed"])
        #expect(rows[0].faults[0].column == "ref" && rows[0].faults[0].reason.hasPrefix("depthMax is 512"))
        let long = "{\"ref\":\"" + String(repeating: "x", count: 5 << 20) + "\"}"
        let refused = refusal { _ = try TrackerTable.read(Array("{}\n\(long)".utf8), .table, mapping: lines) }
        #expect(refused?.code == "limit.exceeded" && refused?.place.hasSuffix("row 2") == true)
        let whole = try Self.mapping { $0["container"] = "json" }
        #expect(
            refusal { _ = try TrackerTable.read(Array(deep.utf8), .table, mapping: whole) }?.code == "limit.exceeded"
        )
        let second = #"[{"ref":"x, \"[{"},{"ref":"y","title":\#(deep)"#
        let place = refusal { _ = try TrackerTable.read(Array(second.utf8), .table, mapping: whole) }?.place
        #expect(place?.contains(", row 2, column title, line 1, character ") == true, "\(place ?? "")")
        let inside = try Self.mapping {
            $0["container"] = "json"
            $0["records"] = "/data/list"
        }
        let pointed = #"{"meta":[1,2],"data":{"list":[{},{},{"Oyelaran":\#(deep)"#
        let other = refusal { _ = try TrackerTable.read(Array(pointed.utf8), .table, mapping: inside) }?.place
        #expect(other?.contains(", row 3, line 1, ") == true, "\(other ?? "")")
        #expect(
            refusal { _ = try TrackerTable.read(Array("{}".utf8), .table, mapping: whole) }?.code
                == "finding.table-malformed"
        )
    }

    @Test("a spelling that stands for no code is refused with its place")
    func wrongCode() {
        let refused = refusal {
            _ = try Self.mapping {
                var columns = $0["columns"] ?? .object([])
                columns["themes"] = .object(of: ["column": "topics", "codes": .object(of: ["Medicines": "weather"])])
                $0["columns"] = columns
            }
        }
        #expect(refused?.code == "finding.mapping-invalid" && refused?.place == "/columns/themes/codes")
    }

    @Test(
        "a mapping of another form is refused with its place",
        arguments: [
            ("sourceType", "nonsense", "/sourceType"), ("referencePattern", "(?=x)", "/referencePattern"),
            ("extraction", "verbatim", "/extraction"), ("container", "xml", "/container"),
        ]
    )
    func wrongMapping(member: String, value: String, place: String) {
        let refused = refusal { _ = try Self.mapping { $0[member] = .string(value) } }
        #expect(refused?.code == "finding.mapping-invalid" && refused?.place.hasPrefix(place) == true)
    }
}
