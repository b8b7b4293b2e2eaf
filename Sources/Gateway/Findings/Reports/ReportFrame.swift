package import Signatures

/// For whom and when a report is made.
package struct ReportFrame: Sendable {
    /// Our organisation id.
    package let organisation: String
    /// Our name.
    package let organisationName: String
    package let now: Timestamp
    /// From when on; nil for what the kind of report usually covers.
    package let since: Timestamp?
    /// Whether it leaves the trust: then small numbers are not told, nor words that are not for partners.
    package let isForOutside: Bool

    package init(
        organisation: String,
        organisationName: String,
        now: Timestamp,
        since: Timestamp?,
        isForOutside: Bool
    ) {
        self.organisation = organisation
        self.organisationName = organisationName
        self.now = now
        self.since = since
        self.isForOutside = isForOutside
    }

    /// Today, `YYYY-MM-DD`.
    var day: String { now.day }

    /// From when on a group that meets each quarter wants to know.
    var sinceMeeting: Timestamp { since ?? now.adding(seconds: -92 * 86_400) }

    /// Days from one day to another, negative backwards; nil where one is no day.
    static func days(from first: String, to last: String) -> Int? {
        guard let first = Timestamp("\(first)T00:00:00Z"), let last = Timestamp("\(last)T00:00:00Z") else { return nil }
        return Int((last.unixSeconds - first.unixSeconds) / 86_400)
    }
}

/// A quarter of a year.
struct Quarter: Hashable, Comparable, CustomStringConvertible {
    /// Quarters since the year 0.
    let count: Int

    init(count: Int) { self.count = count }

    /// The quarter of a day or month, `YYYY-MM` and what follows; nil for any other text.
    init?(of text: String) {
        let parts = text.prefix(7).split(separator: "-")
        guard parts.count == 2, parts[0].utf8.count == 4, let year = Int(parts[0]), let month = Int(parts[1]),
            (1...12).contains(month)
        else { return nil }
        count = year * 4 + (month - 1) / 3
    }

    static func < (left: Quarter, right: Quarter) -> Bool { left.count < right.count }

    var description: String { "\(count / 4) Q\(count % 4 + 1)" }

    /// Its first day.
    var firstDay: String {
        let year = String(count / 4)
        return String(repeating: "0", count: max(0, 4 - year.utf8.count)) + year
            + ["-01", "-04", "-07", "-10"][count % 4]
            + "-01"
    }
}
