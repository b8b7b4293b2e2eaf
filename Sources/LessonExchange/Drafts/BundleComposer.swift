package import Signatures
package import StrictJSON

/// Makes the payload of a bundle from checked drafts: fills ids, version, status and release.
package struct BundleComposer: Sendable {
    /// What a bundle is shared under when nothing else is said.
    package static let usualMarking = "nhs-and-partners"

    /// Whom a bundle may be shared with.
    package static let markings = ["public", usualMarking, "named-recipients"]

    /// With whom a bundle is shared.
    package struct Sharing: Sendable {
        package var marking: String
        package var onwardSharing: String
        package var licence: String?
        /// Only with marking `named-recipients`.
        package var recipients: [String]

        package init(marking: String, onwardSharing: String, licence: String?, recipients: [String]) {
            self.marking = marking
            self.onwardSharing = onwardSharing
            self.licence = licence
            self.recipients = recipients
        }
    }

    private let publisher: Publisher
    private let sharing: Sharing
    private let cosigners: [String]
    private let moment: Timestamp
    private let random: RandomSource

    package init(
        publisher: Publisher,
        sharing: Sharing,
        cosigners: [String] = [],
        at moment: Timestamp,
        random: @escaping RandomSource
    ) {
        self.publisher = publisher
        self.sharing = sharing
        self.cosigners = cosigners
        self.moment = moment
        self.random = random
    }

    /// The payload of a bundle of attested drafts.
    ///
    /// - Throws: ``LessonExchangeError`` with `attestation.missing` for a draft that nobody attested.
    package func bundle(of drafts: [CheckedDraft]) throws(LessonExchangeError) -> JSONTree {
        var releases: [JSONTree] = []
        for draft in drafts {
            guard let release = draft.release else { throw LessonExchangeError("attestation.missing") }
            releases.append(release)
        }
        return bundle(of: drafts.map(\.lesson), releases: releases)
    }

    /// The payload of lessons with their releases as given: for tests of what others may send.
    package func bundle(of lessons: [JSONTree], releases: [JSONTree]) -> JSONTree {
        var members = StatementFrame.members(.bundle, at: moment, random: random)
        if !sharing.recipients.isEmpty {
            members.append(.init("recipients", .array(sharing.recipients.map { .string($0) })))
        }
        members += [
            .init("bundleId", .string(newID(StatementIDs.bundlePrefix))), .init("publisher", publisher.tree),
            .init(
                "sharing",
                .object(of: [
                    "marking": .string(sharing.marking), "onwardSharing": .string(sharing.onwardSharing),
                    "licence": sharing.licence.map { .string($0) },
                ])
            ),
        ]
        if !cosigners.isEmpty { members.append(.init("cosigners", .array(cosigners.map { .string($0) }))) }
        members.append(.init("lessons", .array(zip(lessons, releases).map { lesson($0, $1) })))
        return .object(members)
    }

    private func lesson(_ draft: JSONTree, _ release: JSONTree) -> JSONTree {
        let version = draft["version"] ?? .integer(1)
        let isFirst = if case .number("1") = version { true } else { draft["version"] == nil }
        var lesson = JSONTree.object(of: [
            "lessonId": draft["lessonId"] ?? .string(newID(StatementIDs.lessonPrefix)),
            "version": version,
            "status": .string(isFirst ? "published" : "corrected"),
        ])
        if case .object(let members) = draft {
            for member in members where lesson[member.name] == nil { lesson[member.name] = member.value }
        }
        lesson["release"] = release
        return lesson
    }

    private func newID(_ prefix: String) -> String {
        StatementIDs.make(prefix, organisation: publisher.id, at: moment, random: random)
    }
}
