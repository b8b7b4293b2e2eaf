/// RFC 3986 as far as its characters and parts go; with ``Alphabet/unicode``, RFC 3987.
struct URIFormat {
    enum Alphabet {
        case ascii
        case unicode
    }

    private let alphabet: Alphabet

    init(_ alphabet: Alphabet) { self.alphabet = alphabet }

    func isURI(_ text: Bytes.Text) -> Bool {
        guard let colon = text.firstIndex(of: 0x3A), let first = text.first, Bytes.isLetter(first) else { return false }
        let isScheme = text[..<colon].allSatisfy {
            Bytes.isDigit($0) || Bytes.isLetter($0) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E
        }
        return isScheme && isRest(text[(colon + 1)...])
    }

    func isReference(_ text: Bytes.Text) -> Bool {
        if isURI(text) { return true }
        // A first segment with a colon would be a scheme (section 4.2).
        let segment = text.prefix { $0 != 0x2F && $0 != 0x3F && $0 != 0x23 }
        return !segment.contains(0x3A) && isRest(text)
    }

    private func isRest(_ text: Bytes.Text) -> Bool {
        var rest = text
        if let mark = rest.firstIndex(of: 0x23) {
            guard isComponent(rest[(mark + 1)...], "/?:@") else { return false }
            rest = rest[..<mark]
        }
        if let mark = rest.firstIndex(of: 0x3F) {
            guard isComponent(rest[(mark + 1)...], "/?:@", allowsPrivate: true) else { return false }
            rest = rest[..<mark]
        }
        guard rest.starts(with: [0x2F, 0x2F]) else { return isComponent(rest, "/:@") }
        let authority = rest.dropFirst(2).prefix { $0 != 0x2F }
        return isAuthority(authority) && isComponent(rest[authority.endIndex...], "/:@")
    }

    private func isAuthority(_ text: Bytes.Text) -> Bool {
        var host = text
        if let at = text.lastIndex(of: 0x40) {
            guard isComponent(text[..<at], ":") else { return false }
            host = text[(at + 1)...]
        }
        if host.first == 0x5B {
            guard let close = host.firstIndex(of: 0x5D) else { return false }
            let port = host[(close + 1)...]
            guard port.isEmpty || port.first == 0x3A && port.dropFirst().allSatisfy(Bytes.isDigit) else { return false }
            return NetworkFormat.isIPv6(host[..<close].dropFirst()) || isFuture(host[..<close].dropFirst())
        }
        if let colon = host.lastIndex(of: 0x3A) {
            guard host[(colon + 1)...].allSatisfy(Bytes.isDigit) else { return false }
            host = host[..<colon]
        }
        return isComponent(host, "")
    }

    /// `IPvFuture`: "v", a version, a point, and what that version means.
    private func isFuture(_ text: Bytes.Text) -> Bool {
        guard let first = text.first, first | 0x20 == 0x76, let point = text.firstIndex(of: 0x2E) else { return false }
        let version = text[..<point].dropFirst()
        let rest = text[(point + 1)...]
        return !version.isEmpty && version.allSatisfy(Bytes.isHex) && !rest.isEmpty && !rest.contains(0x25)
            && URIFormat(.ascii).isComponent(rest, ":")
    }

    /// Unreserved characters, sub-delimiters, percent escapes, and what is named.
    private func isComponent(_ text: Bytes.Text, _ further: String, allowsPrivate: Bool = false) -> Bool {
        var rest = text
        while let byte = rest.first {
            if byte == 0x25 {
                guard Bytes.isEscape(rest) else { return false }
                rest = rest.dropFirst(3)
            } else if byte >= 0x80 {
                guard alphabet == .unicode, let scalar = Bytes.scalar(rest),
                    Self.isUnicodeCharacter(scalar.value) || allowsPrivate && Self.isPrivate(scalar.value)
                else { return false }
                rest = rest.dropFirst(UTF8.width(scalar))
            } else if Bytes.isDigit(byte) || Bytes.isLetter(byte) || "-._~!$&'()*+,;=".utf8.contains(byte)
                || further.utf8.contains(byte)
            {
                rest = rest.dropFirst()
            } else {
                return false
            }
        }
        return true
    }

    /// `ucschar` of RFC 3987, section 2.2.
    static func isUnicodeCharacter(_ value: UInt32) -> Bool {
        switch value {
        case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
        case 0x10000..<0xE0000: value & 0xFFFF < 0xFFFE
        case 0xE1000...0xEFFFD: true
        default: false
        }
    }

    /// `iprivate` of RFC 3987, section 2.2.
    static func isPrivate(_ value: UInt32) -> Bool {
        (0xE000...0xF8FF).contains(value) || value >= 0xF0000 && value & 0xFFFF < 0xFFFE
    }
}

/// RFC 6570, section 2.
enum URITemplateFormat {
    static func isTemplate(_ text: Bytes.Text) -> Bool {
        var rest = text
        while let byte = rest.first {
            if byte == 0x7B {
                guard let end = rest.firstIndex(of: 0x7D), isExpression(rest[..<end].dropFirst()) else { return false }
                rest = rest[(end + 1)...]
            } else if byte == 0x25 {
                guard Bytes.isEscape(rest) else { return false }
                rest = rest.dropFirst(3)
            } else if byte >= 0x80 {
                guard let scalar = Bytes.scalar(rest),
                    URIFormat.isUnicodeCharacter(scalar.value) || URIFormat.isPrivate(scalar.value)
                else { return false }
                rest = rest.dropFirst(UTF8.width(scalar))
            } else {
                // The apostrophe became a literal by an erratum to section 2.1.
                guard byte > 0x20, byte < 0x7F, !"\"<>\\^`|}".utf8.contains(byte) else { return false }
                rest = rest.dropFirst()
            }
        }
        return true
    }

    private static func isExpression(_ text: Bytes.Text) -> Bool {
        guard let first = text.first else { return false }
        let list = "+#./;?&=,!@|".utf8.contains(first) ? text.dropFirst() : text
        return list.split(separator: 0x2C, omittingEmptySubsequences: false).allSatisfy(isVariable)
    }

    private static func isVariable(_ text: Bytes.Text) -> Bool {
        var name = text
        if name.last == 0x2A {
            name = name.dropLast()
        } else if let colon = name.firstIndex(of: 0x3A) {
            let length = name[(colon + 1)...]
            guard (1...4).contains(length.count), length.first != 0x30, length.allSatisfy(Bytes.isDigit) else {
                return false
            }
            name = name[..<colon]
        }
        return name.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { part in
            var rest = part
            while let byte = rest.first {
                guard Bytes.isDigit(byte) || Bytes.isLetter(byte) || byte == 0x5F || Bytes.isEscape(rest) else {
                    return false
                }
                rest = rest.dropFirst(byte == 0x25 ? 3 : 1)
            }
            return !part.isEmpty
        }
    }
}
