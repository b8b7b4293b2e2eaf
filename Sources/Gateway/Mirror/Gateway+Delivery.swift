import CommandSupport
import LessonExchange
import Signatures
import TransparencyLog

extension Gateway {
    /// Delivers what is new of our log to a partner that cannot reach our gateway, as it is exported for that partner.
    ///
    /// `put` lays a file down at the partner. Whole tiles and statements stay; what changes goes again, the checkpoint
    /// last. A delivery that breaks off begins anew from the last checkpoint that arrived.
    ///
    /// - Returns: the size of our log that the partner has now.
    package func deliver(
        to partner: String,
        from folders: ExchangeFolders,
        put: @Sendable (MirrorFile, [UInt8]) async throws -> Void
    ) async throws -> UInt64 {
        let given = try await store.delivered(to: partner)
        let head = try await publicHead()
        if let given, given >= head.size { return given }
        let folder = try folders.makeDelivery(of: head.origin, to: partner)
        _ = try await export(to: folder, for: .partner(partner), isOurs: true)
        let note = try read(.checkpoint, in: folder)
        let size = try Checkpoint(note: note, key: identity.logKey.verifyingKey).size
        for tile in Tile.all(ofSize: size, beyond: given ?? 0) {
            try await put(.tile(tile), try read(.tile(tile), in: folder))
        }
        var from: UInt64 = 0
        while from < size {
            let bytes = try read(.list(from: from), in: folder)
            let list = try AddressedList(note: bytes, key: identity.logKey.verifyingKey)
            if list.to > given ?? 0 {
                for item in list.items where item.position >= given ?? 0 {
                    let file = MirrorFile.statement(item.digest)
                    // One that was erased is not in the export: the empty file says so.
                    let isThere = FileAccess.exists("\(folder)/\(file.path)")
                    try await put(file, isThere ? try read(file, in: folder) : [])
                }
                try await put(.list(from: from), bytes)
            }
            from = list.to
        }
        try await put(.checkpoint, note)
        try await store.commitDelivered(size, to: partner, at: clock())
        return size
    }

    private func read(_ file: MirrorFile, in folder: String) throws(LessonExchangeError) -> [UInt8] {
        try FileAccess.read("\(folder)/\(file.path)", max: file.bytesMax)
    }
}
