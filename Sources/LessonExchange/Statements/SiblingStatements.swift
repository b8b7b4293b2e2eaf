package import Signatures
package import StrictJSON
package import TransparencyLog

/// Builds the statements that go with bundles: withdrawals, responses, status lists.
///
/// Signing and schema checks are the signer's.
package enum SiblingStatements {
    /// A lesson and the versions of it that are meant.
    package struct LessonVersions: Sendable {
        package let lessonID: String
        /// This version and all before it.
        package let versionsUpTo: Int

        package init(lessonID: String, versionsUpTo: Int) {
            self.lessonID = lessonID
            self.versionsUpTo = versionsUpTo
        }

        var tree: JSONTree { .object(of: ["lessonId": .string(lessonID), "versionsUpTo": .integer(versionsUpTo)]) }
    }

    /// Takes lessons back, in every bundle that holds them.
    package static func withdrawal(
        of lessons: [LessonVersions],
        inBundles digests: [Digest],
        reason: String,
        advice: String?,
        recipients: [String],
        by publisher: Publisher,
        at moment: Timestamp,
        random: RandomSource
    ) -> JSONTree {
        var members = StatementFrame.members(.withdrawal, at: moment, random: random)
        if !recipients.isEmpty { members.append(.init("recipients", .array(recipients.map { .string($0) }))) }
        members += [
            .init("publisher", publisher.tree), .init("lessons", .array(lessons.map(\.tree))),
            .init("digests", .array(digests.map { .string($0.description) })), .init("reason", .string(reason)),
            .init("effective", .string(moment.description)),
        ]
        if let advice { members.append(.init("advice", .string(advice))) }
        return .object(members)
    }

    /// What a response is about.
    package enum Subject: Sendable {
        case bundle(Digest)
        case lesson(id: String, version: Int)
        case external(issuer: String, reference: String)

        var tree: JSONTree {
            switch self {
            case .bundle(let digest): .object(of: ["digest": .string(digest.description)])
            case .lesson(let id, let version):
                .object(of: ["lesson": .object(of: ["lessonId": .string(id), "version": .integer(version)])])
            case .external(let issuer, let reference):
                .object(of: ["external": .object(of: ["issuer": .string(issuer), "reference": .string(reference)])])
            }
        }
    }

    /// A position on one recommendation.
    package struct RecommendationPosition: Sendable {
        package let id: String
        package let position: String
        package let reason: String?

        package init(id: String, position: String, reason: String?) {
            self.id = id
            self.position = position
            self.reason = reason
        }

        var tree: JSONTree {
            .object(of: [
                "id": .string(id), "position": .string(position), "reason": reason.map { .string($0) },
            ])
        }
    }

    /// What an organisation does about a lesson or finding.
    package static func response(
        to subject: Subject,
        overall position: String,
        text: String?,
        perRecommendation: [RecommendationPosition],
        recipients: [String],
        by publisher: Publisher,
        at moment: Timestamp,
        random: RandomSource
    ) -> JSONTree {
        var members = StatementFrame.members(.response, at: moment, random: random)
        members += [
            .init("recipients", .array(recipients.map { .string($0) })), .init("publisher", publisher.tree),
            .init("subject", subject.tree),
        ]
        if !perRecommendation.isEmpty {
            members.append(.init("perRecommendation", .array(perRecommendation.map(\.tree))))
        }
        members.append(
            .init("overall", .object(of: ["position": .string(position), "text": text.map { .string($0) }]))
        )
        return .object(members)
    }

    /// What a publisher has withdrawn, for readers who are offline.
    ///
    /// `withdrawals`: payloads of the publisher's withdrawals, with their digests; they must be verified.
    package static func statusList(
        of withdrawals: [(root: JSONValue, digest: Digest)],
        by publisher: Publisher,
        at moment: Timestamp,
        validHours: Int,
        checkpoint: Checkpoint? = nil,
        random: RandomSource
    ) -> JSONTree {
        var members = StatementFrame.members(.statusList, at: moment, random: random)
        let withdrawn = withdrawals.flatMap { withdrawal in
            (withdrawal.root["lessons"]?.elements ?? []).map { lesson in
                JSONTree.object(of: [
                    "lessonId": lesson["lessonId"].map { JSONTree($0) },
                    "versionsUpTo": lesson["versionsUpTo"].map { JSONTree($0) },
                    "withdrawal": .string(withdrawal.digest.description),
                    "reason": withdrawal.root["reason"].map { JSONTree($0) },
                    "effective": withdrawal.root["effective"].map { JSONTree($0) },
                ])
            }
        }
        members += [
            .init("publisher", publisher.tree), .init("thisUpdate", .string(moment.description)),
            .init("nextUpdate", .string(moment.adding(seconds: Int64(validHours) * 3600).description)),
        ]
        if let checkpoint {
            let state = JSONTree.object(of: [
                "origin": .string(checkpoint.origin), "treeSize": .integer(Int(checkpoint.size)),
                "rootHash": .string(Base64.standard.encode(checkpoint.root.bytes)),
            ])
            members.append(.init("checkpoint", state))
        }
        members.append(.init("withdrawn", .array(withdrawn)))
        return .object(members)
    }
}

extension SiblingStatements {
    /// What arrived from one log in one exchange, and what was done with it.
    package struct ReceiptRange: Sendable {
        package let origin: String
        package let from: UInt64
        package let to: UInt64
        /// The state of that log, as it was verified.
        package let treeSize: UInt64
        package let rootHash: Digest

        package init(origin: String, from: UInt64, to: UInt64, treeSize: UInt64, rootHash: Digest) {
            self.origin = origin
            self.from = from
            self.to = to
            self.treeSize = treeSize
            self.rootHash = rootHash
        }
    }

    /// Says what was done with each statement of a range; `items` keep `receipt.schema.json`.
    package static func receipt(
        _ range: ReceiptRange,
        items: [JSONTree],
        to reader: String,
        earlier: Digest? = nil,
        by publisher: Publisher,
        at moment: Timestamp,
        random: RandomSource
    ) -> JSONTree {
        var members = StatementFrame.members(.receipt, at: moment, random: random)
        members += [
            .init("recipients", .array([.string(reader)])), .init("publisher", publisher.tree),
            .init("origin", .string(range.origin)), .init("fromPosition", .integer(Int(range.from))),
            .init("toPosition", .integer(Int(range.to))),
            .init(
                "checkpoint",
                .object(of: [
                    "treeSize": .integer(Int(range.treeSize)),
                    "rootHash": .string(Base64.standard.encode(range.rootHash.bytes)),
                ])
            ),
            .init("items", .array(items)),
        ]
        if let earlier { members.append(.init("earlier", .string(earlier.description))) }
        return .object(members)
    }

    /// Opens a new log after a restore: where the old one ended, and who agreed to go on.
    package static func epoch(
        origin: LogOrigin,
        after previous: LogOrigin,
        last: Checkpoint,
        reason: String,
        approvers: [String],
        by publisher: Publisher,
        at moment: Timestamp,
        random: RandomSource
    ) -> JSONTree {
        var members = StatementFrame.members(.epoch, at: moment, random: random)
        members += [
            .init("publisher", publisher.tree), .init("origin", .string(origin.description)),
            .init("previousOrigin", .string(previous.description)),
            .init(
                "lastCheckpoint",
                .object(of: [
                    "treeSize": .integer(Int(last.size)),
                    "rootHash": .string(Base64.standard.encode(last.root.bytes)),
                ])
            ),
            .init("reason", .string(reason)), .init("approvers", .array(approvers.map { .string($0) })),
        ]
        return .object(members)
    }
}
