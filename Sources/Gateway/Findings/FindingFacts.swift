package import Findings
import LessonExchange

/// What a finding is searched for and compared by.
package struct FindingFacts: Sendable {
    package let title: String
    /// Everything that people read in its draft, but the title.
    package let body: String
    package let sketch: LessonSketch
    /// Themes and service lines.
    package let codes: Set<String>

    package init(_ finding: ExternalFinding) {
        let lesson = (try? GateContext.lessons(in: finding.draft))?.first
        let facts = lesson.map { LessonFacts($0) }
        title = finding.title
        body = facts?.body ?? ""
        codes = Set(finding.themes + finding.serviceLines)
        var sources = [(issuer: finding.issuer, reference: finding.reference)]
        for source in facts?.sources ?? [] where !sources.contains(where: { Self.isSame($0, source) }) {
            sources.append(source)
        }
        // Titles of stubs are of one mould: by their words all of them would be one issue.
        let text = finding.needsReading ? "" : "\(title)\n\(title)\n\(body)"
        sketch = LessonSketch(text: text, sources: sources)
    }

    private static func isSame(
        _ one: (issuer: String, reference: String),
        _ other: (issuer: String, reference: String)
    ) -> Bool {
        LessonSketch.sourceKey(one.issuer, one.reference) == LessonSketch.sourceKey(other.issuer, other.reference)
    }

    /// What is asked to find lessons and findings that are like it.
    package var question: SimilarityQuestion { SimilarityQuestion(sketch: sketch, codes: codes, lessonID: nil) }
}
