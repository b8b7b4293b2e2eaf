import Findings
import Testing

@Suite("What coroners are concerned about")
struct ConcernTests {
    private func one(_ changes: [String: String]) throws -> FindingRow {
        try #require(try TrackerTable([changes]).read().first)
    }

    @Test(
        "nothing that a coroner says is lost, whatever it looks like",
        arguments: [
            (
                "The matters of concern are that the ward was unsafe at night and that no member of staff was told.",
                ["The matters of concern are that the ward was unsafe at night and that no member of staff was told."]
            ),
            (
                "(1) Lists are kept twice. (2) In my opinion action should be taken to remove all old lists from wards.",
                ["Lists are kept twice.", "In my opinion action should be taken to remove all old lists from wards."]
            ),
            (
                "(1) Staffing levels. (2) Record keeping. (3) Nobody compares the two lists.",
                ["Staffing levels.", "Record keeping.", "Nobody compares the two lists."]
            ),
            ("Staff training.", ["Staff training."]),
            (
                "The ward did not share its list.\n\nStaff did not use it because (1) they were not trained in it and (2) it was slow.",
                [
                    "The ward did not share its list. Staff did not use it because (1) they were not trained in it and (2) it was slow."
                ]
            ),
            (
                "Lists were kept under paragraph (1) of the code and no one read them.",
                ["Lists were kept under paragraph (1) of the code and no one read them."]
            ),
            (
                "Nobody compared the lists.\n\n(1) Lists are kept twice under paragraph (2) of the code. (2) They are old.",
                [
                    "Nobody compared the lists.", "Lists are kept twice under paragraph (2) of the code.",
                    "They are old.",
                ]
            ),
        ]
    )
    func lostConcerns(concerns: String, points: [String]) throws {
        let row = try one(["concerns": concerns])
        #expect(row.finding?.recommendations.map(\.text) == points)
        #expect(row.finding?.recommendations.map(\.id) == points.indices.map { "C\($0 + 1)" })
        #expect(row.leftOut == 0)
    }

    @Test("sentences of the form are left out, and counted")
    func leftOut() throws {
        let form =
            "During the course of the inquest the evidence revealed matters giving rise to concern. In my opinion there is a risk that future deaths could occur unless action is taken. In the circumstances it is my statutory duty to report to you.\n\nThe MATTERS OF CONCERN are as follows. –\n\n"
        let row = try one(["concerns": form + "(1) Lists are kept twice."])
        #expect(row.finding?.recommendations.map(\.text) == ["Lists are kept twice."] && row.leftOut == 4)
        let end =
            " In my opinion action should be taken to prevent future deaths and I believe you have the power to take such action."
        #expect(try one(["concerns": form + "(1) Lists are kept twice." + end]).leftOut == 5)
        #expect(try one(["concerns": form]).finding?.needsReading == true)
    }
}
