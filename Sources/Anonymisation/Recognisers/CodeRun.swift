/// Words and numbers that stand together without a space: a reference, a code, a date.
struct CodeRun {
    let tokens: ClosedRange<Int>
    /// Capitals and digits as written, connectors left out.
    let characters: [UInt8]
    let digitCount: Int
    let hasConnector: Bool

    var letterCount: Int { characters.count - digitCount }
    /// Digits and letters as a pattern: `AA99` for two letters and two digits.
    var pattern: [UInt8] { characters.map { $0 < 0x40 ? 0x39 : 0x41 } }
    var isAllDigits: Bool { digitCount == characters.count }

    func hasPattern(_ text: StaticString) -> Bool {
        pattern.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private static func isConnector(_ symbol: UInt8) -> Bool {
        switch symbol {
        case 0x2D, 0x2F, 0x2A, 0x2E, 0x5F, 0x23: true
        default: false
        }
    }

    /// The run that begins at a token; nil when it does not begin one with a digit in it.
    init?(_ scan: ScannedText, at start: Int) {
        let tokens = scan.tokens
        guard tokens[start].kind == .word || tokens[start].kind == .number,
            start == 0 || tokens[start].isSpaced || !Self.joins(tokens[start - 1])
        else { return nil }
        // Most words stand alone: they end here.
        guard tokens[start].kind == .number || start + 1 < tokens.count && !tokens[start + 1].isSpaced else {
            return nil
        }
        var end = start
        var hasConnector = false
        var hasNumber = tokens[start].kind == .number
        while end + 1 < tokens.count, !tokens[end + 1].isSpaced {
            let next = tokens[end + 1]
            if next.kind == .word || next.kind == .number {
                hasNumber = hasNumber || next.kind == .number
                end += 1
            } else if Self.isConnector(next.symbol), end + 2 < tokens.count, !tokens[end + 2].isSpaced,
                tokens[end + 2].kind == .word || tokens[end + 2].kind == .number
            {
                hasConnector = true
                end += 2
                hasNumber = hasNumber || tokens[end].kind == .number
            } else {
                break
            }
            if end - start > Self.tokensMax { return nil }
        }
        guard hasNumber else { return nil }
        var characters: [UInt8] = []
        var digits = 0
        for position in start...end where tokens[position].kind != .symbol {
            for byte in scan.text.bytes[Int(tokens[position].start)..<Int(tokens[position].end)] {
                if byte < 0x40 { digits += 1 }
                characters.append(byte &- 0x61 < 26 ? byte & 0xDF : byte)
            }
        }
        guard digits > 0 else { return nil }
        self.tokens = start...end
        self.characters = characters
        digitCount = digits
        self.hasConnector = hasConnector
    }

    private static func joins(_ token: Token) -> Bool {
        token.kind == .word || token.kind == .number || isConnector(token.symbol)
    }

    /// Longer runs are tables and dumps, no references.
    private static let tokensMax = 24

    /// The value of a run of characters that are digits.
    func number(_ range: Range<Int>) -> Int { characters[range].reduce(0) { $0 * 10 + Int($1) - 0x30 } }
}

/// Digits with spaces, dashes, dots or brackets between them: telephone numbers, NHS numbers, bank numbers.
struct DigitRun {
    let tokens: ClosedRange<Int>
    /// Digits, letters that stand for digits read as such.
    let digits: [UInt8]
    /// Lengths of the groups.
    let groups: [Int]
    /// The last token of each group.
    private let groupEnds: [Int]
    /// How many digits were letters in the text.
    let mended: Int
    let hasPlus: Bool

    private static let digitsMax = 24

    /// The run that begins at a token; nil where none does.
    init?(_ scan: ScannedText, at start: Int) {
        let tokens = scan.tokens
        var at = start
        var hasPlus = false
        if tokens[at].symbol == 0x2B || tokens[at].symbol == 0x28 {
            hasPlus = tokens[at].symbol == 0x2B
            at += 1
            guard at < tokens.count, tokens[at].kind == .number else { return nil }
        }
        guard Self.isDigits(scan, at), tokens[at].kind == .number || Self.isMendable(scan, at),
            at == 0 || start != at || tokens[at].isSpaced
                || !(tokens[at - 1].kind == .word || tokens[at - 1].kind == .number)
        else { return nil }
        var digits: [UInt8] = []
        var groups: [Int] = []
        var groupEnds: [Int] = []
        var mended = 0
        var end = at
        while at < tokens.count, Self.isDigits(scan, at), digits.count <= Self.digitsMax {
            let token = tokens[at]
            let bytes = scan.text.bytes[Int(token.start)..<Int(token.end)]
            digits += bytes.map { Self.digit($0) }
            if token.kind == .word { mended += token.length }
            let joinsGroup = at > end && !token.isSpaced && at == end + 1
            if joinsGroup, !groups.isEmpty {
                groups[groups.count - 1] += token.length
                groupEnds[groupEnds.count - 1] = at
            } else {
                groups.append(token.length)
                groupEnds.append(at)
            }
            end = at
            guard let next = Self.next(scan, after: at) else { break }
            at = next
        }
        self.tokens = Self.opened(scan, start, end)
        self.digits = digits
        self.groups = groups
        self.groupEnds = groupEnds
        self.mended = mended
        self.hasPlus = hasPlus
    }

    /// A bracket that is not closed inside belongs to the sentence.
    private static func opened(_ scan: ScannedText, _ start: Int, _ end: Int) -> ClosedRange<Int> {
        let isOpen = scan.isSymbol(start, 0x28) && !(start...end).contains { scan.isSymbol($0, 0x29) }
        return isOpen ? start + 1...end : start...end
    }

    /// The next token of the run behind at most one separator.
    private static func next(_ scan: ScannedText, after position: Int) -> Int? {
        let tokens = scan.tokens
        var at = position + 1
        var separators = 0
        while at < tokens.count, separators < 3 {
            if isDigits(scan, at) {
                // A word of letters belongs to the run only if it stands against a digit.
                if tokens[at].kind == .word, tokens[at].isSpaced || separators > 0 { return nil }
                return at
            }
            let symbol = tokens[at].symbol
            // A point in the middle is folded to an asterisk.
            let isTight = !tokens[at].isSpaced && at + 1 < tokens.count && !tokens[at + 1].isSpaced
            let isSeparator =
                symbol == 0x2D || symbol == 0x2E || symbol == 0x28 || symbol == 0x29
                || isTight && (symbol == 0x2A || symbol == 0x5F)
            let isBreak = tokens[at].kind == .newline && tokens[at].length <= 2
            guard isSeparator || isBreak else { return nil }
            if symbol == 0x2E, at + 1 < tokens.count, tokens[at + 1].isSpaced { return nil }
            separators += 1
            at += 1
        }
        return nil
    }

    private static func isDigits(_ scan: ScannedText, _ position: Int) -> Bool {
        scan.tokens[position].kind == .number || isMendable(scan, position)
    }

    /// A letter or two that optical reading takes for digits, against a digit.
    private static func isMendable(_ scan: ScannedText, _ position: Int) -> Bool {
        let token = scan.tokens[position]
        guard token.kind == .word, token.length <= 2 else { return false }
        let touchesLeft = position > 0 && !token.isSpaced && scan.tokens[position - 1].kind == .number
        let touchesRight =
            position + 1 < scan.tokens.count && !scan.tokens[position + 1].isSpaced
            && scan.tokens[position + 1].kind == .number
        guard touchesLeft || touchesRight else { return false }
        return scan.text.bytes[Int(token.start)..<Int(token.end)].allSatisfy { digit($0) < 0x3A }
    }

    private static func digit(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x4F, 0x6F: 0x30
        case 0x49, 0x6C, 0x69: 0x31
        case 0x53, 0x73: 0x35
        case 0x42: 0x38
        default: byte
        }
    }

    private init(_ run: DigitRun, groups count: Int) {
        tokens = run.tokens.lowerBound...run.groupEnds[count - 1]
        groups = Array(run.groups.prefix(count))
        groupEnds = Array(run.groupEnds.prefix(count))
        digits = Array(run.digits.prefix(groups.reduce(0, +)))
        mended = run.mended
        hasPlus = run.hasPlus
    }

    /// The run, and its beginnings of fewer groups, longest first: what follows a number may be one of its own.
    var beginnings: [DigitRun] { groups.indices.reversed().map { DigitRun(self, groups: $0 + 1) } }

    func starts(_ text: StaticString) -> Bool {
        digits.starts(with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
