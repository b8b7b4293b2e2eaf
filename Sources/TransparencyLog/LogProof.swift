package import Signatures

/// Proof that an entry stands in a log, to be kept beside the statement (c2sp.org/tlog-proof@v1): its position, the
/// hashes of the inclusion proof and a signed checkpoint.
package struct LogProof: Equatable, Sendable {
    package let index: UInt64
    package let hashes: [Digest]
    /// Not interpreted here.
    package let extra: [UInt8]?
    /// The signed note.
    package let checkpoint: [UInt8]

    private static let header = "c2sp.org/tlog-proof@v1"
    private static let lineBytesMax = 1024
    package static let bytesMax = 64 << 10

    package init(index: UInt64, hashes: [Digest], extra: [UInt8]? = nil, checkpoint: [UInt8]) {
        self.index = index
        self.hashes = hashes
        self.extra = extra
        self.checkpoint = checkpoint
    }

    /// Reads the text; nil for any other form.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.bytesMax else { return nil }
        var rest = bytes[...]
        /// The next line, without its newline.
        func line() -> String? {
            guard let end = rest.firstIndex(of: 0x0A), end - rest.startIndex <= Self.lineBytesMax else { return nil }
            defer { rest = rest[(end + 1)...] }
            return String(decoding: rest[..<end], as: UTF8.self)
        }
        guard line() == Self.header, var next = line() else { return nil }
        var extra: [UInt8]?
        if next.hasPrefix("extra ") {
            guard let decoded = Base64.standard.decode(next.utf8.dropFirst(6)), let following = line() else {
                return nil
            }
            (extra, next) = (decoded, following)
        }
        guard next.hasPrefix("index "), let index = UInt64(next.dropFirst(6)), "index \(index)" == next,
            index <= MerkleTree.sizeMax
        else { return nil }
        var hashes: [Digest] = []
        while let hash = line() {
            if hash.isEmpty {
                guard !rest.isEmpty else { return nil }
                self.init(index: index, hashes: hashes, extra: extra, checkpoint: Array(rest))
                return
            }
            guard hashes.count < MerkleProof.hashesMax,
                let digest = Base64.standard.decode(hash.utf8).flatMap({ Digest(bytes: $0) })
            else { return nil }
            hashes.append(digest)
        }
        return nil
    }

    /// The text form.
    package var text: String {
        var lines = [Self.header]
        if let extra { lines.append("extra \(Base64.standard.encode(extra))") }
        lines.append("index \(index)")
        lines += hashes.map { Base64.standard.encode($0.bytes) }
        return lines.map { $0 + "\n" }.joined() + "\n" + String(decoding: checkpoint, as: UTF8.self)
    }

    /// The checkpoint, when the key signed it and the entry stands in its tree at ``index``.
    package func verified(entry: [UInt8], key: VerifyingKey) -> Checkpoint? {
        guard let state = try? Checkpoint(note: checkpoint, key: key),
            MerkleProof.verifiesInclusion(
                of: MerkleTree.leaf(entry),
                at: index,
                size: state.size,
                root: state.root,
                proof: hashes
            )
        else { return nil }
        return state
    }
}
