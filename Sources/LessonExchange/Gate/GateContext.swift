package import Anonymisation
import Signatures
package import StrictJSON

/// What a draft is judged by, beside its own words.
package struct GateContext: Sendable {
    /// Who may see it; a public lesson may tell less.
    package var marking: String
    /// The rules, with the lists of the organisation.
    package var scanner: TextScanner
    /// The version before, which readers may hold beside this one.
    package var previous: JSONValue?
    /// What is published about the publisher.
    package var known: [KnownFinding] = []

    package init(
        marking: String = BundleComposer.usualMarking,
        scanner: TextScanner = TextScanner(),
        previous: JSONValue? = nil
    ) {
        self.marking = marking
        self.scanner = scanner
        self.previous = previous
    }

    /// The lessons of a signed bundle or the one of a draft, to be compared with a later version.
    ///
    /// The signature is not looked at: it is the organisation's own file.
    ///
    /// - Throws: ``LessonExchangeError`` when the file is neither.
    package static func lessons(in bytes: [UInt8]) throws(LessonExchangeError) -> [JSONValue] {
        if LessonForm.isForm(bytes) {
            return [try DraftChecker.parse(try LessonForm(parsing: bytes).draft.compactBytes).root]
        }
        let payload = (try? JWSEnvelope(parsing: bytes))?.payload ?? bytes
        let root = try DraftChecker.parse(payload).root
        return root["lessons"]?.elements ?? [root]
    }

    /// The same context with the version before, if one of the lessons is it.
    ///
    /// - Parameters:
    ///   - lesson: The draft.
    ///   - lessons: What ``lessons(in:)`` gave, of any number of files.
    /// - Returns: The context; without a version before where none of the lessons has the draft's id.
    package func comparing(_ lesson: JSONValue, with lessons: [JSONValue]) -> GateContext {
        guard let id = lesson["lessonId"]?.string else { return self }
        var context = self
        // The newest of them: readers may hold older ones, too, but those were compared in their time.
        context.previous = lessons.filter { $0["lessonId"]?.isString(equalTo: id) ?? false }
            .max { ($0["version"]?.integer ?? 1) < ($1["version"]?.integer ?? 1) }
        return context
    }
}
