import Anonymisation
import Testing

@Suite("What looks like an identifier and is none")
struct HardNegativeTests {
    static let sections = clinical.sections + everyday.sections
    /// Kinds whose words are taken for names where a text has no capitals.
    static let capitalsMatter: Set<String> = [
        "addresses of the public", "kit", "eponyms and scales", "codes",
    ]
    /// Kinds whose words are taken for names in the company of each other.
    static let companyMatters: Set<String> = [
        "numbers of things", "months, quarters and years", "kit", "eponyms and scales", "helplines",
        "words that are also names",
    ]

    private func expectNothing(_ text: String) {
        let found = TextScanner().findings(text).filter(\.type.isDirect)
        #expect(found.isEmpty, "\(text): \(found.description(in: text))")
    }

    @Test("raises no alarm of a direct type", arguments: sections)
    func alone(section: ExampleTable.Section) {
        for example in section.examples { expectNothing(example) }
    }

    @Test("nor in small letters", arguments: sections.filter { !capitalsMatter.contains($0.heading) })
    func small(section: ExampleTable.Section) {
        for example in section.examples { expectNothing(example.lowercased()) }
    }

    @Test(
        "nor one behind the other, in a paragraph or in lines",
        arguments: sections.filter { !companyMatters.contains($0.heading) }
    )
    func together(section: ExampleTable.Section) {
        for separator in [" ", "\n", "\r\n\r\n"] { expectNothing(section.examples.joined(separator: separator)) }
    }

    @Test("nor does a text without a letter or with nothing but white space")
    func empty() {
        for text in ["", " ", "\n\n", "\t", ".", "...", "-", "—", "?!", "\u{A0}", "\u{200B}", "•", "1", "12", "()"] {
            #expect(TextScanner().findings(text).isEmpty, "\(text.debugDescription)")
        }
    }
}
