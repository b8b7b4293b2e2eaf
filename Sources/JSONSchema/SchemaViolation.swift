package import StrictJSON

/// One way in which an instance breaks a schema.
///
/// Holds no value of the instance.
package struct SchemaViolation: Sendable, Equatable {
    /// Where in the instance.
    package let instance: JSONPointer
    /// Tape index of that place, for line and column.
    package let node: Int
    /// Absolute URI of the keyword, with a JSON Pointer as fragment.
    package let schemaLocation: String
    package let keyword: String
    /// What the schema asks for, in words.
    package let expected: String
    /// What is there: a kind, a length, a count, at most a short member name.
    package let found: String
}
