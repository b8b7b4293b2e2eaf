import LessonExchange
import Signatures

extension LessonQuery {
    /// What nobody can look for, and the filter that says it: nothing would ever be found, and nobody told why.
    package var fault: (place: String, message: String)? {
        let filters = [
            ("theme", theme, "contributory-themes"), ("source", source, "source-type"),
            ("serviceLine", serviceLine, "service-line"),
        ]
        for (place, code, list) in filters {
            guard let code, !EmbeddedSchemas.codes(list).contains(code) else { continue }
            return (place, "is no code of codes/\(list).json")
        }
        if let publisher, !OrganisationID.isValid(publisher) { return ("publisher", "is no organisation id") }
        for (place, day) in [("since", since), ("until", until)] {
            if let day, !Self.isDay(day) { return (place, "is a date: YYYY, YYYY-MM or YYYY-MM-DD") }
        }
        return nil
    }

    /// Whether it is a day, or the year or month of one.
    private static func isDay(_ text: String) -> Bool {
        let rest = [4: "-01-01", 7: "-01", 10: ""][text.utf8.count]
        return rest.map { Timestamp("\(text)\($0)T00:00:00Z") != nil } ?? false
    }
}
