package import Signatures

/// A token's right.
package enum Scope: String, Sendable, CaseIterable {
    /// Search and lists.
    case read
    /// Hand in drafts.
    case draft
    /// Take in findings of external bodies, decide whether they concern us, say where we stand and what we do about them.
    case triage
    /// Attest that nobody can be recognised; read what was set aside.
    case igCheck = "ig-check"
    /// Approve for release.
    case approve
    /// Sign and log.
    case publish
    /// Partners, sync, checks.
    case operate
}

/// A step on the way of one lesson.
///
/// Nobody takes two of them for the same lesson.
package enum Duty: String, Sendable, CaseIterable {
    case draft
    case igCheck = "ig-check"
    case approve
    case publish

    /// The right that it takes.
    package var scope: Scope { Scope(rawValue: rawValue) ?? .operate }

    /// The role that the audit trail and the release name.
    package var role: String {
        switch self {
        case .draft: "author"
        case .igCheck: "ig-lead"
        case .approve: "group-chair"
        case .publish: "publisher"
        }
    }
}

/// Who took a step for a draft.
package struct DutyRecord: Sendable, Equatable {
    /// SHA-256 of the draft's bytes.
    package let draft: Digest
    package let duty: Duty
    package let person: String
    package let at: Timestamp
    /// The draft itself, the signed attestation record, the approval; what the step left behind.
    package let document: [UInt8]
    /// The lesson's ``LessonFacts/form``, the same whatever the bytes of its draft; nil where it is not known.
    package let form: Digest?

    package init(
        draft: Digest,
        duty: Duty,
        person: String,
        at: Timestamp,
        document: [UInt8],
        form: Digest? = nil
    ) {
        self.draft = draft
        self.duty = duty
        self.person = person
        self.at = at
        self.document = document
        self.form = form
    }
}

/// Whether a step could be taken.
package enum DutyOutcome: Sendable, Equatable {
    case kept
    /// The same person has taken another step for this lesson.
    case separated(from: Duty)
    /// A later step has been taken already.
    case late(for: Duty)
}

/// Right of a person or a system to use the local API; only the token's hash is kept.
package struct APIToken: Sendable, Equatable {
    /// SHA-256 of the token.
    package let hash: Digest
    package let person: String
    package let scopes: [Scope]
    package let created: Timestamp
    package let expires: Timestamp
    package var isRevoked: Bool

    package init(
        hash: Digest,
        person: String,
        scopes: [Scope],
        created: Timestamp,
        expires: Timestamp,
        isRevoked: Bool = false
    ) {
        self.hash = hash
        self.person = person
        self.scopes = scopes
        self.created = created
        self.expires = expires
        self.isRevoked = isRevoked
    }

    /// Whether it gives a right now.
    package func permits(_ scope: Scope, at moment: Timestamp) -> Bool {
        !isRevoked && moment < expires && scopes.contains(scope)
    }
}
