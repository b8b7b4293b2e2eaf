import LessonExchange
package import Signatures
package import TransparencyLog

/// A file of a log as it is delivered: its path is read strictly, and everything else is refused.
package enum MirrorFile: Hashable, Sendable {
    /// Comes last: a reader never sees a state without what belongs to it.
    case checkpoint
    case tile(Tile)
    /// The list of what is for the reader that begins at a position.
    case list(from: UInt64)
    /// Empty where the bytes were erased after a withdrawal.
    case statement(Digest)

    /// Reads a path; nil for any that ``path`` would not print.
    package init?(path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        if let tile = Tile(path: path) {
            self = .tile(tile)
        } else if parts.count == 1 {
            self = .checkpoint
        } else if parts.count == 2, let position = UInt64(parts[1]), position <= MerkleTree.sizeMax {
            self = .list(from: position)
        } else if parts.count == 2, parts[1].hasSuffix(".json"), let digest = Digest("sha256:\(parts[1].dropLast(5))") {
            self = .statement(digest)
        } else {
            return nil
        }
        guard self.path.utf8.elementsEqual(path.utf8) else { return nil }
    }

    /// Below the log's folder, such as `tile/0/000`.
    package var path: String {
        switch self {
        case .checkpoint: LogFolder.checkpoint
        case .tile(let tile): tile.path
        case .list(let position): "\(LogFolder.lists)/\(position)"
        case .statement(let digest): LogFolder.statement(digest)
        }
    }

    /// Largest file of the kind.
    package var bytesMax: Int {
        switch self {
        case .checkpoint: Self.checkpointBytes
        case .tile(let tile): tile.width * (tile.isOfHashes ? Self.hashBytes : Self.entryBytes)
        case .list: SignedNote.bytesMax
        case .statement: EnvelopeLimits.envelopeBytesMax
        }
    }

    /// A state with the lines of some witnesses takes a tenth of it (16 KiB).
    private static let checkpointBytes = 16 << 10
    private static let hashBytes = 32
    /// An entry takes some 400 bytes.
    private static let entryBytes = 1024

    /// Throws unless the bytes can be that file of the organisation's log.
    ///
    /// What they are worth is found when the log is read.
    func check(_ bytes: [UInt8], of organisation: String) throws(LessonExchangeError) {
        guard bytes.count <= bytesMax else {
            throw LessonExchangeError("limit.exceeded", "such a file may have \(bytesMax) bytes", at: path)
        }
        switch self {
        case .checkpoint:
            guard let state = Self.state(bytes), let origin = LogOrigin(state.origin),
                origin.organisation.utf8.elementsEqual(organisation.utf8)
            else { throw LessonExchangeError("log.checkpoint-malformed") }
        case .tile(let tile):
            guard !tile.isOfHashes || bytes.count == bytesMax else { throw LessonExchangeError("log.tile-malformed") }
        case .list, .statement: break
        }
    }

    /// The state that a note tells; nobody has verified it.
    static func state(_ bytes: [UInt8]) -> Checkpoint? {
        (try? SignedNote(parsing: bytes)).flatMap { try? Checkpoint(text: $0.text) }
    }
}

extension Tile {
    var isOfHashes: Bool { if case .hashes = content { true } else { false } }

    /// The tiles of a log of that size, but for those that it had already when it had `known` entries.
    static func all(ofSize size: UInt64, beyond known: UInt64) -> [Tile] {
        var all: [Tile] = []
        for level in 0...levelMax {
            let (before, count) = (known >> UInt64(level * height), size >> UInt64(level * height))
            guard before < count else { continue }
            for content in contents(level) {
                let first = before / UInt64(width)
                all += (first..<count / UInt64(width)).map { Tile(content, index: $0) }
                if let last = partial(content, count) { all.append(last) }
            }
        }
        return all
    }

    /// The tiles at the right edge of a log of that size that are not whole.
    static func edge(ofSize size: UInt64) -> [Tile] {
        (0...levelMax).flatMap { level in
            contents(level).compactMap { partial($0, size >> UInt64(level * height)) }
        }
    }

    private static func contents(_ level: Int) -> [Content] {
        level == 0 ? [.hashes(level: 0), .entries] : [.hashes(level: level)]
    }

    private static func partial(_ content: Content, _ count: UInt64) -> Tile? {
        let rest = Int(count % UInt64(width))
        return rest == 0 ? nil : Tile(content, index: count / UInt64(width), width: rest)
    }
}
