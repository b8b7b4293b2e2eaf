package import Signatures

/// Verifies proofs that were given; whatever is wrong with one, the answer is no.
package enum MerkleProof {
    /// A proof of a tree of 2^53 leaves holds at most this many hashes on each side of the path.
    package static let hashesMax = 128

    /// Whether the leaf stands at that position of the tree with that root (RFC 9162, section 2.1.3.2).
    package static func verifiesInclusion(
        of leaf: Digest,
        at index: UInt64,
        size: UInt64,
        root: Digest,
        proof: [Digest]
    ) -> Bool {
        guard index < size else { return false }
        var (at, last) = (index, size - 1)
        var digest = leaf
        for hash in proof {
            guard last > 0 else { return false }
            if at & 1 == 1 || at == last {
                digest = MerkleTree.node(hash, digest)
                while at & 1 == 0, at != 0 { (at, last) = (at >> 1, last >> 1) }
            } else {
                digest = MerkleTree.node(digest, hash)
            }
            (at, last) = (at >> 1, last >> 1)
        }
        return last == 0 && digest == root
    }

    /// Whether the smaller tree is the beginning of the larger one (RFC 9162, section 2.1.4.2).
    ///
    /// A tree without leaves begins every tree and proves nothing, so it is refused.
    package static func verifiesConsistency(
        from size: UInt64,
        _ root: Digest,
        to larger: UInt64,
        _ largerRoot: Digest,
        proof: [Digest]
    ) -> Bool {
        guard size > 0 else { return false }
        return verifiesSubtree(0, size, root, of: larger, largerRoot, proof: proof)
    }

    /// Whether `start..<end` can be a subtree: it begins at a multiple of the smallest power of two that holds it
    /// (draft-ietf-plants-merkle-tree-certs, section 4.1).
    static func isSubtree(_ start: UInt64, _ end: UInt64) -> Bool {
        guard start < end else { return start == end }
        let bits = 64 - (end - start - 1).leadingZeroBitCount
        return start == 0 || start.trailingZeroBitCount >= bits
    }

    /// Whether the leaf stands in the subtree `start..<end` with that root.
    package static func verifiesInclusion(
        of leaf: Digest,
        at index: UInt64,
        inSubtree start: UInt64,
        _ end: UInt64,
        root: Digest,
        proof: [Digest]
    ) -> Bool {
        guard isSubtree(start, end), (start..<end).contains(index) else { return false }
        return verifiesInclusion(of: leaf, at: index - start, size: end - start, root: root, proof: proof)
    }

    /// Whether the subtree `start..<end` with that root is part of the tree (same draft, section 4.4.3).
    package static func verifiesSubtree(
        _ start: UInt64,
        _ end: UInt64,
        _ subtreeRoot: Digest,
        of size: UInt64,
        _ root: Digest,
        proof: [Digest]
    ) -> Bool {
        guard isSubtree(start, end), end <= size else { return false }
        // A subtree without leaves is part of any tree, and says nothing about it.
        guard start < end else { return proof.isEmpty && subtreeRoot == MerkleTree.emptyRoot }
        var (first, last, end) = (start, end - 1, size - 1)
        func shift() { (first, last, end) = (first >> 1, last >> 1, end >> 1) }
        if last == end {
            while first != last { shift() }
        } else {
            while first != last, last & 1 == 1 { shift() }
        }
        var rest = proof[...]
        var (inner, outer) = (subtreeRoot, subtreeRoot)
        if first != last {
            guard let hash = rest.popFirst() else { return false }
            (inner, outer) = (hash, hash)
        }
        for hash in rest {
            guard end > 0 else { return false }
            if last & 1 == 1 || last == end {
                if first < last { inner = MerkleTree.node(hash, inner) }
                outer = MerkleTree.node(hash, outer)
                while last & 1 == 0, last != 0 { shift() }
            } else {
                outer = MerkleTree.node(outer, hash)
            }
            shift()
        }
        return end == 0 && inner == subtreeRoot && outer == root
    }
}
