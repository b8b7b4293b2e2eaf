/// Why a schema cannot be used.
package struct SchemaError: Error, Equatable, Sendable {
    /// The kind of fault; the raw value is the stable code.
    package enum Code: String, Sendable {
        case invalid = "schema.invalid"
        case unresolvedReference = "schema.unresolved-reference"
        case patternUnsupported = "schema.pattern-unsupported"
        case patternInvalid = "schema.pattern-invalid"
        case unknownVocabulary = "schema.unknown-vocabulary"
        case limit = "schema.limit"
    }

    package let code: Code
    /// URI of the document and JSON Pointer of the keyword.
    package let location: String
    /// Facts in words.
    package let detail: String
}

/// Bounds on schemas and on the work that they cause.
package enum SchemaLimits {
    /// Subschemas of one compiled schema: the largest public ones have some thousands.
    package static let subschemasMax = 100_000
    /// How deep subschemas may stand in one another in one document: looking for identifiers recurses.
    package static let depthMax = 512
    /// Source of all different patterns together, in bytes: every validator keeps states for each.
    package static let patternBytesMax = 262_144
    /// Steps of instance and schema together below one another while validating; deeper means a loop.
    package static let evaluationDepthMax = 1024
    /// Digits of a `multipleOf` that are worked with exactly.
    package static let divisorDigitsMax = 18
}
