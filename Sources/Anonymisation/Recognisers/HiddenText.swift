/// What hides an identifier from a look: numbers in words, encoded text.
enum HiddenTextRecogniser {
    static func candidate(_ scan: ScannedText, at position: Int) -> Candidate? {
        spokenNumber(scan, position) ?? encoded(scan, position)
    }

    /// `four five six …`: six number words in a row or more are no count.
    private static func spokenNumber(_ scan: ScannedText, _ start: Int) -> Candidate? {
        guard scan.classes[start].contains(.numberWord), start == 0 || !scan.classes[start - 1].contains(.numberWord)
        else {
            return nil
        }
        var end = start
        var count = 1
        while end + 1 < scan.tokens.count {
            let next = scan.classes[end + 1].contains(.numberWord) ? end + 1 : end + 2
            guard next < scan.tokens.count, scan.classes[next].contains(.numberWord),
                next == end + 1 || scan.isSymbol(end + 1, 0x2C) || scan.isSymbol(end + 1, 0x2D)
            else { break }
            end = next
            count += 1
        }
        guard count >= 6 else { return nil }
        let isLabelled = scan.before(start, within: 6).contains(.nhsContext)
        return Candidate(
            tokens: start...end,
            type: isLabelled || count == 10 ? .nhsNumber : .phone,
            decision: isLabelled ? .block : .warn,
            rule: "hidden.spoken-number"
        )
    }

    /// Base64 and the like: a long run of letters in both cases and digits, or one that decodes to plain text.
    private static func encoded(_ scan: ScannedText, _ start: Int) -> Candidate? {
        let first = scan.tokens[start]
        guard
            first.shape == .mixed || first.kind == .number
                || start + 1 < scan.tokens.count && !scan.tokens[start + 1].isSpaced
        else { return nil }
        guard first.kind == .word || first.kind == .number,
            start == 0 || first.isSpaced || scan.tokens[start - 1].kind == .newline
                || scan.tokens[start - 1].kind == .symbol
                    && ![0x2F, 0x2B, 0x2E, 0x2D, 0x5F, 0x40].contains(scan.tokens[start - 1].symbol)
        else { return nil }
        var end = start
        while end + 1 < scan.tokens.count, !scan.tokens[end + 1].isSpaced, end - start < 200,
            scan.tokens[end + 1].kind == .word || scan.tokens[end + 1].kind == .number
                || [0x2B, 0x2F, 0x3D].contains(scan.tokens[end + 1].symbol)
        {
            end += 1
        }
        let text = scan.bytes(start...end)
        guard text.count >= 8, end > start || text.count >= 12 else { return nil }
        guard looksEncoded(Array(text)) else { return nil }
        return Candidate(tokens: start...end, type: .encoded, decision: .warn, rule: "hidden.encoded-text")
    }

    private static func looksEncoded(_ text: [UInt8]) -> Bool {
        let digits = text.count { $0 &- 0x30 < 10 }
        let capitals = text.count { $0 &- 0x41 < 26 }
        let smalls = text.count { $0 &- 0x61 < 26 }
        let changes = zip(text, text.dropFirst()).count { ($0 &- 0x41 < 26) != ($1 &- 0x41 < 26) }
        if text.count >= 24, digits >= 2, capitals >= 3, smalls >= 3, changes >= 6 { return true }
        guard capitals >= 2, smalls >= 2, changes >= 3, text.count % 4 == 0 || text.last == 0x3D,
            let plain = decoded(text)
        else { return false }
        return plain.count >= 5 && plain.allSatisfy { (0x20...0x7E).contains($0) }
            && plain.count { ($0 | 0x20) &- 0x61 < 26 || $0 == 0x20 } * 5 >= plain.count * 4
    }

    private static func decoded(_ text: [UInt8]) -> [UInt8]? {
        var out: [UInt8] = []
        var (bits, count): (UInt32, Int) = (0, 0)
        for byte in text where byte != 0x3D {
            let value: UInt32
            switch byte {
            case 0x41...0x5A: value = UInt32(byte - 0x41)
            case 0x61...0x7A: value = UInt32(byte - 0x61) + 26
            case 0x30...0x39: value = UInt32(byte - 0x30) + 52
            case 0x2B: value = 62
            case 0x2F: value = 63
            default: return nil
            }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                out.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return out
    }
}
