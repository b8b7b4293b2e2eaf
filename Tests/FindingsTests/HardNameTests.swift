import Anonymisation
import ExchangeTestKit
import Findings
import LessonExchange
import Signatures
import Testing

/// A table of the toolkit's form, made for a test: the name of who died is in its address alone.
enum ToolkitTable {
    static let columns = [
        "url", "id", "date", "coroner", "area", "receiver", "investigation", "circumstances", "concerns",
    ]

    static func read(_ changes: [String: String], slug: String = "example-personone") throws -> FindingRow {
        let usual = [
            "url": "https://www.judiciary.uk/reports/\(slug)-prevention-of-future-deaths-report/",
            "id": "2025-0133", "date": "2025-03-11", "coroner": "Q. Tarrowby", "area": "Kent and Medway",
            "receiver": "NHS England", "concerns": "(1) Lists of medicines are kept in two systems.",
        ]
        let row = usual.merging(changes) { $1 }
        let lines = [columns, columns.map { row[$0] ?? "" }]
        let text = lines.map { $0.map { TrackerTable.quoted($0) }.joined(separator: ",") + "\n" }.joined()
        return try #require(try TrackerTable.read(Array(text.utf8), .pfdToolkit).first)
    }
}

@Suite("Names that are hard to tell from words")
struct HardNameTests {
    private static func texts(_ row: FindingRow) -> String {
        let finding = row.finding
        return
            ([finding?.title, finding?.link, finding?.draftText, finding?.replyTo].compactMap { $0 }
            + (finding?.recommendations.map(\.text) ?? []) + row.questions.map(\.spelling)
            + row.faults.flatMap { [$0.reason, $0.remedy, $0.column ?? ""] }).joined(separator: "\n")
    }

    private static func taken(_ row: FindingRow) -> String {
        (row.finding?.recommendations ?? []).map(\.text).joined(separator: "\n")
    }

    /// Whether a text has a word, whatever its letters.
    private static func has(_ word: String, _ text: String) -> Bool {
        let (word, text) = (Array(word.lowercased()), Array(text.lowercased()))
        guard text.count >= word.count else { return false }
        return (0...(text.count - word.count)).contains { at in
            text[at..<at + word.count].elementsEqual(word) && (at == 0 || !text[at - 1].isLetter)
                && (at + word.count == text.count || !text[at + word.count].isLetter)
        }
    }

    @Test(
        "the address tells who died, and no form of the name stays",
        arguments: [
            "Frost had two lists of medicines.", "The list of frost was kept in two systems.", "Daisy had two lists.",
            "The list of DAISY FROST was kept twice.", "DF had two lists of medicines.", "The list of D.F. was lost.",
            "The list of D F was lost.", "The list of FD was lost.", "DF's list of medicines was lost.",
            "The list of F R O S T was lost.", "The list of DaisyFrost was lost.", "Frost&#39;s list was kept twice.",
            "The list of Fr&#111;st was kept twice.",
        ]
    )
    func addressTells(text: String) throws {
        let output = Self.taken(try ToolkitTable.read(["concerns": "(1) \(text)"], slug: "daisy-frost"))
        #expect(output.contains("[name]"), "\(output)")
        for word in ["daisy", "frost", "daisyfrost", "df", "fd", "d.f", "d f", "f r o s t"] {
            #expect(!Self.has(word, output), "\(word): \(output)")
        }
    }

    @Test("parts of the report that are not taken tell names all the same")
    func toldElsewhere() throws {
        let row = try ToolkitTable.read([
            "investigation": "I opened an inquest touching the death of Summer Oyelaran-Long, aged 40.",
            "circumstances": "Mr Cook and Miss Young saw the list.",
            "concerns": "(1) The list of long summer days was seen by young cook and oyelaran.",
        ])
        for word in ["summer", "oyelaran", "long", "cook", "young"] {
            #expect(!Self.has(word, Self.texts(row)), "\(word)")
        }
    }

    @Test(
        "who died may be called like an office or by two letters",
        arguments: [
            "Lord", "Judge", "Master", "Senior", "Dame", "Area", "Kings", "Counsel", "Person", "Bo", "Ed", "Ng", "Li",
            "O'Dowd", "Müller", "Szczepański", "Lloyd-Jones",
        ]
    )
    func offices(name: String) throws {
        let texts = [
            "\(name) had two lists.", "The list of \(name) was lost.", "\(name.uppercased())'s list was lost.",
        ]
        for text in texts {
            let row = try #require(
                try TrackerTable([["deceased_name": "Example \(name)", "concerns": "(1) \(text)"]]).read().first
            )
            #expect(!Self.has(name, Self.taken(row)), "\(text)")
        }
    }

    @Test(
        "members of staff whom only the text names are masked",
        arguments: [
            "Frost did not share the list.", "Frost's notes were kept twice.", "The list of J. Bell was kept twice.",
            "The list of J Bell was kept twice.", "It was seen by Sarah Ward on that day.",
            "The list of NWOSU was kept twice.",
            "The list of NG was kept twice.", "It was seen by dr bell on that day.", "It was seen by nurse frost.",
            "Ward had not seen the list.", "The nurses were Patel, May and Brown.", "It was seen by Head on that day.",
            "It was seen by Consultant Psychiatrist Chief.", "Will did not see the list.",
            "The list was seen by [Bell].",
            "It was seen by MB on that day.", "A list by okafor was kept twice.", "A Ward’s list was kept twice.",
            "A Bell kept the list.", "Will May had two lists.",
        ]
    )
    func staff(text: String) throws {
        let output = Self.taken(try ToolkitTable.read(["concerns": "(1) \(text)"]))
        for word in [
            "Frost", "Bell", "Sarah", "Ward", "Nwosu", "Ng", "Patel", "May", "Brown", "Head", "Chief", "Will", "MB",
            "J",
            "okafor",
        ] { #expect(!Self.has(word, output), "\(word): \(output)") }
        #expect(output.contains("["))
    }

    @Test(
        "ordinary words of such reports stay",
        arguments: [
            "Even when the GP and the CMHT had asked, no list was shared.",
            "Evidence was heard that the Ward Manager kept lists under the Mental Health Act.",
            "The Chief Executive of the Trust and the Crown Court had no list. Staff were not told in May 2024.",
            "Head injuries were not recorded. There was no plan in April or since.",
            "RISK ASSESSMENT was not recorded. Although the Secretary of State had asked, nothing was done.",
            "In 2024 the ACCT was closed. A nurse and an AMHP saw the list in the A&E department.",
        ]
    )
    func ordinaryWords(text: String) throws {
        let output = Self.taken(try ToolkitTable.read(["concerns": "(1) \(text)"]))
        #expect(!output.contains("[name]"), "\(output)")
    }

    @Test("bodies and ages become what is true of each of them")
    func bodies() throws {
        let text = "(1) Kent Police and Kent County Council did not share the list of the 12-year-old girl."
        let output = Self.taken(try ToolkitTable.read(["concerns": text]))
        for words in ["a trust", "a person", "local area", "12"] { #expect(!output.contains(words), "\(output)") }
    }

    @Test("questions tell no name of a person")
    func questions() throws {
        let row = try ToolkitTable.read([
            "receiver": "Mark Bell; J. Bell; Grace; Mark Bell, Northmeer NHS Trust; HM Prison Quarrymoor; JB",
            "area": "Frost",
        ])
        let output = row.questions.map(\.spelling).joined(separator: "\n")
        for word in ["Mark", "Bell", "J", "Grace", "JB", "Frost"] { #expect(!Self.has(word, output), "\(word)") }
        #expect(output.contains("NHS Trust") && output.contains("HM Prison"), "\(output)")
        #expect(row.questions.contains { $0.kind == .issuer })
    }

    @Test("what is kept of columns with names is too little to try names with")
    func digests() throws {
        let rows = try TrackerTable([[:], ["ref": "2025-0200", "pdf_url": ""]]).read()
        let finding = try #require(rows.first?.finding)
        let named = ["deceased_name", "coroner_name", "report_url", "pdf_url"]
        #expect(finding.columns.keys.allSatisfy { !named.contains($0) })
        let joint = try #require(finding.columns["(names and addresses)"])
        #expect((0...255).contains { Digest(of: [UInt8($0)]) == joint })
        // Among several changes most are seen.
        let others = try (0..<8).compactMap {
            try TrackerTable([["deceased_name": "Example Person\($0)"]]).read().first?.finding
        }
        #expect(others.allSatisfy { $0.content != finding.content })
        #expect(others.contains { $0.columns["(names and addresses)"] != joint })
        #expect(others.allSatisfy { $0.columns["concerns"] == finding.columns["concerns"] })
    }

    @Test("a reply that was added is told by its column, of which one byte is kept")
    func addedReply() throws {
        let before = try #require(try TrackerTable().read().first?.finding)
        let replies = (0..<8).map { "https://www.judiciary.uk/uploads/reply-of-example-personone-\($0).pdf" }
        let after = try replies.compactMap { try TrackerTable([["reply_urls": $0]]).read().first?.finding }
        #expect(after.allSatisfy { $0.content != before.content })
        for finding in after {
            let changed = Set(finding.columns.keys).union(before.columns.keys).filter {
                finding.columns[$0] != before.columns[$0]
            }
            #expect(changed == ["reply_urls"])
            let kept = try #require(finding.columns["reply_urls"])
            #expect((0...255).contains { Digest(of: [UInt8($0)]) == kept })
        }
        #expect(Set(after.compactMap { $0.columns["reply_urls"] }).count > 1)
    }

    private static let surnames = [
        "Bell", "Frost", "Young", "Day", "May", "Church", "Wood", "Woods", "Waters", "Banks", "Brook", "Rivers", "Head",
        "Bank", "Crown", "Sharp", "Stone", "Rose", "Hope", "Joy", "Pope", "King", "Bishop", "Cook", "Baker", "Page",
        "Ward", "Hall", "Field", "Lane", "Parks", "Rice", "Okafor", "Nwosu", "Adeyemi", "Oyelaran", "Kowalczyk",
        "Szczepański", "Ng", "Li", "Wu", "Xu", "Patel", "Begum", "Tkachenko", "Ionescu", "Bloggs", "Quayle", "O'Dowd",
        "McAllister", "Zhou", "Lloyd-Jones", "Müller", "Nuñez", "Love", "Savage", "Long", "Little", "Best", "Lord",
        "Judge", "Marsh", "Winter", "Kent", "Counsel",
    ]

    private static let firstNames = [
        "Jane", "Mark", "Grace", "Will", "Oluwaseun", "Zuzanna", "Noël", "Daisy", "Ji-Woo", "Mohammed", "Rose", "Bill",
        "Hope", "Aoife", "Tyrone", "Summer", "Dean", "April", "Frank", "Art", "June", "Faith", "Jo", "Ed", "Bo", "Al",
        "Pat", "Rob", "Sue", "Jack", "Harry", "Ivy", "Olive", "Penny", "Robin", "Max", "Miles", "Chase", "Guy", "Drew",
    ]

    private static let templates = [
        "@ had two lists of medicines.", "The list of @ was kept twice.", "It was seen that @'s list was kept twice.",
        "@’s list was not shared with the team.", "Evidence was heard from @ that nobody saw the list.",
        "The team had a list. @ was not told.", "The nurse, @, kept the list.", "Nurse @ kept the list.",
        "The list was kept by Dr @ and the team.", "Although the GP had asked @ there was no list.",
    ]

    @Test("no name that the row tells stays in any form at any place")
    func planted() throws {
        var random = SeededGenerator.announced("planted names")
        for _ in 0..<150 {
            let first = try #require(Self.firstNames.randomElement(using: &random))
            let last = try #require(Self.surnames.randomElement(using: &random))
            let template = try #require(Self.templates.randomElement(using: &random))
            let initials = "\(first.prefix(1))\(last.prefix(1))"
            let forms = [
                "\(first) \(last)", first, last, last.uppercased(), "\(first) \(last)".uppercased(), initials,
                "\(first.prefix(1)). \(last)", "\(first)-\(last)",
            ]
            let form = try #require(forms.randomElement(using: &random))
            let text = template.replacing("@", with: form)
            let row = try #require(
                try TrackerTable([
                    [
                        "deceased_name": "\(first) \(last)", "concerns": "(1) \(text)",
                        "report_url": "https://www.judiciary.uk/reports/\(first)-\(last)/",
                        "this_report_is_being_sent_to": "\(first) \(last), Example Sheds Ltd | \(last)",
                    ]
                ]).read().first
            )
            let output = [
                Self.taken(row), row.finding?.title ?? "", row.finding?.link ?? "",
                row.questions.map(\.spelling).joined(separator: "\n"),
            ].joined(separator: "\n")
            // Our own words are no names, whoever is called so.
            let own = "\(template) Report to prevent future deaths"
            for word in [first, last, initials] where !Self.has(word, own) {
                #expect(!Self.has(word, output), "\(word) in \(template) as \(form): \(output)")
            }
        }
    }

    @Test("no surname that only the text tells stays behind an office, an initial or at the beginning")
    func plantedStaff() throws {
        var random = SeededGenerator.announced("planted staff")
        for _ in 0..<150 {
            let first = try #require(Self.firstNames.randomElement(using: &random))
            let last = try #require(Self.surnames.randomElement(using: &random))
            let template = try #require(Self.templates.randomElement(using: &random))
            let forms = [last, "\(first) \(last)", "\(first.prefix(1)) \(last)", "\(first.prefix(1)). \(last)"]
            let form = try #require(forms.randomElement(using: &random))
            let row = try ToolkitTable.read(["concerns": "(1) \(template.replacing("@", with: form))"])
            let output = Self.taken(row) + "\n" + (row.finding?.title ?? "")
            for word in [first, last] where !Self.has(word, template) {
                #expect(!Self.has(word, output), "\(word) in \(template) as \(form): \(output)")
            }
        }
    }
}
