import LinearRegex
import StrictJSON

/// The compiled form of a schema: flat tables of plain structs that the evaluation walks by index.
struct SchemaProgram: Sendable {
    var subschemas: [Subschema] = []
    var applicators: [Applicator] = []
    var objects: [ObjectRules] = []
    var arrays: [ArrayRules] = []
    var strings: [StringRules] = []
    var numbers: [NumberRules] = []
    var values: [ValueRules] = []
    /// Member names and string constants: open addressing, each table a power of two long.
    var entries: [NameEntry] = []
    /// Indexes of subschemas and names, in runs.
    var lists: [Int32] = []
    var names: [NameReference] = []
    var nameBytes: [UInt8] = []
    var patterns: [(regex: Int32, schema: Int32)] = []
    var regexes: [SchemaPattern] = []
    var origins: [Origin] = []
    /// `$dynamicAnchor` by (name, resource).
    var dynamicAnchors: [DynamicAnchor: Int32] = [:]
    /// URIs of resources, for locations.
    var resources: [(uri: String, root: JSONValue)] = []

    /// Where a subschema stands, for messages.
    struct Origin: Sendable {
        let value: JSONValue
        let resource: Int32
    }

    struct DynamicAnchor: Hashable, Sendable {
        let name: Int32
        let resource: Int32
    }

    /// Absolute URI of a keyword; of the schema itself for what is no keyword.
    func location(of schema: Int32, keyword: String) -> String {
        let origin = origins[Int(schema)]
        let resource = resources[Int(origin.resource)]
        let pointer = InstancePlace.pointer(to: origin.value.index, from: resource.root)
        let isKeyword = keyword != Evaluation.neverWord && keyword != Evaluation.limitWord
        return "\(resource.uri)#\(isKeyword ? pointer / keyword : pointer)"
    }
}

/// One subschema.
///
/// `none` (-1) stands for a rule that is absent.
struct Subschema: Sendable {
    static let none: Int32 = -1

    /// Bits by `JSONKind`; all set where there is no `type`.
    var types: UInt16 = 0x1FF
    /// `type` says integer: a decimal without fractional part passes, too.
    var allowsWholeDecimal = false
    /// The schema `false`.
    var isNever = false
    /// Nothing to check at all.
    var isEmpty = true
    var values = none
    var string = none
    var number = none
    var object = none
    var array = none
    var unevaluatedItems = none
    var unevaluatedProperties = none
    var firstApplicator: Int32 = 0
    var applicatorCount: Int32 = 0
    var resource: Int32 = 0
}

/// A keyword that applies subschemas to the same instance.
struct Applicator: Sendable {
    enum Kind: UInt8, Sendable {
        case reference
        case dynamicReference
        case allOf
        case anyOf
        case oneOf
        case not
        case conditional
        case dependentSchema
        case dependentRequired
    }

    var kind: Kind
    /// A subschema, the start of a run in `lists`, or a name.
    var first: Int32
    /// Length of the run, or the subschema of `then` or of a dependent schema.
    var second = Subschema.none
    /// The subschema of `else`, or the length of the run of names.
    var third = Subschema.none
}

/// A name in the byte pool.
struct NameReference: Sendable {
    var start: Int32
    var count: Int32
    var fingerprint: UInt32
}

/// A slot of a name table.
struct NameEntry: Sendable {
    var fingerprint: UInt32 = 0
    /// Index in `names`; none marks a free slot.
    var name = Subschema.none
    /// Subschema of the member.
    var schema = Subschema.none
    /// Bit among the required names.
    var required = Subschema.none
}

struct ObjectRules: Sendable {
    var tableStart: Int32 = 0
    /// Length of the table minus one; none when there is no table.
    var tableMask = Subschema.none
    /// Number of names in the table.
    var tableCount: Int32 = 0
    /// A bit for each name in the table, see `bit(of:)`: most other members are passed over without a look into it.
    var tableBits: UInt64 = 0
    /// Run of names in `lists`.
    var requiredStart: Int32 = 0
    var requiredCount: Int32 = 0
    var patternStart: Int32 = 0
    var patternCount: Int32 = 0
    var additional = Subschema.none
    var propertyNames = Subschema.none
    var minimum: Int32 = 0
    var maximum = Int32.max

    /// Whether members matter whose names are not in the table.
    var walksEveryMember: Bool {
        patternCount > 0 || additional != Subschema.none || propertyNames != Subschema.none
    }

    /// The bit of a name in `tableBits`.
    ///
    /// The table itself uses the low bits of the fingerprint.
    static func bit(of fingerprint: UInt32) -> UInt64 { 1 << UInt64(fingerprint >> 26) }
}

struct ArrayRules: Sendable {
    var prefixStart: Int32 = 0
    var prefixCount: Int32 = 0
    var items = Subschema.none
    var contains = Subschema.none
    var minimumContains: Int32 = 1
    var maximumContains = Int32.max
    var minimum: Int32 = 0
    var maximum = Int32.max
    var isUnique = false
}

struct StringRules: Sendable {
    var minimum: Int32 = 0
    var maximum = Int32.max
    var regex = Subschema.none
    var format: StringFormat?
}

struct NumberRules: Sendable {
    /// A bound with its value as a small integer where it is one.
    struct Bound: Sendable {
        let exact: ExactDecimal
        let small: Int64?
        let text: String

        /// Reads the text of a number that the JSON parser accepted.
        init(_ text: String) {
            exact = ExactDecimal(text.utf8)
            small = Int64(text)
            self.text = text
        }
    }

    var minimum: Bound?
    var maximum: Bound?
    var exclusiveMinimum: Bound?
    var exclusiveMaximum: Bound?
    var multipleOf: Bound?

    /// Range of the integers that surely keep the rules; empty where that takes exact arithmetic.
    var safe: (from: Int64, to: Int64) = (.max, .min)

    /// To be called when the bounds are known.
    mutating func findSafeRange() {
        let bounds = [minimum, maximum, exclusiveMinimum, exclusiveMaximum].compactMap { $0 }
        guard multipleOf == nil, bounds.allSatisfy({ $0.small.map { abs($0) < 1 << 60 } ?? false }) else { return }
        safe.from = max(minimum?.small ?? .min, (exclusiveMinimum?.small).map { $0 + 1 } ?? .min)
        safe.to = min(maximum?.small ?? .max, (exclusiveMaximum?.small).map { $0 - 1 } ?? .max)
    }
}

/// A `pattern` in its source text, and compiled where the compiler has made it already.
struct SchemaPattern: Sendable {
    var text: String
    var regex: LinearRegex?
}

/// `enum` or `const`.
struct ValueRules: Sendable {
    var constants: [JSONValue] = []
    var isConst = false
    var tableStart: Int32 = 0
    var tableMask = Subschema.none
    /// Whether some constant is no string.
    var hasOthers = false
}
