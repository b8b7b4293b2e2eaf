import Findings
import Testing

@Suite("Notes for readers")
struct NoteTests {
    private func notes(_ changes: [String: String], _ format: FindingFormat = .pfdTracker) throws -> String {
        let draft = try #require(try TrackerTable([changes]).read(format)[0].finding).draftText
        guard let start = draft.firstRange(of: "\"contentNotes\":[") else { return "" }
        return String(draft[start.upperBound...].prefix { $0 != "]" })
    }

    @Test(
        "words for suicide and self-harm carry a note",
        arguments: [
            "overdose", "hanged", "hanging", "killed himself", "took her life", "ligature", "ended his own life",
            "end her life", "asphyxia", "Self-inflicted", "suicidal",
        ]
    )
    func suicide(words: String) throws {
        #expect(try notes(["concerns": "Nobody asked about \(words) at the ward."]) == "\"suicide\"")
        #expect(try notes(["circumstances": "Told of \(words)."]) == "\"suicide\"")
    }

    @Test("other words that look alike carry none")
    func others() throws {
        #expect(try notes(["concerns": "Exchanged and unchanged lists, changing wards, aged 24, 30 years old."]) == "")
        let both = try notes(["concerns": "Staff cut themselves off, self-harm and restraint."])
        #expect(both == "\"self-harm\",\"restraint\"")
    }

    @Test("an age of less than 18 is the death of a child", arguments: ["aged 15", "a 9-year-old", "17 years of age"])
    func age(words: String) throws {
        #expect(try notes(["circumstances": "Told of somebody \(words)."]) == "\"death-of-child\"")
    }

    @Test(
        "signs before a word, hyphens and blanks of all kinds, and digits hide no word",
        arguments: [
            "“suicide”", "•suicide", "risk–suicide", "…hanged", "—overdose", "1suicide", "took\u{A0}her own\u{A0}life",
            "self‑inflicted", "self&#8209;inflicted", "sui\u{AD}cide", "self&amp;#x2011;inflicted", "jumped  off",
        ]
    )
    func signs(words: String) { #expect(ContentNotes.notes(in: ["Told of \(words)."]) == ["suicide"]) }

    @Test(
        "further words for suicide",
        arguments: [
            "parasuicide", "hung himself", "hung themselves", "in front of a train", "struck by a train",
            "jumped off a bridge", "took an overdose",
        ]
    )
    func moreSuicide(words: String) { #expect(ContentNotes.notes(in: ["Told of \(words)."]) == ["suicide"]) }

    @Test(
        "further words for self-harm",
        arguments: ["‘self-harm’", "self‑harm", "self−harm", "slashed her wrists", "cut his wrist", "cut their wrists"]
    )
    func moreSelfHarm(words: String) { #expect(ContentNotes.notes(in: ["Told of \(words)."]) == ["self-harm"]) }

    @Test(
        "further words for the death of a child",
        arguments: [
            "a 15‑year‑old", "15 y/o", "15yo", "a 15 yr old", "15yrs old", "two 15 year olds", "a fifteen-year-old",
            "one year old", "seventeen years of age", "aged fifteen", "a child of 12", "“15 years old”",
            "six months old",
            "aged 20 months", "aged&nbsp;15", "death of an infant", "death of a baby", "death of the child",
            "death of the baby", "child died", "baby died", "infant death",
        ]
    )
    func moreChildren(words: String) { #expect(ContentNotes.notes(in: ["Told of \(words)."]) == ["death-of-child"]) }

    @Test(
        "what looks like an age of a child is none",
        arguments: [
            "15 young people", "managed 12 wards", "page 5", "stage 4", "aged sixty", "aged seventy-one",
            "twenty-one years old", "forty five year old", "in 2015 years old", "aged 150", "yo-yo", "18 years old",
        ]
    )
    func noChildren(words: String) { #expect(ContentNotes.notes(in: ["Told of \(words)."]).isEmpty) }
}
