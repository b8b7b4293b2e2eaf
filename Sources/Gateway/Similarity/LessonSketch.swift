import Signatures

/// A lesson in small, to be compared with others without its text: its words, and a MinHash of its phrases.
///
/// Keyed with nothing secret and made of words only; it is never sent to anybody.
package struct LessonSketch: Equatable, Sendable {
    /// Each word once, sorted.
    package let terms: [UInt32]
    /// The least hash of all phrases of three words under each of ``width`` orders (Broder 1997).
    package let minima: [UInt32]
    /// Published sources that the lesson rests on, as hashes of issuer and reference.
    package let sources: [UInt32]

    /// Number of minima: the likeness of two texts is told to about 1/sqrt(60).
    package static let width = 60
    /// Minima in a band, and bands.
    ///
    /// Two texts that share two thirds of their phrases meet in a band nine times of ten. Every band is a look-up, and
    /// words find most of the others.
    private static let rows = 3
    private static let bands = 8
    package static let termsMax = 400
    private static let phraseWords = 3

    package init(text: String, sources: [(issuer: String, reference: String)]) {
        let words = LessonWords(text).sequence
        terms = Array(Set(words).sorted().prefix(Self.termsMax))
        self.sources = sources.map { Self.source($0.issuer, $0.reference) }.sorted()
        minima = Self.minima(of: words)
    }

    private static func minima(of words: [UInt32]) -> [UInt32] {
        guard words.count >= phraseWords else { return [] }
        var minima = [UInt32](repeating: .max, count: width)
        for start in 0...(words.count - phraseWords) {
            var phrase: UInt64 = 0
            for word in words[start..<start + phraseWords] {
                phrase = (phrase ^ UInt64(word)) &* 0x9E37_79B9_7F4A_7C15
                phrase ^= phrase >> 29
            }
            for order in 0..<width {
                let mixed = (phrase ^ seeds[order]) &* 0xBF58_476D_1CE4_E5B9
                minima[order] = min(minima[order], UInt32(truncatingIfNeeded: mixed >> 32))
            }
        }
        return minima
    }

    private static let seeds: [UInt64] = (1...UInt64(width)).map { number in
        let mixed = number &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ mixed >> 31
    }

    /// A source under any usual spelling of its reference: letters and numbers, numbers without leading zeros.
    static func source(_ issuer: String, _ reference: String) -> UInt32 {
        LessonWords.hash(Array(series(issuer).utf8) + [0] + spelling(of: reference))
    }

    /// The same as a text, so that a store can look for it: who counts, and the reference in its one spelling.
    package static func sourceKey(_ issuer: String, _ reference: String) -> String {
        "\(series(issuer)) " + String(decoding: spelling(of: reference), as: UTF8.self)
    }

    /// Who counts the references: coroners all together, also where the area of one is not known; other bodies each for itself.
    private static func series(_ issuer: String) -> String {
        issuer.utf8.starts(with: "\(coroners)-".utf8) ? coroners : issuer
    }

    private static let coroners = "reg:coroner"

    private static func spelling(of reference: String) -> [UInt8] {
        var out: [UInt8] = []
        var digits: [UInt8] = []
        func finish() {
            out += digits.drop { $0 == 0x30 }
            if !digits.isEmpty { out.append(0x2F) }
            digits = []
        }
        for byte in reference.utf8 {
            switch byte {
            case 0x30...0x39: digits.append(byte)
            case 0x41...0x5A:
                finish()
                out.append(byte | 0x20)
            case 0x61...0x7A:
                finish()
                out.append(byte)
            default: finish()
            }
        }
        finish()
        return out
    }

    /// The share of phrases that both have, 0...1, as the minima tell it.
    package func phraseLikeness(_ other: LessonSketch) -> Double {
        guard minima.count == Self.width, other.minima.count == Self.width else { return 0 }
        return Double(zip(minima, other.minima).count { $0 == $1 }) / Double(Self.width)
    }

    /// Names under which the sketch is found: sources, bands of minima, words.
    package var sourceMarks: [String] { sources.map { "s" + String($0, radix: 36) } }

    package var bandMarks: [String] {
        guard minima.count == Self.width else { return [] }
        return stride(from: 0, to: Self.bands * Self.rows, by: Self.rows).map { start in
            var band = UInt64(start)
            for minimum in minima[start..<start + Self.rows] {
                band = (band ^ UInt64(minimum)) &* 0x9E37_79B9_7F4A_7C15
                band ^= band >> 32
            }
            return "b" + String(band >> 16, radix: 36)
        }
    }

    package static func termMark(_ term: UInt32) -> String { "t" + String(term, radix: 36) }
}

extension LessonSketch {
    /// The sketch as it is stored: counts, then numbers, big-endian.
    package var bytes: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(12 + 4 * (terms.count + minima.count + sources.count))
        for list in [terms, minima, sources] {
            for number in [UInt32(list.count)] + list { withUnsafeBytes(of: number.bigEndian) { out += $0 } }
        }
        return out
    }

    /// Reads what ``bytes`` wrote; nil for anything else.
    package init?(bytes: [UInt8]) {
        var lists: [[UInt32]] = []
        let isWhole = bytes.withUnsafeBytes { raw -> Bool in
            var at = 0
            for _ in 0..<3 {
                guard at + 4 <= raw.count else { return false }
                let count = Int(UInt32(bigEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
                at += 4
                guard count <= 1 << 16, at + 4 * count <= raw.count else { return false }
                lists.append(
                    (0..<count).map {
                        UInt32(bigEndian: raw.loadUnaligned(fromByteOffset: at + 4 * $0, as: UInt32.self))
                    }
                )
                at += 4 * count
            }
            return at == raw.count
        }
        guard isWhole else { return nil }
        (terms, minima, sources) = (lists[0], lists[1], lists[2])
    }
}
