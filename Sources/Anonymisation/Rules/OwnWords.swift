/// What one organisation knows of its own: wards, sites and staff, and the names and numbers of one incident.
///
/// Read from its configuration, kept locally, never signed: the digest of the rules does not cover it.
package struct OwnWords: Sendable {
    /// What an entry of a list is.
    package enum Kind: String, Sendable, CaseIterable {
        /// A ward, team base, building or other place of care.
        case site
        /// A village, estate or street that everybody there knows.
        case place
        /// Somebody who works there.
        case staff
        /// Somebody in the incident: a patient, a relative, a colleague.
        case person
        /// A number or code of the incident, in any grouping.
        case number
    }

    /// Why a list cannot be read: the line, never its text.
    package struct Fault: Error, Sendable {
        package let line: Int
        package let reason: String
    }

    /// More than the staff of the largest trust.
    package static let entriesMax = 50_000
    private static let wordsMax = 8

    private struct Entry: Sendable {
        let words: [UInt64]
        let kind: Kind
    }

    /// The entries by their first word, longer ones first.
    private var entries: [UInt64: [Entry]] = [:]
    /// The digits and letters of numbers.
    private var numbers: Set<[UInt8]> = []
    private var numberLengths: ClosedRange<Int>?
    /// Single words of names.
    private(set) var names: Set<UInt64> = []
    private var count = 0

    package init() {}

    package var isEmpty: Bool { count == 0 }

    /// Reads one list and adds its entries: a line is `kind: entry`; `#` begins a comment.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - usual: what a line without a kind is, nil where each must have one.
    /// - Throws: ``Fault`` with the line.
    package mutating func add(_ bytes: [UInt8], usual: Kind? = nil) throws(Fault) {
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        for (position, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let text = Self.trimmed(line)
            guard let first = text.first, first != 0x23 else { continue }
            let (kind, entry) = Self.parts(text, usual)
            guard let kind else {
                let kinds = Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw Fault(line: position + 1, reason: "a line is KIND: ENTRY, and a kind is one of \(kinds)")
            }
            count += 1
            guard count <= Self.entriesMax else {
                throw Fault(line: position + 1, reason: "entriesMax is \(Self.entriesMax)")
            }
            guard add(Array(entry), kind) else {
                throw Fault(
                    line: position + 1,
                    reason: "an entry has one to \(Self.wordsMax) words, a number four characters"
                )
            }
        }
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = line.drop { $0 <= 0x20 }
        while let last = line.last, last <= 0x20 { line.removeLast() }
        return line
    }

    private static func parts(_ text: ArraySlice<UInt8>, _ usual: Kind?) -> (Kind?, ArraySlice<UInt8>) {
        if let colon = text.firstIndex(of: 0x3A),
            let kind = Kind.allCases.first(where: { $0.rawValue.utf8.elementsEqual(trimmed(text[..<colon])) })
        {
            return (kind, trimmed(text[(colon + 1)...]))
        }
        // No name has a colon: what stands before it is a kind that is misspelt.
        return (text.contains(0x3A) ? nil : usual, text)
    }

    private mutating func add(_ entry: [UInt8], _ kind: Kind) -> Bool {
        let text = entry.withUnsafeBufferPointer { NormalisedText($0) }
        if kind == .number {
            let code = text.bytes.filter(Self.isCode).map(Self.capital)
            guard (4...40).contains(code.count) else { return false }
            numbers.insert(code)
            let lengths = numberLengths ?? code.count...code.count
            numberLengths = min(lengths.lowerBound, code.count)...max(lengths.upperBound, code.count)
            return true
        }
        let words = Tokeniser.tokens(text.bytes).filter { $0.kind == .word || $0.kind == .number }
        guard let first = words.first, words.count <= Self.wordsMax else { return false }
        entries[first.hash, default: []].append(Entry(words: words.map(\.hash), kind: kind))
        entries[first.hash]?.sort { $0.words.count > $1.words.count }
        if kind == .staff || kind == .person {
            names.formUnion(words.filter { $0.length > 2 && !FunctionWords.contains($0.hash) }.map(\.hash))
        }
        return true
    }

    private static func isCode(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 }
    private static func capital(_ byte: UInt8) -> UInt8 { byte &- 0x61 < 26 ? byte & 0xDF : byte }

    // MARK: Looking up

    /// The entry that begins at a token: its words in a row, with no more between them than a hyphen, a full stop or a space.
    func candidate(_ scan: ScannedText, at position: Int) -> Candidate? {
        if let number = number(scan, at: position) { return number }
        guard let found = entries[scan.tokens[position].hash] else { return nil }
        for entry in found {
            guard let end = end(of: entry, scan, position), isWritten(entry, scan, position) else { continue }
            return candidate(entry.kind, position...end)
        }
        return nil
    }

    private func end(of entry: Entry, _ scan: ScannedText, _ position: Int) -> Int? {
        var at = position
        for word in entry.words.dropFirst() {
            at += 1
            while let token = scan.token(at), isInside(token, scan, at) { at += 1 }
            guard scan.token(at)?.hash == word else { return nil }
        }
        return at
    }

    /// A hyphen, an apostrophe, the full stop of an initial, a line break.
    private func isInside(_ token: Token, _ scan: ScannedText, _ position: Int) -> Bool {
        switch token.symbol {
        case 0x2D, 0x27: true
        case 0x2E: scan.tokens[position - 1].length == 1
        default: token.kind == .newline && token.length <= 2
        }
    }

    /// A single ordinary word in small letters is that word, not the ward or the person.
    private func isWritten(_ entry: Entry, _ scan: ScannedText, _ position: Int) -> Bool {
        guard entry.words.count == 1, scan.lore[position].word > 0, !scan.isInLowerSentence(position) else {
            return true
        }
        return scan.tokens[position].shape != .lower
    }

    private func candidate(_ kind: Kind, _ tokens: ClosedRange<Int>) -> Candidate {
        switch kind {
        case .site: Candidate(tokens: tokens, type: .site, decision: .generalise, rule: "site.own-list")
        case .place: Candidate(tokens: tokens, type: .place, decision: .generalise, rule: "place.own-list")
        case .staff, .person, .number:
            Candidate(tokens: tokens, type: .person, decision: .block, rule: "person.own-list")
        }
    }

    /// A number of the list, whatever stands between its digits.
    private func number(_ scan: ScannedText, at position: Int) -> Candidate? {
        let token = scan.tokens[position]
        guard let numberLengths, token.kind == .number || token.kind == .word && token.length <= 4
        else { return nil }
        var code: [UInt8] = []
        var at = position
        while code.count < numberLengths.upperBound, let token = scan.token(at), token.kind != .newline {
            if token.kind == .symbol {
                guard [0x2D, 0x2F, 0x2E, 0x2C].contains(token.symbol) else { break }
            } else {
                code += scan.capitals(at...at)
                if numbers.contains(code) {
                    return Candidate(tokens: position...at, type: .localID, decision: .block, rule: "local-id.own-list")
                }
            }
            at += 1
        }
        return nil
    }
}
