import LinearRegex
import StrictJSON

extension SchemaCompiler {
    /// What is gathered from the members of one schema object before it is written into the program.
    struct Draft {
        var schema = Subschema()
        var object = ObjectRules()
        var array = ArrayRules()
        var string = StringRules()
        var number = NumberRules()
        var properties: [(name: String, schema: Int32)] = []
        var required: [String] = []
        var patterns: [(regex: Int32, schema: Int32)] = []
        var applicators: [Applicator] = []
        var hasObject = false
        var hasArray = false
        var hasString = false
        var hasNumber = false
    }

    mutating func compileKeywords(
        of value: JSONValue,
        at place: SchemaIndex.Place,
        into schema: Int32
    ) throws(SchemaError) {
        var draft = Draft()
        draft.schema.resource = program.subschemas[Int(schema)].resource
        let dialect = dialect(of: draft.schema.resource)
        for member in value.members {
            guard let name = member.name.string else { continue }
            let keyword = Keyword(name: name, value: member.value, place: place)
            try compileReference(keyword, &draft)
            if dialect.hasApplicators { try compileApplicator(keyword, value, &draft) }
            if dialect.hasUnevaluated { try compileUnevaluated(keyword, &draft) }
            if dialect.hasValidation { try compileAssertion(keyword, &draft) }
            if name == "format", assertsFormat(in: draft.schema.resource) {
                draft.string.format = StringFormat(rawValue: try text(keyword))
                draft.hasString = draft.hasString || draft.string.format != nil
                if dialect.requiresFormats, draft.string.format == nil {
                    throw error(.unknownVocabulary, place, "format", "a format that cannot be asserted")
                }
            }
        }
        write(draft, into: schema)
    }

    /// A keyword with its value and the schema that holds it.
    struct Keyword {
        let name: String
        let value: JSONValue
        let place: SchemaIndex.Place
    }

    private mutating func write(_ draft: Draft, into schema: Int32) {
        var draft = draft
        if draft.hasObject { draft.schema.object = addObject(&draft) }
        if draft.hasArray {
            program.arrays.append(draft.array)
            draft.schema.array = Int32(program.arrays.count - 1)
        }
        if draft.hasString {
            program.strings.append(draft.string)
            draft.schema.string = Int32(program.strings.count - 1)
        }
        if draft.hasNumber {
            draft.number.findSafeRange()
            program.numbers.append(draft.number)
            draft.schema.number = Int32(program.numbers.count - 1)
        }
        draft.schema.firstApplicator = Int32(program.applicators.count)
        draft.schema.applicatorCount = Int32(draft.applicators.count)
        program.applicators += draft.applicators
        draft.schema.isEmpty =
            draft.schema.types == 0x1FF && !draft.hasObject && !draft.hasArray && !draft.hasString && !draft.hasNumber
            && draft.applicators.isEmpty && draft.schema.values == Subschema.none
            && draft.schema.unevaluatedItems == Subschema.none && draft.schema.unevaluatedProperties == Subschema.none
        program.subschemas[Int(schema)] = draft.schema
    }

    private mutating func addObject(_ draft: inout Draft) -> Int32 {
        var slots: [Int32: NameEntry] = [:]
        func slot(_ name: Int32) -> NameEntry {
            slots[name] ?? NameEntry(fingerprint: program.names[Int(name)].fingerprint, name: name)
        }
        for property in draft.properties {
            let name = nameIndex(property.name)
            var entry = slot(name)
            entry.schema = property.schema
            slots[name] = entry
        }
        var required: [Int32] = []
        for text in draft.required {
            let name = nameIndex(text)
            var entry = slot(name)
            guard entry.required == Subschema.none else { continue }
            entry.required = Int32(required.count)
            required.append(name)
            slots[name] = entry
        }
        if !slots.isEmpty {
            let table = addTable(slots.sorted { $0.key < $1.key }.map(\.value))
            draft.object.tableStart = table.start
            draft.object.tableMask = table.mask
            draft.object.tableCount = Int32(slots.count)
            draft.object.tableBits = slots.values.reduce(0) { $0 | ObjectRules.bit(of: $1.fingerprint) }
        }
        draft.object.requiredStart = addRun(required)
        draft.object.requiredCount = Int32(required.count)
        draft.object.patternStart = Int32(program.patterns.count)
        draft.object.patternCount = Int32(draft.patterns.count)
        program.patterns += draft.patterns
        program.objects.append(draft.object)
        return Int32(program.objects.count - 1)
    }

    // MARK: References

    private mutating func compileReference(_ keyword: Keyword, _ draft: inout Draft) throws(SchemaError) {
        guard keyword.name == "$ref" || keyword.name == "$dynamicRef" else { return }
        let reference = try text(keyword)
        let target = try self.target(of: reference, at: keyword.place, keyword.name)
        let schema = try compile(target)
        guard keyword.name == "$dynamicRef", let fragment = SchemaURI.split(reference).fragment,
            // Only a reference to a dynamic anchor is dynamic (core, 8.2.3.2).
            index.resources[index.resource(of: target)].dynamicAnchors[ExactText(fragment)] == target.node
        else {
            draft.applicators.append(Applicator(kind: .reference, first: schema))
            return
        }
        let name = dynamicNameIndex(fragment)
        draft.applicators.append(Applicator(kind: .dynamicReference, first: schema, second: name))
    }

    // MARK: Applicators

    private mutating func compileApplicator(
        _ keyword: Keyword,
        _ owner: JSONValue,
        _ draft: inout Draft
    ) throws(SchemaError) {
        switch keyword.name {
        case "allOf", "anyOf", "oneOf":
            let kind: Applicator.Kind =
                keyword.name == "allOf" ? .allOf : keyword.name == "anyOf" ? .anyOf : .oneOf
            let schemas = try list(keyword)
            draft.applicators.append(Applicator(kind: kind, first: addRun(schemas), second: Int32(schemas.count)))
        case "not": draft.applicators.append(Applicator(kind: .not, first: try subschema(keyword)))
        case "if":
            var applicator = Applicator(kind: .conditional, first: try subschema(keyword))
            if let then = owner["then"] { applicator.second = try subschema(keyword.sibling("then", then)) }
            if let other = owner["else"] { applicator.third = try subschema(keyword.sibling("else", other)) }
            draft.applicators.append(applicator)
        case "dependentSchemas":
            for (name, schema) in try map(keyword) {
                draft.applicators.append(
                    Applicator(kind: .dependentSchema, first: nameIndex(name), second: schema)
                )
            }
        case "properties":
            draft.hasObject = true
            draft.properties = try map(keyword)
        case "patternProperties":
            draft.hasObject = true
            for (pattern, schema) in try map(keyword) {
                draft.patterns.append((try regex(pattern, keyword), schema))
            }
        case "additionalProperties":
            draft.hasObject = true
            draft.object.additional = try subschema(keyword)
        case "propertyNames":
            draft.hasObject = true
            draft.object.propertyNames = try subschema(keyword)
        case "prefixItems":
            draft.hasArray = true
            let schemas = try list(keyword)
            draft.array.prefixStart = addRun(schemas)
            draft.array.prefixCount = Int32(schemas.count)
        case "items":
            draft.hasArray = true
            draft.array.items = try subschema(keyword)
        case "contains":
            draft.hasArray = true
            draft.array.contains = try subschema(keyword)
        default: break
        }
    }

    private mutating func compileUnevaluated(_ keyword: Keyword, _ draft: inout Draft) throws(SchemaError) {
        if keyword.name == "unevaluatedItems" { draft.schema.unevaluatedItems = try subschema(keyword) }
        if keyword.name == "unevaluatedProperties" { draft.schema.unevaluatedProperties = try subschema(keyword) }
    }

    // MARK: Reading keyword values

    private mutating func subschema(_ keyword: Keyword) throws(SchemaError) -> Int32 {
        try compile(SchemaIndex.Place(document: keyword.place.document, node: keyword.value.index))
    }

    private mutating func list(_ keyword: Keyword) throws(SchemaError) -> [Int32] {
        guard keyword.value.isArray, keyword.value.node.count > 0 else {
            throw error(.invalid, keyword.place, keyword.name, "it takes an array of schemas that is not empty")
        }
        var schemas: [Int32] = []
        for item in keyword.value.elements {
            schemas.append(try compile(SchemaIndex.Place(document: keyword.place.document, node: item.index)))
        }
        return schemas
    }

    private mutating func map(_ keyword: Keyword) throws(SchemaError) -> [(name: String, schema: Int32)] {
        guard keyword.value.isObject else {
            throw error(.invalid, keyword.place, keyword.name, "it takes an object of schemas")
        }
        var schemas: [(name: String, schema: Int32)] = []
        for member in keyword.value.members {
            let place = SchemaIndex.Place(document: keyword.place.document, node: member.value.index)
            schemas.append((member.name.string ?? "", try compile(place)))
        }
        return schemas
    }

    func text(_ keyword: Keyword) throws(SchemaError) -> String {
        guard let text = keyword.value.string else {
            throw error(.invalid, keyword.place, keyword.name, "it takes a string")
        }
        return text
    }

    mutating func regex(_ pattern: String, _ keyword: Keyword) throws(SchemaError) -> Int32 {
        guard !hasTooManyPatterns else {
            let detail = "patterns of more than \(SchemaLimits.patternBytesMax) bytes together"
            throw error(.limit, keyword.place, keyword.name, detail)
        }
        do throws(LinearRegexError) {
            return try regexIndex(pattern)
        } catch {
            switch error {
            case .syntax(let offset, let reason):
                throw self.error(.patternInvalid, keyword.place, keyword.name, "at byte \(offset): \(reason.rawValue)")
            case .unsupported(let offset, let feature):
                let detail = "at byte \(offset): \(feature)"
                throw self.error(.patternUnsupported, keyword.place, keyword.name, detail)
            case .tooLarge(let limit): throw self.error(.limit, keyword.place, keyword.name, "\(limit)")
            }
        }
    }
}

extension SchemaCompiler.Keyword {
    func sibling(_ name: String, _ value: JSONValue) -> Self { Self(name: name, value: value, place: place) }
}
