package import Signatures

/// A text that is signed by lines below it (c2sp.org/signed-note).
///
/// Nothing in it is verified before ``isSigned(by:)`` says so.
package struct SignedNote: Equatable, Sendable {
    /// A line `— <name> <base64 of key id and signature>`.
    package struct Line: Equatable, Sendable {
        package let keyName: String
        package let keyID: [UInt8]
        package let signature: [UInt8]
    }

    /// With its last newline.
    package let text: String
    package let lines: [Line]

    /// Lists of a thousand statements have some 100 KB (1 MiB).
    package static let bytesMax = 1 << 20
    /// A log and its witnesses.
    package static let signaturesMax = 16
    private static let mark = "\u{2014} "

    /// Reads a note.
    ///
    /// - Throws: ``NoteFault`` for what is not the exact form.
    package init(parsing bytes: [UInt8]) throws(NoteFault) {
        guard bytes.count <= Self.bytesMax else { throw .tooLong }
        guard let all = String(validating: bytes, as: UTF8.self) else { throw .encoding }
        for scalar in all.unicodeScalars where scalar.value < 0x20 && scalar != "\n" { throw .encoding }
        // The last blank line parts the text from its signatures.
        var end: Int?
        for position in bytes.indices.dropLast() where bytes[position] == 0x0A && bytes[position + 1] == 0x0A {
            end = position
        }
        guard let end, bytes.last == 0x0A else { throw .noSignature }
        text = String(decoding: bytes[...end], as: UTF8.self)
        let rest = bytes[(end + 2)...].dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
        guard !rest.isEmpty, rest.count <= Self.signaturesMax else { throw .noSignature }
        lines = try rest.map { line throws(NoteFault) in
            guard let line = Self.line(String(decoding: line, as: UTF8.self)) else { throw .signatureLine }
            return line
        }
    }

    private static func line(_ text: String) -> Line? {
        guard text.utf8.starts(with: mark.utf8) else { return nil }
        let parts = String(decoding: text.utf8.dropFirst(mark.utf8.count), as: UTF8.self)
            .split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, VerifyingKey.isName(String(parts[0])),
            let bytes = Base64.standard.decode(parts[1].utf8),
            bytes.count > 4
        else { return nil }
        return Line(keyName: String(parts[0]), keyID: Array(bytes[..<4]), signature: Array(bytes[4...]))
    }

    /// Signs a text; it must end with a newline.
    package init(signing text: String, by key: SigningKey) throws(SignaturesError) {
        self.text = text
        let signature = try key.key.sign([Array(text.utf8)], .ed25519)
        lines = [Line(keyName: key.verifyingKey.name, keyID: key.verifyingKey.id, signature: signature)]
    }

    /// The note as it is written.
    package var bytes: [UInt8] {
        let signatures = lines.map {
            "\(Self.mark)\($0.keyName) \(Base64.standard.encode($0.keyID + $0.signature))\n"
        }
        return Array("\(text)\n\(signatures.joined())".utf8)
    }

    /// Whether the key signed the text.
    ///
    /// One bad line of a known key refuses the whole note.
    package func isSigned(by key: VerifyingKey) -> Bool {
        let own = lines.filter { $0.keyName.utf8.elementsEqual(key.name.utf8) && $0.keyID == key.id }
        return !own.isEmpty
            && own.allSatisfy { key.publicKey.verifies($0.signature, .ed25519, over: [Array(text.utf8)[...]]) }
    }
}

/// Why bytes are no signed note.
package enum NoteFault: Error, Equatable, Sendable {
    case tooLong
    /// It is not UTF-8, or holds control characters.
    case encoding
    /// No blank line with signatures behind it.
    case noSignature
    case signatureLine
    /// The text is not that of a checkpoint, or of whatever was expected.
    case text
    /// The known key did not sign it.
    case signature
}

/// The public half of a log's key, with its name (c2sp.org/signed-note, "vkey"): Ed25519.
package struct VerifyingKey: Sendable {
    package let name: String
    package let publicKey: PublicKey
    /// The first four bytes of SHA-256(name, newline, 0x01, key).
    package let id: [UInt8]
    private let raw: [UInt8]

    private static let ed25519: UInt8 = 1
    /// SubjectPublicKeyInfo of an Ed25519 key up to the key (RFC 8410, section 4).
    private static let prefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]

    /// Reads `<name>+<8 hexadecimal digits>+<base64>`; nil when it is not exactly that, or the digits do not fit.
    package init?(_ text: String) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64.standard.decode(parts[2].utf8), bytes.first == Self.ed25519,
            let made = VerifyingKey(name: String(parts[0]), raw: Array(bytes.dropFirst())),
            made.description.utf8.elementsEqual(text.utf8)
        else { return nil }
        self = made
    }

    /// The key of that name; `raw` is the key of RFC 8032, 32 bytes.
    package init?(name: String, raw: [UInt8]) {
        guard Self.isName(name), raw.count == 32,
            let key = try? PublicKey(subjectPublicKeyInfo: Self.prefix + raw)
        else { return nil }
        self.name = name
        self.raw = raw
        publicKey = key
        id = Array(Digest(of: Array(name.utf8) + [0x0A, Self.ed25519] + raw).bytes[..<4])
    }

    /// The same key for another log, as that of a later epoch.
    package func named(_ name: String) -> VerifyingKey? { VerifyingKey(name: name, raw: raw) }

    /// The text form.
    package var description: String {
        "\(name)+\(Self.hex(id))+\(Base64.standard.encode([Self.ed25519] + raw))"
    }

    static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 200
            && name.unicodeScalars.allSatisfy { $0 != "+" && !$0.properties.isWhitespace && $0.value >= 0x20 }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// A log's key: signs checkpoints and lists.
package struct SigningKey: Sendable {
    package let key: PrivateKey
    package let verifyingKey: VerifyingKey

    /// Takes an Ed25519 key; nil for any other, and for a name that is none.
    package init?(name: String, key: PrivateKey) {
        guard case .ed25519 = key.kind, let info = try? key.publicKey.subjectPublicKeyInfo, info.count == 44,
            let verifyingKey = VerifyingKey(name: name, raw: Array(info.suffix(32)))
        else { return nil }
        self.key = key
        self.verifyingKey = verifyingKey
    }
}
