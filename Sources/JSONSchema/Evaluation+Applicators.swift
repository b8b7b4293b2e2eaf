import StrictJSON

extension Evaluation {
    /// The keywords that apply subschemas to the same instance.
    mutating func checkApplicators(_ schema: Int32, _ rules: Subschema, _ node: Int, _ tracker: Int) -> Bool {
        var isValid = true
        let first = Int(rules.firstApplicator)
        for position in first..<first + Int(rules.applicatorCount)
        where !check(tables.applicators[position], schema, node, tracker) {
            guard isCollecting else { return false }
            isValid = false
        }
        return isValid
    }

    private mutating func check(_ rule: Applicator, _ schema: Int32, _ node: Int, _ tracker: Int) -> Bool {
        switch rule.kind {
        case .reference: return check(rule.first, node, tracker)
        case .dynamicReference: return check(dynamicTarget(rule.second, rule.first), node, tracker)
        case .allOf:
            var isValid = true
            for position in Int(rule.first)..<Int(rule.first + rule.second)
            where !check(tables.lists[position], node, tracker) {
                guard isCollecting else { return false }
                isValid = false
            }
            return isValid
        case .anyOf: return checkAnyOf(rule, schema, node, tracker)
        case .oneOf: return checkOneOf(rule, schema, node, tracker)
        case .not:
            // The branch may hold unevaluated keywords of its own, which bring their own trackers.
            guard holds(rule.first, node, Self.untracked) else { return true }
            let kind = nodes[node].kind
            _ = fail(schema, node, "not", "something else, or nothing here", SchemaWords.kind(kind))
            return false
        case .conditional:
            let branch = holds(rule.first, node, tracker) ? rule.second : rule.third
            return branch == Subschema.none || check(branch, node, tracker)
        case .dependentSchema:
            guard nodes[node].kind == .object, member(rule.first, of: node) != nil else { return true }
            return check(rule.second, node, tracker)
        case .dependentRequired: return checkDependentRequired(rule, schema, node)
        }
    }

    private mutating func checkAnyOf(_ rule: Applicator, _ schema: Int32, _ node: Int, _ tracker: Int) -> Bool {
        var isValid = false
        for position in Int(rule.first)..<Int(rule.first + rule.second)
        where holds(tables.lists[position], node, tracker) {
            isValid = true
            // Later branches matter only to what counts as evaluated.
            if tracker == Self.untracked { return true }
        }
        if isValid { return true }
        explain(rule, node)
        _ = fail(schema, node, "anyOf", "one of \(rule.second) forms", "none of them")
        return false
    }

    private mutating func checkOneOf(_ rule: Applicator, _ schema: Int32, _ node: Int, _ tracker: Int) -> Bool {
        var matching = 0
        for position in Int(rule.first)..<Int(rule.first + rule.second)
        where holds(tables.lists[position], node, tracker) { matching += 1 }
        if matching == 1 { return true }
        if matching == 0 { explain(rule, node) }
        _ = fail(schema, node, "oneOf", "exactly one of \(rule.second) forms", "\(matching) of them")
        return false
    }

    /// When only one branch is of the instance's type, its violations say more than "none of them".
    private mutating func explain(_ rule: Applicator, _ node: Int) {
        guard isCollecting else { return }
        let kind = UInt16(nodes[node].kind.rawValue)
        let fitting = (Int(rule.first)..<Int(rule.first + rule.second)).filter { position in
            tables.subschemas[Int(tables.lists[position])].types >> kind & 1 == 1
        }
        if fitting.count == 1 { _ = check(tables.lists[fitting[0]], node, Self.untracked) }
    }

    private mutating func checkDependentRequired(_ rule: Applicator, _ schema: Int32, _ node: Int) -> Bool {
        guard nodes[node].kind == .object, member(rule.first, of: node) != nil else { return true }
        var isValid = true
        for position in Int(rule.second)..<Int(rule.second + rule.third) {
            let name = tables.lists[position]
            if member(name, of: node) != nil { continue }
            isValid = false
            guard isCollecting else { return false }
            let expected = "the member \(SchemaWords.name(nameText(name)))"
            _ = fail(schema, node, "dependentRequired", expected, "no such member")
        }
        return isValid
    }
}
