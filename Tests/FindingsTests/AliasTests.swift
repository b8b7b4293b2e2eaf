import Findings
import LessonExchange
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
            ("NHS England, Care Quality Commission", nil),
        ]
    )
    func segments(cell: String, organisation: String?) throws {
        let row = try TrackerTable([["this_report_is_being_sent_to": cell]]).read()[0]
        #expect(row.finding?.recipients.map(\.organisation) == [organisation])
        #expect(row.questions.isEmpty == (organisation != nil))
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
}
