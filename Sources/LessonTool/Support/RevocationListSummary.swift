/// What a revocation list says of itself beside its dates: who made it, its number, and how many entries it has.
///
/// For showing only: nothing is decided by it. The bytes were read as a revocation list (RFC 5280, section 5.1) before.
struct RevocationListSummary {
    let issuer: String
    /// Nil when the list has no number.
    let number: String?
    let revokedCount: Int

    private struct Element {
        let tag: UInt8
        let content: ArraySlice<UInt8>
    }

    private enum Tag {
        static let integer: UInt8 = 0x02
        static let sequence: UInt8 = 0x30
        static let times: [UInt8] = [0x17, 0x18]
        static let extensions: UInt8 = 0xA0
    }

    init?(der: [UInt8]) {
        guard let list = Self.elements(der[...])?.first, let signed = Self.elements(list.content)?.first,
            let parts = Self.elements(signed.content)
        else { return nil }
        // Version, signature algorithm, issuer, dates, entries, extensions; all but the middle may be left out.
        var rest = parts[...]
        if rest.first?.tag == Tag.integer { rest.removeFirst() }
        guard rest.count > 2, let names = Self.names(in: rest[rest.startIndex + 1]) else { return nil }
        issuer = names
        rest = rest.dropFirst(2).drop { Tag.times.contains($0.tag) }
        revokedCount = rest.first { $0.tag == Tag.sequence }.flatMap { Self.elements($0.content)?.count } ?? 0
        number = rest.first { $0.tag == Tag.extensions }.flatMap { Self.number(in: $0) }
    }

    /// The items of a constructed value; nil where the bytes do not add up.
    private static func elements(_ bytes: ArraySlice<UInt8>) -> [Element]? {
        var rest = bytes
        var found: [Element] = []
        while let tag = rest.popFirst() {
            guard let first = rest.popFirst() else { return nil }
            var length = Int(first)
            if first >= 0x80 {
                let count = Int(first & 0x7F)
                guard (1...4).contains(count), count <= rest.count else { return nil }
                length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
                rest = rest.dropFirst(count)
            }
            guard length <= rest.count else { return nil }
            found.append(Element(tag: tag, content: rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return found
    }

    /// Attribute types that are named; others are passed over.
    private static let attributes: [[UInt8]: String] = [
        [0x55, 0x04, 0x03]: "CN", [0x55, 0x04, 0x06]: "C", [0x55, 0x04, 0x0A]: "O", [0x55, 0x04, 0x0B]: "OU",
    ]

    private static func names(in name: Element) -> String? {
        guard let sets = elements(name.content) else { return nil }
        let pairs = sets.flatMap { elements($0.content) ?? [] }.compactMap { attribute -> String? in
            guard let parts = elements(attribute.content), parts.count == 2,
                let label = attributes[Array(parts[0].content)]
            else { return nil }
            return "\(label) = \(String(decoding: parts[1].content, as: UTF8.self))"
        }
        return pairs.joined(separator: ", ")
    }

    /// The object identifier of the list's number.
    private static let numberID: [UInt8] = [0x55, 0x1D, 0x14]

    private static func number(in extensions: Element) -> String? {
        let items = elements(extensions.content)?.first.flatMap { elements($0.content) } ?? []
        for item in items {
            guard let parts = elements(item.content), parts.first?.content.elementsEqual(numberID) == true,
                let value = parts.last.flatMap({ elements($0.content) })?.first?.content
            else { continue }
            // At most seven bytes are surely a positive Int.
            guard value.count <= 7 else { return "of \(value.count) bytes" }
            let whole: Int = value.reduce(0) { $0 << 8 | Int($1) }
            return String(whole)
        }
        return nil
    }
}
