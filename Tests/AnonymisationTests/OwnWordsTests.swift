import Anonymisation
import ExchangeTestKit
import Testing

@Suite("The lists of an organisation")
struct OwnWordsTests {
    private static let lists = """
        # what everybody here knows
        site: Larkspur
        site: Tansy Court Annexe
        place: Tarn Side
        staff: Wren Oakhollow

        person: J. Marlowe-Fenn
        number: RW 44-71 02
        """

    private func scanner(_ lists: String = Self.lists) throws -> TextScanner {
        var own = OwnWords()
        try own.add(Array(lists.utf8))
        return TextScanner(own: own)
    }

    @Test("find what nothing but a list can know")
    func findings() throws {
        let table = ExampleTable(
            """
            site.own-list
              He was on ⟦Larkspur⟧ when the alarm rang.
              he was on ⟦larkspur⟧ when the alarm rang
              She came from ⟦Tansy Court Annexe⟧ at noon.
              She came from ⟦tansy court¶annexe⟧ at noon.
            place.own-list
              He lives on ⟦Tarn Side⟧ with a dog.
            person.own-list
              The note was made by ⟦Wren Oakhollow⟧.
              Signed ⟦J. Marlowe-Fenn⟧
            local-id.own-list
              The number was ⟦RW447102⟧ on both forms.
              The number was ⟦RW 44 71 02⟧ on both forms.
              The number was ⟦rw-44/71.02⟧ on both forms.
            """
        )
        let scanner = try scanner()
        for section in table.sections {
            for example in section.examples {
                let marked = MarkedText(example)
                let found = scanner.findings(marked.text).filter { $0.rule == section.heading }
                #expect(found.map(\.range) == marked.ranges, "\(example): \(found.description(in: marked.text))")
                #expect(found.allSatisfy { $0.proposal?.isEmpty == false }, "\(example)")
            }
        }
    }

    @Test("find a name of theirs by one of its words")
    func words() throws {
        for text in [
            "The chart was Oakhollow's.", "the chart went to oakhollow", "It was Marlowe who asked.",
            "Oakhollow checked the chart.", "Wren checked the chart.",
        ] {
            let found = try scanner().findings(text)
            #expect(found.map(\.type) == [.person], "\(text): \(found.description(in: text))")
        }
    }

    @Test("make no finding weaker, and hide none from those who have no lists")
    func strength() throws {
        let lists = "site: Marlowe\nplace: Tarn Side"
        for text in ["Mr Marlowe rang at noon.", "Tarn Side was quiet."] {
            let blocks = TextScanner().findings(text).filter { $0.decision == .block }
            let found = try scanner(lists).findings(text)
            #expect(blocks.allSatisfy { found.contains($0) }, "\(text): \(found.description(in: text))")
        }
    }

    @Test("leave ordinary words and other numbers alone")
    func others() throws {
        for text in [
            "The larkspur in the garden was in flower.", "The number RW447103 is a bed.", "44 of 71 charts were full.",
            "The court sat in the annexe.",
        ] {
            let found = try scanner().findings(text)
            #expect(found.isEmpty, "\(text): \(found.description(in: text))")
        }
    }

    @Test("find more and never less")
    func onlyMore() throws {
        let scanner = try scanner()
        for section in NameTests.table.sections {
            for example in section.examples {
                let text = MarkedText(example).text
                let without = TextScanner().findings(text).flatMap { Array($0.range) }
                let with = Set(scanner.findings(text).flatMap { Array($0.range) })
                #expect(without.allSatisfy { with.contains($0) }, "\(example)")
            }
        }
    }

    @Test(
        "are refused with their line where they cannot be read",
        arguments: [
            ("Larkspur", 1), ("site: Larkspur\nward: X", 2), ("\n\nnumber: 12", 3), ("site:", 1),
            ("site: a b c d e f g h i", 1), ("persn: Marlon Tibbett", 1),
        ]
    )
    func faults(_ row: (text: String, line: Int)) {
        var own = OwnWords()
        #expect { try own.add(Array(row.text.utf8)) } throws: { ($0 as? OwnWords.Fault)?.line == row.line }
    }

    @Test("of one incident need no kind")
    func deny() throws {
        var own = OwnWords()
        try own.add(Array("Marlon Tibbett\nnumber: 4471 02".utf8), usual: .person)
        let text = "Then tibbett gave 447102."
        #expect(TextScanner(own: own).findings(text).map(\.type) == [.person, .localID])
    }

    @Test("hold nicknames and addresses of a text together")
    func propagation() {
        let expected = [
            ("Margaret Ashgrove was seen. Later Maggie slept.", 2),
            ("Write to wanda.fenwick@post.example first. Then Fenwick answered.", 2),
        ]
        for (text, count) in expected {
            let found = TextScanner().findings(text)
            #expect(found.count == count, "\(found.description(in: text))")
        }
    }
}
