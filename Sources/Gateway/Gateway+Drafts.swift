package import LessonExchange
package import Signatures
package import StrictJSON

/// What a check says of a draft: the report, and lessons and findings that are there already.
package struct DraftAnswer: Sendable {
    package let digest: Digest
    package let report: CheckReport
    package let similar: [SimilarLesson]
    /// Findings of external bodies that are the same, or probably are.
    package let findings: [SimilarFinding]

    package var tree: JSONTree {
        .object(of: [
            "draft": .string(digest.description), "report": report.tree,
            "similar": .array(similar.map(\.tree)), "findings": .array(findings.map(\.tree)),
        ])
    }
}

extension Gateway {
    /// Lessons that look like a draft, best first: "three partners already published this".
    package func similar(toDraft bytes: [UInt8], max: Int = 5) async throws -> [SimilarLesson] {
        guard let lesson = try GateContext.lessons(in: bytes).first else { return [] }
        return try await store.similar(to: [SimilarityQuestion(LessonFacts(lesson))], max: max, depth: .thorough)[0]
    }

    /// Checks a draft and keeps it for the steps that follow: the first of them is its author's.
    ///
    /// A draft that cannot be read is not kept.
    package func checkDraft(_ bytes: [UInt8], by person: String) async throws -> DraftAnswer {
        let (form, report) = await BlockingWork.run {
            let lesson = DraftChecker.findingsToDecide(bytes, file: "draft").lesson
            return (lesson.map { LessonFacts.form(of: $0) }, DraftChecker.check(bytes, file: "draft").report)
        }
        let digest = Digest(of: bytes)
        guard let form else { return DraftAnswer(digest: digest, report: report, similar: [], findings: []) }
        try await take(.draft, for: digest, form, by: person, document: bytes)
        return DraftAnswer(
            digest: digest,
            report: report,
            similar: try await similar(toDraft: bytes),
            findings: try await findings(likeDraft: bytes)
        )
    }

    /// Findings of external bodies that a draft tells of.
    package func findings(likeDraft bytes: [UInt8]) async throws -> [SimilarFinding] {
        guard let lesson = try GateContext.lessons(in: bytes).first else { return [] }
        return try await findings(like: LessonFacts(lesson))
    }

    /// Keeps the signed attestation record of a draft.
    package func attest(_ draft: Digest, record: [UInt8], by person: String) async throws {
        let attestation = try Attestation(signed: record, by: identity.sealer)
        guard attestation.draftDigest == draft else {
            throw LessonExchangeError("attestation.missing", "the record is about another draft")
        }
        let steps = try await steps([.draft], for: draft)
        guard !Attestation.isSamePerson(attestation.author, person) else {
            throw LessonExchangeError("duty.separated", "the same person wrote the draft")
        }
        try steps.checkWriters(areNot: attestation.attester)
        try await checkApart(person, as: .igCheck, of: [(draft, steps.newest[.draft]?.document ?? [])])
        try await take(.igCheck, for: draft, steps.form, by: person, document: record)
    }

    /// Approves a draft that was attested.
    package func approve(_ draft: Digest, by person: String) async throws {
        let steps = try await steps([.draft, .igCheck], for: draft)
        try steps.checkApart(person, from: try attestation(in: steps))
        try await checkApart(person, as: .approve, of: [(draft, steps.newest[.draft]?.document ?? [])])
        try await take(.approve, for: draft, steps.form, by: person, document: [])
    }

    /// Publishes drafts that took every step before, each by another person.
    package func publishDrafts(
        _ drafts: [Digest],
        sharing: BundleComposer.Sharing,
        by person: String,
        request: IdempotencyKey?
    ) async throws -> [PublishedStatement] {
        guard Set(drafts).count == drafts.count else {
            throw LessonExchangeError("publish.refused", "a draft is named twice")
        }
        var submissions: [Submission] = []
        var duties: [DutyRecord] = []
        for draft in drafts {
            let (submission, form) = try await submission(of: draft, marking: sharing.marking, by: person)
            submissions.append(submission)
            duties.append(
                DutyRecord(draft: draft, duty: .publish, person: person, at: clock(), document: [], form: form)
            )
        }
        let lessons = zip(drafts, submissions).map { ($0, $1.draft.lesson.compactBytes) }
        try await checkApart(person, as: .publish, of: lessons)
        do {
            return try await publish(
                submissions,
                sharing: sharing,
                by: Actor(person: person, role: Duty.publish.role),
                request: request,
                duties: duties
            )
        } catch StoreError.moved {
            // Drafts, duties and the log are one transaction: somebody else was first.
            throw LessonExchangeError("publish.refused", "it was published before")
        }
    }

    /// A draft that took every step before, as its publisher may sign it, and the form of its lesson.
    private func submission(
        of draft: Digest,
        marking: String,
        by person: String
    ) async throws -> (Submission, form: Digest?) {
        let steps = try await steps([.draft, .igCheck, .approve], for: draft)
        guard steps.newest[.publish] == nil else {
            throw LessonExchangeError("publish.refused", "it was published before")
        }
        let attestation = try attestation(in: steps)
        let document = steps.newest[.draft]?.document ?? []
        let (report, checked) = await BlockingWork.run {
            DraftChecker.check(
                document,
                file: draft.description,
                attestations: [attestation],
                context: GateContext(marking: marking)
            )
        }
        guard let checked else {
            let first = report.findings.first
            throw LessonExchangeError("publish.refused", first.map { "\($0.code)" }, at: first?.place)
        }
        try steps.checkApart(person, as: .publish)
        try steps.checkApart(person, from: attestation)
        // A record may have come while somebody whom it names was approving.
        for step in steps.all where step.duty == .approve { try steps.checkApart(step.person, from: attestation) }
        return (Submission(draft: checked, sameIssueAs: try await links(of: draft)), steps.form)
    }

    /// What people decided about a draft and lessons that it looks like: of several decisions about one the last holds.
    func links(of draft: Digest) async throws -> [DuplicateDecision] {
        var last: [String: DuplicateDecision] = [:]
        for decision in try await store.decisions(about: draft.description) { last[decision.lessonID] = decision }
        return last.values.filter(\.isLink).sorted { $0.lessonID < $1.lessonID }
    }

    private func attestation(in steps: DraftSteps) throws(LessonExchangeError) -> Attestation {
        try Attestation(signed: steps.newest[.igCheck]?.document ?? [], by: identity.sealer)
    }

    /// The steps of a draft; throws unless those that are named were taken.
    ///
    /// `form`: of its lesson, for who has the draft at hand.
    func steps(_ duties: [Duty], for draft: Digest, form known: Digest? = nil) async throws -> DraftSteps {
        let own = try await store.duties(for: draft)
        let form = known ?? own.lazy.compactMap(\.lessonForm).first
        // The same lesson in other bytes is the same lesson.
        var others: [DutyRecord] = []
        if let form { others = try await store.duties(ofForm: form).filter { $0.draft != draft } }
        let steps = DraftSteps(own: own, others: others, form: form)
        for duty in duties where steps.newest[duty] == nil {
            throw LessonExchangeError("duty.missing", "\(duty.rawValue) has not been done for this draft")
        }
        return steps
    }

    private func take(
        _ duty: Duty,
        for draft: Digest,
        _ form: Digest?,
        by person: String,
        document: [UInt8]
    ) async throws {
        let record = DutyRecord(
            draft: draft,
            duty: duty,
            person: person,
            at: clock(),
            document: document,
            form: form
        )
        switch try await store.commitDuty(record) {
        case .kept: break
        case .separated(let other):
            throw LessonExchangeError("duty.separated", "\(other.rawValue) was done by the same person")
        case .late(let next):
            throw LessonExchangeError(
                "duty.missing",
                "\(next.rawValue) was done already; begin with a draft of its own"
            )
        }
    }
}

extension DuplicateDecision {
    /// Whether it says that two lessons belong together; `different` and `suppressed` do not.
    package var isLink: Bool { ![Self.different, Self.suppressed, Self.kept, Self.boardAllowed].contains(relation) }

    package static let different = "different"
    package static let suppressed = "suppressed"
    /// A lesson of ours stays, although one that it was made from is withdrawn.
    package static let kept = "kept"
    /// A version may hang on a notice board although it has a content note.
    package static let boardAllowed = "board-allowed"
}
