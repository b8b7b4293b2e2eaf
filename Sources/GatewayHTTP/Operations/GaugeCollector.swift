package import Gateway
import LessonExchange
package import Signatures
import TransparencyLog

/// Reads every gauge when somebody asks: from the store, from the exchange with partners, from certificates.
///
/// What cannot be read is left out, and `ready` says that something is wrong.
package actor GaugeCollector {
    private let gateway: Gateway
    private let readiness: Readiness
    private let tls: [Certificate]
    private let version: String
    private let sync: @Sendable () async -> [SyncStatus]
    private let started: Timestamp
    /// How far our own log was looked through for receipts, and how many there were.
    private var counted: (upTo: UInt64, receipts: Int)?
    /// Where to look on for what each partner has not receipted: everything before is.
    private var receipted: [String: UInt64] = [:]

    /// Newest entries of our own log that are looked through for what is not receipted (10,000).
    ///
    /// A partner that is silent for months must not make each answer slower; what is older was told of long before.
    static let windowEntries: UInt64 = 10_000

    /// `tls`: the chain that partners are shown.
    package init(
        gateway: Gateway,
        readiness: Readiness,
        tls: [Certificate],
        version: String,
        sync: @escaping @Sendable () async -> [SyncStatus]
    ) {
        self.gateway = gateway
        self.readiness = readiness
        self.tls = tls
        self.version = version
        self.sync = sync
        started = gateway.clock()
    }

    /// Everything, as it is now.
    package func samples() async -> [MetricSample] {
        let now = gateway.clock()
        let isReady = await readiness.state().isReady
        var samples = [
            MetricSample(.build, 1, [version]), MetricSample(.started, Double(started.unixSeconds)),
            MetricSample(.ready, isReady ? 1 : 0),
        ]
        samples += certificates(now)
        let active = try? await activePartners()
        let links = await sync().filter { active?.contains($0.partner) ?? true }
        samples += links.flatMap { Self.samples($0, now) }
        if let active { samples += (try? await feeds(of: active)) ?? [] }
        samples += (try? await queues(now)) ?? []
        samples += (try? await log(now)) ?? []
        return samples
    }

    private static func age(_ since: Timestamp?, _ now: Timestamp) -> Double {
        since.map { Double(max(0, now.unixSeconds - $0.unixSeconds)) } ?? 0
    }

    private func certificates(_ now: Timestamp) -> [MetricSample] {
        let chains = [
            ("seal", gateway.identity.seal.chain), ("receipts", gateway.identity.receipts.chain), ("tls", tls),
        ]
        return chains.compactMap { kind, chain in
            guard let end = chain.map(\.notAfter).min() else { return nil }
            return MetricSample(.certificateDays, Double(end.unixSeconds - now.unixSeconds) / 86_400, [kind])
        }
    }

    private static func samples(_ status: SyncStatus, _ now: Timestamp) -> [MetricSample] {
        let partner = [status.partner]
        var samples = [
            MetricSample(.lag, age(status.lastSuccess ?? status.begun, now), partner),
            MetricSample(.failures, Double(status.failures), partner),
        ]
        if let last = status.lastSuccess {
            samples.append(MetricSample(.lastSuccess, Double(last.unixSeconds), partner))
        }
        if let skew = status.clockSkewSeconds { samples.append(MetricSample(.clockSkew, Double(skew), partner)) }
        return samples
    }

    /// What was suspended or removed is not read, and nobody has to do anything about it.
    private func activePartners() async throws -> Set<String> {
        Set(try await gateway.store.partners().filter { $0.state == .active }.map(\.id))
    }

    private func feeds(of partners: Set<String>) async throws -> [MetricSample] {
        try await gateway.store.feeds().filter { partners.contains($0.partner) }.flatMap { feed in
            [
                MetricSample(.stopped, feed.stopped == nil ? 0 : 1, [feed.partner, feed.stopped ?? "none"]),
                MetricSample(.feedPosition, Double(feed.position), [feed.partner]),
                MetricSample(.feedSize, Double(feed.checkpoint?.size ?? 0), [feed.partner]),
            ]
        }
    }

    private func queues(_ now: Timestamp) async throws -> [MetricSample] {
        let queues = try await gateway.store.queues()
        let open = try await gateway.store.pullingBack()
        return [
            MetricSample(.quarantine, Double(queues.quarantined)),
            MetricSample(.quarantineOldest, Self.age(queues.quarantinedSince, now)),
            MetricSample(.held, Double(queues.held)),
            MetricSample(.heldOldest, Self.age(queues.heldSince, now)),
            MetricSample(.withheld, Double(queues.withheld)), MetricSample(.withdrawals, Double(queues.withdrawals)),
            MetricSample(.withdrawalsOldest, Self.age(queues.withdrawalsSince, now)),
            MetricSample(.pullBack, Double(open.count)),
        ]
    }

    private func log(_ now: Timestamp) async throws -> [MetricSample] {
        let store = gateway.store
        let size = try await store.head().size
        // Receipts are counted from the size at the first question on: a log is only added to.
        var (upTo, receipts) = counted ?? (size, 0)
        if upTo < size {
            receipts += try await store.receiptCount(from: upTo, upTo: size)
            upTo = size
        }
        counted = (upTo, receipts)
        var samples = [
            MetricSample(.logSize, Double(size)), MetricSample(.receiptsWritten, Double(receipts)),
        ]
        for partner in try await store.partners() where partner.state == .active {
            let from = max(receipted[partner.id] ?? 0, size - min(size, Self.windowEntries))
            let first = try await store.firstWithoutReceipt(of: partner.id, from: from)
            receipted[partner.id] = first?.position ?? size
            samples.append(MetricSample(.receiptsMissing, Self.age(first?.since, now), [partner.id]))
        }
        return samples
    }
}

/// How the exchange with a partner goes.
package struct SyncStatus: Sendable, Equatable {
    package let partner: String
    /// When it began.
    package let begun: Timestamp
    package var lastSuccess: Timestamp?
    /// In a row.
    package var failures = 0
    /// The partner's clock minus ours, at its last answer.
    package var clockSkewSeconds: Int?

    package init(partner: String, begun: Timestamp) {
        self.partner = partner
        self.begun = begun
    }
}
