package import LessonExchange

extension TrustFile {
    /// The trust file at a path; what is wrong with it names the file, and the place in it where there is one.
    package static func read(_ path: String) throws(LessonExchangeError) -> TrustFile {
        try parse(try FileAccess.read(path, max: bytesMax), of: path)
    }

    /// The same from its bytes.
    package static func parse(_ bytes: [UInt8], of path: String) throws(LessonExchangeError) -> TrustFile {
        do throws(LessonExchangeError) {
            return try TrustFile(parsing: bytes)
        } catch {
            throw LessonExchangeError(
                error.code.name,
                error.message,
                at: place(error.place ?? "", in: path),
                remedy: error.remedy
            )
        }
    }

    /// `PATH: /pointer`, and the path alone for the file as a whole.
    package static func place(_ pointer: String, in path: String) -> String {
        pointer.isEmpty ? path : "\(path): \(pointer)"
    }
}
