/// Finds a member name that an object holds twice, by decoded bytes.
enum DuplicateNames {
    /// Up to this many names are compared each with each: their fingerprints fit in a few cache lines.
    private static let pairwiseMax = 32

    /// The tape index of the first name that repeats an earlier one, or nil.
    ///
    /// `index`: the object's tape index; its members are on the tape up to its `next`.
    static func first(
        ofObject index: Int,
        _ nodes: UnsafeMutablePointer<JSONNode>,
        _ source: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        let count = nodes[index].count
        return count <= pairwiseMax
            ? pairwise(index, count, nodes, source) : hashed(index, count, nodes, source)
    }

    private static func pairwise(
        _ index: Int,
        _ count: Int,
        _ nodes: UnsafeMutablePointer<JSONNode>,
        _ source: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        withUnsafeTemporaryAllocation(of: (fingerprint: UInt32, node: UInt32).self, capacity: count) { seen in
            var name = index + 1
            for position in 0..<count {
                let fingerprint = nodes[name].fingerprint
                for earlier in 0..<position
                where seen[earlier].fingerprint == fingerprint && equal(Int(seen[earlier].node), name, nodes, source) {
                    return name
                }
                seen.initializeElement(at: position, to: (fingerprint, UInt32(name)))
                name = Int(nodes[name + 1].next)
            }
            return nil
        }
    }

    /// Large objects go through the standard library's seeded hash, so that nobody can prepare colliding names.
    private static func hashed(
        _ index: Int,
        _ count: Int,
        _ nodes: UnsafeMutablePointer<JSONNode>,
        _ source: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        var seen = Set<Name>(minimumCapacity: count)
        var name = index + 1
        for _ in 0..<count {
            if !seen.insert(Name(bytes: bytes(of: name, nodes, source))).inserted { return name }
            name = Int(nodes[name + 1].next)
        }
        return nil
    }

    private struct Name: Hashable {
        let bytes: JSONNameBytes

        static func == (left: Name, right: Name) -> Bool {
            left.bytes.withBytes { left in right.bytes.withBytes { left.elementsEqual($0) } }
        }

        func hash(into hasher: inout Hasher) {
            bytes.withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }

    private static func equal(
        _ left: Int,
        _ right: Int,
        _ nodes: UnsafeMutablePointer<JSONNode>,
        _ source: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        bytes(of: left, nodes, source).withBytes { left in
            bytes(of: right, nodes, source).withBytes { left.elementsEqual($0) }
        }
    }

    private static func bytes(
        of index: Int,
        _ nodes: UnsafeMutablePointer<JSONNode>,
        _ source: UnsafeBufferPointer<UInt8>
    ) -> JSONNameBytes {
        let node = nodes[index]
        let raw = UnsafeBufferPointer(rebasing: source[Int(node.start) + 1..<Int(node.end) - 1])
        return node.kind == .escapedString ? .decoded(JSONString.decoded(raw)) : .source(raw)
    }
}

/// The bytes of a name: in the source, or decoded where it holds an escape.
private enum JSONNameBytes {
    case source(UnsafeBufferPointer<UInt8>)
    case decoded([UInt8])

    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        switch self {
        case .source(let bytes): body(bytes)
        case .decoded(let bytes): bytes.withUnsafeBufferPointer(body)
        }
    }
}
