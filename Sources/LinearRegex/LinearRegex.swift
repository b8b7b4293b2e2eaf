/// A compiled pattern of ECMA-262 with the `u` flag, matched in time linear in the text.
///
/// Constructs that have no linear-time method (look-around, back-references) are refused when compiling, so
/// no text can make a match slow: a byte costs at most `PatternLimits.instructionsMax` steps, and after a
/// short while mostly one. Immutable; to be used from any thread, with a cache for each.
package struct LinearRegex: Sendable {
    private enum Form {
        case deterministic(DeterministicPattern)
        case program(Program)
    }

    private let form: Form

    /// Compiles a pattern.
    ///
    /// - Parameter pattern: As in `new RegExp(pattern, "u")`.
    /// - Throws: Whether the pattern is wrong, not supported or too large, and where.
    package init(_ pattern: String) throws(LinearRegexError) {
        try self.init(utf8: pattern.utf8)
    }

    /// Compiles a pattern from its bytes.
    ///
    /// - Parameter pattern: UTF-8; as in `new RegExp(pattern, "u")`.
    /// - Throws: Whether the pattern is wrong, not supported or too large, and where.
    package init(utf8 pattern: some Sequence<UInt8>) throws(LinearRegexError) {
        let node = try PatternParser.parse(try Self.decode(pattern))
        // Compiled in any case: whether a pattern is too large must not depend on how it is matched.
        let program = try ProgramCompiler.compile(node)
        form = DeterministicPattern(node).map { .deterministic($0) } ?? .program(program)
    }

    /// Reads a pattern that was compiled before and found good, so that most need no program.
    package init(known pattern: String) throws(LinearRegexError) {
        let node = try PatternParser.parse(try Self.decode(pattern.utf8))
        if let deterministic = DeterministicPattern(node) {
            form = .deterministic(deterministic)
        } else {
            form = .program(try ProgramCompiler.compile(node))
        }
    }

    /// Whether the pattern is matched without an automaton.
    package var isDeterministic: Bool {
        if case .deterministic = form { true } else { false }
    }

    /// Whether the pattern matches anywhere in a text, as `RegExp.prototype.test` tells.
    ///
    /// - Parameters:
    ///   - text: Valid UTF-8. Other bytes are safe, but what they match is not specified.
    ///   - cache: A cache that has been used with this pattern only.
    /// - Returns: True if there is a match.
    package func matches(_ text: UnsafeBufferPointer<UInt8>, cache: LinearRegexCache) -> Bool {
        switch form {
        case .deterministic(let pattern): pattern.matches(text)
        case .program(let program): cache.automaton(for: program).matches(text)
        }
    }

    /// Whether the pattern matches anywhere in a text, without a cache to profit from.
    ///
    /// - Parameter text: Any text.
    /// - Returns: True if there is a match.
    package func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches($0, cache: LinearRegexCache()) }
    }

    private static func decode(
        _ pattern: some Sequence<UInt8>
    ) throws(LinearRegexError) -> [Unicode.Scalar] {
        let bytes = Array(pattern.prefix(PatternLimits.patternBytesMax + 1))
        guard bytes.count <= PatternLimits.patternBytesMax else {
            throw .tooLarge(limit: .patternBytes)
        }
        var scalars: [Unicode.Scalar] = []
        var offset = 0
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar):
                scalars.append(scalar)
                offset += UTF8.width(scalar)
            case .emptyInput:
                return scalars
            case .error:
                throw .syntax(offset: offset, reason: .invalidUTF8)
            }
        }
    }
}
