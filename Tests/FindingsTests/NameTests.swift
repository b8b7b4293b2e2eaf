import Findings
import LessonExchange
import StrictJSON
import Testing

@Suite("Names of people never leave the source")
struct NameTests {
    private func one(_ changes: [String: String]) throws -> FindingRow {
        try #require(try TrackerTable([changes]).read().first)
    }

    /// Everything that may be shown or kept of a row.
    private func shown(_ row: FindingRow) -> String {
        let finding = row.finding
        let texts =
            [finding?.title, finding?.link, finding?.draftText, finding?.replyTo].compactMap { $0 }
            + (finding?.recommendations.map(\.text) ?? []) + row.questions.map(\.spelling)
            + row.faults.flatMap { [$0.reason, $0.remedy, $0.column ?? ""] }
        return texts.joined(separator: "\n")
    }

    @Test(
        "words of the columns with names are masked in any case, in the possessive, without marks and run together",
        arguments: [
            "Example Personone was given two lists.", "EXAMPLE PERSONONE was given two lists.",
            "It was personone's list that was lost.", "The list of ExamplePersonone was lost.",
            "Pérsonone’s list was lost.", "Mr Personone had two lists.", "The coroner, Tarrowby, asked for the list.",
            "The list was named Personone-Quillon.", "Mrs. PERSONONE had a list.",
        ]
    )
    func nameColumns(text: String) throws {
        let row = try one(["concerns": "(1) \(text)"])
        let output = shown(row).lowercased()
        for word in ["personone", "pérsonone", "tarrowby", "quillon"] { #expect(!output.contains(word), "\(word)") }
        #expect(row.finding?.recommendations.first?.text.contains("[name]") == true)
    }

    @Test(
        "a title and a name that the table does not tell are masked by the scanner, or by the capital letter",
        arguments: [
            "Mr Oakhurst was given two lists.", "Dr Marlon Tibbett signed the list.", "The list was signed by Tibbett.",
            "The nurse Oyelaran and Ms Vashti compared lists.", "A list by Zbigniew was lost on Larkspur ward.",
        ]
    )
    func otherNames(text: String) throws {
        let output = shown(try one(["concerns": "(1) \(text)"]))
        for word in ["Oakhurst", "Marlon", "Tibbett", "Oyelaran", "Vashti", "Zbigniew", "Larkspur"] {
            #expect(!output.contains(word), "\(word)")
        }
        #expect(!output.contains("Mr [name]") && !output.contains("[name] [name]"))
    }

    @Test("markers of others become ours, and ordinary words with capitals stay")
    func markers() throws {
        let text =
            "(1) Mr [PERSON]’s list and that of [REDACTED] were kept by the Community Mental Health Team under the Mental Health Act; the GP had none."
        let taken = try #require(try one(["concerns": text]).finding?.recommendations.first?.text)
        #expect(
            taken
                == "[name]’s list and that of [name] were kept by the Community Mental Health Team under the Mental Health Act; the GP had none."
        )
    }

    @Test("what singles somebody out is widened or removed")
    func quasiIdentifiers() throws {
        let text = "(1) On 14 March 2024 a 47-year-old plumber rang 07700 900417 from Flat 4, 19 Quarry Lane, ME14 2ZZ."
        let row = try one(["concerns": text])
        let output = shown(row)
        for part in ["14 March", "47", "900417", "Quarry", "ME14"] { #expect(!output.contains(part), "\(part)") }
        #expect(row.finding?.gateFindings.isEmpty == true, "\(row.finding?.gateFindings ?? [:])")
    }

    @Test("questions tell the body and never the person")
    func questions() throws {
        let row = try one([
            "this_report_is_being_sent_to":
                "Mr Marlon Tibbett, Chief Executive Officer, Example Sheds Ltd | Example Personone Foundation | Dr. Oakhurst"
        ])
        let output = shown(row)
        for word in ["Marlon", "Tibbett", "Personone", "Oakhurst"] { #expect(!output.contains(word), "\(word)") }
        #expect(row.questions.count == 3)
        #expect(row.questions.first?.spelling.contains("Sheds Ltd") == true)
    }

    @Test(
        "only the host of a link is kept",
        arguments: [
            ("https://www.judiciary.uk/prevention/example-personone/", "https://www.judiciary.uk/?s=2025-0133"),
            ("http://WWW.Judiciary.uk/x", "https://www.judiciary.uk/?s=2025-0133"), ("", nil), ("judiciary.uk/x", nil),
            ("https://personone.example/x", nil), ("https://user:word@host.example/x", nil),
            ("javascript:alert(1)", nil),
        ]
    )
    func links(address: String, link: String?) throws {
        #expect(try one(["report_url": address]).finding?.link == link)
    }

    @Test("circumstances, inquest, action and legal parts are never taken")
    func otherCells() throws {
        let changes = ["circumstances", "inquest", "action", "legal", "reply_urls"].map {
            ($0, "zanzibarwort in \($0)")
        }
        let row = try one(Dictionary(uniqueKeysWithValues: changes))
        #expect(!shown(row).contains("zanzibarwort"))
    }

    @Test("cells that begin like formulas are text like any other")
    func formulas() throws {
        let row = try one([
            "concerns": "=HYPERLINK(\"http://x.example\";\"lists\") of medicines are kept twice", "category": "=1+1",
        ])
        #expect(row.finding != nil)
        #expect(row.questions.map(\.kind) == [.theme])
    }
}
