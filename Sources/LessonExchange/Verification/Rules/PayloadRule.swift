import Signatures
import StrictJSON

extension Verification {
    /// Reads the payload as JSON, once it is proved who signed it.
    mutating func readPayload(_ envelope: JWSEnvelope, kind: StatementKind, chain: CertificateChain) -> JSONValue? {
        do throws(JSONError) {
            let document = try JSONDocument(parsing: envelope.payload, limits: EnvelopeLimits.payload)
            proof = Proof(
                payload: envelope.payload,
                digest: Digest(of: envelope.payload),
                kind: kind,
                signer: chain.leaf.organisationID ?? "",
                document: document
            )
            note(.payload, .pass)
            return document.root
        } catch {
            note(
                .payload,
                .fail,
                error.code.rawValue,
                expected: error.limit.map { "\($0.name) at most \($0.maximum)" },
                at: "payload, line \(error.line), column \(error.column)"
            )
            return nil
        }
    }

    /// `publisher.id` and the issuer part of every id must be the signer, byte for byte.
    mutating func checkIssuer(_ root: JSONValue, kind: StatementKind, signer: String) {
        guard let publisher = root["publisher"]?["id"]?.string, publisher.utf8.elementsEqual(signer.utf8) else {
            note(.issuer, .fail, "issuer.mismatch", expected: signer, got: "another publisher", at: "/publisher/id")
            return
        }
        if let place = StatementIDs.foreignID(root, kind, signer: signer) {
            note(.issuer, .fail, "issuer.mismatch", expected: signer, got: "an id of another issuer", at: place)
            return
        }
        // Whose lessons a withdrawal or a status list may take back is wider: successor and authority may, too.
        for (id, place) in Self.withdrawnIDs(root, kind) {
            let owner = StatementIDs.organisation(of: id) ?? ""
            guard trust.mayWithdraw(signer, lessonsOf: owner) else {
                note(.issuer, .fail, "issuer.mismatch", expected: signer, got: "a lesson of another issuer", at: place)
                return
            }
        }
        note(.issuer, .pass, got: signer)
    }

    private static func withdrawnIDs(_ root: JSONValue, _ kind: StatementKind) -> [(id: String, place: String)] {
        let name = kind == .withdrawal ? "lessons" : kind == .statusList ? "withdrawn" : nil
        guard let name else { return [] }
        return (root[name]?.elements ?? []).enumerated().map { position, item in
            (item["lessonId"]?.string ?? "", "/\(name)/\(position)/lessonId")
        }
    }

    /// `issued` must not lie more than an hour ahead.
    mutating func checkIssued(_ root: JSONValue) {
        let text = root["issued"]?.string
        guard let issued = text.flatMap({ Timestamp($0) }) else {
            // A missing or malformed time is the schema's matter.
            note(.issued, .pass)
            return
        }
        if !isTimeless, issued > moment.adding(seconds: Self.clockSkewSeconds) {
            note(
                .issued,
                .fail,
                "issued.in-future",
                expected: "at most 1 h after \(moment)",
                got: "\(issued)",
                at: "/issued"
            )
        } else {
            note(.issued, .pass, got: "\(issued)")
        }
    }

    /// The co-signatures against the co-signers that the payload names.
    mutating func checkCosigners(_ envelope: JWSEnvelope, _ root: JSONValue, lists: RevocationLists) {
        let named = (root["cosigners"]?.elements ?? []).compactMap(\.string)
        let publisher = proof?.signer ?? ""
        note(.cosigners, .pass)
        guard !named.contains(where: { $0.utf8.elementsEqual(publisher.utf8) }) else {
            note(.cosigners, .fail, "cosigner.unexpected", got: publisher, at: "/cosigners")
            return
        }
        var present: [String] = [publisher]
        for (position, signature) in envelope.signatures.enumerated().dropFirst() {
            guard let chain = checkSignature(signature, of: envelope, position: position),
                let organisation = chain.leaf.organisationID
            else { return }
            guard named.contains(where: { $0.utf8.elementsEqual(organisation.utf8) }),
                !present.contains(where: { $0.utf8.elementsEqual(organisation.utf8) })
            else {
                note(.cosigners, .fail, "cosigner.unexpected", got: organisation)
                return
            }
            guard isInGoodStanding(chain, organisation, lists) else { return }
            present.append(organisation)
        }
        let missing = named.filter { name in !present.contains { $0.utf8.elementsEqual(name.utf8) } }
        guard !missing.isEmpty else { return }
        // A name in the payload is the signer's text until it proves to be an organisation id.
        let ids = missing.filter { OrganisationID.isValid($0) }.prefix(Self.namesToldMax)
        let words =
            ids.joined(separator: ", ") + (ids.count < missing.count ? " and \(missing.count - ids.count) more" : "")
        note(.cosigners, .fail, "cosigner.missing", expected: words, at: "/cosigners")
    }

    private static let namesToldMax = 3

    /// A co-signer is judged like the publisher: dates, revocation, membership and anchor.
    private mutating func isInGoodStanding(
        _ chain: CertificateChain,
        _ organisation: String,
        _ lists: RevocationLists
    ) -> Bool {
        switch chain.standing(at: moment) {
        case .valid: break
        case .notYetValid:
            note(.cosigners, .fail, "certificate.not-yet-valid", got: organisation)
            return false
        case .expired:
            note(.cosigners, .indeterminate, "certificate.expired-unproven", got: organisation)
            return false
        }
        guard let member = trust.member(organisation) else {
            note(.cosigners, .fail, "signer.unknown", got: organisation)
            return false
        }
        if let revoked = revocations(of: chain, lists: lists).since.min(), counts(revocation: revoked) {
            note(.cosigners, .fail, "certificate.revoked", got: organisation)
            return false
        }
        let isAnchored = member.anchors.contains {
            $0.match.covers(chain) && $0.holds(at: moment) && $0.kinds.contains(policy.kind)
        }
        if !isAnchored { note(.cosigners, .fail, "signer.not-anchored", got: organisation) }
        return isAnchored
    }

    /// Time stamps: items that cannot be checked count as absent and are told so.
    mutating func checkEvidence(_ envelope: JWSEnvelope) {
        checkLogProofs(envelope)
        let stamps = envelope.evidence?.timestamps.count ?? 0
        if policy.needs.contains(.time) {
            note(.time, .indeterminate, "time.no-proof", got: "\(stamps) time stamps, none checked")
        } else if stamps > 0 {
            note(.time, .notRun, got: "\(stamps) time stamps, none checked")
        }
    }

    /// Lessons of a bundle that keeps its schema.
    private static let lessonsMax = 50

    /// What was signed, for the report.
    mutating func describe(_ root: JSONValue, kind: StatementKind) {
        guard let proof else { return }
        let lessons = kind == .bundle ? root["lessons"]?.elements ?? [] : []
        let signer = Array(proof.signer.utf8)[...]
        report.statement = VerificationReport.Statement(
            kind: kind,
            digest: proof.digest,
            issued: root["issued"]?.string.flatMap { Timestamp($0) }?.description,
            id: root["bundleId"]?.string.flatMap { StatementIDs.isWellFormed($0) ? $0 : nil },
            // What has not the form of an id is somebody's text, and no list can name it.
            lessons: lessons.prefix(Self.lessonsMax).compactMap { lesson in
                guard let utf8 = lesson["lessonId"]?.utf8, StatementIDs.isWellFormed(utf8, of: signer),
                    let version = lesson["version"]?.integer, version > 0
                else { return nil }
                let id = String(decoding: utf8, as: UTF8.self)
                return VerificationReport.LessonReference(lessonID: id, version: version)
            }
        )
    }
}
