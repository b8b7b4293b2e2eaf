import StrictJSON

extension SchemaCompiler {
    /// The validation vocabulary.
    mutating func compileAssertion(_ keyword: Keyword, _ draft: inout Draft) throws(SchemaError) {
        switch keyword.name {
        case "type": try compileType(keyword, &draft.schema)
        case "enum", "const": try compileValues(keyword, &draft)
        case "minLength", "maxLength", "pattern": try compileString(keyword, &draft)
        case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf":
            draft.hasNumber = true
            try compileNumber(keyword, &draft.number)
        case "minItems", "maxItems", "uniqueItems", "minContains", "maxContains":
            draft.hasArray = true
            try compileArray(keyword, &draft.array)
        case "minProperties", "maxProperties":
            draft.hasObject = true
            let count = try self.count(keyword)
            if keyword.name == "minProperties" { draft.object.minimum = count } else { draft.object.maximum = count }
        case "required":
            draft.hasObject = true
            draft.required = try names(keyword.value, keyword)
        case "dependentRequired": try compileDependentRequired(keyword, &draft)
        default: break
        }
    }

    private static let typeBits: [String: UInt16] = [
        "null": 1, "boolean": 0b110, "integer": 0b1000, "number": 0b1_1000, "string": 0b110_0000, "array": 1 << 7,
        "object": 1 << 8,
    ]

    private func compileType(_ keyword: Keyword, _ schema: inout Subschema) throws(SchemaError) {
        let names = keyword.value.isString ? [keyword.value] : keyword.value.elements
        guard !names.isEmpty else {
            throw error(.invalid, keyword.place, "type", "it takes a name or an array of names")
        }
        schema.types = 0
        for name in names {
            guard let text = name.string, let bits = Self.typeBits[text] else {
                throw error(.invalid, keyword.place, "type", "there is no such type")
            }
            schema.types |= bits
            if text == "integer" { schema.allowsWholeDecimal = true }
        }
    }

    private mutating func compileValues(_ keyword: Keyword, _ draft: inout Draft) throws(SchemaError) {
        var rules = ValueRules()
        rules.isConst = keyword.name == "const"
        if !rules.isConst, !keyword.value.isArray {
            throw error(.invalid, keyword.place, "enum", "it takes an array")
        }
        rules.constants = rules.isConst ? [keyword.value] : keyword.value.elements
        var slots: [NameEntry] = []
        for constant in rules.constants {
            guard let text = constant.string else {
                rules.hasOthers = true
                continue
            }
            let name = nameIndex(text)
            slots.append(NameEntry(fingerprint: program.names[Int(name)].fingerprint, name: name))
        }
        if !slots.isEmpty { (rules.tableStart, rules.tableMask) = addTable(slots) }
        if draft.schema.values != Subschema.none {
            // Both enum and const: the second one becomes a schema of its own.
            program.values.append(rules)
            var second = Subschema()
            second.values = Int32(program.values.count - 1)
            second.isEmpty = false
            second.resource = draft.schema.resource
            program.subschemas.append(second)
            program.origins.append(
                .init(value: index.value(at: keyword.place), resource: draft.schema.resource)
            )
            draft.applicators.append(Applicator(kind: .reference, first: Int32(program.subschemas.count - 1)))
            return
        }
        program.values.append(rules)
        draft.schema.values = Int32(program.values.count - 1)
    }

    private mutating func compileString(_ keyword: Keyword, _ draft: inout Draft) throws(SchemaError) {
        draft.hasString = true
        switch keyword.name {
        case "minLength": draft.string.minimum = try count(keyword)
        case "maxLength": draft.string.maximum = try count(keyword)
        default: draft.string.regex = try regex(try text(keyword), keyword)
        }
    }

    private func compileNumber(_ keyword: Keyword, _ rules: inout NumberRules) throws(SchemaError) {
        guard keyword.value.kind == .integer || keyword.value.kind == .decimal else {
            throw error(.invalid, keyword.place, keyword.name, "it takes a number")
        }
        let bound = NumberRules.Bound(String(decoding: keyword.value.sourceBytes, as: UTF8.self))
        switch keyword.name {
        case "minimum": rules.minimum = bound
        case "maximum": rules.maximum = bound
        case "exclusiveMinimum": rules.exclusiveMinimum = bound
        case "exclusiveMaximum": rules.exclusiveMaximum = bound
        default:
            guard bound.exact.compared(to: ExactDecimal([0x30])) > 0 else {
                throw error(.invalid, keyword.place, "multipleOf", "it must be greater than 0")
            }
            guard bound.exact.digitCount <= SchemaLimits.divisorDigitsMax else {
                throw error(.limit, keyword.place, "multipleOf", "more than \(SchemaLimits.divisorDigitsMax) digits")
            }
            rules.multipleOf = bound
        }
    }

    private func compileArray(_ keyword: Keyword, _ rules: inout ArrayRules) throws(SchemaError) {
        switch keyword.name {
        case "minItems": rules.minimum = try count(keyword)
        case "maxItems": rules.maximum = try count(keyword)
        case "minContains": rules.minimumContains = try count(keyword)
        case "maxContains": rules.maximumContains = try count(keyword)
        default:
            guard let isUnique = keyword.value.boolean else {
                throw error(.invalid, keyword.place, "uniqueItems", "it takes true or false")
            }
            rules.isUnique = isUnique
        }
    }

    private mutating func compileDependentRequired(_ keyword: Keyword, _ draft: inout Draft) throws(SchemaError) {
        guard keyword.value.isObject else {
            throw error(.invalid, keyword.place, keyword.name, "it takes an object of arrays")
        }
        for member in keyword.value.members {
            let needed = try names(member.value, keyword).map { nameIndex($0) }
            draft.applicators.append(
                Applicator(
                    kind: .dependentRequired,
                    first: nameIndex(member.name.string ?? ""),
                    second: addRun(needed),
                    third: Int32(needed.count)
                )
            )
        }
    }

    private func names(_ value: JSONValue, _ keyword: Keyword) throws(SchemaError) -> [String] {
        let names = value.elements.compactMap(\.string)
        guard value.isArray, names.count == value.node.count else {
            throw error(.invalid, keyword.place, keyword.name, "it takes an array of names")
        }
        return names
    }

    /// A count that is not negative; `2.0` is one, too.
    ///
    /// Larger ones than any instance can reach are held at the top.
    private func count(_ keyword: Keyword) throws(SchemaError) -> Int32 {
        let exact = ExactDecimal(keyword.value.sourceBytes)
        guard keyword.value.kind == .integer || keyword.value.kind == .decimal, exact.isInteger,
            exact.compared(to: ExactDecimal([0x30])) >= 0
        else { throw error(.invalid, keyword.place, keyword.name, "it takes a whole number from 0") }
        let text = String(decoding: keyword.value.sourceBytes, as: UTF8.self)
        return Int32(min(Double(text) ?? .infinity, Double(Int32.max)))
    }
}
