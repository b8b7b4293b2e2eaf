import Anonymisation
import StrictJSON
import Testing

@Suite("Just culture and the quality of a plan")
struct QualityLintTests {
    private func advice(_ members: KeyValuePairs<String, JSONTree?>) throws -> [LintAdvice] {
        let draft = RecordDraft.make(members)
        #expect(try RecordDraft.violations(draft) == [])
        return QualityLint.advice(for: try RecordDraft.read(draft))
    }

    private func rules(happened text: String) throws -> [String] {
        try advice(["whatHappened": .string(text)]).map(\.rule)
    }

    @Test("a plain lesson gets no advice")
    func nothing() throws {
        #expect(try advice([:]) == [])
        #expect(QualityLint.version == 1)
    }

    @Test(
        "words that blame",
        arguments: [
            "The nurse was careless.", "Staff FAILED to check the form.", "They should have known.",
            "It was human error.", "The team was non-compliant.", "The doctor was at fault.",
            "The ward did not follow the policy.", "The nurse was to blame.",
        ]
    )
    func blame(text: String) throws {
        #expect(try rules(happened: text) == ["wording.blame"])
    }

    @Test(
        "words that only look like it",
        arguments: [
            "The care was timely.", "The alarm failed to sound.", "Nobody was at fault.",
            "The faulty lock was replaced.", "The nurse was not to blame.", "Staff failed. To check again was hard.",
        ]
    )
    func noBlame(text: String) throws {
        #expect(try rules(happened: text) == [])
    }

    @Test("the hint says where, and nothing of the text")
    func hint() throws {
        let found = try advice(["summary": "The nurse was careless and negligent, and the ward failed to ask."])
        #expect(found.map(\.pointer.description) == ["/summary", "/summary"])
        #expect(found.allSatisfy { !$0.suggestion.contains("careless") && !$0.suggestion.isEmpty })
    }

    @Test("words for people")
    func labels() throws {
        #expect(try rules(happened: "The patient committed suicide.") == ["wording.label"])
        #expect(try rules(happened: "The patient died by suicide.") == [])
        #expect(try rules(happened: "It was seen as attention-seeking.") == ["wording.label"])
    }

    // MARK: Actions

    private func action(_ text: String) -> JSONTree {
        .array([.object(of: ["text": .string(text), "state": "done"])])
    }

    @Test(
        "actions that work on people",
        arguments: [
            "Remind all staff of the form.", "Re-train the nurse.", "Staff should be more vigilant.",
            "All nurses were reminded of it.", "The doctor wrote a reflective account.", "Raise awareness of the form.",
        ]
    )
    func personal(text: String) throws {
        #expect(try advice(["actionsTaken": action(text)]).map(\.rule) == ["action.person-focused"])
    }

    @Test(
        "actions that work on the system",
        arguments: [
            "A screen shows the form.", "The form now reminds of the time.", "Training now uses the ward's own form.",
        ]
    )
    func system(text: String) throws {
        #expect(try advice(["actionsTaken": action(text)]) == [])
    }

    @Test("what happened is told as it was: only actions are asked to work on the system")
    func story() throws {
        #expect(try rules(happened: "The lead wrote to remind all staff of the form.") == [])
    }

    // MARK: The plan

    private func recommendation(
        _ id: String,
        _ modality: String,
        _ members: KeyValuePairs<String, JSONTree?>
    ) -> JSONTree {
        var item = JSONTree.object(of: [
            "id": .string(id), "modality": .string(modality), "text": "Keep the form in one place.",
        ])
        for (name, value) in members { item[name] = value }
        return item
    }

    private let whole: KeyValuePairs<String, JSONTree?> = [
        "addressee": "Ward managers", "measure": "Forms found at hand, each month.", "dueDate": "2026-09",
        "dueBasis": "computed",
    ]

    @Test("a recommendation says to whom, how one will see it, and by when")
    func recommendations() throws {
        let bare = recommendation("R1", "recommendation", [:])
        let missing = ["recommendation.no-owner", "recommendation.no-measure", "recommendation.no-date"]
        let found = try advice(["recommendations": .array([bare])])
        #expect(found.map(\.rule) == missing)
        #expect(found.allSatisfy { $0.pointer.description == "/recommendations/0" })
        for item in [recommendation("R1", "recommendation", whole), recommendation("R1", "suggestion", [:])] {
            #expect(try advice(["recommendations": .array([item])]) == [])
        }
    }

    @Test("an action that is to be done has an owner and a month")
    func actions() throws {
        func item(_ state: String, _ owner: JSONTree?, _ month: JSONTree?) -> JSONTree {
            let action: JSONTree = .object(of: [
                "text": "Move the forms.", "ownerRole": owner, "state": .string(state), "month": month,
            ])
            return .array([action])
        }
        let found = try advice(["actionsTaken": item("planned", nil, nil)])
        #expect(found.map(\.rule) == ["action.no-owner", "action.no-date"])
        #expect(try advice(["actionsTaken": item("in-progress", "Ward manager", "2026-03")]) == [])
        #expect(try advice(["actionsTaken": item("done", nil, nil)]) == [])
    }

    @Test("a plan of weak actions only")
    func weak() throws {
        func plan(_ strengths: [JSONTree?]) -> JSONTree {
            .array(
                strengths.enumerated().map { position, strength in
                    var item = recommendation("R\(position)", "suggestion", [:])
                    item["strength"] = strength
                    return item
                }
            )
        }
        let found = try advice(["recommendations": plan(["weak", "weak"])])
        #expect(found.map(\.rule) == ["plan.weak-only"])
        #expect(found.first?.pointer.description == "/recommendations")
        #expect(try advice(["recommendations": plan(["weak", "strong"])]) == [])
        #expect(try advice(["recommendations": plan(["weak", nil])]) == [])
    }
}
