import LinearRegex
import Testing

@Suite("A pattern is refused with the place and the construct")
struct RefusalTests {
    struct FaultRow: Sendable, CustomTestStringConvertible {
        let pattern: String
        let offset: Int
        let reason: PatternFault

        init(_ pattern: String, _ offset: Int, _ reason: PatternFault) {
            self.pattern = pattern
            self.offset = offset
            self.reason = reason
        }

        var testDescription: String { "/\(pattern)/u" }
    }

    struct UnsupportedRow: Sendable, CustomTestStringConvertible {
        let pattern: String
        let offset: Int
        let feature: UnsupportedFeature

        init(_ pattern: String, _ offset: Int, _ feature: UnsupportedFeature) {
            self.pattern = pattern
            self.offset = offset
            self.feature = feature
        }

        var testDescription: String { "/\(pattern)/u" }
    }

    static let quantifierFaults = [
        FaultRow("*", 0, .nothingToRepeat),
        FaultRow("a|+b", 2, .nothingToRepeat),
        FaultRow("(?:?)", 3, .nothingToRepeat),
        FaultRow("a**", 2, .nothingToRepeat),
        FaultRow("a{2}{3}", 4, .nothingToRepeat),
        FaultRow("é{2}*", 5, .nothingToRepeat),
        FaultRow("a+??", 3, .nothingToRepeat),
        FaultRow("{1}", 0, .nothingToRepeat),
        FaultRow("^*", 1, .quantifierOnAssertion),
        FaultRow("a$+", 2, .quantifierOnAssertion),
        FaultRow("\\b?", 2, .quantifierOnAssertion),
        FaultRow("\\B{2}", 2, .quantifierOnAssertion),
        FaultRow("(?=a)*", 5, .quantifierOnAssertion),
        FaultRow("(?<!a)+", 6, .quantifierOnAssertion),
        FaultRow("a{", 1, .incompleteQuantifier),
        FaultRow("a{}", 1, .incompleteQuantifier),
        FaultRow("a{1", 1, .incompleteQuantifier),
        FaultRow("a{,5}", 1, .incompleteQuantifier),
        FaultRow("a{1,b}", 1, .incompleteQuantifier),
        FaultRow("a{2,1}", 1, .quantifierOutOfOrder),
        FaultRow("a{99999999999999999999,1}", 1, .quantifierOutOfOrder),
        FaultRow("{", 0, .loneBracket),
        FaultRow("a|{x}", 2, .loneBracket),
        FaultRow("a}", 1, .loneBracket),
        FaultRow("é]", 2, .loneBracket),
    ]

    static let groupFaults = [
        FaultRow(")", 0, .unmatchedParenthesis),
        FaultRow("(a))b", 3, .unmatchedParenthesis),
        FaultRow("a(b", 1, .unterminatedGroup),
        FaultRow("((a)", 0, .unterminatedGroup),
        FaultRow("(?:", 0, .unterminatedGroup),
        FaultRow("(?=a", 0, .unterminatedGroup),
        FaultRow("a(?", 1, .invalidGroup),
        FaultRow("(?a)", 0, .invalidGroup),
        FaultRow("(?#x)", 0, .invalidGroup),
        FaultRow("(?P<n>a)", 0, .invalidGroup),
        FaultRow("(?-:a)", 0, .invalidGroup),
        FaultRow("(?ii:a)", 0, .invalidGroup),
        FaultRow("(?i-i:a)", 0, .invalidGroup),
        FaultRow("(?i)a", 0, .invalidGroup),
        FaultRow("(?<>a)", 3, .invalidGroupName),
        FaultRow("(?<1a>a)", 3, .invalidGroupName),
        FaultRow("(?<a b>a)", 4, .invalidGroupName),
        FaultRow("(?<a", 0, .invalidGroupName),
        FaultRow("(?<\\u0020>a)", 3, .invalidGroupName),
        FaultRow("(?<n>a)(?<n>b)", 10, .duplicateGroupName),
        FaultRow("(?<n>(?<\\u006e>b))", 8, .duplicateGroupName),
        FaultRow("(?:(?<n>a)|b)(?<n>c)", 16, .duplicateGroupName),
        FaultRow("\\1", 0, .undefinedGroup),
        FaultRow("(a)\\2", 3, .undefinedGroup),
        FaultRow("(?:a)\\1", 5, .undefinedGroup),
        FaultRow("\\99999999999999999999", 0, .undefinedGroup),
        FaultRow("(?<n>a)\\k<m>", 7, .undefinedGroup),
        FaultRow("\\k", 0, .invalidGroupName),
        FaultRow("(?<n>a)\\kn", 7, .invalidGroupName),
    ]

    static let classFaults = [
        FaultRow("[", 0, .unterminatedClass),
        FaultRow("a[b", 1, .unterminatedClass),
        FaultRow("[^", 0, .unterminatedClass),
        FaultRow("[a-", 0, .unterminatedClass),
        FaultRow("[]]", 2, .loneBracket),
        FaultRow("[z-a]", 1, .classRangeOutOfOrder),
        FaultRow("[é-az]", 1, .classRangeOutOfOrder),
        FaultRow("[a\\u{2}-\\u{1}]", 2, .classRangeOutOfOrder),
        FaultRow("[a-\\d]", 1, .classEscapeInRange),
        FaultRow("[\\w-z]", 1, .classEscapeInRange),
        FaultRow("[x\\p{L}-\\p{N}]", 2, .classEscapeInRange),
        FaultRow("[\\1]", 1, .octalEscape),
        FaultRow("[\\00]", 1, .octalEscape),
        FaultRow("[\\B]", 1, .invalidEscape),
        FaultRow("[\\k]", 1, .invalidEscape),
    ]

    static let escapeFaults = [
        FaultRow("a\\", 1, .trailingBackslash),
        FaultRow("[\\", 1, .trailingBackslash),
        FaultRow("\\a", 0, .invalidEscape),
        FaultRow("\\-", 0, .invalidEscape),
        FaultRow("\\_", 0, .invalidEscape),
        FaultRow("\\é", 0, .invalidEscape),
        FaultRow("^\\S(|(.|\\n)*\\S)\\Z", 15, .invalidEscape),
        FaultRow("\\01", 0, .octalEscape),
        FaultRow("\\c", 0, .invalidControlEscape),
        FaultRow("\\c1", 0, .invalidControlEscape),
        FaultRow("\\cé", 0, .invalidControlEscape),
        FaultRow("\\x", 0, .invalidHexEscape),
        FaultRow("\\x4g", 0, .invalidHexEscape),
        FaultRow("\\u", 0, .invalidUnicodeEscape),
        FaultRow("\\u004", 0, .invalidUnicodeEscape),
        FaultRow("\\u{}", 0, .invalidUnicodeEscape),
        FaultRow("\\u{110000}", 0, .invalidUnicodeEscape),
        FaultRow("\\u{FFFFFFFFFFFFFFFFF}", 0, .invalidUnicodeEscape),
        FaultRow("\\u{41", 0, .invalidUnicodeEscape),
        FaultRow("\\uD83D\\u004", 6, .invalidUnicodeEscape),
        FaultRow("\\p", 0, .invalidPropertyEscape),
        FaultRow("\\pL", 0, .invalidPropertyEscape),
        FaultRow("\\p{}", 0, .invalidPropertyEscape),
        FaultRow("\\p{L", 0, .invalidPropertyEscape),
        FaultRow("\\p{gc=}", 0, .invalidPropertyEscape),
        FaultRow("\\p{^L}", 0, .invalidPropertyEscape),
        FaultRow("a\\p{Foo}", 1, .unknownProperty),
        FaultRow("\\p{l}", 0, .unknownProperty),
        FaultRow("\\p{gc=Alphabetic}", 0, .unknownProperty),
        FaultRow("\\p{Alphabetic=Yes}", 0, .unknownProperty),
        FaultRow("\\p{RGI_Emoji}", 0, .unknownProperty),
        FaultRow("\\p{InGreek}", 0, .unknownProperty),
    ]

    static let unsupported = [
        UnsupportedRow("(?=a)", 0, .lookAhead),
        UnsupportedRow("é(?!a)b", 2, .lookAhead),
        UnsupportedRow("a(?<=b)", 1, .lookBehind),
        UnsupportedRow("(?<!a)b", 0, .lookBehind),
        UnsupportedRow("(a)\\1", 3, .backReference),
        UnsupportedRow("\\1(a)", 0, .backReference),
        UnsupportedRow("(?<n>a)\\k<n>+", 7, .backReference),
        UnsupportedRow("\\k<n>(?<n>a)", 0, .backReference),
        UnsupportedRow("(?i:a)", 0, .modifiers),
        UnsupportedRow("a(?s-im:b)", 1, .modifiers),
        UnsupportedRow("(?-i:a)", 0, .modifiers),
        UnsupportedRow("\\p{Script=Greek}", 0, .scriptProperty),
        UnsupportedRow("[\\P{scx=Grek}]", 1, .scriptProperty),
        UnsupportedRow("\\p{Extended_Pictographic}", 0, .binaryProperty),
        UnsupportedRow("(?=a)(?<=b)", 0, .lookAhead),
    ]

    @Test("when a quantifier is out of place", arguments: quantifierFaults)
    func quantifiers(_ row: FaultRow) {
        expectFault(row)
    }

    @Test("when a group or a reference is wrong", arguments: groupFaults)
    func groups(_ row: FaultRow) {
        expectFault(row)
    }

    @Test("when a class is wrong", arguments: classFaults)
    func classes(_ row: FaultRow) {
        expectFault(row)
    }

    @Test("when an escape is wrong", arguments: escapeFaults)
    func escapes(_ row: FaultRow) {
        expectFault(row)
    }

    @Test("when it is valid but cannot be matched in linear time", arguments: unsupported)
    func unsupportedConstructs(_ row: UnsupportedRow) {
        #expect(throws: LinearRegexError.unsupported(offset: row.offset, feature: row.feature)) {
            try LinearRegex(row.pattern)
        }
    }

    @Test("and a fault anywhere goes before an unsupported construct")
    func faultsComeFirst() {
        expectFault(FaultRow("(?=a)[", 5, .unterminatedClass))
        expectFault(FaultRow("(?=a\\e)", 4, .invalidEscape))
        expectFault(FaultRow("(?<n>a)\\k<n>\\k<m>", 12, .undefinedGroup))
    }

    @Test("when it is no UTF-8")
    func invalidUTF8() {
        for bytes: [UInt8] in [[0xC3, 0xA9, 0xFF], [0xC3, 0xA9, 0xC3], [0xC3, 0xA9, 0xED, 0xA0, 0x80]] {
            #expect(throws: LinearRegexError.syntax(offset: 2, reason: .invalidUTF8)) {
                try LinearRegex(utf8: bytes)
            }
        }
    }

    @Test("and every fault has a row")
    func everyFaultIsCovered() {
        let rows = Self.quantifierFaults + Self.groupFaults + Self.classFaults + Self.escapeFaults
        #expect(Set(rows.map(\.reason)).union([.invalidUTF8]) == Set(PatternFault.allCases))
        #expect(Set(Self.unsupported.map(\.feature)) == Set(UnsupportedFeature.allCases))
    }

    private func expectFault(_ row: FaultRow) {
        #expect(throws: LinearRegexError.syntax(offset: row.offset, reason: row.reason)) {
            try LinearRegex(row.pattern)
        }
    }
}
