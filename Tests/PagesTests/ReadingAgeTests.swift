import Pages
import Testing

@Suite("Reading age")
struct ReadingAgeTests {
    @Test(
        "syllables of known words",
        arguments: [
            (1, "the cat help care ward staff nurse phone changed asked week taught health can't through each tried a"),
            (1, "called filled stayed eyes names rules I vague tongue"),
            (2, "people table tables doctor patient talking trying being safety GP something before hundred going"),
            (
                2,
                "wanted needed boxes causes quiet isn't careful homeless statement colleagues every chances GPs client"
            ),
            (
                3,
                "medicine hospital family remember pharmacist important idea NHS ECGs ECG's however carefully easier video"
            ),
            (3, "management suicide area usual period somebody"),
            (4, "information emergency appropriate medication community experience everybody coordinate"),
            (5, "communication responsible-for association electronically opportunity hospitality coordinator"),
            (6, "responsibility misunderstanding-it"),
        ]
    )
    func syllables(count: Int, words: String) {
        for word in words.split(separator: " ") {
            #expect(Syllables.count(in: String(word)) == count, "\(word)")
        }
    }

    @Test("a text that was counted by hand")
    func byHand() throws {
        // The(1) cat(1) sat(1) on(1) the(1) mat(1). It(1) was(1) ve-ry(2) hap-py(2)!
        let age = try #require(ReadingAge(of: "The cat sat on the mat. It was very happy!"))
        #expect(age.words == 10 && age.sentences == 2 && age.syllables == 12)
        #expect(abs(age.grade - (0.39 * 5 + 11.8 * 1.2 - 15.59)) < 0.000_001)
        #expect(age.years == max(5, age.grade + 5))
        #expect(age.shown == "5.5")
        #expect(age.warning == nil)
    }

    @Test("a text of the schema's own example")
    func example() throws {
        // Be-fore(2) you go home(3), a(1) phar-ma-cist(3) now talks through your(4) me-di-cines(3) with the team(3),
        // so that your(3) GP(2) gets the right list on the same day(8): 2+3+1+3+4+3+3+3+2+8 syllables.
        let text = """
            Before you go home, a pharmacist now talks through your medicines with the team, so that your GP gets the \
            right list on the same day.
            """
        let age = try #require(ReadingAge(of: text))
        #expect(age.words == 26 && age.sentences == 1 && age.syllables == 32)
        #expect(age.shown == "14.1")
        #expect(age.warning?.contains("14.1 years") == true)
        let parts = "Before you go home, a pharmacist looks at your medicines. Your GP gets the list on the same day."
        #expect(try #require(ReadingAge(of: parts)).warning == nil)
    }

    @Test("sentences end at their marks, at a blank line and before an item of a list")
    func sentences() throws {
        let cases = [
            ("One. Two! Three? Four", 4), ("Take 2.5 ml, e.g. at noon. Ask Dr Smith.", 2), ("Really?! Yes\u{2026}", 2),
            ("He said \"stop.\" She did.", 2), ("First line\ngoes on. End.", 2), ("Heading\n\nText here", 2),
            ("You can:\n- call us\n- write to us", 3), ("Dr. Able is here.", 1), ("Wait . . . done.", 2),
        ]
        for (text, count) in cases { #expect(try #require(ReadingAge(of: text)).sentences == count, "\(text)") }
        for empty in ["", " \n", "...", "- -"] { #expect(ReadingAge(of: empty) == nil) }
    }

    @Test("longer sentences and longer words are harder")
    func order() throws {
        let easy = try #require(ReadingAge(of: "We call you. You tell us how you are. We plan the next step."))
        let hard = try #require(
            ReadingAge(
                of: """
                    Multidisciplinary coordination of pharmaceutical reconciliation necessitates comprehensive \
                    documentation throughout the transition between organisations.
                    """
            )
        )
        #expect(easy.warning == nil && hard.warning != nil)
        #expect(easy.years < 9 && hard.years > 20)
    }
}
