import Anonymisation

/// Several bodies in one cell: `NHS England, Example Trust`, `1. Example Trust`, `Example Trust – Medical Director`.
///
/// A cell is taken apart only where every part is known then, as a body or as an office that is passed over: `and` and commas
/// stand in names, too.
struct BodyList {
    let aliases: OrganisationAliases
    let scanner: TextScanner

    /// Parts beyond this many are a list of another kind.
    private static let partsMax = 16

    /// Ids of all bodies that a cell names, without a repeat; nil where a part of it is not known.
    func organisations(in cell: String) -> [String]? {
        let whole = aliases.organisations(of: cell)
        if !whole.isEmpty { return whole }
        let parts = Self.parts(Self.withoutNumber(cell.trimmed))
        guard parts.count <= Self.partsMax, let ids = best(parts), !ids.isEmpty else { return nil }
        return ids
    }

    // MARK: - Parts

    private struct Part {
        let text: String
        /// What stands before it in the cell, as it is written.
        let sign: String
        /// Whether that can stand inside the name of an office or a body.
        var isWeak: Bool { ![",", ";", "\n"].contains(sign.trimmed) }
    }

    /// Signs that may stand between two bodies; words and dashes only with blanks around them.
    private static let signs = ["\n", ";", ",", " and ", " And ", " AND ", " & ", "/", " – ", " — ", " - "]

    private static func parts(_ cell: String) -> [Part] {
        var parts: [Part] = []
        var sign = ""
        var text = ""
        var rest = cell[...]
        while let first = rest.first {
            if let found = signs.first(where: { rest.hasPrefix($0) }) {
                if !text.trimmed.isEmpty { parts.append(Part(text: withoutNumber(text.trimmed), sign: sign)) }
                sign = found
                text = ""
                rest = rest.dropFirst(found.count)
            } else {
                text.append(first)
                rest.removeFirst()
            }
        }
        if !text.trimmed.isEmpty { parts.append(Part(text: withoutNumber(text.trimmed), sign: sign)) }
        return parts
    }

    /// `1. Example Trust`, `(2) Example Trust`, `a) Example Trust`.
    private static func withoutNumber(_ text: String) -> String {
        var rest = text[...]
        let isOpen = rest.first == "("
        if isOpen { rest.removeFirst() }
        let number = rest.prefix { $0.isASCII && $0.isNumber }
        let label = number.isEmpty ? rest.prefix { $0.isASCII && $0.isLetter } : number
        guard (1...(number.isEmpty ? 1 : 2)).contains(label.count) else { return text }
        rest = rest.dropFirst(label.count)
        let isStopped = isOpen ? rest.first == ")" : rest.first == ")" || rest.first == "." && !number.isEmpty
        guard isStopped, rest.dropFirst().first?.isWhitespace == true else { return text }
        return rest.dropFirst().trimmed
    }

    // MARK: - Which parts belong together

    private struct Way {
        var ids: [String] = []
        /// Parts that stand in names of bodies; more are better, and fewer pieces of as many.
        var known = 0
        var pieces = 0

        func isBetter(than other: Way?) -> Bool {
            guard let other else { return true }
            return (known, -pieces) > (other.known, -other.pieces)
        }
    }

    /// The way to read all parts that leaves the fewest to offices and cuts the least.
    private func best(_ parts: [Part]) -> [String]? {
        var ways: [Way?] = [Way()] + parts.map { _ in nil }
        for end in parts.indices.map({ $0 + 1 }) {
            for start in 0..<end {
                guard var way = ways[start] else { continue }
                let piece = parts[start..<end]
                let text = piece.dropFirst().reduce(piece[start].text) { $0 + $1.sign + $1.text }
                let ids = aliases.organisations(of: text)
                if ids.isEmpty {
                    // An office is one part: what goes on behind a comma or `and` may be a body that nobody knows.
                    guard piece.count == 1 else { continue }
                    let isApart = !piece[start].isWeak && (end == parts.count || !parts[end].isWeak)
                    let isPassed = RecipientSegment.isOffice(text) || isApart && RecipientSegment.isPlain(text, scanner)
                    guard isPassed else { continue }
                } else {
                    way.known += piece.count
                    way.ids += ids.filter { !way.ids.contains($0) }
                }
                way.pieces += 1
                if way.isBetter(than: ways[end]) { ways[end] = way }
            }
        }
        return ways[parts.count]?.ids
    }
}
