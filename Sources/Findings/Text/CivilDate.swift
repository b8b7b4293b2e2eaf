import Signatures

/// A day of the calendar.
struct CivilDate: Equatable, Comparable, CustomStringConvertible {
    private let midnight: Timestamp

    init?(_ year: Int, _ month: Int, _ day: Int) {
        guard (1000...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
            let midnight = Timestamp("\(year)-\(Self.two(month))-\(Self.two(day))T00:00:00Z")
        else { return nil }
        self.midnight = midnight
    }

    private init(midnight: Timestamp) { self.midnight = midnight }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    static func < (left: CivilDate, right: CivilDate) -> Bool { left.midnight < right.midnight }

    /// `YYYY-MM-DD`.
    var description: String { midnight.day }

    var year: Int { midnight.date.year }

    func adding(days: Int) -> CivilDate { CivilDate(midnight: midnight.adding(seconds: Int64(days) * 86_400)) }

    /// Days from another date to this one.
    func days(since other: CivilDate) -> Int {
        Int((midnight.unixSeconds - other.midnight.unixSeconds) / 86_400)
    }

    /// `YYYY-MM`, some months later.
    func month(adding months: Int) -> String { midnight.month(adding: months) }

    /// How a cell writes a date.
    enum Form: String {
        case iso
        case dayMonthYear = "day-month-year"
    }

    /// Reads a cell that is a date and nothing else: `YYYY-MM-DD`, or day, month and year with `/`, `.` or `-`.
    ///
    /// A time behind a date of ISO 8601 is no matter.
    init?(cell: String, forms: [Form]) {
        let text = cell.utf8.split { $0 == 0x54 || $0 == 0x20 }.first ?? cell.utf8[...]
        let hasTime = text.count != cell.utf8.count
        let parts = text.split(omittingEmptySubsequences: false) { $0 == 0x2F || $0 == 0x2E || $0 == 0x2D }
        let numbers = parts.compactMap { Self.number($0) }
        guard parts.count == 3, numbers.count == 3 else { return nil }
        if parts[0].count == 4, forms.contains(.iso) {
            guard parts[1].count == 2, parts[2].count == 2 else { return nil }
            self.init(numbers[0], numbers[1], numbers[2])
        } else if parts[2].count == 4, parts[0].count <= 2, parts[1].count <= 2, forms.contains(.dayMonthYear), !hasTime
        {
            self.init(numbers[2], numbers[1], numbers[0])
        } else {
            return nil
        }
    }

    private static func number(_ digits: Substring.UTF8View) -> Int? {
        guard !digits.isEmpty, digits.count <= 4, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

extension ExternalFinding.Due {
    /// The printed date where there is one, else the one that the days to answer give; nil where there is neither.
    init?(printed: CivilDate?, published: CivilDate?, answerDays: Int?) {
        let computed = answerDays.flatMap { published?.adding(days: $0) }
        if let printed {
            let differs = computed.map { printed.days(since: $0) }
            self.init(date: printed.description, basis: .printed, differsByDays: differs == 0 ? nil : differs)
        } else if let computed {
            self.init(date: computed.description, basis: .computed)
        } else {
            return nil
        }
    }
}
