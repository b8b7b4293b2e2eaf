import ExchangeTestKit

/// A small pattern that can be written down and matched by plain backtracking, over characters, as the
/// algorithm in ECMA-262 goes.
indirect enum OraclePattern {
    case character(Unicode.Scalar)
    case dot
    case set([Unicode.Scalar], isNegated: Bool)
    case textStart
    case textEnd
    case wordBoundary(isNegated: Bool)
    case sequence([OraclePattern])
    case alternation([OraclePattern])
    case repetition(OraclePattern, minimum: Int, maximum: Int?, isLazy: Bool)

    static let alphabet: [Unicode.Scalar] = ["a", "b", "_", "-", "é", "€", "😀", "\n"]

    static func random(depth: Int, using generator: inout SeededGenerator) -> OraclePattern {
        let kind = Int.random(in: 0..<(depth == 0 ? 8 : 16), using: &generator)
        switch kind {
        case 0...2: return .character(randomScalar(using: &generator))
        case 3: return .dot
        case 4:
            let members = (0..<Int.random(in: 0...3, using: &generator)).map { _ in randomScalar(using: &generator) }
            return .set(members, isNegated: Bool.random(using: &generator))
        case 5: return .textStart
        case 6: return .textEnd
        case 7: return .wordBoundary(isNegated: Bool.random(using: &generator))
        case 8...10: return .sequence(parts(depth: depth, using: &generator))
        case 11...12: return .alternation(parts(depth: depth, using: &generator))
        default:
            let minimum = Int.random(in: 0...2, using: &generator)
            let extra = Int.random(in: 0...2, using: &generator)
            return .repetition(
                random(depth: depth - 1, using: &generator),
                minimum: minimum,
                maximum: Bool.random(using: &generator) ? minimum + extra : nil,
                isLazy: Bool.random(using: &generator)
            )
        }
    }

    static func randomScalar(using generator: inout SeededGenerator) -> Unicode.Scalar {
        alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
    }

    private static func parts(depth: Int, using generator: inout SeededGenerator) -> [OraclePattern] {
        (0..<Int.random(in: 0...3, using: &generator)).map { _ in random(depth: depth - 1, using: &generator) }
    }

    /// The pattern as ECMA-262 writes it.
    var source: String {
        switch self {
        case .character(let scalar): return Self.escaped(scalar)
        case .dot: return "."
        case .set(let members, let isNegated):
            return "[\(isNegated ? "^" : "")\(members.map(Self.escaped).joined())]"
        case .textStart: return "^"
        case .textEnd: return "$"
        case .wordBoundary(let isNegated): return isNegated ? "\\B" : "\\b"
        case .sequence(let parts): return parts.map(\.source).joined()
        case .alternation(let parts): return "(\(parts.map(\.source).joined(separator: "|")))"
        case .repetition(let body, let minimum, let maximum, let isLazy):
            let end = maximum.map { "\($0)" } ?? ""
            return "(?:\(body.source)){\(minimum),\(end)}\(isLazy ? "?" : "")"
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "-": "\\u002d"
        case "\n": "\\n"
        case "😀": "\\uD83D\\uDE00"
        default: String(scalar)
        }
    }

    func matches(_ text: [Unicode.Scalar]) -> Bool {
        (0...text.count).contains { match(text, at: $0) { _ in true } }
    }

    private func match(_ text: [Unicode.Scalar], at index: Int, then next: (Int) -> Bool) -> Bool {
        func consume(if isMember: (Unicode.Scalar) -> Bool) -> Bool {
            index < text.count && isMember(text[index]) && next(index + 1)
        }
        func isWord(_ index: Int) -> Bool {
            text.indices.contains(index) && ["a", "b", "_"].contains(text[index])
        }
        switch self {
        case .character(let scalar): return consume { $0 == scalar }
        case .dot: return consume { $0 != "\n" }
        case .set(let members, let isNegated): return consume { members.contains($0) != isNegated }
        case .textStart: return index == 0 && next(index)
        case .textEnd: return index == text.count && next(index)
        case .wordBoundary(let isNegated):
            return (isWord(index - 1) != isWord(index)) != isNegated && next(index)
        case .sequence(let parts):
            guard let first = parts.first else {
                return next(index)
            }
            let rest = OraclePattern.sequence(Array(parts.dropFirst()))
            return first.match(text, at: index) { rest.match(text, at: $0, then: next) }
        case .alternation(let parts):
            return parts.isEmpty ? next(index) : parts.contains { $0.match(text, at: index, then: next) }
        case .repetition(let body, let minimum, let maximum, let isLazy):
            if minimum == 0, next(index) {
                return true
            }
            if maximum == 0 {
                return false
            }
            let rest = OraclePattern.repetition(
                body,
                minimum: max(minimum - 1, 0),
                maximum: maximum.map { $0 - 1 },
                isLazy: isLazy
            )
            // An optional round that consumes nothing is no match, or the loop would not end.
            return body.match(text, at: index) { end in
                (minimum > 0 || end > index) && rest.match(text, at: end, then: next)
            }
        }
    }
}
