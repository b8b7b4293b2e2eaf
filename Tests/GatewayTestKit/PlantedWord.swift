import Signatures

/// A word that stands nowhere else, and every form in which a file may hold it.
package struct PlantedWord: Sendable {
    package let text: String
    /// As plain text, and as a payload of an envelope shows it at each of the three alignments of base64url.
    private let forms: [[UInt8]]

    /// Shorter words have too few whole groups of base64 at some alignment.
    private static let lengthMin = 11

    package init(_ text: String) {
        precondition(text.utf8.count >= Self.lengthMin, "a planted word is too short to be found in base64")
        self.text = text
        let plain = Array(text.utf8)
        let lower = Array(text.lowercased().utf8)
        let encoded = (0..<3).map { shift -> [UInt8] in
            let padded = [UInt8](repeating: 0x61, count: shift) + plain + [0x61, 0x61]
            // The first group holds what stands in front of the word.
            return Array(Base64.url.encode(padded).utf8.dropFirst(shift == 0 ? 0 : 4).prefix(12))
        }
        forms = (plain == lower ? [plain] : [plain, lower]) + encoded
    }

    /// A made-up word of syllables: no name, no code, and no stem that a search would cut.
    package init(using random: inout some RandomNumberGenerator) {
        let consonants = Array("bdfgklmnprtvz")
        let vowels = Array("aiou")
        var text = ""
        for _ in 0..<6 {
            text.append(consonants[Int.random(in: 0..<consonants.count, using: &random)])
            text.append(vowels[Int.random(in: 0..<vowels.count, using: &random)])
        }
        self.init(text + "x")
    }

    /// Whether bytes of a file, or of a part of one, hold the word.
    package func isIn(_ bytes: [UInt8]) -> Bool { forms.contains { bytes.holds($0) } }
}
