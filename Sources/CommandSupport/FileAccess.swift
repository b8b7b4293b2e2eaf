import Glibc
package import LessonExchange

/// Reads and writes files, bounded and whole: a file is written under another name first and then takes its place.
package enum FileAccess {
    /// Larger inputs are refused before they are read into memory (64 MiB).
    package static let inputBytesMax = 64 << 20

    /// The bytes of a file; `-` is standard input.
    package static func read(_ path: String, max: Int = inputBytesMax) throws(LessonExchangeError) -> [UInt8] {
        try read(InputPath(path), max: max)
    }

    /// The bytes of a file, at most `max`, whatever size it claims to have.
    package static func read(_ path: InputPath, max: Int = inputBytesMax) throws(LessonExchangeError) -> [UInt8] {
        let isOpened = !path.isStandardInput
        let descriptor = isOpened ? open(path.terminated, O_RDONLY | O_CLOEXEC) : STDIN_FILENO
        guard descriptor >= 0 else { throw unreadable(path.name) }
        defer { if isOpened { close(descriptor) } }
        var facts = stat()
        if fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR {
            throw LessonExchangeError("input.unreadable", "it is a folder", at: path.name)
        }
        var bytes: [UInt8] = []
        // A sparse file may claim any size: memory is taken for what will be read at most.
        bytes.reserveCapacity(Swift.min(Swift.max(4096, Int(clamping: facts.st_size)), max) + 1)
        while true {
            let room = Swift.min(Swift.max(bytes.capacity - bytes.count, 1 << 14), max + 1 - bytes.count)
            let count = append(descriptor, room, to: &bytes)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path.name) }
            if count == 0 { return bytes }
            guard bytes.count <= max else {
                throw LessonExchangeError("limit.exceeded", "fileBytesMax is \(max)", at: path.name)
            }
        }
    }

    /// Reads into the array's own room; returns what read(2) does.
    private static func append(_ descriptor: Int32, _ room: Int, to bytes: inout [UInt8]) -> Int {
        var count = 0
        bytes += [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
            count = Glibc.read(descriptor, buffer.baseAddress, room)
            filled = Swift.max(count, 0)
        }
        return count
    }

    private static func unreadable(_ path: String) -> LessonExchangeError {
        LessonExchangeError("input.unreadable", String(cString: strerror(errno)), at: path)
    }

    /// Writes a file whole or not at all.
    ///
    /// `isSecret`: readable by the owner only (0600).
    /// `overwrites`: replace a file of that name; owner and mode stay, and a link is followed.
    package static func write(
        _ bytes: [UInt8],
        to path: String,
        isSecret: Bool = false,
        overwrites: Bool = false
    ) throws(LessonExchangeError) {
        let old = try overwrites ? replaced(path) : nil
        guard overwrites || access(path, F_OK) != 0 else {
            throw LessonExchangeError("output.exists", at: path)
        }
        let target = old?.path ?? path
        // A name of its own each time: one that a killed process left behind is in nobody's way.
        let partial = "\(target).\(UInt64.random(in: 0...UInt64.max)).partial"
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, isSecret ? 0o600 : 0o644)
        guard descriptor >= 0 else { throw unwritable(path) }
        let isWritten =
            writeAll(bytes, to: descriptor) && (old.map { keep($0.facts, of: descriptor) } ?? true)
            && fsync(descriptor) == 0
        close(descriptor)
        // A link fails where the name exists already, so two writers cannot both believe that they made it.
        let isPlaced = isWritten && (overwrites ? rename(partial, target) == 0 : link(partial, target) == 0)
        guard isPlaced else {
            let error = errno == EEXIST ? LessonExchangeError("output.exists", at: path) : unwritable(path)
            unlink(partial)
            throw error
        }
        if !overwrites { unlink(partial) }
    }

    /// The regular file that a path leads to, and what it is; nil when there is none yet.
    ///
    /// Anything else in its place, such as a device, is not replaced.
    private static func replaced(_ path: String) throws(LessonExchangeError) -> (path: String, facts: stat)? {
        let target = try resolved(path)
        var facts = stat()
        guard stat(target, &facts) == 0 else { return nil }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw LessonExchangeError("output.unwritable", "it is no regular file", at: path)
        }
        return (target, facts)
    }

    /// Gives a new file the mode of the old one, and its owner where this process may.
    private static func keep(_ facts: stat, of descriptor: Int32) -> Bool {
        // Changing the owner takes rights away from the mode, so it comes first.
        _ = fchown(descriptor, facts.st_uid, facts.st_gid)
        return fchmod(descriptor, facts.st_mode & 0o7777) == 0
    }

    /// The path itself, or where it leads when it is a link.
    package static func resolved(_ path: String) throws(LessonExchangeError) -> String {
        var facts = stat()
        guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFLNK else { return path }
        guard let target = realpath(path, nil) else { throw unwritable(path) }
        defer { free(target) }
        return String(cString: target)
    }

    /// Writes several new files, or none: what was written before one that fails is taken back.
    package static func writeAll(
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

    static func unwritable(_ path: String) -> LessonExchangeError {
        LessonExchangeError("output.unwritable", String(cString: strerror(errno)), at: path)
    }

    package static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// A path without links, as far as it is there, to be compared with another.
    package static func plainPath(_ path: String) -> String {
        let folder = folder(of: path)
        guard let real = realpath(exists(path) ? path : folder.isEmpty ? "." : folder, nil) else { return path }
        defer { free(real) }
        let plain = String(cString: real)
        return exists(path) ? plain : plain + "/" + String(path.split(separator: "/").last ?? "")
    }

    /// Whether two folders are one, or one of them lies in the other, whatever links lead there.
    ///
    /// One of them may not be there yet.
    package static func overlap(_ one: String, _ other: String) -> Bool {
        let parts = [one, other].map { path in
            let isNamed = path.contains { $0 != "/" }
            let bare = isNamed ? String(path.reversed().drop { $0 == "/" }.reversed()) : path
            return plainPath(bare).split(separator: "/").map { Array($0.utf8) }
        }
        return parts[0].starts(with: parts[1]) || parts[1].starts(with: parts[0])
    }

    /// Takes every right of others from a file or folder, where its file system knows of rights.
    package static func restrict(_ path: String) { _ = chmod(path, isFolder(path) ? 0o700 : 0o600) }

    /// Makes sure that a file's name is on the disk, as its bytes are.
    package static func synchroniseFolder(of path: String) throws(LessonExchangeError) {
        let descriptor = open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unwritable(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw unwritable(path) }
    }

    /// Makes a folder if it is not there.
    package static func makeFolder(_ path: String, isPrivate: Bool = false) throws(LessonExchangeError) {
        guard mkdir(path, isPrivate ? 0o700 : 0o755) == 0 || errno == EEXIST, isFolder(path) else {
            throw unwritable(path)
        }
    }

    /// The names in a folder, but hidden ones, in no order.
    package static func names(in path: String) throws(LessonExchangeError) -> [String] {
        guard let stream = opendir(path) else { throw unreadable(path) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name.first != 0x2E { names.append(String(decoding: name, as: UTF8.self)) }
        }
        return names
    }

    package static func isFolder(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Removes a file.
    package static func remove(_ path: String) throws(LessonExchangeError) {
        guard unlink(path) == 0 else { throw unwritable(path) }
    }

    /// The path from the root; the path itself when the working folder is unknown.
    package static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return "\(String(cString: folder))/\(path)"
    }

    /// Whether this account may write there; a file system that became read-only counts as no.
    package static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }

    /// The folder that holds a path.
    package static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
