import CommandSupport
import LessonExchange
import Signatures
import StrictJSON

/// Drafts as files: forms or JSON.
enum DraftFile {
    static func read(_ path: String) throws(LessonExchangeError) -> [UInt8] {
        let bytes = try FileAccess.read(path, max: EnvelopeLimits.envelopeBytesMax)
        try check(bytes, name: InputPath(path).isStandardInput ? "standard input" : path)
        return bytes
    }

    /// Refuses prose and what is empty: lines and columns of JSON would help nobody who never meant to write any.
    static func check(_ bytes: [UInt8], name: String) throws(LessonExchangeError) {
        guard let first = bytes.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
            throw LessonExchangeError("form.malformed", "the file is empty", at: name)
        }
        guard isWriting(first), !LessonForm.isForm(bytes), String(validating: bytes, as: UTF8.self) != nil,
            (try? JSONDocument(parsing: bytes, limits: EnvelopeLimits.payload)) == nil
        else { return }
        throw LessonExchangeError(
            "form.malformed",
            "neither a form of lesson new nor JSON",
            at: name,
            remedy: "Start from lesson new --kind KIND, and write the text below its questions."
        )
    }

    /// Whether a text begins as prose does: no bracket of JSON, no control character, no byte order mark.
    private static func isWriting(_ first: UInt8) -> Bool {
        ![0x5B, 0x7B, 0xEF].contains(first) && first > 0x20 && first != 0x7F
    }
}
