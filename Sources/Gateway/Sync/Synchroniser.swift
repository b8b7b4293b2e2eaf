import LessonExchange
package import Logging
package import Signatures
import TransparencyLog

/// Pulls what partners issued for us: read, verify, judge, and take in range by range.
///
/// The store's transaction holds imports, positions and one receipt together, so a crash anywhere loses nothing and
/// repeats nothing.
package struct Synchroniser: Sendable {
    private let organisation: String
    private let store: any Store
    private let trust: TrustState
    private let clock: @Sendable () -> Timestamp
    private let logger: Logger
    /// Bytes of statements that are taken in together.
    private let bytesMax: Int

    package init(
        organisation: String,
        store: any Store,
        trust: TrustState,
        clock: @escaping @Sendable () -> Timestamp,
        logger: Logger,
        bytesMax: Int = usualBytesMax
    ) {
        self.bytesMax = bytesMax
        self.organisation = organisation
        self.store = store
        self.trust = trust
        self.clock = clock
        self.logger = logger
    }

    /// Requests that are under way with one partner at a time.
    private static let fetchesMax = 16

    /// Reads everything that a partner has for us.
    ///
    /// Where another process reads the same log meanwhile, it goes on from where that one came to.
    ///
    /// - Returns: what was done, and the code of what ended it early.
    package func run(_ partner: Partner, from source: any LogSource) async throws(StoreError) -> SyncReport {
        var report = try await runOnce(partner, from: source)
        for _ in 0..<Self.overtakenMax where report.fault == Self.overtaken {
            let next = try await runOnce(partner, from: source)
            report.outcomes.merge(next.outcomes) { $0 + $1 }
            report.receipts += next.receipts
            (report.position, report.fault, report.detail) = (next.position, next.fault, next.detail)
        }
        return report
    }

    private static let overtaken = "sync.overtaken"
    private static let overtakenMax = 5

    private func runOnce(_ partner: Partner, from source: any LogSource) async throws(StoreError) -> SyncReport {
        var report = SyncReport(partner: partner.id)
        let feed = try await store.feeds().first { $0.partner.utf8.elementsEqual(partner.id.utf8) }
        report.position = feed?.position ?? 0
        if let stopped = feed?.stopped {
            report.fault = stopped
            return report
        }
        let reader = FeedReader(source: source, partner: partner, trust: trust.current, reader: organisation)
        do throws(FeedFault) {
            let judge = StatementJudge(trust: trust, reader: organisation)
            var state = try await reader.newest(after: feed)
            // What was shown is kept before anything is fetched: another state later would be a fork.
            if let feed, state.origin != feed.origin {
                let opening = EpochOpening(reader: reader, source: source, judge: judge)
                let isLost = try await opening.losesEntries(of: feed, in: state, at: clock())
                try await begin(state, after: feed, isLost: isLost)
                report.position = state.position
            } else if state != feed {
                try await kept { () async throws(StoreError) in try await store.commitFeedState(state, evidence: nil) }
            }
            let staleness = try await readStatusList(of: partner, from: source)
            // By files: nobody would learn otherwise what somebody withdraws with whom the exchange has ended.
            let listFault = partner.state == .active ? staleness : StatementJudge.notActive
            try await reviseWaiting(partner, judge, listFault, &report)
            // While one range is taken in, the next is fetched and judged.
            var next = Task { [state] in await prepare(state, reader, judge, partner, source, listFault) }
            defer { next.cancel() }
            while let prepared = try await next.value.get() {
                let from = state.position
                state = prepared.range.after
                next = Task { [state] in await prepare(state, reader, judge, partner, source, listFault) }
                let outcome = try await take(prepared, from: from)
                for item in outcome.items {
                    report.outcomes[item.outcome, default: 0] += 1
                    if item.reasons.contains(where: { $0.code == "statement.withheld" }) {
                        logger.critical("a statement is listed and not given", metadata: ["digest": "\(item.digest)"])
                    }
                }
                report.receipts += prepared.arrivals.count - outcome.items.count
                report.position = state.position
            }
        } catch {
            report.fault = error.code
            if case .unreachable(let detail) = error { report.detail = detail }
            try await note(error, feed, partner)
        }
        return report
    }

    /// Goes over to the partner's log of the next epoch; that it lost entries is kept, and stops nothing.
    private func begin(_ state: FeedState, after feed: FeedState, isLost: Bool) async throws(FeedFault) {
        let moment = clock()
        var evidence: FeedEvidence?
        if isLost {
            evidence = FeedEvidence(code: "log.epoch-lost", known: feed.note, shown: state.note, at: moment)
            logger.critical(
                "partner lost entries of its log",
                metadata: ["partner": "\(state.partner)", "code": "log.epoch-lost"]
            )
        }
        do throws(StoreError) {
            try await store.commitNextEpoch(state, after: feed, evidence: evidence, at: moment)
        } catch {
            throw error == .moved ? .wrong(Self.overtaken) : .store(error)
        }
    }

    /// Takes in the status list of a source that needs one.
    ///
    /// - Returns: why bundles of the source have to wait; nil when they need not.
    private func readStatusList(of partner: Partner, from source: any LogSource) async throws(FeedFault) -> String? {
        guard source.needsStatusList else { return nil }
        let bytes: [UInt8]?
        do throws(LogSourceError) { bytes = try await source.statusList() } catch { throw FeedFault(error) }
        guard let bytes else { return "status.no-list" }
        guard let list = StatusListReader(trust: trust, moment: clock()).read(bytes, of: partner.id) else {
            return "status.invalid"
        }
        let listed = ListedWithdrawals(
            envelope: list.envelope,
            digest: list.statement.digest,
            signer: partner.id,
            withdrawals: list.withdrawals
        )
        try await kept { () async throws(StoreError) in try await store.commitStatusList(listed, at: clock()) }
        return list.fault
    }

    /// Takes in what waited, as far as time, trust and the status list allow now.
    private func reviseWaiting(
        _ partner: Partner,
        _ judge: StatementJudge,
        _ listFault: String?,
        _ report: inout SyncReport
    ) async throws(FeedFault) {
        do throws(StoreError) {
            let again = Reconsideration(store: store, judge: judge, clock: clock)
            for _ in 0..<Self.revisionsMax {
                var count = 0
                for revision in try await again.waiting(from: partner.id, listFault: listFault) {
                    let changed = Revision(
                        partner: revision.partner,
                        origin: revision.origin,
                        arrivals: try await compared(revision.arrivals),
                        unchanged: revision.unchanged,
                        at: revision.at
                    )
                    let outcome = try await store.commitRevision(changed)
                    for item in outcome.items { report.outcomes[item.outcome, default: 0] += 1 }
                    count += outcome.items.count
                }
                guard count > 0 else { return }
            }
        } catch { throw .store(error) }
    }

    /// Pages of what waits that one sync judges again, as long as something can be taken in (10,000 items).
    private static let revisionsMax = 20

    /// A partner whose log does not fit is stopped; both states are kept.
    private func note(_ fault: FeedFault, _ feed: FeedState?, _ partner: Partner) async throws(StoreError) {
        let isAlarm = fault.code == "statement.withheld"
        logger.log(
            level: isAlarm ? .critical : .warning,
            "sync ended early",
            metadata: ["partner": "\(partner.id)", "code": "\(fault.code)"]
        )
        guard case .stopped(let code, let known, let shown) = fault, var feed else { return }
        // The store changes nothing but this: another process may have read on meanwhile.
        feed.stopped = code
        logger.critical("partner stopped", metadata: ["partner": "\(partner.id)", "code": "\(code)"])
        try await store.commitFeedState(
            feed,
            evidence: FeedEvidence(code: code, known: known, shown: shown, at: clock())
        )
    }

    private func kept(_ body: () async throws(StoreError) -> Void) async throws(FeedFault) {
        do throws(StoreError) { try await body() } catch { throw .store(error) }
    }

    /// A range with its statements, judged as far as that goes without the store.
    private struct Prepared: Sendable {
        let range: FeedReader.Range
        let arrivals: [Arrival]
        let at: Timestamp
    }

    /// The next range; nil when everything was read.
    private func prepare(
        _ state: FeedState,
        _ reader: FeedReader,
        _ judge: StatementJudge,
        _ partner: Partner,
        _ source: any LogSource,
        _ listFault: String?
    ) async -> Result<Prepared?, FeedFault> {
        do throws(FeedFault) {
            guard var range = try await reader.next(state) else { return .success(nil) }
            let fetched = try await fetch(range, source)
            if fetched.count < range.items.count {
                // As much as memory allows; the next range begins behind it.
                let end = range.items[fetched.count].position
                guard let shorter = try await reader.next(state, upTo: end), shorter.items.count == fetched.count else {
                    return .failure(.wrong("log.list-malformed"))
                }
                range = shorter
            }
            let moment = clock()
            let id = partner.id
            let arrivals = await BlockingWork.map(fetched) {
                judge.judge($0, from: id, at: moment, listFault: listFault)
            }
            for arrival in arrivals {
                // Nothing of the range counts until it can be judged; then all of it is read anew.
                if case .damaged(let code) = arrival.judgement { throw .wrong(code) }
            }
            return .success(Prepared(range: range, arrivals: arrivals, at: moment))
        } catch { return .failure(error) }
    }

    private func take(_ prepared: Prepared, from: UInt64) async throws(FeedFault) -> SyncOutcome {
        do throws(StoreError) {
            let arrivals = try await compared(prepared.arrivals)
            return try await store.commitSyncRange(
                SyncRange(from: from, after: prepared.range.after, arrivals: arrivals, at: prepared.at)
            )
        } catch {
            throw error == .moved ? .wrong(Self.overtaken) : .store(error)
        }
    }

    /// Fetches what the range lists, several at a time, until ``bytesMax`` is reached; at least one.
    private func fetch(
        _ range: FeedReader.Range,
        _ source: any LogSource
    ) async throws(FeedFault) -> [StatementJudge.Fetched] {
        let wanted = Array(zip(range.items, range.leaves))
        var fetched: [StatementJudge.Fetched] = []
        var bytes = 0
        for start in stride(from: 0, to: wanted.count, by: Self.windowMax) where bytes < bytesMax {
            let window = Array(wanted[start..<min(start + Self.windowMax, wanted.count)])
            let bodies = try await bodies(window.map(\.0.digest), source)
            bytes += bodies.reduce(0) { $0 + ($1?.count ?? 0) }
            fetched += zip(window, bodies).map { StatementJudge.Fetched(item: $0.0, leaf: $0.1, body: $1) }
        }
        return fetched
    }

    /// Statements that are held together while they are fetched: of the largest kind they take 128 MiB.
    private static let windowMax = 32
    /// Three hundred usual statements have 2 MiB (32 MiB).
    package static let usualBytesMax = 32 << 20

    /// The bodies of statements, in their order.
    private func bodies(
        _ digests: [Digest],
        _ source: any LogSource
    ) async throws(FeedFault) -> [[UInt8]?] {
        let result = await withTaskGroup(
            of: (Int, Result<[UInt8]?, FeedFault>).self,
            returning: Result<[[UInt8]?], FeedFault>.self
        ) { group in
            var bodies = [[UInt8]?](repeating: nil, count: digests.count)
            var next = 0
            func start() {
                guard next < digests.count else { return }
                let position = next
                next += 1
                group.addTask { (position, await Self.body(digests[position], source)) }
            }
            for _ in 0..<Self.fetchesMax { start() }
            while let (position, body) = await group.next() {
                switch body {
                case .success(let bytes): bodies[position] = bytes
                case .failure(let fault):
                    group.cancelAll()
                    return .failure(fault)
                }
                start()
            }
            return .success(bodies)
        }
        return try result.get()
    }

    /// The bytes; nil when they were erased.
    ///
    /// What was listed and is not given is an alarm, and nothing moves on.
    private static func body(_ digest: Digest, _ source: any LogSource) async -> Result<[UInt8]?, FeedFault> {
        do throws(LogSourceError) {
            return .success(try await source.statement(digest))
        } catch {
            switch error {
            case .gone: return .success(nil)
            case .notFound: return .failure(.wrong("statement.withheld"))
            default: return .failure(FeedFault(error))
            }
        }
    }

    /// Adds to each bundle which lessons here it looks like, those of the same range counted in.
    private func compared(_ judged: [Arrival]) async throws(StoreError) -> [Arrival] {
        var wanted: [(arrival: Int, lesson: LessonFacts)] = []
        for (position, arrival) in judged.enumerated() {
            guard case .verified(_, _, .bundle(let bundle), _) = arrival.judgement else { continue }
            wanted += bundle.lessons.map { (position, $0) }
        }
        var found = try await similar(wanted.map(\.lesson))
        var seen = RangeCopies()
        for (position, item) in wanted.enumerated() {
            guard case .verified(_, _, .bundle(let bundle), _) = judged[item.arrival].judgement else { continue }
            let copy = seen.copy(of: item.lesson, in: bundle)
            found[position] = [found[position], copy].compactMap { $0 }.max { $0.likeness.score < $1.likeness.score }
        }
        var byArrival: [Int: [SimilarLesson?]] = [:]
        for (item, similar) in zip(wanted, found) { byArrival[item.arrival, default: []].append(similar) }
        return judged.enumerated().map { position, arrival in
            guard case .verified(let kind, let envelope, let content, _) = arrival.judgement,
                let similar = byArrival[position]
            else { return arrival }
            return Arrival(
                position: arrival.position,
                digest: arrival.digest,
                body: arrival.body,
                judgement: .verified(kind: kind, envelope: envelope, content: content, similar: similar)
            )
        }
    }

    /// The lesson here that each looks most like; asked in as many parts as the machine has processors.
    private func similar(_ lessons: [LessonFacts]) async throws(StoreError) -> [SimilarLesson?] {
        let store = store
        let workers = BlockingWork.processors
        let share = max(1, (lessons.count + workers - 1) / workers)
        let parts = stride(from: 0, to: lessons.count, by: share).map { start in
            lessons[start..<min(start + share, lessons.count)].map { SimilarityQuestion($0) }
        }
        let result = await withTaskGroup(
            of: (Int, Result<[SimilarLesson?], StoreError>).self,
            returning: Result<[SimilarLesson?], StoreError>.self
        ) { group in
            for (position, part) in parts.enumerated() {
                group.addTask {
                    do throws(StoreError) {
                        return (
                            position, .success(try await store.similar(to: part, max: 1, depth: .quick).map(\.first))
                        )
                    } catch { return (position, .failure(error)) }
                }
            }
            var found = [[SimilarLesson?]](repeating: [], count: parts.count)
            for await (position, part) in group {
                switch part {
                case .success(let similar): found[position] = similar
                case .failure(let error): return .failure(error)
                }
            }
            return .success(found.flatMap { $0 })
        }
        return try result.get()
    }
}
