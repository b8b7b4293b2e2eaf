import Anonymisation
import Signatures

/// What comes up while a row is read: faults that set it aside, and questions that do not.
struct RowNotes {
    let row: Int
    private(set) var faults: [RowFault] = []
    private(set) var questions: [RowQuestion] = []
    /// Sentences that every report has, and that were left out.
    var leftOut = 0
    private(set) var unreadable: [String] = []
    /// What the source says and the draft does not.
    private(set) var told: [RowNote] = []

    init(row: Int) { self.row = row }

    /// `reason`, `remedy`: those of the code when nil.
    mutating func fault(_ code: String, _ column: String?, _ reason: String? = nil, remedy: String? = nil) {
        let usual = RowFault(row: row, column: column, code, reason)
        let fault = RowFault(
            row: row,
            column: column,
            code: code,
            reason: usual.reason,
            remedy: remedy ?? usual.remedy
        )
        faults.append(fault)
    }

    /// The digest of a document at hand; that one cannot be read keeps no row out.
    mutating func digest(_ address: SourceAddress, in folder: String?, column: String) -> Digest? {
        do {
            return try address.digest(in: folder)
        } catch {
            unreadable.append(column)
            return nil
        }
    }

    /// `words`: our own, and none of the source.
    mutating func tell(_ column: String, _ words: String) { told.append(RowNote(column: column, words: words)) }

    /// That a draft has room for fewer codes than the source tells.
    mutating func tell(_ column: String?, _ count: Int, beyond max: Int) {
        guard let column, count > max else { return }
        tell(column, "\(count) codes, of which the draft has the first \(max)")
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
    let now: Timestamp
    let scanner: TextScanner

    /// Short texts that many drafts have and that the scanner finds nothing in: it is asked once.
    let clearTexts: Set<String>

    init(
        format: FindingFormat,
        aliases: OrganisationAliases,
        documents: String?,
        now: Timestamp,
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
    var years: ClosedRange<Int> { 1990...(now.date.year + 1) }

    var today: CivilDate? { CivilDate(cell: now.day, forms: [.iso]) }
}
