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
        let statements = try groups.map { group in
            var statement = try withdrawal(group.lessons, reason: reason, advice: advice, to: group.readers ?? [])
            statement.isPublic = group.isPublic
            return statement
        }
        return try await log(statements, "withdraw", by: actor, request: request)
    }

    /// A lesson with the bundles that hold it and everybody who may have it.
    private struct WithdrawnLesson {
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

    private func withdrawal(
        _ lessons: [WithdrawnLesson],
        reason: String,
        advice: String?,
        to readers: [String]
    ) throws(LessonExchangeError) -> OutgoingStatement {
        let payload = SiblingStatements.withdrawal(
            of: lessons.map(\.versions),
            inBundles: lessons.flatMap(\.digests),
            reason: reason,
            advice: advice,
            recipients: readers,
            by: identity.publisher,
            at: clock(),
            random: random
        )
        return try OutgoingStatements(identity: identity, trust: trust).signed(payload, kind: .withdrawal, at: clock())
    }

    /// Withdrawals for those who had an earlier version and are no longer among the recipients (exchange.md, W6).
    ///
    /// - Returns: the statements, and whom each earlier bundle is for from now on.
    func narrowing(
        _ statements: [OutgoingStatement]
    ) async throws -> (withdrawals: [OutgoingStatement], narrowed: [NarrowedBundle]) {
        var withdrawals: [OutgoingStatement] = []
        var narrowed: [NarrowedBundle] = []
        for statement in statements {
            guard case .bundle(let bundle) = statement.content, case .named(let names) = statement.audience else {
                continue
            }
            for lesson in bundle.lessons where lesson.version > 1 {
                let earlier = SiblingStatements.LessonVersions(
                    lessonID: lesson.lessonID,
                    versionsUpTo: lesson.version - 1
                )
                guard let known = try? await held(earlier) else { continue }
                let before = try await readers(of: known)
                let outside = before.filter { reader in !names.contains { $0.utf8.elementsEqual(reader.utf8) } }
                guard !outside.isEmpty else { continue }
                var withdrawal = try withdrawal([known], reason: "outdated", advice: nil, to: outside)
                withdrawal.actsElsewhere = true
                withdrawals.append(withdrawal)
                narrowed += known.digests.map { NarrowedBundle(digest: $0, readers: before) }
            }
        }
        return (withdrawals, narrowed)
    }

    private func readers(of lesson: WithdrawnLesson) async throws -> [String] {
        if let readers = lesson.readers { return readers }
        var all = Set(try await store.partners().filter { $0.state != .removed }.map(\.id))
        for digest in lesson.digests {
            all.formUnion(try await store.deliveries(of: digest).filter { $0.step != .addressed }.map(\.partner))
        }
        return all.sorted()
    }
}
