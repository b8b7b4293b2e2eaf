import LessonExchange
package import Signatures
package import StrictJSON

/// What the gateway knows of one lesson of a bundle, for lists, search and comparison.
package struct LessonFacts: Sendable {
    package let lessonID: String
    package let version: Int
    /// SHA-256 of the lesson's canonical form (RFC 8785) without its release: equal forms are one lesson, whoever
    /// signed them when.
    package let form: Digest
    package let title: String
    package let recordKind: String
    package let sourceType: String
    package let serviceLines: [String]
    package let themes: [String]
    /// Everything that people read in it, but the title.
    package let body: String
    package let sketch: LessonSketch
    /// Published sources: issuer and reference.
    package let sources: [(issuer: String, reference: String)]
    /// Lessons that this one replaces, with the last version that is meant.
    package let supersedes: [(lessonID: String, version: Int)]
    /// Lessons that this one was made from.
    package let derivedFrom: [String]

    /// Themes and service lines: what two lessons are compared by beside their words.
    package var codes: Set<String> { Set(themes + serviceLines) }

    /// Reads a lesson that keeps its schema, published or a draft.
    package init(_ lesson: JSONValue) {
        lessonID = lesson["lessonId"]?.string ?? ""
        version = lesson["version"]?.integer ?? 1
        form = Self.form(of: lesson)
        title = lesson["title"]?.string ?? ""
        recordKind = lesson["recordKind"]?.string ?? ""
        sourceType = lesson["sourceType"]?.string ?? ""
        serviceLines = Self.strings(lesson["serviceLine"])
        themes = Self.strings(lesson["contributoryThemes"])
        body = Self.prose(of: lesson)
        sources = (lesson["sourceDocuments"]?.elements ?? []).compactMap { source in
            guard let issuer = source["issuer"]?.string, let reference = source["reference"]?.string else { return nil }
            return (issuer, reference)
        }
        supersedes = (lesson["supersedes"]?.elements ?? []).compactMap { other in
            other["lessonId"]?.string.map { ($0, other["version"]?.integer ?? 1) }
        }
        derivedFrom = (lesson["derivedFrom"]?.elements ?? []).compactMap { $0["lessonId"]?.string }
        sketch = LessonSketch(text: "\(title)\n\(title)\n\(body)", sources: sources)
    }

    private static func strings(_ value: JSONValue?) -> [String] { (value?.elements ?? []).compactMap(\.string) }

    /// See ``form``; costs less than all the facts.
    package static func form(of lesson: JSONValue) -> Digest {
        let members = lesson.members.filter { !$0.name.isString(equalTo: "release") }
        let bare = JSONTree.object(members.map { .init($0.name.string ?? "", JSONTree($0.value)) })
        guard let document = try? JSONDocument(parsing: bare.compactBytes),
            let bytes = try? CanonicalForm.bytes(of: document.root)
        else { return Digest(of: lesson.sourceBytes) }
        return Digest(of: bytes)
    }

    /// The texts that people read, in a fixed order.
    private static func prose(of lesson: JSONValue) -> String {
        var texts = ["summary", "whatHappened", "whyItMattered"].compactMap { lesson[$0]?.string }
        texts += (lesson["whatWeLearned"]?.elements ?? []).compactMap { $0["statement"]?.string }
        texts += (lesson["goodPractice"]?.members ?? []).compactMap { $0.value.string }
        for (list, member) in [("recommendations", "text"), ("actionsTaken", "text"), ("seipsFactors", "text")] {
            texts += (lesson[list]?.elements ?? []).compactMap { $0[member]?.string }
        }
        return texts.joined(separator: "\n")
    }
}
