/// One step of an automaton: a byte from `low` to `high` leads to `target`.
struct ByteTransition: Hashable, Sendable {
    /// The target that stands for "the character is complete".
    static let exit = UInt32.max

    let low: UInt8
    let high: UInt8
    /// A node of the same automaton, or `exit`.
    let target: UInt32
}

/// A deterministic automaton over bytes that accepts the UTF-8 of one character out of a set.
///
/// Equal nodes are shared, so the cost of a large Unicode class is its number of distinct 64-blocks.
struct UTF8Automaton: Sendable {
    private(set) var nodes: [[ByteTransition]] = []
    private(set) var root: UInt32 = 0
    private var indices: [[ByteTransition]: UInt32] = [:]

    init(_ set: ScalarSet) {
        var transitions: [ByteTransition] = []
        for range in set.clamped(to: 0...0x7F).ranges {
            transitions.append(
                ByteTransition(
                    low: UInt8(range.lowerBound),
                    high: UInt8(range.upperBound),
                    target: ByteTransition.exit
                )
            )
        }
        // Clamping to what each length may encode keeps overlong forms and surrogates out.
        let two = set.clamped(to: 0x80...0x7FF)
        addLeads(0xC2...0xDF, bits: 0x1F, continuations: 1, scope: two, to: &transitions)
        let low = set.clamped(to: 0x800...0xD7FF).ranges
        let three = ScalarSet(low + set.clamped(to: 0xE000...0xFFFF).ranges)
        addLeads(0xE0...0xEF, bits: 0x0F, continuations: 2, scope: three, to: &transitions)
        let four = set.clamped(to: 0x1_0000...ScalarSet.last)
        addLeads(0xF0...0xF4, bits: 0x07, continuations: 3, scope: four, to: &transitions)
        root = index(of: transitions)
        indices = [:]
    }

    private mutating func addLeads(
        _ leads: ClosedRange<UInt8>,
        bits: UInt8,
        continuations: UInt32,
        scope: ScalarSet,
        to transitions: inout [ByteTransition]
    ) {
        for lead in leads {
            let base = UInt32(lead & bits) << (6 * continuations)
            if let target = target(base: base, continuations: continuations, scope: scope) {
                Self.append(lead...lead, target: target, to: &transitions)
            }
        }
    }

    /// Where to go with `continuations` bytes still to come for the block of characters that begins at `base`.
    private mutating func target(base: UInt32, continuations: UInt32, scope: ScalarSet) -> UInt32? {
        let coverage = scope.coverage(of: base...base + (1 << (6 * continuations)) - 1)
        if coverage == .none {
            return nil
        }
        if continuations == 0 {
            return ByteTransition.exit
        }
        var transitions: [ByteTransition] = []
        if coverage == .whole {
            // Every continuation byte leads to a whole block again: looking at one of them is enough.
            if let inner = target(base: base, continuations: continuations - 1, scope: scope) {
                Self.append(0x80...0xBF, target: inner, to: &transitions)
            }
            return index(of: transitions)
        }
        for continuation in UInt8(0)..<64 {
            let start = base + UInt32(continuation) << (6 * (continuations - 1))
            if let inner = target(base: start, continuations: continuations - 1, scope: scope) {
                Self.append(0x80 + continuation...0x80 + continuation, target: inner, to: &transitions)
            }
        }
        return index(of: transitions)
    }

    private static func append(_ bytes: ClosedRange<UInt8>, target: UInt32, to list: inout [ByteTransition]) {
        if let previous = list.last, previous.target == target, previous.high + 1 == bytes.lowerBound {
            list[list.count - 1] = ByteTransition(low: previous.low, high: bytes.upperBound, target: target)
        } else {
            list.append(ByteTransition(low: bytes.lowerBound, high: bytes.upperBound, target: target))
        }
    }

    private mutating func index(of transitions: [ByteTransition]) -> UInt32 {
        if let known = indices[transitions] {
            return known
        }
        let index = UInt32(nodes.count)
        nodes.append(transitions)
        indices[transitions] = index
        return index
    }
}
