/// A text folded for scanning, with the way back to the Unicode scalars of the original.
///
/// Invisible characters are dropped, marks are taken off letters, quotes, dashes, spaces and look-alike letters become
/// their plain forms, HTML character references are read. What has no plain form stays as UTF-8.
struct NormalisedText {
    /// The folded text.
    let bytes: [UInt8]
    /// For each folded byte the offset of its scalar, and one entry more for the end; nil where both run in step.
    private let offsets: [UInt32]?

    init(_ utf8: UnsafeBufferPointer<UInt8>) {
        guard let first = utf8.firstIndex(where: { $0 >= 0x80 || $0 == 0x26 || $0 == 0x60 }) else {
            bytes = Array(utf8)
            offsets = nil
            return
        }
        var folder = Folder(utf8, plain: first)
        folder.run()
        bytes = folder.bytes
        offsets = folder.offsets
    }

    /// The offset of the scalar at a folded byte; of the end for the count of bytes.
    func scalarOffset(_ position: Int) -> Int { offsets.map { Int($0[position]) } ?? position }
}

/// Folds a text from its first character that is not plain ASCII.
private struct Folder {
    private let source: UnsafeBufferPointer<UInt8>
    private(set) var bytes: [UInt8] = []
    private(set) var offsets: [UInt32] = []
    private var at: Int
    private var scalars: UInt32

    init(_ source: UnsafeBufferPointer<UInt8>, plain: Int) {
        self.source = source
        at = plain
        scalars = UInt32(plain)
        bytes.reserveCapacity(source.count)
        offsets.reserveCapacity(source.count + 1)
        bytes += source[..<plain]
        offsets += (0..<UInt32(plain))
    }

    mutating func run() {
        while at < source.count {
            let byte = source[at]
            if byte < 0x80 {
                if byte == 0x26, let reference = characterReference() {
                    append(reference.scalar, scalarsUsed: UInt32(reference.length))
                    at += reference.length
                } else if byte == 0x60 {
                    append(0x27)
                } else {
                    appendPlain(byte)
                }
                continue
            }
            let (scalar, length) = decoded()
            at += length
            append(scalar, scalarsUsed: 1)
        }
        offsets.append(scalars)
    }

    private mutating func append(_ byte: UInt8) {
        bytes.append(byte)
        offsets.append(scalars)
        scalars += 1
        at += 1
    }

    /// What stands as it is, up to the next byte that may not.
    private mutating func appendPlain(_ first: UInt8) {
        append(first)
        let start = at
        while at < source.count, source[at] < 0x80, source[at] != 0x26, source[at] != 0x60 { at += 1 }
        let count = UInt32(at - start)
        bytes += UnsafeBufferPointer(rebasing: source[start..<at])
        offsets += scalars..<scalars + count
        scalars += count
    }

    private func decoded() -> (Unicode.Scalar, Int) { UTF8Reading.scalar(in: source, at: at) }

    private mutating func append(_ scalar: Unicode.Scalar, scalarsUsed: UInt32) {
        switch scalar.isASCII ? .ascii(UInt8(scalar.value)) : CharacterFolding.fold(scalar) {
        case .dropped: break
        case .ascii(let byte):
            bytes.append(byte)
            offsets.append(scalars)
        case .kept:
            for byte in UTF8.encode(scalar).unsafelyUnwrapped {
                bytes.append(byte)
                offsets.append(scalars)
            }
        }
        scalars += scalarsUsed
    }

    /// `&#74;`, `&#x4A;` and the named ones that hide letters or spaces.
    private func characterReference() -> (scalar: Unicode.Scalar, length: Int)? {
        let rest = source[at..<min(at + 10, source.count)]
        guard let end = rest.firstIndex(of: 0x3B) else { return nil }
        let length = end + 1 - at
        let body = source[at + 1..<end]
        guard body.first == 0x23 else {
            let names: [(StaticString, Unicode.Scalar)] = [
                ("nbsp", " "), ("amp", "&"), ("quot", "\""), ("apos", "'"), ("lt", "<"), ("gt", ">"), ("shy", "\u{AD}"),
                ("ndash", "-"), ("zwnj", "\u{200C}"),
            ]
            let known = names.first { name, _ in
                UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount).elementsEqual(body)
            }
            return known.map { ($0.1, length) }
        }
        let isHex = body.dropFirst().first.map { $0 | 0x20 } == 0x78
        var value: UInt32 = 0
        let digits = body.dropFirst(isHex ? 2 : 1)
        for digit in digits {
            let number: UInt32
            switch digit {
            case 0x30...0x39: number = UInt32(digit - 0x30)
            case 0x41...0x46 where isHex: number = UInt32(digit - 0x37)
            case 0x61...0x66 where isHex: number = UInt32(digit - 0x57)
            default: return nil
            }
            value = value * (isHex ? 16 : 10) + number
        }
        guard !digits.isEmpty, let scalar = Unicode.Scalar(value) else { return nil }
        return (scalar, length)
    }
}

/// Reads UTF-8 that may be none.
enum UTF8Reading {
    /// How many scalars a text has.
    static func count(_ source: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        var at = 0
        while at < source.count {
            let start = at
            while at < source.count, source[at] < 0x80 { at &+= 1 }
            count += at - start
            guard at < source.count else { break }
            at += scalar(in: source, at: at).1
            count += 1
        }
        return count
    }

    /// The scalar at a place and its bytes; a byte that is no UTF-8 counts as one unknown character.
    static func scalar(in source: UnsafeBufferPointer<UInt8>, at position: Int) -> (Unicode.Scalar, Int) {
        let first = source[position]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
        guard length > 1, position + length <= source.count else { return ("\u{FFFD}", 1) }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            guard source[position + offset] & 0xC0 == 0x80 else { return ("\u{FFFD}", 1) }
            value = value << 6 | UInt32(source[position + offset] & 0x3F)
        }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}
