package import Signatures

/// The hashes of a Merkle tree over the entries of a log (RFC 6962, section 2.1; RFC 9162, section 2.1).
package enum MerkleTree {
    /// The root of a tree without leaves: the hash of nothing.
    package static let emptyRoot = Digest(of: [UInt8]())

    /// The hash of an entry.
    package static func leaf(_ entry: some Collection<UInt8>) -> Digest { Digest(of: [0x00] + entry) }

    /// The hash of two neighbours.
    package static func node(_ left: Digest, _ right: Digest) -> Digest {
        Digest(of: [0x01] + left.bytes + right.bytes)
    }

    /// Largest tree that is read: positions must be numbers that every JSON reader keeps exactly (2^53 - 1).
    package static let sizeMax: UInt64 = 1 << 53 - 1
}

/// A complete subtree: `2^level` leaves that begin at `index * 2^level`.
package struct TreeNode: Hashable, Sendable {
    package let level: Int
    package let index: UInt64

    package init(level: Int, index: UInt64) {
        self.level = level
        self.index = index
    }

    /// The complete subtrees whose leaves are those from `start` up to `end`, left to right.
    ///
    /// `start` must begin a subtree of the range's size, as every range of RFC 6962 does.
    static func covering(_ start: UInt64, _ end: UInt64) -> [TreeNode] {
        var nodes: [TreeNode] = []
        var at = start
        while at < end {
            let fitting = 63 - (end - at).leadingZeroBitCount
            let level = at == 0 ? fitting : min(fitting, at.trailingZeroBitCount)
            nodes.append(TreeNode(level: level, index: at >> UInt64(level)))
            at += 1 << UInt64(level)
        }
        return nodes
    }
}

/// The right edge of a growing tree: the roots of its complete subtrees, largest first.
///
/// All that is needed to add leaves and to tell the root; 32 bytes for each bit of the size.
package struct TreeFrontier: Equatable, Sendable {
    package private(set) var size: UInt64
    package private(set) var nodes: [Digest]

    /// A tree without leaves.
    package init() {
        size = 0
        nodes = []
    }

    /// Takes up a tree where it was left; nil when the number of nodes does not fit the size.
    package init?(size: UInt64, nodes: [Digest]) {
        guard nodes.count == size.nonzeroBitCount, size <= MerkleTree.sizeMax else { return nil }
        self.size = size
        self.nodes = nodes
    }

    /// The nodes that ``nodes`` holds, by their place.
    package static func places(ofSize size: UInt64) -> [TreeNode] { TreeNode.covering(0, size) }

    /// Adds a leaf.
    ///
    /// `completed` is told every subtree that the leaf completes, the leaf itself first.
    package mutating func append(_ leaf: Digest, completed: (TreeNode, Digest) -> Void = { _, _ in }) {
        var node = TreeNode(level: 0, index: size)
        var digest = leaf
        completed(node, digest)
        var rest = size
        while rest & 1 == 1 {
            digest = MerkleTree.node(nodes.removeLast(), digest)
            rest >>= 1
            node = TreeNode(level: node.level + 1, index: rest)
            completed(node, digest)
        }
        nodes.append(digest)
        size += 1
    }

    /// The root hash of the tree.
    package var root: Digest {
        guard var root = nodes.last else { return MerkleTree.emptyRoot }
        for node in nodes.dropLast().reversed() { root = MerkleTree.node(node, root) }
        return root
    }
}
