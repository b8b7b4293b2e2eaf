package import LessonExchange
package import Signatures
package import TransparencyLog

/// Who a gateway is: its organisation, the two keys that it seals with, and the key of its log.
package struct GatewayIdentity: Sendable {
    package let publisher: Publisher
    /// Seals bundles, withdrawals and responses.
    package let seal: StatementSigner
    /// Seals receipts and epochs; it has to be at hand all the time, so it may seal nothing else.
    package let receipts: StatementSigner
    /// For reading attestation records, which the organisation's own seal made.
    package let sealer: JWSEnvelope.Signer
    package let origin: LogOrigin
    package let logKey: SigningKey
    /// When the chain of each of the two keys ends.
    package let certificateEnds: [(name: String, expires: Timestamp)]
    /// Classes of providers that alerts may name and that are ours, such as `nhs-trust`.
    package var providerClasses: [String] = []

    package init(
        publisher: Publisher,
        seal: JWSEnvelope.Signer,
        receipts: JWSEnvelope.Signer,
        origin: LogOrigin,
        logKey: SigningKey
    ) {
        self.publisher = publisher
        self.seal = StatementSigner(seal)
        self.receipts = StatementSigner(receipts)
        sealer = seal
        self.origin = origin
        self.logKey = logKey
        certificateEnds = [("seal", seal), ("receipts", receipts)].compactMap { name, signer in
            signer.chain.map(\.notAfter).min().map { (name, $0) }
        }
    }

    /// The same gateway with the log of another epoch; nil for an origin that cannot name a key.
    package init?(_ other: GatewayIdentity, origin: LogOrigin) {
        guard let logKey = SigningKey(name: origin.description, key: other.logKey.key) else { return nil }
        publisher = other.publisher
        seal = other.seal
        receipts = other.receipts
        sealer = other.sealer
        certificateEnds = other.certificateEnds
        providerClasses = other.providerClasses
        self.origin = origin
        self.logKey = logKey
    }

    package var organisation: String { publisher.id }
}

/// What a store needs to write into the log by itself, inside its transaction.
package struct LogSealer: Sendable {
    /// A receipt that is to be made.
    package struct ReceiptDraft: Sendable {
        package let range: SiblingStatements.ReceiptRange
        package let reader: String
        package let items: [ReceiptItem]
        /// The receipt that told other outcomes before.
        package let earlier: Digest?
        package let at: Timestamp

        package init(
            range: SiblingStatements.ReceiptRange,
            reader: String,
            items: [ReceiptItem],
            earlier: Digest?,
            at: Timestamp
        ) {
            self.range = range
            self.reader = reader
            self.items = items
            self.earlier = earlier
            self.at = at
        }
    }

    package let origin: LogOrigin
    /// The signed note of a state.
    package let checkpoint: @Sendable (Checkpoint) throws -> [UInt8]
    package let receipt: @Sendable (ReceiptDraft) throws -> OutgoingStatement

    package init(
        origin: LogOrigin,
        checkpoint: @escaping @Sendable (Checkpoint) throws -> [UInt8],
        receipt: @escaping @Sendable (ReceiptDraft) throws -> OutgoingStatement
    ) {
        self.origin = origin
        self.checkpoint = checkpoint
        self.receipt = receipt
    }
}
