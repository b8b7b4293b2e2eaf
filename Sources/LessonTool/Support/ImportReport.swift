import CommandSupport
import Findings
import Glibc
import LessonExchange
import Signatures
import StrictJSON

/// The report of an import: what became of every row, in `report.json` as a whole and on the terminal as far as people read.
final class ImportReport {
    /// Lines for the terminal; all rows are in the file.
    private static let linesMax = 10_000

    private let path: String
    private let rowsPath: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isFirst = true
    private var lines: [String] = []
    private var linesLeft = 0
    private var counts: [(name: String, count: Int)] = [
        ("imported", 0), ("stub", 0), ("unchanged", 0), ("new-version", 0), ("repeated", 0), ("quarantined", 0),
    ]
    private var questions = 0

    var quarantined: Int { counts.first { $0.name == "quarantined" }?.count ?? 0 }

    init(in folder: String) throws {
        path = "\(folder)/report.json"
        rowsPath = "\(folder)/.rows.partial"
        descriptor = open(rowsPath, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw LessonExchangeError("output.unwritable", String(cString: strerror(errno)), at: path)
        }
        unlink(rowsPath)
    }

    deinit { close(descriptor) }

    func add(_ row: FindingRow, _ outcome: ImportFolder.Outcome?) throws {
        switch row.reading {
        case .quarantined(let faults):
            count("quarantined")
            try write(row, "quarantined", ["faults": .array(faults.map(Self.tree))])
            for fault in faults {
                let place = fault.column.map { ", column \($0)" } ?? ""
                show("row \(fault.row)\(place): set aside, \(fault.code): \(fault.reason)\n  hint: \(fault.remedy)")
            }
        case .repeated(let first):
            count("repeated")
            try write(row, "repeated", ["of": .integer(first)])
            show("row \(row.row): the same as row \(first)")
        case .finding(let finding):
            try add(row, finding, outcome)
        }
    }

    private func add(_ row: FindingRow, _ finding: ExternalFinding, _ outcome: ImportFolder.Outcome?) throws {
        let said = "row \(row.row), \(TerminalOutput.line(finding.reference))"
        let more = FindingFacts.told(finding, row)
        var members: KeyValuePairs<String, JSONTree?> = [:]
        var name = "unchanged"
        switch outcome {
        case .imported(let file, let twin):
            name = finding.needsReading ? "stub" : "imported"
            members = ["draft": .string("drafts/\(file)"), "sameReferenceAs": twin.map { .string("drafts/\($0)") }]
            let why = finding.needsReading ? "stub, needs reading" : "imported"
            show("\(said): \(why), drafts/\(file)\(more)")
            if let twin {
                questions += 1
                show("\(said): is it the same report as drafts/\(twin), which has the same reference?")
            }
        case .newVersion(let version, let file, let changed, let keepsDraft):
            name = "new-version"
            members = [
                "draft": .string("drafts/\(file)"), "version": .integer(version),
                "changed": .array(changed.map { .string($0) }), "keepsDraft": keepsDraft ? .boolean(true) : nil,
            ]
            let draft = keepsDraft ? ", drafts/\(file) stays" : ""
            show("\(said): version \(version), changed: \(changed.joined(separator: ", "))\(draft)\(more)")
        case .unchanged(let file, let isRewritten):
            members = ["draft": .string("drafts/\(file)"), "rewritten": isRewritten ? .boolean(true) : nil]
            if isRewritten { show("\(said): drafts/\(file) was missing and is written again\(more)") }
        case nil: break
        }
        count(name)
        try write(row, name, members, FindingFacts.members(finding, row))
        for column in row.unreadableDocuments {
            show("row \(row.row), column \(column): the document cannot be read, its digest is left out")
        }
        for note in row.notes { show("row \(row.row), column \(note.column): \(note.words)") }
        for question in row.questions {
            let spelling = TerminalOutput.line(question.spelling)
            // A deadline is asked in words of the program's own, the others by the spelling.
            let asked =
                question.kind == .deadline
                ? "which deadline holds: \(spelling)" : "which \(question.kind.rawValue) is \"\(spelling)\"?"
            show("row \(row.row), column \(question.column): \(asked)")
        }
    }

    private func show(_ line: String) {
        if lines.count < Self.linesMax { lines.append(line) } else { linesLeft += 1 }
    }

    private func count(_ name: String) {
        if let position = counts.firstIndex(where: { $0.name == name }) { counts[position].count += 1 }
    }

    private func write(
        _ row: FindingRow,
        _ outcome: String,
        _ members: KeyValuePairs<String, JSONTree?>,
        _ facts: [JSONTree.Member] = []
    ) throws {
        questions += row.questions.count
        var tree = JSONTree.object(of: ["row": .integer(row.row), "outcome": .string(outcome)])
        for fact in facts { tree[fact.name] = fact.value }
        for (name, value) in members { tree[name] = value }
        if !row.questions.isEmpty { tree["questions"] = .array(row.questions.map(Self.tree)) }
        buffer += (isFirst ? [] : [0x2C, 0x0A]) + tree.compactBytes
        isFirst = false
        if buffer.count > 1 << 16 { try drain() }
    }

    private func drain() throws {
        guard FileAccess.writeAll(buffer, to: descriptor) else {
            throw LessonExchangeError("output.unwritable", String(cString: strerror(errno)), at: path)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func tree(_ fault: RowFault) -> JSONTree {
        .object(of: [
            "column": fault.column.map { .string($0) }, "code": .string(fault.code), "reason": .string(fault.reason),
            "remedy": .string(fault.remedy),
        ])
    }

    private static func tree(_ question: RowQuestion) -> JSONTree {
        .object(of: [
            "column": .string(question.column), "kind": .string(question.kind.rawValue),
            "spelling": .string(question.spelling),
        ])
    }

    /// Writes `report.json` and shows the report: counts first, then every row that is not as it was.
    func finish(_ source: SourceFile, file: String, publisher: String, asJSON: Bool) throws {
        try drain()
        let totals = JSONTree.object(counts.map { JSONTree.Member($0.name, .integer($0.count)) })
        let head = JSONTree.object(of: [
            "file": .string(file), "format": .string(source.format.rawValue), "publisher": .string(publisher),
            "digest": .string(source.digest.description), "bytes": .integer(source.bytes),
            "encoding": .string(source.encoding), "rows": .integer(source.rows), "counts": totals,
            "questions": .integer(questions),
        ])
        try assemble(head.compactBytes.dropLast() + Array(",\"items\":[\n".utf8))
        guard !asJSON else { return try copy(to: STDOUT_FILENO) }
        let told = counts.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
        var text = "\(TerminalOutput.line(file)): \(source.rows) rows: \(told); \(questions) questions\n"
        text += lines.map { $0 + "\n" }.joined()
        if linesLeft > 0 { text += "\(linesLeft) more lines: see \(TerminalOutput.line(path))\n" }
        TerminalOutput.write(text)
    }

    /// Puts the whole report together beside its place, and then into it.
    private func assemble(_ head: some Sequence<UInt8>) throws {
        let partial = "\(path).partial"
        let out = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard out >= 0 else { throw unwritable() }
        defer { close(out) }
        guard FileAccess.writeAll(Array(head), to: out) else { throw unwritable() }
        try pieces(of: descriptor) { guard FileAccess.writeAll($0, to: out) else { throw unwritable() } }
        guard FileAccess.writeAll(Array("\n]}\n".utf8), to: out), fsync(out) == 0, rename(partial, path) == 0 else {
            throw unwritable()
        }
    }

    private func copy(to out: Int32) throws {
        let report = open(path, O_RDONLY | O_CLOEXEC)
        guard report >= 0 else { throw unwritable() }
        defer { close(report) }
        try pieces(of: report) { TerminalOutput.write($0) }
    }

    private func pieces(of file: Int32, _ take: ([UInt8]) throws -> Void) throws {
        var offset = 0
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = piece.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, off_t(offset)) }
            guard count > 0 else { return }
            offset += count
            try take(Array(piece[..<count]))
        }
    }

    private func unwritable() -> LessonExchangeError {
        LessonExchangeError("output.unwritable", String(cString: strerror(errno)), at: path)
    }
}
