/// Finds schemas that apply themselves to the same instance again and again (core, section 9.4.1).
///
/// Only references whose target is fixed count: where a dynamic one leads is known at run time, and stopped there.
enum SchemaLoops {
    private enum Mark {
        case new
        case open
        case done
    }

    /// A subschema of such a loop, or nil.
    ///
    /// Keeps its own stack, since chains of references can be long.
    static func first(in program: SchemaProgram) -> Int32? {
        var marks = [Mark](repeating: .new, count: program.subschemas.count)
        for start in program.subschemas.indices where marks[start] == .new {
            var stack = [Int32(start)]
            while let schema = stack.last {
                guard marks[Int(schema)] == .new else {
                    // Met for the second time on top of the stack: everything below it is done.
                    marks[Int(schema)] = .done
                    stack.removeLast()
                    continue
                }
                marks[Int(schema)] = .open
                for next in appliedInPlace(by: schema, program) {
                    switch marks[Int(next)] {
                    case .new: stack.append(next)
                    case .open: return next
                    case .done: break
                    }
                }
            }
        }
        return nil
    }

    /// The subschemas that a schema applies to its own instance.
    private static func appliedInPlace(by schema: Int32, _ program: SchemaProgram) -> [Int32] {
        let first = Int(program.subschemas[Int(schema)].firstApplicator)
        let applicators = program.applicators[first..<first + Int(program.subschemas[Int(schema)].applicatorCount)]
        return applicators.flatMap { applicator -> [Int32] in
            switch applicator.kind {
            case .reference, .not: [applicator.first]
            case .allOf, .anyOf, .oneOf:
                Array(program.lists[Int(applicator.first)..<Int(applicator.first + applicator.second)])
            case .conditional:
                [applicator.first, applicator.second, applicator.third].filter { $0 != Subschema.none }
            case .dependentSchema: [applicator.second]
            case .dynamicReference, .dependentRequired: []
            }
        }
    }
}
