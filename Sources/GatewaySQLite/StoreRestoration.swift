import CommandSupport
package import Gateway
package import LessonExchange
package import Logging
package import Signatures
import TransparencyLog

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

    private var draft: String { data.restoring }
    private var keeper: CheckpointKeeper { CheckpointKeeper(path: data.checkpoint) }

    /// What SQLite lays beside a store while it is at work.
    private static let companions = ["", "-wal", "-shm", "-journal"]

    /// Removes what an attempt left behind.
    ///
    /// Whoever calls it holds the lock of the folder, so that no attempt is under way.
    package static func removeDraft(in data: DataFolder) throws(LessonExchangeError) {
        for name in companions.map({ data.restoring + $0 }) where FileAccess.exists(name) {
            do throws(LessonExchangeError) { try FileAccess.remove(name) } catch {
                // Another program that starts may have been faster.
                guard !FileAccess.exists(name) else { throw error }
            }
        }
    }

    /// Restores a backup; the two who approve it stand in the audit trail, and their roles in what partners are told.
    ///
    /// `epoch`: that of the log that partners have seen last, where no newer state is kept; a new log begins after it.
    ///
    /// - Throws: ``LessonExchangeError`` with `store.in-use` or `store.exists` where something would be lost by it,
    ///   `restore.epoch-needed` where nobody knows which log comes next.
    package func run(
        _ file: String,
        reason: String,
        approvers: [Gateway.Actor],
        epoch: Int? = nil
    ) async throws -> RestoredStore {
        let approvers = try Self.checked(approvers)
        try Gateway.checkWording(reason, at: "--reason")
        guard epoch.map({ (1..<999_999).contains($0) }) ?? true else {
            throw LessonExchangeError("usage.invalid", "an epoch is a number from 1", at: "--epoch")
        }
        let lock = try FileLock(data.lock, isShared: false)
        defer { lock.release() }
        for name in Self.companions.map({ data.store + $0 }) where FileAccess.exists(name) {
            throw LessonExchangeError("store.exists", at: name)
        }
        let restored: RestoredStore
        do {
            try fetch(file)
            restored = try await prepared(reason, approvers, epoch)
            try FileAccess.synchronise(draft)
            try keepPrevious(of: restored)
            try FileAccess.place(draft, as: data.store)
        } catch {
            // It holds lessons, and no erasure would reach it.
            try? Self.removeDraft(in: data)
            throw error
        }
        try? Self.removeDraft(in: data)
        // A crash before this is told by the epochs: the store may be one ahead of what was kept.
        try keeper.keep(restored.head)
        return restored
    }

    /// The two, if they are two: neither another spelling nor another case makes a second person or role.
    private static func checked(_ actors: [Gateway.Actor]) throws(LessonExchangeError) -> [Gateway.Actor] {
        let approvers = actors.map { Gateway.Actor(person: tidied($0.person), role: tidied($0.role)) }
        guard approvers.count == 2,
            approvers.allSatisfy({ $0.person.contains(where: \.isLetter) && $0.role.contains(where: \.isLetter) }),
            !approvers[0].role.lowercased().utf8.elementsEqual(approvers[1].role.lowercased().utf8)
        else { throw LessonExchangeError("usage.invalid", "two people of two roles approve it", at: "--approver") }
        guard !Attestation.isSamePerson(approvers[0].person, approvers[1].person) else {
            throw LessonExchangeError("duty.separated", "one person approves it twice", at: "--approver")
        }
        return approvers
    }

    private static func tidied(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
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
        try Self.removeDraft(in: data)
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
            holds: HoldJournal(path: data.holds),
            sources: data.sources,
            clock: clock,
            random: random,
            logger: logger
        )
        return (gateway, store)
    }

    /// Makes the copy what the store shall be, and closes it.
    private func prepared(
        _ reason: String,
        _ approvers: [Gateway.Actor],
        _ epoch: Int?
    ) async throws -> RestoredStore {
        guard let origin = try SQLiteStore.origin(of: draft) else { throw StoreError.damaged("log_head") }
        guard origin.organisation.utf8.elementsEqual(identity.organisation.utf8) else {
            throw LessonExchangeError("restore.other-organisation", "the backup is of \(origin.organisation)")
        }
        var (gateway, store) = try open(origin)
        let active = try await store.partners().filter { $0.state == .active }
        let previous = try await lastState(of: store, epoch)
        var asked: [String] = []
        var loggedAgain = 0
        if let previous {
            asked = active.filter { $0.url != nil }.map(\.id)
            let next = nextOrigin(after: previous, and: origin)
            loggedAgain = try await begin(next, after: previous, in: store, reason, approvers, asking: asked)
            try await store.close()
            (gateway, store) = try open(next)
        }
        let (holds, erased, tokensEnded) = try await settle(gateway, store, approvers)
        let head = try await store.head()
        try await store.close()
        return RestoredStore(
            head: head,
            previous: previous,
            loggedAgain: loggedAgain,
            asked: asked,
            active: active.map(\.id),
            tokensEnded: tokensEnded,
            erased: erased,
            holds: holds
        )
    }

    /// What holds whatever was lost: who agreed, holds, erasures, and that no token of an earlier day opens anything.
    private func settle(
        _ gateway: Gateway,
        _ store: SQLiteStore,
        _ approvers: [Gateway.Actor]
    ) async throws -> (holds: Int, erased: Int, tokensEnded: Int) {
        for approver in approvers {
            let subject = gateway.identity.origin.description
            try await store.commitAudit(gateway.audit(approver, "store.restored", subject))
        }
        let program = Gateway.Actor(person: "lesson-gateway", role: "restore")
        let tokensEnded = try await store.endTokens(gateway.audit(program, "token.revoke", "all"))
        // What is under a hold is not erased again.
        let holds = try await gateway.replayHolds()
        try await gateway.replayErasures()
        let erased = try await gateway.eraseUntold()?.erased ?? 0
        return (holds, erased, tokensEnded)
    }

    /// The last state that partners may have been shown; nil where the store continues it, so that nothing was lost.
    ///
    /// Without a kept state nobody can say so, nor how many logs there were since: `epoch` tells.
    private func lastState(of store: SQLiteStore, _ epoch: Int?) async throws -> Checkpoint? {
        let head = try await store.head()
        // One of an earlier log than the backup's says nothing of what came later.
        let kept = try keptState().flatMap { $0.origin.epoch < head.origin.epoch ? nil : $0 }
        var continues = false
        if let kept { continues = try await holds(kept.state, head, store) }
        guard let epoch else {
            guard let kept else { throw LessonExchangeError("restore.epoch-needed", at: data.checkpoint) }
            return continues ? nil : kept.state
        }
        let own = Checkpoint(origin: head.origin.description, size: head.size, root: head.frontier.root)
        guard epoch > kept?.origin.epoch ?? head.origin.epoch else { return continues ? own : kept?.state ?? own }
        // Of a log that is only heard of no entry is known.
        let heard = LogOrigin(organisation: identity.organisation, epoch: epoch)
        return Checkpoint(origin: heard.description, size: 0, root: MerkleTree.emptyRoot)
    }

    private func keptState() throws -> (state: Checkpoint, origin: LogOrigin)? {
        guard let state = try keeper.read() else { return nil }
        guard let origin = LogOrigin(state.origin), origin.organisation.utf8.elementsEqual(identity.organisation.utf8)
        else { throw LessonExchangeError("log.store-behind", "the kept checkpoint is of \(state.origin)") }
        return (state, origin)
    }

    /// Whether the store holds everything up to a state, and the same.
    private func holds(_ state: Checkpoint, _ head: LogHead, _ store: SQLiteStore) async throws -> Bool {
        guard state.origin.utf8.elementsEqual(head.origin.description.utf8), state.size <= head.size else {
            return false
        }
        return try await LogNodes(store).root(size: state.size, of: head.size) == state.root
    }

    /// Keeps the end of the old log where nothing newer is kept.
    ///
    /// A crash before the new state is kept would else leave a store that no program opens.
    private func keepPrevious(of restored: RestoredStore) throws {
        guard let previous = restored.previous, let origin = LogOrigin(previous.origin),
            let key = GatewayIdentity(identity, origin: origin)?.logKey
        else { return }
        try keeper.keep(LogHead(origin: origin, frontier: TreeFrontier(), checkpoint: try previous.signed(by: key)))
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
