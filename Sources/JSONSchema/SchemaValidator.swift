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
        let compiled = try SchemaCompiler.program(
            [(document, uri)],
            registry: registry,
            formatAssertion: formatAssertion
        )
        program = compiled.program
        root = compiled.roots[0]
    }

    init(program: SchemaProgram, root: Int32) {
        self.program = program
        self.root = root
    }
}

/// Validates instances against one schema; keeps the states of its patterns from one to the next.
///
/// Belongs to one thread at a time.
package final class SchemaValidator {
    private let schema: CompiledSchema
    private let patterns: [PatternMatcher]

    package init(_ schema: CompiledSchema) {
        self.schema = schema
        patterns = schema.program.regexes.map { PatternMatcher($0) }
    }

    /// Whether the value keeps the schema.
    ///
    /// Stops at the first violation.
    package func isValid(_ value: JSONValue) -> Bool {
        evaluate(value, violationsMax: 0).isValid
    }

    /// Every violation, at most `max`, in the order of the instance's text.
    ///
    /// Not for a schema out of an image, which knows no places.
    package func violations(of value: JSONValue, max: Int) -> [SchemaViolation] {
        precondition(!schema.program.origins.isEmpty, "an image cannot explain")
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
                    patterns: patterns,
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

/// A pattern with the states that its matches led to; compiled at its first use where it came out of an image.
final class PatternMatcher {
    private let pattern: SchemaPattern
    private let cache = LinearRegexCache()
    private lazy var regex: LinearRegex = {
        guard let regex = pattern.regex ?? (try? LinearRegex(known: pattern.text)) else {
            preconditionFailure("a pattern in an image was compiled when the image was made")
        }
        return regex
    }()

    init(_ pattern: SchemaPattern) { self.pattern = pattern }

    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool { regex.matches(text, cache: cache) }
}

/// The program's tables as pointers, for the time of one validation.
struct SchemaTables {
    let subschemas: UnsafeBufferPointer<Subschema>
    let applicators: UnsafeBufferPointer<Applicator>
    let objects: UnsafeBufferPointer<ObjectRules>
    let arrays: UnsafeBufferPointer<ArrayRules>
    let strings: UnsafeBufferPointer<StringRules>
    let numbers: UnsafeBufferPointer<NumberRules>
    let values: UnsafeBufferPointer<ValueRules>
    let entries: UnsafeBufferPointer<NameEntry>
    let lists: UnsafeBufferPointer<Int32>
    let names: UnsafeBufferPointer<NameReference>
    let nameBytes: UnsafeBufferPointer<UInt8>
}

extension SchemaProgram {
    func withTables<Result>(_ body: (SchemaTables) -> Result) -> Result {
        subschemas.withUnsafeBufferPointer { subschemas in
            applicators.withUnsafeBufferPointer { applicators in
                entries.withUnsafeBufferPointer { entries in
                    lists.withUnsafeBufferPointer { lists in
                        names.withUnsafeBufferPointer { names in
                            nameBytes.withUnsafeBufferPointer { nameBytes in
                                withRules { objects, arrays, strings, numbers, values in
                                    body(
                                        SchemaTables(
                                            subschemas: subschemas,
                                            applicators: applicators,
                                            objects: objects,
                                            arrays: arrays,
                                            strings: strings,
                                            numbers: numbers,
                                            values: values,
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

    private func withRules<Result>(
        _ body: (
            UnsafeBufferPointer<ObjectRules>, UnsafeBufferPointer<ArrayRules>, UnsafeBufferPointer<StringRules>,
            UnsafeBufferPointer<NumberRules>, UnsafeBufferPointer<ValueRules>
        ) -> Result
    ) -> Result {
        objects.withUnsafeBufferPointer { objects in
            arrays.withUnsafeBufferPointer { arrays in
                strings.withUnsafeBufferPointer { strings in
                    numbers.withUnsafeBufferPointer { numbers in
                        values.withUnsafeBufferPointer { values in body(objects, arrays, strings, numbers, values) }
                    }
                }
            }
        }
    }
}
