import ArgumentParser
import CommandSupport
import Findings
import LessonExchange
import Signatures

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        _superCommandName: "lesson",
        abstract: "Make draft lessons from findings of external bodies: coroners' reports, alerts, tables, documents.",
        discussion: """
            Example: lesson import --format pfd-tracker reports.csv --publisher ods:RXY --out findings

            Nothing is guessed: a row that cannot be trusted is set aside with its reason, an unknown name is a question, and \
            a report without text is a stub that somebody has to read. The folder keeps drafts, the exact sources, what was \
            imported (import.jsonl) and report.json; a second import of the same changes nothing. Exit status: 0 every row \
            came in, 6 rows were set aside, 2 or 3 the file cannot be read.
            """
    )

    @Argument(help: "The table, or the document of --format document.", completion: .file())
    var file: String

    @Option(name: .long, help: "pfd-tracker, pfd-toolkit, safety-alert, hssib, table or document.")
    var format: FindingFormat

    @Option(name: .long, help: "Organisation id of whoever imports, such as ods:RXY.")
    var publisher: String

    @Option(name: .long, help: "The folder to import into; made if it is not there.", completion: .directory)
    var out: String

    @Option(
        name: .long,
        help: "How a table of another form is read: findings-mapping.schema.json.",
        completion: .file()
    )
    var mapping: String?

    @Option(
        name: .long,
        help: "More spellings of organisations: organisation-aliases.schema.json.",
        completion: .file()
    )
    var aliases: String?

    @Option(
        name: .long,
        help: "Folder with the documents that the table names, for their digests.",
        completion: .directory
    )
    var documents: String?

    @Flag(name: .long, help: "Print report.json.")
    var json = false

    @OptionGroup(title: "Of a document") var document: DocumentOptions

    @OptionGroup var own: ListOptions

    func validate() throws {
        guard OrganisationID.isValid(publisher) else {
            throw ValidationError("--publisher takes an organisation id, such as ods:RXY or reg:demo-northmere.")
        }
        if format == .document {
            try document.check()
        } else if document.isUsed {
            throw ValidationError("--issuer, --reference and so on go with --format document only.")
        }
        guard mapping == nil || format == .table else {
            throw ValidationError("--mapping goes with --format table only.")
        }
        guard mapping != nil || format != .table else { throw ValidationError("--format table needs --mapping.") }
    }

    func run() throws {
        let scanner = try own.scanner()
        // Everything that may be wrong with the words of the command comes before anything is written.
        let rules = try mapping.map { path throws in
            try Self.placed(path) { try FindingMapping(parsing: try FileAccess.read(path)) }
        }
        let spellings = try aliases.map { path throws in
            try Self.placed(path) { try OrganisationAliases(adding: try FileAccess.read(path)) }
        }
        let single = format == .document ? try document.finding(of: file, publisher, scanner) : nil
        let folder = try ImportFolder(out)
        let report = try ImportReport(in: out)
        let kept = Set(try FileAccess.names(in: folder.sources))
        let digest = try SourceArchive.keep(file, in: folder.sources)
        let copy = "\(folder.sources)/sha256-\(digest.hex)"
        let reader = FindingReader(
            format: format,
            mapping: rules,
            aliases: spellings ?? .embedded,
            documents: documents,
            publisher: publisher,
            now: Clock.now,
            scanner: scanner
        )
        let take = { (row: FindingRow) throws in
            guard case .finding(let finding) = row.reading else { return try report.add(row, nil) }
            try report.add(row, try folder.take(finding))
        }
        let source: SourceFile
        do {
            // The copy is read: it cannot change meanwhile.
            if let single {
                guard single.documentDigest == digest else { throw SourceArchive.changed(file) }
                try take(FindingRow(row: 1, reading: .finding(single), questions: []))
                let bytes = FileAccess.size(of: copy)
                source = SourceFile(digest: digest, bytes: bytes, format: format, encoding: "binary", rows: 1)
            } else {
                source = try reader.read(copy, name: file, expected: digest, each: take)
            }
        } catch {
            // A file that is no source leaves nothing behind.
            if !kept.contains("sha256-\(digest.hex)") { try? FileAccess.remove(copy) }
            throw error
        }
        try folder.flush()
        try report.finish(source, file: file, publisher: publisher, asJSON: json)
        try ToolExit.check(report.quarantined > 0 ? .policyNotMet : .success)
    }

    /// Says in which file a fault is.
    private static func placed<Value>(_ path: String, _ make: () throws -> Value) throws -> Value {
        do {
            return try make()
        } catch let error as LessonExchangeError where error.code.name != "input.unreadable" {
            let place = error.place.map { "\(path): \($0)" } ?? path
            throw LessonExchangeError(error.code.name, error.message, at: place, remedy: error.remedy)
        }
    }
}

extension FindingFormat: ExpressibleByArgument {}
