/// Counts of people or events as they may leave the trust: small ones are not told, and cannot be worked out.
///
/// A count of 0 is shown, one of 1 to 7 is "fewer than 8", any other is rounded to the nearest 5. A whole number is never
/// halfway between two multiples of 5, so there are no ties.
package enum SmallNumbers {
    /// What stands for a count of 1 to 7.
    package static let fewer = "fewer than 8"
    /// What stands for a total of which a part is not told.
    package static let withheld = "withheld"

    /// Whether a count is one that is not told.
    package static func isSmall(_ count: Int) -> Bool { (1...7).contains(count) }

    /// The count as it may be printed.
    package static func shown(_ count: Int) -> String {
        isSmall(count) ? fewer : String(max(0, (count + 2) / 5 * 5))
    }

    /// The total of counts: withheld where one of them is small.
    ///
    /// A total beside its parts would tell the one that is missing. Rounding the total alone does not help: it tells it
    /// within a few.
    package static func total(of counts: [Int]) -> String {
        counts.contains(where: isSmall) ? withheld : shown(counts.reduce(0, +))
    }

    /// A table of counts with its margins, as it may be printed.
    package struct Margins: Sendable, Equatable {
        package let cells: [[String]]
        /// The total of each row.
        package let rows: [String]
        /// The total of each column.
        package let columns: [String]
        package let all: String
    }

    /// Prints rows of counts, each as long as the others, with the totals that can be told.
    ///
    /// A total tells nothing of a small count, since none that is shown sums one. That holds for this table alone: the
    /// same people must not be counted in a second one that leaves the trust.
    package static func margins(_ counts: [[Int]]) -> Margins {
        let width = counts.first?.count ?? 0
        return Margins(
            cells: counts.map { $0.map(shown) },
            rows: counts.map(total),
            columns: (0..<width).map { column in total(of: counts.map { $0[column] }) },
            all: total(of: counts.flatMap { $0 })
        )
    }
}
