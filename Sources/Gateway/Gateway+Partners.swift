package import LessonExchange

extension Gateway {
    /// Adds a partner, or changes one.
    ///
    /// - Throws: ``LessonExchangeError`` with `partner.unknown` when the trust file does not name it.
    package func change(_ partner: Partner, resumes: Bool = false, by actor: Actor) async throws {
        try await check(partner)
        try await store.commitPartnerChange(
            partner,
            resumes: resumes,
            audit: audit(actor, "partner.\(resumes ? "resumed" : partner.state.rawValue)", partner.id)
        )
    }

    /// Throws unless it may be a partner: another member, with keys that nobody else has.
    func check(_ partner: Partner) async throws {
        guard trust.current.member(partner.id) != nil else {
            throw LessonExchangeError("partner.unknown", "\(partner.id) is no member in the trust file")
        }
        guard !partner.id.utf8.elementsEqual(identity.organisation.utf8) else {
            throw LessonExchangeError("partner.duplicate", "\(partner.id) is this gateway's own organisation")
        }
        for other in try await store.partners() where !other.id.utf8.elementsEqual(partner.id.utf8) {
            // One key proves one organisation.
            guard other.tlsKeys.allSatisfy({ !partner.tlsKeys.contains($0) }) else {
                throw LessonExchangeError("partner.duplicate", "the TLS key is that of \(other.id)")
            }
        }
    }

    /// The partner of that id.
    package func partner(_ id: String) async throws -> Partner {
        guard let partner = try await store.partners().first(where: { $0.id.utf8.elementsEqual(id.utf8) }) else {
            throw LessonExchangeError("partner.unknown", id)
        }
        return partner
    }

    /// Whether an organisation is a partner, in whatever state, or a member of the federation.
    package func knows(_ organisation: String) async throws -> Bool {
        if trust.current.member(organisation) != nil { return true }
        return try await store.partners().contains { $0.id.utf8.elementsEqual(organisation.utf8) }
    }
}

extension Gateway {
    /// Takes a trust file into use, at least as new as the last one.
    ///
    /// `place` puts the file where every process of this gateway reads it, before they are told to.
    package func takeTrust(
        _ file: TrustFile,
        by actor: Actor,
        place: () throws -> Void = {}
    ) async throws {
        let known = try await store.trustVersion()
        guard file.version >= known else {
            throw LessonExchangeError("trust.older", "version \(file.version), in use was \(known)")
        }
        if file.version == known, let digest = try await store.trustDigest(), digest != file.digest {
            throw LessonExchangeError("trust.version-used", "version \(known)")
        }
        guard file.member(identity.organisation) != nil else {
            throw LessonExchangeError("trust.invalid", "\(identity.organisation) is no member in it")
        }
        try place()
        try trust.replace(with: file)
        try await store.commitTrust(
            version: file.version,
            digest: file.digest,
            audit: audit(actor, "trust.version", "\(file.version)")
        )
    }
}
