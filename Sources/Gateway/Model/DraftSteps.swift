import LessonExchange
import Signatures

/// What was done for a draft, and for the same lesson in other bytes.
struct DraftSteps {
    /// The newest of each step of the draft itself.
    let newest: [Duty: DutyRecord]
    /// Every step of the lesson.
    let all: [DutyRecord]
    let form: Digest?

    /// `own` are steps of the draft, newest first, `others` those of other drafts of its lesson.
    init(own: [DutyRecord], others: [DutyRecord], form: Digest?) {
        newest = Dictionary(own.map { ($0.duty, $0) }) { first, _ in first }
        all = own + others
        self.form = form
    }

    /// Throws where a person took another step.
    func checkApart(_ person: String, as duty: Duty) throws(LessonExchangeError) {
        for step in all where step.duty != duty && Attestation.isSamePerson(step.person, person) {
            throw LessonExchangeError("duty.separated", "\(step.duty.rawValue) was done by the same person")
        }
    }

    /// Throws where the person who attests handed in the draft.
    func checkWriters(areNot attester: String) throws(LessonExchangeError) {
        for step in all where step.duty == .draft && Attestation.isSamePerson(step.person, attester) {
            throw LessonExchangeError("duty.separated", "who attested it handed in the draft")
        }
    }

    /// Throws where a person is one of those whom the record names, whoever handed it in.
    func checkApart(_ person: String, from attestation: Attestation) throws(LessonExchangeError) {
        guard !attestation.involves(person) else {
            throw LessonExchangeError("duty.separated", "the same person wrote or attested the draft")
        }
    }
}

extension DutyRecord {
    /// The form of the lesson; steps of older programs did not keep it, and their drafts still tell it.
    var lessonForm: Digest? {
        if let form { return form }
        guard duty == .draft, let lesson = (try? GateContext.lessons(in: document))?.first else { return nil }
        return LessonFacts.form(of: lesson)
    }
}
