import CommandSupport
package import LessonExchange
package import Signatures
import StrictJSON
package import TransparencyLog

/// A partner's log in a folder that it exported: on a stick, a share, or a web server for plain files.
package struct FolderLogSource: LogSource {
    private let path: String
    /// Whose log it says that it is; the checkpoint's signature proves it later.
    package let organisation: String
    package let mayLag = true
    package let needsStatusList: Bool

    /// - Throws: ``LessonExchangeError`` when there is no log in the folder.
    ///
    /// `isMirror`: the partner itself delivers into it, as other partners are pulled from.
    package init(_ path: String, isMirror: Bool = false) throws(LessonExchangeError) {
        self.path = path
        needsStatusList = !isMirror
        let bytes = try FileAccess.read("\(path)/\(LogFolder.checkpoint)", max: SignedNote.bytesMax)
        guard let note = try? SignedNote(parsing: bytes), let state = try? Checkpoint(text: note.text),
            let origin = LogOrigin(state.origin)
        else { throw LessonExchangeError("log.checkpoint-malformed", at: "\(path)/\(LogFolder.checkpoint)") }
        organisation = origin.organisation
    }

    private func read(_ name: String, max: Int) async throws(LogSourceError) -> [UInt8] {
        let file = "\(path)/\(name)"
        let bytes = await BlockingWork.run { FileAccess.exists(file) ? try? FileAccess.read(file, max: max) : nil }
        guard let bytes else { throw .notFound }
        return bytes
    }

    package func statusList() async throws(LogSourceError) -> [UInt8]? {
        do throws(LogSourceError) {
            return try await read(LogFolder.status, max: EnvelopeLimits.envelopeBytesMax)
        } catch {
            guard error == .notFound else { throw error }
            return nil
        }
    }

    package func checkpoint() async throws(LogSourceError) -> [UInt8] {
        try await read(LogFolder.checkpoint, max: SignedNote.bytesMax)
    }

    package func tile(_ tile: Tile) async throws(LogSourceError) -> [UInt8] {
        let file = "\(path)/\(tile.path)"
        if FileAccess.exists(file) { return try await read(tile.path, max: Tile.bytesMax) }
        // A tile that became whole holds every narrower one.
        let whole = Tile(tile.content, index: tile.index)
        guard case .hashes = tile.content else { throw .notFound }
        return Array(try await read(whole.path, max: Tile.bytesMax).prefix(tile.width * 32))
    }

    package func addressed(origin: LogOrigin, from: UInt64, to: UInt64) async throws(LogSourceError) -> [UInt8] {
        // Lists were cut when they were written; the one that holds the position begins at or before it.
        let folder = "\(path)/\(LogFolder.lists)"
        let starts = await BlockingWork.run { (try? FileAccess.names(in: folder)) ?? [] }
        guard let start = starts.compactMap({ UInt64($0) }).filter({ $0 <= from }).max() else { throw .notFound }
        return try await read("\(LogFolder.lists)/\(start)", max: SignedNote.bytesMax)
    }

    package func statement(_ digest: Digest) async throws(LogSourceError) -> [UInt8] {
        let bytes = try await read(LogFolder.statement(digest), max: EnvelopeLimits.envelopeBytesMax)
        // So a mirror says that the publisher has erased it.
        guard !bytes.isEmpty else { throw .gone }
        // The proof beside the statement is for readers of the file; the log is read itself here.
        guard let root = try? JSONDocument(parsing: bytes, limits: EnvelopeLimits.payload).root else { return bytes }
        var tree = JSONTree(root)
        tree["evidence"] = nil
        return tree.compactBytes + [0x0A]
    }
}

/// Where things lie in an exported log.
enum LogFolder {
    static let checkpoint = "checkpoint"
    static let lists = "addressed"
    static let status = "status.json"

    static func statement(_ digest: Digest) -> String { "statements/\(digest.hex).json" }
}
