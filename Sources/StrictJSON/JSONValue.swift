/// A value inside a document: a cursor that reads the tape when asked.
///
/// For code that is not hot.
package struct JSONValue: Sendable {
    package let document: JSONDocument
    /// The value's index on the tape.
    package let index: Int

    package init(document: JSONDocument, index: Int) {
        self.document = document
        self.index = index
    }

    package var node: JSONNode { document.node(index) }
    package var kind: JSONKind { node.kind }
    package var isObject: Bool { kind == .object }
    package var isArray: Bool { kind == .array }
    package var isString: Bool { kind == .plainString || kind == .escapedString }

    /// The value's text in the source, byte for byte.
    package var sourceBytes: ArraySlice<UInt8> { document.bytes[Int(node.start)..<Int(node.end)] }

    /// Line and column, both from 1, where the value begins.
    package var place: (line: Int, column: Int) { document.place(ofNode: index) }

    /// The decoded bytes of a string, nil for any other kind.
    package var utf8: ArraySlice<UInt8>? {
        guard isString else { return nil }
        let inner = document.bytes[Int(node.start) + 1..<Int(node.end) - 1]
        guard kind == .escapedString else { return inner }
        return inner.withUnsafeBufferPointer { JSONString.decoded($0)[...] }
    }

    /// The value of a string, nil for any other kind.
    package var string: String? {
        utf8.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The value of a number in integer form that fits, nil for anything else.
    package var integer: Int? {
        guard kind == .integer else { return nil }
        return Int(String(decoding: sourceBytes, as: UTF8.self))
    }

    /// The value of `true` or `false`, nil for any other kind.
    package var boolean: Bool? {
        switch kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// Whether the value is the given string, compared byte by byte (never by canonical equivalence).
    package func isString(equalTo other: String) -> Bool {
        guard kind == .plainString else { return utf8?.elementsEqual(other.utf8) ?? false }
        // Names are looked up often: no slice is made, and the text's bytes are compared where they lie.
        let inner = Int(node.start) + 1..<Int(node.end) - 1
        guard inner.count == other.utf8.count else { return false }
        var other = other
        return other.withUTF8 { other in
            document.bytes.withUnsafeBufferPointer { bytes in
                for position in 0..<other.count where other[position] != bytes[inner.lowerBound &+ position] {
                    return false
                }
                return true
            }
        }
    }

    /// The elements of an array; none for any other kind.
    package var elements: [JSONValue] {
        guard isArray else { return [] }
        var values: [JSONValue] = []
        values.reserveCapacity(node.count)
        var at = index + 1
        for _ in 0..<node.count {
            values.append(JSONValue(document: document, index: at))
            at = Int(document.node(at).next)
        }
        return values
    }

    /// The members of an object in source order; none for any other kind.
    package var members: [(name: JSONValue, value: JSONValue)] {
        guard isObject else { return [] }
        var members: [(name: JSONValue, value: JSONValue)] = []
        members.reserveCapacity(node.count)
        var at = index + 1
        for _ in 0..<node.count {
            members.append((JSONValue(document: document, index: at), JSONValue(document: document, index: at + 1)))
            at = Int(document.node(at + 1).next)
        }
        return members
    }

    /// The member of the given name, compared byte by byte, or nil.
    package subscript(_ name: String) -> JSONValue? {
        guard isObject else { return nil }
        let fingerprint = JSONFingerprint.of(name)
        var at = index + 1
        for _ in 0..<node.count {
            if document.node(at).fingerprint == fingerprint,
                JSONValue(document: document, index: at).isString(equalTo: name)
            {
                return JSONValue(document: document, index: at + 1)
            }
            at = Int(document.node(at + 1).next)
        }
        return nil
    }

    /// The element at a position, or nil.
    package subscript(_ position: Int) -> JSONValue? {
        guard isArray, position >= 0, position < node.count else { return nil }
        var at = index + 1
        for _ in 0..<position { at = Int(document.node(at).next) }
        return JSONValue(document: document, index: at)
    }
}
