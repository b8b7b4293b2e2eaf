import Glibc
import LessonExchange

/// One writer at a time: whoever changes a register or trust file waits for the others of the same folder.
enum FolderLock {
    /// Waits for the lock of a folder and keeps it until the program ends.
    ///
    /// Taken before the file is read, so that no change of another writer in between is lost.
    static func take(_ folder: String) throws(LessonExchangeError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failed(folder) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw failed(folder) }
        }
    }

    private static func failed(_ folder: String) -> LessonExchangeError {
        LessonExchangeError("output.unwritable", "no lock: \(String(cString: strerror(errno)))", at: folder)
    }
}
