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

    /// Short texts that many drafts have and that the scanner finds nothing in: it is asked once.
    let clearTexts: Set<String>

    init(
        format: FindingFormat,
        aliases: OrganisationAliases,
        documents: String?,
        now: Int,
        scanner: TextScanner
    ) {
        self.format = format
        self.aliases = aliases
        self.documents = documents
        self.now = now
        self.scanner = scanner
        let usual = ["OGL-UK-3.0"] + (1...FindingLimits.recommendationsMax).map { "C\($0)" }
        clearTexts = Set(usual.filter { scanner.findings($0, profile: .publicReference).isEmpty })
    }

    /// Years that a date of a source can have; what lies outside is a slip of the pen.
    var years: ClosedRange<Int> { 1990...(now + 1) }
}
