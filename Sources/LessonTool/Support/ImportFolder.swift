import CommandSupport
import Findings
import Glibc
import LessonExchange
import Signatures
import StrictJSON

/// A folder that findings are imported into: `drafts`, `sources`, and `import.jsonl`, which says what is there.
///
/// A draft is on the disk before its line in the list: a run that was killed is made good by the next one, and nothing is
/// there twice.
final class ImportFolder {
    enum Outcome {
        /// `twin`: a draft of the same reference that came from another address.
        case imported(file: String, twin: String?)
        /// `isRewritten`: its draft was missing.
        case unchanged(file: String, isRewritten: Bool)
        /// `keepsDraft`: what changed is not in the draft, which stays as it is, with what people have done to it.
        case newVersion(Int, file: String, changed: [String], keepsDraft: Bool)
    }

    /// What is kept in memory of a line; the rest is read again when a row has changed.
    private struct Entry {
        let content: UInt64
        /// Of the draft as the program made it; nil in lists of older programs.
        let draft: UInt64?
        let version: UInt32
        let file: String
        let offset: Int
    }

    /// A finding by what the list keeps of it.
    private struct Brief {
        let finding: ExternalFinding
        let key: UInt64
        let content: UInt64
        let draft: Digest

        init(_ finding: ExternalFinding) {
            self.finding = finding
            key = ImportFolder.short(finding.key)
            content = ImportFolder.short(finding.content)
            draft = Digest(of: finding.draft)
        }

        /// Who counts the references: coroners all together, other bodies each for itself.
        var series: String { finding.sourceType == "coroner-pfd" ? finding.sourceType : finding.issuer }
    }

    private struct Waiting {
        let brief: Brief
        let version: Int
        let file: String
        let line: [UInt8]
    }

    /// Rows whose drafts are brought to the disk together.
    private static let rowsTogether = 500
    /// Columns of a line and their digests; more than any line has (1 MiB).
    private static let lineBytesMax = 1 << 20

    let path: String
    private let ledger: Int32
    private var end = 0
    private var entries: [UInt64: Entry] = [:]
    /// Names that are taken, in small letters: some file systems see no other difference.
    private var names: Set<String> = []
    /// Drafts by series and reference.
    private var references: [UInt64: String] = [:]
    private var waiting: [Waiting] = []

    var drafts: String { "\(path)/drafts" }
    var sources: String { "\(path)/sources" }
    private var ledgerPath: String { "\(path)/import.jsonl" }

    /// Opens a folder, or makes it; nobody else works with it until the program ends.
    init(_ path: String) throws {
        self.path = path
        try FileAccess.makeFolder(path, isPrivate: true)
        try FolderLock.take(path)
        for name in ["drafts", "sources"] { try FileAccess.makeFolder("\(path)/\(name)", isPrivate: true) }
        ledger = open("\(path)/import.jsonl", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard ledger >= 0 else {
            throw LessonExchangeError("output.unwritable", String(cString: strerror(errno)), at: "\(path)/import.jsonl")
        }
        try load()
    }

    deinit { close(ledger) }

    /// Takes in a finding: nothing happens where the same is there.
    func take(_ finding: ExternalFinding) throws -> Outcome {
        let brief = Brief(finding)
        guard let known = entries[brief.key] else {
            let twin = references[Self.twins(brief.series, finding.reference)]
            let file = try place(finding)
            try keep(brief, version: 1, file)
            return .imported(file: file, twin: twin)
        }
        let isSameDraft = known.draft == Self.short(brief.draft)
        let path = "\(drafts)/\(known.file)"
        guard known.content != brief.content || !isSameDraft && known.draft != nil else {
            let isMissing = !FileAccess.exists(path)
            if isMissing {
                try Self.write(finding.draft, to: path)
                try FileAccess.synchronise(path)
            }
            return .unchanged(file: known.file, isRewritten: isMissing)
        }
        return try renew(brief, known, keepsDraft: isSameDraft && FileAccess.exists(path))
    }

    /// Takes in what the source says now, or what a later program, mapping or document makes of the same words.
    private func renew(_ brief: Brief, _ known: Entry, keepsDraft: Bool) throws -> Outcome {
        let old = try line(at: known.offset)
        let version = Int(known.version) + 1
        if !keepsDraft {
            // The version before stays, also where people have worked on it; a run that was killed here has kept it already.
            let earlier = "\(drafts)/\(known.file.dropLast(5)).v\(version - 1).json"
            if link("\(drafts)/\(known.file)", earlier) != 0, errno != EEXIST, errno != ENOENT {
                throw LessonExchangeError("output.unwritable", String(cString: strerror(errno)), at: earlier)
            }
            try Self.write(brief.finding.draft, to: "\(drafts)/\(known.file)")
        }
        try keep(brief, version: version, known.file)
        var changed = Self.changed(brief.finding, old["columns"])
        if changed.isEmpty {
            let isSameDocument = old["document"]?.string == brief.finding.documentDigest?.description
            changed = [isSameDocument ? "(reading)" : "(document)"]
        }
        return .newVersion(version, file: known.file, changed: changed, keepsDraft: keepsDraft)
    }

    /// Brings everything to the disk: drafts first, then the lines that name them.
    func flush() throws {
        guard !waiting.isEmpty else { return }
        try FileAccess.synchroniseAll(in: drafts)
        guard FileAccess.writeAll(waiting.flatMap(\.line), to: ledger), fsync(ledger) == 0 else {
            throw LessonExchangeError("output.unwritable", String(cString: strerror(errno)), at: ledgerPath)
        }
        for item in waiting {
            entries[item.brief.key] = Entry(
                content: item.brief.content,
                draft: Self.short(item.brief.draft),
                version: UInt32(item.version),
                file: item.file,
                offset: end
            )
            end += item.line.count
        }
        waiting.removeAll()
    }

    private func keep(_ brief: Brief, version: Int, _ file: String) throws {
        let finding = brief.finding
        let columns = finding.columns.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        let tree = JSONTree.object(of: [
            "key": .string(finding.key.description), "content": .string(finding.content.description),
            "version": .integer(version), "file": .string(file), "series": .string(brief.series),
            "reference": .string(finding.reference), "draft": .string(brief.draft.description),
            "document": finding.documentDigest.map { .string($0.description) },
            "columns": .object(columns.map { JSONTree.Member($0.key, .string($0.value.description)) }),
        ])
        references[Self.twins(brief.series, finding.reference)] = file
        waiting.append(Waiting(brief: brief, version: version, file: file, line: tree.compactBytes + [0x0A]))
        if waiting.count >= Self.rowsTogether { try flush() }
    }

    /// Writes the draft of a new finding under a name of its reference; another one's name is not taken.
    private func place(_ finding: ExternalFinding) throws -> String {
        let stem = Self.stem(finding.reference)
        for name in ["\(stem).json", "\(stem)-\(finding.key.hex.prefix(8)).json"]
        where !names.contains(name.lowercased()) {
            let path = "\(drafts)/\(name)"
            if FileAccess.exists(path) {
                // A run that was killed may have left it; what somebody else wrote stays.
                guard try FileAccess.read(path) == finding.draft else { continue }
            } else {
                try Self.write(finding.draft, to: path)
            }
            names.insert(name.lowercased())
            return name
        }
        let name = "\(stem)-\(finding.key.hex).json"
        try Self.write(finding.draft, to: "\(drafts)/\(name)")
        names.insert(name.lowercased())
        return name
    }

    /// A reference as the name of a file: `NatPSA/2025/006/NHSPS` is `NatPSA-2025-006-NHSPS`.
    private static func stem(_ reference: String) -> String {
        let bytes = reference.utf8.prefix(100).map { byte -> UInt8 in
            let isPlain = (0x30...0x39).contains(byte) || (byte | 0x20) &- 0x61 < 26 || byte == 0x2E || byte == 0x5F
            return isPlain ? byte : 0x2D
        }
        let stem = String(decoding: bytes, as: UTF8.self)
        return stem.hasPrefix(".") ? "-" + stem.dropFirst() : stem
    }

    private static func isName(_ file: String) -> Bool {
        !file.contains("/") && !file.hasPrefix(".") && file.hasSuffix(".json")
    }

    /// Whole or not at all; that it is on the disk is seen to for many together.
    private static func write(_ bytes: [UInt8], to path: String) throws {
        let partial = "\(path).partial"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw LessonExchangeError("output.unwritable", String(cString: strerror(errno)), at: path)
        }
        let isWritten = FileAccess.writeAll(bytes, to: descriptor)
        close(descriptor)
        guard isWritten, rename(partial, path) == 0 else {
            let error = LessonExchangeError("output.unwritable", String(cString: strerror(errno)), at: path)
            unlink(partial)
            throw error
        }
    }

    private static func changed(_ finding: ExternalFinding, _ old: JSONValue?) -> [String] {
        let before = (old?.members ?? []).compactMap { member in
            member.name.string.flatMap { name in member.value.string.map { (name, $0) } }
        }
        let known = Dictionary(before) { first, _ in first }
        let names = Set(finding.columns.keys).union(known.keys)
        return names.filter { finding.columns[$0]?.description != known[$0] }.sorted()
    }

    /// What drafts of one reference share.
    private static func twins(_ series: String, _ reference: String) -> UInt64 {
        short(Digest(of: Array("\(series)\n\(reference)".utf8)))
    }

    private static func short(_ digest: Digest) -> UInt64 { digest.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }

    // MARK: The list

    /// Reads the list; a last line that a killed run left unfinished is taken off.
    private func load() throws {
        var line: [UInt8] = []
        var start = 0
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = piece.withUnsafeMutableBytes { read(ledger, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw LessonExchangeError("input.unreadable", String(cString: strerror(errno)), at: ledgerPath)
            }
            if count == 0 { break }
            var rest = piece[..<count]
            while let stop = rest.firstIndex(of: 0x0A) {
                line += rest[rest.startIndex..<stop]
                try add(line, at: start)
                start += line.count + 1
                line.removeAll(keepingCapacity: true)
                rest = rest[(stop + 1)...]
            }
            line += rest
            guard line.count <= Self.lineBytesMax else { throw malformed(start) }
        }
        guard line.isEmpty || ftruncate(ledger, off_t(start)) == 0, lseek(ledger, off_t(start), SEEK_SET) >= 0 else {
            throw LessonExchangeError("output.unwritable", String(cString: strerror(errno)), at: ledgerPath)
        }
        end = start
    }

    private func add(_ line: [UInt8], at offset: Int) throws {
        guard let root = try? JSONDocument(parsing: line).root, let key = root["key"]?.string.flatMap({ Digest($0) }),
            let content = root["content"]?.string.flatMap({ Digest($0) }), let version = root["version"]?.integer,
            let file = root["file"]?.string, Self.isName(file), let small = UInt32(exactly: version)
        else { throw malformed(offset) }
        entries[Self.short(key)] = Entry(
            content: Self.short(content),
            draft: root["draft"]?.string.flatMap { Digest($0) }.map(Self.short),
            version: small,
            file: file,
            offset: offset
        )
        names.insert(file.lowercased())
        if let series = root["series"]?.string, let reference = root["reference"]?.string {
            references[Self.twins(series, reference)] = file
        }
    }

    private func line(at offset: Int) throws -> JSONValue {
        var line: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 13)
        while line.count <= Self.lineBytesMax {
            let count = piece.withUnsafeMutableBytes {
                pread(ledger, $0.baseAddress, $0.count, off_t(offset + line.count))
            }
            guard count > 0 else { break }
            if let stop = piece[..<count].firstIndex(of: 0x0A) {
                line += piece[..<stop]
                guard let document = try? JSONDocument(parsing: line) else { break }
                return document.root
            }
            line += piece[..<count]
        }
        throw malformed(offset)
    }

    private func malformed(_ offset: Int) -> LessonExchangeError {
        LessonExchangeError("finding.ledger-malformed", at: "\(ledgerPath), byte \(offset)")
    }
}
