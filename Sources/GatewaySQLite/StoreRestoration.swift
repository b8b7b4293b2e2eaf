import CommandSupport
package import Gateway
package import LessonExchange
package import Logging
package import Signatures
package import TransparencyLog

/// What a restore did.
package struct RestoredStore: Sendable {
    package let head: LogHead
    /// The last state of the old log where a new one began; nil where nothing was lost.
    package let previous: Checkpoint?
    /// Own statements of the old log that stand in the new one.
    package let loggedAgain: Int
    /// Active partners that will be asked for what was lost.
    package let asked: [String]
    /// Active partners, as of the backup.
    package let active: [String]
    package let tokensEnded: Int
    package let erased: Int

    /// Active partners that have no address.
    package var unasked: [String] { previous == nil ? [] : active.filter { !asked.contains($0) } }
}

/// Puts a backup in the place of a store that is gone.
///
/// All work is done on a copy beside that place, which is taken last: after a crash at any step the same restore begins
/// anew. Nobody is shown anything meanwhile.
package struct StoreRestoration: Sendable {
    private let data: DataFolder
    private let identity: GatewayIdentity
    private let trust: TrustState
    private let clock: @Sendable () -> Timestamp
    private let random: RandomSource
    private let logger: Logger

    /// `identity`: of any epoch.
    package init(
        data: DataFolder,
        identity: GatewayIdentity,
        trust: TrustState,
        clock: @escaping @Sendable () -> Timestamp,
        random: @escaping RandomSource,
        logger: Logger
    ) {
        self.data = data
        self.identity = identity
        self.trust = trust
        self.clock = clock
        self.random = random
        self.logger = logger
    }

    private var draft: String { data.store + ".restoring" }
    private var keeper: CheckpointKeeper { CheckpointKeeper(path: data.checkpoint) }

    /// What SQLite lays beside a store while it is at work.
    private static let companions = ["", "-wal", "-shm", "-journal"]

    /// Restores a backup; the two who approve it stand in the audit trail, and their roles in what partners are told.
    ///
    /// - Throws: ``LessonExchangeError`` with `store.in-use` or `store.exists` where something would be lost by it.
    package func run(
        _ file: String,
        reason: String,
        approvers: [Gateway.Actor]
    ) async throws -> RestoredStore {
        try Self.check(approvers)
        try Gateway.checkWording(reason, at: "--reason")
        let lock = try FileLock(data.lock, isShared: false)
        defer { lock.release() }
        for name in Self.companions.map({ data.store + $0 }) where FileAccess.exists(name) {
            throw LessonExchangeError("store.exists", at: name)
        }
        try fetch(file)
        let restored = try await prepared(reason, approvers)
        try FileAccess.synchronise(draft)
        try FileAccess.place(draft, as: data.store)
        // A crash before this is told by the epochs: the store may be one ahead of what was kept.
        try keeper.keep(restored.head)
        return restored
    }

    private static func check(_ approvers: [Gateway.Actor]) throws(LessonExchangeError) {
        guard approvers.count == 2, approvers.allSatisfy({ !$0.person.isEmpty && !$0.role.isEmpty }),
            !approvers[0].role.utf8.elementsEqual(approvers[1].role.utf8)
        else { throw LessonExchangeError("usage.invalid", "two people of two roles approve it", at: "--approver") }
        guard !approvers[0].person.utf8.elementsEqual(approvers[1].person.utf8) else {
            throw LessonExchangeError("duty.separated", "one person approves it twice", at: "--approver")
        }
    }

    private func fetch(_ file: String) throws(LessonExchangeError) {
        guard FileAccess.size(of: file + "-wal") == 0 else {
            throw LessonExchangeError(
                "input.unreadable",
                "the file was copied beside a running gateway, and is only a part of its store",
                at: file,
                remedy: "Take a file that lesson-gateway backup wrote."
            )
        }
        for name in Self.companions.map({ draft + $0 }) where FileAccess.exists(name) {
            try FileAccess.remove(name)
        }
        try FileAccess.copy(file, to: draft)
    }

    private func open(_ origin: LogOrigin) throws -> (gateway: Gateway, store: SQLiteStore) {
        guard let identity = GatewayIdentity(identity, origin: origin) else {
            throw LessonExchangeError("key.unsupported", "the log's key cannot sign for \(origin)")
        }
        let sealer = OutgoingStatements(identity: identity, trust: trust).sealer(random: random)
        let store = try SQLiteStore.open(draft, sealer: sealer, opening: .migrating)
        let gateway = Gateway(
            identity: identity,
            store: store,
            trust: trust,
            keeper: keeper,
            erasures: ErasureJournal(path: data.erased),
            clock: clock,
            random: random,
            logger: logger
        )
        return (gateway, store)
    }

    /// Makes the copy what the store shall be, and closes it.
    private func prepared(_ reason: String, _ approvers: [Gateway.Actor]) async throws -> RestoredStore {
        guard let origin = try SQLiteStore.origin(of: draft) else { throw StoreError.damaged("log_head") }
        guard origin.organisation.utf8.elementsEqual(identity.organisation.utf8) else {
            throw StoreError.schema("that of \(origin.organisation)")
        }
        var (gateway, store) = try open(origin)
        let active = try await store.partners().filter { $0.state == .active }
        let previous = try await lastState(of: store)
        var asked: [String] = []
        var loggedAgain = 0
        if let previous {
            asked = active.filter { $0.url != nil }.map(\.id)
            let next = nextOrigin(after: previous, and: origin)
            loggedAgain = try await begin(next, after: previous, in: store, reason, approvers, asking: asked)
            try await store.close()
            (gateway, store) = try open(next)
        }
        for approver in approvers {
            let subject = gateway.identity.origin.description
            try await store.commitAudit(gateway.audit(approver, "store.restored", subject))
        }
        let program = Gateway.Actor(person: "lesson-gateway", role: "restore")
        let tokensEnded = try await store.endTokens(gateway.audit(program, "token.revoke", "all"))
        try await gateway.replayErasures()
        let erased = try await gateway.eraseUntold()?.erased ?? 0
        let head = try await store.head()
        try await store.close()
        return RestoredStore(
            head: head,
            previous: previous,
            loggedAgain: loggedAgain,
            asked: asked,
            active: active.map(\.id),
            tokensEnded: tokensEnded,
            erased: erased
        )
    }

    /// The last state that partners may have been shown; nil where the store continues it, so that nothing was lost.
    ///
    /// Without a kept state nobody can say that nothing was.
    private func lastState(of store: SQLiteStore) async throws -> Checkpoint? {
        let head = try await store.head()
        let own = Checkpoint(origin: head.origin.description, size: head.size, root: head.frontier.root)
        guard let kept = try keeper.read() else { return own }
        guard let origin = LogOrigin(kept.origin), origin.organisation.utf8.elementsEqual(identity.organisation.utf8)
        else { throw LessonExchangeError("log.store-behind", "the kept checkpoint is of \(kept.origin)") }
        guard origin.epoch >= head.origin.epoch else { return own }
        guard origin == head.origin, kept.size <= head.size else { return kept }
        let root = try await LogNodes(store).root(size: kept.size, of: head.size)
        return root == kept.root ? nil : kept
    }

    private func nextOrigin(after last: Checkpoint, and origin: LogOrigin) -> LogOrigin {
        let epoch = max(LogOrigin(last.origin)?.epoch ?? 0, origin.epoch) + 1
        return LogOrigin(organisation: origin.organisation, epoch: epoch)
    }

    private func begin(
        _ origin: LogOrigin,
        after last: Checkpoint,
        in store: SQLiteStore,
        _ reason: String,
        _ approvers: [Gateway.Actor],
        asking partners: [String]
    ) async throws -> Int {
        guard let identity = GatewayIdentity(identity, origin: origin), let previous = LogOrigin(last.origin) else {
            throw LessonExchangeError("key.unsupported", "the log's key cannot sign for \(origin)")
        }
        let statements = OutgoingStatements(identity: identity, trust: trust)
        let moment = clock()
        let payload = SiblingStatements.epoch(
            origin: origin,
            after: previous,
            last: last,
            reason: reason,
            approvers: approvers.map(\.role),
            by: identity.publisher,
            at: moment,
            random: random
        )
        let opening = try statements.signed(payload, kind: .epoch, at: moment)
        try checkAsPartner(opening, at: moment)
        return try await store.beginEpoch(
            opening,
            sealer: statements.sealer(random: random),
            asking: partners,
            at: moment
        )
    }

    /// Throws where partners would set the statement aside: all of them would stop at it.
    private func checkAsPartner(
        _ opening: OutgoingStatement,
        at moment: Timestamp
    ) throws(LessonExchangeError) {
        let policy = VerificationPolicy(signer: .organisation(identity.organisation), kind: .epoch)
        let (report, statement) = trust.verifiers.withVerifier { verifier in
            verifier.verify(opening.envelope, file: "", policy: policy, now: moment)
        }
        guard statement == nil else { return }
        let code = report.faults.first?.code?.name ?? "identifier.found"
        throw LessonExchangeError(code, "partners would refuse the reason or a role", at: "--reason")
    }
}
