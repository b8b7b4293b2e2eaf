package import StrictJSON

/// What a record as a whole tells that may single somebody out, though no single text of it does.
package struct RecordRisk: Sendable {
    package let pointer: JSONPointer
    package let decision: GateDecision
    /// Name of the rule, such as `period.single-fatal`.
    package let rule: String
    /// A change that settles it, nil where only a person can tell.
    package let proposal: RecordProposal?
    /// Why, in words that hold nothing of the lesson's text.
    package let facts: String

    package init(
        pointer: JSONPointer,
        decision: GateDecision,
        rule: String,
        proposal: RecordProposal?,
        facts: String
    ) {
        self.pointer = pointer
        self.decision = decision
        self.rule = rule
        self.proposal = proposal
        self.facts = facts
    }
}

/// Judges the record: what its fields and texts tell together.
///
/// Nothing here blocks by itself: what must be widened has a proposal where a machine can make one.
package enum DisclosureRisk {
    /// Whether a lesson about a death cites a source that anybody can open.
    package static func isLinkable(_ lesson: JSONValue) -> Bool {
        let judgement = RecordJudgement(RecordFacts(lesson, []), isPublic: false, publisher: "")
        let external = lesson["sameIssueAs"]?.elements.compactMap { $0["external"] } ?? []
        return !judgement.linkageRisks().isEmpty
            && ((lesson["sourceDocuments"]?.elements ?? []) + external).contains { $0["publicUrl"] != nil }
    }

    /// The risks of a lesson.
    ///
    /// - Parameters:
    ///   - lesson: the draft or the published lesson.
    ///   - texts: what the scanner found in each text and nobody judged to be no identifier.
    ///   - marking: who may see it; anything but the two restricted markings counts as public.
    ///   - publisher: the organisation id of who publishes it.
    ///   - previous: the version before; what the two tell differently, they tell together.
    ///   - known: what is published about the publisher.
    /// - Returns: fields first, then texts in the lesson's order; proposals for one place are equal, so that making any
    ///   of them makes all.
    package static func risks(
        lesson: JSONValue,
        texts: [(pointer: JSONPointer, findings: [TextFinding])],
        marking: String,
        publisher: String,
        previous: JSONValue? = nil,
        known: [KnownFinding] = []
    ) -> [RecordRisk] {
        let isPublic = marking != "nhs-and-partners" && marking != "named-recipients"
        let facts = RecordFacts(lesson, texts)
        let judgement = RecordJudgement(facts, isPublic: isPublic, publisher: publisher)
        let fitting = KnownFinding.risks(lesson, isDeath: facts.isFatal, among: known, publisher: publisher)
        let differing = previous.map { VersionComparison.risks(lesson, after: $0) } ?? []
        return judgement.fieldRisks() + judgement.textRisks() + judgement.linkageRisks() + fitting + differing
    }
}
