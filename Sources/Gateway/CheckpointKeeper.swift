import CommandSupport
import Glibc
package import LessonExchange
import Synchronization
package import TransparencyLog

/// Keeps the last signed state of our log outside the store.
///
/// A state is on the disk here before anybody is shown it. A store that was put back to an older day is then behind
/// what partners hold, and the gateway does not start and fork its own log.
package final class CheckpointKeeper: Sendable {
    private let path: String
    /// Where it lies with everything else that the gateway keeps.
    var folder: String { FileAccess.folder(of: path) }
    private let kept: Mutex<Place?>

    /// How far a log is: a later epoch goes before any size of an earlier one.
    private struct Place: Comparable {
        let epoch: Int
        let size: UInt64

        static func < (one: Place, other: Place) -> Bool { (one.epoch, one.size) < (other.epoch, other.size) }
    }

    package init(path: String) {
        self.path = path
        kept = Mutex(nil)
    }

    /// Keeps a state unless a larger one, or one of a later epoch, is kept.
    package func keep(_ head: LogHead) throws(LessonExchangeError) {
        let place = Place(epoch: head.origin.epoch, size: head.size)
        let failure = kept.withLock { kept -> LessonExchangeError? in
            guard kept.map({ $0 < place }) ?? true else { return nil }
            do throws(LessonExchangeError) {
                // Another process of this gateway may have kept a larger one, or be about to.
                let lock = try takeLock()
                defer { lock.release() }
                if try read().map({ Self.place(of: $0) < place }) ?? true {
                    try FileAccess.write(head.checkpoint, to: path, isSecret: true, overwrites: true)
                    try FileAccess.synchroniseFolder(of: path)
                }
                kept = place
                return nil
            } catch { return error }
        }
        if let failure { throw failure }
    }

    /// The lock around reading and writing; whoever has it is done within milliseconds.
    private func takeLock() throws(LessonExchangeError) -> FileLock {
        for _ in 1..<Self.lockTries {
            do throws(LessonExchangeError) { return try FileLock(path + ".lock", isShared: false) } catch {
                guard error.code.name == "store.in-use" else { throw error }
                usleep(Self.lockPauseMicroseconds)
            }
        }
        return try FileLock(path + ".lock", isShared: false)
    }

    /// Five seconds in all.
    private static let lockTries = 1000
    private static let lockPauseMicroseconds: UInt32 = 5000

    private static func place(of state: Checkpoint) -> Place {
        Place(epoch: LogOrigin(state.origin)?.epoch ?? 0, size: state.size)
    }

    /// Throws when the next state could not be kept: its file is made beside the old one.
    package func checkWritable() throws(LessonExchangeError) {
        let folder = FileAccess.folder(of: path)
        guard FileAccess.isWritable(folder) else { throw LessonExchangeError("output.unwritable", at: folder) }
    }

    /// The kept state; nil when none was kept yet.
    package func read() throws(LessonExchangeError) -> Checkpoint? {
        guard FileAccess.exists(path) else { return nil }
        let bytes = try FileAccess.read(path, max: SignedNote.bytesMax)
        guard let note = try? SignedNote(parsing: bytes), let state = try? Checkpoint(text: note.text) else {
            throw LessonExchangeError("log.checkpoint-malformed", at: path)
        }
        return state
    }
}
