import Findings
import Testing

@Suite("Printed deadlines")
struct DeadlineTests {
    private func one(_ changes: [String: String]) throws -> FindingRow {
        try #require(try TrackerTable([changes]).read().first)
    }

    @Test(
        "a plain deadline is taken however the sentence goes",
        arguments: [
            "The deadline is 7 May 2025", "Response due: 7 May 2025", "Your response is due on 7 May 2025.",
            "within 56 days (7 May 2025)", "until 7 May 2025", "The deadline for your response is 7 May 2025.",
            "by 4pm on Wednesday the 7th day of May in the year 2025",
            "by no later than close of business on the afternoon of Wednesday 7 May 2025",
            "respond to this report dated 11 March 2025 by 7 May 2025",
        ]
    )
    func plainDeadline(words: String) throws {
        let row = try one(["response": words])
        #expect(row.finding?.due?.date == "2025-05-07" && row.finding?.due?.basis == .printed)
        #expect(row.questions.isEmpty)
    }

    @Test(
        "a date that is not taken is a question, and the statutory clock runs",
        arguments: [
            "by 7 May", "by 31 June 2025", "sent by email on 3 April 2025", "by 7 May 2052",
            "Report sent by me on 20 March 2025. You must respond within 56 days.", "sent by 3 April 2025",
        ]
    )
    func untakenDate(words: String) throws {
        let row = try one(["response": words])
        #expect(row.finding?.due == ExternalFinding.Due(date: "2025-05-06", basis: .computed))
        #expect(row.questions.map(\.kind) == [.deadline])
        #expect(row.questions.first?.column == "response")
    }

    @Test("an extension is a question")
    func extensions() throws {
        let row = try one(["response": "namely by 7 May 2025. The period is extended to 1 July 2025."])
        #expect(row.finding?.due?.date == "2025-05-07")
        #expect(row.questions.map(\.kind) == [.deadline])
        #expect(try one(["response": "by 7 May 2025, extended by a month"]).questions.map(\.kind) == [.deadline])
        #expect(try one(["response": "by 7 May 2025. You may 7 times ask."]).questions.isEmpty)
    }
}
