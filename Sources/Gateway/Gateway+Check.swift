package import TransparencyLog

/// Says whose key signed a state of a log: a store knows bytes, no keys.
package struct CheckKeys: Sendable {
    package let ownNote: @Sendable (SignedNote) -> Bool
    /// Nil where no key of the partner is known any more.
    package let partnerNote: @Sendable (_ partner: String, _ origin: LogOrigin, _ note: SignedNote) -> Bool?

    package init(
        ownNote: @escaping @Sendable (SignedNote) -> Bool,
        partnerNote: @escaping @Sendable (_ partner: String, _ origin: LogOrigin, _ note: SignedNote) -> Bool?
    ) {
        self.ownNote = ownNote
        self.partnerNote = partnerNote
    }
}

extension Gateway {
    /// Compares everything that is kept with everything else and with the log keys of now; changes nothing.
    package func check() async throws(StoreError) -> [CheckFinding] {
        let partners = try await store.partners()
        let ownKey = identity.logKey.verifyingKey
        let file = trust.current
        let keys = CheckKeys(
            ownNote: { $0.isSigned(by: ownKey) },
            partnerNote: { id, origin, note in
                guard let partner = partners.first(where: { $0.id.utf8.elementsEqual(id.utf8) }),
                    let key = partner.logKey(for: origin, trust: file)
                else { return nil }
                return note.isSigned(by: key)
            }
        )
        return try await store.check(keys) + changedSources()
    }
}
