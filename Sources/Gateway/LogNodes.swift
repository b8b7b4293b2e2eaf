package import Signatures
import TransparencyLog

/// Reads hashes of subtrees from the tiles of our own log.
package struct LogNodes: Sendable {
    private let log: any LogReading

    package init(_ log: any LogReading) { self.log = log }

    /// The hashes that prove an entry to be in the tree of that size.
    package func inclusion(of index: UInt64, size: UInt64) async throws(StoreError) -> [Digest] {
        try await resolved(size: size) { read in MerkleProof.inclusion(of: index, size: size, read) }
    }

    /// The hashes that prove one size to begin another.
    package func consistency(from: UInt64, to size: UInt64) async throws(StoreError) -> [Digest] {
        try await resolved(size: size) { read in MerkleProof.consistency(from: from, to: size, read) }
    }

    /// The root that the log had at a size.
    package func root(size: UInt64, of whole: UInt64) async throws(StoreError) -> Digest {
        try await resolved(size: whole) { read in [MerkleProof.root(0, size, read)] }[0]
    }

    /// Runs a computation twice: once to learn which hashes it takes, once with them.
    private func resolved(
        size: UInt64,
        _ compute: ((TreeNode) -> Digest) -> [Digest]
    ) async throws(StoreError) -> [Digest] {
        var needed: [TreeNode] = []
        _ = compute { node in
            needed.append(node)
            return MerkleTree.emptyRoot
        }
        var known: [TreeNode: Digest] = [:]
        for node in needed where known[node] == nil {
            guard let tile = Tile.holding(node, size: size), let bytes = try await log.tile(tile),
                let digest = tile.hash(of: node, in: bytes)
            else { throw .damaged("log_tile") }
            known[node] = digest
        }
        return compute { known[$0] ?? MerkleTree.emptyRoot }
    }
}
