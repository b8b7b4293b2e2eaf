package import Signatures
package import StrictJSON

/// Why a statement is kept although a withdrawal asks for its erasure.
package struct LegalHold: Sendable, Equatable {
    package let digest: Digest
    package let reason: String
    package let person: String
    package let at: Timestamp

    package init(digest: Digest, reason: String, person: String, at: Timestamp) {
        self.digest = digest
        self.reason = reason
        self.person = person
        self.at = at
    }

    package var tree: JSONTree {
        .object(of: [
            "digest": .string(digest.description), "reason": .string(reason), "person": .string(person),
            "at": .string(at.description),
        ])
    }
}
