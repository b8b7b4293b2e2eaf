import Glibc
package import LessonExchange

/// A path as the file system has it: bytes, which need not be UTF-8.
package struct InputPath: Sendable {
    package let bytes: [UInt8]

    package init(_ text: String) { bytes = Array(text.utf8) }

    package init(bytes: [UInt8]) { self.bytes = bytes }

    /// To be shown; what is not UTF-8 is replaced.
    package var name: String { String(decoding: bytes, as: UTF8.self) }

    package var isStandardInput: Bool { bytes == [0x2D] }

    /// For the calls of the C library.
    var terminated: [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }

    /// The kind of file that it leads to, links followed; nil when it leads nowhere.
    var kind: mode_t? {
        var facts = stat()
        return stat(terminated, &facts) == 0 ? facts.st_mode & S_IFMT : nil
    }

    package func appending(_ entry: [UInt8]) -> InputPath {
        InputPath(bytes: bytes + (bytes.last == 0x2F ? [] : [0x2F]) + entry)
    }
}

/// A file to work on, or why there is none where one was named.
package struct InputFile: Sendable {
    package let path: InputPath
    package let fault: LessonExchangeError?

    /// To be shown in reports.
    package var name: String { path.isStandardInput ? "standard input" : path.name }

    package func read(max: Int = FileAccess.inputBytesMax) throws(LessonExchangeError) -> [UInt8] {
        if let fault { throw fault }
        return try FileAccess.read(path, max: max)
    }
}

/// Finds the files below folders, each folder entered once.
package struct FolderWalk {
    /// More files than this are an oversight, such as the root folder named for another (100,000).
    private static let inputFilesMax = 100_000

    /// Folders deeper than this hold no statements; each level keeps the names of its folder in memory.
    private static let foldersDeepMax = 64

    /// A folder, whatever path leads to it.
    private struct Identity: Hashable {
        let device: dev_t
        let inode: ino_t
    }

    private var files: [InputFile] = []
    /// How many files were found in and below each folder; zero while it is walked.
    private var counts: [Identity: Int] = [:]

    /// The paths themselves, folders replaced by the `.json` files in and below them, in byte order.
    ///
    /// A folder that cannot be read or holds nothing stands among them with its fault, so that the others are still
    /// worked on.
    ///
    /// - Throws: `input.none` when there is nothing at all, `limit.exceeded` for too many.
    package static func files(_ paths: [String]) throws(LessonExchangeError) -> [InputFile] {
        var walk = FolderWalk()
        for path in paths { try walk.add(InputPath(path)) }
        let isSomething = walk.files.contains { $0.fault?.code.name != "input.none" }
        guard isSomething else { throw walk.files.first?.fault ?? LessonExchangeError("input.none") }
        return walk.files
    }

    private mutating func add(_ path: InputPath) throws(LessonExchangeError) {
        guard !path.isStandardInput, path.kind == S_IFDIR else {
            try append(path)
            return
        }
        guard try enter(path, depth: 0) == 0 else { return }
        let fault = LessonExchangeError("input.none", "there is no .json file in it", at: path.name)
        try append(path, fault)
    }

    private mutating func append(_ path: InputPath, _ fault: LessonExchangeError? = nil) throws(LessonExchangeError) {
        guard files.count < Self.inputFilesMax else {
            throw LessonExchangeError("limit.exceeded", "inputFilesMax is \(Self.inputFilesMax)", at: path.name)
        }
        files.append(InputFile(path: path, fault: fault))
    }

    /// Adds what a folder holds; the result is how many files and faults that are.
    private mutating func enter(_ folder: InputPath, depth: Int) throws(LessonExchangeError) -> Int {
        guard depth < Self.foldersDeepMax else {
            let limit = "foldersDeepMax is \(Self.foldersDeepMax)"
            try append(folder, LessonExchangeError("limit.exceeded", limit, at: folder.name))
            return 1
        }
        guard let (identity, names) = Self.entries(of: folder) else {
            let reason = String(cString: strerror(errno))
            try append(folder, LessonExchangeError("input.unreadable", reason, at: folder.name))
            return 1
        }
        // A link may lead back, or to a folder that was walked already.
        if let known = counts[identity] { return known }
        counts[identity] = 0
        var count = 0
        for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let path = folder.appending(name)
            let kind = path.kind
            if kind == S_IFDIR {
                count += try enter(path, depth: depth + 1)
            } else if name.suffix(5).elementsEqual(".json".utf8) {
                // Opening a pipe would wait for a writer.
                let isFile = kind == nil || kind == S_IFREG
                let fault = LessonExchangeError("input.unreadable", "it is no regular file", at: path.name)
                try append(path, isFile ? nil : fault)
                count += 1
            }
        }
        counts[identity] = count
        return count
    }

    /// Which folder it is and the names in it, hidden ones left out; nil, with errno, when it cannot be read.
    private static func entries(of folder: InputPath) -> (identity: Identity, names: [[UInt8]])? {
        guard let stream = opendir(folder.terminated) else { return nil }
        defer { closedir(stream) }
        var facts = stat()
        guard fstat(dirfd(stream), &facts) == 0 else { return nil }
        var names: [[UInt8]] = []
        while true {
            // Only errno tells the end of a folder from a fault.
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name.first != 0x2E { names.append(name) }
        }
        guard errno == 0 else { return nil }
        return (Identity(device: facts.st_dev, inode: facts.st_ino), names)
    }
}
