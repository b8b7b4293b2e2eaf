/// What matching one pattern has learnt, kept for the next text.
///
/// A cache belongs to the first regex it is used with; using it with another is a programming error and
/// traps. It is not for two threads at once. Its memory is bounded: full, it is emptied and filled again, and
/// where that happens too often for the text, the rest of a text is matched without it.
package final class LinearRegexCache {
    private let bytesMax: Int
    private var automaton: LazyDFA?

    /// An empty cache.
    ///
    /// - Parameter bytesMax: About how many bytes of states to keep. Any number is enough to match any text.
    package init(bytesMax: Int = PatternLimits.cacheBytesMax) {
        self.bytesMax = bytesMax
    }

    func automaton(for program: Program) -> LazyDFA {
        if let automaton {
            precondition(automaton.program === program, "a cache was used with two patterns")
            return automaton
        }
        let made = LazyDFA(program, bytesMax: bytesMax)
        automaton = made
        return made
    }
}
