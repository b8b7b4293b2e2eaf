import LinearRegex
import StrictJSON

extension Evaluation {
    /// The bytes of a string or member name as written between its quotes.
    @inline(__always)
    func raw(_ node: Int) -> UnsafeBufferPointer<UInt8> {
        let start = Int(nodes[node].start) + 1
        return UnsafeBufferPointer(rebasing: bytes[start..<Int(nodes[node].end) - 1])
    }

    /// Calls a body with the decoded bytes of a string or member name.
    @inline(__always)
    func withText<Result>(_ node: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let raw = raw(node)
        guard nodes[node].kind == .escapedString else { return body(raw) }
        return JSONString.decoded(raw).withUnsafeBufferPointer(body)
    }

    mutating func checkString(_ schema: Int32, _ index: Int32, _ node: Int) -> Bool {
        let rules = tables.strings[Int(index)]
        var isValid = true
        // A scalar has one to four bytes, as a pair of escapes twelve: few strings need counting.
        let size = Int(nodes[node].end - nodes[node].start) - 2
        let widest = nodes[node].kind == .plainString ? 4 : 12
        if size > Int(rules.maximum) || size < widest * Int(rules.minimum) {
            let length = withText(node) { Self.scalarCount($0) }
            if length > Int(rules.maximum) {
                let expected = "at most \(SchemaWords.count(Int(rules.maximum), "character"))"
                guard fail(schema, node, "maxLength", expected, SchemaWords.count(length, "character")) else {
                    return false
                }
                isValid = false
            }
            if length < Int(rules.minimum) {
                let expected = "at least \(SchemaWords.count(Int(rules.minimum), "character"))"
                guard fail(schema, node, "minLength", expected, SchemaWords.count(length, "character")) else {
                    return false
                }
                isValid = false
            }
        }
        if rules.regex != Subschema.none, !matches(Int(rules.regex), node) {
            let expected = "text that matches the pattern"
            guard fail(schema, node, "pattern", expected, "text that does not") else { return false }
            isValid = false
        }
        if let format = rules.format, !withText(node, { format.accepts($0) }) {
            guard fail(schema, node, "format", "the format \(format.rawValue)", "another text") else { return false }
            isValid = false
        }
        return isValid
    }

    static func scalarCount(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        text.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
    }

    func matches(_ regex: Int, _ node: Int) -> Bool {
        withText(node) { patterns[regex].matches($0) }
    }

    mutating func checkNumber(_ schema: Int32, _ index: Int32, _ node: Int) -> Bool {
        let text = bytes[Int(nodes[node].start)..<Int(nodes[node].end)]
        let small = nodes[node].kind == .integer ? Self.small(text) : nil
        let numbers = tables.numbers
        if let small, numbers[Int(index)].safe.from <= small, small <= numbers[Int(index)].safe.to { return true }
        let rules = numbers[Int(index)]
        lazy var exact = ExactDecimal(text)
        func order(_ bound: NumberRules.Bound, _ exact: @autoclosure () -> ExactDecimal) -> Int {
            guard let small, let limit = bound.small else { return exact().compared(to: bound.exact) }
            return small < limit ? -1 : small > limit ? 1 : 0
        }
        var isValid = true
        let bounds: [(NumberRules.Bound?, String, String, (Int) -> Bool)] = [
            (rules.minimum, "minimum", "at least", { $0 >= 0 }), (rules.maximum, "maximum", "at most", { $0 <= 0 }),
            (rules.exclusiveMinimum, "exclusiveMinimum", "more than", { $0 > 0 }),
            (rules.exclusiveMaximum, "exclusiveMaximum", "less than", { $0 < 0 }),
        ]
        for (bound, keyword, words, isKept) in bounds {
            guard let bound, !isKept(order(bound, exact)) else { continue }
            guard fail(schema, node, keyword, "\(words) \(bound.text)", "a number outside") else { return false }
            isValid = false
        }
        if let divisor = rules.multipleOf, !exact.isMultiple(of: divisor.exact) {
            guard fail(schema, node, "multipleOf", "a multiple of \(divisor.text)", "another number") else {
                return false
            }
            isValid = false
        }
        return isValid
    }

    /// An integer of at most 18 characters, which fits.
    private static func small(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        guard text.count <= 18 else { return nil }
        let isNegative = text.first == 0x2D
        let magnitude = text.dropFirst(isNegative ? 1 : 0).reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
        return isNegative ? -magnitude : magnitude
    }

    /// `enum` and `const`.
    mutating func checkValues(_ schema: Int32, _ index: Int32, _ node: Int) -> Bool {
        let isString = nodes[node].kind == .plainString || nodes[node].kind == .escapedString
        let values = tables.values
        let mask = values[Int(index)].tableMask
        if isString {
            let start = values[Int(index)].tableStart
            if mask != Subschema.none, entry(of: node, start, mask, isName: false) != nil { return true }
        } else if values[Int(index)].hasOthers {
            let value = value(node)
            if values[Int(index)].constants.contains(where: { InstanceEquality.areEqual($0, value) }) { return true }
        }
        guard isCollecting else { return false }
        let rules = program.values[Int(index)]
        let got = SchemaWords.kind(nodes[node].kind) + (rules.isConst ? " that is another" : " that is none of them")
        _ = fail(schema, node, rules.isConst ? "const" : "enum", Self.words(rules), got)
        return false
    }

    /// The permitted values, when they are few and short; they come from the schema, not from the instance.
    private static func words(_ rules: ValueRules) -> String {
        let texts = rules.constants.map { String(decoding: $0.sourceBytes.prefix(64), as: UTF8.self) }
        if texts.count <= 12 { return texts.count == 1 ? texts[0] : "one of \(texts.joined(separator: ", "))" }
        return "one of \(texts.count) values"
    }

    /// The slot of a string in a name table, found by fingerprint and confirmed by bytes.
    @inline(__always)
    func entry(of node: Int, _ start: Int32, _ mask: Int32, isName: Bool) -> NameEntry? {
        let entries = tables.entries
        // The parser has computed the fingerprint of member names.
        let fingerprint = isName ? nodes[node].fingerprint : withText(node) { JSONFingerprint.of($0) }
        var position = fingerprint & UInt32(mask)
        while true {
            let entry = entries[Int(start) + Int(position)]
            if entry.name == Subschema.none { return nil }
            if entry.fingerprint == fingerprint, isText(of: node, name: entry.name) { return entry }
            position = (position + 1) & UInt32(mask)
        }
    }

    @inline(__always)
    func isText(of node: Int, name: Int32) -> Bool {
        let reference = tables.names[Int(name)]
        let wanted = UnsafeBufferPointer(
            rebasing: tables.nameBytes[Int(reference.start)..<Int(reference.start + reference.count)]
        )
        return withText(node) { $0.count == wanted.count && Self.areEqual($0, wanted) }
    }

    /// Compares texts of one length, eight bytes at a time.
    @inline(__always)
    private static func areEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        let count = left.count
        guard count > 0, let left = UnsafeRawPointer(left.baseAddress), let right = UnsafeRawPointer(right.baseAddress)
        else { return true }
        var at = 0
        while at &+ 8 <= count {
            if left.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                != right.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            {
                return false
            }
            at &+= 8
        }
        while at < count {
            if left.load(fromByteOffset: at, as: UInt8.self) != right.load(fromByteOffset: at, as: UInt8.self) {
                return false
            }
            at &+= 1
        }
        return true
    }

    func nameText(_ name: Int32) -> [UInt8] {
        let reference = tables.names[Int(name)]
        return Array(tables.nameBytes[Int(reference.start)..<Int(reference.start + reference.count)])
    }
}
