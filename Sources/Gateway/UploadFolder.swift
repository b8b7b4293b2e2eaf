import CommandSupport
import LessonExchange

/// Where a table that came over the local API lies while it is read, for the owner's eyes only.
package struct UploadFolder: Sendable {
    private static let prefix = "upload-"

    private let path: String

    package init(_ data: DataFolder) { path = data.path }

    /// Gives the bytes to `body` as a file, which is gone when it returns.
    package func during<Answer>(_ bytes: [UInt8], _ body: (String) async throws -> Answer) async throws -> Answer {
        let file = "\(path)/\(Self.prefix)\(UInt64.random(in: 0...UInt64.max))"
        let fault = await BlockingWork.run { () -> LessonExchangeError? in
            do throws(LessonExchangeError) {
                try FileAccess.write(bytes, to: file, isSecret: true)
                return nil
            } catch { return error }
        }
        if let fault { throw fault }
        defer { try? FileAccess.remove(file) }
        return try await body(file)
    }

    /// Removes what a process left behind that was killed while it read.
    package func removeLeftovers() {
        let names = (try? FileAccess.names(in: path)) ?? []
        for name in names where name.hasPrefix(Self.prefix) { try? FileAccess.remove("\(path)/\(name)") }
    }
}
