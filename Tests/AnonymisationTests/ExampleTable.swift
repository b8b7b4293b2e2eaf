import Anonymisation
import Testing

/// Examples in a text: a line is a heading, the indented lines below it are its examples.
struct ExampleTable: Sendable {
    let sections: [Section]

    struct Section: Sendable, CustomTestStringConvertible {
        let heading: String
        var examples: [String]

        var testDescription: String { heading }
    }

    init(_ text: String) {
        var sections: [Section] = []
        // By bytes: a carriage return or a mark behind a line feed would hide it from a split by characters.
        for line in text.utf8.split(separator: 0x0A) {
            let line = String(decoding: line, as: UTF8.self)
            if line.unicodeScalars.starts(with: "  ".unicodeScalars) {
                var example = String.UnicodeScalarView()
                example.append(contentsOf: line.unicodeScalars.dropFirst(2).map(Self.control))
                sections[sections.count - 1].examples.append(String(example))
            } else {
                sections.append(Section(heading: line, examples: []))
            }
        }
        self.sections = sections
    }

    /// Line ends inside an example are written with signs of their own.
    private static func control(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "¶": "\n"
        case "␍": "\r"
        default: scalar
        }
    }
}

/// A text in which ⟦ ⟧ stand around what must be found.
struct MarkedText {
    /// The text without the brackets.
    let text: String
    /// Offsets in Unicode scalars of what stood in brackets.
    let ranges: [Range<Int>]

    init(_ marked: String) {
        var scalars = String.UnicodeScalarView()
        var ranges: [Range<Int>] = []
        var count = 0
        var start = 0
        for scalar in marked.unicodeScalars {
            switch scalar {
            case "⟦": start = count
            case "⟧": ranges.append(start..<count)
            default:
                scalars.append(scalar)
                count += 1
            }
        }
        text = String(scalars)
        self.ranges = ranges
    }
}

extension TextFinding {
    var range: Range<Int> { start..<end }

    /// Type, decision, rule and the words that were found, for messages of invented texts.
    func description(in text: String) -> String {
        let words = String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(start).prefix(end - start)))
        return "\(type.rawValue) \(decision.rawValue) \(rule) «\(words)»"
    }
}

extension [TextFinding] {
    func description(in text: String) -> String {
        isEmpty ? "nothing found" : map { $0.description(in: text) }.joined(separator: ", ")
    }
}
