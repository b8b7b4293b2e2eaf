import Glibc
import LessonExchange
import Signatures

/// The address of a source: where it may be read, and what its last part tells.
struct SourceAddress {
    private let text: String

    init(_ cell: String) { text = cell }

    /// Scheme, host, and the rest; nil for what is no plain web address.
    private var parts: (host: String, path: Substring)? {
        for scheme in ["https://", "http://"] where text.lowercased().hasPrefix(scheme) {
            let rest = text.dropFirst(scheme.count)
            let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            let isPlain =
                !host.isEmpty
                && host.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || ($0 | 0x20) &- 0x61 < 26 || $0 == 0x2D || $0 == 0x2E
                }
            guard isPlain, host.utf8.count <= 100 else { return nil }
            return (host.lowercased(), rest.dropFirst(host.count))
        }
        return nil
    }

    /// The address of a search for the reference on the same host: paths of reports carry the name of who died.
    func search(_ reference: String, _ mask: TextMask) -> String? {
        guard let host = parts?.host else { return nil }
        let isKnown = host == "www.judiciary.uk" || host == "www.judiciary.gov.uk"
        guard isKnown || isClear(host, mask) else { return nil }
        return "https://\(host)/?s=\(Self.escaped(reference))"
    }

    private func isClear(_ host: String, _ mask: TextMask) -> Bool {
        mask.isClear(
            host.split { !$0.isLetter }.joined(separator: " "),
            knowing: ["www", "gov", "org", "com", "net", "int"]
        )
    }

    /// The address itself where nothing in it may be a name, else the search.
    func plain(_ reference: String, _ mask: TextMask) -> String? {
        guard let (host, path) = parts else { return nil }
        let words = Self.decoded(String(path)).split { !($0.isLetter) }.joined(separator: " ")
        let known = ReferenceForm.letters(reference)
        let isUsual =
            text.utf8.count <= 500
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3C && $0 != 0x3E }
        if isUsual, mask.isClear(words, knowing: known), isClear(host, mask) { return text }
        return search(reference, mask)
    }

    private static func escaped(_ reference: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in reference.utf8 {
            let isPlain =
                (0x30...0x39).contains(byte) || (byte | 0x20) &- 0x61 < 26 || byte == 0x2D || byte == 0x2E
                || byte == 0x2F
            out += isPlain ? [byte] : [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func decoded(_ path: String) -> String {
        var out: [UInt8] = []
        var rest = Array(path.utf8)[...]
        while let byte = rest.popFirst() {
            let pair = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == 0x25, pair.utf8.count == 2, let value = UInt8(pair, radix: 16) {
                out.append(value)
                rest = rest.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The last part of the path, without escapes.
    var lastPart: String { fileName }

    /// The last part of the path.
    private var fileName: String {
        let path = (parts?.path ?? text[...]).prefix { $0 != "?" && $0 != "#" }
        return Self.decoded(path.split(separator: "/").last.map(String.init) ?? "")
    }

    /// References of coroners' reports in the file name: a number is one where no digit stands beside it.
    var reportNumbers: Set<String> {
        // `2025_0133` is the same number.
        let bytes = fileName.utf8.map { $0 == 0x5F ? 0x2D : $0 }
        var found: Set<String> = []
        guard bytes.count >= 9 else { return found }
        func isDigit(_ at: Int) -> Bool { bytes.indices.contains(at) && (0x30...0x39).contains(bytes[at]) }
        for at in 0...(bytes.count - 9) where !isDigit(at - 1) && !isDigit(at + 9) {
            let text = String(decoding: bytes[at..<at + 9], as: UTF8.self)
            if CoronerReport.isReference(text) { found.insert(text) }
        }
        return found
    }

    /// The digest of the document of that name in a folder; nil where there is none.
    func digest(in folder: String?) throws -> Digest? {
        guard let folder else { return nil }
        let name = fileName
        guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/"), !name.utf8.contains(0) else { return nil }
        let path = "\(folder)/\(name)"
        guard access(path, F_OK) == 0 else { return nil }
        do {
            return try SourceArchive.digest(path)
        } catch {
            // The name of the file may carry the name of a person.
            throw LessonExchangeError("input.unreadable", "a document that the table names", at: folder)
        }
    }
}

/// References where no pattern tells their form.
enum ReferenceForm {
    /// Letters of a body's own, at most.
    private static let letters = 10

    /// Capitals, digits and signs between them, so that no name is among them.
    static func isPlain(_ reference: String) -> Bool {
        let signs = Array("-/._: ".utf8)
        let isPlain = reference.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || signs.contains($0)
        }
        let hasDigit = reference.utf8.contains { (0x30...0x39).contains($0) }
        guard isPlain, hasDigit, reference.utf8.count(where: { (0x41...0x5A).contains($0) }) <= letters else {
            return false
        }
        return letters(reference).allSatisfy { word in
            let lore = WordLore(word)
            return word.utf8.count < 4 || lore.isAbbreviation || !lore.isNameLike
        }
    }

    /// The folded words that a pattern writes out, without its classes and escapes: `NatPSA`, and no letter of `[A-Z]`.
    static func literals(_ pattern: String) -> Set<String> {
        var out: [Unicode.Scalar] = []
        var rest = Array(pattern.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\\":
                // What stands in braces behind an escape goes with them.
                if rest.popFirst() != nil { out.append(" ") }
            case "[", "{":
                let end: Unicode.Scalar = scalar == "[" ? "]" : "}"
                while let next = rest.popFirst(), next != end { if next == "\\" { _ = rest.popFirst() } }
                out.append(" ")
            case "(" where rest.first == "?":
                // Options and names of groups are no part of a reference.
                while let next = rest.first, next != ":", next != ">", next != ")" { rest.removeFirst() }
                out.append(" ")
            default: out.append(scalar)
            }
        }
        return Set(WordTokens.parts(out))
    }

    /// The folded words of a reference.
    static func letters(_ reference: String) -> Set<String> {
        Set(
            WordTokens.words(Array(reference.unicodeScalars)).flatMap { word in
                word.scalars.split { WordTokens.isHyphen($0) }.map { WordTokens.folded($0) }
            }
        )
    }
}
