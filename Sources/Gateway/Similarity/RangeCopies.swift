import LessonExchange

/// Finds copies among lessons that arrive together, before the store knows any of them.
struct RangeCopies {
    private var lessons: [(facts: LessonFacts, isPublic: Bool)] = []
    private var places: [String: [Int]] = [:]

    /// More lessons under one mark are a template, not copies.
    private static let comparedMax = 20

    /// The earlier lesson that this one is most likely a copy of; remembers this one.
    mutating func copy(of lesson: LessonFacts, in bundle: BundleFacts) -> SimilarLesson? {
        let marks = lesson.sketch.sourceMarks + lesson.sketch.bandMarks
        var candidates: Set<Int> = []
        for mark in marks { candidates.formUnion((places[mark] ?? []).suffix(Self.comparedMax)) }
        var best: (place: Int, likeness: Likeness)?
        for place in candidates.sorted() where lessons[place].facts.lessonID != lesson.lessonID {
            guard let likeness = Likeness(copies: lessons[place].facts.sketch, lesson.sketch) else { continue }
            if best.map({ $0.likeness.score < likeness.score }) ?? true { best = (place, likeness) }
        }
        for mark in marks { places[mark, default: []].append(lessons.count) }
        lessons.append((lesson, bundle.marking == "public"))
        guard let best else { return nil }
        let other = lessons[best.place]
        return SimilarLesson(
            lessonID: other.facts.lessonID,
            version: other.facts.version,
            publisher: StatementIDs.organisation(of: other.facts.lessonID) ?? "",
            title: other.facts.title,
            likeness: best.likeness,
            isOwn: false,
            isPublic: other.isPublic
        )
    }
}
