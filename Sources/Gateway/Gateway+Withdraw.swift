package import LessonExchange
import Signatures

extension Gateway {
    /// Takes lessons of ours back, in every bundle that holds them, for everybody whom one of the bundles was for.
    ///
    /// - Throws: ``LessonExchangeError`` with `lesson.not-found` for a lesson that we did not publish.
    package func withdraw(
        _ lessons: [SiblingStatements.LessonVersions],
        reason: String,
        advice: String?,
        by actor: Actor,
        request: IdempotencyKey? = nil
    ) async throws -> PublishedStatement {
        if let advice { try checkWording(advice, at: "/advice") }
        var digests: [Digest] = []
        var readers: Set<String>? = []
        for lesson in lessons {
            let held = try await store.versions(of: lesson.lessonID).filter {
                $0.version <= lesson.versionsUpTo
                    && $0.publisher.utf8.elementsEqual(identity.organisation.utf8)
            }
            guard !held.isEmpty else { throw LessonExchangeError("lesson.not-found", lesson.lessonID) }
            for row in held where !digests.contains(row.digest) {
                digests.append(row.digest)
                switch try await store.audience(of: row.digest) {
                case .named(let names)?: readers?.formUnion(names)
                case .partners?, nil: readers = nil
                }
            }
        }
        let payload = SiblingStatements.withdrawal(
            of: lessons,
            inBundles: digests,
            reason: reason,
            advice: advice,
            recipients: readers?.sorted() ?? [],
            by: identity.publisher,
            at: clock(),
            random: random
        )
        let statement = try OutgoingStatements(identity: identity, trust: trust)
            .signed(payload, kind: .withdrawal, at: clock())
        return try await log([statement], "withdraw", by: actor, request: request)[0]
    }
}
