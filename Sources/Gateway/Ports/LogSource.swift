package import Signatures
package import TransparencyLog

/// Where a partner's log is read from: its gateway, a folder, another gateway of the same process.
///
/// What it gives is not trusted: the caller verifies every byte.
package protocol LogSource: Sendable {
    /// Whether it may show an older state than it did before, as a copy does.
    var mayLag: Bool { get }
    /// Whether it has been out of touch, so that nothing of it is shown without a fresh list of what is withdrawn.
    var needsStatusList: Bool { get }
    /// The publisher's signed status list; nil where there is none.
    func statusList() async throws(LogSourceError) -> [UInt8]?
    /// The newest checkpoint: a signed note.
    func checkpoint() async throws(LogSourceError) -> [UInt8]
    /// A tile of hashes or entries.
    func tile(_ tile: Tile) async throws(LogSourceError) -> [UInt8]
    /// The list of statements for the caller in `from..<to`, or in the beginning of that range: a signed note.
    func addressed(origin: LogOrigin, from: UInt64, to: UInt64) async throws(LogSourceError) -> [UInt8]
    /// The exact bytes of a statement.
    func statement(_ digest: Digest) async throws(LogSourceError) -> [UInt8]
    /// The largest state of another log that the owner of this one has verified: a signed note; nil when it told none.
    func seen(_ origin: LogOrigin) async throws(LogSourceError) -> [UInt8]?
    /// A page of what we issued and the partner holds, after a row of its own; nil where there is nobody to be asked.
    func returned(after cursor: Int64) async throws(LogSourceError) -> [UInt8]?
}

extension LogSource {
    package var mayLag: Bool { false }
    package var needsStatusList: Bool { false }
    package func statusList() async throws(LogSourceError) -> [UInt8]? { nil }
    package func seen(_ origin: LogOrigin) async throws(LogSourceError) -> [UInt8]? { nil }
    package func returned(after cursor: Int64) async throws(LogSourceError) -> [UInt8]? { nil }
}

/// Why a source gave nothing.
package enum LogSourceError: Error, Equatable, Sendable {
    /// No answer, or a broken one: to be tried again.
    case unreachable(String)
    /// It says that there is no such thing.
    case notFound
    /// It says that the bytes were erased after a withdrawal.
    case gone
    /// It does not let us in: the code that it gave.
    case forbidden(String)
    /// The answer is larger than anything of that kind.
    case tooLarge
    /// The other side is not who it should be.
    case impostor(String)
}
