import CommandSupport
package import LessonExchange
package import Signatures
import StrictJSON

/// What is under a legal hold, outside the store: a store that is put back to an older day must not erase it.
///
/// A line of JSON for each.
package struct HoldJournal: Sendable {
    private let path: String

    /// Some ten thousand holds.
    private static let bytesMax = 16 << 20

    package init(path: String) { self.path = path }

    /// Notes a hold; on the disk when it returns.
    package func keep(_ hold: LegalHold) throws(LessonExchangeError) {
        let others = try read().filter { $0.digest != hold.digest }
        try write(others + [hold])
    }

    /// Forgets a hold that is over.
    package func end(_ digest: Digest) throws(LessonExchangeError) {
        let known = try read()
        guard known.contains(where: { $0.digest == digest }) else { return }
        try write(known.filter { $0.digest != digest })
    }

    /// Every hold that is not over.
    package func read() throws(LessonExchangeError) -> [LegalHold] {
        guard FileAccess.exists(path) else { return [] }
        let bytes = try FileAccess.read(path, max: Self.bytesMax)
        var holds: [LegalHold] = []
        for line in bytes.split(separator: 0x0A) {
            // To pass over one would let evidence go.
            guard let hold = Self.hold(Array(line)) else { throw LessonExchangeError("store.damaged", at: path) }
            holds.append(hold)
        }
        return holds
    }

    private func write(_ holds: [LegalHold]) throws(LessonExchangeError) {
        let bytes: [UInt8] = holds.flatMap { hold -> [UInt8] in hold.tree.compactBytes + [0x0A] }
        try FileAccess.write(bytes, to: path, isSecret: true, overwrites: true)
        try FileAccess.synchroniseFolder(of: path)
    }

    private static func hold(_ line: [UInt8]) -> LegalHold? {
        guard let root = (try? JSONDocument(parsing: line))?.root,
            let digest = root["digest"]?.string.flatMap({ Digest($0) }), let reason = root["reason"]?.string,
            let person = root["person"]?.string, let at = root["at"]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        return LegalHold(digest: digest, reason: reason, person: person, at: at)
    }
}
