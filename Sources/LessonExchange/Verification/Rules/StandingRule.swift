import Signatures
import StrictJSON

extension Verification {
    /// Dates of the chain against the moment of judgement.
    mutating func checkValidity(of chain: CertificateChain) {
        guard !isTimeless else {
            note(.validity, .pass)
            return
        }
        switch chain.standing(at: moment) {
        case .valid: note(.validity, .pass, got: "valid at \(moment) (\(report.timeSource.rawValue))")
        case .notYetValid(let until):
            note(.validity, .fail, "certificate.not-yet-valid", expected: "from \(until)", got: "\(moment)")
        case .expired(let since):
            // Only a proof of time can tell an old file from a forged one under an old key.
            if report.timeSource == .firstSeen {
                note(.validity, .fail, "certificate.expired", expected: "until \(since)", got: "\(moment)")
            } else {
                note(
                    .validity,
                    .indeterminate,
                    "certificate.expired-unproven",
                    expected: "until \(since)",
                    got: "\(moment) (\(report.timeSource.rawValue))"
                )
            }
        }
    }

    /// Revocations in the trust file and in every revocation list that verifies; a fresh list when one is needed.
    mutating func checkRevocation(of chain: CertificateChain, lists: RevocationLists) {
        let (since, newest) = revocations(of: chain, lists: lists)
        if let invalidAfter = since.min(), counts(revocation: invalidAfter), !ignoresRevocation {
            note(.revocation, .fail, "certificate.revoked", got: "not valid after \(invalidAfter)")
        } else {
            note(.revocation, .pass)
        }
        checkRevocationList(newest)
        noteUnused(lists, of: chain)
    }

    /// What counts as absent is told: lists that cannot be read or that nobody of the chain signed, and OCSP responses,
    /// which are not checked.
    private mutating func noteUnused(_ lists: RevocationLists, of chain: CertificateChain) {
        guard let position = VerificationReport.CheckID.positions[.revocationList] else { return }
        let issuers = Array(chain.certificates.dropFirst()) + [chain.root]
        let strange = lists.unreadable + lists.lists.count { list in !issuers.contains { list.isSigned(by: $0) } }
        var words: [String] = []
        if strange > 0 { words.append("\(strange) unused, not a list of this chain's issuers") }
        if lists.responses > 0 { words.append("\(lists.responses) OCSP responses, none checked") }
        guard !words.isEmpty else { return }
        let got = report.checks[position].got.map { [$0] } ?? []
        report.checks[position].got = (got + words).joined(separator: "; ")
    }

    /// Whether a revocation tells against the moment of judgement: only a proved time before it does not.
    func counts(revocation invalidAfter: Timestamp) -> Bool {
        !(report.timeSource == .firstSeen && moment < invalidAfter)
    }

    /// Since when a chain is revoked, by the trust file and by every list that verifies, and the newest list of the
    /// leaf's issuer.
    func revocations(
        of chain: CertificateChain,
        lists: RevocationLists
    ) -> (since: [Timestamp], newest: CertificateRevocationList?) {
        let known = chain.leaf.organisationID.flatMap { trust.member($0) }?.revocations ?? []
        var since = known.filter { $0.match.covers(chain) }.map(\.invalidAfter)
        var newest: CertificateRevocationList?
        let issuers = Array(chain.certificates.dropFirst()) + [chain.root]
        for list in lists.lists {
            guard let position = issuers.firstIndex(where: { list.isSigned(by: $0) }) else { continue }
            since += list.revocation(of: chain.certificates[position]).map { [$0] } ?? []
            // A list of later than the moment revokes, but says nothing about how things stood then.
            guard position == 0, list.thisUpdate <= moment.adding(seconds: Self.clockSkewSeconds) else { continue }
            if newest.map({ $0.thisUpdate < list.thisUpdate }) ?? true { newest = list }
        }
        return (since, newest)
    }

    private mutating func checkRevocationList(_ newest: CertificateRevocationList?) {
        let hours = policy.revocationHours
        guard let newest else {
            if hours != nil { note(.revocationList, .indeterminate, "revocation.no-list") }
            return
        }
        let oldest = hours.map { moment.adding(seconds: -Int64($0) * 3600) }
        let isFresh =
            (oldest.map { $0 <= newest.thisUpdate } ?? true) && moment <= newest.nextUpdate
        let got = "\(newest.thisUpdate) to \(newest.nextUpdate)"
        if isFresh {
            note(.revocationList, .pass, got: got)
        } else {
            note(
                .revocationList,
                .indeterminate,
                "revocation.stale",
                expected: hours.map { "at most \($0) h" },
                got: got
            )
        }
    }

    /// Clocks of partners may differ by this much (bundle.md, "Time").
    static let clockSkewSeconds: Int64 = 3600

    /// Member, anchor and the kinds it permits, and the signer that was expected.
    mutating func checkMembership(of chain: CertificateChain, kind: StatementKind) {
        let organisation = chain.leaf.organisationID ?? ""
        guard let member = trust.member(organisation) else {
            note(.member, .fail, "signer.unknown", got: organisation)
            return
        }
        note(.member, .pass, got: organisation)
        report.signer = VerificationReport.Signer(
            organisation: member.id,
            name: member.name,
            certificate: chain.leaf.thumbprint.thumbprint,
            roles: member.roles.map(\.name)
        )
        let matching = member.anchors.filter { $0.match.covers(chain) && (isTimeless || $0.holds(at: moment)) }
        if matching.isEmpty {
            note(.anchor, .fail, "signer.not-anchored", got: "no anchor at \(moment)")
        } else if !matching.contains(where: { $0.kinds.contains(kind) }) {
            note(.anchor, .fail, "signer.kind-not-permitted", got: kind.rawValue)
        } else {
            note(.anchor, .pass)
        }
        switch policy.signer {
        case .anyMember: note(.signer, .pass, expected: "any member", got: organisation)
        case .organisation(let expected):
            let isExpected = expected.utf8.elementsEqual(organisation.utf8)
            note(
                .signer,
                isExpected ? .pass : .fail,
                isExpected ? nil : "signer.unexpected",
                expected: expected,
                got: organisation
            )
        }
    }
}

/// The revocation lists beside a file, read once for all its signatures.
struct RevocationLists {
    let lists: [CertificateRevocationList]
    /// How many could not be read.
    let unreadable: Int
    /// How many OCSP responses stand beside them.
    let responses: Int

    init(_ evidence: JWSEnvelope.Evidence?, _ context: VerificationContext) {
        let files = (evidence?.revocationLists ?? []) + context.revocationLists
        lists = files.compactMap { try? CertificateRevocationList(file: $0) }
        unreadable = files.count - lists.count
        responses = evidence?.ocspResponses.count ?? 0
    }
}
