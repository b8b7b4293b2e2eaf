package import Gateway
import LessonExchange
package import Signatures
import StrictJSON
package import TransparencyLog

/// The log of a gateway of the same process, for one reader.
package struct LocalLogSource: LogSource {
    private let gateway: Gateway
    private let reader: String
    private let notesFetches: Bool

    /// `notesFetches`: the ledger is told of what is fetched, as the server tells it.
    package init(_ gateway: Gateway, for reader: String, notesFetches: Bool = false) {
        self.gateway = gateway
        self.reader = reader
        self.notesFetches = notesFetches
    }

    private func answered<Value>(
        _ body: () async throws -> Value?
    ) async throws(LogSourceError) -> Value {
        let value: Value?
        do { value = try await body() } catch { throw .unreachable("\(error)") }
        guard let value else { throw .notFound }
        return value
    }

    package func checkpoint() async throws(LogSourceError) -> [UInt8] {
        try await answered { try await gateway.publicHead().checkpoint }
    }

    package func tile(_ tile: Tile) async throws(LogSourceError) -> [UInt8] {
        try await answered { try await gateway.store.tile(tile) }
    }

    package func addressed(origin: LogOrigin, from: UInt64, to: UInt64) async throws(LogSourceError) -> [UInt8] {
        try await answered {
            try await gateway.addressedList(for: .partner(reader), from: from, upTo: to)
                .signed(by: gateway.identity.logKey)
        }
    }

    package func statement(_ digest: Digest) async throws(LogSourceError) -> [UInt8] {
        let found = try await answered { try await gateway.store.statement(digest, for: .partner(reader)) }
        guard let envelope = found.envelope else { throw .gone }
        if notesFetches { try await note(digest) }
        return envelope
    }

    package func seen(_ origin: LogOrigin) async throws(LogSourceError) -> [UInt8]? {
        do { return try await gateway.seen(origin) } catch { throw .unreachable("\(error)") }
    }

    package func returned(after cursor: Int64) async throws(LogSourceError) -> [UInt8]? {
        try await answered { try await gateway.returned(to: reader, after: cursor).tree.compactBytes }
    }

    private func note(_ digest: Digest) async throws(LogSourceError) {
        let fetch = Fetch(partner: reader, digest: digest, at: gateway.clock())
        do throws(StoreError) {
            try await gateway.store.commitFetches([fetch])
        } catch { throw .unreachable("\(error)") }
    }
}
