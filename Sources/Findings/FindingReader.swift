package import Anonymisation
import LessonExchange
package import Signatures
import StrictJSON

/// Reads findings of external bodies from a table, row by row, without guessing.
package struct FindingReader: Sendable {
    private let mapping: FindingMapping?
    private let format: FindingFormat
    private let aliases: OrganisationAliases
    private let documents: String?
    private let now: Timestamp
    private let scanner: TextScanner
    /// Organisation id of whoever imports; nothing of a draft depends on it.
    package let publisher: String

    /// A reader of one format.
    ///
    /// `mapping`: how a table of one's own is read; built-in formats have one. `documents`: folder with the documents that
    /// the table names, for their digests. `now`: the years that dates may have are counted from it, and how far ahead a
    /// deadline may lie where the source does not tell when it was published.
    package init(
        format: FindingFormat,
        mapping: FindingMapping? = nil,
        aliases: OrganisationAliases = .embedded,
        documents: String? = nil,
        publisher: String,
        now: Timestamp,
        scanner: TextScanner
    ) {
        self.format = format
        self.mapping = mapping
        self.aliases = aliases
        self.documents = documents
        self.publisher = publisher
        self.now = now
        self.scanner = scanner
    }

    /// Reads a file from its beginning to its end in constant memory; calls `each` for every row in order.
    ///
    /// The file is read three times: for its digest and its encoding, for references that occur more than once, and for its
    /// rows. Nothing is handed over before the whole file proved to be one that can be read.
    ///
    /// - Throws: ``LessonExchangeError`` for a file that cannot be read as that format at all, with row and column.
    ///
    /// `name`: what errors call the file; its path when nil. `expected`: the digest of a copy that was kept; where the file
    /// has another, nothing is handed over.
    package func read(
        _ path: String,
        name: String? = nil,
        expected: Digest? = nil,
        each: (FindingRow) throws -> Void
    ) throws -> SourceFile {
        let source = try SourceBytes(path, name: name)
        if let expected, source.digest != expected { throw SourceArchive.changed(name ?? path) }
        return try read(source, each: each)
    }

    /// The same for bytes that are in memory.
    package func read(_ bytes: [UInt8], name: String, each: (FindingRow) throws -> Void) throws -> SourceFile {
        try read(try SourceBytes(bytes, name: name), each: each)
    }

    private func read(_ source: SourceBytes, each: (FindingRow) throws -> Void) throws -> SourceFile {
        let rules = try RowRules(format, mapping)
        var count = ReferenceCount()
        let rows = try rules.table(source) { event in
            guard case .row(let row) = event else { return }
            count.add(row, reference: rules.reference, issuer: rules.issuer(row, aliases))
        }
        let context = ReadingContext(
            format: format,
            aliases: aliases,
            documents: documents,
            now: now,
            scanner: scanner
        )
        var batch = RowBatch { [count] row in try rules.reading(row, count, context) }
        _ = try rules.table(source) { try batch.add($0, each: each) }
        try batch.finish(each: each)
        return SourceFile(
            digest: source.digest,
            bytes: source.count,
            format: format,
            encoding: source.encoding.rawValue,
            rows: rows
        )
    }
}

/// How the rows of a format are read.
private enum RowRules {
    case coroner(CoronerColumns)
    case mapped(FindingMapping)

    init(_ format: FindingFormat, _ mapping: FindingMapping?) throws(LessonExchangeError) {
        switch format {
        case .pfdTracker: self = .coroner(.tracker)
        case .pfdToolkit: self = .coroner(.toolkit)
        case .safetyAlert, .hssib: self = .mapped(try Self.embedded(format, mapping))
        case .table:
            guard let mapping else {
                throw LessonExchangeError("usage.invalid", "a table of your own needs a mapping file", at: "--mapping")
            }
            self = .mapped(mapping)
        case .document:
            throw LessonExchangeError("usage.invalid", "a document is no table", at: "--format")
        }
    }

    private static func embedded(
        _ format: FindingFormat,
        _ own: FindingMapping?
    ) throws(LessonExchangeError) -> FindingMapping {
        guard let own else { return try .embedded(format) }
        return own
    }

    var columns: TableColumns {
        switch self {
        case .coroner(let columns): columns.table
        case .mapped(let mapping): mapping.table
        }
    }

    var reference: String {
        switch self {
        case .coroner(let columns): columns.reference
        case .mapped(let mapping): mapping.reference
        }
    }

    /// The body whose references a row goes by, where a table holds several.
    func issuer(_ row: TableRow, _ aliases: OrganisationAliases) -> String? {
        guard case .mapped(let mapping) = self else { return nil }
        return mapping.issuer(row, aliases) ?? mapping.issuer.column.map { row.text($0) }
    }

    func table(_ source: SourceBytes, _ take: (TableEvent) throws -> Void) throws -> Int {
        if case .mapped(let mapping) = self, mapping.container != .csv {
            let records = mapping.container == .json ? mapping.records : nil
            return try JSONTable(source: source, columns: columns, records: records).read(take)
        }
        return try CSVTable(source, columns: columns).read(take)
    }

    func reading(_ row: TableRow, _ count: ReferenceCount, _ context: ReadingContext) throws -> FindingRow {
        var notes = RowNotes(row: row.number)
        switch count.verdict(row, reference: reference, issuer: issuer(row, context.aliases)) {
        case .repeated(let first): return FindingRow(row: row.number, reading: .repeated(of: first), questions: [])
        case .contradicted: notes.fault("finding.reference-repeated", reference)
        case .single: break
        }
        let finding: ExternalFinding?
        switch self {
        case .coroner(let columns): finding = try CoronerReport(row, columns, context).finding(&notes)
        case .mapped(let mapping): finding = try MappedRow(row, mapping, context).finding(&notes)
        }
        guard let finding, notes.faults.isEmpty else {
            return FindingRow(row: row.number, reading: .quarantined(notes.faults), questions: [])
        }
        return FindingRow(
            row: row.number,
            reading: .finding(finding),
            questions: notes.questions,
            leftOut: notes.leftOut,
            unreadableDocuments: notes.unreadable,
            notes: notes.told
        )
    }
}
