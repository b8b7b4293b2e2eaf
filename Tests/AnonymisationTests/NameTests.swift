import Anonymisation
import Testing

@Suite("Names of people")
struct NameTests {
    private func names(_ text: String) -> [TextFinding] {
        TextScanner().findings(text).filter { $0.type == .person || $0.type == .initials }
    }

    @Test("are found where they begin and end, and nothing else is a name", arguments: table.sections)
    func examples(section: ExampleTable.Section) {
        for example in section.examples {
            let marked = MarkedText(example)
            let found = names(marked.text)
            #expect(found.map(\.range) == marked.ranges, "\(example): \(found.description(in: marked.text))")
        }
    }

    @Test("behind a title they block, whatever else the word means")
    func titlesBlock() throws {
        for example in try #require(Self.table.sections.first { $0.heading == "titles" }).examples {
            let text = MarkedText(example).text
            let found = names(text)
            #expect(found.allSatisfy { $0.decision == .block }, "\(example): \(found.description(in: text))")
        }
    }

    @Test("get a proposal that says what the reader needs")
    func proposals() {
        let expected = [
            ("Her daughter Zofia rang at noon.", "[relative]"),
            ("The psychologist Hollins wrote the plan.", "[member of staff]"),
            ("Marlon Tibbett was seen by the doctor.", "the person"),
        ]
        for (text, proposal) in expected { #expect(names(text).map(\.proposal) == [proposal], "\(text)") }
    }

    @Test("are found again and again in a long text")
    func repeated() {
        let text = String(repeating: "Mr Tibbett fell. Later Tibbett was moved to a side room.\n", count: 50)
        let found = names(text)
        #expect(found.count == 100)
        #expect(found.allSatisfy { $0.end - $0.start == 7 })
    }
}
