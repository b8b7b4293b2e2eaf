/// How much each word tells: a word of few lessons much, a word of all nothing.
///
/// Counts are kept for 65,536 classes of words, so memory does not grow; two words of one class look a little more
/// common than they are.
package struct WordWeights: Sendable {
    package private(set) var lessons: Int
    private var counts: [UInt32]

    private static let classes = 1 << 16

    package init() {
        lessons = 0
        counts = [UInt32](repeating: 0, count: Self.classes)
    }

    /// Adds a lesson.
    package mutating func add(_ sketch: LessonSketch) {
        lessons += 1
        for term in sketch.terms { counts[Self.place(term)] += 1 }
    }

    /// Adds what was counted elsewhere.
    package mutating func add(_ others: WordWeights) {
        lessons += others.lessons
        for place in counts.indices { counts[place] += others.counts[place] }
    }

    /// In how many lessons the word stands, at most.
    package func count(_ term: UInt32) -> Int { Int(counts[Self.place(term)]) }

    /// The weight of a word: its inverse document frequency, squared; at least 16 lessons are assumed, so that the first
    /// lessons of a new gateway are not all rare words.
    package func weight(_ term: UInt32) -> Double {
        let value = logarithmOfAll - Self.logarithm(ofHalfAfter: count(term))
        return value <= 0 ? 0 : value * value
    }

    private var logarithmOfAll: Double { Self.logarithm(ofHalfAfter: max(lessons, 16)) }

    /// log2(count + 0.5); comparing lessons asks for it thousands of times, so the usual ones are kept.
    private static func logarithm(ofHalfAfter count: Int) -> Double {
        count < kept.count ? kept[count] : logarithm(Double(count) + 0.5)
    }

    private static let kept = (0..<16_384).map { logarithm(Double($0) + 0.5) }

    private static func place(_ term: UInt32) -> Int { Int((term &* 0x9E37_79B1) >> 16) }

    /// log2 by halving and squaring, so that every machine computes the same.
    private static func logarithm(_ value: Double) -> Double {
        guard value > 0 else { return 0 }
        let whole = Double(value.exponent)
        var rest = value.significand
        var (result, step) = (whole, 0.5)
        for _ in 0..<12 {
            rest *= rest
            if rest >= 2 {
                rest /= 2
                result += step
            }
            step /= 2
        }
        return result
    }

    /// As it is stored: number of lessons, then the counts, big-endian.
    package var bytes: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(4 * (Self.classes + 1))
        for number in [UInt32(clamping: lessons)] + counts { withUnsafeBytes(of: number.bigEndian) { out += $0 } }
        return out
    }

    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 * (Self.classes + 1) else { return nil }
        let numbers = stride(from: 0, to: bytes.count, by: 4).map { start in
            bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        lessons = Int(numbers[0])
        counts = Array(numbers.dropFirst())
    }
}
