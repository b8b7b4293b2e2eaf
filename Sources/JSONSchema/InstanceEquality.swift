import StrictJSON

/// Equality of JSON values as JSON Schema has it: numbers by value, objects without order, strings by bytes.
enum InstanceEquality {
    static func areEqual(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left.kind, right.kind) {
        case (.null, .null), (.true, .true), (.false, .false): true
        case (.integer, .integer), (.integer, .decimal), (.decimal, .integer), (.decimal, .decimal):
            left.sourceBytes == right.sourceBytes || ExactDecimal(left.sourceBytes) == ExactDecimal(right.sourceBytes)
        case (.plainString, .plainString): left.sourceBytes == right.sourceBytes
        case (.plainString, .escapedString), (.escapedString, .plainString), (.escapedString, .escapedString):
            left.utf8 == right.utf8
        case (.array, .array):
            left.node.count == right.node.count && zip(left.elements, right.elements).allSatisfy(areEqual)
        case (.object, .object):
            left.node.count == right.node.count && haveEqualMembers(left, right)
        default: false
        }
    }

    /// Up to this many members are looked for one by one.
    private static let membersScannedMax = 32

    private static func haveEqualMembers(_ left: JSONValue, _ right: JSONValue) -> Bool {
        guard left.node.count > membersScannedMax else {
            return left.members.allSatisfy { member in
                member.name.string.flatMap { right[$0] }.map { areEqual(member.value, $0) } ?? false
            }
        }
        // Names come from strangers, who could choose equal fingerprints; the seeded hash cannot be foreseen.
        var values: [ExactText: JSONValue] = [:]
        for member in right.members { values[ExactText(member.name.utf8 ?? [])] = member.value }
        return left.members.allSatisfy { member in
            values[ExactText(member.name.utf8 ?? [])].map { areEqual(member.value, $0) } ?? false
        }
    }

    /// Up to this many elements are compared each with each.
    private static let pairwiseMax = 16

    /// Whether no two elements of an array are equal.
    static func areUnique(_ array: JSONValue) -> Bool {
        let elements = array.elements
        if elements.count <= pairwiseMax {
            for (position, element) in elements.enumerated()
            where elements[..<position].contains(where: { areEqual($0, element) }) { return false }
            return true
        }
        var seen: [Int: [JSONValue]] = [:]
        for element in elements {
            var hasher = Hasher()
            hash(element, into: &hasher)
            let key = hasher.finalize()
            if seen[key]?.contains(where: { areEqual($0, element) }) ?? false { return false }
            seen[key, default: []].append(element)
        }
        return true
    }

    private static func hash(_ value: JSONValue, into hasher: inout Hasher) {
        switch value.kind {
        case .null, .true, .false: hasher.combine(value.kind.rawValue)
        case .integer, .decimal: ExactDecimal(value.sourceBytes).hash(into: &hasher)
        case .plainString, .escapedString: hasher.combine(value.utf8)
        case .array:
            hasher.combine(value.node.count)
            for element in value.elements { hash(element, into: &hasher) }
        case .object:
            // Order does not count, so the members' hashes are added up.
            var sum = 0
            for member in value.members {
                var inner = Hasher()
                inner.combine(member.name.utf8)
                hash(member.value, into: &inner)
                sum &+= inner.finalize()
            }
            hasher.combine(sum)
        }
    }
}
