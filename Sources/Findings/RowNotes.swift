import Anonymisation

/// What comes up while a row is read: faults that set it aside, and questions that do not.
struct RowNotes {
    let row: Int
    private(set) var faults: [RowFault] = []
    private(set) var questions: [RowQuestion] = []

    init(row: Int) { self.row = row }

    mutating func fault(_ code: String, _ column: String?, _ reason: String? = nil) {
        faults.append(RowFault(row: row, column: column, code, reason))
    }

    /// `spelling`: masked by the caller.
    mutating func ask(_ kind: RowQuestion.Kind, _ column: String, _ spelling: String) {
        let question = RowQuestion(row: row, column: column, kind: kind, spelling: spelling)
        if !questions.contains(question) { questions.append(question) }
    }
}

/// What every reader of rows goes by.
struct ReadingContext {
    let format: FindingFormat
    let aliases: OrganisationAliases
    /// Folder with the documents that the table names.
    let documents: String?
    let now: Int
    let scanner: TextScanner

    /// Years that a date of a source can have; what lies outside is a slip of the pen.
    var years: ClosedRange<Int> { 1990...(now + 1) }
}
