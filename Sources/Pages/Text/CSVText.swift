/// Rows as RFC 4180 has them, with what a spreadsheet would take for a formula made plain text.
package enum CSVText {
    /// A line of cells with its end.
    package static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    /// A cell: defused, and in quotes where anything in it could end it.
    package static func cell(_ text: String) -> String {
        let text = defused(text)
        let isPlain = text.unicodeScalars.allSatisfy { !quotedMarks.contains($0) && $0.value >= 0x20 }
        let hasBlanks = text.first?.isWhitespace == true || text.last?.isWhitespace == true
        guard !isPlain || hasBlanks else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// A semicolon and a tab separate cells elsewhere.
    private static let quotedMarks: Set<Unicode.Scalar> = ["\"", ",", ";"]

    /// What a program for tables begins a formula with, as ASCII, in full width and in other forms.
    private static let formulaMarks: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "\u{FE66}", "\u{FE62}", "\u{FE63}",
        "\u{FE6B}", "\u{207A}", "\u{207B}", "\u{207C}", "\u{2212}",
    ]

    /// What may stand before a formula and be passed over.
    private static let openers: Set<Unicode.Scalar> = [
        "\"", "'", "`", "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}", "\u{FF02}", "\u{FF07}", "\u{FEFF}", "\u{200B}",
        "\u{200C}", "\u{200D}", "\u{2060}", "\u{00AD}",
    ]

    /// The text, behind an apostrophe where it could be taken for a formula; line ends are LF, NUL is shown.
    ///
    /// A plain number such as `-5` stays a number.
    package static func defused(_ text: String) -> String {
        var plain = ""
        var isAfterReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\r": plain += "\n"
            case "\n": if !isAfterReturn { plain += "\n" }
            case "\0": plain += "\u{FFFD}"
            default: plain.unicodeScalars.append(scalar)
            }
            isAfterReturn = scalar == "\r"
        }
        return isFormula(plain) ? "'" + plain : plain
    }

    private static func isFormula(_ text: String) -> Bool {
        guard !isNumber(text) else { return false }
        for scalar in text.unicodeScalars {
            if formulaMarks.contains(scalar) { return true }
            // A cell that begins with a control character is one that somebody has made.
            if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) { return true }
            if !openers.contains(scalar), !scalar.properties.isWhitespace { return false }
        }
        return false
    }

    /// Whether it is digits, perhaps with a minus before them and a point between them.
    private static func isNumber(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let digits = bytes.first == 0x2D ? bytes.dropFirst() : bytes[...]
        let parts = digits.split(separator: 0x2E, omittingEmptySubsequences: false)
        return (1...2).contains(parts.count)
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } }
    }
}
