import LinearRegex
import StrictJSON

/// Turns schema documents into a ``SchemaProgram``.
///
/// Every place is compiled once, so loops of references end.
struct SchemaCompiler {
    var index: SchemaIndex
    var program = SchemaProgram()
    private let formatAssertion: Bool
    private var compiled: [SchemaIndex.Place: Int32] = [:]
    /// Schemas that have an index, but whose keywords are not compiled yet.
    private var pending: [(place: SchemaIndex.Place, schema: Int32)] = []
    private var nameIndexes: [ExactText: Int32] = [:]
    /// Names that dynamic references ask for.
    private var dynamicNames: [ExactText: Int32] = [:]
    private var regexIndexes: [ExactText: Int32] = [:]
    private var patternBytes = 0

    init(registry: SchemaRegistry, formatAssertion: Bool) {
        index = SchemaIndex(registry: registry, defaultDialect: SchemaDialect())
        self.formatAssertion = formatAssertion
    }

    /// Compiles documents into one program; what they refer to in common is compiled once.
    ///
    /// - Returns: the program, and the subschema that is the root of each document.
    static func program(
        _ documents: [(document: JSONDocument, uri: String)],
        registry: SchemaRegistry,
        formatAssertion: Bool = false
    ) throws(SchemaError) -> (program: SchemaProgram, roots: [Int32]) {
        var compiler = SchemaCompiler(registry: registry, formatAssertion: formatAssertion)
        var roots: [Int32] = []
        for (document, uri) in documents {
            let place = try compiler.index.add(document, uri: uri)
            roots.append(try compiler.compile(place))
        }
        try compiler.compilePending()
        try compiler.compileDynamicAnchors()
        if let loop = SchemaLoops.first(in: compiler.program) {
            let origin = compiler.program.origins[Int(loop)]
            let place = SchemaIndex.Place(document: compiler.index.document(of: origin), node: origin.value.index)
            throw compiler.error(.invalid, place, "", "references lead back here without a step into the instance")
        }
        compiler.program.resources = compiler.index.resources.map { resource in
            let place = SchemaIndex.Place(document: resource.document, node: resource.root)
            return (resource.uri, compiler.index.value(at: place))
        }
        return (compiler.program, roots)
    }

    /// Every schema that a dynamic reference could reach must be compiled; new ones can bring new references, names and
    /// documents, so this goes on until nothing is new.
    private mutating func compileDynamicAnchors() throws(SchemaError) {
        var done: [Int] = []
        while done != [compiled.count, dynamicNames.count, index.resources.count] {
            done = [compiled.count, dynamicNames.count, index.resources.count]
            for resource in index.resources.indices {
                for (name, node) in index.resources[resource].dynamicAnchors {
                    guard let nameIndex = dynamicNames[name] else { continue }
                    let place = SchemaIndex.Place(document: index.resources[resource].document, node: node)
                    let key = SchemaProgram.DynamicAnchor(name: nameIndex, resource: Int32(resource))
                    program.dynamicAnchors[key] = try compile(place)
                }
            }
            try compilePending()
        }
    }

    /// Gives a place its index; its keywords are compiled later, so that long chains of references need no stack.
    mutating func compile(_ start: SchemaIndex.Place) throws(SchemaError) -> Int32 {
        var place = start
        var passed: Set<SchemaIndex.Place> = []
        while compiled[place] == nil, let reference = onlyReference(index.value(at: place)) {
            let target = try self.target(of: reference, at: place, "$ref")
            // A step into another resource must stay visible to dynamic references.
            guard index.resource(of: target) == index.resource(of: place) else { break }
            guard passed.insert(place).inserted else {
                throw error(.invalid, place, "$ref", "a reference that leads back to itself")
            }
            place = target
        }
        let schema: Int32
        if let known = compiled[place] { schema = known } else { schema = try add(place) }
        for reference in passed { compiled[reference] = schema }
        return schema
    }

    /// The place that a reference at a place leads to.
    mutating func target(
        of reference: String,
        at place: SchemaIndex.Place,
        _ keyword: String
    ) throws(SchemaError) -> SchemaIndex.Place {
        // The location is for the error only: it costs a walk through the document.
        guard let target = try index.resolve(reference, from: index.resource(of: place)) else {
            throw error(.unresolvedReference, place, keyword, "nothing is known under \(reference)")
        }
        return target
    }

    private mutating func add(_ place: SchemaIndex.Place) throws(SchemaError) -> Int32 {
        let value = index.value(at: place)
        guard value.isObject || value.boolean != nil else {
            throw error(.invalid, place, "", "a schema is an object, true or false")
        }
        guard program.subschemas.count < SchemaLimits.subschemasMax else {
            throw error(.limit, place, "", "more than \(SchemaLimits.subschemasMax) subschemas")
        }
        let schema = Int32(program.subschemas.count)
        compiled[place] = schema
        var subschema = Subschema()
        subschema.resource = Int32(index.resource(of: place))
        subschema.isNever = value.boolean == false
        subschema.isEmpty = !subschema.isNever
        program.subschemas.append(subschema)
        program.origins.append(.init(value: value, resource: subschema.resource))
        if value.isObject { pending.append((place, schema)) }
        return schema
    }

    private mutating func compilePending() throws(SchemaError) {
        while let next = pending.popLast() {
            try compileKeywords(of: index.value(at: next.place), at: next.place, into: next.schema)
        }
    }

    private static let annotations: Set<String> = [
        "$comment", "title", "description", "default", "deprecated", "readOnly", "writeOnly", "examples", "$defs",
    ]

    /// The `$ref` of a schema that says nothing else, so that it can stand for its target.
    private func onlyReference(_ value: JSONValue) -> String? {
        guard let reference = value["$ref"]?.string else { return nil }
        let isAlone = value.members.allSatisfy { member in
            guard let name = member.name.string else { return false }
            return name == "$ref" || Self.annotations.contains(name)
        }
        return isAlone ? reference : nil
    }

    func location(_ place: SchemaIndex.Place, _ keyword: String) -> String {
        let resource = index.resource(of: place)
        let pointer = index.pointer(to: place, in: resource)
        return "\(index.resources[resource].uri)#\(keyword.isEmpty ? pointer : pointer / keyword)"
    }

    func error(
        _ code: SchemaError.Code,
        _ place: SchemaIndex.Place,
        _ keyword: String,
        _ detail: String
    ) -> SchemaError {
        SchemaError(code: code, location: location(place, keyword), detail: detail)
    }

    /// The index of a name in the pool, added when new.
    mutating func nameIndex(_ name: String) -> Int32 {
        let key = ExactText(name)
        if let known = nameIndexes[key] { return known }
        let bytes = Array(name.utf8)
        program.names.append(
            NameReference(
                start: Int32(program.nameBytes.count),
                count: Int32(bytes.count),
                fingerprint: JSONFingerprint.of(name)
            )
        )
        program.nameBytes += bytes
        nameIndexes[key] = Int32(program.names.count - 1)
        return Int32(program.names.count - 1)
    }

    /// The index of a name that dynamic references look for.
    mutating func dynamicNameIndex(_ name: String) -> Int32 {
        let index = nameIndex(name)
        dynamicNames[ExactText(name)] = index
        return index
    }

    /// The index of a pattern, compiled when new.
    mutating func regexIndex(_ pattern: String) throws(LinearRegexError) -> Int32 {
        let key = ExactText(pattern)
        if let known = regexIndexes[key] { return known }
        program.regexes.append(SchemaPattern(text: pattern, regex: try LinearRegex(pattern)))
        patternBytes += pattern.utf8.count
        regexIndexes[key] = Int32(program.regexes.count - 1)
        return Int32(program.regexes.count - 1)
    }

    var hasTooManyPatterns: Bool { patternBytes > SchemaLimits.patternBytesMax }

    func assertsFormat(in resource: Int32) -> Bool {
        formatAssertion || index.resources[Int(resource)].dialect.assertsFormat
    }

    func dialect(of resource: Int32) -> SchemaDialect { index.resources[Int(resource)].dialect }

    /// A name table of a power of two at most half full.
    mutating func addTable(_ slots: [NameEntry]) -> (start: Int32, mask: Int32) {
        var size = 4
        while size < slots.count * 2 { size *= 2 }
        let start = program.entries.count
        program.entries += repeatElement(NameEntry(), count: size)
        for slot in slots {
            var position = Int(slot.fingerprint) & (size - 1)
            while program.entries[start + position].name != Subschema.none { position = (position + 1) & (size - 1) }
            program.entries[start + position] = slot
        }
        return (Int32(start), Int32(size - 1))
    }

    mutating func addRun(_ items: [Int32]) -> Int32 {
        let start = program.lists.count
        program.lists += items
        return Int32(start)
    }
}
