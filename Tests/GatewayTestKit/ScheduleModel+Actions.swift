import ExchangeTestKit
import Foundation
import Gateway
import LessonExchange
import Signatures
import StrictJSON

extension ScheduleModel {
    mutating func act(_ action: ScheduleAction) async throws {
        let member = pick(members.count)
        switch action {
        case .publish: try await publish(member, lessonID: nil, version: 1, supersedes: nil)
        case .revise: try await revise(member)
        case .supersede: try await supersede(member)
        case .withdraw: try await withdraw(member)
        case .withdrawFlawed: try await withdrawFlawed(member)
        case .replay: try await replay(member)
        case .respond: try await respond(member)
        case .pull: try await pull(member, from: pick(members.count), perThousand: [0, 30, 300][pick(3)])
        case .housekeep: try await housekeep(member)
        case .hold: try await hold(member)
        case .cut:
            let pair = [member, pick(members.count)]
            if cuts.remove(pair) == nil { cuts.insert(pair) }
        case .restart: try reopen(member)
        // Within the hour that clocks may differ by, or so far ahead that others have to wait.
        case .stepClock: setOffset([0, -1200, 1200, 3 * 3600][pick(4)], of: member)
        case .changeTrust: try await changeTrust(member)
        case .join: try await join()
        case .restore: try await restore(member)
        }
    }

    mutating func join() async throws {
        guard let stranger else { return }
        self.stranger = nil
        for other in members.indices where other != stranger { try await introduce(stranger, other) }
    }

    /// Bundles of a gateway that its own program knows of, by place among all statements.
    private func ownBundles(_ issuer: Int) -> [Int] {
        issued.indices.filter { issued[$0].issuer == issuer && issued[$0].lesson?.isReplay == false }
    }

    /// The own bundles of one lesson up to a version.
    private func ownBundles(_ issuer: Int, of lessonID: String, upTo version: Int) -> [Int] {
        ownBundles(issuer).filter { place in
            guard let lesson = issued[place].lesson else { return false }
            return lesson.lessonID == lessonID && lesson.version <= version
        }
    }

    private mutating func pickOwnLesson(_ issuer: Int) -> IssuedLesson? {
        let own = ownBundles(issuer)
        return own.isEmpty ? nil : issued[own[pick(own.count)]].lesson
    }

    private mutating func revise(_ issuer: Int) async throws {
        guard let lesson = pickOwnLesson(issuer) else { return }
        let taken = ownBundles(issuer, of: lesson.lessonID, upTo: .max).compactMap { issued[$0].lesson?.version }
        let version = (taken.max() ?? 1) + 1 + (pick(4) == 0 ? 1 : 0)
        try await publish(issuer, lessonID: lesson.lessonID, version: version, supersedes: nil)
    }

    private mutating func supersede(_ issuer: Int) async throws {
        guard let other = pickOwnLesson(issuer) else { return }
        try await publish(issuer, lessonID: nil, version: 1, supersedes: (other.lessonID, other.version))
    }

    /// Publishes one lesson, for all partners or for some; who had an earlier version and is left out is told so.
    private mutating func publish(
        _ issuer: Int,
        lessonID: String?,
        version: Int,
        supersedes: (lessonID: String, version: Int)?
    ) async throws {
        let partners = members[issuer].partners.sorted()
        guard !partners.isEmpty else { return }
        let named: Set<Int>? = pick(2) == 0 ? nil : Set(partners.filter { _ in pick(2) == 0 } + [partners[0]])
        let marker = PlantedWord(using: &random)
        var draft = ScheduleNetwork.draft(issued.count, marker: marker)
        if let lessonID { draft["lessonId"] = .string(lessonID) }
        if version > 1 { draft["version"] = .integer(version) }
        if let supersedes {
            draft["supersedes"] = [
                .object(of: ["lessonId": .string(supersedes.lessonID), "version": .integer(supersedes.version)])
            ]
        }
        let sharing = BundleComposer.Sharing(
            marking: named == nil ? "nhs-and-partners" : "named-recipients",
            onwardSharing: "no",
            licence: nil,
            recipients: (named ?? []).sorted().map { members[$0].id }
        )
        let gateway = members[issuer].gateway
        let submission = Gateway.Submission(draft: try SampleDrafts.attested(draft))
        let published = try await gateway.publish([submission], sharing: sharing, by: Self.publishing)[0]
        let lesson = IssuedLesson(
            lessonID: published.lessons[0].lessonID,
            version: version,
            marker: marker,
            supersedes: supersedes,
            payload: try await payload(of: published.digest, at: issuer),
            isReplay: false
        )
        try await narrow(lesson, to: named, of: issuer, after: published.position)
        note(published, by: issuer, readers: named, .bundle(lesson))
    }

    private func payload(of digest: Digest, at member: Int) async throws -> JSONTree {
        let envelope = try await members[member].gateway.store.statement(digest)?.envelope ?? []
        return JSONTree(try JSONDocument(parsing: try JWSEnvelope(parsing: envelope).payload).root)
    }

    mutating func note(
        _ published: PublishedStatement,
        by issuer: Int,
        readers: Set<Int>?,
        _ content: IssuedStatement.Content
    ) {
        note(published.digest, at: published.position, by: issuer, readers: readers, content)
    }

    private mutating func note(
        _ digest: Digest,
        at position: UInt64,
        by issuer: Int,
        readers: Set<Int>?,
        _ content: IssuedStatement.Content
    ) {
        issued.append(
            IssuedStatement(
                issuer: issuer,
                digest: digest,
                position: position,
                readers: readers,
                isFirstSeal: !members[issuer].isRenewed,
                content: content
            )
        )
    }

    /// What follows from a version for fewer readers: a withdrawal for those outside, and nobody new gets the older.
    private mutating func narrow(
        _ lesson: IssuedLesson,
        to named: Set<Int>?,
        of issuer: Int,
        after position: UInt64
    ) async throws {
        let partners = members[issuer].partners
        let earlier = ownBundles(issuer, of: lesson.lessonID, upTo: lesson.version - 1)
        let before = earlier.reduce(into: Set<Int>()) { $0.formUnion(issued[$1].readers ?? partners) }
        let outside = named.map { before.subtracting($0) } ?? []
        let told = try await addressed(by: issuer, from: position + 1)
        if told.reduce(into: Set<Int>(), { $0.formUnion($1.readers) }) != outside {
            fault(issuer, "W6: a narrower version tells others than those outside")
        }
        for (item, readers) in told {
            let readable = earlier.filter { place in
                (issued[place].readers ?? partners).contains { readers.contains($0) }
            }
            let withdrawal = IssuedWithdrawal(
                lessonID: lesson.lessonID,
                upTo: lesson.version - 1,
                isDisclosive: false,
                flaw: nil,
                isNarrowing: true,
                digests: readable.map { issued[$0].digest }
            )
            note(item.digest, at: item.position, by: issuer, readers: readers, .withdrawal(withdrawal))
        }
        guard named != nil else { return }
        for place in earlier where issued[place].readers == nil { issued[place].readers = partners }
    }

    /// What stands in a log from a position on, and for whom.
    private func addressed(
        by issuer: Int,
        from position: UInt64
    ) async throws -> [(item: AddressedItem, readers: Set<Int>)] {
        let store = members[issuer].gateway.store
        let head = try await store.head().size
        var found: [(item: AddressedItem, readers: Set<Int>)] = []
        for reader in members.indices where reader != issuer {
            let who = Reader.partner(members[reader].id)
            for item in try await store.addressed(to: who, from: position, upTo: head, max: 100).items {
                if let place = found.firstIndex(where: { $0.item == item }) {
                    found[place].readers.insert(reader)
                } else {
                    found.append((item, [reader]))
                }
            }
        }
        return found
    }
}
