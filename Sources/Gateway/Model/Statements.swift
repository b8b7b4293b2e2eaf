package import LessonExchange
package import Signatures
package import StrictJSON
package import TransparencyLog

/// Whom a statement of ours is for.
package enum Audience: Sendable, Equatable {
    /// Every partner, also one that joins later.
    case partners
    case named([String])
}

/// A statement of ours that is about to be logged: verified, with what the store keeps beside its bytes.
package struct OutgoingStatement: Sendable {
    package let envelope: [UInt8]
    package let digest: Digest
    package let kind: StatementKind
    package let entry: LogEntry
    package let audience: Audience
    package let content: StatementContent
    /// Whether everybody may have it: of a bundle by its marking, of a withdrawal by the bundles that it is about.
    package var isPublic = false
    /// Whether it changes nothing here: a withdrawal for those who are no longer among the recipients.
    package var actsElsewhere = false

    package init(
        envelope: [UInt8],
        digest: Digest,
        kind: StatementKind,
        entry: LogEntry,
        audience: Audience,
        content: StatementContent
    ) {
        self.envelope = envelope
        self.digest = digest
        self.kind = kind
        self.entry = entry
        self.audience = audience
        self.content = content
    }
}

/// A statement that was read back: exact bytes, and when they came.
package struct StoredStatement: Sendable {
    package let digest: Digest
    package let kind: StatementKind
    package let signer: String
    /// Nil once the bytes were erased.
    package let envelope: [UInt8]?
    package let firstSeen: Timestamp
    /// Its place in our own log; nil for statements of others.
    package let position: UInt64?

    package init(
        digest: Digest,
        kind: StatementKind,
        signer: String,
        envelope: [UInt8]?,
        firstSeen: Timestamp,
        position: UInt64?
    ) {
        self.digest = digest
        self.kind = kind
        self.signer = signer
        self.envelope = envelope
        self.firstSeen = firstSeen
        self.position = position
    }
}

/// What a statement says, as far as the store acts on it.
package enum StatementContent: Sendable {
    case bundle(BundleFacts)
    case withdrawal(WithdrawalFacts)
    case response(ResponseFacts)
    case receipt(ReceiptFacts)
    case epoch(EpochFacts)
    /// Kinds that are logged and kept, and change nothing else.
    case other

    /// With whom a bundle is shared.
    package var marking: String? { if case .bundle(let bundle) = self { bundle.marking } else { nil } }

    /// Reads a payload that keeps the schema of its kind.
    package init(_ root: JSONValue, kind: StatementKind) {
        switch kind {
        case .bundle: self = .bundle(BundleFacts(root))
        case .withdrawal: self = .withdrawal(WithdrawalFacts(root))
        case .response: self = .response(ResponseFacts(root))
        case .receipt: self = .receipt(ReceiptFacts(root))
        case .epoch: self = .epoch(EpochFacts(root))
        case .endorsement, .trustList, .statusList: self = .other
        }
    }
}

/// A bundle's lessons and whom they are for.
package struct BundleFacts: Sendable {
    package let bundleID: String
    package let marking: String
    package let issued: String
    package let lessons: [LessonFacts]

    init(_ root: JSONValue) {
        bundleID = root["bundleId"]?.string ?? ""
        marking = root["sharing"]?["marking"]?.string ?? ""
        issued = root["issued"]?.string ?? ""
        lessons = (root["lessons"]?.elements ?? []).map { LessonFacts($0) }
    }
}

/// What a withdrawal takes back.
package struct WithdrawalFacts: Sendable {
    package let lessons: [(lessonID: String, versionsUpTo: Int)]
    /// Bundles that hold them.
    package let digests: [Digest]
    package let reason: String
    package let effective: String

    /// Reason that removes the text everywhere (codes/withdrawal-reason.json).
    package static let disclosive = "disclosive"

    /// Reads the core fields, which are the same in all versions of the schema.
    package init(_ root: JSONValue) {
        lessons = (root["lessons"]?.elements ?? []).compactMap { item in
            guard let id = item["lessonId"]?.string, let upTo = item["versionsUpTo"]?.integer else { return nil }
            return (id, upTo)
        }
        digests = (root["digests"]?.elements ?? []).prefix(Self.digestsMax).compactMap {
            $0.string.flatMap { Digest($0) }
        }
        reason = root["reason"]?.string ?? ""
        effective = root["effective"]?.string ?? ""
    }

    /// Reads a line of a status list, which withdraws one lesson.
    package init(listed item: JSONValue) {
        lessons =
            item["lessonId"]?.string.flatMap { id in
                item["versionsUpTo"]?.integer.map { [(id, $0)] }
            } ?? []
        digests = []
        reason = item["reason"]?.string ?? ""
        effective = item["effective"]?.string ?? ""
    }

    private static let digestsMax = 200
}

/// What somebody does about a lesson.
package struct ResponseFacts: Sendable {
    package let lessonID: String?
    package let version: Int?
    package let digest: String?
    /// A finding outside the federation: issuer and reference.
    package let external: (issuer: String, reference: String)?
    package let position: String
    package let text: String?
    package let recommendations: [RecommendationAnswer]
    package let issued: String

    init(_ root: JSONValue) {
        let subject = root["subject"]
        lessonID = subject?["lesson"]?["lessonId"]?.string
        version = subject?["lesson"]?["version"]?.integer
        digest = subject?["digest"]?.string
        external = subject?["external"].flatMap { external in
            guard let issuer = external["issuer"]?.string, let reference = external["reference"]?.string else {
                return nil
            }
            return (issuer, reference)
        }
        position = root["overall"]?["position"]?.string ?? ""
        text = root["overall"]?["text"]?.string
        recommendations = (root["perRecommendation"]?.elements ?? []).map { item in
            RecommendationAnswer(
                id: item["id"]?.string,
                sourceRef: item["sourceRef"]?.string,
                position: item["position"]?.string ?? "",
                reason: item["reason"]?.string
            )
        }
        issued = root["issued"]?.string ?? ""
    }
}

/// Where a responder stands on one recommendation.
package struct RecommendationAnswer: Sendable, Equatable {
    /// Its number; a response names it by that or by the reference of the source, or by both.
    package let id: String?
    package let sourceRef: String?
    /// codes/position.json.
    package let position: String
    /// Why, or what was done in its place.
    package let reason: String?

    package init(id: String?, sourceRef: String?, position: String, reason: String?) {
        self.id = id
        self.sourceRef = sourceRef
        self.position = position
        self.reason = reason
    }

    package var tree: JSONTree {
        .object(of: [
            "id": id.map { .string($0) }, "sourceRef": sourceRef.map { .string($0) },
            "position": .string(position), "reason": reason.map { .string($0) },
        ])
    }
}

/// Where a log ended that another one continues.
package struct EpochFacts: Sendable, Equatable {
    package let origin: String
    package let previousOrigin: String
    /// The last state of the old log that its owner could show; nil where none can be read.
    package let last: Checkpoint?

    init(_ root: JSONValue) {
        origin = root["origin"]?.string ?? ""
        previousOrigin = root["previousOrigin"]?.string ?? ""
        let head = root["lastCheckpoint"]
        if let size = head?["treeSize"]?.integer, size >= 0, let text = head?["rootHash"]?.utf8,
            let hash = Base64.standard.decode(text).flatMap({ Digest(bytes: $0) })
        {
            last = Checkpoint(origin: previousOrigin, size: UInt64(size), root: hash)
        } else {
            last = nil
        }
    }
}

/// What a partner did with statements of ours.
package struct ReceiptFacts: Sendable {
    package let origin: String
    package let items: [(position: UInt64, digest: String, outcome: String, reason: String?)]

    package init(_ root: JSONValue) {
        origin = root["origin"]?.string ?? ""
        items = (root["items"]?.elements ?? []).compactMap { item in
            guard let position = item["position"]?.integer, position >= 0, let digest = item["digest"]?.string,
                let outcome = item["outcome"]?.string
            else { return nil }
            return (UInt64(position), digest, outcome, item["reasons"]?[0]?["code"]?.string)
        }
    }
}
