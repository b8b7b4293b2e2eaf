import Dispatch
import Glibc

/// Runs work that takes a processor or blocks away from the pool that async functions share.
package enum BlockingWork {
    private static let queue = DispatchQueue(label: "lesson-gateway.work", attributes: .concurrent)

    /// The result of the work.
    package static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { @Sendable in continuation.resume(returning: body()) }
        }
    }

    /// The results for many items, worked on by as many threads as the machine has processors, in their order.
    package static func map<Item: Sendable, Value: Sendable>(
        _ items: [Item],
        workers: Int = processors,
        _ body: @escaping @Sendable (Item) -> Value
    ) async -> [Value] {
        let share = max(1, (items.count + workers - 1) / max(1, workers))
        let parts = stride(from: 0, to: items.count, by: share).map { Array(items[$0..<min($0 + share, items.count)]) }
        return await withTaskGroup(of: (Int, [Value]).self) { group in
            for (position, part) in parts.enumerated() {
                group.addTask { (position, await run { part.map(body) }) }
            }
            var results = [[Value]](repeating: [], count: parts.count)
            for await (position, values) in group { results[position] = values }
            return results.flatMap { $0 }
        }
    }

    package static let processors = max(1, processorCount())

    private static func processorCount() -> Int { Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
