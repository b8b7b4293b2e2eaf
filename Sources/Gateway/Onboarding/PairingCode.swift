import CResources
import Signatures

/// What two people compare by telephone: six words over the exact bytes of both files.
///
/// The first 66 bits of SHA-256(`lesson-exchange-pairing/v1` 0x00 len invite len accept), eleven for each word; `len` is
/// the count of bytes that follow, as eight bytes, big-endian, so that no byte can move from one file to the other.
package struct PairingCode: Sendable, Equatable {
    package let words: [String]

    private static let bitsOfWord = 11

    package init(invite: [UInt8], accept: [UInt8]) {
        let parts = [invite, accept].flatMap { Self.length(of: $0) + $0 }
        let digest = Digest(of: Array("lesson-exchange-pairing/v1".utf8) + [0] + parts).bytes
        words = (0..<6).map { place in
            let bits = place * Self.bitsOfWord..<(place + 1) * Self.bitsOfWord
            return PairingWords.all[bits.reduce(0) { $0 << 1 | Int(digest[$1 / 8] >> UInt8(7 - $1 % 8)) & 1 }]
        }
    }

    private static func length(of bytes: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { Array($0) }
    }

    /// What one side reads out; the other half is what it types.
    package func read(by side: Pairing.Side) -> [String] {
        Array(side == .inviting ? words[..<3] : words[3...])
    }

    /// Whether typed words are those that the other side reads out.
    func isConfirmed(by typed: [String], on side: Pairing.Side) -> Bool {
        let expected = read(by: side == .inviting ? .accepting : .inviting)
        return typed.count == expected.count && zip(typed, expected).allSatisfy { PairingWords.isMeant($0, $1) }
    }
}

/// The words of check codes (rules/pairing-words.txt): plain, sorted, each told from all others by four letters.
package enum PairingWords {
    package static let all: [String] = {
        let resource = lx_pairing_words()
        return UnsafeBufferPointer(start: resource.bytes, count: resource.length).split(separator: 0x0A).map {
            String(decoding: $0, as: UTF8.self)
        }
    }()

    private static let tellingLetters = 4

    /// Whether somebody who typed a text meant the word: four letters tell it, however the rest was spelled.
    static func isMeant(_ typed: String, _ word: String) -> Bool {
        let letters = typed.lowercased().utf8.prefix(tellingLetters)
        return letters.count == tellingLetters && letters.elementsEqual(word.utf8.prefix(tellingLetters))
    }
}
