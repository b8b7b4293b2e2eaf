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
}
