/// How alike two lessons are, and what that probably means.
package struct Likeness: Equatable, Sendable {
    /// What a person should take it for.
    package enum Kind: String, Sendable {
        /// Both rest on the same published source.
        case sameSource = "same-source"
        /// One is probably an edited copy of the other, or the same matter in other words.
        case probablySame = "probably-same"
        /// Worth a look.
        case related
    }

    package let kind: Kind
    /// Per cent, 0...100; orders the list.
    package let score: Int
    /// Whether one is probably the other, whatever source they rest on.
    package let isProbablySame: Bool

    /// Shared weight of words from which on two texts tell of the same matter.
    ///
    /// Edited copies of the committed pairs have 0.67 and more, lessons in one house template 0.56 at most: what is rare in
    /// a text is its matter, and the phrases of a template are not.
    private static let sameFrom = 0.60
    /// Shared phrases from which on a text is a copy, whatever its words are.
    private static let copyFrom = 0.40
    /// Below this nothing is shown.
    private static let shownFrom = 0.12

    /// Compares two lessons; nil when they have nothing to do with each other.
    ///
    /// `codes` are themes and service lines of each.
    package init?(
        _ left: LessonSketch,
        _ right: LessonSketch,
        codes: (left: Set<String>, right: Set<String>),
        weights: WordWeights
    ) {
        let phrases = left.phraseLikeness(right)
        let words = Self.sharedWeight(left.terms, right.terms, weights)
        let isSameSource = left.sources.contains { right.sources.contains($0) }
        let shared = codes.left.intersection(codes.right).count
        let all = codes.left.union(codes.right).count
        let agreement = all == 0 ? 0 : Double(shared) / Double(all)
        // Codes only tip the scale: a theme alone makes no two lessons alike.
        let likeness = max(phrases, words) + 0.06 * agreement * max(phrases, words)
        guard isSameSource || likeness >= Self.shownFrom else { return nil }
        score = min(100, Int((isSameSource ? 0.9 + 0.1 * likeness : min(likeness, 0.99)) * 100 + 0.5))
        isProbablySame = phrases >= Self.copyFrom || words >= Self.sameFrom
        if isSameSource {
            kind = .sameSource
        } else if isProbablySame {
            kind = .probablySame
        } else {
            kind = .related
        }
    }

    /// Compares two lessons by phrases and sources alone, where nothing is known of how common their words are; nil when
    /// neither is a copy of the other.
    package init?(copies left: LessonSketch, _ right: LessonSketch) {
        let phrases = left.phraseLikeness(right)
        let isSameSource = left.sources.contains { right.sources.contains($0) }
        guard isSameSource || phrases >= Self.copyFrom else { return nil }
        isProbablySame = phrases >= Self.copyFrom
        kind = isSameSource ? .sameSource : .probablySame
        score = Int((isSameSource ? 0.9 + 0.1 * phrases : min(phrases, 0.99)) * 100 + 0.5)
    }

    /// The weight of the words that both have, of the weight of all words (weighted cosine of sets).
    static func sharedWeight(_ left: [UInt32], _ right: [UInt32], _ weights: WordWeights) -> Double {
        var (shared, leftAll, rightAll) = (0.0, 0.0, 0.0)
        var (at, other) = (0, 0)
        while at < left.count || other < right.count {
            if other == right.count || at < left.count && left[at] < right[other] {
                leftAll += weights.weight(left[at])
                at += 1
            } else if at == left.count || right[other] < left[at] {
                rightAll += weights.weight(right[other])
                other += 1
            } else {
                let weight = weights.weight(left[at])
                (shared, leftAll, rightAll) = (shared + weight, leftAll + weight, rightAll + weight)
                (at, other) = (at + 1, other + 1)
            }
        }
        let product = leftAll * rightAll
        return product > 0 ? shared / product.squareRoot() : 0
    }
}
