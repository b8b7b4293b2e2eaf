package import StrictJSON

/// A hint on wording, or on what a plan lacks.
package struct LintAdvice: Sendable, Equatable {
    package let pointer: JSONPointer
    /// Name of the rule, such as `wording.blame`.
    package let rule: String
    /// What to write or add instead; holds nothing of the lesson's text.
    package let suggestion: String

    package init(pointer: JSONPointer, rule: String, suggestion: String) {
        self.pointer = pointer
        self.rule = rule
        self.suggestion = suggestion
    }
}

/// Just culture and the quality of a plan: advice only, never a reason to refuse a lesson.
package enum QualityLint {
    /// Goes up with every change of the rules.
    package static let version = 1

    /// The advice for a lesson, texts in their order first, then recommendations and actions.
    package static func advice(for lesson: JSONValue) -> [LintAdvice] {
        let texts = RecordFields.texts(of: lesson).filter { $0.profile == .prose }
        return texts.flatMap { wording($0.pointer, $0.value) } + plan(lesson)
    }

    // MARK: Wording

    /// One hint for each rule and suggestion in a text, however often it applies.
    private static func wording(_ pointer: JSONPointer, _ value: JSONValue) -> [LintAdvice] {
        let words = TextWords(value)
        var advice: [LintAdvice] = []
        func add(_ rule: String, _ suggestion: String) {
            let next = LintAdvice(pointer: pointer, rule: rule, suggestion: suggestion)
            if !advice.contains(next) { advice.append(next) }
        }
        for match in LintWords.blame.matches(in: words) where LintWords.isMeant(match.words, in: words) {
            add("wording.blame", match.meaning)
        }
        for match in LintWords.labels.matches(in: words) { add("wording.label", match.meaning) }
        if LintWords.namesActions(pointer) {
            for match in LintWords.personal.matches(in: words) { add("action.person-focused", match.meaning) }
            if LintWords.addressesStaff(words) { add("action.person-focused", LintWords.reminding) }
        }
        return advice
    }

    // MARK: The plan

    private static func plan(_ lesson: JSONValue) -> [LintAdvice] {
        let recommendations = lesson["recommendations"]?.elements ?? []
        let actions = lesson["actionsTaken"]?.elements ?? []
        let place = JSONPointer(tokens: ["recommendations"])
        var advice = recommendations.enumerated().flatMap { position, item in
            recommendation(item, place / position)
        }
        if !recommendations.isEmpty,
            recommendations.allSatisfy({ $0["strength"]?.isString(equalTo: "weak") ?? false })
        {
            advice.append(
                LintAdvice(
                    pointer: place,
                    rule: "plan.weak-only",
                    suggestion: "Add an action that changes the work system: equipment, layout, a default, staffing."
                )
            )
        }
        advice += actions.enumerated().flatMap { position, item in
            action(item, JSONPointer(tokens: ["actionsTaken"]) / position)
        }
        return advice
    }

    /// What a recommendation that asks for something does not tell.
    private static func recommendation(_ item: JSONValue, _ pointer: JSONPointer) -> [LintAdvice] {
        // Observations and suggestions bind nobody.
        let isFree = ["observation", "suggestion"].contains { item["modality"]?.isString(equalTo: $0) ?? false }
        guard item.isObject, !isFree else { return [] }
        let parts: [(name: String, rule: String, suggestion: String)] = [
            ("addressee", "recommendation.no-owner", "Say which role or kind of service it is addressed to."),
            ("measure", "recommendation.no-measure", "Say how one will see that it works."),
            ("dueDate", "recommendation.no-date", "Say by which month it is to be done."),
        ]
        return parts.filter { item[$0.name] == nil }.map {
            LintAdvice(pointer: pointer, rule: $0.rule, suggestion: $0.suggestion)
        }
    }

    /// What an action that is still to be done does not tell.
    private static func action(_ item: JSONValue, _ pointer: JSONPointer) -> [LintAdvice] {
        guard ["planned", "in-progress"].contains(where: { item["state"]?.isString(equalTo: $0) ?? false }) else {
            return []
        }
        let parts: [(name: String, rule: String, suggestion: String)] = [
            ("ownerRole", "action.no-owner", "Say which role answers for it."),
            ("month", "action.no-date", "Say by which month it is expected."),
        ]
        return parts.filter { item[$0.name] == nil }.map {
            LintAdvice(pointer: pointer, rule: $0.rule, suggestion: $0.suggestion)
        }
    }
}
