import Foundation
package import Gateway
package import Signatures
import Synchronization
package import TransparencyLog

/// A log with answers changed on the way out: a partner that lies.
package struct ScriptedSource: LogSource {
    /// What a log is asked for.
    package enum Question: Sendable, CaseIterable {
        case checkpoint
        case tile
        case list
        case statement
    }

    private let source: LocalLogSource
    package var checkpoint: @Sendable ([UInt8]) -> [UInt8] = { $0 }
    package var tile: @Sendable ([UInt8]) -> [UInt8] = { $0 }
    package var list: @Sendable ([UInt8]) -> [UInt8] = { $0 }
    /// Nil answers that there is no such statement.
    package var body: @Sendable (Digest, [UInt8]) -> [UInt8]? = { $1 }
    /// What it gives back; nil where it cannot be asked.
    package var returned: @Sendable ([UInt8]?) -> [UInt8]? = { $0 }
    /// Of which statements it says that they were erased.
    package var isGone: @Sendable (Digest) -> Bool = { _ in false }
    /// What comes instead of an answer.
    package var failure: @Sendable (Question) -> LogSourceError? = { _ in nil }
    private let questions = QuestionCount()

    /// What it says that it has seen of a log.
    package var told: @Sendable (LogOrigin, [UInt8]?) -> [UInt8]? = { $1 }
    /// Whether it may be an older copy.
    package var mayLag = false

    package init(_ source: LocalLogSource) { self.source = source }

    package func seen(_ origin: LogOrigin) async throws(LogSourceError) -> [UInt8]? {
        told(origin, try await source.seen(origin))
    }

    /// How many questions were asked of it and of its copies.
    package var questionCount: Int { questions.value }

    private func note(_ question: Question) throws(LogSourceError) {
        questions.add()
        if let failure = failure(question) { throw failure }
    }

    package func checkpoint() async throws(LogSourceError) -> [UInt8] {
        try note(.checkpoint)
        return checkpoint(try await source.checkpoint())
    }

    package func tile(_ tile: Tile) async throws(LogSourceError) -> [UInt8] {
        try note(.tile)
        return self.tile(try await source.tile(tile))
    }

    package func addressed(origin: LogOrigin, from: UInt64, to: UInt64) async throws(LogSourceError) -> [UInt8] {
        try note(.list)
        return list(try await source.addressed(origin: origin, from: from, to: to))
    }

    package func statement(_ digest: Digest) async throws(LogSourceError) -> [UInt8] {
        try note(.statement)
        guard !isGone(digest) else { throw .gone }
        guard let body = body(digest, try await source.statement(digest)) else { throw .notFound }
        return body
    }

    package func returned(after cursor: Int64) async throws(LogSourceError) -> [UInt8]? {
        returned(try await source.returned(after: cursor))
    }
}

/// A number that copies of a value share.
private final class QuestionCount: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func add() { count.withLock { $0 += 1 } }
}

extension [UInt8] {
    /// Whether the bytes hold a sequence.
    package func holds(_ part: [UInt8]) -> Bool { Data(self).range(of: Data(part)) != nil }
}
