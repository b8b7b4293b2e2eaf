/// When something happened, as a lesson tells it: `2024-05`, `2024-Q2`, `2024` or `2024/2025`.
struct EventPeriod: Sendable, Equatable {
    /// From the finest to the widest.
    enum Form: Sendable, Comparable {
        case month
        case quarter
        case year
        case years
    }

    let form: Form
    let first: Int
    let last: Int
    /// The month or the quarter, 0 for years.
    let part: Int

    init(month: Int, of year: Int) { self.init(form: .month, first: year, last: year, part: month) }
    init(quarter: Int, of year: Int) { self.init(form: .quarter, first: year, last: year, part: quarter) }
    init(year: Int) { self.init(form: .year, first: year, last: year, part: 0) }

    private init(form: Form, first: Int, last: Int, part: Int) {
        self.form = form
        self.first = first
        self.last = last
        self.part = part
    }

    /// Reads the form of a lesson; nil when it is none.
    init?(_ text: some Sequence<UInt8>) {
        let bytes = Array(text)
        guard bytes.count >= 4, let year = Self.number(bytes[..<4]) else { return nil }
        let rest = bytes[4...]
        switch (rest.count, rest.first) {
        case (0, _): self.init(year: year)
        case (3, 0x2D?) where rest[5] == 0x51:
            guard let quarter = Self.number(rest[6...]), (1...4).contains(quarter) else { return nil }
            self.init(quarter: quarter, of: year)
        case (3, 0x2D?):
            guard let month = Self.number(rest[5...]), (1...12).contains(month) else { return nil }
            self.init(month: month, of: year)
        case (5, 0x2F?):
            guard let last = Self.number(rest[5...]) else { return nil }
            self.init(form: .years, first: min(year, last), last: max(year, last), part: 0)
        default: return nil
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// The form of a lesson.
    var text: String {
        switch form {
        case .month: Self.padded(first, 4) + "-" + Self.padded(part, 2)
        case .quarter: Self.padded(first, 4) + "-Q" + String(part)
        case .year: Self.padded(first, 4)
        case .years: Self.padded(first, 4) + "/" + Self.padded(last, 4)
        }
    }

    /// How it reads in a sentence.
    var words: String { form == .quarter ? "Q" + String(part) + " " + Self.padded(first, 4) : text }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// The next wider one, nil for a span of years.
    var wider: EventPeriod? {
        switch form {
        case .month: EventPeriod(quarter: (part + 2) / 3, of: first)
        case .quarter: EventPeriod(year: first)
        case .year:
            // The spans are fixed: one that always began with the year of the event would tell that year.
            EventPeriod(form: .years, first: first - first % 2, last: first - first % 2 + 1, part: 0)
        case .years: nil
        }
    }

    /// The same or wider, of at least that form.
    func widened(to form: Form) -> EventPeriod {
        var period = self
        while period.form < form, let wider = period.wider { period = wider }
        return period
    }
}
