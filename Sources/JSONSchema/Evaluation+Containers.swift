import StrictJSON

extension Evaluation {
    mutating func checkObject(_ schema: Int32, _ index: Int32, _ node: Int, _ tracker: Int) -> Bool {
        let rules = tables.objects[Int(index)]
        let count = nodes[node].count
        var isValid = true
        if count < Int(rules.minimum) {
            let expected = "at least \(SchemaWords.count(Int(rules.minimum), "member"))"
            guard fail(schema, node, "minProperties", expected, SchemaWords.count(count, "member")) else {
                return false
            }
            isValid = false
        }
        if count > Int(rules.maximum) {
            let expected = "at most \(SchemaWords.count(Int(rules.maximum), "member"))"
            guard fail(schema, node, "maxProperties", expected, SchemaWords.count(count, "member")) else {
                return false
            }
            isValid = false
        }
        var present: UInt64 = 0
        if rules.walksEveryMember || tracker != Self.untracked {
            var name = node + 1
            for position in 0..<count {
                if !checkMember(schema, rules, name, position, of: node, tracker, &present) {
                    guard isCollecting else { return false }
                    isValid = false
                }
                name = Int(nodes[name + 1].next)
            }
        } else if rules.tableCount > 0, !checkNamedMembers(rules, node, &present) {
            guard isCollecting else { return false }
            isValid = false
        }
        guard rules.requiredCount > 0, !checkRequired(schema, rules, present, node) else { return isValid }
        return false
    }

    /// The walk of an object where only names in the table matter: it ends when all of them were met.
    private mutating func checkNamedMembers(_ rules: ObjectRules, _ node: Int, _ present: inout UInt64) -> Bool {
        var isValid = true
        var missing = rules.tableCount
        var name = node + 1
        for _ in 0..<nodes[node].count {
            if rules.tableBits & ObjectRules.bit(of: nodes[name].fingerprint) != 0,
                let entry = entry(of: name, rules.tableStart, rules.tableMask, isName: true)
            {
                if entry.required != Subschema.none, entry.required < 64 { present |= 1 << UInt64(entry.required) }
                if entry.schema != Subschema.none, !check(entry.schema, name + 1, Self.untracked) {
                    guard isCollecting else { return false }
                    isValid = false
                }
                missing -= 1
                if missing == 0 { break }
            }
            name = Int(nodes[name + 1].next)
        }
        return isValid
    }

    @inline(__always)
    private mutating func checkMember(
        _ schema: Int32,
        _ rules: ObjectRules,
        _ name: Int,
        _ position: Int,
        of object: Int,
        _ tracker: Int,
        _ present: inout UInt64
    ) -> Bool {
        var isValid = true
        var isKnown = false
        if rules.tableBits & ObjectRules.bit(of: nodes[name].fingerprint) != 0,
            let entry = entry(of: name, rules.tableStart, rules.tableMask, isName: true)
        {
            if entry.required != Subschema.none, entry.required < 64 { present |= 1 << UInt64(entry.required) }
            if entry.schema != Subschema.none {
                isKnown = true
                isValid = check(entry.schema, name + 1, Self.untracked)
            }
        }
        for pattern in Int(rules.patternStart)..<Int(rules.patternStart + rules.patternCount)
        where matches(Int(program.patterns[pattern].regex), name) {
            isKnown = true
            isValid = check(program.patterns[pattern].schema, name + 1, Self.untracked) && isValid
        }
        if !isKnown, rules.additional != Subschema.none {
            isKnown = true
            isValid = checkAdditional(schema, rules.additional, name, of: object) && isValid
        }
        if rules.propertyNames != Subschema.none {
            isValid = check(rules.propertyNames, name, Self.untracked) && isValid
        }
        if isKnown, tracker != Self.untracked { trackers[tracker].insert(position) }
        return isValid
    }

    /// A member that must not be there is told by its place: its name is the instance's text, like its value.
    private mutating func checkAdditional(_ schema: Int32, _ additional: Int32, _ name: Int, of object: Int) -> Bool {
        guard tables.subschemas[Int(additional)].isNever else { return check(additional, name + 1, Self.untracked) }
        guard isCollecting else { return false }
        let words = memberWords(name, of: object)
        _ = fail(schema, name, "additionalProperties", "no other members", words)
        return false
    }

    /// Which member of an object it is.
    private func memberWords(_ name: Int, of object: Int) -> String {
        var position = 1
        var at = object + 1
        while at < name {
            position += 1
            at = Int(nodes[at + 1].next)
        }
        return "one more, member \(position) of the object"
    }

    private mutating func checkRequired(_ schema: Int32, _ rules: ObjectRules, _ present: UInt64, _ node: Int) -> Bool {
        let count = Int(rules.requiredCount)
        let wanted = count >= 64 ? UInt64.max : 1 << UInt64(count) - 1
        if count <= 64, present == wanted { return true }
        var isValid = true
        for position in 0..<count {
            let name = tables.lists[Int(rules.requiredStart) + position]
            let isPresent = position < 64 ? present >> UInt64(position) & 1 == 1 : member(name, of: node) != nil
            if isPresent { continue }
            isValid = false
            guard isCollecting else { return false }
            let expected = "the member \(SchemaWords.name(nameText(name)))"
            _ = fail(schema, node, "required", expected, "no such member")
        }
        return isValid
    }

    /// The value of a member by name, nil when the object has none.
    func member(_ name: Int32, of object: Int) -> Int? {
        let fingerprint = tables.names[Int(name)].fingerprint
        var at = object + 1
        for _ in 0..<nodes[object].count {
            if nodes[at].fingerprint == fingerprint, isText(of: at, name: name) { return at + 1 }
            at = Int(nodes[at + 1].next)
        }
        return nil
    }

    mutating func checkArray(_ schema: Int32, _ index: Int32, _ node: Int, _ tracker: Int) -> Bool {
        let rules = tables.arrays[Int(index)]
        let count = nodes[node].count
        var isValid = true
        if count < Int(rules.minimum) {
            let expected = "at least \(SchemaWords.count(Int(rules.minimum), "item"))"
            guard fail(schema, node, "minItems", expected, SchemaWords.count(count, "item")) else { return false }
            isValid = false
        }
        if count > Int(rules.maximum) {
            let expected = "at most \(SchemaWords.count(Int(rules.maximum), "item"))"
            guard fail(schema, node, "maxItems", expected, SchemaWords.count(count, "item")) else { return false }
            isValid = false
        }
        if rules.isUnique, count > 1, !InstanceEquality.areUnique(value(node)) {
            guard fail(schema, node, "uniqueItems", "items that differ", "two equal items") else { return false }
            isValid = false
        }
        if rules.prefixCount > 0 || rules.items != Subschema.none {
            var item = node + 1
            for position in 0..<count {
                let isPrefix = position < Int(rules.prefixCount)
                let itemSchema = isPrefix ? tables.lists[Int(rules.prefixStart) + position] : rules.items
                guard itemSchema != Subschema.none else { break }
                if !check(itemSchema, item, Self.untracked) {
                    guard isCollecting else { return false }
                    isValid = false
                }
                if tracker != Self.untracked { trackers[tracker].insert(position) }
                item = Int(nodes[item].next)
            }
        }
        guard rules.contains != Subschema.none else { return isValid }
        return checkContains(schema, rules, node, tracker) && isValid
    }

    private mutating func checkContains(_ schema: Int32, _ rules: ArrayRules, _ node: Int, _ tracker: Int) -> Bool {
        var matching = 0
        var item = node + 1
        for position in 0..<nodes[node].count {
            if holds(rules.contains, item, Self.untracked) {
                matching += 1
                if tracker != Self.untracked { trackers[tracker].insert(position) }
            }
            item = Int(nodes[item].next)
        }
        // No words are made where nobody asks for them.
        guard isCollecting else {
            return matching >= Int(rules.minimumContains) && matching <= Int(rules.maximumContains)
        }
        if matching < Int(rules.minimumContains) {
            let keyword = rules.minimumContains == 1 ? "contains" : "minContains"
            let expected = "at least \(SchemaWords.count(Int(rules.minimumContains), "matching item"))"
            _ = fail(schema, node, keyword, expected, SchemaWords.count(matching, "matching item"))
            return false
        }
        if matching > Int(rules.maximumContains) {
            let expected = "at most \(SchemaWords.count(Int(rules.maximumContains), "matching item"))"
            _ = fail(schema, node, "maxContains", expected, SchemaWords.count(matching, "matching item"))
            return false
        }
        return true
    }

    /// `unevaluatedItems` and `unevaluatedProperties`, after everything else of the schema.
    mutating func checkUnevaluated(_ schema: Int32, _ rules: Subschema, _ node: Int, _ tracker: Int) -> Bool {
        let isObject = nodes[node].kind == .object
        let rest =
            isObject
            ? rules.unevaluatedProperties : nodes[node].kind == .array ? rules.unevaluatedItems : Subschema.none
        guard rest != Subschema.none else { return true }
        let isNever = tables.subschemas[Int(rest)].isNever
        var isValid = true
        var at = node + 1
        for position in 0..<nodes[node].count {
            let value = isObject ? at + 1 : at
            if !trackers[tracker].contains(position) {
                if isNever ? !refuse(schema, at, of: node) : !check(rest, value, Self.untracked) {
                    guard isCollecting else { return false }
                    isValid = false
                }
                trackers[tracker].insert(position)
            }
            at = Int(nodes[value].next)
        }
        return isValid
    }

    /// Notes a member or item that nothing allows.
    private mutating func refuse(_ schema: Int32, _ at: Int, of node: Int) -> Bool {
        guard isCollecting else { return false }
        if nodes[node].kind == .object {
            let words = memberWords(at, of: node)
            _ = fail(schema, at, "unevaluatedProperties", "no other members", words)
        } else {
            let kind = nodes[at].kind
            _ = fail(schema, at, "unevaluatedItems", "no further items", SchemaWords.kind(kind))
        }
        return false
    }
}
