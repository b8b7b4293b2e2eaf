package import Signatures

/// Gives the hash of a complete subtree; throws where it cannot be had.
package typealias NodeReader<Failure: Error> = (TreeNode) throws(Failure) -> Digest

extension MerkleProof {
    /// The hashes that prove a leaf to be in a tree of that size (RFC 6962, section 2.1.1).
    ///
    /// The index must lie in the tree.
    package static func inclusion<Failure: Error>(
        of index: UInt64,
        size: UInt64,
        _ read: NodeReader<Failure>
    ) throws(Failure) -> [Digest] {
        precondition(index < size, "a leaf outside the tree")
        var proof: [Digest] = []
        var (start, end) = (UInt64(0), size)
        while end - start > 1 {
            let middle = start + split(end - start)
            if index < middle {
                proof.append(try root(middle, end, read))
                end = middle
            } else {
                proof.append(try root(start, middle, read))
                start = middle
            }
        }
        return proof.reversed()
    }

    /// The hashes that prove a smaller tree to be the beginning of a larger one (RFC 6962, section 2.1.2).
    ///
    /// `from` must lie in 1...size.
    package static func consistency<Failure: Error>(
        from: UInt64,
        to size: UInt64,
        _ read: NodeReader<Failure>
    ) throws(Failure) -> [Digest] {
        precondition(from > 0 && from <= size, "a tree that is no beginning of the other")
        var proof: [Digest] = []
        var (start, end) = (UInt64(0), size)
        while from != end {
            let middle = start + split(end - start)
            if from <= middle {
                proof.append(try root(middle, end, read))
                end = middle
            } else {
                proof.append(try root(start, middle, read))
                start = middle
            }
        }
        // Where the smaller tree is a complete subtree of its own, the reader knows its hash.
        if start != 0 { proof.append(try root(start, end, read)) }
        return proof.reversed()
    }

    /// The root over the leaves `start..<end`, from the complete subtrees in it.
    package static func root<Failure: Error>(
        _ start: UInt64,
        _ end: UInt64,
        _ read: NodeReader<Failure>
    ) throws(Failure) -> Digest {
        var digests: [Digest] = []
        for node in TreeNode.covering(start, end) { digests.append(try read(node)) }
        guard var root = digests.popLast() else { return MerkleTree.emptyRoot }
        for digest in digests.reversed() { root = MerkleTree.node(digest, root) }
        return root
    }

    /// The largest power of two below a number of leaves.
    private static func split(_ count: UInt64) -> UInt64 { 1 << UInt64(63 - (count - 1).leadingZeroBitCount) }
}
