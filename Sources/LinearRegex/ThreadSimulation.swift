/// Instructions without order or repetition; emptied in constant time.
struct ThreadSet {
    /// The instructions that a byte, or the end of the text, can move on.
    private(set) var live: [UInt32] = []
    private var marks: [UInt32]
    private var generation: UInt32 = 1

    init(capacity: Int) {
        marks = Array(repeating: 0, count: capacity)
    }

    mutating func removeAll() {
        live.removeAll(keepingCapacity: true)
        if generation == .max {
            for index in marks.indices {
                marks[index] = 0
            }
            generation = 0
        }
        generation += 1
    }

    /// False if it was visited before.
    mutating func visit(_ instruction: UInt32) -> Bool {
        if marks[Int(instruction)] == generation {
            return false
        }
        marks[Int(instruction)] = generation
        return true
    }

    mutating func keep(_ instruction: UInt32) {
        live.append(instruction)
    }
}

/// Runs a program on all its threads at once, a byte at a time.
///
/// The search is unanchored: after every byte the program starts anew beside the threads under way.
struct ThreadSimulation {
    /// What is known after a byte.
    enum Outcome {
        case match
        /// No continuation of the text can match.
        case dead
        case open
    }

    private let instructions: [Instruction]
    private let transitions: [ByteTransition]
    private let program: Program
    private var current: ThreadSet
    private var next: ThreadSet
    private var stack: [UInt32] = []
    /// What is behind the place of the threads; read only by assertions that wait for the next byte.
    private var isAtStart = true
    private var isAfterWord = false

    init(_ program: Program) {
        self.program = program
        instructions = program.instructions
        transitions = program.transitions
        current = ThreadSet(capacity: instructions.count)
        next = ThreadSet(capacity: instructions.count)
    }

    /// Goes to the start of a text.
    mutating func reset() -> Outcome {
        current.removeAll()
        isAtStart = true
        isAfterWord = false
        if Self.follow(program.start, in: instructions, isAtStart: true, to: &current, stack: &stack) {
            return .match
        }
        return current.live.isEmpty ? .dead : .open
    }

    /// Goes over one byte, or with nil to the end of the text, which answers `match` or `dead`.
    mutating func advance(over byte: UInt8?) -> Outcome {
        if resolveAssertions(before: byte) {
            return .match
        }
        guard let byte else {
            return .dead
        }
        next.removeAll()
        for thread in current.live {
            guard let target = target(of: thread, on: byte) else {
                continue
            }
            if Self.follow(target, in: instructions, isAtStart: false, to: &next, stack: &stack) {
                return .match
            }
        }
        if Self.follow(program.start, in: instructions, isAtStart: false, to: &next, stack: &stack) {
            return .match
        }
        swap(&current, &next)
        isAtStart = false
        isAfterWord = WordCharacters.contains(byte)
        return current.live.isEmpty ? .dead : .open
    }

    /// Whether the rest of a text, after what has been gone over, completes a match.
    mutating func matches(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        for byte in text {
            switch advance(over: byte) {
            case .match: return true
            case .dead: return false
            case .open: continue
            }
        }
        return advance(over: nil) == .match
    }

    // MARK: States

    /// All that decides how the simulation goes on, in one normal form: flags, then sorted instructions.
    func state() -> [UInt32] {
        var waits = false
        for thread in current.live {
            if case .assertion = instructions[Int(thread)] {
                waits = true
                break
            }
        }
        // Without an assertion to read them, the flags would only double the states.
        var flags: UInt32 = 0
        if waits, isAtStart, program.usesTextStart {
            flags |= 1
        }
        if waits, isAfterWord, program.usesWordBoundary {
            flags |= 2
        }
        return [flags] + current.live.sorted()
    }

    mutating func restore(_ state: [UInt32]) {
        current.removeAll()
        isAtStart = state[0] & 1 != 0
        isAfterWord = state[0] & 2 != 0
        for thread in state.dropFirst() where current.visit(thread) {
            current.keep(thread)
        }
    }

    // MARK: Steps

    /// Moves threads over the assertions that hold before `byte`; true when that completes a match.
    private mutating func resolveAssertions(before byte: UInt8?) -> Bool {
        let isBeforeWord = byte.map(WordCharacters.contains) ?? false
        // Inside a character nothing holds: the program also starts there, and `\B` must not match.
        let isInsideCharacter = byte.map { $0 & 0xC0 == 0x80 } ?? false
        // Threads that wait for a further assertion at the same place are appended meanwhile.
        var index = 0
        while index < current.live.count {
            let thread = current.live[index]
            index += 1
            guard case .assertion(let assertion, let target) = instructions[Int(thread)] else {
                continue
            }
            let holds =
                switch assertion {
                case .textStart: false
                case .textEnd: byte == nil
                case .wordBoundary: !isInsideCharacter && isAfterWord != isBeforeWord
                case .notWordBoundary: !isInsideCharacter && isAfterWord == isBeforeWord
                }
            let isAtStart = isAtStart
            if holds, Self.follow(target, in: instructions, isAtStart: isAtStart, to: &current, stack: &stack) {
                return true
            }
        }
        return false
    }

    private func target(of thread: UInt32, on byte: UInt8) -> UInt32? {
        guard case .step(let first, let count, let base, let exit) = instructions[Int(thread)] else {
            return nil
        }
        for index in Int(first)..<Int(first) + Int(count) {
            let transition = transitions[index]
            if byte < transition.low {
                return nil
            }
            if byte <= transition.high {
                return transition.target == ByteTransition.exit ? exit : base + transition.target
            }
        }
        return nil
    }

    /// Adds all that is reached from an instruction without a byte; true when that is the end of the pattern.
    private static func follow(
        _ instruction: UInt32,
        in instructions: [Instruction],
        isAtStart: Bool,
        to set: inout ThreadSet,
        stack: inout [UInt32]
    ) -> Bool {
        stack.removeAll(keepingCapacity: true)
        stack.append(instruction)
        while let top = stack.popLast() {
            guard set.visit(top) else {
                continue
            }
            switch instructions[Int(top)] {
            case .match:
                return true
            case .split(let one, let other):
                stack.append(one)
                stack.append(other)
            case .assertion(.textStart, let next):
                if isAtStart {
                    stack.append(next)
                }
            case .assertion:
                set.keep(top)
            case .step(_, let count, _, _):
                // An empty class never goes on.
                if count > 0 {
                    set.keep(top)
                }
            }
        }
        return false
    }
}
