import Glibc
package import LessonExchange
package import Signatures

/// Keeps the exact bytes of sources, each under its digest.
package enum SourceArchive {
    private static let pieceBytes = 1 << 18

    /// Copies a file to `FOLDER/sha256-<hex>`, readable by its owner alone.
    ///
    /// The copy is whole or not there: it takes its name when all of it is on the disk. It takes the place of one that is
    /// there already, which may have been damaged since.
    package static func keep(_ path: String, in folder: String) throws -> Digest {
        let partial = "\(folder)/.\(UInt64.random(in: 0...UInt64.max)).partial"
        let target = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard target >= 0 else { throw unwritable(folder) }
        do {
            defer { close(target) }
            let digest = try digest(path) { piece in
                var rest = piece
                while !rest.isEmpty {
                    let count = write(target, rest.baseAddress, rest.count)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { throw unwritable(folder) }
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                }
            }
            let name = "\(folder)/sha256-\(digest.hex)"
            guard fsync(target) == 0, rename(partial, name) == 0 else { throw unwritable(folder) }
            return digest
        } catch {
            unlink(partial)
            throw error
        }
    }

    /// The digest of a file.
    package static func digest(
        _ path: String,
        _ take: (UnsafeRawBufferPointer) throws -> Void = { _ in }
    ) throws -> Digest {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw LessonExchangeError("input.unreadable", "it is no regular file", at: path)
        }
        let hash = RunningDigest()
        var piece = [UInt8](repeating: 0, count: pieceBytes)
        var bytes = 0
        while true {
            let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            guard count > 0 else { return hash.finish() }
            bytes += count
            guard bytes <= FindingLimits.fileBytesMax else {
                throw LessonExchangeError("limit.exceeded", "fileBytesMax is \(FindingLimits.fileBytesMax)", at: path)
            }
            try piece.withUnsafeBytes {
                let part = UnsafeRawBufferPointer(rebasing: $0[..<count])
                hash.update(part)
                try take(part)
            }
        }
    }

    /// The error about a file that is not what was kept of it.
    package static func changed(_ path: String) -> LessonExchangeError {
        LessonExchangeError("input.unreadable", "the file changed while it was read", at: path)
    }

    private static func unreadable(_ path: String) -> LessonExchangeError {
        LessonExchangeError("input.unreadable", String(cString: strerror(errno)), at: path)
    }

    private static func unwritable(_ path: String) -> LessonExchangeError {
        LessonExchangeError("output.unwritable", String(cString: strerror(errno)), at: path)
    }
}
