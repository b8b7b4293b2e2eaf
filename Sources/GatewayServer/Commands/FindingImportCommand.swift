import ArgumentParser
import CommandSupport
import Findings
import Gateway
import LessonExchange
import Signatures
import StrictJSON

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take in what external bodies found: a table, or one report that exists only as a document.",
        discussion: """
            Example: lesson-gateway import tracker.csv --format pfd-tracker --person "A. Person"

            The exact source is kept. Good rows come in; rows that contradict themselves are listed, each with what to do,
            and the exit status is 6. The same table again changes nothing, a changed row becomes a new version.

            A document: lesson-gateway import alert.pdf --format document --issuer reg:demo-review-body \\
              --reference DRB/2026/03 --source-type hssib
            """
    )

    @Argument(help: "The table, or the document.", completion: .file())
    var file: String

    @Option(name: .long, help: "pfd-tracker, pfd-toolkit, safety-alert, hssib, table (with --mapping) or document.")
    var format: String

    @Option(name: .long, help: "Mapping file of a table: which column is what.", completion: .file())
    var mapping: String?

    @Option(
        name: .long,
        help: "More spellings of organisations, JSON; without it findings.aliases of the configuration.",
        completion: .file()
    )
    var aliases: String?

    @Option(name: .long, help: "Folder with documents that the table names, for their digests.", completion: .directory)
    var documents: String?

    @OptionGroup var document: DocumentOptions
    @OptionGroup var options: GatewayOptions
    @OptionGroup var person: PersonOption

    func validate() throws {
        guard let format = FindingFormat(rawValue: format) else {
            let words = FindingFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--format is one of \(words).")
        }
        guard (format == .table) == (mapping != nil) else {
            throw ValidationError("--mapping goes with --format table, and only with it.")
        }
        guard format == .document ? document.isComplete : document.isEmpty else {
            throw ValidationError(
                "--issuer, --reference and --source-type go with --format document, and only with it."
            )
        }
        guard format != .document || (aliases == nil && documents == nil) else {
            throw ValidationError("--aliases and --documents go with tables.")
        }
    }

    func run() async throws {
        let folder = try await options.folder()
        let gateway = try await folder.open()
        guard let format = FindingFormat(rawValue: format) else { return }
        if format == .document {
            try await takeDocument(gateway)
        } else {
            try await takeTable(format, folder, gateway)
        }
    }

    private func takeTable(_ format: FindingFormat, _ folder: GatewayFolder, _ gateway: Gateway) async throws {
        let reader = FindingReader(
            format: format,
            mapping: try mapping.map { try FindingFiles.mapping($0) },
            aliases: try folder.settings.findings.aliases(aliases),
            documents: documents,
            publisher: gateway.identity.organisation,
            now: gateway.clock(),
            scanner: GateContext().scanner
        )
        let report = try await gateway.importFindings(file, reader: reader, by: person.actor(FindingCommand.role))
        options.show(report.tree, report.text(of: file))
        // Nothing is lost silently: whoever runs it in a script learns that rows wait for a person.
        if report.quarantined > 0 { throw ToolExit(status: .policyNotMet) }
    }

    private func takeDocument(_ gateway: Gateway) async throws {
        let (outcome, digest) = try await gateway.importDocument(
            file,
            document.document,
            by: person.actor(FindingCommand.role)
        )
        let number: Int64
        let what: String
        switch outcome {
        case .imported(let new, _, _, _): (number, what) = (new, "imported; it needs reading")
        case .unchanged(let known): (number, what) = (known, "unchanged")
        case .newVersion(let known, let version, let changed, let isReopened):
            let again = isReopened ? "; in triage again" : ""
            (number, what) = (known, "version \(version), changed: \(changed.joined(separator: ", "))\(again)")
        }
        options.show(
            .object(of: [
                "number": .integer(Int(number)), "outcome": .string(what), "source": .string(digest.description),
            ]),
            "finding \(number): \(TerminalOutput.line(what)), source \(digest)\n"
        )
    }
}

/// What a person says of a report that exists only as a document.
struct DocumentOptions: ParsableArguments {
    @Option(name: .long, help: "Document: organisation id of the body.")
    var issuer: String?

    @Option(name: .long, help: "Document: the body's own reference.")
    var reference: String?

    @Option(name: .long, help: "Document: kind of source (codes/source-type.json).")
    var sourceType: String?

    @Option(name: .long, help: "Document: title, without a name of a person.")
    var title: String?

    @Option(name: .long, help: "Document: day of publication, YYYY-MM-DD.")
    var published: String?

    @Option(name: .long, help: "Document: where it can be read.")
    var link: String?

    @Option(name: .long, help: "Document: organisation id of a recipient; may be given several times.")
    var recipient: [String] = []

    @Option(name: .long, help: "Document: the date by which it asks for an answer, YYYY-MM-DD.")
    var due: String?

    var isComplete: Bool { issuer != nil && reference != nil && sourceType != nil }

    var isEmpty: Bool {
        [issuer, reference, sourceType, title, published, link, due].allSatisfy { $0 == nil } && recipient.isEmpty
    }

    var document: FindingDocument {
        FindingDocument(
            issuer: issuer ?? "",
            reference: reference ?? "",
            sourceType: sourceType ?? "",
            title: title,
            published: published,
            link: link,
            recipients: recipient,
            due: due
        )
    }
}

extension FindingImportReport {
    /// What became of a table, for people.
    fileprivate func text(of file: String) -> String {
        var text = """
            \(TerminalOutput.line(file)): \(source.format.rawValue), \(source.rows) rows, \(source.encoding), \
            \(source.digest)
            imported: \(imported), stubs that need reading: \(stubs), new versions: \(newVersions), \
            unchanged: \(unchanged), repeated: \(repeated), set aside: \(quarantined)
            in triage: \(triage), duties of yours: \(duties), reopened: \(reopened)

            """
        for row in rows where row.outcome == "new-version" {
            let changed = TerminalOutput.line(row.changed.joined(separator: ", "))
            let again = row.isReopened ? "; in triage again" : ""
            text += "row \(row.row): a new version of finding \(row.number ?? 0), changed: \(changed)\(again)\n"
        }
        for fault in faults {
            let column = fault.column.map { ", column \(TerminalOutput.line($0))" } ?? ""
            text += "row \(fault.row)\(column): set aside, \(fault.code): \(TerminalOutput.line(fault.reason))\n"
            text += "  \(TerminalOutput.line(fault.remedy))\n"
        }
        text += left
        text += twins
        if unclassed > 0 {
            text +=
                "rows that name classes of providers: \(unclassed); organisation.providerClasses does not say which are "
            text += "yours, so none of them has a clock for you\n"
        }
        text += asked
        text += known
        if isCut { text += "and more rows: --json has the counts, the first rows are listed\n" }
        return text
    }

    /// What is known already of new findings in triage: lessons that cover them, and what partners say.
    private var known: String {
        let covered = Dictionary(coveredBy.map { ($0.number, $0.lessons) }) { first, _ in first }
        let answered = Dictionary(answeredBy.map { ($0.number, $0.positions) }) { first, _ in first }
        return Set(covered.keys).union(answered.keys).sorted().map { number in
            let lessons = covered[number] ?? []
            return "finding \(number)\n" + FindingWords.coverage(lessons, indent: "  ")
                + FindingWords.positions(answered[number] ?? [], beside: lessons, indent: "  ")
        }.joined()
    }

    /// What was not taken of rows that came in.
    private var left: String {
        let cut = rows.filter { $0.leftOut > 0 }
        let sentences = cut.reduce(0) { $0 + $1.leftOut }
        let said =
            cut.isEmpty ? "" : "sentences of the form that were left out: \(sentences), in \(cut.count) of the rows\n"
        return said
            + rows.flatMap { row in
                row.unreadableDocuments.map { column in
                    "row \(row.row), column \(column): the document cannot be read, its digest is left out\n"
                }
            }.joined()
    }

    /// References that were here already.
    private var twins: String {
        rows.map { row in
            guard let number = row.number, let twin = row.sameReferenceAs else { return "" }
            return "row \(row.row): finding \(number) has the reference of finding \(twin): is it the same report?\n"
        }.joined()
    }

    /// Each question once, with the rows that it is about.
    private var asked: String {
        var words: [String] = []
        var places: [String: [Int]] = [:]
        for question in questions {
            let spelling = TerminalOutput.line(question.spelling)
            // A deadline is asked in words of the program's own, the others by the spelling.
            let asked =
                question.kind == .deadline
                ? "which deadline holds: \(spelling)" : "which \(question.kind.rawValue) is «\(spelling)»"
            let word = "\(asked) (column \(TerminalOutput.line(question.column)))?"
            if places[word] == nil { words.append(word) }
            places[word, default: []].append(question.row)
        }
        return words.map { word in
            let rows = places[word] ?? []
            let shown = rows.prefix(Self.rowsShown).map { "\($0)" }.joined(separator: ", ")
            let more = rows.count > Self.rowsShown ? " and \(rows.count - Self.rowsShown) more" : ""
            return "row \(shown)\(more): \(word)\n"
        }.joined()
    }

    /// Rows that a question names for people; --json has all of them.
    private static let rowsShown = 5
}
