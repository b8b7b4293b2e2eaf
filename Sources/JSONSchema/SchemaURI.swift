/// The part of RFC 3986 that references between schemas need.
///
/// URIs are compared as bytes.
enum SchemaURI {
    /// The URI before `#`, and the fragment, percent-decoded, or nil.
    static func split(_ uri: String) -> (base: String, fragment: String?) {
        guard let mark = uri.utf8.firstIndex(of: 0x23) else { return (uri, nil) }
        return (String(uri[..<mark]), decoded(uri[uri.utf8.index(after: mark)...]))
    }

    /// A reference against a base, without its fragment (section 5.2.2).
    static func resolve(_ reference: String, against base: String) -> String {
        let reference = split(reference).base
        if reference.utf8.isEmpty { return split(base).base }
        let target = parts(reference)
        if let scheme = target.scheme {
            return compose(scheme, target.authority, withoutDots(target.path), target.query)
        }
        let from = parts(split(base).base)
        let scheme = from.scheme ?? ""
        if let authority = target.authority {
            return compose(scheme, authority, withoutDots(target.path), target.query)
        }
        if target.path.utf8.isEmpty { return compose(scheme, from.authority, from.path, target.query ?? from.query) }
        if target.path.utf8.first == 0x2F {
            return compose(scheme, from.authority, withoutDots(target.path), target.query)
        }
        let folder: Substring
        if let slash = from.path.utf8.lastIndex(of: 0x2F) {
            folder = from.path[...slash]
        } else {
            folder = from.authority == nil ? "" : "/"
        }
        return compose(scheme, from.authority, withoutDots(folder + target.path), target.query)
    }

    private struct Parts {
        var scheme: String?
        var authority: Substring?
        var path: Substring
        var query: Substring?
    }

    private static func parts(_ uri: String) -> Parts {
        var rest = Substring(uri)
        var scheme: String?
        if let colon = rest.utf8.firstIndex(of: 0x3A), !rest[..<colon].isEmpty,
            rest[..<colon].utf8.allSatisfy({ isSchemeByte($0) })
        {
            scheme = String(rest[..<colon])
            rest = rest[rest.utf8.index(after: colon)...]
        }
        var query: Substring?
        if let mark = rest.utf8.firstIndex(of: 0x3F) {
            query = rest[rest.utf8.index(after: mark)...]
            rest = rest[..<mark]
        }
        guard rest.utf8.starts(with: [0x2F, 0x2F]) else { return Parts(scheme: scheme, path: rest, query: query) }
        rest = rest[rest.utf8.index(rest.startIndex, offsetBy: 2)...]
        let slash = rest.utf8.firstIndex(of: 0x2F) ?? rest.endIndex
        return Parts(scheme: scheme, authority: rest[..<slash], path: rest[slash...], query: query)
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2B || byte == 0x2D
            || byte == 0x2E
    }

    private static func compose(
        _ scheme: String,
        _ authority: Substring?,
        _ path: some StringProtocol,
        _ query: Substring?
    ) -> String {
        (scheme.isEmpty ? "" : scheme + ":") + (authority.map { "//" + $0 } ?? "") + path
            + (query.map { "?" + $0 } ?? "")
    }

    /// Section 5.2.4.
    private static func withoutDots(_ path: some StringProtocol) -> String {
        guard path.utf8.contains(0x2E) else { return String(path) }
        var kept: [Substring] = []
        let segments = Substring(path).utf8.split(separator: 0x2F, omittingEmptySubsequences: false).map {
            Substring($0)
        }
        for (position, segment) in segments.enumerated() {
            let isLast = position == segments.count - 1
            switch segment {
            case ".": if isLast { kept.append("") }
            case "..":
                if kept.count > 1 { kept.removeLast() }
                if isLast { kept.append("") }
            default: kept.append(segment)
            }
        }
        return kept.joined(separator: "/")
    }

    private static func decoded(_ text: Substring) -> String {
        guard text.utf8.contains(0x25) else { return String(text) }
        var out: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == 0x25, rest.prefix(2).allSatisfy(Bytes.isHex), rest.count >= 2,
                let value = UInt8(String(Substring(rest.prefix(2))), radix: 16)
            {
                out.append(value)
                rest = rest.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
