import LessonExchange

extension FindingQuery {
    /// What nobody can look for, and the filter that says it: nothing would ever be found, and nobody told why.
    package var fault: (place: String, message: String)? {
        let codes = [
            ("group", group, "group"), ("theme", theme, "contributory-themes"), ("source", source, "source-type"),
        ]
        for (place, code, list) in codes {
            guard let code, !EmbeddedSchemas.codes(list).contains(code) else { continue }
            return (place, "is no code of codes/\(list).json")
        }
        if let overdueOn, !FindingValues.isDay(overdueOn) { return ("overdueOn", "is a date: YYYY-MM-DD") }
        return nil
    }
}
