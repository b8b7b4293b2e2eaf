package import Anonymisation
package import LessonExchange
package import Signatures

/// One report that exists only as a document: a stub, until somebody has read it.
package struct FindingDocument: Sendable {
    private let issuer: String
    private let reference: String
    private let sourceType: String
    private let title: String?
    private let published: String?
    private let link: String?
    private let recipients: [String]
    private let due: String?

    package init(
        issuer: String,
        reference: String,
        sourceType: String,
        title: String?,
        published: String?,
        link: String?,
        recipients: [String],
        due: String?
    ) {
        self.issuer = issuer
        self.reference = reference
        self.sourceType = sourceType
        self.title = title
        self.published = published
        self.link = link
        self.recipients = recipients
        self.due = due
    }

    /// The stub of a document, by its exact bytes.
    ///
    /// Nothing of the draft depends on `publisher`, the organisation id of whoever imports. An error for a value that is none
    /// names the option that holds it.
    package func finding(
        document bytes: [UInt8],
        publisher: String,
        now: Timestamp,
        scanner: TextScanner
    ) throws(LessonExchangeError) -> ExternalFinding {
        let mask = TextMask(scanner: scanner, names: NameWords())
        let context = ReadingContext(
            format: .document,
            aliases: .embedded,
            documents: nil,
            now: now,
            scanner: scanner
        )
        var parts = try parts(mask, context)
        let digest = Digest(of: bytes)
        parts.documentDigest = digest
        let row = row(digest)
        do {
            let cells = CellDigests(row, reference, known: Set(row.names), named: ["link", "title"])
            return try parts.finding(context, cells)
        } catch let error as LessonExchangeError {
            throw error
        } catch {
            // Everything in it was made by the program.
            throw LessonExchangeError("internal", "a draft could not be written")
        }
    }

    private func parts(_ mask: TextMask, _ context: ReadingContext) throws(LessonExchangeError) -> FindingParts {
        guard OrganisationID.isValid(issuer) else { throw Self.invalid("--issuer") }
        guard EmbeddedSchemas.codes("source-type").contains(sourceType), sourceType != "other" else {
            throw Self.invalid("--source-type")
        }
        let isLine =
            !reference.isEmpty && reference.unicodeScalars.count <= 100
            && reference.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard isLine, ReferenceForm.isPlain(reference),
            !mask.scanner.findings(reference, profile: .publicReference).contains(where: { $0.decision == .block })
        else {
            throw LessonExchangeError("finding.reference-malformed", at: "--reference")
        }
        var parts = FindingParts(
            issuer: issuer,
            reference: reference,
            sourceType: sourceType,
            title: "Report \(reference)",
            address: "\(issuer)\n\(link ?? "")",
            published: try date(published, "--published", context),
            extraction: "summary"
        )
        if let title {
            let own = NumberedPoints.line(Array(CellText.normalised(title).unicodeScalars)[...])
            // A title is shown wherever the finding is.
            let masked = mask.maskedTitle(own)
            guard masked == own else {
                // The word itself may be the name.
                let word = zip(own.split(separator: " "), masked.split(separator: " ")).prefix { $0 == $1 }.count + 1
                throw LessonExchangeError("identifier.found", "word \(word) may name somebody", at: "--title")
            }
            parts.title = Titles.cut("Report \(reference): \(own)")
            parts.sourceTitle = own.isEmpty ? nil : Sentences.cut(own, to: 200)
        }
        if let link {
            guard let plain = SourceAddress(link).plain(reference, mask) else { throw Self.invalid("--link") }
            parts.link = plain
        }
        let list = BodyList(aliases: context.aliases, scanner: mask.scanner)
        for spelling in recipients {
            // An id is said by whoever imports, and by no cell.
            let known = OrganisationID.isValid(spelling) ? [spelling] : list.organisations(in: spelling)
            guard let ids = known ?? context.aliases.organisation(within: spelling).map({ [$0] }) else {
                throw LessonExchangeError("usage.invalid", "no organisation is known by that name", at: "--recipient")
            }
            for id in ids {
                parts.recipients.append(ExternalFinding.Recipient(organisation: id, place: parts.recipients.count))
            }
        }
        parts.replyTo = reply?.to
        parts.due = ExternalFinding.Due(
            printed: try deadline(parts.published, context),
            published: parts.published,
            answerDays: reply?.days
        )
        return parts
    }

    /// Where the answer goes and within how many days the law asks for it, as for the tables of these sources.
    private var reply: (to: String, days: Int?)? {
        switch sourceType {
        case "coroner-pfd": ("the coroner", CoronerReport.answerDays)
        case "national-patient-safety-alert": ("the Central Alerting System", nil)
        default: nil
        }
    }

    /// A slip of the pen far ahead would start no clock that anybody sees.
    private func deadline(
        _ published: CivilDate?,
        _ context: ReadingContext
    ) throws(LessonExchangeError) -> CivilDate? {
        guard let date = try date(due, "--due", context) else { return nil }
        if let start = published ?? context.today, date.days(since: start) > PrintedDate.farthestDays {
            throw LessonExchangeError(
                "usage.invalid",
                "it lies more than \(PrintedDate.farthestDays) days behind \(start)",
                at: "--due",
                remedy: "Look both dates up in the document; leave --due out where it asks for no answer by then."
            )
        }
        return date
    }

    private func date(
        _ text: String?,
        _ option: String,
        _ context: ReadingContext
    ) throws(LessonExchangeError) -> CivilDate? {
        guard let text else { return nil }
        guard let date = CivilDate(cell: text, forms: [.iso]),
            (context.years.lowerBound...(context.years.upperBound + 10)).contains(date.year)
        else { throw LessonExchangeError("finding.date-malformed", at: option) }
        return date
    }

    private static func invalid(_ option: String) -> LessonExchangeError {
        LessonExchangeError("usage.invalid", "the value cannot be used", at: option)
    }

    /// What was told, as a row: so that a second import of the same changes nothing.
    private func row(_ document: Digest) -> TableRow {
        let values = [
            ("document", document.hex), ("due", due ?? ""), ("issuer", issuer), ("link", link ?? ""),
            ("published", published ?? ""),
            ("recipients", recipients.joined(separator: "\n")), ("reference", reference), ("source-type", sourceType),
            ("title", title ?? ""),
        ]
        var cells = CellBuffer()
        for (_, value) in values { Array(value.utf8).withUnsafeBufferPointer { cells.append($0) } }
        return TableRow(number: 1, names: values.map(\.0), cells: cells)
    }
}
