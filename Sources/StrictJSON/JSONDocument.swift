/// A JSON text that was read once and is kept as its source bytes and a flat tape of nodes.
///
/// Accepts RFC 8259 texts in UTF-8 that also keep to I-JSON (RFC 7493): no duplicate member names (compared by their
/// decoded bytes), no lone surrogates, no byte order mark. Numbers keep their source text.
///
/// Immutable once made: the tape is written by the parser before `init` returns and only read afterwards, which is
/// why the class is safe to share although it holds a pointer.
public final class JSONDocument: @unchecked Sendable {
    /// The source text.
    public let bytes: [UInt8]
    private let tape: UnsafeMutablePointer<JSONNode>
    /// Number of nodes on the tape.
    package let nodeCount: Int

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - bytes: the whole text in UTF-8.
    ///   - limits: bounds that are kept while reading.
    /// - Throws: ``JSONError`` with code, line and column of the first fault.
    package init(parsing bytes: [UInt8], limits: JSONLimits = .general) throws(JSONError) {
        let outcome: Result<(UnsafeMutablePointer<JSONNode>, Int), JSONError> = bytes.withUnsafeBufferPointer {
            source in
            var parser = JSONParser(source, limits)
            do throws(JSONError) {
                try parser.parse()
                return .success((parser.nodes, parser.count))
            } catch {
                parser.nodes.deallocate()
                return .failure(error)
            }
        }
        (tape, nodeCount) = try outcome.get()
        self.bytes = bytes
    }

    deinit { tape.deallocate() }

    /// Hands the source and the tape to a walker.
    ///
    /// The pointers end with the call.
    @inlinable
    public func withTape<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>, UnsafePointer<JSONNode>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let tape = tapeStart
        // The closure of the standard library's accessor cannot rethrow a typed error, so the outcome is carried out.
        let outcome: Swift.Result<Result, Failure> = bytes.withUnsafeBufferPointer { source in
            do throws(Failure) { return .success(try body(source, tape)) } catch { return .failure(error) }
        }
        return try outcome.get()
    }

    @usableFromInline var tapeStart: UnsafePointer<JSONNode> { UnsafePointer(tape) }

    package func node(_ index: Int) -> JSONNode { tape[index] }

    /// The value that the whole text is.
    package var root: JSONValue { JSONValue(document: self, index: 0) }

    /// Line and column, both from 1, where the node begins.
    package func place(ofNode index: Int) -> (line: Int, column: Int) {
        bytes.withUnsafeBufferPointer { JSONError.place(of: Int(tape[index].start), in: $0) }
    }
}
