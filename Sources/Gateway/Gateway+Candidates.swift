package import LessonExchange
import Signatures
import StrictJSON

/// A draft out of a file that its publisher may sign, and what is here already that looks like it.
package struct PublicationCandidate: Sendable {
    package let submission: Gateway.Submission
    package let duty: DutyRecord
    /// Best first.
    package let similar: [SimilarLesson]
    /// Lessons that are probably the same, and about which nobody has said how they relate.
    package let undecided: [SimilarLesson]
    /// Findings of external bodies that it tells of.
    package let findings: [SimilarFinding]
    /// What the publisher says of lessons that it looks like.
    let decisions: [DuplicateDecision]
}

extension Gateway {
    /// Says whether a draft may be published by a person, without the steps of the local API.
    ///
    /// `draft` is what the check gave for the bytes; `links` say how it relates to lessons, as `LESSON=RELATION`.
    ///
    /// - Returns: the draft with what the store has to keep for it.
    /// - Throws: ``LessonExchangeError`` when it was published before, or the person took another step for the lesson.
    package func candidate(
        _ draft: CheckedDraft,
        bytes: [UInt8],
        file: String,
        attestation: Attestation?,
        links: [String],
        by person: String
    ) async throws -> PublicationCandidate {
        guard let lesson = try GateContext.lessons(in: bytes).first else {
            throw LessonExchangeError("publish.refused", at: file)
        }
        let digest = Digest(of: bytes)
        let facts = LessonFacts(lesson)
        let steps = try await steps([], for: digest, form: facts.form)
        guard steps.newest[.publish] == nil else {
            throw LessonExchangeError("publish.refused", "it was published before", at: file)
        }
        guard !(attestation?.involves(person) ?? false) else {
            throw LessonExchangeError("duty.separated", "\(person) wrote or attested the draft", at: file)
        }
        try steps.checkApart(person, as: .publish)
        let decisions = try await decisions(links, about: digest, by: person)
        let kept = try await self.links(of: digest).filter { link in
            !decisions.contains { $0.lessonID == link.lessonID }
        }
        let similar = try await store.similar(
            to: [SimilarityQuestion(facts)],
            max: Self.lookAlikesMax,
            depth: .thorough
        )[0]
        var settled = Set(decisions.map(\.lessonID) + facts.derivedFrom + facts.supersedes.map { $0.lessonID })
        settled.formUnion(try await store.decisions(about: digest.description).map(\.lessonID))
        settled.formUnion(Self.related(lesson))
        return PublicationCandidate(
            submission: Submission(draft: draft, sameIssueAs: kept + decisions),
            duty: DutyRecord(
                draft: digest,
                duty: .publish,
                person: person,
                at: clock(),
                document: [],
                form: facts.form
            ),
            similar: Array(similar.prefix(5)),
            undecided: similar.filter { $0.likeness.isProbablySame && !settled.contains($0.lessonID) },
            findings: try await findings(like: facts),
            decisions: decisions
        )
    }

    /// Publishes them, with the decisions about what they look like, or nothing.
    package func publish(
        _ candidates: [PublicationCandidate],
        sharing: BundleComposer.Sharing,
        by actor: Actor
    ) async throws -> [PublishedStatement] {
        guard Set(candidates.map { $0.duty.draft }).count == candidates.count else {
            throw LessonExchangeError("publish.refused", "a draft is named twice")
        }
        do {
            return try await publish(
                candidates.map(\.submission),
                sharing: sharing,
                by: actor,
                duties: candidates.map(\.duty),
                decisions: candidates.flatMap(\.decisions)
            )
        } catch StoreError.moved {
            throw LessonExchangeError("publish.refused", "it was published before")
        }
    }

    /// Looked at for one draft; many lessons of one source may stand before the one that it copies.
    private static let lookAlikesMax = 24

    /// Lessons that the draft itself names as related.
    private static func related(_ lesson: JSONValue) -> [String] {
        (lesson["sameIssueAs"]?.elements ?? []).compactMap { $0["lesson"]?["lessonId"]?.string }
    }

    private func decisions(
        _ links: [String],
        about draft: Digest,
        by person: String
    ) async throws -> [DuplicateDecision] {
        let relations = EmbeddedSchemas.codes("relation")
        var decisions: [DuplicateDecision] = []
        for link in links {
            let parts = link.split(separator: "=", maxSplits: 1).map { String($0) }
            guard parts.count == 2, StatementIDs.isWellFormed(parts[0]), relations.contains(parts[1]) else {
                let known = relations.joined(separator: ", ")
                throw LessonExchangeError(
                    "usage.invalid",
                    "write LESSON=RELATION, with the id of a lesson and one of \(known)",
                    at: "--same-as"
                )
            }
            // Of several decisions about one lesson the last holds.
            decisions.removeAll { $0.lessonID == parts[0] }
            decisions.append(
                DuplicateDecision(
                    subject: draft.description,
                    lessonID: parts[0],
                    version: try await store.versions(of: parts[0]).first?.version ?? 1,
                    relation: parts[1],
                    person: person,
                    at: clock()
                )
            )
        }
        return decisions
    }
}
