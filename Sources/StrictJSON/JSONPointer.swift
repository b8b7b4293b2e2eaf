/// A JSON Pointer (RFC 6901): the place of a value inside a document.
package struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    /// The unescaped reference tokens from the root inwards.
    package var tokens: [String]

    /// The whole document.
    package static let root = JSONPointer(tokens: [])

    package init(tokens: [String]) { self.tokens = tokens }

    /// Reads the string form; nil when it is not a pointer.
    package init?(_ text: String) {
        guard !text.utf8.isEmpty else {
            tokens = []
            return
        }
        guard text.utf8.first == 0x2F else { return nil }
        var tokens: [String] = []
        for part in text.utf8.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false) {
            guard let token = Self.unescaped(part) else { return nil }
            tokens.append(token)
        }
        self.tokens = tokens
    }

    private static func unescaped(_ part: Substring.UTF8View) -> String? {
        var out: [UInt8] = []
        var rest = part.makeIterator()
        while let byte = rest.next() {
            guard byte == 0x7E else {
                out.append(byte)
                continue
            }
            switch rest.next() {
            case 0x30: out.append(0x7E)
            case 0x31: out.append(0x2F)
            default: return nil
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The string form, `~` and `/` in tokens escaped.
    package var description: String {
        var text = ""
        for token in tokens { text += "/" + Self.escaped(token) }
        return text
    }

    /// One token in its escaped form.
    package static func escaped(_ token: String) -> String {
        guard token.utf8.contains(where: { $0 == 0x7E || $0 == 0x2F }) else { return token }
        var out: [UInt8] = []
        for byte in token.utf8 {
            switch byte {
            case 0x7E: out += [0x7E, 0x30]
            case 0x2F: out += [0x7E, 0x31]
            default: out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    package static func / (pointer: JSONPointer, token: String) -> JSONPointer {
        JSONPointer(tokens: pointer.tokens + [token])
    }

    package static func / (pointer: JSONPointer, position: Int) -> JSONPointer {
        JSONPointer(tokens: pointer.tokens + [String(position)])
    }

    /// The value that the pointer names below a given one, or nil.
    package func resolve(in value: JSONValue) -> JSONValue? {
        var current = value
        for token in tokens {
            let next = current.isArray ? Self.position(token).flatMap { current[$0] } : current[token]
            guard let next else { return nil }
            current = next
        }
        return current
    }

    /// An array position: digits without a leading zero (RFC 6901, section 4).
    private static func position(_ token: String) -> Int? {
        let digits = token.utf8
        guard let first = digits.first, digits.allSatisfy({ (0x30...0x39).contains($0) }),
            first != 0x30 || digits.count == 1
        else { return nil }
        return Int(token)
    }
}
