package import Signatures
package import StrictJSON
import TransparencyLog

/// What one organisation tells another before they exchange: where it is reached, by which keys, and what it believes.
package struct PairingTerms: Sendable, Equatable {
    package let id: String
    /// The organisation that it is for; nobody else may use the file.
    package let partner: String
    /// Where its gateway is reached; nil for one that only delivers files.
    package let url: String?
    /// SHA-256 of the SubjectPublicKeyInfo of its TLS key.
    package let tlsKey: Digest
    /// SHA-256 of the federation roots in its trust file.
    package let roots: [Digest]
    /// What its trust file says that it signs with itself: digests of certificates, keys or issuers.
    package let anchors: [Digest]
    package let logKey: String
    package let nonce: [UInt8]
    package let expires: Timestamp

    /// Longest address in bytes.
    private static let urlBytes = 256
    /// Digests of one list; a member has a handful.
    private static let digestCount = 1...64
    static let nonceBytes = 32

    package init(
        id: String,
        partner: String,
        url: String?,
        tlsKey: Digest,
        roots: [Digest],
        anchors: [Digest],
        logKey: String,
        nonce: [UInt8],
        expires: Timestamp
    ) {
        self.id = id
        self.partner = partner
        self.url = url
        self.tlsKey = tlsKey
        self.roots = roots
        self.anchors = anchors
        self.logKey = logKey
        self.nonce = nonce
        self.expires = expires
    }

    /// Reads the members of a payload; nil when one is missing or has not its form.
    init?(_ root: JSONValue) {
        guard let id = root["id"]?.string, OrganisationID.isValid(id),
            let partner = root["partner"]?.string, OrganisationID.isValid(partner),
            let tlsKey = root["tlsKey"]?.string.flatMap({ Digest($0) }),
            let roots = Self.digests(root["roots"]), let anchors = Self.digests(root["anchors"]),
            let logKey = root["logKey"]?.string, let key = VerifyingKey(logKey),
            let origin = LogOrigin(key.name), origin.organisation.utf8.elementsEqual(id.utf8),
            let nonce = root["nonce"]?.utf8.flatMap({ Base64.url.decode($0) }), nonce.count == Self.nonceBytes,
            let expires = root["expires"]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        let url = root["url"]?.string
        guard url.map(Self.isAddress) ?? (root["url"] == nil) else { return nil }
        self.init(
            id: id,
            partner: partner,
            url: url,
            tlsKey: tlsKey,
            roots: roots,
            anchors: anchors,
            logKey: logKey,
            nonce: nonce,
            expires: expires
        )
    }

    /// Whether a text is an address of a gateway: https and visible ASCII.
    package static func isAddress(_ text: String) -> Bool {
        text.utf8.starts(with: "https://".utf8) && (9...urlBytes).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func digests(_ value: JSONValue?) -> [Digest]? {
        guard let value, digestCount.contains(value.elements.count) else { return nil }
        let digests = value.elements.compactMap { $0.string.flatMap { Digest($0) } }
        return digests.count == value.elements.count ? digests : nil
    }

    /// The members as they are signed; of an accept with the digest of the invite that it answers.
    func tree(answering invite: Digest?) -> JSONTree {
        .object(of: [
            "id": .string(id), "partner": .string(partner), "url": url.map { .string($0) },
            "tlsKey": .string(tlsKey.description), "roots": .array(roots.map { .string($0.description) }),
            "anchors": .array(anchors.map { .string($0.description) }), "logKey": .string(logKey),
            "nonce": .string(Base64.url.encode(nonce)), "expires": .string(expires.description),
            "invite": invite.map { .string($0.description) },
        ])
    }
}

/// A TLS key of an organisation that replaces another, with the time in which both hold.
package struct KeyRotation: Sendable, Equatable {
    package let id: String
    package let partner: String
    package let newKey: Digest
    package let oldKey: Digest
    package let from: Timestamp
    /// From here on the old key is refused.
    package let until: Timestamp

    /// Both keys hold for 30 days: time for a partner to take the file, and for a change that goes wrong.
    package static let overlapSeconds: Int64 = 30 * 86_400

    package init(id: String, partner: String, newKey: Digest, oldKey: Digest, from: Timestamp, until: Timestamp) {
        self.id = id
        self.partner = partner
        self.newKey = newKey
        self.oldKey = oldKey
        self.from = from
        self.until = until
    }

    init?(_ root: JSONValue) {
        guard let id = root["id"]?.string, OrganisationID.isValid(id),
            let partner = root["partner"]?.string, OrganisationID.isValid(partner),
            let newKey = root["newKey"]?.string.flatMap({ Digest($0) }),
            let oldKey = root["oldKey"]?.string.flatMap({ Digest($0) }), oldKey != newKey,
            let from = root["from"]?.string.flatMap({ Timestamp($0) }),
            let until = root["until"]?.string.flatMap({ Timestamp($0) }),
            until == from.adding(seconds: Self.overlapSeconds)
        else { return nil }
        self.init(id: id, partner: partner, newKey: newKey, oldKey: oldKey, from: from, until: until)
    }

    package var tree: JSONTree {
        .object(of: [
            "id": .string(id), "partner": .string(partner), "newKey": .string(newKey.description),
            "oldKey": .string(oldKey.description), "from": .string(from.description),
            "until": .string(until.description),
        ])
    }
}
