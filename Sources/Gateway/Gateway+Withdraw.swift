package import LessonExchange
import Signatures
import StrictJSON

extension Gateway {
    /// Takes lessons of ours back, in every bundle that holds them, for everybody whom one of the bundles was for.
    ///
    /// Lessons for other readers go into statements of their own: nobody learns of a lesson by its withdrawal.
    ///
    /// Lessons of others are taken back for all our partners, where we succeed their publisher or are an authority over it;
    /// the publisher then tells its own.
    ///
    /// - Throws: ``LessonExchangeError`` with `lesson.not-found` for a lesson or version that is not here, `lesson.not-ours`
    ///   for one that is not ours to take back.
    package func withdraw(
        _ lessons: [SiblingStatements.LessonVersions],
        reason: String,
        advice: String?,
        by actor: Actor,
        request: IdempotencyKey? = nil
    ) async throws -> [PublishedStatement] {
        if let advice { try checkWording(advice, at: "/advice") }
        var groups: [(readers: [String]?, isPublic: Bool, lessons: [WithdrawnLesson])] = []
        for lesson in lessons {
            let found = try await withdrawable(lesson)
            let place = groups.firstIndex { $0.readers == found.readers && $0.isPublic == found.isPublic }
            if let place {
                groups[place].lessons.append(found)
            } else {
                groups.append((found.readers, found.isPublic, [found]))
            }
        }
        var statements: [OutgoingStatement] = []
        for group in groups {
            let parts = try withdrawals(group.lessons, reason: reason, advice: advice, to: group.readers ?? [])
            for var statement in parts {
                statement.isPublic = group.isPublic
                statements.append(statement)
            }
        }
        return try await log(statements, "withdraw", by: actor, request: request)
    }

    /// A lesson with the bundles that hold it and everybody who may have it.
    struct WithdrawnLesson {
        let versions: SiblingStatements.LessonVersions
        let digests: [Digest]
        /// Nil for all partners.
        let readers: [String]?
        let isPublic: Bool
    }

    private func withdrawable(_ lesson: SiblingStatements.LessonVersions) async throws -> WithdrawnLesson {
        let rows = try await store.versions(of: lesson.lessonID)
        guard let newest = rows.map(\.version).max() else {
            throw LessonExchangeError("lesson.not-found", lesson.lessonID)
        }
        // Versions that are still to come would be withdrawn before anybody wrote them.
        guard lesson.versionsUpTo <= newest else {
            throw LessonExchangeError("lesson.not-found", "the newest version of \(lesson.lessonID) is \(newest)")
        }
        let publisher = rows[0].publisher
        if publisher.utf8.elementsEqual(identity.organisation.utf8) { return try await held(lesson) }
        guard trust.current.mayWithdraw(identity.organisation, lessonsOf: publisher) else {
            throw LessonExchangeError("lesson.not-ours", lesson.lessonID)
        }
        let taken = rows.filter { $0.version <= lesson.versionsUpTo }
        return WithdrawnLesson(
            versions: lesson,
            digests: taken.map(\.digest),
            readers: nil,
            isPublic: taken.contains(where: \.isPublic)
        )
    }

    private func held(_ lesson: SiblingStatements.LessonVersions) async throws -> WithdrawnLesson {
        let rows = try await store.versions(of: lesson.lessonID).filter {
            $0.version <= lesson.versionsUpTo && $0.publisher.utf8.elementsEqual(identity.organisation.utf8)
        }
        guard !rows.isEmpty else { throw LessonExchangeError("lesson.not-found", lesson.lessonID) }
        var digests: [Digest] = []
        var readers: Set<String>? = []
        var isPublic = false
        for row in rows where !digests.contains(row.digest) {
            digests.append(row.digest)
            isPublic = isPublic || row.isPublic
            switch try await store.audience(of: row.digest) {
            case .named(let names)?: readers?.formUnion(names)
            case .partners?, nil: readers = nil
            }
        }
        return WithdrawnLesson(versions: lesson, digests: digests, readers: readers?.sorted(), isPublic: isPublic)
    }

    /// Statements that take lessons back: as many as the schema lets one name.
    func withdrawals(
        _ lessons: [WithdrawnLesson],
        reason: String,
        advice: String?,
        to readers: [String]
    ) throws(LessonExchangeError) -> [OutgoingStatement] {
        var parts: [(lessons: [SiblingStatements.LessonVersions], digests: [Digest])] = []
        for lesson in lessons {
            for start in stride(from: 0, to: max(1, lesson.digests.count), by: Self.digestsMax) {
                let digests = Array(lesson.digests.dropFirst(start).prefix(Self.digestsMax))
                let last = parts.last ?? ([], [])
                let new = digests.filter { !last.digests.contains($0) }
                let fits = last.lessons.count < Self.lessonsMax && last.digests.count + new.count <= Self.digestsMax
                if parts.isEmpty || !fits || start > 0 {
                    parts.append(([lesson.versions], digests))
                } else {
                    parts[parts.count - 1] = (last.lessons + [lesson.versions], last.digests + new)
                }
            }
        }
        var statements: [OutgoingStatement] = []
        for part in parts {
            let payload = SiblingStatements.withdrawal(
                of: part.lessons,
                inBundles: part.digests,
                reason: reason,
                advice: advice,
                recipients: readers,
                by: identity.publisher,
                at: clock(),
                random: random
            )
            statements.append(
                try OutgoingStatements(identity: identity, trust: trust)
                    .signed(payload, kind: .withdrawal, at: clock())
            )
        }
        return statements
    }

    /// Items of `lessons` and `digests` in withdrawal.schema.json.
    private static let lessonsMax = 50
    private static let digestsMax = 200
}
