import CommandSupport
import LessonExchange
import Logging
package import Signatures
import StrictJSON
import TransparencyLog

extension Gateway {
    private var reconsideration: Reconsideration {
        Reconsideration(
            store: store,
            judge: StatementJudge(trust: trust, reader: identity.organisation),
            clock: clock
        )
    }

    /// Judges what came from signers by the trust file of now; of all partners when none is named.
    ///
    /// What no longer counts is hidden, and partners are told in receipts.
    ///
    /// - Returns: how many statements are worth something else than before.
    package func judgeAgain(_ signers: [String]? = nil) async throws -> Int {
        let version = trust.current.version
        var ids = signers ?? []
        if signers == nil { ids = try await store.partners().map(\.id) }
        var changed = 0
        for id in ids where !id.utf8.elementsEqual(identity.organisation.utf8) {
            let outcome = try await reconsideration.statements(of: id)
            changed += outcome.changed
        }
        try await store.commitTrustJudged(version)
        return changed
    }

    /// Judges all of it again if a trust file came into use and nobody has done so since.
    package func judgeAgainIfNeeded() async throws {
        guard try await store.trustJudged() < trust.current.version else { return }
        _ = try await judgeAgain()
    }

    /// Takes lessons of ours back for everybody where an authority or our successor has done so.
    package func reissueWithdrawals() async throws {
        for open in try await store.foreignWithdrawals() {
            _ = try await withdraw(
                [.init(lessonID: open.lessonID, versionsUpTo: open.versionsUpTo)],
                reason: open.reason,
                advice: nil,
                by: Actor(person: "lesson-gateway", role: "authority")
            )
        }
    }

    /// Takes lessons of ours back again where we know that they were erased, and nobody could give back the withdrawal.
    ///
    /// They are gone here; without it they would live on at partners for ever.
    package func reissueErased() async throws {
        for open in try await store.erasedUnexplained() {
            _ = try await withdraw(
                [.init(lessonID: open.lessonID, versionsUpTo: open.versionsUpTo)],
                reason: open.reason,
                advice: nil,
                by: Actor(person: "lesson-gateway", role: "gateway")
            )
            logger.notice(
                "an erased lesson is withdrawn again, since a restore lost its withdrawal",
                metadata: ["lesson": "\(open.lessonID)"]
            )
        }
    }

    /// Issues what has to be issued anew; while a restore waits for partners it is done when the last was asked.
    func reissue() async {
        do {
            try await reissueWithdrawals()
            try await reissueErased()
        } catch {
            logger.error("a withdrawal could not be issued again", metadata: ["type": "\(type(of: error))"])
        }
    }

    /// Erases what disclosive withdrawals ask for, in the store and in exports, and tells those who asked.
    ///
    /// It is noted outside the store before, so that no backup brings it back.
    package func erase() async throws -> ErasureOutcome? {
        let outcome = try await eraseUntold()
        if let head = outcome?.head { try keeper.keep(head) }
        return outcome
    }

    /// The same, while nobody may be told a state of the log yet.
    package func eraseUntold() async throws -> ErasureOutcome? {
        let (due, isOpen) = try await store.erasuresDue()
        guard isOpen || !due.isEmpty else { return nil }
        try erasures.add(due)
        for folder in try await store.exportFolders() {
            for note in due {
                let file = "\(folder)/\(LogFolder.statement(note.statement))"
                guard FileAccess.exists(file) else { continue }
                // A stick that is read-only keeps no other copy from its end.
                do { try FileAccess.remove(file) } catch {
                    logger.warning(
                        "a copy in an export folder could not be erased",
                        metadata: ["code": "output.unwritable"]
                    )
                }
            }
        }
        return try await store.commitErasure(at: clock())
    }

    /// Asks again for every erasure that was ever noted: a store that was put back may hold the bytes.
    ///
    /// - Returns: how many of them it did not know.
    @discardableResult
    package func replayErasures() async throws -> Int {
        let notes = try erasures.read()
        guard !notes.isEmpty else { return 0 }
        let count = try await store.commitReplayedErasures(notes, at: clock())
        try await removeForgottenSources()
        return count
    }

    /// What was set aside under a digest; reading it is kept in the audit trail.
    package func readSetAside(_ digest: Digest, by actor: Actor) async throws -> WaitingItem {
        try await store.commitAudit(audit(actor, "quarantine.read", digest.description))
        guard let item = try await store.setAside(digest) else {
            throw LessonExchangeError("statement.not-found", digest.description)
        }
        return item
    }

    /// Drops what was set aside, or a withdrawal that only hides.
    package func dismiss(_ digest: Digest, by actor: Actor) async throws {
        let outcome = try await store.commitDismissal(
            of: digest,
            audit: audit(actor, "quarantine.dismissed", digest.description)
        )
        guard outcome.changed > 0 else { throw LessonExchangeError("statement.not-found", digest.description) }
        if let head = outcome.head { try keeper.keep(head) }
    }

    /// Keeps a statement from erasure for a legal hold, or lets it go again.
    ///
    /// - Throws: ``LessonExchangeError`` with `statement.not-found` where there is no such statement, or no such hold to end.
    package func hold(_ digest: Digest, reason: String?, by actor: Actor) async throws {
        var isKnown = try await store.legalHolds().contains { $0.digest == digest }
        if reason != nil {
            let isSetAside = try await store.setAside(digest) != nil
            let isTaken = try await store.statement(digest) != nil
            isKnown = isKnown || isSetAside || isTaken
        }
        // A slip of the pen would protect nothing.
        guard isKnown else { throw LessonExchangeError("statement.not-found", digest.description) }
        let record = audit(actor, reason == nil ? "hold.ended" : "hold.begun", digest.description)
        // Begun outside the store first, and ended there last: what breaks off keeps too much, never too little.
        if let reason {
            try holds.keep(LegalHold(digest: digest, reason: reason, person: actor.person, at: record.at))
        }
        try await store.commitLegalHold(digest, reason: reason, audit: record)
        if reason == nil { try holds.end(digest) }
    }

    /// Puts every hold back that was noted: a store that was put back may not know it, nor yet what it is about.
    ///
    /// - Returns: how many the store did not know.
    @discardableResult
    package func replayHolds() async throws -> Int {
        let known = try await store.legalHolds()
        let noted = try holds.read()
        // An earlier program noted none.
        for hold in known where !noted.contains(where: { $0.digest == hold.digest }) { try holds.keep(hold) }
        var count = 0
        for hold in noted where !known.contains(where: { $0.digest == hold.digest }) {
            let record = AuditRecord(
                at: hold.at,
                person: hold.person,
                role: "restore",
                action: "hold.restored",
                subject: hold.digest.description
            )
            try await store.commitLegalHold(hold.digest, reason: hold.reason, audit: record)
            count += 1
        }
        return count
    }

    /// The signed list of what a reader has to know as withdrawn.
    package func statusList(for reader: Reader, validHours: Int) async throws -> [UInt8] {
        let head = try await publicHead()
        var withdrawals: [(root: JSONValue, digest: Digest)] = []
        for statement in try await store.withdrawals(for: reader) {
            guard let bytes = statement.envelope, let envelope = try? JWSEnvelope(parsing: bytes),
                let root = (try? JSONDocument(parsing: envelope.payload, limits: EnvelopeLimits.payload))?.root
            else { continue }
            withdrawals.append((root, statement.digest))
        }
        let moment = clock()
        let payload = SiblingStatements.statusList(
            of: withdrawals,
            by: identity.publisher,
            at: moment,
            validHours: validHours,
            checkpoint: Checkpoint(origin: head.origin.description, size: head.size, root: head.frontier.root),
            random: random
        )
        return try OutgoingStatements(identity: identity, trust: trust)
            .signed(payload, kind: .statusList, at: moment).envelope
    }
}
