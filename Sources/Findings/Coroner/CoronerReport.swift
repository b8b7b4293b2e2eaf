import Anonymisation
import LessonExchange
import Signatures

/// Reads one row about a coroner's report to prevent future deaths.
///
/// Of its texts only the concerns are taken; circumstances, inquest and legal parts stay in the source.
struct CoronerReport {
    /// Days from the report to the answer (regulation 29(4) of the Coroners (Investigations) Regulations 2013).
    static let answerDays = 56
    /// First year with reports of this kind.
    private static let firstYear = 2013

    let columns: CoronerColumns
    let row: TableRow
    let context: ReadingContext
    private let mask: TextMask

    init(_ row: TableRow, _ columns: CoronerColumns, _ context: ReadingContext) {
        self.row = row
        self.columns = columns
        self.context = context
        mask = TextMask(scanner: context.scanner, names: Self.names(row, columns))
    }

    /// The names that the row tells: the page of a report is called after who died, also where no column is.
    private static func names(_ row: TableRow, _ columns: CoronerColumns) -> NameWords {
        var names = NameWords()
        for column in columns.deceased { names.add(row.text(column)) }
        names.addOfficial(row.text(columns.official))
        names.add(address: row.text(columns.address))
        names.add(address: row.text(columns.document))
        if let replies = columns.replies { names.add(address: row.text(replies), isReply: true) }
        for column in columns.telling + [columns.recipients] { names.add(titledIn: row.text(column)) }
        return names
    }

    /// The finding; nil where the notes tell a fault.
    func finding(_ notes: inout RowNotes) throws -> ExternalFinding? {
        let reference = row.text(columns.reference)
        guard Self.isReference(reference) else {
            notes.fault("finding.reference-malformed", columns.reference)
            return nil
        }
        let numbers = SourceAddress(row.text(columns.document)).reportNumbers
        if !numbers.isEmpty, !numbers.contains(reference) {
            notes.fault("finding.reference-contradicted", columns.document)
        }
        let published = date(columns.published, &notes)
        let added = columns.added.flatMap { date($0, &notes) }
        guard notes.faults.isEmpty else { return nil }
        if let published, let added, published > added {
            // It was told before it was written: one of the two dates is wrong, and the clock hangs on the first.
            notes.ask(.deadline, columns.published, "\(published), added \(added)")
        }
        var parts = FindingParts(
            issuer: issuer(&notes),
            reference: reference,
            sourceType: "coroner-pfd",
            // The gate reads `coroner` before a number as a reference to a case in court; this is one that was published.
            title: "Report to prevent future deaths \(reference)",
            address: row.text(columns.address),
            published: published,
            licence: "OGL-UK-3.0"
        )
        parts.replyTo = "the coroner"
        parts.link = SourceAddress(row.text(columns.address)).search(reference, mask)
        let document = SourceAddress(row.text(columns.document))
        parts.documentDigest = notes.digest(document, in: context.documents, column: columns.document)
        parts.recipients = recipients(&notes)
        parts.due = due(published, &notes)
        takeCategories(&parts, &notes)
        takeConcerns(&parts, &notes)
        let cells = CellDigests(
            row,
            reference,
            known: columns.table.known,
            named: columns.named,
            apart: columns.namedApart
        )
        return try parts.finding(context, cells)
    }

    /// `YYYY-NNNN`, of this century.
    static func isReference(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 9 && bytes[4] == 0x2D && bytes.starts(with: [0x32, 0x30])
            && bytes.enumerated().allSatisfy { $0.offset == 4 || (0x30...0x39).contains($0.element) }
    }

    private func date(_ column: String, _ notes: inout RowNotes) -> CivilDate? {
        let cell = row.text(column)
        if cell.isEmpty {
            if column == columns.published { notes.ask(.deadline, column, "no date") }
            return nil
        }
        guard let date = CivilDate(cell: cell, forms: [.iso, .dayMonthYear]) else {
            notes.fault("finding.date-malformed", column)
            return nil
        }
        guard (Self.firstYear...context.years.upperBound).contains(date.year) else {
            let reason = "the year is not between \(Self.firstYear) and \(context.years.upperBound)"
            notes.fault("finding.date-malformed", column, reason)
            return nil
        }
        return date
    }

    private func issuer(_ notes: inout RowNotes) -> String {
        let area = row.text(columns.area)
        if let issuer = CoronerAreas.issuer(area) { return issuer }
        // References are national: it is known which report it is, whoever wrote it.
        notes.ask(.issuer, columns.area, mask.shown(area))
        return CoronerAreas.unknown
    }

    private func recipients(_ notes: inout RowNotes) -> [ExternalFinding.Recipient] {
        RecipientList(separator: columns.separator, aliases: context.aliases).recipients(
            row.text(columns.recipients),
            column: columns.recipients,
            mask,
            &notes
        )
    }

    /// The printed date where there is one, else the statutory one.
    private func due(_ published: CivilDate?, _ notes: inout RowNotes) -> ExternalFinding.Due? {
        let cell = columns.response.map { row.text($0) } ?? ""
        let read = PrintedDate(deadlineIn: cell, of: published)
        if let question = read.question { notes.ask(.deadline, columns.response ?? "", question) }
        return ExternalFinding.Due(printed: read.date, published: published, answerDays: Self.answerDays)
    }

    private func takeCategories(_ parts: inout FindingParts, _ notes: inout RowNotes) {
        guard let column = columns.categories else { return }
        var words: [String] = []
        for spelling in row.text(column).split(separator: "|").map(\.trimmed) where !spelling.isEmpty {
            guard let category = ReportCategories.category(spelling) else {
                notes.ask(.theme, column, mask.shown(spelling))
                continue
            }
            if let word = category.words, !words.contains(word) { words.append(word) }
            for note in category.contentNotes where !parts.contentNotes.contains(note) {
                parts.contentNotes.append(note)
            }
        }
        guard !words.isEmpty else { return }
        let title = parts.title + ": " + words.joined(separator: "; ")
        parts.title = Titles.cut(title)
    }

    private func takeConcerns(_ parts: inout FindingParts, _ notes: inout RowNotes) {
        let reading = ConcernsText.reading(row.text(columns.concerns))
        notes.leftOut = reading.leftOut
        let concerns = reading.concerns
        let cleaned = concerns.prefix(FindingLimits.recommendationsMax).map { mask.cleaned($0) }
        let texts = cleaned.map(\.text)
        parts.clearTexts = Set(cleaned.filter(\.isClean).map(\.text))
        for (position, text) in texts.enumerated() {
            // A recipient must answer each, which is more than an observation asks for.
            let isLast = position + 1 == FindingLimits.recommendationsMax && concerns.count > texts.count
            let rest = isLast ? " (\(concerns.count - texts.count) more points in the source)" : ""
            let room = FindingLimits.textCharactersMax - rest.unicodeScalars.count
            let point = FindingParts.Point(
                id: "C\(position + 1)",
                sourceRef: nil,
                modality: "recommendation",
                text: Sentences.cut(text, to: room) + rest
            )
            parts.points.append(point)
        }
        parts.statements = texts.prefix(FindingLimits.statementsMax).map {
            Sentences.cut($0, to: FindingLimits.statementCharactersMax)
        }
        // These are read for notes alone, and never taken.
        let told = [columns.concerns, "circumstances", "investigation", "inquest"].map { row.text($0) }
        for note in ContentNotes.notes(in: told) where !parts.contentNotes.contains(note) {
            parts.contentNotes.append(note)
        }
    }
}

/// Titles that we build.
enum Titles {
    /// At most as long as a title may be, cut between words.
    static func cut(_ title: String) -> String {
        guard title.unicodeScalars.count > FindingLimits.titleCharactersMax else { return title }
        return Sentences.cut(title, to: FindingLimits.titleCharactersMax)
    }
}
