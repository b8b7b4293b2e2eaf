/// Turns a tree into a program.
///
/// Instructions are written from the end of the pattern to its start, so that every target but that of a
/// loop is known when it is needed.
struct ProgramCompiler {
    /// An automaton, and for each of its nodes where its transitions stand in the program's table.
    private struct Placed {
        let root: UInt32
        let slices: [Range<Int>]
    }

    private var placed: [ScalarSet: Placed] = [:]
    private var transitions: [ByteTransition] = []
    private var instructions: [Instruction] = []

    static func compile(_ node: PatternNode) throws(LinearRegexError) -> Program {
        var compiler = ProgramCompiler()
        // Measured first: nothing is written for a pattern that will not fit.
        _ = try compiler.size(of: node, budget: PatternLimits.instructionsMax - 1)
        let match = compiler.write(.match)
        let start = compiler.write(node, next: match)
        return Program(instructions: compiler.instructions, transitions: compiler.transitions, start: start)
    }

    private mutating func size(of node: PatternNode, budget: Int) throws(LinearRegexError) -> Int {
        var size = 0
        switch node {
        case .empty:
            break
        case .set(let set):
            size = place(set).slices.count
        case .assertion:
            size = 1
        case .sequence(let parts):
            for part in parts {
                size += try self.size(of: part, budget: budget - size)
            }
        case .alternation(let parts):
            size = parts.count - 1
            for part in parts {
                size += try self.size(of: part, budget: budget - size)
            }
        case .repetition(let body, let minimum, let maximum):
            let once = try self.size(of: body, budget: budget)
            let product = once.multipliedReportingOverflow(by: max(minimum, maximum ?? 1, 1))
            let splits = maximum.map { $0 - minimum } ?? 1
            let sum = product.partialValue.addingReportingOverflow(splits)
            size = product.overflow || sum.overflow ? Int.max : sum.partialValue
        }
        guard size <= budget else {
            throw .tooLarge(limit: .instructions)
        }
        return size
    }

    private mutating func place(_ set: ScalarSet) -> Placed {
        if let known = placed[set] {
            return known
        }
        let automaton = UTF8Automaton(set)
        var slices: [Range<Int>] = []
        for node in automaton.nodes {
            slices.append(transitions.count..<transitions.count + node.count)
            transitions += node
        }
        let result = Placed(root: automaton.root, slices: slices)
        placed[set] = result
        return result
    }

    private mutating func write(_ instruction: Instruction) -> UInt32 {
        instructions.append(instruction)
        return UInt32(instructions.count - 1)
    }

    /// Writes a node that goes on at `next`; the answer is where the node begins.
    private mutating func write(_ node: PatternNode, next: UInt32) -> UInt32 {
        switch node {
        case .empty:
            return next
        case .set(let set):
            return write(set, next: next)
        case .assertion(let assertion):
            return write(.assertion(assertion, next: next))
        case .sequence(let parts):
            var entry = next
            for part in parts.reversed() {
                entry = write(part, next: entry)
            }
            return entry
        case .alternation(let parts):
            var entry: UInt32?
            for part in parts.reversed() {
                let branch = write(part, next: next)
                entry = entry.map { write(.split(branch, $0)) } ?? branch
            }
            return entry ?? next
        case .repetition(let body, let minimum, let maximum):
            return write(body, minimum: minimum, maximum: maximum, next: next)
        }
    }

    private mutating func write(_ set: ScalarSet, next: UInt32) -> UInt32 {
        let automaton = place(set)
        let base = UInt32(instructions.count)
        for slice in automaton.slices {
            instructions.append(
                .step(first: UInt32(slice.lowerBound), count: UInt16(slice.count), base: base, exit: next)
            )
        }
        return base + automaton.root
    }

    private mutating func write(_ body: PatternNode, minimum: Int, maximum: Int?, next: UInt32) -> UInt32 {
        var entry = next
        var copies = minimum
        if let maximum {
            for _ in minimum..<maximum {
                let inner = write(body, next: entry)
                entry = write(.split(inner, next))
            }
        } else {
            let loop = write(.split(next, next))
            let inner = write(body, next: loop)
            instructions[Int(loop)] = .split(inner, next)
            // The loop runs at least once if it is entered at its body.
            entry = minimum == 0 ? loop : inner
            copies = max(minimum - 1, 0)
        }
        for _ in 0..<copies {
            entry = write(body, next: entry)
        }
        return entry
    }
}
