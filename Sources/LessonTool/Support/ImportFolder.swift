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
        case imported(file: String)
        case unchanged
        case newVersion(Int, file: String, changed: [String])
    }

    /// What is kept in memory of a line; the rest is read again when a row has changed.
    private struct Entry {
        let content: UInt64
        let version: UInt32
        let offset: Int
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
    private var waiting: [(key: UInt64, content: UInt64, version: Int, file: String, line: [UInt8])] = []

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
        let key = Self.short(finding.key)
        let content = Self.short(finding.content)
        guard let known = entries[key] else {
            let file = try place(finding)
            try keep(finding, key, content, version: 1, file)
            return .imported(file: file)
        }
        guard known.content != content else { return .unchanged }
        let old = try line(at: known.offset)
        guard let file = old["file"]?.string, Self.isName(file) else { throw malformed(known.offset) }
        let version = Int(known.version) + 1
        // The version before stays, also where people have worked on it; a run that was killed here has kept it already.
        let earlier = "\(drafts)/\(file.dropLast(5)).v\(version - 1).json"
        if link("\(drafts)/\(file)", earlier) != 0, errno != EEXIST, errno != ENOENT {
            throw LessonExchangeError("output.unwritable", String(cString: strerror(errno)), at: earlier)
        }
        try Self.write(finding.draft, to: "\(drafts)/\(file)")
        try keep(finding, key, content, version: version, file)
        return .newVersion(version, file: file, changed: Self.changed(finding, old["columns"]))
    }

    /// Brings everything to the disk: drafts first, then the lines that name them.
    func flush() throws {
        guard !waiting.isEmpty else { return }
        // The first of many brings the journal of the file system to the disk; the others find little to do.
        for item in waiting { try FileAccess.synchronise("\(drafts)/\(item.file)") }
        try FileAccess.synchroniseFolder(of: "\(drafts)/.")
        guard FileAccess.writeAll(waiting.flatMap(\.line), to: ledger), fsync(ledger) == 0 else {
            throw LessonExchangeError("output.unwritable", String(cString: strerror(errno)), at: ledgerPath)
        }
        for item in waiting {
            entries[item.key] = Entry(content: item.content, version: UInt32(item.version), offset: end)
            end += item.line.count
        }
        waiting.removeAll()
    }

    private func keep(_ finding: ExternalFinding, _ key: UInt64, _ content: UInt64, version: Int, _ file: String) throws
    {
        let columns = finding.columns.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        let tree = JSONTree.object(of: [
            "key": .string(finding.key.description), "content": .string(finding.content.description),
            "version": .integer(version), "file": .string(file),
            "columns": .object(columns.map { JSONTree.Member($0.key, .string($0.value.description)) }),
        ])
        waiting.append((key, content, version, file, tree.compactBytes + [0x0A]))
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
        entries[Self.short(key)] = Entry(content: Self.short(content), version: small, offset: offset)
        names.insert(file.lowercased())
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
