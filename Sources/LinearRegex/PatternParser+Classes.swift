extension PatternParser {
    /// A class after its `[`, up to and with the `]`.
    mutating func characterClass(openedAt start: Int) throws(LinearRegexError) -> ScalarSet {
        let isNegated = take("^")
        var ranges: [ScalarSet.Bounds] = []
        while !take("]") {
            let atomStart = position
            guard position < scalars.count else {
                throw fault(.unterminatedClass, at: start)
            }
            let low = try classAtom()
            // A hyphen just before the end of the class is itself a member.
            guard peek == "-", let next = peek(ahead: 1), next != "]" else {
                ranges += low.set.ranges
                continue
            }
            position += 1
            let high = try classAtom()
            guard case .single(let lower) = low, case .single(let upper) = high else {
                throw fault(.classEscapeInRange, at: atomStart)
            }
            guard lower <= upper else {
                throw fault(.classRangeOutOfOrder, at: atomStart)
            }
            ranges.append(lower...upper)
        }
        let set = ScalarSet(ranges)
        return isNegated ? set.complement : set
    }

    private mutating func classAtom() throws(LinearRegexError) -> PatternCharacter {
        let start = position
        let scalar = scalars[position]
        position += 1
        guard scalar == "\\" else {
            return .single(scalar.value)
        }
        switch peek {
        case "b":
            position += 1
            return .single(0x08)
        case "-":
            position += 1
            return .single(0x2D)
        default:
            return try characterEscape(at: start)
        }
    }
}
