import CommandSupport
import LessonExchange
import Signatures
import StrictJSON
package import TransparencyLog

extension Gateway {
    /// Writes our log, and what is in it for a reader, as plain files.
    ///
    /// Nothing that is for others is read for it, let alone written. The checkpoint is written last, so a reader never sees
    /// a state without its tiles. What lies there from an earlier export is kept where it still holds.
    ///
    /// - Returns: how many statements the reader gets.
    ///
    /// `isOurs`: the folder is one that the gateway keeps beside the store, where nobody else may export to.
    package func export(to path: String, for reader: Reader, isOurs: Bool = false) async throws -> Int {
        let head = try await publicHead()
        if !isOurs { try checkApart(path) }
        try checkReader(of: path, reader)
        let isPrivate = reader.isPartner
        let name = if case .partner(let id) = reader { id } else { AddressedList.publicReader }
        try await store.commitExportFolder(FileAccess.absolute(path), reader: name, at: clock())
        try FileAccess.makeFolder(path, isPrivate: isPrivate)
        for folder in [LogFolder.lists, "statements"] {
            try FileAccess.makeFolder("\(path)/\(folder)", isPrivate: isPrivate)
            // One of an earlier program may be open to all.
            if isPrivate { FileAccess.restrict("\(path)/\(folder)") }
        }
        try await exportTiles(head.size, to: path, isPrivate: isPrivate)
        func place(_ bytes: [UInt8], _ name: String) throws(LessonExchangeError) {
            let file = "\(path)/\(name)"
            if isPrivate, FileAccess.exists(file) { FileAccess.restrict(file) }
            try FileAccess.write(bytes, to: file, isSecret: isPrivate, overwrites: true)
        }
        var count = 0
        var from: UInt64 = 0
        var files: Set<String> = []
        repeat {
            let list = try await addressedList(for: reader, from: from, upTo: head.size)
            for item in list.items { try await export(item, of: list, to: path, for: reader) }
            count += list.items.count
            if case .anybody = reader { files.formUnion(list.items.map { LogFolder.statement($0.digest) }) }
            let note = try list.signed(by: identity.logKey)
            try place(note, "\(LogFolder.lists)/\(from)")
            from = list.to
        } while from < head.size
        if case .anybody = reader { try Self.removeOthers(files, at: path) }
        let status = try await statusList(for: reader, validHours: Self.statusHours)
        try place(status, LogFolder.status)
        try place(head.checkpoint, LogFolder.checkpoint)
        return count
    }

    /// A list for offline readers is good for three days.
    private static let statusHours = 72

    /// The checkpoint of an export would take the place of the kept one, and a web server would show the store.
    private func checkApart(_ path: String) throws(LessonExchangeError) {
        guard FileAccess.overlap(path, keeper.folder) else { return }
        throw LessonExchangeError(
            "usage.invalid",
            "it is the gateway's own data folder, lies in it, or holds it",
            at: path,
            remedy: "Name another folder."
        )
    }

    /// A folder that was exported for one reader is no place for another: what is there would be theirs, too.
    private func checkReader(of path: String, _ reader: Reader) throws(LessonExchangeError) {
        let file = "\(path)/\(LogFolder.lists)/0"
        guard FileAccess.exists(file) else { return }
        let name = if case .partner(let id) = reader { id } else { AddressedList.publicReader }
        let bytes = try FileAccess.read(file, max: SignedNote.bytesMax)
        let list = try? AddressedList(note: bytes, key: identity.logKey.verifyingKey)
        guard let list, list.reader.utf8.elementsEqual(name.utf8) else {
            throw LessonExchangeError(
                "output.exists",
                "the folder holds an export for another reader, or of another log",
                at: path
            )
        }
    }

    private func export(
        _ item: AddressedItem,
        of list: AddressedList,
        to path: String,
        for reader: Reader
    ) async throws {
        let file = "\(path)/\(LogFolder.statement(item.digest))"
        guard let statement = try await store.statement(item.digest, for: reader), let envelope = statement.envelope
        else {
            // Erased: what an earlier export left goes, too.
            if FileAccess.exists(file) { try FileAccess.remove(file) }
            return
        }
        guard !FileAccess.exists(file) else { return }
        var bytes = envelope
        if let proof = try await evidence(statement) { bytes = Self.merged(envelope, proof) ?? envelope }
        try FileAccess.write(bytes, to: file, isSecret: reader.isPartner)
        // What lies on a stick counts as fetched.
        if case .partner(let id) = reader {
            try await store.commitFetches([Fetch(partner: id, digest: item.digest, at: clock())])
        }
    }

    /// What was public in an earlier export and is not any more.
    private static func removeOthers(_ files: Set<String>, at path: String) throws(LessonExchangeError) {
        for name in try FileAccess.names(in: "\(path)/statements") where !files.contains("statements/\(name)") {
            try FileAccess.remove("\(path)/statements/\(name)")
        }
    }

    /// The envelope with a proof beside it; nil when it cannot be read.
    package static func merged(_ envelope: [UInt8], _ proof: LogProof) -> [UInt8]? {
        guard let root = try? JSONDocument(parsing: envelope, limits: EnvelopeLimits.payload).root else { return nil }
        var tree = JSONTree(root)
        tree["evidence"] = .object(of: [
            "v": .integer(1), "log": [.object(of: ["sig": .integer(0), "proof": .string(proof.text)])],
        ])
        return tree.compactBytes + [0x0A]
    }

    private func exportTiles(_ size: UInt64, to path: String, isPrivate: Bool) async throws {
        var tiles: [Tile] = []
        for level in 0...Tile.levelMax {
            let count = size >> UInt64(level * Tile.height)
            guard count > 0 else { break }
            tiles += Self.tiles(.hashes(level: level), count)
            if level == 0 { tiles += Self.tiles(.entries, count) }
        }
        for tile in tiles {
            let file = "\(path)/\(tile.path)"
            guard !FileAccess.exists(file) else { continue }
            guard let bytes = try await store.tile(tile) else { throw StoreError.damaged("log_tile") }
            var folder = path
            for part in tile.path.split(separator: "/").dropLast() {
                folder += "/\(part)"
                try FileAccess.makeFolder(folder, isPrivate: isPrivate)
            }
            try FileAccess.write(bytes, to: file, isSecret: isPrivate)
        }
    }

    private static func tiles(_ content: Tile.Content, _ count: UInt64) -> [Tile] {
        let width = UInt64(Tile.width)
        let whole = (0..<count / width).map { Tile(content, index: $0) }
        return count % width == 0 ? whole : whole + [Tile(content, index: count / width, width: Int(count % width))]
    }
}

extension Reader {
    /// Whether what is exported is for one partner, and so for nobody else on this machine.
    fileprivate var isPartner: Bool {
        switch self {
        case .partner: true
        case .anybody: false
        }
    }
}
