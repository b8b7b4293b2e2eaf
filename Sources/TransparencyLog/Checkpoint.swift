package import Signatures

/// The state of a log, as it is signed (c2sp.org/tlog-checkpoint): origin, size, root hash, a line each.
package struct Checkpoint: Equatable, Sendable {
    package let origin: String
    package let size: UInt64
    package let root: Digest
    /// Lines that are not interpreted here.
    package let extensions: [String]

    package init(origin: String, size: UInt64, root: Digest, extensions: [String] = []) {
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// The text that is signed.
    package var text: String {
        ([origin, "\(size)", Base64.standard.encode(root.bytes)] + extensions).map { $0 + "\n" }.joined()
    }

    /// Reads the text of a note; accepts only what ``text`` would print.
    package init(text: String) throws(NoteFault) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard lines.count >= 3, lines.count <= 20, !lines.contains(""),
            let size = UInt64(lines[1]), size <= MerkleTree.sizeMax,
            let root = Base64.standard.decode(lines[2].utf8).flatMap({ Digest(bytes: $0) })
        else { throw .text }
        self.init(origin: String(lines[0]), size: size, root: root, extensions: lines.dropFirst(3).map(String.init))
        guard self.text.utf8.elementsEqual(text.utf8), size > 0 || root == MerkleTree.emptyRoot else { throw .text }
    }

    /// Reads a signed checkpoint of the log that the key belongs to.
    ///
    /// - Throws: ``NoteFault``; `.text` when it is the checkpoint of another log.
    package init(note bytes: [UInt8], key: VerifyingKey) throws(NoteFault) {
        let note = try SignedNote(parsing: bytes)
        guard note.isSigned(by: key) else { throw .signature }
        try self.init(text: note.text)
        guard origin.utf8.elementsEqual(key.name.utf8) else { throw .text }
    }

    /// The signed note.
    package func signed(by key: SigningKey) throws(SignaturesError) -> [UInt8] {
        try SignedNote(signing: text, by: key).bytes
    }
}

/// The name of a log: `lesson-exchange/<organisation id>/<epoch>`.
package struct LogOrigin: Hashable, Sendable, CustomStringConvertible {
    package let organisation: String
    package let epoch: Int

    package init(organisation: String, epoch: Int) {
        self.organisation = organisation
        self.epoch = epoch
    }

    /// Reads an origin; nil for any other text.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "lesson-exchange", OrganisationID.isValid(String(parts[1])),
            let epoch = Int(parts[2]), (1...999_999).contains(epoch)
        else { return nil }
        self.init(organisation: String(parts[1]), epoch: epoch)
        guard description.utf8.elementsEqual(text.utf8) else { return nil }
    }

    package var description: String { "lesson-exchange/\(organisation)/\(epoch)" }
}
