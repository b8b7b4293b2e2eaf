import ExchangeTestKit
package import Gateway
import LessonExchange
import Signatures
package import StrictJSON

/// Pairs of lessons written by hand, and how well the second of each is answered with the first.
package struct DuplicatePairs {
    package struct Pair {
        package let id: String
        package let category: String
        package let first: JSONTree
        package let second: JSONTree
    }

    package let pairs: [Pair]

    /// The committed set.
    package static func committed() throws -> DuplicatePairs {
        var pairs: [Pair] = []
        for name in try SharedFolder.packageFiles("Tests/GatewayTests/Pairs") {
            let bytes = try SharedFolder.packageBytes("Tests/GatewayTests/Pairs/\(name)")
            for line in bytes.split(separator: 0x0A) {
                let root = try JSONDocument(parsing: Array(line)).root
                guard let id = root["id"]?.string, let category = root["category"]?.string, let first = root["a"],
                    let second = root["b"]
                else { continue }
                pairs.append(
                    Pair(id: id, category: category, first: JSONTree(first), second: JSONTree(second))
                )
            }
        }
        return DuplicatePairs(pairs: pairs)
    }

    /// What was found for one pair.
    package struct Answer {
        package let pair: Pair
        /// Place of the first lesson among the answers for the second, from 0; nil when it is not among five.
        package let rank: Int?
        package let score: Int?
        /// Whether anything was called probably the same, or of the same source.
        package let isCalledSame: Bool
    }

    /// Logs the first of each pair among distractors, then asks with the second.
    package func answers(in gateway: Gateway, distractors: Int) async throws -> [Answer] {
        var generator = LessonGenerator(seed: 3)
        var drafts = (0..<distractors).map { _ in generator.draft() }
        drafts += pairs.map(\.first)
        let published = try await gateway.logUnchecked(drafts)
        let ids = published.suffix(pairs.count).map { $0.lessons[0].lessonID }
        var answers: [Answer] = []
        for (pair, id) in zip(pairs, ids) {
            let similar = try await gateway.similar(toDraft: pair.second.prettyBytes)
            let rank = similar.firstIndex { $0.lessonID == id }
            answers.append(
                Answer(
                    pair: pair,
                    rank: rank,
                    score: rank.map { similar[$0].likeness.score },
                    isCalledSame: similar.contains { $0.likeness.kind != .related }
                )
            )
        }
        return answers
    }
}

extension Gateway {
    /// Logs drafts, one bundle each, that no gate has seen: for tests of what comes behind it.
    package func logUnchecked(_ drafts: [JSONTree]) async throws -> [PublishedStatement] {
        let composer = BundleComposer(
            publisher: identity.publisher,
            sharing: .init(marking: "nhs-and-partners", onwardSharing: "no", licence: nil, recipients: []),
            at: clock(),
            random: random
        )
        let release = JSONTree.object(of: [
            "anonymisation": .object(of: [
                "standard": .string(AnonymisationGate.standard), "gateVersion": .string(AnonymisationGate.none),
            ])
        ])
        let statements = OutgoingStatements(identity: identity, trust: trust)
        let moment = clock()
        let signed = await BlockingWork.map(drafts) { draft -> Result<OutgoingStatement, any Error> in
            Result {
                try statements.signed(composer.bundle(of: [draft], releases: [release]), kind: .bundle, at: moment)
            }
        }
        return try await log(try signed.map { try $0.get() }, "publish", by: Actor(person: "Test", role: "publisher"))
    }
}
