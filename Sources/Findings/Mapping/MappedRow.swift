import Anonymisation
import LessonExchange
import LinearRegex
import Signatures
import StrictJSON

/// Reads one row by a mapping file.
struct MappedRow {
    let mapping: FindingMapping
    let row: TableRow
    let context: ReadingContext
    private let mask: TextMask

    init(_ row: TableRow, _ mapping: FindingMapping, _ context: ReadingContext) {
        self.row = row
        self.mapping = mapping
        self.context = context
        var names = NameWords()
        for column in mapping.maskedNames { names.add(row.text(column)) }
        mask = TextMask(scanner: context.scanner, names: names)
    }

    /// The finding; nil where the notes tell a fault.
    func finding(_ notes: inout RowNotes) throws -> ExternalFinding? {
        let reference = row.text(mapping.reference)
        // A reference stands in titles, names of files and reports: it must be one line, and no name.
        let isLine = !reference.isEmpty && reference.unicodeScalars.count <= 100 && !reference.contains("\n")
        guard isLine, mapping.referencePattern.matches(reference) else {
            notes.fault("finding.reference-malformed", mapping.reference)
            return nil
        }
        guard mask.isClear(reference: reference, mapping.letters) else {
            notes.fault(
                "finding.reference-malformed",
                mapping.reference,
                "it keeps the pattern of the mapping, but its letters may be a name",
                remedy: "Where they are the body's own, write those letters into referencePattern, such as ^NG[0-9]+$."
            )
            return nil
        }
        guard !mask.scanner.findings(reference, profile: .publicReference).contains(where: { $0.decision == .block })
        else {
            notes.fault("finding.reference-malformed", mapping.reference, "it looks like an identifier of a person")
            return nil
        }
        let published = date(mapping.published, &notes)
        let due = date(mapping.due, &notes)
        guard notes.faults.isEmpty, let issuer = issuer(&notes) else { return nil }
        let kind =
            mapping.kinds.first { $0.pattern?.matches(reference) ?? true } ?? mapping.kinds[mapping.kinds.count - 1]
        let address = row.text(mapping.link ?? "")
        var parts = FindingParts(
            issuer: issuer,
            reference: reference,
            sourceType: mapping.sourceType,
            title: "\(mapping.label) \(reference)",
            // Bodies count their references alike.
            address: "\(issuer)\n\(address)",
            published: published,
            extraction: mapping.extraction,
            licence: mapping.licence
        )
        parts.replyTo = kind.replyTo
        parts.link = SourceAddress(address).plain(reference, mask)
        if let column = mapping.document {
            parts.documentDigest = notes.digest(SourceAddress(row.text(column)), in: context.documents, column: column)
        }
        takeTitle(&parts, &notes)
        let deadline = PrintedDate(deadline: due, of: published, today: context.today)
        if let question = deadline.question { notes.ask(.deadline, mapping.due ?? "", question) }
        parts.due = ExternalFinding.Due(printed: deadline.date, published: published, answerDays: mapping.responseDays)
        takeRecipients(&parts, &notes)
        parts.themes = codes(mapping.themes, list: "contributory-themes", &notes)
        parts.serviceLines = codes(mapping.serviceLines, list: "service-line", &notes)
        notes.tell(mapping.themes?.name, parts.themes.count, beyond: FindingLimits.themesMax)
        notes.tell(mapping.serviceLines?.name, parts.serviceLines.count, beyond: FindingLimits.serviceLinesMax)
        takePoints(&parts, kind, &notes)
        return try parts.finding(context, CellDigests(row, reference, known: mapping.table.known, named: mapping.named))
    }

    private func date(_ column: String?, _ notes: inout RowNotes) -> CivilDate? {
        guard let column else { return nil }
        let cell = row.text(column)
        guard !cell.isEmpty else { return nil }
        guard let date = CivilDate(cell: cell, forms: mapping.dateForms) else {
            notes.fault("finding.date-malformed", column)
            return nil
        }
        // A deadline may lie some years ahead.
        let last = context.years.upperBound + (column == mapping.due ? 10 : 0)
        guard (context.years.lowerBound...last).contains(date.year) else {
            let reason = "the year is not between \(context.years.lowerBound) and \(last)"
            notes.fault("finding.date-malformed", column, reason)
            return nil
        }
        return date
    }

    private func issuer(_ notes: inout RowNotes) -> String? {
        if let id = mapping.issuer(row, context.aliases) { return id }
        // Without its issuer a reference names nothing.
        notes.fault("finding.issuer-unknown", mapping.issuer.column)
        return nil
    }

    /// A title of the body's own, masked as texts are.
    private func takeTitle(_ parts: inout FindingParts, _ notes: inout RowNotes) {
        guard let column = mapping.title else { return }
        let own = NumberedPoints.line(Array(row.text(column).unicodeScalars)[...])
        guard !own.isEmpty else { return }
        let masked = mask.maskedTitle(own)
        guard TextMask.tells(masked) else {
            notes.tell(column, "left out: all of it may be a name")
            return
        }
        if masked != own { notes.tell(column, "a word that may be a name is masked") }
        parts.title = Titles.cut("\(parts.title): \(masked)")
        parts.sourceTitle = Sentences.cut(masked, to: 200)
    }

    private func takeRecipients(_ parts: inout FindingParts, _ notes: inout RowNotes) {
        if let column = mapping.recipients {
            let list = RecipientList(separator: column.separator, aliases: context.aliases)
            let cell = values(column).joined(separator: "\n")
            parts.recipients = list.recipients(cell, column: column.name, mask, &notes)
        }
        guard let column = mapping.recipientClasses else { return }
        for value in values(column) {
            let codes = classCodes(value, column)
            if codes.isEmpty { notes.ask(.recipientClass, column.name, mask.shown(value)) }
            for code in codes where !parts.recipientClasses.contains(code) { parts.recipientClasses.append(code) }
        }
    }

    /// The classes of providers that a value means; empty where it, or a part of it, is not known.
    private func classCodes(_ value: String, _ column: FindingMapping.ListColumn) -> [String] {
        if let code = classCode(value, column) { return [code] }
        // `All NHS trusts, GP practices`
        let pieces = value.split { $0 == "," || $0 == ";" }.map(\.trimmed).filter { !$0.isEmpty }
        let codes = pieces.compactMap { classCode($0, column) }
        return codes.count == pieces.count ? codes : []
    }

    private func classCode(_ value: String, _ column: FindingMapping.ListColumn) -> String? {
        let key = OrganisationAliases.key(value)
        // A code that the mapping writes itself is known, too; what it did not write may be a name.
        let written = column.codes[key] ?? column.codes.values.first { OrganisationAliases.key($0) == key }
        if let code = written { return Self.isKebab(code) ? code : nil }
        return column.codes.isEmpty && Self.isKebab(value) && mask.isClear(value) ? value : nil
    }

    private static func isKebab(_ code: String) -> Bool {
        let words = code.utf8.split(separator: 0x2D, omittingEmptySubsequences: false)
        return code.utf8.count <= 60
            && words.allSatisfy {
                !$0.isEmpty && $0.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
            }
    }

    private func codes(_ column: FindingMapping.ListColumn?, list: String, _ notes: inout RowNotes) -> [String] {
        guard let column else { return [] }
        let known = EmbeddedSchemas.codes(list)
        var codes: [String] = []
        for value in values(column) {
            // A code of the list stands for itself.
            let code = column.codes[OrganisationAliases.key(value)] ?? (known.contains(value) ? value : nil)
            // `other` needs a text that no table has.
            guard let code, known.contains(code), code != "other", code != "unknown" else {
                notes.ask(.theme, column.name, mask.shown(value))
                continue
            }
            if !codes.contains(code) { codes.append(code) }
        }
        return codes
    }

    /// The values of a cell; of JSON it may hold an array.
    private func values(_ column: FindingMapping.ListColumn) -> [String] {
        let cell = row.text(column.name)
        if mapping.container != .csv, cell.hasPrefix("["), let list = try? JSONDocument(parsing: Array(cell.utf8)).root
        {
            return list.elements.compactMap(\.string).map(CellText.normalised).filter { !$0.isEmpty }
        }
        let parts = HTMLReference.decoded(cell).split { $0 == "\n" || column.separator.contains($0) }
        return parts.map(\.trimmed).filter { !$0.isEmpty }
    }

    private func takePoints(_ parts: inout FindingParts, _ kind: FindingMapping.Kind, _ notes: inout RowNotes) {
        let all = points(parts.reference, &notes)
        let taken = Array(all.prefix(FindingLimits.recommendationsMax))
        let common = mapping.addressee.flatMap { addressee(row.text($0)) }
        var texts: [String] = []
        for (position, point) in taken.enumerated() {
            let (text, isClean) = mask.cleaned(point.text)
            texts.append(text)
            if isClean { parts.clearTexts.insert(text) }
            let isLast = position + 1 == FindingLimits.recommendationsMax && all.count > taken.count
            let rest = isLast ? " (\(all.count - taken.count) more points in the source)" : ""
            let room = FindingLimits.textCharactersMax - rest.unicodeScalars.count
            parts.points.append(
                FindingParts.Point(
                    id: "\(kind.prefix)\(position + 1)",
                    sourceRef: point.reference,
                    modality: kind.modality,
                    addressee: point.addressee ?? common,
                    text: Sentences.cut(text, to: room) + rest
                )
            )
        }
        parts.statements = texts.prefix(FindingLimits.statementsMax).map {
            Sentences.cut($0, to: FindingLimits.statementCharactersMax)
        }
        let title = mapping.title.map { row.text($0) }
        parts.contentNotes = ContentNotes.notes(in: all.map(\.text) + [title ?? ""])
    }

    private typealias Point = (text: String, reference: String?, addressee: String?)

    /// Texts of the row's recommendations, not masked yet.
    private func points(_ reference: String, _ notes: inout RowNotes) -> [Point] {
        switch mapping.recommendations {
        case .numbered(let column):
            let (before, points) = NumberedPoints.split(row.text(column))
            // What stands before the first number is asked for, too.
            let opening = NumberedPoints.line(Array(before.unicodeScalars)[...])
            return ((opening.isEmpty ? [] : [opening]) + points).map { ($0, nil, nil) }
        case .whole(let column):
            let text = NumberedPoints.line(Array(row.text(column).unicodeScalars)[...])
            return text.isEmpty ? [] : [(text, reference, nil)]
        case .columns(let columns):
            let texts = columns.map { NumberedPoints.line(Array(row.text($0).unicodeScalars)[...]) }
            return texts.filter { !$0.isEmpty }.map { ($0, nil, nil) }
        case .array(let column, let text, let reference, let addressee):
            return elements(column, &notes).compactMap { position, element in
                guard let own = text.map({ element[$0]?.string }) ?? element.string else {
                    notes.fault("finding.row-malformed", column, "element \(position + 1) has no text")
                    return nil
                }
                let line = NumberedPoints.line(Array(CellText.normalised(own).unicodeScalars)[...])
                guard !line.isEmpty else { return nil }
                return (
                    line, reference.flatMap { self.reference(element[$0]?.string) },
                    addressee.flatMap { self.addressee(element[$0]?.string ?? "") }
                )
            }
        case nil: return []
        }
    }

    /// The elements of a cell that holds an array; anything else in it is a fault, for it would be lost.
    private func elements(_ column: String, _ notes: inout RowNotes) -> [(offset: Int, element: JSONValue)] {
        let cell = row.text(column)
        guard !cell.isEmpty else { return [] }
        guard let root = try? JSONDocument(parsing: Array(cell.utf8)).root, root.isArray else {
            notes.fault("finding.row-malformed", column, "it holds no array")
            return []
        }
        return root.elements.enumerated().map { ($0.offset, $0.element) }
    }

    /// A reference of a recommendation, where it is short and no word in it may be a name.
    private func reference(_ text: String?) -> String? {
        guard let text, text.utf8.count <= 60, !text.contains("\n"), mask.isClear(reference: text, mapping.letters),
            ReferenceForm.isPlain(text) || mapping.referencePattern.matches(text)
        else { return nil }
        return text
    }

    /// A role or a body, masked, on one line.
    private func addressee(_ cell: String) -> String? {
        let text = mask.masked(NumberedPoints.line(Array(HTMLReference.decoded(cell).unicodeScalars)[...]))
        return text.isEmpty ? nil : Sentences.cut(text, to: 160)
    }
}
