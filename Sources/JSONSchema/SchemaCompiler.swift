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
    /// Pure references that are being followed, to find one that leads back to itself.
    private var following: Set<SchemaIndex.Place> = []
    private var depth = 0
    private var nameIndexes: [String: Int32] = [:]
    private var dynamicNames: Set<String> = []

    init(registry: SchemaRegistry, formatAssertion: Bool) {
        index = SchemaIndex(registry: registry, defaultDialect: SchemaDialect())
        self.formatAssertion = formatAssertion
    }

    /// Compiles a document; the first subschema of the result is its root.
    static func program(
        _ document: JSONDocument,
        uri: String,
        registry: SchemaRegistry,
        formatAssertion: Bool
    ) throws(SchemaError) -> (program: SchemaProgram, root: Int32) {
        var compiler = SchemaCompiler(registry: registry, formatAssertion: formatAssertion)
        let place = try compiler.index.add(document, uri: uri)
        let root = try compiler.compile(place)
        try compiler.compileDynamicAnchors()
        compiler.program.resources = compiler.index.resources.map { resource in
            let place = SchemaIndex.Place(document: resource.document, node: resource.root)
            return (resource.uri, compiler.index.value(at: place))
        }
        return (compiler.program, root)
    }

    /// Every schema that a dynamic reference could reach must be compiled; new ones can bring new references.
    private mutating func compileDynamicAnchors() throws(SchemaError) {
        var done = 0
        while done < program.dynamicAnchors.count || done == 0 {
            done = max(1, program.dynamicAnchors.count)
            let names = dynamicNames
            var resource = 0
            while resource < index.resources.count {
                for (name, node) in index.resources[resource].dynamicAnchors where names.contains(name) {
                    let place = SchemaIndex.Place(document: index.resources[resource].document, node: node)
                    let key = SchemaProgram.DynamicAnchor(name: nameIndex(name), resource: Int32(resource))
                    program.dynamicAnchors[key] = try compile(place)
                }
                resource += 1
            }
        }
    }

    mutating func compile(_ place: SchemaIndex.Place) throws(SchemaError) -> Int32 {
        if let known = compiled[place] { return known }
        let value = index.value(at: place)
        depth += 1
        defer { depth -= 1 }
        guard depth <= SchemaLimits.depthMax else {
            throw error(.limit, place, "", "subschemas stand deeper than \(SchemaLimits.depthMax)")
        }
        if let reference = onlyReference(value) {
            guard following.insert(place).inserted else {
                throw error(.invalid, place, "$ref", "a reference that leads back to itself")
            }
            defer { following.remove(place) }
            let target = try index.resolve(reference, from: index.resource(of: place), at: location(place, "$ref"))
            // A step into another resource must stay visible to dynamic references.
            if index.resource(of: target) == index.resource(of: place) {
                let schema = try compile(target)
                compiled[place] = schema
                return schema
            }
        }
        guard value.isObject || value.boolean != nil else {
            throw error(.invalid, place, "", "a schema is an object, true or false")
        }
        let schema = Int32(program.subschemas.count)
        compiled[place] = schema
        var subschema = Subschema()
        subschema.resource = Int32(index.resource(of: place))
        program.subschemas.append(subschema)
        program.origins.append(.init(value: value, resource: subschema.resource))
        if value.boolean == false {
            program.subschemas[Int(schema)].isNever = true
            program.subschemas[Int(schema)].isEmpty = false
        } else if value.isObject {
            try compileKeywords(of: value, at: place, into: schema)
        }
        return schema
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
        let resource = index.resources[index.resource(of: place)]
        let root = JSONValue(document: index.documents[resource.document], index: resource.root)
        let pointer = InstancePlace.pointer(to: place.node, from: root)
        return "\(resource.uri)#\(keyword.isEmpty ? pointer : pointer / keyword)"
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
        if let known = nameIndexes[name], elementsEqual(known, name) { return known }
        let bytes = Array(name.utf8)
        let fingerprint = JSONFingerprint.of(name)
        program.names.append(
            NameReference(
                start: Int32(program.nameBytes.count),
                count: Int32(bytes.count),
                fingerprint: fingerprint
            )
        )
        program.nameBytes += bytes
        nameIndexes[name] = Int32(program.names.count - 1)
        return Int32(program.names.count - 1)
    }

    /// String keys compare by canonical equivalence; names compare by bytes.
    private func elementsEqual(_ index: Int32, _ name: String) -> Bool {
        let reference = program.names[Int(index)]
        let bytes = program.nameBytes[Int(reference.start)..<Int(reference.start + reference.count)]
        return bytes.elementsEqual(name.utf8)
    }

    mutating func addDynamicName(_ name: String) { dynamicNames.insert(name) }

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
