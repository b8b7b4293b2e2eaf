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
        for draft in drafts {
            let steps = try await require([.draft, .igCheck, .approve], for: draft)
            // What the step left behind is the bundle: a draft becomes one, once.
            if let done = steps[.publish]?.document, !done.isEmpty {
                throw LessonExchangeError(
                    "publish.refused",
                    "it was published as \(String(decoding: done, as: UTF8.self))"
                )
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
            try await take(.publish, for: draft, by: person, document: [])
            let decisions = try await store.decisions(about: draft.description).filter { $0.isLink }
            submissions.append(Submission(draft: checked, sameIssueAs: decisions))
        }
        let published = try await publish(
            submissions,
            sharing: sharing,
            by: Actor(person: person, role: Duty.publish.role),
            request: request
        )
        for (draft, statement) in zip(drafts, published) {
            let document = Array(statement.digest.description.utf8)
            try await take(.publish, for: draft, by: person, document: document)
        }
        return published
    }

    @discardableResult
    private func require(_ duties: [Duty], for draft: Digest) async throws -> [Duty: DutyRecord] {
        let taken = Dictionary(try await store.duties(for: draft).map { ($0.duty, $0) }) { first, _ in first }
        for duty in duties where taken[duty] == nil {
            throw LessonExchangeError("duty.missing", "\(duty.rawValue) has not been done for this draft")
        }
        return taken
    }

    private func take(_ duty: Duty, for draft: Digest, by person: String, document: [UInt8]) async throws {
        let record = DutyRecord(draft: draft, duty: duty, person: person, at: clock(), document: document)
        if case .separated(let other) = try await store.commitDuty(record) {
            throw LessonExchangeError("duty.separated", "\(other.rawValue) was done by the same person")
        }
    }
}

extension DuplicateDecision {
    /// Whether it says that two lessons belong together; `different` and `suppressed` do not.
    package var isLink: Bool { relation != Self.different && relation != Self.suppressed }

    package static let different = "different"
    package static let suppressed = "suppressed"
}
