package import CoreMetrics
package import Gateway
import LessonExchange
package import Logging
import ServiceLifecycle
import Signatures

/// Keeps up with every partner: one loop each, so that a slow or hostile one delays nobody else.
package actor SyncService: Service, CustomStringConvertible {
    private let gateway: Gateway
    private let identity: TLSIdentity
    private let directory: PartnerDirectory
    private let proxy: ListenAddress?
    private let folders: ExchangeFolders
    private let intervalSeconds: Int
    private let metrics: any MetricsFactory
    private let logger: Logger
    private var links: [String: PartnerLink] = [:]
    private var looking: Task<Void, Never>?
    private var isEnded = false
    /// The size of our own log that partners were told of.
    private var toldSize: UInt64 = 0
    /// Of certificates, so that each threshold is told once.
    private var warned: Set<WarningKey> = []
    private var nextWarning: Timestamp?

    private struct WarningKey: Hashable {
        let name: String
        let expires: Timestamp
        let threshold: Int
    }

    /// Certificates are looked at once an hour.
    private static let warningSeconds: Int64 = 3600

    package init(
        gateway: Gateway,
        identity: TLSIdentity,
        directory: PartnerDirectory,
        proxy: ListenAddress? = nil,
        folders: ExchangeFolders,
        intervalSeconds: Int,
        metrics: any MetricsFactory,
        logger: Logger
    ) {
        self.gateway = gateway
        self.identity = identity
        self.directory = directory
        self.proxy = proxy
        self.folders = folders
        self.intervalSeconds = intervalSeconds
        self.metrics = metrics
        self.logger = logger
    }

    package nonisolated var description: String { "sync" }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.look()
                await self.warn()
                try? await Task.sleep(for: .seconds(1))
            }
        }
        isEnded = true
        await looking?.value
        let last = Array(links.values)
        links = [:]
        for link in last { await link.end() }
    }

    /// Follows changes of partners, and tells partners when our log grew.
    ///
    /// One after the other: a link that two of them make would have a client that nobody shuts down.
    private func look() async {
        let before = looking
        let task = Task {
            await before?.value
            await self.lookNow()
        }
        looking = task
        await task.value
    }

    private func lookNow() async {
        guard !isEnded else { return }
        do {
            let partners = try await directory.current()
            for id in links.keys where !partners.contains(where: { $0.id == id }) {
                await links.removeValue(forKey: id)?.end()
            }
            for partner in partners where partner.url != nil || folders.hasMirror(of: partner.id) {
                if let link = links[partner.id], link.partner == partner, try await link.isCurrent() { continue }
                let last = links.removeValue(forKey: partner.id)
                await last?.end()
                let link = try makeLink(partner, last: await last?.status)
                links[partner.id] = link
                await link.begin()
            }
            let size = try await gateway.publicHead().size
            guard size > toldSize else { return }
            toldSize = size
            for link in links.values { Task { await link.tell() } }
        } catch {
            logger.error("partners cannot be looked up", metadata: ["type": "\(type(of: error))"])
        }
    }

    /// Says once for each threshold that a certificate ends soon: our own, and those that partners showed last.
    private func warn() async {
        let now = gateway.clock()
        guard nextWarning.map({ $0 <= now }) ?? true else { return }
        nextWarning = now.adding(seconds: Self.warningSeconds)
        var certificates = gateway.identity.certificateEnds
        if let end = identity.end { certificates.append(("tls", end)) }
        for partner in (try? await directory.current()) ?? [] {
            if let end = directory.certificateEnd(of: partner.id) { certificates.append((partner.id, end)) }
        }
        for warning in CertificateWarnings.warnings(of: certificates, at: now) {
            let key = WarningKey(name: warning.name, expires: warning.expires, threshold: warning.threshold)
            guard warned.insert(key).inserted else { continue }
            logger.warning(
                "certificate ends soon",
                metadata: [
                    "certificate": "\(warning.name)", "expires": "\(warning.expires)",
                    "daysLeft": "\(warning.daysLeft)",
                ]
            )
        }
    }

    /// `last`: how the exchange went over a link that was taken down, since keys or trust changed.
    private func makeLink(_ partner: Partner, last: SyncStatus?) throws -> PartnerLink {
        // Without an address the log is read where the partner delivers it.
        let client = try partner.url.map { _ in
            try PartnerClient(
                partner: partner,
                identity: identity,
                trust: gateway.trust,
                directory: directory,
                proxy: proxy,
                clock: gateway.clock
            )
        }
        return PartnerLink(
            partner: partner,
            client: client,
            gateway: gateway,
            folders: folders,
            intervalSeconds: intervalSeconds,
            last: last,
            metrics: metrics,
            logger: logger
        )
    }

    /// How the exchange with each partner goes, in the order of their ids.
    package func status() async -> [SyncStatus] {
        var all: [SyncStatus] = []
        for (_, link) in links.sorted(by: { $0.key < $1.key }) { all.append(await link.status) }
        return all
    }

    /// How it goes with one of them; nil where its log is not read.
    package func status(of partner: String) async -> SyncStatus? { await links[partner]?.status }

    /// A partner said that its log grew, or delivered more of it.
    package func wake(_ partner: String) async { await links[partner]?.hear() }

    /// Reads a partner now, or all of them one after the other.
    package func synchronise(_ partner: String?) async throws -> [SyncReport] {
        if let partner {
            guard try await directory.current().contains(where: { $0.id == partner }) else {
                throw LessonExchangeError("partner.unknown", partner)
            }
        }
        await look()
        var reports: [SyncReport] = []
        for (id, link) in links.sorted(by: { $0.key < $1.key }) where partner.map({ $0 == id }) ?? true {
            reports.append(await link.synchronise())
        }
        return reports
    }
}

/// The exchange with one partner: when it is read next, and what became of the last times.
package actor PartnerLink {
    nonisolated let partner: Partner
    /// Nil for a partner that delivers its log, as nobody reaches its gateway.
    private nonisolated let client: PartnerClient?
    private let gateway: Gateway
    private let folders: ExchangeFolders
    private let intervalSeconds: Int
    private let metrics: any MetricsFactory
    private let logger: Logger
    package private(set) var status: SyncStatus
    private var backOff = BackOff()
    private var loop: Task<Void, Never>?
    private var waiting: CheckedContinuation<Void, Never>?
    private var isWoken = false
    private var running: Task<SyncReport, Never>?
    /// Wakes the loop when the answer to a delivery is due.
    private var answer: Task<Void, Never>?

    /// Failures in a row of which a person is told.
    private static let alarmFailures = 10
    /// Seconds after which a partner has read what was delivered to it, and has answered in its log.
    private static let answerSeconds = 2

    package init(
        partner: Partner,
        client: PartnerClient?,
        gateway: Gateway,
        folders: ExchangeFolders,
        intervalSeconds: Int,
        last: SyncStatus?,
        metrics: any MetricsFactory,
        logger: Logger
    ) {
        self.partner = partner
        self.client = client
        self.gateway = gateway
        self.folders = folders
        self.intervalSeconds = intervalSeconds
        self.metrics = metrics
        self.logger = logger
        status = last ?? SyncStatus(partner: partner.id, begun: gateway.clock())
        // What failed with other keys says nothing about these.
        status.failures = 0
    }

    package func begin() {
        loop = Task { [weak self] in
            while !Task.isCancelled {
                guard let self else { return }
                _ = await self.synchronise()
                await self.pause()
            }
        }
    }

    package func end() async {
        loop?.cancel()
        running?.cancel()
        answer?.cancel()
        wake()
        await loop?.value
        await client?.shutdown()
    }

    /// Whether its connections were checked by the partner, the keys and the trust file of now.
    nonisolated func isCurrent() async throws -> Bool {
        guard let client else { return true }
        return try await client.isPartner()
    }

    /// Our log grew: the partner is told, or it is delivered.
    func tell() async {
        guard !partner.delivers else { return hint() }
        await client?.notify()
    }

    /// The partner itself called: it is there again, and what it has may be a withdrawal.
    package func hear() {
        if backOff.noteHeard(at: RateLimit.monotonic()) { wake() }
    }

    /// There may be something new; after failures that does not shorten the pause.
    package func hint() { if backOff.failures == 0 { wake() } }

    func wake() {
        isWoken = true
        waiting?.resume()
        waiting = nil
    }

    /// Waits for the next time, or for a hint.
    private func pause() async {
        let seconds = backOff.delaySeconds(interval: intervalSeconds)
        let alarm = Task {
            // A pause that ended before is no reason to shorten the next one.
            guard (try? await Task.sleep(for: .milliseconds(Int(seconds * 1000)))) != nil else { return }
            self.wake()
        }
        defer { alarm.cancel() }
        guard !isWoken, !Task.isCancelled else {
            isWoken = false
            return
        }
        await withCheckedContinuation { waiting = $0 }
        isWoken = false
    }

    /// Reads the partner; whoever asks meanwhile gets the same answer.
    package func synchronise() async -> SyncReport {
        if let running { return await running.value }
        let (partner, client, gateway, folders) = (partner, client, gateway, folders)
        let task = Task { () -> SyncReport in
            do throws(StoreError) {
                guard let client else { return try await gateway.readMirror(of: partner, in: folders) }
                return try await gateway.exchange(with: partner, over: client, folders)
            } catch {
                var report = SyncReport(partner: partner.id)
                report.fault = "store.unavailable"
                report.detail = "\(error)"
                return report
            }
        }
        running = task
        let report = await task.value
        running = nil
        note(report)
        if report.isDelivered { awaitAnswer() }
        return report
    }

    /// Reads once more soon: nobody can tell us that the partner's log grew.
    private func awaitAnswer() {
        answer?.cancel()
        answer = Task {
            guard (try? await Task.sleep(for: .seconds(Self.answerSeconds))) != nil else { return }
            self.hint()
        }
    }

    private func note(_ report: SyncReport) {
        status.clockSkewSeconds = client?.clockSkewSeconds
        for (outcome, count) in report.outcomes {
            metrics.add(count, to: .statementsReceived, [("partner", partner.id), ("outcome", outcome.rawValue)])
        }
        guard let fault = report.fault else {
            backOff.noteSuccess()
            status.failures = 0
            status.lastSuccess = gateway.clock()
            return
        }
        backOff.noteFailure()
        status.failures += 1
        let level: Logger.Level = status.failures == Self.alarmFailures ? .critical : .info
        logger.log(
            level: level,
            "sync failed",
            metadata: ["partner": "\(partner.id)", "code": "\(fault)", "times": "\(status.failures)"]
        )
    }
}
