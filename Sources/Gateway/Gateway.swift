package import LessonExchange
package import Logging
package import Signatures
package import TransparencyLog

/// The gateway of one organisation: its use cases, over a store.
///
/// Thin ends, such as routes and commands, call these and show what comes back.
package struct Gateway: Sendable {
    package let identity: GatewayIdentity
    package let store: any Store
    package let trust: TrustState
    package let keeper: CheckpointKeeper
    package let erasures: ErasureJournal
    package let holds: HoldJournal
    /// Folder of the exact files that findings were taken from.
    package let sources: String
    package let clock: @Sendable () -> Timestamp
    package let random: RandomSource
    package let logger: Logger

    package init(
        identity: GatewayIdentity,
        store: any Store,
        trust: TrustState,
        keeper: CheckpointKeeper,
        erasures: ErasureJournal,
        holds: HoldJournal,
        sources: String,
        clock: @escaping @Sendable () -> Timestamp,
        random: @escaping RandomSource,
        logger: Logger
    ) {
        self.identity = identity
        self.store = store
        self.trust = trust
        self.keeper = keeper
        self.erasures = erasures
        self.holds = holds
        self.sources = sources
        self.clock = clock
        self.random = random
        self.logger = logger
    }

    /// Who asks for something.
    package struct Actor: Sendable {
        package let person: String
        package let role: String

        package init(person: String, role: String) {
            self.person = person
            self.role = role
        }
    }

    /// A line of the audit trail, now.
    package func audit(_ actor: Actor, _ action: String, _ subject: String) -> AuditRecord {
        AuditRecord(at: clock(), person: actor.person, role: actor.role, action: action, subject: subject)
    }

    /// Pulls what a partner has for us.
    ///
    /// `bytesMax` bounds what is taken in together.
    package func synchronise(
        _ partner: Partner,
        from source: any LogSource,
        bytesMax: Int = Synchroniser.usualBytesMax
    ) async throws(StoreError) -> SyncReport {
        keepFirstState(try await store.head())
        let synchroniser = Synchroniser(
            organisation: identity.organisation,
            store: store,
            trust: trust,
            clock: clock,
            logger: logger,
            bytesMax: bytesMax
        )
        // Before its receipts are read: they may tell of what comes back.
        let returned = await pullBack(from: partner, source)
        var report = try await synchroniser.run(partner, from: source)
        report.returned = returned
        let isDue = returned?.open == 0 || report.outcomes.keys.contains { [.new, .quarantined].contains($0) }
        // What was issued before is issued again by nobody: it waits until the last partner was asked.
        if isDue, try await store.pullingBack().isEmpty {
            await reissue()
        }
        await compareViews(with: partner, source, &report)
        return report
    }

    /// A log that grows by receipts alone has a kept state, too: without one it would not be opened again.
    private func keepFirstState(_ head: LogHead) {
        do throws(LessonExchangeError) {
            if try keeper.read() == nil { try keeper.keep(head) }
        } catch {
            logger.error("the first state of the log could not be kept", metadata: ["code": "\(error.code.name)"])
        }
    }

    /// The newest signed state of our log, on the disk before it is told.
    package func publicHead() async throws -> LogHead {
        let head = try await store.head()
        try keeper.keep(head)
        return head
    }

    /// Throws when the store is behind a state that was shown before, or is not a continuation of it.
    package func checkContinues() async throws {
        let head = try await store.head()
        guard let kept = try keeper.read() else {
            // Every program that made a store has kept a state of it before the first entry.
            guard head.size == 0 else {
                throw LessonExchangeError(
                    "log.store-behind",
                    "no kept checkpoint: put the newest in place, or restore"
                )
            }
            return
        }
        // A restore that ended before its first state could be kept: nobody was shown the new log yet.
        let next = LogOrigin(kept.origin).map { LogOrigin(organisation: $0.organisation, epoch: $0.epoch + 1) }
        guard next != head.origin else { return }
        guard kept.origin.utf8.elementsEqual(head.origin.description.utf8) else {
            throw LessonExchangeError("log.store-behind", "the kept checkpoint is of \(kept.origin)")
        }
        guard kept.size <= head.size else {
            throw LessonExchangeError(
                "log.store-behind",
                "the store holds \(head.size) entries, \(kept.size) were shown to partners"
            )
        }
        let root = try await LogNodes(store).root(size: kept.size, of: head.size)
        guard root == kept.root else { throw LessonExchangeError("log.store-behind", "the store holds another log") }
    }

    /// Throws while a partner has seen our log as it is not here, and no person has looked.
    package func checkSeenAsHere() async throws {
        guard try await store.isSeenElsewhere() else { return }
        throw LessonExchangeError("log.store-behind", "a partner has seen our log as it is not here")
    }

    /// Goes on with our log as it is here: a person has looked at what a partner has seen of it.
    package func confirmOwnLog(by actor: Actor) async throws {
        try await store.commitOwnLogConfirmed(audit(actor, "log.confirmed", identity.origin.description))
    }

    /// Whose statements a list or a fetch is about, signed for that reader.
    ///
    /// The offer is kept first: nobody can have been told of a statement without the ledger knowing.
    package func addressedList(
        for reader: Reader,
        from: UInt64,
        upTo: UInt64
    ) async throws -> AddressedList {
        let head = try await publicHead()
        let end = min(upTo, head.size)
        let start = min(from, end)
        let (items, covered) = try await store.addressed(
            to: reader,
            from: start,
            upTo: end,
            max: AddressedList.itemsMax
        )
        var name = AddressedList.publicReader
        if case .partner(let id) = reader {
            name = id
            if !items.isEmpty { try await store.commitOffer(to: id, upTo: covered) }
        }
        return AddressedList(
            origin: head.origin,
            reader: name,
            from: start,
            to: covered,
            treeSize: head.size,
            items: items
        )
    }

    /// The proof that a statement of ours stands in our log, under the newest state; nil for one that is not logged.
    package func evidence(_ statement: StoredStatement) async throws -> LogProof? {
        guard let position = statement.position else { return nil }
        let head = try await publicHead()
        guard position < head.size else { return nil }
        let hashes = try await LogNodes(store).inclusion(of: position, size: head.size)
        return LogProof(index: position, hashes: hashes, checkpoint: head.checkpoint)
    }
}
