/// Reads a page of HTML as far as the pages of this project go, and tells what is wrong with it.
struct PageShape {
    private(set) var faults: [String] = []
    /// Names of elements in the order in which they begin.
    private(set) var elements: [String] = []
    /// The text of the page without markup; references are kept as they stand.
    private(set) var text = ""
    private static let empty: Set<String> = ["meta"]
    private static let known: Set<String> = [
        "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "div", "h1", "h2", "p",
        "ul", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "code",
    ]

    init(_ page: String) {
        let opening = "<!DOCTYPE html>\n"
        if !page.hasPrefix(opening) { faults.append("no doctype") }
        var rest = Substring(page.dropFirst(opening.count))
        var open: [String] = []
        while let start = rest.unicodeScalars.firstIndex(of: "<") {
            read(rest[..<start], isStyle: open.last == "style")
            guard let end = rest[start...].unicodeScalars.firstIndex(of: ">") else {
                faults.append("a tag without end")
                break
            }
            tag(String(rest.unicodeScalars[rest.unicodeScalars.index(after: start)..<end]), &open)
            rest = Substring(rest.unicodeScalars[rest.unicodeScalars.index(after: end)...])
        }
        if !open.isEmpty { faults.append("left open: \(open)") }
        let levels = elements.filter { ["h1", "h2"].contains($0) }
        if levels.first != "h1" || levels.dropFirst().contains("h1") { faults.append("headings: \(levels)") }
    }

    private mutating func read(_ part: Substring, isStyle: Bool) {
        if isStyle { return }
        text += part
        // What a browser reads as a reference begins with an ampersand, whatever joins it.
        var after = part.unicodeScalars[...]
        while let place = after.firstIndex(of: "&") {
            after = after[after.index(after: place)...]
            let isKnown = ["lt;", "gt;", "amp;", "quot;", "#39;"].contains { after.starts(with: $0.unicodeScalars) }
            if !isKnown { faults.append("a bare ampersand") }
        }
        if part.unicodeScalars.contains(">") { faults.append("a bare >") }
    }

    private mutating func tag(_ tag: String, _ open: inout [String]) {
        if tag.hasPrefix("/") {
            let name = String(tag.dropFirst())
            if open.last == name { open.removeLast() } else { faults.append("</\(name)> in \(open)") }
            return
        }
        let name = String(tag.prefix { $0 != " " })
        elements.append(name)
        if !Self.known.contains(name) { faults.append("<\(name)>") }
        attributes(tag.dropFirst(name.count), of: name)
        if !Self.empty.contains(name) { open.append(name) }
    }

    private mutating func attributes(_ text: Substring, of name: String) {
        let known: Set<String> = [
            "lang", "charset", "name", "content", "http-equiv", "class", "id", "aria-labelledby", "role", "tabindex",
            "scope",
        ]
        var rest = text
        var names: [String] = []
        while !rest.isEmpty {
            guard let match = rest.prefixMatch(of: /\ ([a-z-]+)="([^"<>]*)"/) else {
                faults.append("attributes of \(name)")
                return
            }
            names.append(String(match.output.1))
            rest = rest[match.range.upperBound...]
        }
        for other in names where !known.contains(other) { faults.append("\(other) of \(name)") }
        if name == "th", !names.contains("scope") { faults.append("th without scope") }
        if name == "html", !names.contains("lang") { faults.append("html without lang") }
    }
}
