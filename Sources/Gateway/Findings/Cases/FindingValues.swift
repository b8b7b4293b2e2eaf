import LessonExchange
import Signatures

/// What people may write into a case: codes of lists, days, names of moderate length.
enum FindingValues {
    static func checkCode(_ code: String, of list: String, at place: String) throws(LessonExchangeError) {
        guard EmbeddedSchemas.codes(list).contains(code) else {
            throw unknown("it is no code of codes/\(list).json", at: place)
        }
    }

    /// Codes of a list, each once.
    static func codes(
        _ given: [String],
        of list: String,
        max: Int,
        at place: String
    ) throws(LessonExchangeError) -> [String] {
        guard given.count <= max else {
            throw LessonExchangeError("limit.exceeded", "there are at most \(max) codes", at: place)
        }
        for (position, code) in given.enumerated() { try checkCode(code, of: list, at: "\(place)/\(position)") }
        guard Set(given).count == given.count else { throw unknown("a code stands there twice", at: place) }
        return given
    }

    /// A position on one recommendation: one code of the list is for whole answers only.
    static func checkPosition(_ code: String, at place: String) throws(LessonExchangeError) {
        try checkCode(code, of: "position", at: place)
        guard code != "need-more-information" else {
            throw unknown("that position is for a whole answer only", at: place)
        }
    }

    static func checkDay(_ day: String, at place: String) throws(LessonExchangeError) {
        guard isDay(day) else { throw unknown("a date is YYYY-MM-DD", at: place) }
    }

    static func isDay(_ day: String) -> Bool { day.utf8.count == 10 && Timestamp("\(day)T00:00:00Z") != nil }

    /// A role is a few words; an action, evidence or a reason is a page at most.
    static func checkText(_ text: String?, max: Int = textMax, at place: String) throws(LessonExchangeError) {
        guard let text else { return }
        guard text.contains(where: { !$0.isWhitespace }) else { throw unknown("it is empty", at: place) }
        guard text.utf8.count <= max else {
            throw LessonExchangeError("limit.exceeded", "a text here has at most \(max) bytes", at: place)
        }
    }

    /// A role in a few words, and nobody's name: reports print it, and its step is never changed.
    static func checkRole(_ role: String, at place: String) throws(LessonExchangeError) {
        try checkText(role, max: roleBytes, at: place)
        try Gateway.checkWording(role, at: place)
    }

    /// A short name, as of a recommendation.
    static func checkID(_ id: String, at place: String) throws(LessonExchangeError) {
        let isWritten = id.utf8.enumerated().allSatisfy { position, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            case 0x2D, 0x2E, 0x5F: position > 0
            default: false
            }
        }
        guard !id.isEmpty, id.utf8.count <= 40, isWritten else {
            throw unknown("an id has letters, digits, dots and dashes, at most 40", at: place)
        }
    }

    /// Words in lower case with dashes between them.
    static func checkName(_ name: String, at place: String) throws(LessonExchangeError) {
        let words = name.split(separator: "-", omittingEmptySubsequences: false)
        let isWritten = words.allSatisfy { word in
            !word.isEmpty && word.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
        }
        guard isWritten, name.utf8.count <= 60 else {
            throw unknown("a name is lower-case words with dashes between them, at most 60 characters", at: place)
        }
    }

    static func unknown(_ message: String, at place: String) -> LessonExchangeError {
        LessonExchangeError("finding.value-unknown", message, at: place)
    }

    /// Bytes of one text that a person writes into a case.
    private static let textMax = 8000
    private static let roleBytes = 200
}
