/// Textual encoding of keys and certificates (RFC 7468), read strictly and with bounds.
package enum PEM {
    /// One block: what the label says and the bytes.
    package struct Block: Equatable, Sendable {
        package let label: String
        package let bytes: [UInt8]

        package init(label: String, bytes: [UInt8]) {
            self.label = label
            self.bytes = bytes
        }
    }

    /// Larger files hold no key or chain of ours (64 KiB).
    package static let fileBytesMax = 64 << 10

    /// Every block of a file, in order; text around blocks is passed over.
    ///
    /// - Throws: ``SignaturesError/malformed(_:)`` when a block is not closed or not base64.
    package static func blocks(in file: some Sequence<UInt8>) throws(SignaturesError) -> [Block] {
        let bytes = Array(file)
        guard bytes.count <= fileBytesMax else { throw .malformed("more than \(fileBytesMax) bytes of PEM") }
        var blocks: [Block] = []
        var label: String?
        var body: [UInt8] = []
        for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let text = String(decoding: line, as: UTF8.self)
            if let begun = boundary(text, "-----BEGIN ") {
                guard label == nil else { throw .malformed("a PEM block inside another") }
                label = begun
                body = []
            } else if let ended = boundary(text, "-----END ") {
                guard let open = label, open == ended, let decoded = Base64.standard.decode(body) else {
                    throw .malformed("a PEM block that is not base64 between its BEGIN and END")
                }
                blocks.append(Block(label: open, bytes: decoded))
                label = nil
            } else if label != nil {
                body += line.filter { $0 != 0x20 && $0 != 0x09 }
            }
        }
        guard label == nil else { throw .malformed("a PEM block without END") }
        return blocks
    }

    private static func boundary(_ line: String, _ opening: String) -> String? {
        guard line.hasPrefix(opening), line.hasSuffix("-----"), line.count > opening.count + 5 else { return nil }
        return String(line.dropFirst(opening.count).dropLast(5))
    }

    /// The text of a block, lines of 64 characters.
    package static func text(_ block: Block) -> String {
        let base64 = Base64.standard.encodedBytes(block.bytes)
        var text = "-----BEGIN \(block.label)-----\n"
        for start in stride(from: 0, to: base64.count, by: 64) {
            text += String(decoding: base64[start..<min(start + 64, base64.count)], as: UTF8.self) + "\n"
        }
        return text + "-----END \(block.label)-----\n"
    }
}
