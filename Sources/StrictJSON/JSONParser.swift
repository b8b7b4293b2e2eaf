/// Writes the tape of a text, without recursion and without a String.
///
/// While a container is open its node's `next` holds the index of the container around it, so that no stack is kept.
struct JSONParser {
    let source: UnsafeBufferPointer<UInt8>
    let base: UnsafePointer<UInt8>
    let length: Int
    let limits: JSONLimits
    private(set) var nodes: UnsafeMutablePointer<JSONNode>
    private(set) var count = 0
    private var capacity: Int
    private var depth = 0
    /// Index of the innermost open container; `none` outside all.
    private var open = JSONParser.none
    private static let none = UInt32.max

    init(_ source: UnsafeBufferPointer<UInt8>, _ limits: JSONLimits) {
        self.source = source
        // An empty text has no base; the pointer is then never followed, since length is 0.
        base = source.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
        length = source.count
        self.limits = limits
        // Texts of our users hold a node every 30 bytes; the tape doubles when one holds more.
        capacity = min(min(source.count, limits.bytesMax) / 16 + 16, limits.nodesMax)
        nodes = .allocate(capacity: capacity)
    }

    /// Reads the whole text.
    mutating func parse() throws(JSONError) {
        guard length <= limits.bytesMax else { throw limit("bytesMax", limits.bytesMax, at: 0) }
        if length >= 3, base[0] == 0xEF, base[1] == 0xBB, base[2] == 0xBF { throw fault(.byteOrderMark, 0) }
        var at = 0
        while true {
            let read = try value(skipSpace(at))
            at = read.end
            // An opened container wants its first value next; anything else was a whole value.
            if read.opened { continue }
            guard let next = try afterValue(at) else { return }
            at = next
        }
    }

    /// Reads a scalar or an empty container whole, or opens a container and ends where its first value begins.
    @inline(__always)
    private mutating func value(_ at: Int) throws(JSONError) -> (end: Int, opened: Bool) {
        guard at < length else { throw fault(.unexpectedEnd, at) }
        switch base[at] {
        case 0x22:
            let end = try stringEnd(at)
            let kind: JSONKind = end.escaped ? .escapedString : .plainString
            try append(JSONNode(start: UInt32(at), end: UInt32(end.offset), next: UInt32(count + 1), kind: kind))
            return (end.offset, false)
        case 0x7B: return try openContainer(.object, at, close: 0x7D)
        case 0x5B: return try openContainer(.array, at, close: 0x5D)
        case 0x2D, 0x30...0x39:
            let end = try numberEnd(at)
            let kind: JSONKind = end.isInteger ? .integer : .decimal
            try append(JSONNode(start: UInt32(at), end: UInt32(end.offset), next: UInt32(count + 1), kind: kind))
            return (end.offset, false)
        default: return (try literal(at), false)
        }
    }

    /// Reads what may follow a value: closing brackets, a comma and the name of the next member.
    ///
    /// - Returns: where the next value begins, or nil at the end of the text.
    @inline(__always)
    private mutating func afterValue(_ start: Int) throws(JSONError) -> Int? {
        var at = start
        while true {
            at = skipSpace(at)
            guard open != Self.none else {
                if at < length { throw fault(.trailingContent, at) }
                return nil
            }
            guard at < length else { throw fault(.unexpectedEnd, at) }
            let isObject = nodes[Int(open)].kind == .object
            let close: UInt8 = isObject ? 0x7D : 0x5D
            switch base[at] {
            case 0x2C:
                let next = skipSpace(at + 1)
                if next < length, base[next] == close { throw fault(.trailingComma, at) }
                if isObject { return try memberName(next) }
                nodes[Int(open)].meta &+= 16
                return next
            case close:
                at += 1
                try closeContainer(at)
            default: throw fault(.unexpectedCharacter, at)
            }
        }
    }

    private mutating func openContainer(
        _ kind: JSONKind,
        _ at: Int,
        close: UInt8
    ) throws(JSONError) -> (end: Int, opened: Bool) {
        depth += 1
        guard depth <= limits.depthMax else { throw limit("depthMax", limits.depthMax, at: at) }
        let index = UInt32(count)
        try append(JSONNode(start: UInt32(at), end: 0, next: open, kind: kind))
        open = index
        let first = skipSpace(at + 1)
        if first < length, base[first] == close {
            try closeContainer(first + 1)
            return (first + 1, false)
        }
        if kind == .object { return (try memberName(first), true) }
        nodes[Int(index)].meta &+= 16
        return (first, true)
    }

    private mutating func closeContainer(_ end: Int) throws(JSONError) {
        let index = Int(open)
        open = nodes[index].next
        depth -= 1
        nodes[index].end = UInt32(end)
        nodes[index].next = UInt32(count)
        if nodes[index].kind == .object, nodes[index].count > 1 {
            if let duplicate = DuplicateNames.first(ofObject: index, nodes, source) {
                throw fault(.duplicateName, Int(nodes[duplicate].start))
            }
        }
    }

    /// Reads a member name and its colon.
    @inline(__always)
    private mutating func memberName(_ at: Int) throws(JSONError) -> Int {
        guard at < length else { throw fault(.unexpectedEnd, at) }
        guard base[at] == 0x22 else { throw fault(.unexpectedCharacter, at) }
        let end = try stringEnd(at)
        var node = JSONNode(
            start: UInt32(at),
            end: UInt32(end.offset),
            next: 0,
            kind: end.escaped ? .escapedString : .plainString
        )
        let raw = UnsafeBufferPointer(start: base + at + 1, count: end.offset - at - 2)
        node.next =
            end.escaped
            ? JSONString.decoded(raw).withUnsafeBufferPointer { JSONFingerprint.of($0) } : JSONFingerprint.of(raw)
        try append(node)
        nodes[Int(open)].meta &+= 16
        let colon = skipSpace(end.offset)
        guard colon < length else { throw fault(.unexpectedEnd, colon) }
        guard base[colon] == 0x3A else { throw fault(.unexpectedCharacter, colon) }
        return colon + 1
    }

    @inline(__always)
    private mutating func append(_ node: JSONNode) throws(JSONError) {
        if count == capacity { try grow(at: Int(node.start)) }
        (nodes + count).initialize(to: node)
        count &+= 1
    }

    private mutating func grow(at offset: Int) throws(JSONError) {
        guard count < limits.nodesMax else { throw limit("nodesMax", limits.nodesMax, at: offset) }
        capacity = min(capacity * 2, max(limits.nodesMax, count + 1))
        let larger = UnsafeMutablePointer<JSONNode>.allocate(capacity: capacity)
        larger.moveInitialize(from: nodes, count: count)
        nodes.deallocate()
        nodes = larger
    }

    @inline(__always)
    private func skipSpace(_ start: Int) -> Int {
        var at = start
        while at < length {
            let byte = base[at]
            // One comparison passes over the common case: anything above the space is no white space.
            if byte > 0x20 { return at }
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return at }
            at &+= 1
        }
        return at
    }

    private mutating func literal(_ at: Int) throws(JSONError) -> Int {
        let literals: [(StaticString, JSONKind)] = [("true", .true), ("false", .false), ("null", .null)]
        for (text, kind) in literals where matches(text, at) {
            let end = at + text.utf8CodeUnitCount
            try append(JSONNode(start: UInt32(at), end: UInt32(end), next: UInt32(count + 1), kind: kind))
            return end
        }
        let isSpecialNumber = matches("NaN", at) || matches("Infinity", at)
        throw fault(isSpecialNumber ? .notANumber : .unexpectedCharacter, at)
    }

    private func matches(_ text: StaticString, _ at: Int) -> Bool {
        guard length - at >= text.utf8CodeUnitCount else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { base[at + $0] == text.utf8Start[$0] }
    }

    func fault(_ code: JSONError.Code, _ at: Int) -> JSONError { JSONError(code, at: at, in: source) }

    func limit(_ name: String, _ maximum: Int, at offset: Int) -> JSONError {
        JSONError(.limitExceeded, at: offset, in: source, limit: .init(name: name, maximum: maximum))
    }
}
