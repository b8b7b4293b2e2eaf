import LinearRegex
import StrictJSON

/// One validation: walks schema and tape together.
///
/// Without a wish for violations it returns at the first one and makes no string; with one it goes on and notes them.
struct Evaluation {
    /// A violation before its places are looked up.
    struct Found {
        let schema: Int32
        let node: Int
        let keyword: String
        let expected: String
        let got: String
    }

    let program: SchemaProgram
    let tables: SchemaTables
    let patterns: [PatternMatcher]
    let document: JSONDocument
    let bytes: UnsafeBufferPointer<UInt8>
    let nodes: UnsafePointer<JSONNode>
    let violationsMax: Int
    private(set) var found: [Found] = []
    /// Above 0 while a branch is tried whose failure is no violation.
    private var silence = 0
    private var depth = 0
    /// Where the limit of depth was met: from then on every check fails at once, so that the walk ends soon.
    private(set) var exhaustedAt: (schema: Int32, node: Int)?
    /// Resources entered so far, outermost first; kept only where dynamic references need it.
    private var scope: [Int32] = []
    private let tracksScope: Bool
    var trackers: [Tracker] = []

    /// Stands for "nobody asks which members or items were evaluated".
    static let untracked = -1

    /// In the place of a keyword: the schema `false`, and the limit of depth.
    static let neverWord = "false"
    static let limitWord = "limit"

    init(
        program: SchemaProgram,
        tables: SchemaTables,
        patterns: [PatternMatcher],
        document: JSONDocument,
        bytes: UnsafeBufferPointer<UInt8>,
        nodes: UnsafePointer<JSONNode>,
        violationsMax: Int
    ) {
        self.program = program
        self.tables = tables
        self.patterns = patterns
        self.document = document
        self.bytes = bytes
        self.nodes = nodes
        self.violationsMax = violationsMax
        tracksScope = !program.dynamicAnchors.isEmpty
    }

    var isCollecting: Bool { violationsMax > 0 && silence == 0 }

    /// Notes a violation and tells whether to go on looking for more.
    mutating func fail(
        _ schema: Int32,
        _ node: Int,
        _ keyword: @autoclosure () -> String,
        _ expected: @autoclosure () -> String,
        _ got: @autoclosure () -> String
    ) -> Bool {
        guard isCollecting, found.count < violationsMax else { return false }
        found.append(Found(schema: schema, node: node, keyword: keyword(), expected: expected(), got: got()))
        return true
    }

    /// Whether the root keeps the schema.
    mutating func run(_ schema: Int32, _ root: Int) -> Bool {
        let isValid = check(schema, root, Self.untracked)
        guard let exhaustedAt else { return isValid }
        // A branch may have swallowed the failure, but nothing is known of what was not walked.
        if violationsMax > 0 {
            let expected = "at most \(SchemaLimits.evaluationDepthMax) schemas inside one another"
            let last = Found(
                schema: exhaustedAt.schema,
                node: exhaustedAt.node,
                keyword: Self.limitWord,
                expected: expected,
                got: "more, or a loop"
            )
            found = Array(found.prefix(violationsMax - 1)) + [last]
        }
        return false
    }

    /// Whether the node keeps the subschema; tells the tracker which members or items were evaluated.
    mutating func check(_ schema: Int32, _ node: Int, _ tracker: Int) -> Bool {
        // A row is read field by field where it stands: most schemas look at few of its fields.
        guard let row = tables.subschemas.baseAddress.map({ $0 + Int(schema) }) else { return true }
        if row.pointee.isEmpty { return true }
        if row.pointee.isNever { return never(schema, node) }
        guard depth < SchemaLimits.evaluationDepthMax, exhaustedAt == nil else {
            if exhaustedAt == nil { exhaustedAt = (schema, node) }
            return false
        }
        depth &+= 1
        defer { depth &-= 1 }
        guard tracksScope, scope.last != row.pointee.resource else { return checkRules(schema, row, node, tracker) }
        scope.append(row.pointee.resource)
        defer { scope.removeLast() }
        return checkRules(schema, row, node, tracker)
    }

    private mutating func never(_ schema: Int32, _ node: Int) -> Bool {
        let kind = nodes[node].kind
        _ = fail(schema, node, Self.neverWord, "nothing here", SchemaWords.kind(kind))
        return false
    }

    @inline(__always)
    private mutating func checkRules(
        _ schema: Int32,
        _ row: UnsafePointer<Subschema>,
        _ node: Int,
        _ outer: Int
    ) -> Bool {
        var isValid = true
        let kind = nodes[node].kind
        if row.pointee.types >> UInt16(kind.rawValue) & 1 == 0,
            !(row.pointee.allowsWholeDecimal && isWholeDecimal(node))
        {
            let rules = row.pointee
            guard fail(schema, node, "type", SchemaWords.types(rules), SchemaWords.kind(kind)) else { return false }
            isValid = false
        }
        if row.pointee.values != Subschema.none, !checkValues(schema, row.pointee.values, node) {
            guard isCollecting else { return false }
            isValid = false
        }
        guard row.pointee.unevaluatedItems != Subschema.none || row.pointee.unevaluatedProperties != Subschema.none
        else {
            if !checkKind(schema, row, kind, node, outer) {
                guard isCollecting else { return false }
                isValid = false
            }
            guard row.pointee.applicatorCount > 0 else { return isValid }
            return checkApplicators(schema, row.pointee, node, outer) && isValid
        }
        return checkRulesAndRest(schema, row, node, outer) && isValid
    }

    /// The same for a schema that asks what was not evaluated: it sees what it evaluated itself, not what its
    /// neighbours did.
    private mutating func checkRulesAndRest(
        _ schema: Int32,
        _ row: UnsafePointer<Subschema>,
        _ node: Int,
        _ outer: Int
    ) -> Bool {
        var isValid = true
        let tracker = pushTracker(node)
        if !checkKind(schema, row, nodes[node].kind, node, tracker)
            || !checkApplicators(schema, row.pointee, node, tracker)
        {
            isValid = false
            guard isCollecting else {
                trackers.removeLast()
                return false
            }
        }
        let isEvaluated = checkUnevaluated(schema, row.pointee, node, tracker)
        let done = trackers.removeLast()
        if outer != Self.untracked { trackers[outer].formUnion(done) }
        return isEvaluated && isValid
    }

    @inline(__always)
    private mutating func checkKind(
        _ schema: Int32,
        _ row: UnsafePointer<Subschema>,
        _ kind: JSONKind,
        _ node: Int,
        _ tracker: Int
    ) -> Bool {
        switch kind {
        case .object:
            return row.pointee.object == Subschema.none || checkObject(schema, row.pointee.object, node, tracker)
        case .array:
            return row.pointee.array == Subschema.none || checkArray(schema, row.pointee.array, node, tracker)
        case .plainString, .escapedString:
            return row.pointee.string == Subschema.none || checkString(schema, row.pointee.string, node)
        case .integer, .decimal:
            return row.pointee.number == Subschema.none || checkNumber(schema, row.pointee.number, node)
        case .null, .true, .false: return true
        }
    }

    private func isWholeDecimal(_ node: Int) -> Bool {
        nodes[node].kind == .decimal && ExactDecimal(value(node).sourceBytes).isInteger
    }

    func value(_ node: Int) -> JSONValue { JSONValue(document: document, index: node) }

    /// Tries a subschema whose failure is no violation in itself.
    mutating func holds(_ schema: Int32, _ node: Int, _ tracker: Int) -> Bool {
        silence += 1
        defer { silence -= 1 }
        guard tracker != Self.untracked else { return check(schema, node, tracker) }
        // What a failed branch evaluated does not count.
        let branch = pushTracker(node)
        let holds = check(schema, node, branch)
        let done = trackers.removeLast()
        if holds { trackers[tracker].formUnion(done) }
        return holds
    }

    mutating func pushTracker(_ node: Int) -> Int {
        trackers.append(Tracker(count: nodes[node].count))
        return trackers.count - 1
    }

    /// The schema that a dynamic reference means here: the outermost one in scope that has the anchor.
    func dynamicTarget(_ name: Int32, _ initial: Int32) -> Int32 {
        for resource in scope {
            if let schema = program.dynamicAnchors[.init(name: name, resource: resource)] { return schema }
        }
        return initial
    }
}

/// Which members or items of one container were evaluated.
struct Tracker {
    private var bits: [UInt64]

    init(count: Int) { bits = [UInt64](repeating: 0, count: (count + 63) / 64) }

    mutating func insert(_ position: Int) {
        if position >> 6 < bits.count { bits[position >> 6] |= 1 << UInt64(position & 63) }
    }

    func contains(_ position: Int) -> Bool {
        position >> 6 < bits.count && bits[position >> 6] >> UInt64(position & 63) & 1 == 1
    }

    mutating func formUnion(_ other: Tracker) {
        for word in bits.indices where word < other.bits.count { bits[word] |= other.bits[word] }
    }
}

/// Words for expectations and findings.
enum SchemaWords {
    static func kind(_ kind: JSONKind) -> String {
        switch kind {
        case .null: "null"
        case .true, .false: "true or false"
        case .integer: "an integer"
        case .decimal: "a number"
        case .plainString, .escapedString: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    static func types(_ rules: Subschema) -> String {
        let words: [(UInt16, String)] = [
            (1, "null"), (0b110, "true or false"), (0b1_0000, "a number"), (0b1000, "an integer"),
            (0b110_0000, "a string"), (1 << 7, "an array"), (1 << 8, "an object"),
        ]
        var names: [String] = []
        for (bits, name) in words where rules.types & bits == bits {
            if name == "an integer", names.contains("a number") { continue }
            names.append(name)
        }
        return names.joined(separator: " or ")
    }

    /// A member name, if it is short and plain; names can be somebody's text.
    static func name(_ name: [UInt8]) -> String {
        let isPlain = name.count <= 64 && name.allSatisfy { (0x20..<0x7F).contains($0) && $0 != 0x22 }
        return isPlain ? "\"\(String(decoding: name, as: UTF8.self))\"" : "a name of \(name.count) bytes"
    }

    static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
