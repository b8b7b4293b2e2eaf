package import Signatures

/// A tile of hashes, or of entries, and its path (c2sp.org/tlog-tiles).
package struct Tile: Hashable, Sendable {
    /// Hashes in a whole tile.
    package static let width = 256
    /// Tree levels that a tile spans.
    package static let height = 8

    /// What the tile holds.
    package enum Content: Hashable, Sendable {
        /// Hashes of subtrees of `256^level` leaves.
        case hashes(level: Int)
        /// The entries themselves.
        case entries
    }

    package let content: Content
    package let index: UInt64
    /// 1...256; fewer than 256 are the right edge of a tree.
    package let width: Int

    /// Levels that a tree of 2^53 leaves can have (0...6).
    package static let levelMax = 6

    package init(_ content: Content, index: UInt64, width: Int = Self.width) {
        self.content = content
        self.index = index
        self.width = width
    }

    /// `tile/<level>/<index>[.p/<width>]`, the index in groups of three digits, such as `x001/x234/067`.
    package var path: String {
        let kind = if case .hashes(let level) = content { "\(level)" } else { "entries" }
        var groups = [Self.padded(index % 1000)]
        var rest = index / 1000
        while rest > 0 {
            groups.append("x" + Self.padded(rest % 1000))
            rest /= 1000
        }
        let partial = width == Self.width ? "" : ".p/\(width)"
        return "tile/\(kind)/\(groups.reversed().joined(separator: "/"))\(partial)"
    }

    /// Reads a path; nil for any that ``path`` would not print.
    package init?(path: String) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts.count <= 12, parts.removeFirst() == "tile" else { return nil }
        let kind = parts.removeFirst()
        if kind == "entries" {
            content = .entries
        } else {
            guard let level = Int(kind), (0...Self.levelMax).contains(level) else { return nil }
            content = .hashes(level: level)
        }
        var width = Self.width
        if parts.count >= 2, parts[parts.count - 2].hasSuffix(".p") {
            guard let value = Int(parts.removeLast()), (1..<Self.width).contains(value) else { return nil }
            width = value
            parts[parts.count - 1] = parts[parts.count - 1].dropLast(2)
        }
        var index: UInt64 = 0
        for (position, part) in parts.enumerated() {
            let digits = position == parts.count - 1 ? part : part.hasPrefix("x") ? part.dropFirst() : ""
            guard digits.utf8.count == 3, let value = UInt64(digits), index <= MerkleTree.sizeMax / 1000 else {
                return nil
            }
            index = index * 1000 + value
        }
        self.index = index
        self.width = width
        guard self.path.utf8.elementsEqual(path.utf8) else { return nil }
    }

    private static func padded(_ value: UInt64) -> String {
        let text = String(value)
        return String(repeating: "0", count: 3 - text.utf8.count) + text
    }

    /// The tile that holds the hash of a complete subtree of a tree of that size, as wide as the tree allows.
    ///
    /// - Returns: nil when the subtree does not lie in the tree.
    package static func holding(_ node: TreeNode, size: UInt64) -> Tile? {
        let level = node.level / height
        let inside = node.level % height
        let first = node.index << UInt64(inside)
        let available = size >> UInt64(level * height)
        let index = first / UInt64(width)
        guard (node.index + 1) << UInt64(inside) <= available else { return nil }
        return Tile(
            .hashes(level: level),
            index: index,
            width: Int(min(UInt64(width), available - index * UInt64(width)))
        )
    }

    /// The hash of a complete subtree, from the bytes of the tile that ``holding(_:size:)`` named.
    ///
    /// - Returns: nil when the bytes are not those of a tile of that width.
    package func hash(of node: TreeNode, in bytes: [UInt8]) -> Digest? {
        guard case .hashes(let level) = content, node.level / Self.height == level, bytes.count == width * 32 else {
            return nil
        }
        let span = 1 << (node.level % Self.height)
        let start = Int(truncatingIfNeeded: node.index << UInt64(node.level % Self.height)) % Self.width
        guard start + span <= width else { return nil }
        var digests = (start..<start + span).compactMap { Digest(bytes: bytes[$0 * 32..<($0 + 1) * 32]) }
        while digests.count > 1 {
            digests = stride(from: 0, to: digests.count, by: 2).map { MerkleTree.node(digests[$0], digests[$0 + 1]) }
        }
        return digests.first
    }

    /// Splits a tile of entries; nil when it is not that many entries of at most 65,535 bytes with their lengths in front.
    package func entries(in bytes: [UInt8]) -> [ArraySlice<UInt8>]? {
        var rest = bytes[...]
        var entries: [ArraySlice<UInt8>] = []
        while rest.count >= 2 {
            let length = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
            guard rest.count >= length else { return nil }
            entries.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return rest.isEmpty && entries.count == width ? entries : nil
    }

    /// The bytes of a tile of entries.
    package static func bytes(ofEntries entries: some Sequence<[UInt8]>) -> [UInt8] {
        var out: [UInt8] = []
        for entry in entries {
            out.append(UInt8(entry.count >> 8))
            out.append(UInt8(entry.count & 0xFF))
            out += entry
        }
        return out
    }

    /// Largest tile that is read: 256 entries of at most 65,535 bytes with their lengths.
    package static let bytesMax = width * (65_535 + 2)
}
