package import LessonExchange
package import Signatures
package import StrictJSON

/// A federation minted in memory: a root, an issuing authority, and organisations with seal certificates.
package struct VirtualFederation: Sendable {
    package let root: Certificate
    package let issuing: Certificate
    package let issuingKey: PrivateKey
    package let rootKey: PrivateKey

    /// The moment at which tests judge.
    package static let now = Timestamp(unixSeconds: 1_771_200_000)
    /// Everything is valid a year around it.
    package static let begin = now.adding(seconds: -365 * 86_400)
    package static let end = now.adding(seconds: 365 * 86_400)

    package init(kind: PrivateKey.NewKind = .p256) throws {
        rootKey = try PrivateKey.generate(kind)
        issuingKey = try PrivateKey.generate(kind)
        root = try CertificateIssuer(certificate: nil, key: rootKey).issue(
            .init(role: .root, commonName: "Test root", serial: [1], notBefore: Self.begin, notAfter: Self.end),
            for: rootKey.publicKey
        )
        issuing = try CertificateIssuer(certificate: root, key: rootKey).issue(
            .init(
                role: .issuingAuthority,
                commonName: "Test issuing authority",
                serial: [2],
                notBefore: Self.begin,
                notAfter: Self.end
            ),
            for: issuingKey.publicKey
        )
    }

    /// An organisation with a certificate of its own.
    package func organisation(
        _ id: String,
        kind: PrivateKey.NewKind = .p256,
        serial: UInt8 = 3,
        from: Timestamp = begin,
        to: Timestamp = end
    ) throws -> VirtualOrganisation {
        let key = try PrivateKey.generate(kind)
        let leaf = try CertificateIssuer(certificate: issuing, key: issuingKey).issue(
            .init(
                role: .seal,
                commonName: "Test \(id)",
                organisationID: id,
                serial: [serial],
                notBefore: from,
                notAfter: to
            ),
            for: key.publicKey
        )
        return VirtualOrganisation(id: id, key: key, chain: [leaf, issuing])
    }

    /// A trust file that names the organisations, each anchored by its certificate for every kind.
    package func trust(
        _ organisations: [VirtualOrganisation],
        change: (inout JSONTree) -> Void = { _ in }
    ) throws -> TrustFile {
        let members = organisations.map { organisation in
            JSONTree.object(of: [
                "id": .string(organisation.id), "name": .string("Test \(organisation.id)"),
                "roles": [.object(of: ["role": "publisher"])],
                "anchors": [
                    .object(of: [
                        "x5t#S256": .string(organisation.chain[0].thumbprint.thumbprint),
                        "kinds": .array(StatementKind.allCases.map { .string($0.rawValue) }),
                        "from": .string(Self.begin.description),
                    ])
                ],
            ])
        }
        var tree = JSONTree.object(of: [
            "version": .integer(1),
            "federationRoots": [
                .object(of: ["name": "root", "certificate": .string(Base64.standard.encode(root.der))])
            ],
            "members": .array(members),
        ])
        change(&tree)
        return try TrustFile(parsing: tree.prettyBytes)
    }
}

/// An organisation that can sign.
package struct VirtualOrganisation: Sendable {
    package let id: String
    package let key: PrivateKey
    package let chain: [Certificate]

    package var signer: JWSEnvelope.Signer {
        get throws { try JWSEnvelope.Signer(key: key, chain: chain) }
    }

    package var publisher: Publisher {
        Publisher(id: id, nameAtSigning: "Test \(id)", contact: "lessons@test.example")
    }

    /// Signs any payload, also one that breaks its schema.
    package func sign(_ payload: JSONTree, kind: StatementKind = .bundle) throws -> [UInt8] {
        try JWSEnvelope.signed(payload: payload.compactBytes, contentType: kind.contentType, by: [signer])
    }

    /// A payload of a bundle with lessons made from the sample drafts.
    package func bundle(lessons: Int = 1, cosigners: [String] = []) -> JSONTree {
        let composer = BundleComposer(
            publisher: publisher,
            sharing: .init(marking: "nhs-and-partners", onwardSharing: "no", licence: nil, recipients: []),
            cosigners: cosigners,
            at: VirtualFederation.now,
            random: systemRandom
        )
        return composer.uncheckedBundle(of: (0..<lessons).map { SampleDrafts.checked($0) })
    }
}

extension BundleComposer {
    /// A bundle of lessons that never passed the gate: what a stranger may send, and nothing that a program makes.
    package func uncheckedBundle(of drafts: [CheckedDraft]) -> JSONTree {
        let release = JSONTree.object(of: [
            "anonymisation": .object(of: [
                "standard": .string(AnonymisationGate.standard), "gateVersion": .string(AnonymisationGate.none),
            ])
        ])
        return bundle(of: drafts.map(\.lesson), releases: drafts.map { _ in release })
    }
}
