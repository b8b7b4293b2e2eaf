package import Logging
package import Signatures
import Synchronization

/// What those may ask who are let in by nobody: so little that they keep neither the store nor the log busy.
package final class RefusedCallers: Sendable {
    private let limit: RateLimit
    private let seconds: @Sendable () -> Double
    /// When a certificate was told of last.
    private let told = Mutex<[Digest: Double]>([:])

    private static let perSecond = 10
    private static let quietSeconds = 60.0
    private static let certificatesMax = 4096

    /// `seconds` is a clock that only runs forward.
    package init(seconds: @escaping @Sendable () -> Double = RateLimit.monotonic) {
        limit = RateLimit(perSecond: Self.perSecond, atOnce: Self.perSecond, seconds: seconds)
        self.seconds = seconds
    }

    /// How many seconds a certificate has to wait that was refused too often; nil for any other.
    func wait(_ leaf: Digest) -> Int? { limit.wait(leaf.hex) }

    /// Notes a refusal; whether the log is to be told of it, which it is once a minute.
    func note(_ leaf: Digest) -> Bool {
        _ = limit.take(leaf.hex)
        let now = seconds()
        return told.withLock { told in
            if let last = told[leaf], now - last < Self.quietSeconds { return false }
            if told.count >= Self.certificatesMax { told.removeAll() }
            told[leaf] = now
            return true
        }
    }
}

/// Lets partners in, and nobody else.
package struct PartnerGate: Sendable {
    private let directory: PartnerDirectory
    private let refused: RefusedCallers
    private let clock: @Sendable () -> Timestamp
    private let metrics: RequestMetrics
    private let logger: Logger

    package init(
        directory: PartnerDirectory,
        refused: RefusedCallers = RefusedCallers(),
        clock: @escaping @Sendable () -> Timestamp,
        metrics: RequestMetrics,
        logger: Logger
    ) {
        self.directory = directory
        self.refused = refused
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
    }

    /// The partner that a certificate belongs to; nil is a connection without one.
    package func admit(_ leaf: Digest?) async throws -> APICaller {
        guard let leaf else { throw Problem("partner.unknown") }
        if let wait = refused.wait(leaf) {
            metrics.noteLimited()
            var problem = Problem("request.too-many", retryAfter: wait)
            problem.closesConnection = true
            throw problem
        }
        switch try await directory.partner(leaf: leaf, at: clock()) {
        case .success(let id): return .partner(id)
        case .failure(let refusal):
            if refused.note(leaf) { logger.warning("caller refused", metadata: ["why": "\(refusal)"]) }
            throw Problem("partner.unknown")
        }
    }
}
