import Glibc
import LessonExchange

/// Reads and writes files, bounded and whole: a file is written under another name first and then takes its place.
enum FileAccess {
    /// Larger inputs are refused before they are read into memory (64 MiB).
    static let inputBytesMax = 64 << 20

    /// The bytes of a file; `-` is standard input.
    static func read(_ path: String, max: Int = inputBytesMax) throws(LessonExchangeError) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { if path != "-" { close(descriptor) } }
        var facts = stat()
        if fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR {
            throw LessonExchangeError("input.unreadable", "it is a folder", at: path)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Swift.max(4096, Int(clamping: facts.st_size)))
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            if count == 0 { return bytes }
            bytes += block[..<count]
            guard bytes.count <= max else {
                throw LessonExchangeError("limit.exceeded", "fileBytesMax is \(max)", at: path)
            }
        }
    }

    private static func unreadable(_ path: String) -> LessonExchangeError {
        LessonExchangeError("input.unreadable", String(cString: strerror(errno)), at: path)
    }

    /// Writes a file whole or not at all.
    ///
    /// `isSecret`: readable by the owner only (0600).
    /// `overwrites`: replace a file of that name.
    static func write(
        _ bytes: [UInt8],
        to path: String,
        isSecret: Bool = false,
        overwrites: Bool = false
    ) throws(LessonExchangeError) {
        guard overwrites || access(path, F_OK) != 0 else {
            throw LessonExchangeError("output.exists", at: path)
        }
        let partial = "\(path).\(getpid()).partial"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, isSecret ? 0o600 : 0o644)
        guard descriptor >= 0 else { throw unwritable(path) }
        let isWritten = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
        close(descriptor)
        // A link fails where the name exists already, so two writers cannot both believe that they made it.
        let isPlaced = isWritten && (overwrites ? rename(partial, path) == 0 : link(partial, path) == 0)
        guard isPlaced else {
            let error = errno == EEXIST ? LessonExchangeError("output.exists", at: path) : unwritable(path)
            unlink(partial)
            throw error
        }
        if !overwrites { unlink(partial) }
    }

    /// Writes several new files, or none: what was written before one that fails is taken back.
    static func writeAll(
        _ files: [(bytes: [UInt8], path: String, isSecret: Bool)]
    ) throws(LessonExchangeError) {
        for file in files where exists(file.path) { throw LessonExchangeError("output.exists", at: file.path) }
        var written: [String] = []
        for file in files {
            do throws(LessonExchangeError) {
                try write(file.bytes, to: file.path, isSecret: file.isSecret)
            } catch {
                for path in written { unlink(path) }
                throw error
            }
            written.append(file.path)
        }
    }

    private static func unwritable(_ path: String) -> LessonExchangeError {
        LessonExchangeError("output.unwritable", String(cString: strerror(errno)), at: path)
    }

    static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Makes a folder if it is not there.
    static func makeFolder(_ path: String, isPrivate: Bool = false) throws(LessonExchangeError) {
        guard mkdir(path, isPrivate ? 0o700 : 0o755) == 0 || errno == EEXIST, isFolder(path) else {
            throw unwritable(path)
        }
    }

    static func isFolder(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The paths themselves, folders replaced by the `.json` files in and below them, in byte order.
    static func expand(_ paths: [String]) -> [String] {
        paths.flatMap { path in isFolder(path) && path != "-" ? jsonFiles(below: path, depth: 0) : [path] }
    }

    /// Folders deeper than this are not entered: a link that leads back ends there.
    private static let foldersDeepMax = 16

    private static func jsonFiles(below folder: String, depth: Int) -> [String] {
        guard depth < foldersDeepMax, let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.flatMap { name -> [String] in
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            if isFolder(path) { return jsonFiles(below: path, depth: depth + 1) }
            return name.hasSuffix(".json") ? [path] : []
        }
    }

    /// The folder that holds a path.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
