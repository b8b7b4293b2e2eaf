package import Signatures
package import TransparencyLog

/// The statements of a log that are for one reader in a range of positions: complete, in log order, and signed by the
/// log's key, so that a statement that is held back can be proved to be.
package struct AddressedList: Equatable, Sendable {
    package let origin: LogOrigin
    /// Organisation id, or `public`.
    package let reader: String
    package let from: UInt64
    /// The position after the range.
    package let to: UInt64
    package let treeSize: UInt64
    package let items: [AddressedItem]

    private static let header = "lesson-exchange-addressed/v1"
    package static let publicReader = "public"
    /// One receipt answers for all of them: with 300 bytes for each it is a payload that stock verifiers take.
    package static let itemsMax = 300

    package init(
        origin: LogOrigin,
        reader: String,
        from: UInt64,
        to: UInt64,
        treeSize: UInt64,
        items: [AddressedItem]
    ) {
        self.origin = origin
        self.reader = reader
        self.from = from
        self.to = to
        self.treeSize = treeSize
        self.items = items
    }

    private var text: String {
        var lines = [
            Self.header, "origin \(origin)", "reader \(reader)", "range \(from) \(to)", "tree \(treeSize)",
        ]
        lines += items.map { "\($0.position) \($0.digest)" }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The signed note.
    package func signed(by key: SigningKey) throws(SignaturesError) -> [UInt8] {
        try SignedNote(signing: text, by: key).bytes
    }

    /// Reads a list that the key signed; accepts only what ``signed(by:)`` would write.
    package init(note bytes: [UInt8], key: VerifyingKey) throws(NoteFault) {
        let note = try SignedNote(parsing: bytes)
        guard note.isSigned(by: key) else { throw .signature }
        let lines = note.text.split(separator: "\n")
        guard lines.count >= 5, lines.count - 5 <= Self.itemsMax, lines[0] == Self.header,
            let origin = LogOrigin(String(lines[1].dropFirst(7))), origin.description.utf8.elementsEqual(key.name.utf8)
        else { throw .text }
        let range = lines[3].split(separator: " ")
        guard range.count == 3, let from = UInt64(range[1]), let to = UInt64(range[2]), from <= to,
            let size = UInt64(lines[4].dropFirst(5)), to <= size, size <= MerkleTree.sizeMax
        else { throw .text }
        var items: [AddressedItem] = []
        var next = from
        for line in lines.dropFirst(5) {
            let parts = line.split(separator: " ")
            guard parts.count == 2, let position = UInt64(parts[0]), let digest = Digest(String(parts[1])),
                position >= next, position < to
            else { throw .text }
            items.append(AddressedItem(position: position, digest: digest))
            next = position + 1
        }
        self.init(
            origin: origin,
            reader: String(lines[2].dropFirst(7)),
            from: from,
            to: to,
            treeSize: size,
            items: items
        )
        guard text.utf8.elementsEqual(note.text.utf8) else { throw .text }
    }
}
