import CFileSystem
import Glibc
package import LessonExchange

/// Large files, which never lie in memory as a whole.
extension FileAccess {
    private static let pieceBytes = 1 << 20

    /// Makes an empty file that only its owner may read; none of that name may be there.
    package static func makePrivate(_ path: String) throws(LessonExchangeError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? LessonExchangeError("output.exists", at: path) : unwritable(path)
        }
        close(descriptor)
    }

    /// Copies a file to a new one that only its owner may read; it is on the disk when this returns.
    package static func copy(_ source: String, to target: String) throws(LessonExchangeError) {
        let from = open(source, O_RDONLY | O_CLOEXEC)
        guard from >= 0 else {
            throw LessonExchangeError("input.unreadable", String(cString: strerror(errno)), at: source)
        }
        defer { close(from) }
        let to = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard to >= 0 else {
            throw errno == EEXIST ? LessonExchangeError("output.exists", at: target) : unwritable(target)
        }
        defer { close(to) }
        var piece = [UInt8](repeating: 0, count: pieceBytes)
        while true {
            let count = piece.withUnsafeMutableBytes { Glibc.read(from, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw LessonExchangeError("input.unreadable", String(cString: strerror(errno)), at: source)
            }
            guard count > 0 else { break }
            guard writeAll(Array(piece[..<count]), to: to) else { throw unwritable(target) }
        }
        guard fsync(to) == 0 else { throw unwritable(target) }
    }

    /// Makes sure that a file's bytes are on the disk.
    package static func synchronise(_ path: String) throws(LessonExchangeError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unwritable(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw unwritable(path) }
    }

    /// Makes sure that everything in a folder is on the disk, with whatever else waits for the same disk: for many files at
    /// once much faster than each for itself.
    package static func synchroniseAll(in folder: String) throws(LessonExchangeError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unwritable(folder) }
        defer { close(descriptor) }
        guard syncfs(descriptor) == 0 else { throw unwritable(folder) }
    }

    /// Gives a file a name that nobody has, lastingly; the old name is gone.
    package static func place(_ path: String, as name: String) throws(LessonExchangeError) {
        // A link fails where the name exists already, which a rename would replace.
        guard link(path, name) == 0 else {
            throw errno == EEXIST ? LessonExchangeError("output.exists", at: name) : unwritable(name)
        }
        unlink(path)
        try synchroniseFolder(of: name)
    }

    /// Bytes of a file; 0 when it is not there.
    package static func size(of path: String) -> Int {
        var facts = stat()
        return stat(path, &facts) == 0 ? Int(facts.st_size) : 0
    }
}
