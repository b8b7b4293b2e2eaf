/// One instruction of a program.
///
/// Targets are indices of instructions.
enum Instruction: Sendable {
    case match
    case split(UInt32, UInt32)
    case assertion(PatternNode.Assertion, next: UInt32)
    /// Consumes one byte: `count` transitions from `first` on in the program's table, whose targets are
    /// relative to `base`; a complete character goes on at `exit`.
    case step(first: UInt32, count: UInt16, base: UInt32, exit: UInt32)
}

/// A compiled pattern: a Thompson program over the bytes of UTF-8.
///
/// A class, though immutable, so that a cache can tell by identity that it belongs to this program.
final class Program: Sendable {
    let instructions: [Instruction]
    /// Shared between all copies of a character class, hence targets relative to each copy.
    let transitions: [ByteTransition]
    let start: UInt32
    let classes: ByteClasses
    let usesTextStart: Bool
    let usesWordBoundary: Bool

    init(instructions: [Instruction], transitions: [ByteTransition], start: UInt32) {
        self.instructions = instructions
        self.transitions = transitions
        self.start = start
        var usesTextStart = false
        var usesWordBoundary = false
        for case .assertion(let assertion, _) in instructions {
            switch assertion {
            case .textStart: usesTextStart = true
            case .textEnd: break
            case .wordBoundary, .notWordBoundary: usesWordBoundary = true
            }
        }
        self.usesTextStart = usesTextStart
        self.usesWordBoundary = usesWordBoundary
        classes = ByteClasses(transitions: transitions, tellsWordsApart: usesWordBoundary)
    }
}

/// The bytes in groups that no instruction tells apart, which keeps the table of the automaton narrow.
struct ByteClasses: Sendable {
    /// The class of each of the 256 bytes.
    let classOfByte: [UInt8]
    /// One byte out of each class.
    let representatives: [UInt8]

    init(transitions: [ByteTransition], tellsWordsApart: Bool) {
        // Marked: the last byte of each class.
        var isLast = [Bool](repeating: false, count: 256)
        isLast[255] = true
        func separate(_ low: UInt8, _ high: UInt8) {
            if low > 0 {
                isLast[Int(low) - 1] = true
            }
            isLast[Int(high)] = true
        }
        for transition in transitions {
            separate(transition.low, transition.high)
        }
        if tellsWordsApart {
            for range in WordCharacters.ranges {
                separate(UInt8(range.lowerBound), UInt8(range.upperBound))
            }
            separate(0x80, 0xBF)
        }
        var classOfByte: [UInt8] = []
        var representatives: [UInt8] = []
        var isFirst = true
        for byte in UInt8.min...UInt8.max {
            if isFirst {
                representatives.append(byte)
            }
            classOfByte.append(UInt8(representatives.count - 1))
            isFirst = isLast[Int(byte)]
        }
        self.classOfByte = classOfByte
        self.representatives = representatives
    }
}

/// What `\w` and `\b` take for a part of a word: ASCII only, even with the `u` flag.
enum WordCharacters {
    static let ranges: [ScalarSet.Bounds] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]

    static func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        default: false
        }
    }
}
