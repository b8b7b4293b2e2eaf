import Findings
import LessonExchange

extension Gateway {
    /// What covers each of some findings already, best first: lessons of everybody, and drafts of ours on their way.
    func coverage(of findings: [ExternalFinding], _ depth: SimilarityDepth) async throws -> [[Coverage]] {
        guard !findings.isEmpty else { return [] }
        let facts = findings.map { FindingFacts($0) }
        let similar = try await store.similar(to: facts.map(\.question), max: Self.coveringLessons, depth: depth)
        let drafts = try await openDrafts()
        let likeness = try await store.likeness(
            of: facts.map(\.question),
            to: drafts.map { SimilarityQuestion($0.facts) }
        )
        var coverage: [[Coverage]] = []
        for (place, finding) in findings.enumerated() {
            let lessons = similar[place].filter { $0.likeness.kind == .sameSource || $0.likeness.isProbablySame }
            let ours = zip(drafts, likeness[place]).compactMap { self.covering($0, $1) }
            coverage.append(try await covering(lessons, finding) + ours)
        }
        return coverage
    }

    /// More lessons about one finding tell nobody more.
    private static let coveringLessons = 20
    /// Drafts that are looked at, newest first: they lie there for weeks, not for years.
    private static let openDraftsRead = 200
    private static let responsesRead = 200

    private func covering(_ lessons: [SimilarLesson], _ finding: ExternalFinding) async throws -> [Coverage] {
        guard !lessons.isEmpty else { return [] }
        let said = try await store.responses(
            toIssuer: finding.issuer,
            reference: finding.reference,
            max: Self.responsesRead
        )
        var covering: [Coverage] = []
        for lesson in lessons {
            let answer = try await answer(to: lesson, said)
            covering.append(
                Coverage(
                    lessonID: lesson.lessonID,
                    version: lesson.version,
                    publisher: lesson.publisher,
                    title: lesson.title,
                    kind: lesson.likeness.kind,
                    score: lesson.likeness.score,
                    isOwn: lesson.isOwn,
                    position: answer?.position,
                    responder: answer?.responder
                )
            )
        }
        return covering
    }

    /// What the publisher said to the source, or we to the lesson, or we to the source.
    private func answer(to lesson: SimilarLesson, _ said: [ResponseRow]) async throws -> ResponseRow? {
        func newest(of organisation: String) -> ResponseRow? {
            said.first { $0.responder.utf8.elementsEqual(organisation.utf8) }
        }
        if let answer = newest(of: lesson.publisher) { return answer }
        let own = try await store.responses(to: lesson.lessonID, from: identity.organisation, max: 1).first
        return own ?? newest(of: identity.organisation)
    }

    /// A draft of ours that nobody has published yet.
    private struct OpenDraft {
        let record: DutyRecord
        let facts: LessonFacts
    }

    private func openDrafts() async throws -> [OpenDraft] {
        try await store.openDrafts(max: Self.openDraftsRead).compactMap { record in
            let lesson = (try? GateContext.lessons(in: record.document))?.first
            return lesson.map { OpenDraft(record: record, facts: LessonFacts($0)) }
        }
    }

    /// Two drafts of one matter are the work that is done twice, whatever sources they rest on.
    private func covering(_ draft: OpenDraft, _ likeness: Likeness?) -> Coverage? {
        guard let likeness, likeness.kind == .sameSource || likeness.isProbablySame else { return nil }
        return Coverage(
            lessonID: draft.facts.lessonID,
            version: draft.facts.version,
            publisher: identity.organisation,
            title: draft.facts.title,
            kind: likeness.kind,
            score: likeness.score,
            isOwn: true,
            draft: draft.record.draft
        )
    }
}
