package import StrictJSON

/// Compiled schemas as bytes, so that a program that starts need not compile them.
///
/// An image answers only whether an instance is valid; what breaks a schema is explained by compiling its source. It is
/// ours: damage is noticed (nil), but it is no format to take from strangers.
package enum SchemaImage {
    /// Changes whenever the form of a table does.
    private static let form: Int32 = 1

    /// The bytes for several schemas, which share what they have in common.
    ///
    /// - Throws: ``SchemaError`` for a schema that cannot be used, or one with dynamic references: their scope is told
    ///   by documents, which an image has not.
    package static func bytes(
        of schemas: [(name: String, document: JSONDocument, uri: String)],
        registry: SchemaRegistry
    ) throws(SchemaError) -> [UInt8] {
        var (program, roots) = try SchemaCompiler.program(schemas.map { ($0.document, $0.uri) }, registry: registry)
        guard program.dynamicAnchors.isEmpty else {
            throw SchemaError(code: .unknownVocabulary, location: schemas[0].uri, detail: "dynamic references")
        }
        program.origins = []
        program.resources = []
        var archive = SchemaArchive()
        var form = form
        archive.number(&form)
        var count = Int32(schemas.count)
        archive.number(&count)
        for (schema, root) in zip(schemas, roots) {
            var (name, root) = (schema.name, root)
            archive.text(&name)
            archive.number(&root)
        }
        program.visit(&archive)
        return archive.bytes
    }

    /// Reads an image, of which nothing is kept.
    ///
    /// - Parameter bytes: The image.
    /// - Returns: The schemas by name; nil when it is damaged or of another form.
    package static func schemas(_ bytes: UnsafeRawBufferPointer) -> [String: CompiledSchema]? {
        var archive = SchemaArchive(reading: bytes)
        var (form, count) = (Int32(0), Int32(0))
        archive.number(&form)
        archive.number(&count)
        guard form == Self.form, count >= 0, Int(count) < bytes.count else { return nil }
        var roots: [(name: String, root: Int32)] = []
        for _ in 0..<count {
            var (name, root) = ("", Int32(0))
            archive.text(&name)
            archive.number(&root)
            roots.append((name, root))
        }
        var program = SchemaProgram()
        program.visit(&archive)
        guard archive.isWhole, roots.allSatisfy({ program.subschemas.indices.contains(Int($0.root)) }) else {
            return nil
        }
        let made = roots.map { ($0.name, CompiledSchema(program: program, root: $0.root)) }
        return Dictionary(made) { first, _ in first }
    }
}

/// Writes or reads one value after another: each table has one `visit` for both, so that they cannot drift apart.
///
/// Numbers are 32 bits, little-endian.
struct SchemaArchive {
    /// What was written.
    private(set) var bytes: [UInt8] = []
    /// What is read; nil while writing.
    private let source: UnsafeRawBufferPointer?
    private var position = 0
    private var isBroken = false

    init() { source = nil }

    init(reading source: UnsafeRawBufferPointer) { self.source = source }

    /// Whether everything was read and nothing is left.
    var isWhole: Bool { !isBroken && position == source?.count }

    @inline(__always)
    mutating func number(_ value: inout Int32) {
        guard let source else {
            withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
            return
        }
        guard position &+ 4 <= source.count else {
            isBroken = true
            value = 0
            return
        }
        value = Int32(littleEndian: source.loadUnaligned(fromByteOffset: position, as: Int32.self))
        position &+= 4
    }

    mutating func flag(_ value: inout Bool) {
        var number: Int32 = value ? 1 : 0
        self.number(&number)
        value = number != 0
    }

    mutating func unsigned(_ value: inout UInt32) {
        var number = Int32(bitPattern: value)
        self.number(&number)
        value = UInt32(bitPattern: number)
    }

    mutating func wide(_ value: inout UInt64) {
        var (low, high) = (UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32))
        unsigned(&low)
        unsigned(&high)
        value = UInt64(high) << 32 | UInt64(low)
    }

    mutating func raw(_ value: inout [UInt8]) {
        var count = Int32(value.count)
        number(&count)
        guard let source else {
            bytes += value
            return
        }
        guard count >= 0, position + Int(count) <= source.count, !isBroken else {
            isBroken = true
            return
        }
        value = Array(source[position..<position + Int(count)])
        position += Int(count)
    }

    mutating func text(_ value: inout String) {
        var utf8 = Array(value.utf8)
        raw(&utf8)
        value = String(decoding: utf8, as: UTF8.self)
    }

    /// A table; `blank` is what a row is before it is read.
    mutating func table<Row>(_ rows: inout [Row], _ blank: Row, _ visit: (inout Row, inout SchemaArchive) -> Void) {
        var count = Int32(rows.count)
        number(&count)
        if let source {
            // Each row takes a byte at least, so a wild count ends here.
            guard count >= 0, Int(count) <= source.count, !isBroken else {
                isBroken = true
                return
            }
            rows = Array(repeating: blank, count: Int(count))
        }
        for index in rows.indices { visit(&rows[index], &self) }
    }
}

extension SchemaProgram {
    mutating func visit(_ archive: inout SchemaArchive) {
        archive.table(&subschemas, Subschema()) { $0.visit(&$1) }
        archive.table(&applicators, Applicator(kind: .not, first: 0)) { $0.visit(&$1) }
        archive.table(&objects, ObjectRules()) { $0.visit(&$1) }
        archive.table(&arrays, ArrayRules()) { $0.visit(&$1) }
        archive.table(&strings, StringRules()) { $0.visit(&$1) }
        archive.table(&numbers, NumberRules()) { $0.visit(&$1) }
        archive.table(&values, ValueRules()) { $0.visit(&$1) }
        archive.table(&entries, NameEntry()) { $0.visit(&$1) }
        archive.table(&lists, 0) { $1.number(&$0) }
        archive.table(&names, NameReference(start: 0, count: 0, fingerprint: 0)) { $0.visit(&$1) }
        archive.raw(&nameBytes)
        archive.table(&patterns, (0, 0)) { pattern, archive in
            archive.number(&pattern.regex)
            archive.number(&pattern.schema)
        }
        archive.table(&regexes, SchemaPattern(text: "")) { $1.text(&$0.text) }
    }
}

extension Subschema {
    fileprivate mutating func visit(_ archive: inout SchemaArchive) {
        var bits = Int32(types)
        archive.number(&bits)
        types = UInt16(truncatingIfNeeded: bits)
        archive.flag(&allowsWholeDecimal)
        archive.flag(&isNever)
        archive.flag(&isEmpty)
        archive.number(&values)
        archive.number(&string)
        archive.number(&number)
        archive.number(&object)
        archive.number(&array)
        archive.number(&unevaluatedItems)
        archive.number(&unevaluatedProperties)
        archive.number(&firstApplicator)
        archive.number(&applicatorCount)
        archive.number(&resource)
    }
}

extension Applicator {
    fileprivate mutating func visit(_ archive: inout SchemaArchive) {
        var code = UInt32(kind.rawValue)
        archive.unsigned(&code)
        kind = Kind(rawValue: UInt8(truncatingIfNeeded: code)) ?? .not
        archive.number(&first)
        archive.number(&second)
        archive.number(&third)
    }
}

extension ObjectRules {
    fileprivate mutating func visit(_ archive: inout SchemaArchive) {
        archive.number(&tableStart)
        archive.number(&tableMask)
        archive.number(&tableCount)
        archive.wide(&tableBits)
        archive.number(&requiredStart)
        archive.number(&requiredCount)
        archive.number(&patternStart)
        archive.number(&patternCount)
        archive.number(&additional)
        archive.number(&propertyNames)
        archive.number(&minimum)
        archive.number(&maximum)
    }
}

extension ArrayRules {
    fileprivate mutating func visit(_ archive: inout SchemaArchive) {
        archive.number(&prefixStart)
        archive.number(&prefixCount)
        archive.number(&items)
        archive.number(&contains)
        archive.number(&minimumContains)
        archive.number(&maximumContains)
        archive.number(&minimum)
        archive.number(&maximum)
        archive.flag(&isUnique)
    }
}

extension StringRules {
    fileprivate mutating func visit(_ archive: inout SchemaArchive) {
        archive.number(&minimum)
        archive.number(&maximum)
        archive.number(&regex)
        var name = format?.rawValue ?? ""
        archive.text(&name)
        format = StringFormat(rawValue: name)
    }
}

extension NumberRules {
    fileprivate mutating func visit(_ archive: inout SchemaArchive) {
        Self.visit(&minimum, &archive)
        Self.visit(&maximum, &archive)
        Self.visit(&exclusiveMinimum, &archive)
        Self.visit(&exclusiveMaximum, &archive)
        Self.visit(&multipleOf, &archive)
        findSafeRange()
    }

    private static func visit(_ bound: inout Bound?, _ archive: inout SchemaArchive) {
        var text = bound?.text ?? ""
        archive.text(&text)
        bound = text.isEmpty ? nil : Bound(text)
    }
}

extension ValueRules {
    fileprivate mutating func visit(_ archive: inout SchemaArchive) {
        archive.flag(&isConst)
        archive.number(&tableStart)
        archive.number(&tableMask)
        archive.flag(&hasOthers)
        // Strings stand in the name table; only other constants are compared as values.
        guard hasOthers else {
            constants = []
            return
        }
        var texts = constants.filter { !$0.isString }.map { Array($0.sourceBytes) }
        archive.table(&texts, []) { $1.raw(&$0) }
        constants = texts.compactMap { try? JSONDocument(parsing: $0).root }
    }
}

extension NameEntry {
    fileprivate mutating func visit(_ archive: inout SchemaArchive) {
        archive.unsigned(&fingerprint)
        archive.number(&name)
        archive.number(&schema)
        archive.number(&required)
    }
}

extension NameReference {
    fileprivate mutating func visit(_ archive: inout SchemaArchive) {
        archive.number(&start)
        archive.number(&count)
        archive.unsigned(&fingerprint)
    }
}
