/// Why a text is not accepted as JSON, and where.
package struct JSONError: Error, Equatable, Sendable {
    /// The kind of fault.
    ///
    /// The raw value is the stable code shown to users.
    package enum Code: String, Sendable, CaseIterable {
        case unexpectedCharacter = "json.unexpected-character"
        case unexpectedEnd = "json.unexpected-end"
        case trailingComma = "json.trailing-comma"
        case trailingContent = "json.trailing-content"
        case invalidNumber = "json.invalid-number"
        case notANumber = "json.not-a-number"
        case invalidEscape = "json.invalid-escape"
        case controlCharacter = "json.control-character"
        case loneSurrogate = "json.lone-surrogate"
        case invalidUTF8 = "json.invalid-utf8"
        case byteOrderMark = "json.byte-order-mark"
        case duplicateName = "json.duplicate-name"
        case numberNotExact = "json.number-not-exact"
        case limitExceeded = "limit.exceeded"
    }

    /// The limit that was passed, for ``Code/limitExceeded``.
    package struct Limit: Equatable, Sendable {
        /// Name of the constant, such as `depthMax`.
        package let name: String
        /// Its value.
        package let maximum: Int
    }

    package let code: Code
    /// Offset in bytes from the start of the text.
    package let offset: Int
    /// Line, from 1; lines end at LF.
    package let line: Int
    /// Column in Unicode scalars, from 1.
    package let column: Int
    package let limit: Limit?

    package init(_ code: Code, at offset: Int, in bytes: UnsafeBufferPointer<UInt8>, limit: Limit? = nil) {
        self.code = code
        self.offset = offset
        self.limit = limit
        (line, column) = Self.place(of: offset, in: bytes)
    }

    /// Line and column, both from 1, of an offset.
    package static func place(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                // Continuation bytes belong to the scalar before them.
                column += 1
            }
        }
        return (line, column)
    }
}

extension JSONError: CustomStringConvertible {
    package var description: String {
        let detail = limit.map { " (\($0.name) = \($0.maximum))" } ?? ""
        return "\(code.rawValue)\(detail) at line \(line), column \(column)"
    }
}
