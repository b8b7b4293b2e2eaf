/// What one lesson is printed as.
package enum LessonPrint: String, CaseIterable, Sendable {
    /// For staff: everything that the publisher wrote for them.
    case bulletin
    /// For a notice board: the version for patients.
    case flyer
    /// For a team meeting of seven minutes: seven panels and three questions.
    case briefing
    /// For a public web site: the version for patients.
    case webPage = "web-page"

    /// Whether patients and the public read it: then nothing that was written for staff is in it.
    package var isForPatients: Bool { self == .flyer || self == .webPage }
}

/// The forms of text that a lesson is printed in.
package enum PageFormat: String, CaseIterable, Sendable {
    case markdown
    case html
}
