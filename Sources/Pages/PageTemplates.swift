import LessonExchange
import Mustache

/// The templates that pages are printed from.
///
/// Each begins with the format whose text it takes in; none puts anything in as it stands.
package enum PageTemplates {
    /// Name and text of each template.
    package static let all: KeyValuePairs<String, String> = [
        "style": pageStyle,
        "top.html": topHTML,
        "check.html": checkHTML,
        "check.md": checkMarkdown,
        "report.html": reportHTML,
        "report.md": reportMarkdown,
        "lesson.html": lessonHTML,
        "lesson.md": lessonMarkdown,
        "patient.html": patientHTML,
        "patient.md": patientMarkdown,
    ]

    private static let library: Result<MustacheLibrary, any Error> = Result {
        MustacheContentTypes.register(HTMLText(), named: "PAGE")
        MustacheContentTypes.register(MarkdownText(), named: "MARKDOWN")
        var library = MustacheLibrary()
        for (name, text) in all { try library.register(text, named: name) }
        return library
    }

    /// A page from a template and the values that it names.
    ///
    /// A value that a template does not find in an object is looked for in those around it: models name all.
    static func page(_ name: String, _ model: [String: Any]) throws(LessonExchangeError) -> String {
        guard case .success(let library) = library, let text = library.render(model, withTemplate: name) else {
            throw LessonExchangeError("internal", "a template of pages is not right")
        }
        return text
    }
}
