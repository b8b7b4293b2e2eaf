import ExchangeTestKit
package import Gateway
import LessonExchange
package import Signatures
import Synchronization
package import TransparencyLog

/// A source that fails as networks and proxies do: no answer, half an answer, an answer to another question.
package final class FaultySource: LogSource {
    private let source: any LogSource
    private let state: Mutex<State>

    private struct State {
        var random: SeededGenerator
        var earlier: [[UInt8]] = []
        /// Failures in a thousand answers.
        var perThousand: Int
    }

    package init(_ source: any LogSource, seed: UInt64, perThousand: Int) {
        self.source = source
        state = Mutex(State(random: SeededGenerator(seed: seed), perThousand: perThousand))
    }

    /// The answer, or what came of it on the way.
    private func spoiled(_ answer: [UInt8]) throws(LogSourceError) -> [UInt8] {
        let spoiled = state.withLock { state -> [UInt8]? in
            defer { if state.earlier.count < 50 { state.earlier.append(answer) } }
            guard Int.random(in: 0..<1000, using: &state.random) < state.perThousand else { return answer }
            switch Int.random(in: 0..<4, using: &state.random) {
            case 0: return nil
            case 1: return Array(answer.prefix(Int.random(in: 0...answer.count, using: &state.random)))
            case 2: return answer + answer
            default: return state.earlier.randomElement(using: &state.random) ?? nil
            }
        }
        guard let spoiled else { throw .unreachable("dropped") }
        return spoiled
    }

    package func checkpoint() async throws(LogSourceError) -> [UInt8] {
        // An older checkpoint would be a rewind, which no network can make: TLS keeps answers and questions together.
        let answer = try await source.checkpoint()
        let isDropped = state.withLock { Int.random(in: 0..<1000, using: &$0.random) < $0.perThousand }
        guard !isDropped else { throw .unreachable("dropped") }
        return answer
    }

    package func tile(_ tile: Tile) async throws(LogSourceError) -> [UInt8] {
        try spoiled(try await source.tile(tile))
    }

    package func seen(_ origin: LogOrigin) async throws(LogSourceError) -> [UInt8]? {
        guard let answer = try await source.seen(origin) else { return nil }
        return try spoiled(answer)
    }

    package func addressed(origin: LogOrigin, from: UInt64, to: UInt64) async throws(LogSourceError) -> [UInt8] {
        try spoiled(try await source.addressed(origin: origin, from: from, to: to))
    }

    package func statement(_ digest: Digest) async throws(LogSourceError) -> [UInt8] {
        let answer = try await source.statement(digest)
        // A body that arrives whole but wrong is refused for good, as it must be; so bodies are only lost here.
        let isDropped = state.withLock { Int.random(in: 0..<1000, using: &$0.random) < $0.perThousand }
        guard !isDropped else { throw .unreachable("dropped") }
        return answer
    }
}
