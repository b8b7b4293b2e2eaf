import LinearRegex
package import StrictJSON

/// A schema that was compiled once.
///
/// Immutable, so it may be shared.
package struct CompiledSchema: Sendable {
    let program: SchemaProgram
    let root: Int32

    /// Compiles a schema of draft 2020-12.
    ///
    /// - Parameters:
    ///   - document: the schema.
    ///   - uri: where it stands, the base of its references; its own `$id` wins.
    ///   - registry: where references may lead.
    ///   - formatAssertion: assert `format` whatever the dialect says.
    /// - Throws: ``SchemaError`` for a schema that cannot be used.
    package init(
        _ document: JSONDocument,
        uri: String,
        registry: SchemaRegistry,
        formatAssertion: Bool = false
    ) throws(SchemaError) {
        (program, root) = try SchemaCompiler.program(
            document,
            uri: uri,
            registry: registry,
            formatAssertion: formatAssertion
        )
    }
}

/// Validates instances against one schema; keeps the states of its patterns from one to the next.
///
/// Belongs to one thread at a time.
package final class SchemaValidator {
    private let schema: CompiledSchema
    private let caches: [LinearRegexCache]

    package init(_ schema: CompiledSchema) {
        self.schema = schema
        caches = schema.program.regexes.map { _ in LinearRegexCache() }
    }

    /// Whether the value keeps the schema.
    ///
    /// Stops at the first violation.
    package func isValid(_ value: JSONValue) -> Bool {
        evaluate(value, violationsMax: 0).isValid
    }

    /// Every violation, at most `max`, in the order of the instance's text.
    package func violations(of value: JSONValue, max: Int) -> [SchemaViolation] {
        // The walk notes what an object lacks after what its members break.
        let found = evaluate(value, violationsMax: max).found.enumerated()
            .sorted { ($0.element.node, $0.offset) < ($1.element.node, $1.offset) }
            .map(\.element)
        var violations: [SchemaViolation] = []
        for found in found {
            let violation = SchemaViolation(
                instance: InstancePlace.pointer(to: found.node, from: value),
                node: found.node,
                schemaLocation: schema.program.location(of: found.schema, keyword: found.keyword),
                keyword: found.keyword,
                expected: found.expected,
                found: found.got
            )
            // Two references to one schema find the same.
            if !violations.suffix(Self.repeatsWithin).contains(violation) { violations.append(violation) }
        }
        return violations
    }

    /// How far back a repeated violation is looked for: those of one place stand together.
    private static let repeatsWithin = 8

    private func evaluate(_ value: JSONValue, violationsMax: Int) -> (isValid: Bool, found: [Evaluation.Found]) {
        value.document.withTape { bytes, nodes in
            schema.program.withTables { tables in
                var evaluation = Evaluation(
                    program: schema.program,
                    tables: tables,
                    caches: caches,
                    document: value.document,
                    bytes: bytes,
                    nodes: nodes,
                    violationsMax: violationsMax
                )
                let isValid = evaluation.run(schema.root, value.index)
                return (isValid, evaluation.found)
            }
        }
    }
}

/// The program's tables as pointers, for the time of one validation.
struct SchemaTables {
    let subschemas: UnsafeBufferPointer<Subschema>
    let applicators: UnsafeBufferPointer<Applicator>
    let objects: UnsafeBufferPointer<ObjectRules>
    let arrays: UnsafeBufferPointer<ArrayRules>
    let strings: UnsafeBufferPointer<StringRules>
    let entries: UnsafeBufferPointer<NameEntry>
    let lists: UnsafeBufferPointer<Int32>
    let names: UnsafeBufferPointer<NameReference>
    let nameBytes: UnsafeBufferPointer<UInt8>
}

extension SchemaProgram {
    func withTables<Result>(_ body: (SchemaTables) -> Result) -> Result {
        subschemas.withUnsafeBufferPointer { subschemas in
            applicators.withUnsafeBufferPointer { applicators in
                objects.withUnsafeBufferPointer { objects in
                    arrays.withUnsafeBufferPointer { arrays in
                        strings.withUnsafeBufferPointer { strings in
                            entries.withUnsafeBufferPointer { entries in
                                lists.withUnsafeBufferPointer { lists in
                                    names.withUnsafeBufferPointer { names in
                                        nameBytes.withUnsafeBufferPointer { nameBytes in
                                            body(
                                                SchemaTables(
                                                    subschemas: subschemas,
                                                    applicators: applicators,
                                                    objects: objects,
                                                    arrays: arrays,
                                                    strings: strings,
                                                    entries: entries,
                                                    lists: lists,
                                                    names: names,
                                                    nameBytes: nameBytes
                                                )
                                            )
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
