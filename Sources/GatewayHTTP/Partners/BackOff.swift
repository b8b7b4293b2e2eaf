/// When a partner is tried again: by what failed in a row, and by whether the partner itself was heard of since.
package struct BackOff: Sendable {
    /// Failures since the last success, or since the partner was heard of.
    package private(set) var failures = 0
    /// Seconds of a clock that only goes forwards, when the partner was heard of last.
    private var heard: Double?

    /// Failures after which nothing is tried but once an hour.
    private static let failuresMax = 10
    private static let firstDelaySeconds = 5.0
    private static let longestDelaySeconds = 3600.0
    /// A partner that fails whenever it is read has us read it no more often than this by calling.
    private static let hearingSeconds = 60.0

    package init() {}

    package mutating func noteSuccess() { failures = 0 }

    package mutating func noteFailure() { failures += 1 }

    /// The partner itself came, so it is there whatever failed before: what it says now may be a withdrawal.
    ///
    /// - Returns: whether it is to be read at once.
    package mutating func noteHeard(at seconds: Double) -> Bool {
        guard failures > 0 else { return true }
        guard heard.map({ seconds - $0 >= Self.hearingSeconds }) ?? true else { return false }
        heard = seconds
        failures = 0
        return true
    }

    /// Seconds until it is tried again.
    ///
    /// After a success the interval with a tenth of jitter; after failures twice as long each time, with full jitter.
    package func delaySeconds(interval: Int) -> Double {
        guard failures > 0 else { return Double(interval) * Double.random(in: 0.9...1.1) }
        guard failures < Self.failuresMax else { return Self.longestDelaySeconds * Double.random(in: 0.9...1.1) }
        let ceiling = min(Self.longestDelaySeconds, Self.firstDelaySeconds * Double(1 << (failures - 1)))
        return max(0.5, Double.random(in: 0...ceiling))
    }
}
