import ExchangeTestKit
import Findings
import LessonExchange
import StrictJSON
import Testing

@Suite("One body under many spellings")
struct AliasTests {
    @Test(
        "the spellings of a trust lead to its code",
        arguments: [
            "Kent and Medway NHS and Social Care Partnership Trust",
            "KENT AND MEDWAY NHS & SOCIAL CARE PARTNERSHIP TRUST",
            "Kent &amp; Medway NHS and Social Care Partnership Trust",
            "Kent and\u{A0}Medway Social Care Partnership Trust",
            "The Chief Executive of Kent and Medway NHS Social Care Partnership Trust", "ods:RXY",
            "Kent and Medway NHS Mental Health Trust", "Kent and Medway NHS and Social Care Partnership Trust.",
        ]
    )
    func spellings(name: String) { #expect(OrganisationAliases.embedded.organisation(of: name) == "ods:RXY") }

    @Test("the kind of a trust is part of its name: only the table says that two are one")
    func kinds() {
        let table = OrganisationAliases.embedded
        #expect(table.organisation(of: "East Kent Hospitals NHS Trust") == "ods:RVV")
        #expect(table.organisation(of: "Salisbury NHS Foundation Trust") == "ods:RNZ")
        #expect(table.organisation(of: "Salisbury NHS Trust") == nil)
        #expect(table.name(of: "ods:RXY") == "Kent and Medway NHS and Social Care Partnership Trust")
        #expect(table.name(of: "reg:coroner-avon") == "Coroner for Avon")
        #expect(table.name(of: "reg:coroner") == "Coroner, area not known" && table.name(of: "reg:coronet") == nil)
        #expect(table.organisation(of: "") == nil && table.organisation(of: "The") == nil)
    }

    @Test(
        "the organisation is found between persons and offices",
        arguments: [
            ("Mr [PERSON], Chief Executive Officer, Cygnet Health Care", "reg:cygnet"),
            ("Head of Commissioning, NHS England, Surrey and Sussex Area Team", "reg:nhs-england"),
            ("Secretary of State, Department of Health", "reg:dhsc"),
            ("Chief Executive, Care Quality Commission", "reg:cqc"),
            ("NHS England, 12 High Street, Maidstone, Kent", "reg:nhs-england"),
            ("NHS England, Northmere Widgets Forum Limited and others", "reg:nhs-england"),
        ]
    )
    func segments(cell: String, organisation: String?) throws {
        let row = try TrackerTable([["this_report_is_being_sent_to": cell]]).read()[0]
        #expect(row.finding?.recipients.map(\.organisation) == [organisation])
        #expect(row.questions.isEmpty == !cell.contains("Widgets"))
    }

    private static let trust = "Kent and Medway NHS and Social Care Partnership Trust"

    @Test(
        "a cell that names several bodies that are known gives each, however they are set apart",
        arguments: [
            "NHS England, @", "NHS England; @", "NHS England and @", "NHS England & @", "NHS England/@",
            "NHS England / @", "NHS England – @", "NHS England, Chief Executive, @",
            "1) NHS England, 2) @", "Chief Executive of NHS England, Medical Director, @",
        ]
    )
    func severalBodies(cell: String) throws {
        let cell = cell.replacing("@", with: Self.trust)
        let row = try TrackerTable([["this_report_is_being_sent_to": cell]]).read()[0]
        #expect(row.finding?.recipients.map(\.organisation) == ["reg:nhs-england", "ods:RXY"])
        #expect(row.questions.isEmpty, "\(row.questions)")
    }

    @Test(
        "numbers in front and offices behind are no part of a name",
        arguments: [
            "1. @", "(1) @", "2) @", "a) @", "@ – Medical Director", "@ - Chief Executive", "Medical Director, @",
        ]
    )
    func aroundName(cell: String) throws {
        let cell = cell.replacing("@", with: Self.trust)
        let row = try TrackerTable([["this_report_is_being_sent_to": cell]]).read()[0]
        #expect(row.finding?.recipients.map(\.organisation) == ["ods:RXY"])
        #expect(row.questions.isEmpty, "\(row.questions)")
    }

    @Test(
        "a cell is not taken apart where a part is not known then",
        arguments: ["NHS England and Northmere Widgets Forum", "NHS England/Acme Care Home", "Kent and NHS Northmere"]
    )
    func unknownPart(cell: String) throws {
        let row = try TrackerTable([["this_report_is_being_sent_to": cell]]).read()[0]
        #expect(row.finding?.recipients.map(\.organisation) == [nil])
        #expect(row.questions.map(\.kind) == [.organisation])
    }

    @Test("an own spelling may name several bodies")
    func listOfIDs() throws {
        let own = try OrganisationAliases(
            adding: Array(#"{"aliases":{"Both of Northmere":["reg:demo-northmere","ods:RXY"],"One":["ods:RVV"]}}"#.utf8)
        )
        let table = TrackerTable([["this_report_is_being_sent_to": "both of northmere | One | NHS England and One"]])
        let row = try TrackerTable.read(Array(table.text().utf8), aliases: own)[0]
        #expect(
            row.finding?.recipients.map(\.organisation) == [
                "reg:demo-northmere", "ods:RXY", "ods:RVV", "reg:nhs-england", "ods:RVV",
            ]
        )
    }

    @Test("two spellings that read alike and name different bodies are refused with both places")
    func conflict() throws {
        let text = #"{"aliases":{"A & B/C":"ods:RXY","Other":"ods:RXY","The a and b c":"ods:RVV"}}"#
        let refused = refusal { _ = try OrganisationAliases(adding: Array(text.utf8)) }
        #expect(refused?.code == "finding.mapping-invalid")
        #expect(refused?.place == "/aliases/A & B~1C and /aliases/The a and b c")
        let same = #"{"aliases":{"A & B":"ods:RXY","The a and b":"ods:RXY"}}"#
        #expect(throws: Never.self) { try OrganisationAliases(adding: Array(same.utf8)) }
    }

    @Test(
        "a second body in one cell is a question, and the one that is known stays",
        arguments: [
            (
                "Acme Care Home Limited, Kent and Medway NHS and Social Care Partnership Trust", "ods:RXY",
                "Acme Care Home Limited"
            ), ("Sheppey Surgery, NHS England", "reg:nhs-england", "Sheppey Surgery"),
            // What may be somebody's name is masked in the question, too.
            ("NHS England, Chief Executive, Northmere Widgets Forum", "reg:nhs-england", "[name] Forum"),
        ]
    )
    func secondBody(cell: String, organisation: String, asked: String) throws {
        let row = try TrackerTable([["this_report_is_being_sent_to": cell]]).read()[0]
        #expect(row.finding?.recipients.map(\.organisation) == [organisation])
        #expect(row.questions.map(\.kind) == [.organisation] && row.questions.map(\.spelling) == [asked])
    }

    @Test("a short form behind the name is no other name")
    func shortForm() {
        let name = "Kent and Medway NHS and Social Care Partnership Trust"
        let table = OrganisationAliases.embedded
        #expect(table.organisation(of: "\(name) (KMPT)") == "ods:RXY")
        #expect(table.organisation(of: "\(name) (CQC)") == nil)
        #expect(table.organisation(of: "\(name) (Northmere ward)") == nil)
    }

    @Test("own spellings go before, and a file of another form is refused with the place")
    func ownTable() throws {
        let own = try OrganisationAliases(
            adding: Array(
                #"{"aliases":{"Northmere & District":"reg:demo-northmere","NHS England":"reg:demo-other"}}"#.utf8
            )
        )
        #expect(own.organisation(of: "northmere and district") == "reg:demo-northmere")
        #expect(own.organisation(of: "NHS ENGLAND") == "reg:demo-other")
        #expect(own.organisation(of: "CQC") == "reg:cqc")
        let refused = refusal { _ = try OrganisationAliases(adding: Array(#"{"aliases":{"X":"northmere"}}"#.utf8)) }
        #expect(refused?.code == "finding.mapping-invalid" && refused?.place.hasPrefix("/aliases/X") == true)
        #expect(refusal { _ = try OrganisationAliases(adding: Array("{".utf8)) }?.code == "json.unexpected-end")
    }

    @Test(
        "all spellings of one body in the shared table give one id",
        .enabled(if: SharedFolder.has("data/pfd_recipient_aliases_subset.json"))
    )
    func sharedSpellings() throws {
        let root = try JSONDocument(parsing: try SharedFolder.bytes("data/pfd_recipient_aliases_subset.json")).root
        let table = OrganisationAliases.embedded
        var ids: [String: Set<String>] = [:]
        for member in root.members {
            guard let spelling = member.name.string, let body = member.value.string else { continue }
            for name in [spelling, body] {
                if let id = table.organisation(of: name) { ids[body, default: []].insert(id) }
            }
        }
        #expect(ids.count > 20)
        #expect(ids.values.allSatisfy { $0.count == 1 }, "\(ids.values.filter { $0.count > 1 }.map { $0.sorted() })")
    }
}
