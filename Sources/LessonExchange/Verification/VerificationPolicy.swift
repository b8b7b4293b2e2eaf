public import Signatures

/// What a file must be, as the reader states it.
///
/// Whom to trust is apart from this, in ``TrustFile``.
public struct VerificationPolicy: Sendable {
    /// Who must have signed.
    public enum ExpectedSigner: Sendable {
        /// This organisation id.
        case organisation(String)
        /// Any member of the trust file: to be spelled out, never the default.
        case anyMember
    }

    /// What is required beyond the default.
    public enum Need: Hashable, Sendable {
        /// A revocation list of the leaf's issuer, at most that old.
        case revocation(hours: Int)
        /// A log proof.
        case log
        /// A status list of the publisher, at most that old.
        case status(hours: Int)
        /// Time-stamp evidence.
        case time
    }

    /// The expected signer.
    public var signer: ExpectedSigner
    /// The expected kind of statement.
    public var kind: StatementKind
    /// What is needed beyond the default.
    public var needs: Set<Need>
    /// The moment to judge at, when the reader names one (`--at`).
    ///
    /// It never saves a revoked key.
    public var at: Timestamp?
    /// When this gateway saw the file first: a proof of time of its own, from its own records.
    public var firstSeen: Timestamp?
    /// Accept lessons that never passed the gate.
    ///
    /// For demonstrations; the report says so.
    public var withoutGate: Bool

    /// Makes a policy with nothing but the two mandatory expectations.
    public init(signer: ExpectedSigner, kind: StatementKind = .bundle) {
        self.signer = signer
        self.kind = kind
        needs = []
        at = nil
        firstSeen = nil
        withoutGate = false
    }
}

/// What the reader gives beside the file: lists and statements of others.
public struct VerificationContext: Sendable {
    /// Certificate revocation lists, DER or PEM.
    public var revocationLists: [[UInt8]]
    /// Signed status lists.
    public var statusLists: [[UInt8]]
    /// Signed withdrawals.
    public var withdrawals: [[UInt8]]

    /// Makes a context; empty by default.
    public init(revocationLists: [[UInt8]] = [], statusLists: [[UInt8]] = [], withdrawals: [[UInt8]] = []) {
        self.revocationLists = revocationLists
        self.statusLists = statusLists
        self.withdrawals = withdrawals
    }
}
