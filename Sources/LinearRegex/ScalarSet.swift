/// A set of code points: ranges in order, neither overlapping nor touching.
///
/// Surrogates may be members, since ECMA-262 lets a pattern name them. No UTF-8 text contains one.
struct ScalarSet: Hashable, Sendable {
    typealias Bounds = ClosedRange<UInt32>

    /// How much of a block a set holds.
    enum Coverage {
        case none
        case part
        case whole
    }

    static let last: UInt32 = 0x10_FFFF
    static let all = ScalarSet([0...last])

    let ranges: [Bounds]

    /// Any ranges, in any order.
    init(_ unordered: [Bounds]) {
        var merged: [Bounds] = []
        for range in unordered.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let previous = merged.last, range.lowerBound <= previous.upperBound + 1 {
                merged[merged.count - 1] = previous.lowerBound...max(previous.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        ranges = merged
    }

    /// The code points that `isMember` holds for; surrogates are never asked about.
    init(where isMember: (Unicode.Scalar) -> Bool) {
        ranges = Self.runs { $0.map(isMember) ?? false }.filter { $0.value }.map { $0.bounds }
    }

    /// The stretches of code points that share a value; nil is asked about for the surrogates.
    static func runs<Value: Equatable>(
        of value: (Unicode.Scalar?) -> Value
    ) -> [(bounds: Bounds, value: Value)] {
        var runs: [(bounds: Bounds, value: Value)] = []
        var next: UInt32 = 0
        while next <= last {
            let block = next...uniformBlockEnd(from: next)
            let found = value(Unicode.Scalar(next))
            if let previous = runs.last, previous.value == found {
                runs[runs.count - 1].bounds = previous.bounds.lowerBound...block.upperBound
            } else {
                runs.append((bounds: block, value: found))
            }
            next = block.upperBound + 1
        }
        return runs
    }

    /// The end of the block beginning at a code point in which all properties are alike.
    ///
    /// Looking at one scalar of each empty plane, and at one of each plane for private use, makes a table of
    /// all code points three times as fast. The last two of a plane are noncharacters and differ.
    private static func uniformBlockEnd(from start: UInt32) -> UInt32 {
        switch start {
        case 0xD800: 0xDFFF
        case 0xE_1000: 0xE_FFFD
        case 0x4_0000...0xD_0000, 0xF_0000, 0x10_0000: start & 0xFFFF == 0 ? start + 0xFFFD : start
        default: start
        }
    }

    var complement: ScalarSet {
        var gaps: [Bounds] = []
        var lower: UInt32 = 0
        for range in ranges {
            if range.lowerBound > lower {
                gaps.append(lower...range.lowerBound - 1)
            }
            lower = range.upperBound + 1
        }
        if lower <= Self.last {
            gaps.append(lower...Self.last)
        }
        return ScalarSet(gaps)
    }

    /// The members inside `bounds`.
    func clamped(to bounds: Bounds) -> ScalarSet {
        ScalarSet(ranges.filter { $0.overlaps(bounds) }.map { $0.clamped(to: bounds) })
    }

    func coverage(of block: Bounds) -> Coverage {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < block.lowerBound {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < ranges.count, ranges[low].lowerBound <= block.upperBound else {
            return .none
        }
        let range = ranges[low]
        return range.lowerBound <= block.lowerBound && range.upperBound >= block.upperBound ? .whole : .part
    }
}
