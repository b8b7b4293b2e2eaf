import CommandSupport
import Dispatch
import LessonExchange
import Signatures
import Synchronization
import TransparencyLog

/// Keeps the logs that partners deliver, each in a private folder of its own.
package final class MirrorFolders: Sendable {
    let folders: ExchangeFolders
    private let bytesMax: Int
    /// One file after the other: so the sum of bytes holds, and deliveries take one thread, however many come at once.
    private let queue = DispatchQueue(label: "lesson-gateway.mirror")
    private let state = Mutex(State())

    private struct State {
        /// What the files in the folder of a partner count for.
        var bytes: [String: Int] = [:]
        /// Partners whose folders erasures know of.
        var known: Set<String> = []
    }

    /// What one partner may lay down here (4 GiB): a million files at most, since each counts for a block of the disk.
    package static let partnerBytesMax = 4 << 30
    /// The least that a file counts for: an empty one takes room, too.
    private static let blockBytes = 4096

    package init(_ folders: ExchangeFolders, partnerBytesMax bytesMax: Int = MirrorFolders.partnerBytesMax) {
        self.folders = folders
        self.bytesMax = bytesMax
    }

    func isKnown(_ partner: String) -> Bool { state.withLock { $0.known.contains(partner) } }

    func noteKnown(_ partner: String) { state.withLock { _ = $0.known.insert(partner) } }

    /// Writes a file whole or not at all.
    func keep(_ bytes: [UInt8], as file: MirrorFile, of partner: String) async throws(LessonExchangeError) {
        let fault = await withCheckedContinuation { (continuation: CheckedContinuation<LessonExchangeError?, Never>) in
            queue.async { @Sendable in continuation.resume(returning: self.write(bytes, file, partner)) }
        }
        if let fault { throw fault }
    }

    private func write(_ bytes: [UInt8], _ file: MirrorFile, _ partner: String) -> LessonExchangeError? {
        let folder = folders.mirror(of: partner)
        let path = "\(folder)/\(file.path)"
        let known = state.withLock { $0.bytes[partner] } ?? Self.bytes(below: folder)
        var sum = known - Self.cost(of: path) + max(Self.blockBytes, bytes.count)
        do throws(LessonExchangeError) {
            guard sum <= bytesMax else {
                throw LessonExchangeError("limit.exceeded", "partnerBytesMax is \(bytesMax)")
            }
            let before = file == .checkpoint && FileAccess.exists(path) ? try FileAccess.read(path) : []
            try folders.makeMirror(of: partner, for: file)
            try FileAccess.write(bytes, to: path, isSecret: true, overwrites: true)
            if file == .checkpoint { sum -= Self.clear(before, now: bytes, in: folder) }
            let after = sum
            state.withLock { $0.bytes[partner] = after }
            return nil
        } catch {
            // Where it lies is nobody's business outside.
            return error.code.name == "limit.exceeded" ? error : LessonExchangeError("store.unavailable")
        }
    }

    /// Removes what an earlier state left and a new one does not have.
    ///
    /// That is narrower tiles at its right edge, and lists where the log goes on under another name.
    ///
    /// - Returns: the bytes that they counted for.
    private static func clear(_ before: [UInt8], now: [UInt8], in folder: String) -> Int {
        guard let old = MirrorFile.state(before), let new = MirrorFile.state(now) else { return 0 }
        let edge = Set(Tile.edge(ofSize: new.size))
        var removed = 0
        for tile in Tile.edge(ofSize: old.size) where !edge.contains(tile) {
            removed += remove("\(folder)/\(tile.path)")
        }
        guard !old.origin.utf8.elementsEqual(new.origin.utf8) else { return removed }
        let lists = "\(folder)/\(LogFolder.lists)"
        for name in (try? FileAccess.names(in: lists)) ?? [] {
            let list = try? SignedNote(parsing: FileAccess.read("\(lists)/\(name)", max: SignedNote.bytesMax))
            let lines = list?.text.split(separator: "\n") ?? []
            if !lines.contains("origin \(new.origin)") { removed += remove("\(lists)/\(name)") }
        }
        return removed
    }

    private static func remove(_ path: String) -> Int {
        let counted = cost(of: path)
        return counted > 0 && (try? FileAccess.remove(path)) != nil ? counted : 0
    }

    /// What a file counts for; 0 where there is none.
    private static func cost(of path: String) -> Int {
        FileAccess.exists(path) ? max(blockBytes, FileAccess.size(of: path)) : 0
    }

    private static func bytes(below folder: String) -> Int {
        guard let names = try? FileAccess.names(in: folder) else { return 0 }
        return names.reduce(0) { sum, name in
            let path = "\(folder)/\(name)"
            return sum + (FileAccess.isFolder(path) ? bytes(below: path) : cost(of: path))
        }
    }
}

extension Gateway {
    /// Keeps a file of a log that its owner delivers.
    package func keepDelivered(
        _ bytes: [UInt8],
        as file: MirrorFile,
        of partner: String,
        in mirrors: MirrorFolders
    ) async throws {
        try file.check(bytes, of: partner)
        if !mirrors.isKnown(partner) {
            // Erasures know of the folder before anything lies in it.
            let path = FileAccess.absolute(mirrors.folders.mirror(of: partner))
            try await store.commitExportFolder(path, reader: partner, at: clock())
            mirrors.noteKnown(partner)
        }
        // What was erased here does not come back, whoever still holds it.
        if case .statement(let digest) = file, try await isErased(digest) {
            return try await mirrors.keep([], as: file, of: partner)
        }
        try await mirrors.keep(bytes, as: file, of: partner)
    }

    /// Whether the bytes were here, taken in or set aside, and a withdrawal made us erase them.
    private func isErased(_ digest: Digest) async throws(StoreError) -> Bool {
        if let known = try await store.statement(digest) { return known.envelope == nil }
        guard let item = try await store.setAside(digest) else { return false }
        return item.envelope == nil && !item.reasons.contains("statement.withheld")
    }

    /// Reads the log that a partner delivered, as it would be read from its gateway.
    package func readMirror(
        of partner: Partner,
        in folders: ExchangeFolders
    ) async throws(StoreError) -> SyncReport {
        let path = folders.mirror(of: partner.id)
        guard let source = await BlockingWork.run({ try? FolderLogSource(path, isMirror: true) }) else {
            var report = SyncReport(partner: partner.id)
            report.fault = "log.checkpoint-malformed"
            return report
        }
        return try await synchronise(partner, from: source)
    }
}
