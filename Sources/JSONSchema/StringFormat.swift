import LinearRegex
import StrictJSON

/// The formats that are asserted where a dialect or the caller asks for it; others are annotations only.
enum StringFormat: String, Sendable, CaseIterable {
    case date
    case time
    case dateTime = "date-time"
    case duration
    case email
    case hostname
    case ipv4
    case ipv6
    case uri
    case uriReference = "uri-reference"
    case iri
    case iriReference = "iri-reference"
    case uriTemplate = "uri-template"
    case uuid
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"
    case regex

    /// Whether decoded bytes have the format.
    func accepts(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch self {
        case .date: TimeFormat.isDate(text[...])
        case .time: TimeFormat.isTime(text[...])
        case .dateTime: TimeFormat.isDateTime(text[...])
        case .duration: TimeFormat.isDuration(text[...])
        case .email: NetworkFormat.isEmail(text[...])
        case .hostname: NetworkFormat.isHostname(text[...])
        case .ipv4: NetworkFormat.isIPv4(text[...])
        case .ipv6: NetworkFormat.isIPv6(text[...])
        case .uri: URIFormat(.ascii).isURI(text[...])
        case .uriReference: URIFormat(.ascii).isReference(text[...])
        case .iri: URIFormat(.unicode).isURI(text[...])
        case .iriReference: URIFormat(.unicode).isReference(text[...])
        case .uriTemplate: URITemplateFormat.isTemplate(text[...])
        case .uuid: Self.isUUID(text)
        case .jsonPointer: JSONPointer(String(decoding: text, as: UTF8.self)) != nil
        case .relativeJSONPointer: Self.isRelativePointer(text)
        case .regex: Self.isRegex(text)
        }
    }

    private static func isUUID(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.count == 36
            && text.enumerated().allSatisfy { position, byte in
                [8, 13, 18, 23].contains(position) ? byte == 0x2D : Bytes.isHex(byte)
            }
    }

    private static func isRelativePointer(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let digits = text.prefix { Bytes.isDigit($0) }
        guard let first = digits.first, first != 0x30 || digits.count == 1 else { return false }
        let rest = text[digits.endIndex...]
        return rest.elementsEqual([0x23]) || JSONPointer(String(decoding: rest, as: UTF8.self)) != nil
    }

    /// A pattern that is valid but cannot run in linear time still is a regular expression.
    private static func isRegex(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        do throws(LinearRegexError) {
            _ = try LinearRegex(utf8: text)
            return true
        } catch {
            if case .syntax = error { return false }
            return true
        }
    }
}

/// ASCII classes.
enum Bytes {
    typealias Text = Slice<UnsafeBufferPointer<UInt8>>

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 <= 9 }

    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 <= 25 }

    static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 <= 5 }

    /// Whether a text begins with a percent sign and two hexadecimal digits.
    static func isEscape(_ text: Text) -> Bool {
        text.first == 0x25 && text.count >= 3 && text.dropFirst().prefix(2).allSatisfy(isHex)
    }

    /// The scalar that valid UTF-8 begins with.
    static func scalar(_ text: Text) -> Unicode.Scalar? {
        String(decoding: text.prefix(4), as: UTF8.self).unicodeScalars.first
    }

    /// The number that two or four digits spell, nil for anything else.
    static func number(_ text: Text) -> Int? {
        guard !text.isEmpty, text.count <= 9, text.allSatisfy(isDigit) else { return nil }
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

/// RFC 3339 dates and times, and durations of its appendix A.
enum TimeFormat {
    static func isDate(_ text: Bytes.Text) -> Bool {
        guard text.count == 10 else { return false }
        let start = text.startIndex
        guard text[start + 4] == 0x2D, text[start + 7] == 0x2D, let year = Bytes.number(text[start..<start + 4]),
            let month = Bytes.number(text[start + 5..<start + 7]), let day = Bytes.number(text[start + 8..<start + 10]),
            (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return (1...[31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]).contains(day)
    }

    static func isDateTime(_ text: Bytes.Text) -> Bool {
        guard text.count > 11, text[text.startIndex + 10] | 0x20 == 0x74 else { return false }
        return isDate(text.prefix(10)) && isTime(text.dropFirst(11))
    }

    /// A leap second is one only at 23:59:60 UTC.
    static func isTime(_ text: Bytes.Text) -> Bool {
        guard text.count >= 9 else { return false }
        let start = text.startIndex
        guard text[start + 2] == 0x3A, text[start + 5] == 0x3A, let hour = Bytes.number(text[start..<start + 2]),
            let minute = Bytes.number(text[start + 3..<start + 5]),
            let second = Bytes.number(text[start + 6..<start + 8]),
            hour < 24, minute < 60, second <= 60
        else { return false }
        var rest = text.dropFirst(8)
        if rest.first == 0x2E {
            let digits = rest.dropFirst().prefix(while: Bytes.isDigit)
            guard !digits.isEmpty else { return false }
            rest = rest[digits.endIndex...]
        }
        guard let offset = offsetMinutes(rest) else { return false }
        guard second == 60 else { return true }
        return (hour * 60 + minute - offset + 2 * 1440) % 1440 == 1439
    }

    private static func offsetMinutes(_ text: Bytes.Text) -> Int? {
        guard let sign = text.first else { return nil }
        if sign | 0x20 == 0x7A { return text.count == 1 ? 0 : nil }
        guard sign == 0x2B || sign == 0x2D, text.count == 6, text[text.startIndex + 3] == 0x3A,
            let hours = Bytes.number(text.dropFirst().prefix(2)), let minutes = Bytes.number(text.suffix(2)),
            hours < 24, minutes < 60
        else { return nil }
        return (hours * 60 + minutes) * (sign == 0x2D ? -1 : 1)
    }

    /// Units follow one another without a gap, as the grammar has them; weeks stand alone.
    static func isDuration(_ text: Bytes.Text) -> Bool {
        guard text.first == 0x50 else { return false }
        let body = text.dropFirst()
        guard let mark = body.firstIndex(of: 0x54) else {
            return units(body, "W") || units(body, "YMD")
        }
        let date = body[..<mark]
        return (date.isEmpty || units(date, "YMD")) && units(body[(mark + 1)...], "HMS")
    }

    private static func units(_ text: Bytes.Text, _ order: String) -> Bool {
        let order = Array(order.utf8)
        var next: Int?
        var rest = text
        while !rest.isEmpty {
            let digits = rest.prefix(while: Bytes.isDigit)
            guard !digits.isEmpty, digits.endIndex < rest.endIndex,
                let position = order.firstIndex(of: rest[digits.endIndex]), next.map({ $0 == position }) ?? true
            else { return false }
            next = position + 1
            rest = rest[(digits.endIndex + 1)...]
        }
        return next != nil
    }
}

/// Host names, addresses, mail addresses.
enum NetworkFormat {
    /// RFC 5321, section 4.1.2: dot-atom or quoted string, then a host name or an address literal.
    static func isEmail(_ text: Bytes.Text) -> Bool {
        guard let at = text.lastIndex(of: 0x40), at > text.startIndex else { return false }
        let local = text[..<at]
        let host = text[(at + 1)...]
        // RFC 5321, section 4.5.3.1.1, in octets.
        guard local.count <= 64 else { return false }
        if local.first == 0x22 {
            guard isQuoted(local) else { return false }
        } else {
            let atoms = local.split(separator: 0x2E, omittingEmptySubsequences: false)
            guard atoms.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isAtomByte) }) else { return false }
        }
        if host.first == 0x5B, host.last == 0x5D {
            let literal = host.dropFirst().dropLast()
            let isSixth = literal.starts(with: "IPv6:".utf8)
            return isSixth ? isIPv6(literal.dropFirst(5)) : isIPv4(literal)
        }
        return isHostname(host)
    }

    private static func isQuoted(_ text: Bytes.Text) -> Bool {
        guard text.count >= 2, text.last == 0x22 else { return false }
        var rest = text.dropFirst().dropLast()
        while let byte = rest.popFirst() {
            if byte == 0x5C {
                guard let next = rest.popFirst(), (0x20...0x7E).contains(next) else { return false }
            } else if byte == 0x22 || !(0x20...0x7E).contains(byte) {
                return false
            }
        }
        return true
    }

    private static func isAtomByte(_ byte: UInt8) -> Bool {
        Bytes.isDigit(byte) || Bytes.isLetter(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    /// RFC 1123, section 2.1.
    ///
    /// What an A-label (`xn--`) stands for is not judged.
    static func isHostname(_ text: Bytes.Text) -> Bool {
        guard !text.isEmpty, text.count <= 253 else { return false }
        return text.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
                && label.allSatisfy { Bytes.isDigit($0) || Bytes.isLetter($0) || $0 == 0x2D }
        }
    }

    static func isIPv4(_ text: Bytes.Text) -> Bool {
        let parts = text.split(separator: 0x2E, omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard let value = Bytes.number(part), part.count <= 3 else { return false }
                return value <= 255 && (part.count == 1 || part.first != 0x30)
            }
    }

    /// RFC 4291, section 2.2.
    static func isIPv6(_ text: Bytes.Text) -> Bool {
        var groups = 0
        var hasGap = false
        var rest = text
        if rest.starts(with: [0x3A, 0x3A]) {
            hasGap = true
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let part = rest.prefix { $0 != 0x3A }
            if part.contains(0x2E) {
                guard part.endIndex == rest.endIndex, isIPv4(part) else { return false }
                groups += 2
                break
            }
            guard (1...4).contains(part.count), part.allSatisfy(Bytes.isHex) else { return false }
            groups += 1
            rest = rest[part.endIndex...]
            guard !rest.isEmpty else { break }
            rest = rest.dropFirst()
            guard !rest.isEmpty else { return false }
            if rest.first == 0x3A {
                guard !hasGap else { return false }
                hasGap = true
                rest = rest.dropFirst()
            }
        }
        return hasGap ? groups < 8 : groups == 8
    }
}
