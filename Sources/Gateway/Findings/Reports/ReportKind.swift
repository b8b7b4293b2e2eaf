/// The reports that a gateway makes of findings and lessons.
package enum ReportKind: String, CaseIterable, Sendable {
    /// What names us and is late, and what soon will be.
    case overdue
    /// What a quarterly group needs: everything since it last met.
    case meeting
    /// One page for a board: what came, went, was adopted, was closed and is late.
    case board
    /// Themes by quarter.
    case themes
    /// Where we stand on each recommendation.
    case gaps
}
