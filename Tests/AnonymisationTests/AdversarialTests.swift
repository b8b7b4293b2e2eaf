import Anonymisation
import Testing

@Suite("Disguised identifiers")
struct AdversarialTests {
    @Test("are found, with offsets in the text as it was given", arguments: table.sections)
    func disguises(section: ExampleTable.Section) {
        for example in section.examples {
            let marked = MarkedText(example)
            let found = TextScanner().findings(marked.text).filter(\.type.isDirect)
            #expect(
                found.map(\.range) == marked.ranges,
                "\(example.debugDescription): \(found.description(in: marked.text))"
            )
        }
    }

    @Test("an invisible character anywhere in a name or a number hides nothing")
    func invisibleEverywhere() {
        for plain in ["Mr ⟦Tibbett⟧ fell.", "NHS number ⟦9993124575⟧ was copied.", "Ring ⟦07700900417⟧ at noon."] {
            let marked = MarkedText(plain)
            for invisible in ["\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{AD}", "\u{FEFF}", "\u{180E}"] {
                for range in marked.ranges {
                    for place in range.dropFirst() {
                        var scalars = Array(marked.text.unicodeScalars)
                        scalars.insert(contentsOf: invisible.unicodeScalars, at: place)
                        var view = String.UnicodeScalarView()
                        view.append(contentsOf: scalars)
                        let found = TextScanner().findings(String(view)).filter(\.type.isDirect)
                        #expect(
                            found.map(\.range) == [range.lowerBound..<range.upperBound + 1],
                            "\(String(view).debugDescription): \(found.description(in: String(view)))"
                        )
                    }
                }
            }
        }
    }

    @Test("offsets count scalars, whatever stands before")
    func offsets() {
        let before = [
            "", "é ", "e\u{301} ", "😀 ", "👩🏽‍⚕️ ", "\u{FEFF}", "漢字 ", "&amp; ", "\r\n", "“quoted” ", "\u{1F1EC}\u{1F1E7} ",
        ]
        for lead in before {
            let marked = MarkedText(lead + "Mr ⟦Tibbett⟧ fell.")
            let found = TextScanner().findings(marked.text)
            #expect(found.map(\.range) == marked.ranges, "\(lead.debugDescription)")
        }
    }
}
