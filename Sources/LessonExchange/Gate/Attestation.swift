import Anonymisation
package import Signatures
package import StrictJSON

/// The answers to the release questions about one draft: a signed record that stays in the organisation.
///
/// `lesson sign` writes a lesson's `release` from it, and from nothing else.
package struct Attestation: Sendable {
    /// Digest of the exact bytes of the draft.
    package let draftDigest: Digest
    package let attester: String
    package let role: String
    package let author: String
    /// Who agreed that a blocked finding is a false alarm; nil where nobody had to.
    package let second: (name: String, role: String)?
    /// Answers by the names of ``AttestationQuestion``.
    package let answers: [String: String]
    package let overrides: [GateOverride]
    package let approvals: JSONTree
    /// The widest sharing that the answers were given for.
    package let marking: String

    /// Content type of the signed record.
    package static let contentType = "application/vnd.lesson-exchange.attestation-record+json"

    package init(
        draftDigest: Digest,
        attester: String,
        role: String,
        author: String,
        answers: [String: String],
        overrides: [GateOverride],
        approvals: JSONTree,
        marking: String = BundleComposer.usualMarking,
        second: (name: String, role: String)? = nil
    ) {
        self.second = second
        self.draftDigest = draftDigest
        self.attester = attester
        self.role = role
        self.author = author
        self.answers = answers
        self.overrides = overrides
        self.approvals = approvals
        self.marking = marking
    }

    /// Whether the answers hold for a marking: for the one that was attested and for every narrower one.
    func covers(marking: String) -> Bool {
        // Widest first; what is not known covers nothing.
        let order = BundleComposer.markings
        guard let asked = order.firstIndex(of: marking), let given = order.firstIndex(of: self.marking) else {
            return false
        }
        return given <= asked
    }

    /// The record's payload; it keeps `attestation-record.schema.json`.
    package func payload(at moment: Timestamp) -> JSONTree {
        let name = "attestation-record.schema.json"
        let questions = AttestationQuestion.all.filter { !$0.isCode }.map { question in
            JSONTree.object(of: ["question": .string(question.name), "answer": .string(answers[question.name] ?? "")])
        }
        return .object(of: [
            "schema": .object(of: [
                "id": .string(EmbeddedSchemas.baseURI + name), "version": .string(EmbeddedSchemas.version),
                "digest": .string(EmbeddedSchemas.digest.description),
            ]),
            "draftDigest": .string(draftDigest.description), "recordedAt": .string(moment.description),
            "person": .object(of: ["name": .string(attester), "role": .string(role)]), "author": .string(author),
            "secondPerson": second.map { .object(of: ["name": .string($0.name), "role": .string($0.role)]) },
            "marking": .string(marking), "answers": .array(questions),
            "overrides": overrides.isEmpty ? nil : .array(overrides.map(\.tree)), "approvals": approvals,
            "checks": checks, "linkage": .string(answers["linkage"] ?? ""),
        ])
    }

    private var checks: JSONTree {
        .object(of: [
            "proceedings": .string(answers["proceedings"] ?? ""),
            "familyOrPatient": .string(answers["family-or-patient"] ?? ""), "protectedMaterial": "none",
            "lfpseOptOut": .string(answers["lfpse-opt-out"] ?? ""),
        ])
    }

    /// What the bundle says of it: roles, reasons and places; no person's name.
    func release(adviceCount: Int) -> JSONTree {
        .object(of: [
            "approvedBy": approvals,
            "anonymisation": .object(of: [
                "standard": .string(AnonymisationGate.standard), "gateVersion": .string(AnonymisationGate.version),
                "rulesDigest": .string(AnonymisationGate.rulesDigest.description), "attestedByRole": .string(role),
                "linkage": .string(answers["linkage"] ?? ""),
                "overrides": overrides.isEmpty ? nil : .array(overrides.map(\.tree)),
            ]),
            "checks": checks,
            "justCulture": .object(of: [
                "lintVersion": .string("\(QualityLint.version).0"), "findings": .integer(min(adviceCount, 100)),
            ]),
        ])
    }
}

extension Attestation {
    /// Reads a signed record and proves that the organisation's own key made it.
    ///
    /// - Parameters:
    ///   - envelope: the record as `lesson attest` wrote it.
    ///   - signer: the organisation that is going to sign.
    /// - Throws: ``LessonExchangeError`` with `attestation.malformed`, `attestation.signature` or
    ///   `attestation.refused`.
    package init(signed envelope: [UInt8], by signer: JWSEnvelope.Signer) throws(LessonExchangeError) {
        guard let parsed = try? JWSEnvelope(parsing: envelope), parsed.signatures.count == 1,
            parsed.signatures[0].contentType.utf8.elementsEqual(Self.contentType.utf8)
        else { throw LessonExchangeError("attestation.malformed") }
        let signature = parsed.signatures[0]
        guard let leaf = signature.x5c.first.flatMap({ try? Certificate(der: $0) }),
            leaf.thumbprint == signature.certificateThumbprint, leaf.faults(as: .seal).isEmpty,
            leaf.organisationID.map({ $0.utf8.elementsEqual(signer.organisationID.utf8) }) ?? false,
            Self.isOwn(leaf, of: signer), let algorithm = leaf.publicKey.kind.bundleAlgorithm,
            leaf.publicKey.verifies(signature.signature, algorithm, over: parsed.signingInput(of: signature))
        else { throw LessonExchangeError("attestation.signature") }
        try self.init(payload: parsed.payload, signedBy: leaf)
    }

    /// Whether a certificate is the one that signs, or another of the same authority for the same organisation, such as the
    /// one before a renewal: the authority's own key must have made it.
    private static func isOwn(_ leaf: Certificate, of signer: JWSEnvelope.Signer) -> Bool {
        if leaf.der == signer.chain[0].der { return true }
        return signer.chain.count > 1 && leaf.issuer == signer.chain[0].issuer && leaf.isSigned(by: signer.chain[1])
    }

    private init(payload: [UInt8], signedBy leaf: Certificate) throws(LessonExchangeError) {
        guard let root = try? JSONDocument(parsing: payload, limits: EnvelopeLimits.payload).root else {
            throw LessonExchangeError("attestation.malformed")
        }
        if let violation = try EmbeddedSchemas.violations(of: root, schema: "attestation-record.schema.json").first {
            throw LessonExchangeError("attestation.malformed", violation.message, at: violation.instance)
        }
        guard let recorded = root["recordedAt"]?.string.flatMap({ Timestamp($0) }),
            leaf.notBefore <= recorded, recorded <= leaf.notAfter
        else { throw LessonExchangeError("attestation.signature") }
        var answers = ["linkage": root["linkage"]?.string ?? ""]
        for item in root["answers"]?.elements ?? [] {
            answers[item["question"]?.string ?? ""] = item["answer"]?.string ?? ""
        }
        let checks = root["checks"]
        answers["proceedings"] = checks?["proceedings"]?.string ?? ""
        answers["family-or-patient"] = checks?["familyOrPatient"]?.string ?? ""
        answers["lfpse-opt-out"] = checks?["lfpseOptOut"]?.string ?? ""
        self.init(
            draftDigest: root["draftDigest"]?.string.flatMap { Digest($0) } ?? Digest(of: []),
            attester: root["person"]?["name"]?.string ?? "",
            role: root["person"]?["role"]?.string ?? "",
            author: root["author"]?.string ?? "",
            answers: answers,
            overrides: (root["overrides"]?.elements ?? []).compactMap { GateOverride($0) },
            approvals: root["approvals"].map { JSONTree($0) } ?? [],
            marking: root["marking"]?.string ?? BundleComposer.usualMarking,
            second: root["secondPerson"].map { ($0["name"]?.string ?? "", $0["role"]?.string ?? "") }
        )
        try checkReleasing()
    }

    /// Throws unless somebody other than the author gave every answer that a release needs.
    package func checkReleasing() throws(LessonExchangeError) {
        try Self.check(attester: attester, isNot: author)
        // Where two roles decided one finding, two people did.
        let isDecidedByTwo = overrides.contains { $0.role != role }
        let names = [author, attester].map(Self.folded)
        guard !isDecidedByTwo || second.map({ !names.contains(Self.folded($0.name)) }) ?? false else {
            throw LessonExchangeError(
                "attestation.refused",
                "a block takes two people, and neither of them wrote the draft",
                at: "secondPerson"
            )
        }
        for question in AttestationQuestion.all {
            guard let answer = answers[question.name], question.releasing.contains(answer) else {
                throw LessonExchangeError(
                    "attestation.refused",
                    "the answer does not allow a release",
                    at: question.name
                )
            }
        }
    }

    /// Throws where the person who attests wrote the draft.
    package static func check(attester: String, isNot author: String) throws(LessonExchangeError) {
        guard !isSamePerson(attester, author) else {
            throw LessonExchangeError("attestation.refused", "the author of the draft attested it")
        }
    }

    /// Whether somebody wrote the draft, attested it, or let a block in it pass.
    package func involves(_ person: String) -> Bool {
        let names = [author, attester] + (second.map { [$0.name] } ?? [])
        return names.map(Self.folded).contains(Self.folded(person))
    }

    /// Throws where a lesson cites a public source about a death and nobody said what was done about it.
    ///
    /// Such a lesson is linkable by design: its answer has to say so, and its release never says more.
    package func checkLinkage(of lesson: JSONValue) throws(LessonExchangeError) {
        guard answers["linkage"] == "none", AnonymisationGate.isLinkable(lesson) else { return }
        throw LessonExchangeError(
            "attestation.refused",
            "the lesson cites a public source about a death",
            at: "linkage",
            remedy: "Answer public-source-cited, or generalised when nothing in it can be matched with the source."
        )
    }

    /// Whether two names are one person's, however they are written.
    package static func isSamePerson(_ name: String, _ other: String) -> Bool { folded(name) == folded(other) }

    /// A name without case and white space: the same person in other letters is the same person.
    package static func folded(_ name: String) -> [UInt8] {
        var letters = String.UnicodeScalarView()
        for scalar in name.lowercased().decomposedLetters { letters.append(scalar) }
        return Array(String(letters).utf8)
    }
}

extension String {
    /// The letters and digits of a name: other spaces, full stops, accents and what cannot be seen make nobody another person.
    fileprivate var decomposedLetters: [Unicode.Scalar] {
        NormalisedName.scalars(of: self).filter { $0.properties.isAlphabetic || ("0"..."9").contains($0) }
    }
}
