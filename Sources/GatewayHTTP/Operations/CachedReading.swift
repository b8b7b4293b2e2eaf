/// A value that is read when somebody asks, and not again for some seconds: whoever asks meanwhile gets the same.
package actor CachedReading<Value: Sendable> {
    private let keptSeconds: Double
    private let seconds: @Sendable () -> Double
    private let read: @Sendable () async -> Value
    private var kept: (value: Value, at: Double)?
    private var running: Task<Value, Never>?

    /// `seconds` is a clock that only runs forward.
    package init(
        keptSeconds: Double,
        seconds: @escaping @Sendable () -> Double = RateLimit.monotonic,
        read: @escaping @Sendable () async -> Value
    ) {
        self.keptSeconds = keptSeconds
        self.seconds = seconds
        self.read = read
    }

    package func value() async -> Value {
        if let kept, seconds() - kept.at < keptSeconds { return kept.value }
        if let running { return await running.value }
        let task = Task { [read] in await read() }
        running = task
        let value = await task.value
        running = nil
        kept = (value, seconds())
        return value
    }
}
