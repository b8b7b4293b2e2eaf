/// A moment in whole UTC seconds, written as RFC 3339 with `Z`, such as `2026-01-15T09:00:00Z`.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
    public let unixSeconds: Int64

    /// Makes a moment from seconds since 1970-01-01T00:00:00Z.
    public init(unixSeconds: Int64) { self.unixSeconds = unixSeconds }

    /// Reads `YYYY-MM-DDThh:mm:ssZ`; nil for any other form and for dates that do not exist.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] == 0x54, bytes[13] == 0x3A,
            bytes[16] == 0x3A, bytes[19] == 0x5A,
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10]), let hour = Self.number(bytes[11..<13]),
            let minute = Self.number(bytes[14..<16]), let second = Self.number(bytes[17..<19]),
            (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let days = Self.days(fromCivil: year, month, day)
        unixSeconds = Int64(((days * 24 + hour) * 60 + minute) * 60 + second)
    }

    /// Whether the left moment lies before the right one.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.unixSeconds < right.unixSeconds }

    /// The moment some seconds later (or earlier, when negative).
    public func adding(seconds: Int64) -> Timestamp { Timestamp(unixSeconds: unixSeconds + seconds) }

    /// Calendar year, month (1...12) and day (1...31) in UTC.
    public var date: (year: Int, month: Int, day: Int) {
        Self.civil(fromDays: Int(Self.floorDivide(unixSeconds, 86_400)))
    }

    /// The day of the moment, `YYYY-MM-DD`.
    package var day: String { String(description.prefix(10)) }

    /// The moment as `YYYY-MM-DDThh:mm:ssZ`.
    public var description: String {
        let (year, month, day) = date
        let inDay = Int(unixSeconds - Self.floorDivide(unixSeconds, 86_400) * 86_400)
        let rest = [month, day, inDay / 3600, inDay / 60 % 60, inDay % 60]
        // Reports write several, so it is done without a string for each field.
        return String(unsafeUninitializedCapacity: 32) { text in
            var count = 0
            for digit in Self.padded(year, 4).utf8 {
                text[count] = digit
                count += 1
            }
            for (value, mark) in zip(rest, "--T::".utf8) {
                text[count] = mark
                text[count + 1] = UInt8(0x30 + value / 10)
                text[count + 2] = UInt8(0x30 + value % 10)
                count += 3
            }
            text[count] = 0x5A
            return count + 1
        }
    }

    /// The month as `YYYY-MM`, some months later.
    public func month(adding months: Int = 0) -> String {
        let (year, month, _) = date
        let index = year * 12 + month - 1 + months
        return "\(Self.padded(index / 12, 4))-\(Self.padded(index % 12 + 1, 2))"
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        digits.reduce(Int?(0)) { value, digit in
            guard let value, (0x30...0x39).contains(digit) else { return nil }
            return value * 10 + Int(digit - 0x30)
        }
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
        value >= 0 ? value / by : -((by - 1 - value) / by)
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// Days since 1970-01-01 of a date of the proleptic Gregorian calendar; years are counted from March, so that a
    /// leap day is the last of its year.
    private static func days(fromCivil year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
