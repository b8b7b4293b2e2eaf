package import LessonExchange
package import Signatures
package import StrictJSON

/// Statements that one organisation issued and another one holds, for the first, which lost its own.
///
/// What it says is not believed: the envelopes are verified as those that were just signed.
package struct ReturnedPage: Equatable, Sendable {
    /// A statement.
    package struct Item: Equatable, Sendable {
        /// The row of whoever holds it; the next page begins behind the last one.
        package let cursor: Int64
        package let kind: StatementKind
        package let digest: Digest
        /// Nil once the bytes were erased.
        package let envelope: [UInt8]?

        package init(cursor: Int64, kind: StatementKind, digest: Digest, envelope: [UInt8]?) {
            self.cursor = cursor
            self.kind = kind
            self.digest = digest
            self.envelope = envelope
        }
    }

    package let items: [Item]
    /// Whether there are others behind them.
    package let hasMore: Bool

    /// Statements on a page.
    package static let statementsMax = 100
    /// Bytes of the envelopes of a page together, as base64url (8 MiB); a single one has at most 5.6 MiB.
    package static let textBytesMax = 8 << 20
    /// The envelopes and a hundred lines about them.
    package static let bytesMax = 9 << 20
    /// Receipts are not given back: what they tell stands in the store that was put back, or is told anew.
    package static let kinds: [StatementKind] = [.bundle, .withdrawal, .response]

    private static let limits = JSONLimits(bytesMax: bytesMax, depthMax: 4, nodesMax: 1024, numberBytesMax: 20)

    package init(items: [Item], hasMore: Bool) {
        self.items = items
        self.hasMore = hasMore
    }

    package var tree: JSONTree {
        let statements = items.map { item in
            JSONTree.object(of: [
                "after": .integer(Int(item.cursor)), "kind": .string(item.kind.rawValue),
                "digest": .string(item.digest.description),
                "envelope": item.envelope.map { .string(Base64.url.encode($0)) },
            ])
        }
        return .object(of: ["statements": .array(statements), "more": .boolean(hasMore)])
    }

    /// Reads a page that begins behind a row; accepts only what ``tree`` would print.
    package init?(parsing bytes: [UInt8], after cursor: Int64) {
        guard let root = try? JSONDocument(parsing: bytes, limits: Self.limits).root,
            let elements = root["statements"]?.elements, elements.count <= Self.statementsMax,
            let hasMore = root["more"]?.boolean
        else { return nil }
        var items: [Item] = []
        var last = cursor
        for element in elements {
            guard let place = element["after"]?.integer, Int64(place) > last,
                let kind = element["kind"]?.string.flatMap({ StatementKind(rawValue: $0) }), Self.kinds.contains(kind),
                let digest = element["digest"]?.string.flatMap({ Digest($0) })
            else { return nil }
            last = Int64(place)
            let envelope = element["envelope"].flatMap { $0.utf8 }.flatMap { Base64.url.decode($0) }
            items.append(Item(cursor: last, kind: kind, digest: digest, envelope: envelope))
        }
        // A page that leads nowhere would be asked for again and again.
        guard !items.isEmpty || !hasMore else { return nil }
        self.init(items: items, hasMore: hasMore)
        guard tree.compactBytes == bytes else { return nil }
    }
}
