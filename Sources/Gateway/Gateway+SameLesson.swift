import LessonExchange
import Signatures

extension Gateway {
    /// Throws where a person took another step for a draft on its way that is the same lesson as one of these: of one id, or
    /// probably the same words.
    ///
    /// Whoever writes a lesson could otherwise approve it in a colleague's copy with a word changed. Steps for the very same
    /// words are compared where a step is kept.
    func checkApart(_ person: String, as duty: Duty, of drafts: [(digest: Digest, document: [UInt8])]) async throws {
        let taken = try await store.openSteps().filter {
            $0.duty != duty && Attestation.isSamePerson($0.person, person)
        }
        guard !taken.isEmpty else { return }
        let asked = drafts.compactMap { Self.facts(of: $0.document) }
        let known = Set(drafts.map(\.digest))
        var seen: Set<Digest> = []
        var others: [(duty: Duty, facts: LessonFacts)] = []
        for step in taken where !known.contains(step.draft) && seen.insert(step.draft).inserted {
            let document = try await store.duties(for: step.draft).first { $0.duty == .draft }?.document ?? []
            if let facts = Self.facts(of: document) { others.append((step.duty, facts)) }
        }
        guard !asked.isEmpty, !others.isEmpty else { return }
        let likeness = try await store.likeness(
            of: asked.map { SimilarityQuestion($0) },
            to: others.map { SimilarityQuestion($0.facts) }
        )
        for (facts, row) in zip(asked, likeness) {
            for (other, likeness) in zip(others, row) {
                let isSame = !facts.lessonID.isEmpty && facts.lessonID.utf8.elementsEqual(other.facts.lessonID.utf8)
                guard isSame || likeness?.isProbablySame ?? false else { continue }
                throw LessonExchangeError(
                    "duty.separated",
                    "\(other.duty.rawValue) was done by the same person for another draft of the lesson"
                )
            }
        }
    }

    private static func facts(of document: [UInt8]) -> LessonFacts? {
        (try? GateContext.lessons(in: document))?.first.map { LessonFacts($0) }
    }
}
