/// A deterministic automaton whose states are built when a text first leads to them.
///
/// A state is named by where its row begins in `table`, so that a step is one addition and one load.
final class LazyDFA {
    /// Entries of the table below `firstState`, which are answers and no states.
    private static let unknown: UInt32 = 0
    private static let dead: UInt32 = 1
    private static let match: UInt32 = 2
    private static let firstAnswerFree = 3

    /// What a state costs beside its row and its list: an entry of `names`, two headers of arrays.
    private static let stateOverheadBytes = 112

    let program: Program
    private let bytesMax: Int
    /// The entries of a row: one for each class of bytes, and the last for the end of the text.
    private let width: Int
    /// The first row is left out, so that no state is named like an answer.
    private let firstState: UInt32

    private var table: [UInt32] = []
    private var states: [[UInt32]] = []
    private var names: [[UInt32]: UInt32] = [:]
    private var start: UInt32?
    private var bytesUsed = 0
    private var bytesScannedSinceFlush = 0
    private var unproductiveFlushes = 0
    private var simulation: ThreadSimulation

    init(_ program: Program, bytesMax: Int) {
        self.program = program
        self.bytesMax = bytesMax
        width = max(program.classes.representatives.count + 1, Self.firstAnswerFree)
        firstState = UInt32(width)
        simulation = ThreadSimulation(program)
        flush()
    }

    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var state = startState()
        if state < firstState {
            return state == Self.match
        }
        var position = 0
        var countedFrom = 0
        defer { bytesScannedSinceFlush += position - countedFrom }
        while true {
            var answer = scan(text, from: &position, state: &state)
            let atEnd = position == text.count
            if answer == Self.unknown {
                let column = atEnd ? width - 1 : Int(program.classes.classOfByte[Int(text[position])])
                answer = build(from: state, column: column, isEnd: atEnd)
                position += atEnd ? 0 : 1
            }
            switch answer {
            case Self.match:
                return true
            case Self.dead:
                return false
            case Self.unknown:
                // No room for the state that `simulation` has just reached.
                bytesScannedSinceFlush += position - countedFrom
                countedFrom = position
                noteFlush()
                flush()
                if unproductiveFlushes >= PatternLimits.unproductiveFlushesMax {
                    return simulation.matches(text[position...])
                }
                state = add(simulation.state())
            default:
                state = answer
            }
        }
    }

    /// Goes over the text as far as the table is known.
    ///
    /// The answer is an entry that is no state: the one for the byte at `position`, or at the end of the text
    /// the last of the row.
    private func scan(
        _ text: UnsafeBufferPointer<UInt8>,
        from position: inout Int,
        state: inout UInt32
    ) -> UInt32 {
        let endColumn = width - 1
        let firstState = firstState
        return table.withUnsafeBufferPointer { table in
            program.classes.classOfByte.withUnsafeBufferPointer { classes in
                // Copies, because an inout parameter is kept in memory.
                var index = position
                var row = Int(state)
                defer {
                    position = index
                    state = UInt32(row)
                }
                while index < text.count {
                    let entry = table[row &+ Int(classes[Int(text[index])])]
                    if entry < firstState {
                        return entry
                    }
                    row = Int(entry)
                    index &+= 1
                }
                return table[row &+ endColumn]
            }
        }
    }

    private func startState() -> UInt32 {
        if let start {
            return start
        }
        let name =
            switch simulation.reset() {
            case .match: Self.match
            case .dead: Self.dead
            case .open: add(simulation.state())
            }
        start = name
        return name
    }

    /// Fills one entry of the table.
    ///
    /// `unknown` means that there is no room for the state to go to; the simulation is then in that state.
    private func build(from state: UInt32, column: Int, isEnd: Bool) -> UInt32 {
        simulation.restore(states[Int(state) / width - 1])
        let byte = isEnd ? nil : program.classes.representatives[column]
        var entry: UInt32
        switch simulation.advance(over: byte) {
        case .match:
            entry = Self.match
        case .dead:
            entry = Self.dead
        case .open:
            let reached = simulation.state()
            if let known = names[reached] {
                entry = known
            } else if bytesUsed + cost(of: reached) > bytesMax {
                return Self.unknown
            } else {
                entry = add(reached)
            }
        }
        table[Int(state) + (isEnd ? width - 1 : column)] = entry
        return entry
    }

    private func cost(of state: [UInt32]) -> Int {
        (width + state.count) * MemoryLayout<UInt32>.stride + Self.stateOverheadBytes
    }

    /// Adds a state even where there is no room, so that every text can go on.
    private func add(_ state: [UInt32]) -> UInt32 {
        if let known = names[state] {
            return known
        }
        let name = UInt32(table.count)
        table.append(contentsOf: repeatElement(Self.unknown, count: width))
        states.append(state)
        names[state] = name
        bytesUsed += cost(of: state)
        return name
    }

    private func noteFlush() {
        let isProductive = bytesScannedSinceFlush >= states.count * PatternLimits.bytesPerStateMin
        unproductiveFlushes = isProductive ? 0 : unproductiveFlushes + 1
        bytesScannedSinceFlush = 0
    }

    private func flush() {
        table.removeAll(keepingCapacity: true)
        table.append(contentsOf: repeatElement(Self.unknown, count: width))
        states.removeAll(keepingCapacity: true)
        names.removeAll(keepingCapacity: true)
        start = nil
        bytesUsed = 0
    }
}
