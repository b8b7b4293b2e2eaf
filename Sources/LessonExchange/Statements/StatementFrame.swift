import Signatures
package import StrictJSON

/// Members that every statement begins with: which schema it keeps, a nonce, and when it was issued.
enum StatementFrame {
    /// `schema`, `nonce`, `issued`.
    static func members(
        _ kind: StatementKind,
        at moment: Timestamp,
        random: RandomSource
    ) -> [JSONTree.Member] {
        let reference = JSONTree.object(of: [
            "id": .string(EmbeddedSchemas.baseURI + (kind.schemaName ?? "")),
            "version": .string(EmbeddedSchemas.version),
            "digest": .string(EmbeddedSchemas.digest.description),
        ])
        return [
            .init("schema", reference),
            // 32 random bytes keep the payload's digest from being guessed or confirmed (bundle.md).
            .init("nonce", .string(Base64.url.encode(random(32)))),
            .init("issued", .string(moment.description)),
        ]
    }
}

/// Who issues a statement, as the statement shows it.
package struct Publisher: Sendable {
    package var id: String
    package var nameAtSigning: String
    /// A role mailbox or a team's telephone, never a person's.
    package var contact: String?

    package init(id: String, nameAtSigning: String, contact: String?) {
        self.id = id
        self.nameAtSigning = nameAtSigning
        self.contact = contact
    }

    package var tree: JSONTree {
        .object(of: [
            "id": .string(id), "nameAtSigning": .string(nameAtSigning), "contact": contact.map { .string($0) },
        ])
    }
}
