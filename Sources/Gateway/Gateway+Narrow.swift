import LessonExchange
import Signatures
import StrictJSON

extension Gateway {
    /// An earlier bundle with a lesson, and whom it was for when it was published.
    private struct EarlierBundle {
        let digest: Digest
        let readers: [String]
        /// Whether it was for all partners, also for those who join later.
        let isForAll: Bool
        let isPublic: Bool
    }

    /// Withdrawals for those who had an earlier version and are no longer among the recipients (exchange.md, W6).
    ///
    /// Each reader is told of the bundles that it could have, and of no other.
    ///
    /// - Returns: the statements, and whom each earlier bundle is for from now on.
    func narrowing(
        _ statements: [OutgoingStatement]
    ) async throws -> (withdrawals: [OutgoingStatement], narrowed: [NarrowedBundle]) {
        var withdrawals: [OutgoingStatement] = []
        var narrowed: [NarrowedBundle] = []
        for statement in statements {
            guard case .bundle(let bundle) = statement.content else { continue }
            for lesson in bundle.lessons where lesson.version > 1 {
                let earlier = try await earlierBundles(of: lesson)
                let versions = SiblingStatements.LessonVersions(
                    lessonID: lesson.lessonID,
                    versionsUpTo: lesson.version - 1
                )
                if case .named(let names) = statement.audience {
                    for (digests, readers) in Self.outsiders(earlier, names) {
                        withdrawals += try forThoseOutside(versions, digests, to: readers)
                    }
                }
                if bundle.marking != "public" {
                    let told = try forThePublic(versions, earlier)
                    withdrawals += told
                    narrowed += told.map { NarrowedBundle(digest: $0.digest, readers: []) }
                }
                narrowed += Self.narrowed(earlier, statement.audience, isPublic: bundle.marking == "public")
            }
        }
        return (withdrawals, narrowed)
    }

    private func earlierBundles(of lesson: LessonFacts) async throws -> [EarlierBundle] {
        var bundles: [EarlierBundle] = []
        for row in try await store.versions(of: lesson.lessonID)
        where row.version < lesson.version && row.publisher.utf8.elementsEqual(identity.organisation.utf8)
            && !bundles.contains(where: { $0.digest == row.digest })
        {
            var (readers, isForAll): ([String], Bool) = ([], true)
            if case .named(let names)? = try await store.audience(of: row.digest) {
                (readers, isForAll) = (names, false)
            } else {
                readers = try await everybody(whoMayHave: row.digest)
            }
            bundles.append(
                EarlierBundle(digest: row.digest, readers: readers, isForAll: isForAll, isPublic: row.isPublic)
            )
        }
        return bundles
    }

    /// The partners of now, and those of before who have it.
    private func everybody(whoMayHave digest: Digest) async throws -> [String] {
        var all = Set(try await store.partners().filter { $0.state != .removed }.map(\.id))
        all.formUnion(try await store.deliveries(of: digest).filter { $0.step != .addressed }.map(\.partner))
        return all.sorted()
    }

    /// Readers who are not among the names, by the bundles that they could have.
    private static func outsiders(_ earlier: [EarlierBundle], _ names: [String]) -> [([Digest], [String])] {
        var groups: [(digests: [Digest], readers: [String])] = []
        for reader in Set(earlier.flatMap(\.readers)).sorted()
        where !names.contains(where: { $0.utf8.elementsEqual(reader.utf8) }) {
            let digests = earlier.filter { bundle in
                bundle.readers.contains { $0.utf8.elementsEqual(reader.utf8) }
            }.map(\.digest)
            if let place = groups.firstIndex(where: { $0.digests == digests }) {
                groups[place].readers.append(reader)
            } else {
                groups.append((digests, [reader]))
            }
        }
        return groups.map { ($0.digests, $0.readers) }
    }

    private func forThoseOutside(
        _ versions: SiblingStatements.LessonVersions,
        _ digests: [Digest],
        to readers: [String]
    ) throws(LessonExchangeError) -> [OutgoingStatement] {
        let lesson = WithdrawnLesson(versions: versions, digests: digests, readers: readers, isPublic: false)
        return try withdrawals([lesson], reason: "outdated", advice: nil, to: readers).map { statement in
            var statement = statement
            statement.actsElsewhere = true
            return statement
        }
    }

    /// For whoever reads public exports; partners get the next version, which replaces it.
    private func forThePublic(
        _ versions: SiblingStatements.LessonVersions,
        _ earlier: [EarlierBundle]
    ) throws(LessonExchangeError) -> [OutgoingStatement] {
        let digests = earlier.filter(\.isPublic).map(\.digest)
        guard !digests.isEmpty else { return [] }
        let lesson = WithdrawnLesson(versions: versions, digests: digests, readers: nil, isPublic: true)
        return try withdrawals([lesson], reason: "outdated", advice: nil, to: []).map { statement in
            var statement = statement
            (statement.actsElsewhere, statement.isPublic) = (true, true)
            return statement
        }
    }

    /// What was for all partners stays for those who could have it until now, where the next version is for named ones.
    private static func narrowed(
        _ earlier: [EarlierBundle],
        _ audience: Audience,
        isPublic: Bool
    ) -> [NarrowedBundle] {
        earlier.compactMap { bundle in
            let isPublicNoMore = bundle.isPublic && !isPublic
            let isForFewer = bundle.isForAll && audience != .partners
            guard isPublicNoMore || isForFewer else { return nil }
            return NarrowedBundle(
                digest: bundle.digest,
                readers: isForFewer ? bundle.readers : nil,
                isPublicNoMore: isPublicNoMore
            )
        }
    }
}
