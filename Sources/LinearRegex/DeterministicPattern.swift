/// A pattern, anchored at both ends, in which the next byte always tells which way to go (LL(1)).
///
/// Its sets are of ASCII; one that holds all other characters as well may only be repeated without a count, since then
/// it takes any byte of theirs.
///
/// Most patterns of schemas are like this. Such a pattern needs no automaton: it is matched by walking it, which makes
/// it ready at once, also in a program that runs for a few milliseconds.
struct DeterministicPattern: Sendable {
    /// A part with what must be known about it to decide.
    private struct Part: Sendable {
        indirect enum Form: Sendable {
            case set
            case sequence([Part])
            case choice([Part])
            case loop(Part, minimum: Int, maximum: Int)
        }

        let form: Form
        /// The bytes that it can begin with.
        let first: ByteSet
        /// Whether it matches nothing, too.
        let isNullable: Bool
    }

    /// One part in a flat table: its own parts stand in a run, so that matching follows indexes and counts no references.
    private struct Step: Sendable {
        enum Kind: UInt8, Sendable {
            case set
            case sequence
            case choice
            /// The one part of a loop; `run` is a loop over a set.
            case loop
            case run
        }

        var kind: Kind
        var isNullable: Bool
        var first: ByteSet
        var minimum = 0
        var maximum = 0
        var start: Int32 = 0
        var count: Int32 = 0
    }

    private let steps: [Step]

    /// The pattern of a tree, nil when the tree is not of this kind.
    init?(_ node: PatternNode) {
        guard case .sequence(let parts) = node, parts.count >= 2,
            case .assertion(.textStart)? = parts.first, case .assertion(.textEnd)? = parts.last,
            let root = Self.part(.sequence(Array(parts.dropFirst().dropLast()))),
            Self.isDecided(root, follow: .end)
        else { return nil }
        steps = Self.flattened(root)
    }

    /// Whether the whole text matches.
    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        steps.withUnsafeBufferPointer { steps in
            var position = 0
            return Self.match(0, steps, text, &position) && position == text.count
        }
    }

    // MARK: Building

    private static func part(_ node: PatternNode) -> Part? {
        switch node {
        case .empty: return Part(form: .sequence([]), first: .none, isNullable: true)
        case .assertion: return nil
        case .set(let scalars):
            guard let set = ByteSet(scalars), !set.hasRest else { return nil }
            return Part(form: .set, first: set, isNullable: false)
        case .sequence(let nodes):
            guard let parts = all(nodes) else { return nil }
            let end = parts.firstIndex { !$0.isNullable }
            let openers = parts[...(end ?? parts.count - 1)]
            let first = openers.reduce(ByteSet.none) { $0.union($1.first) }
            return Part(form: .sequence(parts), first: first, isNullable: end == nil)
        case .alternation(let nodes):
            guard let parts = all(nodes) else { return nil }
            let first = parts.reduce(ByteSet.none) { $0.union($1.first) }
            return Part(form: .choice(parts), first: first, isNullable: parts.contains { $0.isNullable })
        case .repetition(let node, let minimum, let maximum):
            guard let body = body(node, minimum, maximum), !body.isNullable else { return nil }
            let form = Part.Form.loop(body, minimum: minimum, maximum: maximum ?? .max)
            return Part(form: form, first: body.first, isNullable: minimum == 0)
        }
    }

    /// What is repeated; only here may a set hold all that is not ASCII: a first character is at least one byte, and any
    /// number of them any number of bytes.
    private static func body(_ node: PatternNode, _ minimum: Int, _ maximum: Int?) -> Part? {
        guard case .set(let scalars) = node, minimum <= 1, maximum == nil else { return part(node) }
        return ByteSet(scalars).map { Part(form: .set, first: $0, isNullable: false) }
    }

    private static func all(_ nodes: [PatternNode]) -> [Part]? {
        var parts: [Part] = []
        for node in nodes {
            guard let part = part(node) else { return nil }
            parts.append(part)
        }
        return parts
    }

    /// Whether one byte ahead decides everything inside the part; `follow`: what may come after it.
    private static func isDecided(_ part: Part, follow: ByteSet) -> Bool {
        switch part.form {
        case .set: return true
        case .sequence(let parts):
            var follow = follow
            for part in parts.reversed() {
                guard isDecided(part, follow: follow) else { return false }
                follow = part.isNullable ? part.first.union(follow) : part.first
            }
            return true
        case .choice(let parts):
            var taken = ByteSet.none
            for part in parts {
                let opening = part.isNullable ? part.first.union(follow) : part.first
                guard taken.isDisjoint(from: opening), isDecided(part, follow: follow) else { return false }
                taken = taken.union(opening)
            }
            return true
        case .loop(let body, let minimum, let maximum):
            guard minimum == maximum || body.first.isDisjoint(from: follow) else { return false }
            return isDecided(body, follow: body.first.union(follow))
        }
    }

    /// Writes the parts into a table, the root first, the parts of each in one run.
    private static func flattened(_ root: Part) -> [Step] {
        var steps = [Step(kind: .set, isNullable: false, first: .none)]
        var open = [(part: root, at: 0)]
        while let (part, at) = open.popLast() {
            var step = Step(kind: .set, isNullable: part.isNullable, first: part.first)
            var inner: [Part] = []
            switch part.form {
            case .set: break
            case .sequence(let parts): (step.kind, inner) = (.sequence, parts)
            case .choice(let parts): (step.kind, inner) = (.choice, parts)
            case .loop(let body, let minimum, let maximum):
                (step.minimum, step.maximum) = (minimum, maximum)
                if case .set = body.form { step.kind = .run } else { (step.kind, inner) = (.loop, [body]) }
            }
            step.start = Int32(steps.count)
            step.count = Int32(inner.count)
            steps[at] = step
            for (offset, part) in inner.enumerated() { open.append((part, steps.count + offset)) }
            steps += repeatElement(Step(kind: .set, isNullable: false, first: .none), count: inner.count)
        }
        return steps
    }

    // MARK: Matching

    private static func match(
        _ index: Int,
        _ steps: UnsafeBufferPointer<Step>,
        _ text: UnsafeBufferPointer<UInt8>,
        _ position: inout Int
    ) -> Bool {
        let step = steps[index]
        let inner = Int(step.start)..<Int(step.start + step.count)
        switch step.kind {
        case .set:
            guard position < text.count, step.first.contains(text[position]) else { return false }
            position &+= 1
            return true
        case .run: return matchRun(step.first, step.minimum, step.maximum, text, &position)
        case .sequence:
            for part in inner {
                guard match(part, steps, text, &position) else { return false }
            }
            return true
        case .choice:
            for part in inner where position < text.count && steps[part].first.contains(text[position]) {
                return match(part, steps, text, &position)
            }
            return step.isNullable
        case .loop:
            var count = 0
            while count < step.maximum, position < text.count, step.first.contains(text[position]) {
                guard match(inner.lowerBound, steps, text, &position) else { return false }
                count &+= 1
            }
            return count >= step.minimum
        }
    }

    private static func matchRun(
        _ set: ByteSet,
        _ minimum: Int,
        _ maximum: Int,
        _ text: UnsafeBufferPointer<UInt8>,
        _ position: inout Int
    ) -> Bool {
        let start = position
        let end = maximum < text.count - start ? start + maximum : text.count
        var at = start
        while at < end, set.contains(text[at]) { at &+= 1 }
        position = at
        return at - start >= minimum
    }
}

/// A set of ASCII bytes, all other bytes or none, and, apart from them, the end of the text.
private struct ByteSet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    /// Whether all bytes from 0x80 on are in the set.
    private(set) var hasRest = false
    private var hasEnd = false

    static let none = ByteSet()
    static let end = ByteSet(hasEnd: true)

    private init(low: UInt64 = 0, high: UInt64 = 0, hasRest: Bool = false, hasEnd: Bool = false) {
        self.low = low
        self.high = high
        self.hasRest = hasRest
        self.hasEnd = hasEnd
    }

    /// Nil when the set holds some characters beyond ASCII and not all of them.
    init?(_ scalars: ScalarSet) {
        for range in scalars.ranges where range.lowerBound < 0x80 {
            for value in range.lowerBound...min(range.upperBound, 0x7F) {
                if value < 64 { low |= 1 << UInt64(value) } else { high |= 1 << UInt64(value - 64) }
            }
        }
        let rest = scalars.ranges.filter { $0.upperBound >= 0x80 }
        if !rest.isEmpty {
            guard Self.isWhole(rest) else { return nil }
            hasRest = true
        }
    }

    /// Whether ranges in ascending order leave out no character beyond ASCII; surrogates are none.
    private static func isWhole(_ ranges: [ScalarSet.Bounds]) -> Bool {
        var next: UInt32 = 0x80
        for range in ranges {
            guard range.lowerBound <= next else { return false }
            next = range.upperBound == 0xD7FF ? 0xE000 : range.upperBound + 1
        }
        return next == 0x11_0000
    }

    func union(_ other: ByteSet) -> ByteSet {
        ByteSet(
            low: low | other.low,
            high: high | other.high,
            hasRest: hasRest || other.hasRest,
            hasEnd: hasEnd || other.hasEnd
        )
    }

    func isDisjoint(from other: ByteSet) -> Bool {
        low & other.low == 0 && high & other.high == 0 && !(hasRest && other.hasRest) && !(hasEnd && other.hasEnd)
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        guard byte < 0x80 else { return hasRest }
        return (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 == 1
    }
}
