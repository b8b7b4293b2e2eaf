/// A pattern as a tree.
///
/// Groups leave no trace: what they captured is never asked for.
indirect enum PatternNode: Sendable {
    case empty
    case set(ScalarSet)
    case assertion(Assertion)
    case sequence([PatternNode])
    case alternation([PatternNode])
    /// `maximum` is nil where there is none.
    case repetition(PatternNode, minimum: Int, maximum: Int?)

    /// A condition on the place between two characters.
    enum Assertion: UInt8, Sendable {
        case textStart
        case textEnd
        case wordBoundary
        case notWordBoundary
    }

    /// Whether a match can be longer than nothing.
    private var consumes: Bool {
        switch self {
        case .empty, .assertion: false
        case .set: true
        case .sequence(let parts), .alternation(let parts): parts.contains { $0.consumes }
        case .repetition(let body, _, let maximum): maximum != 0 && body.consumes
        }
    }

    /// This node under a quantifier.
    ///
    /// A body that consumes nothing is not repeated, so that `(?:){9999}` costs nothing.
    func repeated(minimum: Int, maximum: Int?) -> PatternNode {
        if maximum == 0 {
            return .empty
        }
        if !consumes {
            return minimum == 0 ? .empty : self
        }
        return .repetition(self, minimum: minimum, maximum: maximum)
    }
}
