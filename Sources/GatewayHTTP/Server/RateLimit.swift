import LessonExchange
import Signatures
import Synchronization

/// A bucket of requests for each caller: so many a second, and so many at once.
package final class RateLimit: Sendable {
    private struct Bucket {
        var left: Double
        var at: Double
    }

    private let buckets = Mutex<[String: Bucket]>([:])
    private let perSecond: Double
    private let atOnce: Double
    private let seconds: @Sendable () -> Double

    private static let callersMax = 10_000

    /// `seconds` is a clock that only runs forward.
    package init(perSecond: Int, atOnce: Int, seconds: @escaping @Sendable () -> Double = RateLimit.monotonic) {
        self.perSecond = Double(perSecond)
        self.atOnce = Double(atOnce)
        self.seconds = seconds
    }

    package static let monotonic: @Sendable () -> Double = {
        let now = ContinuousClock.now - start
        return Double(now.components.seconds) + Double(now.components.attoseconds) / 1e18
    }

    private static let start = ContinuousClock.now

    /// How many seconds a caller has to wait that has none left; nil for any other, and nothing is taken.
    func wait(_ caller: String) -> Int? {
        let now = seconds()
        return buckets.withLock { buckets in
            guard let bucket = buckets[caller] else { return nil }
            return wait(left: min(atOnce, bucket.left + (now - bucket.at) * perSecond))
        }
    }

    private func wait(left: Double) -> Int? {
        left < 1 ? max(1, Int(((1 - left) / perSecond).rounded(.up))) : nil
    }

    /// Takes one request; the result is how many seconds to wait when there is none left.
    package func take(_ caller: String) -> Int? {
        let now = seconds()
        return buckets.withLock { buckets in
            if buckets[caller] == nil, buckets.count >= Self.callersMax { buckets.removeAll() }
            var bucket = buckets[caller] ?? Bucket(left: atOnce, at: now)
            bucket.left = min(atOnce, bucket.left + (now - bucket.at) * perSecond)
            bucket.at = now
            defer { buckets[caller] = bucket }
            if let wait = wait(left: bucket.left) { return wait }
            bucket.left -= 1
            return nil
        }
    }
}
