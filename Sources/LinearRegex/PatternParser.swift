/// Reads a pattern by the grammar of ECMA-262, `Pattern[+UnicodeMode, +NamedCaptureGroups]`.
///
/// A valid construct that cannot be matched is noted and read on, so that a pattern is called unsupported
/// only when all of it is ECMA-262.
struct PatternParser {
    let scalars: [Unicode.Scalar]
    var position = 0
    var firstUnsupported: LinearRegexError?
    var groups = PatternGroups()
    private var depth = 0
    /// Unicode tables are costly to build, and patterns repeat them.
    var properties: [PropertyQuery: ScalarSet] = [:]

    init(_ scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    static func parse(_ scalars: [Unicode.Scalar]) throws(LinearRegexError) -> PatternNode {
        var parser = PatternParser(scalars)
        let node = try parser.disjunction()
        if parser.position < scalars.count {
            throw parser.fault(.unmatchedParenthesis, at: parser.position)
        }
        if let position = parser.groups.firstUndefinedReference {
            throw parser.fault(.undefinedGroup, at: position)
        }
        if let unsupported = parser.firstUnsupported {
            throw unsupported
        }
        return node
    }

    // MARK: Reading

    var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    func peek(ahead distance: Int) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else {
            return false
        }
        position += 1
        return true
    }

    mutating func take(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard scalars[position...].starts(with: wanted) else {
            return false
        }
        position += wanted.count
        return true
    }

    /// Decimal digits as a number that stops at `Int.max`: a limit refuses it long before.
    mutating func takeNumber() -> Int? {
        let start = position
        var value = 0
        while let digit = peek, ("0"..."9").contains(digit) {
            let (product, productOverflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflows) = product.addingReportingOverflow(Int(digit.value) - 0x30)
            value = productOverflows || sumOverflows || value == Int.max ? Int.max : sum
            position += 1
        }
        return position > start ? value : nil
    }

    func offset(of position: Int) -> Int {
        scalars[..<position].reduce(0) { $0 + UTF8.width($1) }
    }

    func fault(_ reason: PatternFault, at position: Int) -> LinearRegexError {
        .syntax(offset: offset(of: position), reason: reason)
    }

    mutating func noteUnsupported(_ feature: UnsupportedFeature, at position: Int) {
        if firstUnsupported == nil {
            firstUnsupported = .unsupported(offset: offset(of: position), feature: feature)
        }
    }

    // MARK: Terms

    mutating func disjunction() throws(LinearRegexError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        // The pattern itself is the first level, and no group.
        guard depth <= PatternLimits.groupDepthMax + 1 else {
            throw .tooLarge(limit: .groupDepth)
        }
        groups.beginDisjunction()
        var alternatives = [try alternative()]
        while take("|") {
            groups.beginAlternative()
            alternatives.append(try alternative())
        }
        groups.endDisjunction()
        return alternatives.count == 1 ? alternatives[0] : .alternation(alternatives)
    }

    private mutating func alternative() throws(LinearRegexError) -> PatternNode {
        var terms: [PatternNode] = []
        while let next = peek, next != "|", next != ")" {
            let (atom, isAssertion) = try atom()
            let start = position
            guard let quantifier = try quantifier() else {
                terms.append(atom)
                continue
            }
            if isAssertion {
                throw fault(.quantifierOnAssertion, at: start)
            }
            terms.append(atom.repeated(minimum: quantifier.minimum, maximum: quantifier.maximum))
        }
        return terms.count == 1 ? terms[0] : terms.isEmpty ? .empty : .sequence(terms)
    }

    private mutating func atom() throws(LinearRegexError) -> (node: PatternNode, isAssertion: Bool) {
        let start = position
        let scalar = scalars[position]
        position += 1
        switch scalar {
        case "^":
            return (.assertion(.textStart), true)
        case "$":
            return (.assertion(.textEnd), true)
        case "(":
            return try group(openedAt: start)
        case ".":
            return (.set(Self.lineTerminators.complement), false)
        case "[":
            return (.set(try characterClass(openedAt: start)), false)
        case "\\":
            return try atomEscape(at: start)
        case "*", "+", "?":
            throw fault(.nothingToRepeat, at: start)
        case "{":
            position = start
            throw fault(bracedQuantifier() == nil ? .loneBracket : .nothingToRepeat, at: start)
        case "}", "]":
            throw fault(.loneBracket, at: start)
        default:
            return (.set(ScalarSet([scalar.value...scalar.value])), false)
        }
    }

    static let lineTerminators = ScalarSet([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029])

    // MARK: Quantifiers

    private struct Quantifier {
        let minimum: Int
        let maximum: Int?
    }

    private mutating func quantifier() throws(LinearRegexError) -> Quantifier? {
        let start = position
        let quantifier: Quantifier
        switch peek {
        case "*":
            position += 1
            quantifier = Quantifier(minimum: 0, maximum: nil)
        case "+":
            position += 1
            quantifier = Quantifier(minimum: 1, maximum: nil)
        case "?":
            position += 1
            quantifier = Quantifier(minimum: 0, maximum: 1)
        case "{":
            guard let braced = bracedQuantifier() else {
                throw fault(.incompleteQuantifier, at: start)
            }
            quantifier = braced
        default:
            return nil
        }
        if let maximum = quantifier.maximum, maximum < quantifier.minimum {
            throw fault(.quantifierOutOfOrder, at: start)
        }
        // A lazy quantifier prefers another match, and never changes whether there is one.
        _ = take("?")
        return quantifier
    }

    /// `{n}`, `{n,}` or `{n,m}`; without one the position stays where it is.
    private mutating func bracedQuantifier() -> Quantifier? {
        let start = position
        if take("{"), let minimum = takeNumber() {
            if take("}") {
                return Quantifier(minimum: minimum, maximum: minimum)
            }
            if take(",") {
                let maximum = takeNumber()
                if take("}") {
                    return Quantifier(minimum: minimum, maximum: maximum)
                }
            }
        }
        position = start
        return nil
    }
}
