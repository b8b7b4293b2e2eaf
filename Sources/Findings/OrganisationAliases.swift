package import LessonExchange
import Signatures
import StrictJSON

/// Which organisation a spelling means: one body has many names, and a name that is in no table is a question.
package struct OrganisationAliases: Sendable {
    private var ids: [String: String]
    private var names: [String: String]
    /// Spellings that name several bodies.
    private var lists: [String: [String]] = [:]
    /// Ids that a table has.
    private var known: Set<String> = []

    /// The table that is built into the programs, with the names of all trusts in the code list.
    package static let embedded: OrganisationAliases = {
        var aliases = OrganisationAliases(ids: [:], names: [:])
        if let bytes = EmbeddedSchemas.bytes("codes/ods-display.json"), let list = try? JSONDocument(parsing: bytes) {
            for code in list.root["codes"]?.elements ?? [] {
                guard let id = code["code"]?.string, let name = code["display"]?.string else { continue }
                aliases.ids[key(name)] = "ods:\(id)"
                aliases.names["ods:\(id)"] = shown(name)
                aliases.known.insert("ods:\(id)")
            }
        }
        aliases.add(EmbeddedTable.named("organisation-aliases.json"))
        return aliases
    }()

    private init(ids: [String: String], names: [String: String]) {
        self.ids = ids
        self.names = names
    }

    /// The embedded table with spellings of one's own: `{"aliases": {"spelling": "ods:RXY"}, "names": {"reg:body": "Name"}}`.
    ///
    /// An own spelling goes before an embedded one. The value of a spelling that names several bodies is a list of ids.
    ///
    /// - Throws: `finding.mapping-invalid` for another form, and for two spellings that read alike and name different bodies.
    package init(adding bytes: [UInt8]) throws(LessonExchangeError) {
        self = .embedded
        let root = try MappingFile.root(bytes, schema: "organisation-aliases.schema.json")
        try MappingFile.checkSpellings(root["aliases"], at: "/aliases")
        add(root)
    }

    private mutating func add(_ root: JSONValue) {
        for member in root["aliases"]?.members ?? [] {
            guard let spelling = member.name.string else { continue }
            let key = Self.key(spelling)
            let list = member.value.isArray ? member.value.elements.compactMap(\.string) : []
            known.formUnion(list)
            ids[key] = list.isEmpty ? member.value.string : list.count == 1 ? list[0] : nil
            lists[key] = list.count > 1 ? list : nil
            if let id = ids[key] { known.insert(id) }
        }
        for member in root["names"]?.members ?? [] {
            guard let id = member.name.string, let name = member.value.string else { continue }
            names[id] = name
            ids[Self.key(name)] = id
            lists[Self.key(name)] = nil
            known.insert(id)
        }
    }

    /// All bodies that a spelling names as a whole, each once; empty where the table does not have it.
    func organisations(of spelling: String) -> [String] {
        lists[Self.key(spelling)] ?? organisation(of: spelling).map { [$0] } ?? []
    }

    /// The organisation id that a spelling stands for; nil where the table does not have it.
    package func organisation(of spelling: String) -> String? {
        let key = Self.key(spelling)
        if let id = ids[key] { return id }
        if let id = withoutShortForm(spelling) { return id }
        // The id itself may stand in a table of one's own.
        let plain = spelling.filter { !$0.isWhitespace }
        return known.contains(plain) || Self.isCode(plain) ? plain : nil
    }

    /// Whether a text is an ODS code and no name: what stands behind `reg:` in a cell may be anybody's, unless a table has it.
    private static func isCode(_ text: String) -> Bool {
        guard text.hasPrefix("ods:"), OrganisationID.isValid(text) else { return false }
        let letters = text.dropFirst(4).filter(\.isLetter)
        return letters.count <= 3 || letters.count <= 5 && !WordLore(letters.lowercased()).isNameLike
    }

    /// `Example Trust (EXT)`: a short form behind the name, where it stands for no other body.
    private func withoutShortForm(_ spelling: String) -> String? {
        let text = spelling.trimmed
        guard text.hasSuffix(")"), let open = text.lastIndex(of: "("), open > text.startIndex else { return nil }
        let short = text[text.index(after: open)...].dropLast()
        let isShort = (2...10).contains(short.count) && short.allSatisfy { $0.isLetter || $0 == "&" }
        guard isShort, let id = ids[Self.key(String(text[..<open]))] else { return nil }
        return ids[Self.key(String(short))].map { $0 == id } ?? true ? id : nil
    }

    /// A name to show for an organisation id; nil where no table has one.
    package func name(of organisation: String) -> String? {
        names[organisation] ?? CoronerAreas.name(of: organisation)
    }

    /// What a cell with one recipient says.
    struct Reading: Equatable {
        let organisation: String?
        /// The other segments of the cell: persons, offices, addresses, or another body.
        var rest: [String] = []
    }

    /// The organisation among segments that carry persons and offices, too: `Ms Q, Chief Executive, Example Trust`.
    ///
    /// Looks for the whole first, then for neighbouring segments, longest first. Two bodies of one length are no answer.
    func organisation(within spelling: String) -> String? { reading(within: spelling).organisation }

    func reading(within spelling: String) -> Reading {
        if let id = organisation(of: spelling) { return Reading(organisation: id) }
        let segments = spelling.split(separator: ",").map { $0.trimmed }
        guard segments.count > 1 else { return Reading(organisation: nil) }
        for length in (1..<segments.count).reversed() {
            var found: [(id: String, place: Range<Int>)] = []
            for start in 0...(segments.count - length) {
                let place = start..<(start + length)
                if let id = organisation(of: segments[place].joined(separator: ", ")) { found.append((id, place)) }
            }
            guard let first = found.first else { continue }
            guard found.allSatisfy({ $0.id == first.id }) else { return Reading(organisation: nil) }
            let rest = segments.indices.filter { at in !found.contains { $0.place.contains(at) } }.map { segments[$0] }
            return Reading(organisation: first.id, rest: rest.filter { organisation(of: $0) != first.id })
        }
        return Reading(organisation: nil)
    }

    /// One look for many spellings: small letters, no signs, `and` for `&`, without offices in front and without `the`.
    ///
    /// The kind of a trust is part of its name: only the table says that two are one.
    static func key(_ spelling: String) -> String {
        let plain = HTMLReference.decoded(spelling).unicodeScalars
        var words: [String] = []
        for run in plain.split(whereSeparator: {
            !(WordTokens.isLetter($0) || isDigit($0) || WordTokens.isApostrophe($0) || $0 == "&")
        }) {
            for part in run.split(separator: "&", omittingEmptySubsequences: false).enumerated() {
                if part.offset > 0 { words.append("and") }
                let word = folded(part.element)
                if !word.isEmpty { words.append(word) }
            }
        }
        for office in offices where words.count > office.count && words.starts(with: office) {
            words.removeFirst(office.count)
            break
        }
        while words.first == "of" || words.first == "the" || words.first == "at" || words.first == "for" {
            words.removeFirst()
        }
        return words.joined(separator: " ")
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }

    private static func folded(_ run: some Collection<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(run.filter(isDigit))) + WordTokens.folded(run)
    }

    /// Offices that stand before the name of a body.
    private static let offices: [[String]] = [
        "the chief executive officer", "the chief executive", "chief executive officer", "chief executive", "the ceo",
        "ceo",
        "the chief constable", "chief constable", "the medical director", "medical director", "the chair", "chair",
        "the director general", "director general", "the commissioner", "commissioner", "the board", "the directors",
    ].map { $0.split(separator: " ").map(String.init) }

    /// A name in capitals as it is written.
    private static func shown(_ name: String) -> String {
        let small = ["and", "of", "the", "for", "upon", "on"]
        let words = name.lowercased().split(separator: " ").enumerated().map { position, word in
            if word == "nhs" { return "NHS" }
            if position > 0, small.contains(String(word)) { return String(word) }
            return word.prefix(1).uppercased() + word.dropFirst()
        }
        return words.joined(separator: " ")
    }
}

extension Substring {
    /// Without blanks at both ends.
    var trimmed: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

extension String {
    var trimmed: String { self[...].trimmed }
}

/// Character references that tables from web pages carry.
enum HTMLReference {
    private static let named: [(String, String)] = [
        ("&amp;", "&"), ("&nbsp;", " "), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&apos;", "'"),
        ("&rsquo;", "’"),
        ("&lsquo;", "‘"), ("&ndash;", "–"), ("&mdash;", "—"),
    ]

    static func decoded(_ text: String) -> String {
        guard text.utf8.contains(0x26) else { return text }
        var out = String.UnicodeScalarView()
        var rest = text[...]
        while let sign = rest.firstIndex(of: "&") {
            out.append(contentsOf: rest[..<sign].unicodeScalars)
            rest = rest[sign...]
            if let (reference, plain) = named.first(where: { rest.hasPrefix($0.0) }) {
                out.append(contentsOf: plain.unicodeScalars)
                rest = rest.dropFirst(reference.count)
            } else if let (scalar, length) = numeric(rest) {
                out.append(scalar)
                rest = rest.dropFirst(length)
            } else {
                out.append("&")
                rest = rest.dropFirst()
            }
        }
        out.append(contentsOf: rest.unicodeScalars)
        return String(out)
    }

    /// `&#8217;` or `&#x2019;`, with its length.
    private static func numeric(_ text: Substring) -> (Unicode.Scalar, Int)? {
        guard text.hasPrefix("&#"), let end = text.prefix(10).firstIndex(of: ";") else { return nil }
        let digits = text[..<end].dropFirst(2)
        let value = digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        guard let scalar = value.flatMap({ Unicode.Scalar($0) }) else { return nil }
        return (scalar, text[...end].count)
    }
}
