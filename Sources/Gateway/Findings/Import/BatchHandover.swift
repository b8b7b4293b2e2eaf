import Dispatch
import Synchronization

/// Hands batches from a thread that reads to a task that keeps them, one at a time: the thread waits until the batch
/// before was taken.
///
/// One side gives, the other takes; each is one at a time.
final class BatchHandover<Item: Sendable>: Sendable {
    private struct State {
        var batch: [Item]?
        var waiting: CheckedContinuation<[Item]?, Never>?
        var isEnded = false
        var isStopped = false
    }

    private let state = Mutex(State())
    /// Has a place whenever a batch may be given.
    private let room = DispatchSemaphore(value: 0)

    init() { room.signal() }

    /// Waits for room; never on a thread that async functions share.
    ///
    /// - Returns: false when nobody takes any more.
    func give(_ batch: [Item]) -> Bool {
        room.wait()
        let (waiting, isStopped) = state.withLock { state -> (CheckedContinuation<[Item]?, Never>?, Bool) in
            guard !state.isStopped, state.waiting == nil else {
                defer { state.waiting = nil }
                return (state.waiting, state.isStopped)
            }
            state.batch = batch
            return (nil, false)
        }
        guard !isStopped else { return false }
        if let waiting {
            room.signal()
            waiting.resume(returning: batch)
        }
        return true
    }

    /// Says that nothing comes any more.
    func end() {
        let waiting = state.withLock { state -> CheckedContinuation<[Item]?, Never>? in
            state.isEnded = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: nil)
    }

    /// Says that nobody takes any more.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            state.batch = nil
        }
        room.signal()
    }

    /// The next batch; nil after the last.
    func next() async -> [Item]? {
        await withCheckedContinuation { continuation in
            let (batch, isReady) = state.withLock { state -> ([Item]?, Bool) in
                if let batch = state.batch {
                    state.batch = nil
                    return (batch, true)
                }
                guard !state.isEnded else { return (nil, true) }
                state.waiting = continuation
                return (nil, false)
            }
            guard isReady else { return }
            if batch != nil { room.signal() }
            continuation.resume(returning: batch)
        }
    }
}
