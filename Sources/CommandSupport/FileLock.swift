import Glibc
package import LessonExchange

/// A lock on a folder's data that processes of one machine agree on, by a file that stays there.
///
/// It ends with the process, or when it is released.
package struct FileLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock at once, or throws ``LessonExchangeError`` with `store.in-use`.
    ///
    /// `isShared`: others may share it too; else nobody else has it.
    package init(_ path: String, isShared: Bool) throws(LessonExchangeError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw LessonExchangeError("output.unwritable", String(cString: strerror(errno)), at: path)
        }
        while flock(descriptor, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
            guard errno != EINTR else { continue }
            let isTaken = errno == EWOULDBLOCK
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw isTaken
                ? LessonExchangeError("store.in-use", at: path)
                : LessonExchangeError("output.unwritable", "no lock: \(reason)", at: path)
        }
    }

    package func release() { close(descriptor) }
}
