/// A character of a pattern, or a set of them that an escape such as `\d` stands for.
enum PatternCharacter {
    /// May be a surrogate, which only an escape can name.
    case single(UInt32)
    case set(ScalarSet)

    var set: ScalarSet {
        switch self {
        case .single(let value): ScalarSet([value...value])
        case .set(let set): set
        }
    }
}

extension PatternParser {
    private static let syntaxCharacters = Set("^$\\.*+?()[]{}|/".unicodeScalars)

    /// TAB, LF, VT, FF, CR, ZWNBSP, the two separators, and General_Category Zs.
    private static let whiteSpace = ScalarSet([
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
        0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])

    /// An escape outside a class, after its backslash.
    mutating func atomEscape(
        at start: Int
    ) throws(LinearRegexError) -> (node: PatternNode, isAssertion: Bool) {
        switch peek {
        case "b":
            position += 1
            return (.assertion(.wordBoundary), true)
        case "B":
            position += 1
            return (.assertion(.notWordBoundary), true)
        case "k":
            position += 1
            guard take("<") else {
                throw fault(.invalidGroupName, at: start)
            }
            groups.addReference(toName: try groupName(openedAt: start), at: start)
            noteUnsupported(.backReference, at: start)
            return (.empty, false)
        case let digit? where ("1"..."9").contains(digit):
            groups.addReference(toNumber: takeNumber() ?? 0, at: start)
            noteUnsupported(.backReference, at: start)
            return (.empty, false)
        default:
            return (.set(try characterEscape(at: start).set), false)
        }
    }

    /// The escapes that mean the same inside and outside a class, after the backslash.
    mutating func characterEscape(at start: Int) throws(LinearRegexError) -> PatternCharacter {
        guard let scalar = peek else {
            throw fault(.trailingBackslash, at: start)
        }
        position += 1
        if let known = Self.shorthand(scalar) {
            return known
        }
        switch scalar {
        case "p", "P":
            return .set(try property(isNegated: scalar == "P", at: start))
        case "c":
            guard let letter = peek, letter.isASCII, letter.properties.isAlphabetic else {
                throw fault(.invalidControlEscape, at: start)
            }
            position += 1
            return .single(letter.value % 32)
        case "0":
            if let digit = peek, ("0"..."9").contains(digit) {
                throw fault(.octalEscape, at: start)
            }
            return .single(0)
        case "x":
            guard let value = takeHexadecimal(count: 2) else {
                throw fault(.invalidHexEscape, at: start)
            }
            return .single(value)
        case "u":
            return .single(try unicodeEscape(at: start))
        default:
            // Outside a class a digit from 1 on has been read as a back-reference.
            let isDigit = ("1"..."9").contains(scalar)
            guard Self.syntaxCharacters.contains(scalar) else {
                throw fault(isDigit ? .octalEscape : .invalidEscape, at: start)
            }
            return .single(scalar.value)
        }
    }

    private static func shorthand(_ scalar: Unicode.Scalar) -> PatternCharacter? {
        switch scalar {
        case "d": .set(ScalarSet([0x30...0x39]))
        case "D": .set(ScalarSet([0x30...0x39]).complement)
        case "w": .set(ScalarSet(WordCharacters.ranges))
        case "W": .set(ScalarSet(WordCharacters.ranges).complement)
        case "s": .set(whiteSpace)
        case "S": .set(whiteSpace.complement)
        case "t": .single(0x09)
        case "n": .single(0x0A)
        case "v": .single(0x0B)
        case "f": .single(0x0C)
        case "r": .single(0x0D)
        default: nil
        }
    }

    private mutating func takeHexadecimal(count: Int) -> UInt32? {
        var value: UInt32 = 0
        for distance in 0..<count {
            guard let digit = peek(ahead: distance).flatMap(Self.hexadecimalValue) else {
                return nil
            }
            value = value * 16 + digit
        }
        position += count
        return value
    }

    private static func hexadecimalValue(_ scalar: Unicode.Scalar) -> UInt32? {
        switch scalar {
        case "0"..."9": scalar.value - 0x30
        case "A"..."F": scalar.value - 0x41 + 10
        case "a"..."f": scalar.value - 0x61 + 10
        default: nil
        }
    }

    /// The code point of an escape after its `\u`.
    mutating func unicodeEscape(at start: Int) throws(LinearRegexError) -> UInt32 {
        if take("{") {
            var value: UInt32 = 0
            var count = 0
            while let digit = peek.flatMap(Self.hexadecimalValue), value <= ScalarSet.last {
                value = value * 16 + digit
                count += 1
                position += 1
            }
            guard count > 0, value <= ScalarSet.last, take("}") else {
                throw fault(.invalidUnicodeEscape, at: start)
            }
            return value
        }
        guard let unit = takeHexadecimal(count: 4) else {
            throw fault(.invalidUnicodeEscape, at: start)
        }
        let afterUnit = position
        if (0xD800...0xDBFF).contains(unit), take("\\u") {
            if let trail = takeHexadecimal(count: 4), (0xDC00...0xDFFF).contains(trail) {
                return 0x1_0000 + (unit - 0xD800) << 10 + (trail - 0xDC00)
            }
            // Whatever follows is read again as an escape of its own.
            position = afterUnit
        }
        return unit
    }

    /// A property in braces, after the `p` or `P`.
    private mutating func property(isNegated: Bool, at start: Int) throws(LinearRegexError) -> ScalarSet {
        guard take("{"), let name = takePropertyWord(), !name.isEmpty else {
            throw fault(.invalidPropertyEscape, at: start)
        }
        var value: String?
        if take("=") {
            value = takePropertyWord()
        }
        guard take("}"), value != "" else {
            throw fault(.invalidPropertyEscape, at: start)
        }
        let query = PropertyQuery(name: name, value: value, isNegated: isNegated)
        if let known = properties[query] {
            return known
        }
        let set: ScalarSet
        switch UnicodeProperties.find(name: name, value: value) {
        case .set(let found):
            set = isNegated ? found.complement : found
        case .unsupported(let feature):
            noteUnsupported(feature, at: start)
            set = ScalarSet([])
        case .unknown:
            throw fault(.unknownProperty, at: start)
        }
        properties[query] = set
        return set
    }

    private mutating func takePropertyWord() -> String? {
        var word = ""
        while let next = peek, next.isASCII, WordCharacters.contains(UInt8(next.value)) {
            word.unicodeScalars.append(next)
            position += 1
        }
        return word
    }
}

/// What a `\p{…}` asks for.
struct PropertyQuery: Hashable {
    let name: String
    let value: String?
    let isNegated: Bool
}
