import Mustache

/// Text of strangers as a format can hold it: it stays text, whatever is in it.
///
/// Works on scalars. A mark that joins the one before it makes another character of `<`, which a search for characters
/// passes over, and a browser does not.
package enum PageText {
    /// For HTML, in an element or in an attribute with quotes.
    package static func html(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "&": out += "&amp;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(printable(scalar))
            }
        }
        return out
    }

    /// For Markdown, in one line: neither markup nor HTML, and no address becomes a link by itself.
    package static func markdown(_ text: String) -> String {
        let scalars = Array(line(text).unicodeScalars)
        var out = ""
        for (place, scalar) in scalars.enumerated() {
            switch scalar {
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "&": out += "&amp;"
            case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "!", "$", "@": out += "\\\(scalar)"
            case ":", ".", ")", "-", "+", "=":
                let isMarkup = beginsList(scalars, at: place) || beginsLink(scalars, at: place)
                out += isMarkup ? "\\\(scalar)" : "\(scalar)"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// The text in one line, without blanks around it.
    package static func line(_ text: String) -> String {
        var out = ""
        var isBlank = true
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                if !isBlank { out += " " }
                isBlank = true
            } else {
                out.unicodeScalars.append(printable(scalar))
                isBlank = false
            }
        }
        if out.last == " " { out.removeLast() }
        return out
    }

    /// The lines of a text that hold something.
    package static func paragraphs(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { line(String($0)) }.filter { !$0.isEmpty }
    }

    /// Control characters, and those that turn the direction of what follows, are shown as what cannot be shown.
    private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x09, 0x0A: scalar
        case 0x00...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF: "\u{FFFD}"
        default: scalar
        }
    }

    /// Whether what stands at the beginning of the line would begin a list or underline a heading.
    private static func beginsList(_ scalars: [Unicode.Scalar], at place: Int) -> Bool {
        switch scalars[place] {
        case "-", "+", "=": place == 0
        case ".", ")": place > 0 && scalars[..<place].allSatisfy { ("0"..."9").contains($0) }
        default: false
        }
    }

    /// Whether a colon ends a scheme, or a dot `www`.
    private static func beginsLink(_ scalars: [Unicode.Scalar], at place: Int) -> Bool {
        switch scalars[place] {
        case ":":
            place > 0 && scalars[place - 1].properties.isAlphabetic
                && place + 1 < scalars.count && scalars[place + 1] != " "
        case ".":
            place > 2 && scalars[(place - 3)..<place].allSatisfy { $0 == "w" || $0 == "W" }
        default: false
        }
    }
}

/// What templates for HTML put in is text.
struct HTMLText: MustacheContentType {
    func escapeText(_ text: String) -> String { PageText.html(text) }
}

/// What templates for Markdown put in is text.
struct MarkdownText: MustacheContentType {
    func escapeText(_ text: String) -> String { PageText.markdown(text) }
}
