/// Keeps how far this gateway came with organisations that are to become partners.
package protocol PairingStore: Sendable {
    /// Keeps a step of a pairing with its line of the trail, and the partner that it makes; one pairing for each.
    ///
    /// `.moved` when the kept revision is another than the pairing's: somebody else took a step. It is one more afterwards.
    func commitPairing(_ pairing: Pairing, partner: Partner?, audit: AuditRecord) async throws(StoreError)
    /// Every pairing, by partner.
    func pairings() async throws(StoreError) -> [Pairing]
}
