/// Finds the date by which an answer is asked for in a sentence such as `within 56 days … namely by 7th May 2025`.
enum PrintedDate {
    enum Outcome: Equatable {
        case none
        case date(CivilDate)
        /// A date is asked for, and it cannot be told which.
        case unclear
    }

    /// Reads a text.
    static func deadline(in text: String) -> Outcome {
        if text.isEmpty { return .none }
        let pieces = pieces(text)
        var named: [CivilDate] = []
        var others: [CivilDate] = []
        var isNamed = false
        for (position, piece) in pieces.enumerated() {
            if piece == .word("namely") { isNamed = true }
            guard let date = date(pieces[position...]) else { continue }
            // What a date belongs to stands right before it; a few words such as "5 pm on Friday" may come between.
            let before = pieces[max(0, position - 8)..<position]
            if before.contains(.word("namely")) {
                named.append(date)
            } else if before.contains(where: { [.word("by"), .word("before"), .word("than")].contains($0) }) {
                others.append(date)
            }
        }
        let dates = named.isEmpty ? others : named
        guard let first = dates.first else { return isNamed ? .unclear : .none }
        return dates.allSatisfy { $0 == first } ? .date(first) : .unclear
    }

    private enum Piece: Equatable {
        case word(String)
        case number(Int, digits: Int)
        case sign(UInt8)
    }

    private static func pieces(_ text: String) -> [Piece] {
        let bytes = Array(text.utf8)
        var pieces: [Piece] = []
        var at = 0
        func run(_ isPart: (UInt8) -> Bool) -> ArraySlice<UInt8> {
            let start = at
            while at < bytes.count, isPart(bytes[at]) { at += 1 }
            return bytes[start..<at]
        }
        while at < bytes.count {
            let byte = bytes[at]
            if byte &- 0x30 < 10 {
                let digits = run { $0 &- 0x30 < 10 }
                pieces.append(.number(digits.prefix(9).reduce(0) { $0 * 10 + Int($1 - 0x30) }, digits: digits.count))
            } else if byte >= 0x80 || (byte | 0x20) &- 0x61 < 26 {
                // Only words of ASCII are asked for.
                let letters = run { $0 >= 0x80 || ($0 | 0x20) &- 0x61 < 26 }
                pieces.append(
                    .word(letters.count > 9 ? "" : String(decoding: letters.map { $0 | 0x20 }, as: UTF8.self))
                )
            } else {
                if byte == 0x2F || byte == 0x2E || byte == 0x2D { pieces.append(.sign(byte)) }
                at += 1
            }
        }
        return pieces
    }

    /// A date that begins there.
    private static func date(_ pieces: ArraySlice<Piece>) -> CivilDate? {
        guard let first = pieces.first else { return nil }
        let rest = pieces.dropFirst()
        switch first {
        case .number(let day, let digits):
            if let date = numeric(day, digits, rest) { return date }
            guard (1...31).contains(day), digits <= 2 else { return nil }
            let behind = rest.drop {
                [.word("st"), .word("nd"), .word("rd"), .word("th"), .word("of"), .word("day")].contains($0)
            }
            guard case .word(let name)? = behind.first, let month = month(name) else { return nil }
            let after = behind.dropFirst().drop { $0 == .sign(0x2E) }
            guard case .number(let year, 4)? = after.first else { return nil }
            return CivilDate(year, month, day)
        case .word(let name):
            guard let month = month(name), case .number(let day, let digits)? = rest.first, digits <= 2 else {
                return nil
            }
            let behind = rest.dropFirst().drop { [.word("st"), .word("nd"), .word("rd"), .word("th")].contains($0) }
            guard case .number(let year, 4)? = behind.first else { return nil }
            return CivilDate(year, month, day)
        case .sign: return nil
        }
    }

    private static func numeric(_ first: Int, _ digits: Int, _ rest: ArraySlice<Piece>) -> CivilDate? {
        let parts = Array(rest.prefix(4))
        guard parts.count == 4, case .sign = parts[0], case .sign = parts[2],
            case .number(let month, let middle) = parts[1],
            case .number(let last, let end) = parts[3], middle <= 2
        else { return nil }
        if digits == 4, end <= 2 { return CivilDate(first, month, last) }
        guard digits <= 2 else { return nil }
        if end == 4 { return CivilDate(last, month, first) }
        return end == 2 ? CivilDate(2000 + last, month, first) : nil
    }

    private static func month(_ name: String) -> Int? {
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        let whole = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november",
            "december",
        ]
        if let position = whole.firstIndex(of: name) { return position + 1 }
        if name == "sept" { return 9 }
        return names.firstIndex(of: name).map { $0 + 1 }
    }
}
