package import Signatures
import StrictJSON
package import TransparencyLog

/// Who may say what: the federation's roots and members.
///
/// Data of the federation, never of the file that is verified.
///
/// Nothing is trusted that is not in it; there is no trust on first use.
public struct TrustFile: Sendable {
    /// Larger trust files are refused (2 MiB, some thousands of members).
    package static let bytesMax = 2 << 20

    /// Grows with every issue of the file.
    public let version: Int
    /// SHA-256 of the bytes that were read.
    package let digest: Digest
    package let roots: [Certificate]
    package let members: [Member]

    /// An organisation of the federation.
    package struct Member: Sendable {
        package let id: String
        package let name: String
        package let roles: [Role]
        /// The organisation that speaks for it since it ended.
        package let succeededBy: String?
        package let anchors: [Anchor]
        package let revocations: [Revocation]
        /// The key of its log, under the name of the log's first origin.
        package let logKey: VerifyingKey?

        /// The key for a log of the member; nil without one, or when the log is not the member's.
        package func logKey(for origin: LogOrigin) -> VerifyingKey? {
            origin.organisation.utf8.elementsEqual(id.utf8) ? logKey?.named(origin.description) : nil
        }
    }

    /// What a member may do besides issuing its own statements.
    package struct Role: Sendable {
        package let name: String
        /// For an authority: the organisations whose lessons it may withdraw.
        package let scope: [String]
    }

    /// How a certificate is recognised.
    package enum Match: Sendable {
        case certificate(Digest)
        case key(Digest)
        case issuer(Digest)

        /// Whether a leaf is meant by itself; its issuer is not looked at.
        package func covers(_ leaf: Certificate) -> Bool {
            switch self {
            case .certificate(let digest): leaf.thumbprint == digest
            case .key(let digest): leaf.keyThumbprint == digest
            case .issuer: false
            }
        }

        /// Whether the leaf of a chain is meant.
        package func covers(_ chain: CertificateChain) -> Bool {
            switch self {
            case .certificate(let digest): chain.leaf.thumbprint == digest
            case .key(let digest): chain.leaf.keyThumbprint == digest
            case .issuer(let digest):
                (chain.certificates.dropFirst().first ?? chain.root).thumbprint == digest
            }
        }
    }

    /// A certificate, key or issuer that a member seals with, for which kinds, and when.
    package struct Anchor: Sendable {
        package let match: Match
        package let kinds: [StatementKind]
        package let from: Timestamp
        /// Excluded; nil while the anchor stands.
        package let to: Timestamp?

        package func holds(at moment: Timestamp) -> Bool {
            from <= moment && to.map { moment < $0 } ?? true
        }
    }

    /// A key or certificate that no longer counts.
    package struct Revocation: Sendable {
        package let match: Match
        package let invalidAfter: Timestamp
    }

    /// The member of that id, compared byte by byte.
    package func member(_ id: String) -> Member? {
        members.first { $0.id.utf8.elementsEqual(id.utf8) }
    }

    /// Whether a signer may withdraw the lessons of an organisation: itself, its successor, or an authority with the
    /// organisation in its scope.
    package func mayWithdraw(_ signer: String, lessonsOf organisation: String) -> Bool {
        speaksFor(signer, organisation)
            || member(signer)?.roles.contains { role in
                role.name == "authority" && role.scope.contains { $0.utf8.elementsEqual(organisation.utf8) }
            } ?? false
    }

    /// Whether a signer is the organisation itself or its successor.
    func speaksFor(_ signer: String, _ organisation: String) -> Bool {
        signer.utf8.elementsEqual(organisation.utf8)
            || member(organisation)?.succeededBy.map { $0.utf8.elementsEqual(signer.utf8) } ?? false
    }
}

extension TrustFile {
    /// Reads a trust file: JSON that keeps `trust-list.schema.json`.
    ///
    /// - Throws: ``LessonExchangeError`` with code `trust.invalid`, and the place.
    public init(parsing bytes: [UInt8]) throws(LessonExchangeError) {
        let limits = JSONLimits(bytesMax: Self.bytesMax, depthMax: 32, nodesMax: 262_144, numberBytesMax: 32)
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: bytes, limits: limits)
        } catch {
            throw LessonExchangeError("trust.invalid", "\(error)")
        }
        if let violation = try EmbeddedSchemas.violations(of: document.root, schema: "trust-list.schema.json").first {
            throw LessonExchangeError("trust.invalid", violation.message, at: violation.instance)
        }
        let root = document.root
        version = root["version"]?.integer ?? 0
        digest = Digest(of: bytes)
        var roots: [Certificate] = []
        for (position, entry) in (root["federationRoots"]?.elements ?? []).enumerated() {
            guard let der = Base64.standard.decode(entry["certificate"]?.utf8 ?? []),
                let certificate = try? Certificate(der: der), certificate.faults(as: .root).isEmpty
            else {
                throw LessonExchangeError(
                    "trust.invalid",
                    "not the certificate of a federation root",
                    at: "/federationRoots/\(position)/certificate"
                )
            }
            roots.append(certificate)
        }
        self.roots = roots
        members = (root["members"]?.elements ?? []).map(Self.member)
        try Self.checkLogKeys(root)
        for (position, member) in members.enumerated()
        where members[..<position].contains(where: { $0.id.utf8.elementsEqual(member.id.utf8) }) {
            throw LessonExchangeError("trust.invalid", "the member stands twice", at: "/members/\(position)/id")
        }
    }

    /// A log key that cannot be read would leave its log unverified in silence.
    private static func checkLogKeys(_ root: JSONValue) throws(LessonExchangeError) {
        for (position, member) in (root["members"]?.elements ?? []).enumerated() {
            guard let text = member["logKey"]?.string else { continue }
            let origin = VerifyingKey(text).flatMap { LogOrigin($0.name) }
            guard let origin, member["id"]?.isString(equalTo: origin.organisation) ?? false else {
                throw LessonExchangeError(
                    "trust.invalid",
                    "not the key of a log of the member",
                    at: "/members/\(position)/logKey"
                )
            }
        }
    }

    // The schema has been checked, so a value that is missing here is one that may be.
    private static func member(_ value: JSONValue) -> Member {
        Member(
            id: value["id"]?.string ?? "",
            name: value["name"]?.string ?? "",
            roles: (value["roles"]?.elements ?? []).map { role in
                Role(
                    name: role["role"]?.string ?? "",
                    scope: (role["scope"]?.elements ?? []).compactMap(\.string)
                )
            },
            succeededBy: value["succeededBy"]?.string,
            anchors: (value["anchors"]?.elements ?? []).compactMap(anchor),
            revocations: (value["revoked"]?.elements ?? []).compactMap(revocation),
            logKey: value["logKey"]?.string.flatMap { VerifyingKey($0) }
        )
    }

    private static func anchor(_ value: JSONValue) -> Anchor? {
        guard let match = match(value), let from = value["from"]?.string.flatMap({ Timestamp($0) }) else { return nil }
        let kinds = (value["kinds"]?.elements ?? []).compactMap { $0.string.flatMap { StatementKind(rawValue: $0) } }
        return Anchor(match: match, kinds: kinds, from: from, to: value["to"]?.string.flatMap { Timestamp($0) })
    }

    private static func revocation(_ value: JSONValue) -> Revocation? {
        guard let match = match(value), let from = value["invalidAfter"]?.string.flatMap({ Timestamp($0) }) else {
            return nil
        }
        return Revocation(match: match, invalidAfter: from)
    }

    private static func match(_ value: JSONValue) -> Match? {
        func digest(_ name: String) -> Digest? { value[name]?.string.flatMap { Digest(thumbprint: $0) } }
        if let digest = digest("x5t#S256") { return .certificate(digest) }
        if let digest = digest("spki") { return .key(digest) }
        return digest("issuer").map { .issuer($0) }
    }
}
