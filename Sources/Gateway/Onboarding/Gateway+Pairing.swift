package import LessonExchange
package import Signatures
import TransparencyLog

extension Gateway {
    /// Where partners reach this gateway, and the TLS key that they find there.
    package struct OwnAddress: Sendable {
        package let url: String?
        package let tlsKey: Digest

        package init(url: String?, tlsKey: Digest) {
            self.url = url
            self.tlsKey = tlsKey
        }
    }

    /// Clocks of partners may differ by an hour, as for statements.
    private static let clockSkewSeconds: Int64 = 3600

    /// Reads a file of onboarding that is for this organisation.
    package func pairingFile(_ bytes: [UInt8]) throws(LessonExchangeError) -> PairingFile {
        let file = try PairingFile(signed: bytes, trust: trust.current, at: clock())
        guard file.partner.utf8.elementsEqual(identity.organisation.utf8) else {
            throw LessonExchangeError("pairing.mismatch", "the file is for another organisation")
        }
        return file
    }

    /// Begins: an invite for a member of the trust file.
    ///
    /// `place` puts the file where it is asked for, before anything is kept.
    package func invite(
        _ partner: String,
        from own: OwnAddress,
        by actor: Actor,
        place: ([UInt8]) throws -> Void = { _ in }
    ) async throws -> Pairing {
        guard trust.current.member(partner) != nil, !partner.utf8.elementsEqual(identity.organisation.utf8) else {
            throw LessonExchangeError("partner.unknown", "\(partner) is no other member in the trust file")
        }
        let expires = clock().adding(seconds: Pairing.openSeconds)
        let bytes = try PairingFile.invite(try terms(for: partner, own, expires)).signed(by: identity.sealer)
        var pairing = Pairing(
            partner: partner,
            side: .inviting,
            state: .invited,
            invite: bytes,
            accept: nil,
            expires: expires,
            people: [actor.person],
            revision: try await knownPairing(partner)?.revision ?? 0
        )
        try place(bytes)
        try await commit(&pairing, "pairing.invited", by: actor)
        return pairing
    }

    /// Answers an invite: the file for its sender, and the words to compare.
    package func accept(
        invite bytes: [UInt8],
        _ terms: PairingTerms,
        from own: OwnAddress,
        by actor: Actor,
        place: ([UInt8]) throws -> Void = { _ in }
    ) async throws -> Pairing {
        try check(terms)
        let now = clock()
        guard now < terms.expires else {
            throw LessonExchangeError("pairing.expired", "it ended at \(terms.expires)")
        }
        guard terms.expires <= now.adding(seconds: Pairing.openSeconds + Self.clockSkewSeconds) else {
            throw LessonExchangeError("pairing.malformed", "the invite lasts longer than 72 hours")
        }
        let known = try await knownPairing(terms.id)
        // Else its words could be guessed three times again and again.
        guard known?.invite != bytes else {
            throw LessonExchangeError("pairing.state", "that invite was accepted before")
        }
        let answer = try PairingFile.accept(
            try self.terms(for: terms.id, own, terms.expires),
            invite: Digest(of: bytes)
        ).signed(by: identity.sealer)
        var pairing = Pairing(
            partner: terms.id,
            side: .accepting,
            state: .accepted,
            invite: bytes,
            accept: answer,
            expires: terms.expires,
            people: [actor.person],
            revision: known?.revision ?? 0
        )
        try place(answer)
        try await commit(&pairing, "pairing.accepted", by: actor)
        return pairing
    }

    /// Takes the answer to our own invite.
    package func take(
        accept bytes: [UInt8],
        _ terms: PairingTerms,
        answering invite: Digest,
        by actor: Actor
    ) async throws -> Pairing {
        try check(terms)
        var pairing = try await pairing(with: terms.id)
        guard pairing.side == .inviting, Digest(of: pairing.invite) == invite, pairing.expires == terms.expires else {
            throw LessonExchangeError("pairing.mismatch", "it answers another invite")
        }
        try pairing.take(accept: bytes, by: actor.person, at: clock())
        try await commit(&pairing, "pairing.accepted", by: actor)
        return pairing
    }

    /// Compares the three words that the other side read out; a wrong try is on the disk before anybody is told.
    package func confirm(_ partner: String, words: [String], by actor: Actor) async throws -> Pairing {
        var pairing = try await pairing(with: partner)
        let isRight = try pairing.confirm(words, by: actor.person, at: clock())
        let isVoid = pairing.state == .void
        let action = isRight ? "pairing.confirmed" : isVoid ? "pairing.void" : "pairing.wrong-words"
        try await commit(&pairing, action, by: actor)
        guard isRight else {
            if isVoid { throw LessonExchangeError("pairing.void") }
            let left = Pairing.wrongTriesMax - pairing.wrongTries
            throw LessonExchangeError("pairing.wrong-words", "\(left) \(left == 1 ? "try is" : "tries are") left")
        }
        return pairing
    }

    /// A second person agrees: the other organisation is a partner from here on.
    package func approve(_ partner: String, by actor: Actor) async throws -> Pairing {
        var pairing = try await pairing(with: partner)
        try pairing.approve(by: actor.person, at: clock())
        // Verified again: the trust file may be another one than on the day that the file came.
        let terms: PairingTerms
        switch try pairingFile(pairing.foreignFile) {
        case .invite(let found), .accept(let found, _): terms = found
        case .rotation: throw LessonExchangeError("pairing.malformed")
        }
        try check(terms)
        let isNamed = trust.current.member(terms.id)?.logKey != nil
        let made = Partner(
            id: terms.id,
            url: terms.url,
            state: .active,
            tlsKeys: [terms.tlsKey],
            logKey: isNamed ? nil : terms.logKey,
            delivers: try await store.partners().first { $0.id.utf8.elementsEqual(terms.id.utf8) }?.delivers ?? false
        )
        try await check(made)
        try await commit(&pairing, "pairing.approved", by: actor, partner: made)
        return pairing
    }

    /// The pairing with an organisation.
    package func pairing(with partner: String) async throws -> Pairing {
        guard let pairing = try await knownPairing(partner) else {
            throw LessonExchangeError("pairing.unknown", partner)
        }
        return pairing
    }

    private func knownPairing(_ partner: String) async throws -> Pairing? {
        try await store.pairings().first { $0.partner.utf8.elementsEqual(partner.utf8) }
    }

    /// Keeps a step, its line of the trail and the partner that it makes, all or nothing.
    func commit(
        _ pairing: inout Pairing,
        _ action: String,
        by actor: Actor,
        partner: Partner? = nil
    ) async throws {
        do {
            try await store.commitPairing(pairing, partner: partner, audit: audit(actor, action, pairing.partner))
        } catch StoreError.moved {
            throw LessonExchangeError("pairing.state", "somebody else took a step meanwhile")
        }
        pairing.revision += 1
    }

    /// What we tell the other side.
    private func terms(
        for partner: String,
        _ own: OwnAddress,
        _ expires: Timestamp
    ) throws(LessonExchangeError) -> PairingTerms {
        let file = trust.current
        guard let member = file.member(identity.organisation) else {
            throw LessonExchangeError("trust.invalid", "\(identity.organisation) is no member in it")
        }
        guard own.url.map(PairingTerms.isAddress) ?? true else {
            throw LessonExchangeError("usage.invalid", "an address begins with https://", at: "--url")
        }
        return PairingTerms(
            id: identity.organisation,
            partner: partner,
            url: own.url,
            tlsKey: own.tlsKey,
            roots: Self.sorted(file.roots.map(\.thumbprint)),
            anchors: Self.sorted(member.anchors.filter { $0.holds(at: clock()) }.map(\.match.digest)),
            logKey: identity.logKey.verifyingKey.description,
            nonce: random(PairingTerms.nonceBytes),
            expires: expires
        )
    }

    /// Compares what the other side believes with our trust file.
    private func check(_ terms: PairingTerms) throws(LessonExchangeError) {
        let file = trust.current
        let roots = file.roots.map(\.thumbprint)
        guard terms.roots.contains(where: { roots.contains($0) }) else {
            throw LessonExchangeError("pairing.mismatch", "no federation root is in both trust files")
        }
        let known = (file.member(terms.id)?.anchors ?? []).map(\.match.digest)
        guard terms.anchors.allSatisfy({ known.contains($0) }) else {
            throw LessonExchangeError("pairing.mismatch", "an anchor is not in our trust file")
        }
        guard let key = file.member(terms.id)?.logKey else { return }
        let origin = LogOrigin(organisation: terms.id, epoch: 1).description
        guard key.named(origin)?.description == VerifyingKey(terms.logKey)?.named(origin)?.description else {
            throw LessonExchangeError("pairing.mismatch", "the log's key is not the one in our trust file")
        }
    }

    private static func sorted(_ digests: [Digest]) -> [Digest] {
        Set(digests).sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }
}

extension Gateway {
    /// Writes a file by which a partner takes a new TLS key of ours beside the old one for 30 days.
    package func rotation(
        for partner: String,
        from oldKey: Digest,
        to newKey: Digest,
        by actor: Actor,
        place: ([UInt8]) throws -> Void = { _ in }
    ) async throws -> KeyRotation {
        guard oldKey != newKey else {
            throw LessonExchangeError("usage.invalid", "it is the key that is in use", at: "--tls-certificate")
        }
        let now = clock()
        let rotation = KeyRotation(
            id: identity.organisation,
            partner: try await self.partner(partner).id,
            newKey: newKey,
            oldKey: oldKey,
            from: now,
            until: now.adding(seconds: KeyRotation.overlapSeconds)
        )
        try place(try PairingFile.rotation(rotation).signed(by: identity.sealer))
        try await store.commitAudit(audit(actor, "partner.rotation-written", partner))
        return rotation
    }

    /// Takes a partner's new TLS key beside the one that it replaces.
    package func take(_ rotation: KeyRotation, by actor: Actor) async throws -> Partner {
        var partner = try await partner(rotation.id)
        let now = clock()
        guard rotation.from <= now.adding(seconds: Self.clockSkewSeconds), now < rotation.until else {
            throw LessonExchangeError("pairing.expired", "it holds from \(rotation.from) to \(rotation.until)")
        }
        guard partner.tlsKeys(at: now).contains(rotation.oldKey) else {
            throw LessonExchangeError("pairing.mismatch", "the key that it replaces is not pinned here")
        }
        partner.replace(rotation.oldKey, by: rotation.newKey, until: rotation.until, at: now)
        try await check(partner)
        try await store.commitPartnerChange(
            partner,
            resumes: false,
            audit: audit(actor, "partner.key-rotated", partner.id)
        )
        return partner
    }
}

extension TrustFile.Match {
    /// Of whatever is recognised by it.
    var digest: Digest {
        switch self {
        case .certificate(let digest), .key(let digest), .issuer(let digest): digest
        }
    }
}
