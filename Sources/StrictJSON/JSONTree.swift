/// JSON that is being made or changed: what the programs write.
///
/// Member order is kept.
package indirect enum JSONTree: Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    /// A number in its source text.
    case number(String)
    case string(String)
    case array([JSONTree])
    case object([Member])

    /// A name and its value.
    package struct Member: Sendable {
        package var name: String
        package var value: JSONTree

        package init(_ name: String, _ value: JSONTree) {
            self.name = name
            self.value = value
        }
    }

    /// A copy of a value that was read.
    package init(_ value: JSONValue) {
        switch value.kind {
        case .null: self = .null
        case .true: self = .boolean(true)
        case .false: self = .boolean(false)
        case .integer, .decimal: self = .number(String(decoding: value.sourceBytes, as: UTF8.self))
        case .plainString, .escapedString: self = .string(value.string ?? "")
        case .array: self = .array(value.elements.map { JSONTree($0) })
        case .object: self = .object(value.members.map { Member($0.name.string ?? "", JSONTree($0.value)) })
        }
    }

    /// An object of the members that have a value.
    package static func object(of members: KeyValuePairs<String, JSONTree?>) -> JSONTree {
        .object(members.compactMap { name, value in value.map { Member(name, $0) } })
    }

    /// The member of that name, compared byte by byte.
    ///
    /// Setting nil removes it; a new one goes last.
    package subscript(_ name: String) -> JSONTree? {
        get {
            guard case .object(let members) = self else { return nil }
            return members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
        }
        set {
            guard case .object(var members) = self else { return }
            let position = members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
            switch (position, newValue) {
            case (let position?, let value?): members[position].value = value
            case (let position?, nil): members.remove(at: position)
            case (nil, let value?): members.append(Member(name, value))
            case (nil, nil): break
            }
            self = .object(members)
        }
    }

    /// The elements of an array; none for anything else.
    package var elements: [JSONTree] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// The value of a string, nil for anything else.
    package var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The text without white space.
    package var compactBytes: [UInt8] {
        var out: [UInt8] = []
        append(to: &out, indent: nil)
        return out
    }

    /// The text with two blanks per level and a final newline.
    package var prettyBytes: [UInt8] {
        var out: [UInt8] = []
        append(to: &out, indent: 0)
        out.append(0x0A)
        return out
    }

    private func append(to out: inout [UInt8], indent: Int?) {
        switch self {
        case .null: out += "null".utf8
        case .boolean(let value): out += (value ? "true" : "false").utf8
        case .integer(let value): out += String(value).utf8
        case .number(let text): out += text.utf8
        case .string(let value): Self.appendQuoted(value, to: &out)
        case .array(let elements):
            Self.appendItems(elements, "[", "]", to: &out, indent: indent) { element, out, inner in
                element.append(to: &out, indent: inner)
            }
        case .object(let members):
            Self.appendItems(members, "{", "}", to: &out, indent: indent) { member, out, inner in
                Self.appendQuoted(member.name, to: &out)
                out += (inner == nil ? ":" : ": ").utf8
                member.value.append(to: &out, indent: inner)
            }
        }
    }

    private static func appendQuoted(_ value: String, to out: inout [UInt8]) {
        var value = value
        value.withUTF8 { JSONString.appendQuoted($0, to: &out) }
    }

    private static func appendItems<Item>(
        _ items: [Item],
        _ opening: String,
        _ closing: String,
        to out: inout [UInt8],
        indent: Int?,
        _ appendItem: (Item, inout [UInt8], Int?) -> Void
    ) {
        out += opening.utf8
        let inner = indent.map { $0 + 1 }
        for (position, item) in items.enumerated() {
            if position > 0 { out.append(0x2C) }
            appendBreak(inner, to: &out)
            appendItem(item, &out, inner)
        }
        if !items.isEmpty { appendBreak(indent, to: &out) }
        out += closing.utf8
    }

    private static func appendBreak(_ indent: Int?, to out: inout [UInt8]) {
        guard let indent else { return }
        out.append(0x0A)
        out += repeatElement(0x20, count: indent * 2)
    }
}

extension JSONTree: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: JSONTree...) { self = .array(elements) }
}
