import ExchangeTestKit
import LinearRegex
import Testing

#if DEBUG
// Unoptimised code is fifty times slower; the release run takes the megabyte.
private let hostileBytes = 16_384
#else
private let hostileBytes = 1_048_576
#endif

@Suite("Neither a pattern nor a text can take more than its share")
struct LimitTests {
    static let tooManyInstructions = [
        "a{50000}", "a{1,50000}", "(?:a{300}){300}", "\\p{L}{200}", "a{99999999999999999999999}",
        "(?:(?:(?:a{9999}){9999}){9999}){9999}", "(?:a|){99999999}", "a{0,9223372036854775807}",
        "(?:ab{30000}){2,}",
    ]

    /// Patterns with nested or ambiguous repetition, what to repeat for a text without a match, and the ending
    /// that makes it one; empty where none does.
    static let hostile: [(pattern: String, text: String, ending: String)] = [
        ("(a*)*b", "a", "b"),
        ("^(a|a)*$", "ac", ""),
        ("(x+x+)+y", "x", "y"),
        ("^(?:.*.*.*)*=$", "x", "="),
        ("^(([a-z])+.)+[A-Z]([a-z])+$", "a", "Ba"),
        ("[01]*1[01]{15}$", "0110100", "x1000000000000000"),
        ("(?:a?){200}b", "a", "b"),
        ("\\b(?:\\w+\\s?)+!$", "word ", "word!"),
    ]

    @Test("with instructions beyond the limit", arguments: tooManyInstructions)
    func instructions(_ pattern: String) {
        #expect(throws: LinearRegexError.tooLarge(limit: .instructions)) {
            try LinearRegex(pattern)
        }
    }

    @Test("and the largest that fit are matched")
    func largestThatFit() throws {
        // Anchored, so that one thread runs through all of them and not one from every byte.
        let count = PatternLimits.instructionsMax - 2
        let regex = try LinearRegex("^a{\(count)}")
        #expect(regex.matches(String(repeating: "a", count: count)))
        #expect(!regex.matches(String(repeating: "a", count: count - 1)))
    }

    @Test("with groups nested beyond the limit")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "(", count: depth) + "a" + String(repeating: ")*", count: depth)
        }
        let regex = try LinearRegex(nested(PatternLimits.groupDepthMax))
        #expect(regex.matches("a"))
        #expect(throws: LinearRegexError.tooLarge(limit: .groupDepth)) {
            try LinearRegex(nested(PatternLimits.groupDepthMax + 1))
        }
        #expect(throws: LinearRegexError.tooLarge(limit: .groupDepth)) {
            try LinearRegex(String(repeating: "(", count: PatternLimits.patternBytesMax))
        }
    }

    @Test("with bytes beyond the limit")
    func bytes() throws {
        // Anchored for the same reason as above.
        let text = String(repeating: "é", count: PatternLimits.patternBytesMax / 2 - 1) + "a"
        let longest = "^" + text
        #expect(longest.utf8.count == PatternLimits.patternBytesMax)
        #expect(try LinearRegex(longest).matches(text))
        #expect(throws: LinearRegexError.tooLarge(limit: .patternBytes)) {
            try LinearRegex(longest + "a")
        }
    }

    @Test("and each limit tells its number")
    func maxima() {
        #expect(PatternLimit.patternBytes.maximum == PatternLimits.patternBytesMax)
        #expect(PatternLimit.groupDepth.maximum == PatternLimits.groupDepthMax)
        #expect(PatternLimit.instructions.maximum == PatternLimits.instructionsMax)
    }

    @Test("on a megabyte that would make backtracking run for ever", arguments: hostile.indices)
    func hostileTexts(_ index: Int) throws {
        let (pattern, unit, ending) = Self.hostile[index]
        let regex = try LinearRegex(pattern)
        let cache = LinearRegexCache()
        let unitBytes = Array(unit.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hostileBytes + ending.utf8.count)
        while bytes.count < hostileBytes {
            bytes += unitBytes
        }
        #expect(!regex.matches(bytes + Array("\n".utf8), cache: cache))
        #expect(regex.matches(bytes + Array(ending.utf8), cache: cache) == !ending.isEmpty)
    }

    @Test("and a text that needs a new state at every byte is matched without keeping them")
    func withoutStates() throws {
        // Every stretch of twelve digits is a state of its own, and the cache has room for a few.
        let regex = try LinearRegex("1[01]{12}$")
        let cache = LinearRegexCache(bytesMax: 4_096)
        var generator = SeededGenerator(seed: 1)
        let digits = (0..<32_768).map { _ in UInt8(0x30 + generator.next() % 2) }
        for digit in [UInt8(0x30), 0x31] {
            var bytes = digits
            bytes[bytes.count - 13] = digit
            #expect(regex.matches(bytes, cache: cache) == (digit == 0x31))
        }
        #expect(!regex.matches(Array("1".utf8), cache: cache))
        #expect(regex.matches(Array("1000000000000".utf8), cache: cache))
    }

    @Test("and one cache serves many texts alike")
    func reuse() throws {
        let regex = try LinearRegex("^\\p{Lu}\\p{Ll}*(?: \\p{Lu}\\p{Ll}*)*$")
        let cache = LinearRegexCache()
        for _ in 0..<100 {
            #expect(regex.matches(Array("Ágnes Über Żak".utf8), cache: cache))
            #expect(!regex.matches(Array("Ágnes über".utf8), cache: cache))
            #expect(!regex.matches([], cache: cache))
        }
        // Bytes that are no UTF-8 have no meaning, but must not trap.
        for byte in UInt8.min...UInt8.max {
            _ = regex.matches([0x41, byte, byte], cache: cache)
        }
    }

    @Test("and threads share a pattern, each with a cache of its own")
    func sharing() async throws {
        let regex = try LinearRegex("(?:\\d{3}-){2}\\d{4}")
        let found = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { regex.matches("call 555-123-4567 now") }
            }
            return await group.reduce(true) { $0 && $1 }
        }
        #expect(found)
    }
}
