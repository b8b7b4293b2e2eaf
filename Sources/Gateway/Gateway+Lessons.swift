package import LessonExchange
import Signatures
package import StrictJSON
import TransparencyLog

extension Gateway {
    /// Lessons that look like one that is here, best first.
    package func similar(toLesson lessonID: String, max: Int = 5) async throws -> [SimilarLesson] {
        guard let row = try await store.versions(of: lessonID).first,
            let statement = try await store.statement(row.digest),
            let lesson = Self.lesson(lessonID, in: statement)
        else { throw LessonExchangeError("lesson.not-found") }
        return try await store.similar(to: [SimilarityQuestion(LessonFacts(lesson))], max: max, depth: .thorough)[0]
    }

    private static func lesson(_ id: String, in statement: StoredStatement) -> JSONValue? {
        guard let bytes = statement.envelope, let envelope = try? JWSEnvelope(parsing: bytes),
            let root = try? JSONDocument(parsing: envelope.payload, limits: EnvelopeLimits.payload).root
        else { return nil }
        return root["lessons"]?.elements.first { $0["lessonId"]?.isString(equalTo: id) ?? false }
    }

    /// Keeps what a person decided about two lessons.
    package func decide(_ decision: DuplicateDecision) async throws {
        let relations = EmbeddedSchemas.codes("relation")
        let others = [DuplicateDecision.different, DuplicateDecision.suppressed, DuplicateDecision.kept]
        guard (relations + others).contains(decision.relation) else {
            throw LessonExchangeError(
                "request.malformed",
                "a relation is one of codes/relation.json, different, suppressed or kept",
                at: "/relation"
            )
        }
        guard StatementIDs.isWellFormed(decision.lessonID) else {
            throw LessonExchangeError("request.malformed", "not the id of a lesson", at: "/lessonId")
        }
        let actor = Actor(person: decision.person, role: Duty.draft.role)
        try await store.commitDecision(
            decision,
            audit: audit(actor, "decision.\(decision.relation)", decision.lessonID)
        )
    }

    /// The version of a lesson that is meant: the one that is told, else the newest that is here; 1 where none is.
    package func version(_ told: Int?, of lessonID: String) async throws -> Int {
        if let told { return told }
        return try await store.versions(of: lessonID).first?.version ?? 1
    }

    /// Who published what a response is about; nil where that is not known here.
    package func publisher(of subject: SiblingStatements.Subject) async throws -> String? {
        switch subject {
        case .bundle(let digest): try await store.statement(digest)?.signer
        case .lesson(let id, let version):
            try await store.versions(of: id).contains { $0.version == version }
                ? StatementIDs.organisation(of: id) : nil
        case .external: nil
        }
    }

    /// Partners with how far their logs were read.
    package func partnerTrees() async throws -> [JSONTree] {
        let feeds = try await store.feeds()
        return try await store.partners().map { partner in
            let feed = feeds.first { $0.partner.utf8.elementsEqual(partner.id.utf8) }
            return .object(of: [
                "id": .string(partner.id), "state": .string(partner.state.rawValue),
                "url": partner.url.map { .string($0) },
                "tlsKeys": .array(partner.tlsKeys.map { .string($0.description) }),
                "origin": feed.map { .string($0.origin.description) },
                "read": feed.map { .integer(Int($0.position)) },
                "seen": feed?.checkpoint.map { .integer(Int($0.size)) },
                "stopped": feed?.stopped.map { .string($0) },
                "delivers": partner.delivers ? .boolean(true) : nil,
            ])
        }
    }
}

extension DeliverySummary {
    package var tree: JSONTree {
        .object(of: [
            "position": .integer(Int(position)), "digest": .string(digest.description), "kind": .string(kind.rawValue),
            "receipted": .integer(receipted), "addressed": .integer(addressed),
        ])
    }
}

extension QuarantineItem {
    package var tree: JSONTree {
        .object(of: [
            "digest": .string(digest.description), "signer": .string(signer), "outcome": .string(outcome),
            "reasons": .array(reasons.map { .string($0) }), "since": .string(since.description),
        ])
    }
}

extension AuditRecord {
    package var tree: JSONTree {
        .object(of: [
            "at": .string(at.description), "person": .string(person), "role": .string(role),
            "action": .string(action), "subject": .string(subject),
        ])
    }
}
