import ExchangeTestKit
import Signatures
import Testing
import TransparencyLog

@Suite("The tree of a log")
struct TreeTests {
    /// A tree held whole, its hashes computed by the definition: RFC 6962, section 2.1.
    private struct Oracle {
        let leaves: [Digest]

        func root(_ range: Range<Int>) -> Digest {
            guard range.count > 1 else { return range.isEmpty ? MerkleTree.emptyRoot : leaves[range.lowerBound] }
            var half = 1
            while half * 2 < range.count { half *= 2 }
            let middle = range.lowerBound + half
            return MerkleTree.node(root(range.lowerBound..<middle), root(middle..<range.upperBound))
        }

        func node(_ node: TreeNode) -> Digest {
            let start = Int(node.index) << node.level
            return root(start..<start + 1 << node.level)
        }
    }

    private static let count = 257
    private let oracle = Oracle(leaves: (0..<count).map { MerkleTree.leaf(Array("entry \($0)".utf8)) })

    @Test("the right edge tells the root at every size, and every subtree that is complete")
    func frontier() {
        var frontier = TreeFrontier()
        var told: [TreeNode: Digest] = [:]
        for size in 0...Self.count {
            #expect(frontier.root == oracle.root(0..<size))
            #expect(TreeFrontier(size: frontier.size, nodes: frontier.nodes) == frontier)
            #expect(TreeFrontier.places(ofSize: UInt64(size)).map { oracle.node($0) } == frontier.nodes)
            guard size < Self.count else { break }
            frontier.append(oracle.leaves[size]) { told[$0] = $1 }
        }
        for (node, digest) in told { #expect(digest == oracle.node(node)) }
        #expect(told.count == Self.count + 128 + 64 + 32 + 16 + 8 + 4 + 2 + 1)
    }

    @Test("every leaf of every size is proved, and by no changed proof")
    func inclusion() {
        for size in 1...Self.count {
            let root = oracle.root(0..<size)
            for index in Set([0, 1, size / 2, size - 2, size - 1]) where (0..<size).contains(index) {
                let proof = MerkleProof.inclusion(of: UInt64(index), size: UInt64(size)) { oracle.node($0) }
                func holds(_ leaf: Int, _ at: Int, _ proof: [Digest]) -> Bool {
                    MerkleProof.verifiesInclusion(
                        of: oracle.leaves[leaf],
                        at: UInt64(at),
                        size: UInt64(size),
                        root: root,
                        proof: proof
                    )
                }
                #expect(holds(index, index, proof))
                #expect(!holds((index + 1) % Self.count, index, proof))
                #expect(!holds(index, index, proof + [root]))
                if size > 1 {
                    #expect(!holds(index, (index + 1) % size, proof))
                    #expect(!holds(index, index, Array(proof.dropLast())))
                }
            }
        }
    }

    @Test("every size is proved to begin every larger one, and by no changed proof")
    func consistency() {
        for size in 1...Self.count {
            for smaller in Set([1, 2, 3, size / 3, size / 2, size - 1, size]) where (1...size).contains(smaller) {
                let proof = MerkleProof.consistency(from: UInt64(smaller), to: UInt64(size)) { oracle.node($0) }
                func holds(_ root: Digest, _ proof: [Digest]) -> Bool {
                    MerkleProof.verifiesConsistency(
                        from: UInt64(smaller),
                        root,
                        to: UInt64(size),
                        oracle.root(0..<size),
                        proof: proof
                    )
                }
                #expect(holds(oracle.root(0..<smaller), proof))
                #expect(!holds(oracle.root(0..<smaller - 1), proof))
                #expect(!holds(oracle.root(0..<smaller), proof + [MerkleTree.emptyRoot]))
                if !proof.isEmpty { #expect(!holds(oracle.root(0..<smaller), Array(proof.dropLast()))) }
            }
        }
    }

    @Test("tiles hold every subtree, and their paths read back")
    func tiles() throws {
        for size in [1, 7, 255, 256, 257] {
            var bytes: [Tile: [UInt8]] = [:]
            for level in 0...8 {
                for index in 0..<(size >> level) {
                    let node = TreeNode(level: level, index: UInt64(index))
                    let tile = try #require(Tile.holding(node, size: UInt64(size)))
                    guard case .hashes(let tileLevel) = tile.content else { continue }
                    let held =
                        bytes[tile]
                        ?? (0..<tile.width).flatMap {
                            oracle.node(TreeNode(level: tileLevel * 8, index: tile.index * 256 + UInt64($0))).bytes
                        }
                    bytes[tile] = held
                    #expect(tile.hash(of: node, in: held) == oracle.node(node))
                    #expect(tile.hash(of: node, in: held + [0]) == nil)
                }
                #expect(Tile.holding(TreeNode(level: level, index: UInt64(size >> level)), size: UInt64(size)) == nil)
            }
        }
        #expect(Tile(.hashes(level: 0), index: 1_234_067).path == "tile/0/x001/x234/067")
        #expect(Tile(.entries, index: 0, width: 3).path == "tile/entries/000.p/3")
        for path in ["tile/0/x001/x234/067", "tile/entries/000.p/3", "tile/6/999.p/255"] {
            #expect(Tile(path: path)?.path == path)
        }
        let wrong = [
            "tile/0/0", "tile/7/000", "tile/0/000.p/256", "tile/0/000.p/0", "tile/0/001/000", "tile/0/x000/000",
            "tile/0/000/", "tile/-1/000", "tile/0/000.p/03", "tile/0/+00", "entries/000", "tile/entries/000.p", "",
        ]
        for path in wrong { #expect(Tile(path: path) == nil, "\(path)") }
    }

    @Test("entries in a tile read back, and nothing else does")
    func entryTiles() {
        let entries = [Array("one".utf8), [], Array(repeating: 7, count: 65_535)]
        let bytes = Tile.bytes(ofEntries: entries)
        let tile = Tile(.entries, index: 0, width: 3)
        #expect(tile.entries(in: bytes)?.map { Array($0) } == entries)
        #expect(tile.entries(in: bytes + [0]) == nil)
        #expect(tile.entries(in: Array(bytes.dropLast())) == nil)
        #expect(Tile(.entries, index: 0, width: 2).entries(in: bytes) == nil)
    }
}
