import CommandSupport
package import LessonExchange
import Signatures

/// Which statements were erased, outside the store: a store that is put back to an older day must not bring them back.
///
/// A line for each: its digest, and that of the withdrawal.
package struct ErasureJournal: Sendable {
    private let path: String

    /// A hundred thousand erasures.
    private static let bytesMax = 16 << 20

    package init(path: String) { self.path = path }

    /// Adds what is not there yet; on the disk when it returns.
    package func add(_ notes: [ErasureNote]) throws(LessonExchangeError) {
        let known = try read()
        let new = notes.filter { !known.contains($0) }
        guard !new.isEmpty else { return }
        let text = (known + new).map { "\($0.statement) \($0.withdrawal?.description ?? "-")\n" }.joined()
        try FileAccess.write(Array(text.utf8), to: path, isSecret: true, overwrites: true)
        try FileAccess.synchroniseFolder(of: path)
    }

    /// Every erasure that was noted.
    package func read() throws(LessonExchangeError) -> [ErasureNote] {
        guard FileAccess.exists(path) else { return [] }
        let text = String(decoding: try FileAccess.read(path, max: Self.bytesMax), as: UTF8.self)
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 2, let statement = Digest(words[0]) else { return nil }
            return ErasureNote(statement: statement, withdrawal: Digest(words[1]))
        }
    }
}
