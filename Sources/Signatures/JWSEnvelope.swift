package import StrictJSON

/// A signed envelope (RFC 7515, General JSON Serialization) that was read and found well formed.
///
/// Nothing in it has been verified.
///
/// The layout is closed: any member, header parameter or evidence item that is not part of it is a fault.
package struct JWSEnvelope: Sendable {
    /// One entry of `signatures`.
    package struct Signature: Sendable {
        /// `alg` as written; it has no say, since the algorithm follows from the certificate's key.
        package let algorithm: String
        package let contentType: String
        package let keyID: String
        /// `x5t#S256`.
        package let certificateThumbprint: Digest
        /// `x5c` as bytes, leaf first.
        package let x5c: [[UInt8]]
        package let signature: [UInt8]
        /// The base64url text of the protected header: the first part of what is signed.
        package let protectedText: ArraySlice<UInt8>
        /// The source text of the `x5c` array, a ready key for a cache of chains.
        package let x5cText: ArraySlice<UInt8>
    }

    /// The unsigned `evidence`; each list may be empty.
    package struct Evidence: Sendable {
        package var timestamps: [(signature: Int, token: [UInt8])] = []
        package var revocationLists: [[UInt8]] = []
        package var ocspResponses: [[UInt8]] = []
        package var logProofs: [(signature: Int, proof: String)] = []
    }

    /// The exact bytes that were signed.
    package let payload: [UInt8]
    /// Their base64url text: the second part of what is signed.
    package let payloadText: ArraySlice<UInt8>
    package let signatures: [Signature]
    package let evidence: Evidence?

    /// The parts whose concatenation a signature covers (RFC 7515, section 5.1).
    package func signingInput(of signature: Signature) -> [ArraySlice<UInt8>] {
        [signature.protectedText, [0x2E], payloadText]
    }
}

/// Why bytes are not an envelope.
package enum EnvelopeFault: Error, Equatable, Sendable {
    case json(JSONError)
    /// A named limit was passed.
    case limit(name: String, maximum: Int)
    /// The value at that place has not the form that the layout asks for.
    case form(JSONPointer, expected: String)
    /// A member that the layout does not have; only its place is told.
    case unexpectedMember(JSONPointer)

    /// The place in the envelope, where there is one.
    package var place: JSONPointer? {
        switch self {
        case .form(let place, _), .unexpectedMember(let place): place
        case .json, .limit: nil
        }
    }
}

/// Bounds of an envelope; docs/reference/limits.md lists them.
package enum EnvelopeLimits {
    /// Whole envelope: a payload of 2 MiB in base64url with room for sixteen chains.
    package static let envelopeBytesMax = 4 << 20
    /// Payload of any kind, as verifiers take it.
    package static let payloadBytesMax = 2 << 20
    /// One publisher and fifteen co-signers.
    package static let signaturesMax = 16
    /// Time stamps, lists, responses and proofs together.
    package static let evidenceItemsMax = 32
    /// Bytes of all evidence together (512 KiB): lists are read whole before it is known whether somebody signed them.
    package static let evidenceBytesMax = 512 << 10
    package static let depthMax = 64
    /// Signature bytes of RSA 4096.
    package static let signatureBytesMax = 512
    /// A protected header holds five short members.
    package static let protectedBytesMax = 1024

    /// An envelope of sixteen signatures with full evidence has about 300 nodes.
    static let envelope = JSONLimits(
        bytesMax: envelopeBytesMax,
        depthMax: depthMax,
        nodesMax: 4096,
        numberBytesMax: 32
    )
    static let header = JSONLimits(bytesMax: protectedBytesMax, depthMax: 4, nodesMax: 64, numberBytesMax: 32)
    /// Payloads: a status list of 2 MiB holds some 150,000 nodes.
    package static let payload = JSONLimits(
        bytesMax: payloadBytesMax,
        depthMax: depthMax,
        nodesMax: 262_144,
        numberBytesMax: 64
    )
}
