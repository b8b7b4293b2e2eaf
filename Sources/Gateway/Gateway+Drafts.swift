package import LessonExchange
package import Signatures
package import StrictJSON

/// What a check says of a draft: the report, and lessons that are there already.
package struct DraftAnswer: Sendable {
    package let digest: Digest
    package let report: CheckReport
    package let similar: [SimilarLesson]

    package var tree: JSONTree {
        .object(of: [
            "draft": .string(digest.description), "report": report.tree,
            "similar": .array(similar.map(\.tree)),
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
        let (isReadable, report) = await BlockingWork.run {
            let isReadable = DraftChecker.findingsToDecide(bytes, file: "draft").lesson != nil
            return (isReadable, DraftChecker.check(bytes, file: "draft").report)
        }
        let digest = Digest(of: bytes)
        guard isReadable else { return DraftAnswer(digest: digest, report: report, similar: []) }
        try await take(.draft, for: digest, by: person, document: bytes)
        return DraftAnswer(digest: digest, report: report, similar: try await similar(toDraft: bytes))
    }

    /// Keeps the signed attestation record of a draft.
    package func attest(_ draft: Digest, record: [UInt8], by person: String) async throws {
        let attestation = try Attestation(signed: record, by: identity.sealer)
        guard attestation.draftDigest == draft else {
            throw LessonExchangeError("attestation.missing", "the record is about another draft")
        }
        try await require([.draft], for: draft)
        try await take(.igCheck, for: draft, by: person, document: record)
    }

    /// Approves a draft that was attested.
    package func approve(_ draft: Digest, by person: String) async throws {
        try await require([.draft, .igCheck], for: draft)
        try await take(.approve, for: draft, by: person, document: [])
    }

    /// Publishes drafts that took every step before, each by another person.
    package func publishDrafts(
        _ drafts: [Digest],
        sharing: BundleComposer.Sharing,
        by person: String,
        request: IdempotencyKey?
    ) async throws -> [PublishedStatement] {
        var submissions: [Submission] = []
        var duties: [DutyRecord] = []
        for draft in drafts {
            let steps = try await require([.draft, .igCheck, .approve], for: draft)
            guard steps[.publish] == nil else {
                throw LessonExchangeError("publish.refused", "it was published before")
            }
            guard !duties.contains(where: { $0.draft == draft }) else {
                throw LessonExchangeError("publish.refused", "a draft is named twice")
            }
            let attestation = try Attestation(signed: steps[.igCheck]?.document ?? [], by: identity.sealer)
            let document = steps[.draft]?.document ?? []
            let (report, checked) = await BlockingWork.run {
                DraftChecker.check(
                    document,
                    file: draft.description,
                    attestations: [attestation],
                    context: GateContext(marking: sharing.marking)
                )
            }
            guard let checked else {
                let first = report.findings.first
                throw LessonExchangeError("publish.refused", first.map { "\($0.code)" }, at: first?.place)
            }
            for (duty, record) in steps where record.person == person {
                throw LessonExchangeError("duty.separated", "\(duty.rawValue) was done by the same person")
            }
            guard !attestation.involves(person) else {
                throw LessonExchangeError("duty.separated", "the same person wrote or attested the draft")
            }
            duties.append(DutyRecord(draft: draft, duty: .publish, person: person, at: clock(), document: []))
            // Of several decisions about one lesson the last holds.
            var last: [String: DuplicateDecision] = [:]
            for decision in try await store.decisions(about: draft.description) { last[decision.lessonID] = decision }
            let decisions = last.values.filter(\.isLink).sorted { $0.lessonID < $1.lessonID }
            submissions.append(Submission(draft: checked, sameIssueAs: decisions))
        }
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

    @discardableResult
    private func require(_ duties: [Duty], for draft: Digest) async throws -> [Duty: DutyRecord] {
        // The newest of each.
        let taken = Dictionary(try await store.duties(for: draft).map { ($0.duty, $0) }) { first, _ in first }
        for duty in duties where taken[duty] == nil {
            throw LessonExchangeError("duty.missing", "\(duty.rawValue) has not been done for this draft")
        }
        return taken
    }

    private func take(_ duty: Duty, for draft: Digest, by person: String, document: [UInt8]) async throws {
        let record = DutyRecord(draft: draft, duty: duty, person: person, at: clock(), document: document)
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
    package var isLink: Bool { ![Self.different, Self.suppressed, Self.kept].contains(relation) }

    package static let different = "different"
    package static let suppressed = "suppressed"
    /// A lesson of ours stays, although one that it was made from is withdrawn.
    package static let kept = "kept"
}
