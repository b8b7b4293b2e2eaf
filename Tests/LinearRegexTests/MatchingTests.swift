import LinearRegex
import Testing

@Suite("A pattern matches as RegExp.prototype.test does")
struct MatchingTests {
    static let sequences: [PatternRow] = [
        PatternRow("", matches: ["", "a"]),
        PatternRow("a", matches: ["a", "ba", "ab"], refuses: ["", "b"]),
        PatternRow("abc", matches: ["abc", "ababc", "xabcx"], refuses: ["ab", "abd", "ac"]),
        PatternRow("a|b", matches: ["a", "xb"], refuses: ["", "c"]),
        PatternRow("ab|cd|", matches: ["", "zz"]),
        PatternRow("^(?:ab|cd)$", matches: ["ab", "cd"], refuses: ["abcd", "ad", ""]),
        PatternRow("^(a|ab)(c|bcd)$", matches: ["ac", "abc", "abcd", "abbcd"], refuses: ["ab", "acd"]),
        PatternRow("(?<year>\\d{4})-(?<month>\\d\\d)", matches: ["on 2024-05"], refuses: ["2024-5"]),
        PatternRow("^(?:(?<x>a)|(?<x>b))$", matches: ["a", "b"], refuses: ["ab"]),
        PatternRow("(?:)", matches: ["", "a"]),
        PatternRow("()", matches: [""]),
        PatternRow("/", matches: ["a/b"], refuses: ["ab"]),
    ]

    static let quantifiers: [PatternRow] = [
        PatternRow("^a*$", matches: ["", "a", "aaaa"], refuses: ["b", "ab"]),
        PatternRow("^a+$", matches: ["a", "aaaa"], refuses: ["", "ab"]),
        PatternRow("^a?$", matches: ["", "a"], refuses: ["aa"]),
        PatternRow("^a{2}$", matches: ["aa"], refuses: ["", "a", "aaa"]),
        PatternRow("^a{2,}$", matches: ["aa", "aaaaa"], refuses: ["", "a"]),
        PatternRow("^a{2,3}$", matches: ["aa", "aaa"], refuses: ["a", "aaaa"]),
        PatternRow("^a{0,2}$", matches: ["", "aa"], refuses: ["aaa"]),
        PatternRow("^a{0}$", matches: [""], refuses: ["a"]),
        PatternRow("^a{0,0}b$", matches: ["b"], refuses: ["ab"]),
        PatternRow("^a{1,1}$", matches: ["a"], refuses: ["aa"]),
        PatternRow("^a{002}$", matches: ["aa"], refuses: ["a"]),
        PatternRow("^a*?b+?c??$", matches: ["b", "aabbc"], refuses: ["a", "ac", "bcc"]),
        PatternRow("^a{2,3}?$", matches: ["aaa"], refuses: ["aaaa"]),
        PatternRow("^(ab){2}$", matches: ["abab"], refuses: ["ab", "aabb"]),
        PatternRow("^(?:a{2}){2,3}$", matches: ["aaaa", "aaaaaa"], refuses: ["aaaaa", "aa"]),
        PatternRow("^(?:a*)*$", matches: ["", "aaa"], refuses: ["ab"]),
        PatternRow("^(?:a*)+$", matches: ["", "aaa"], refuses: ["b"]),
        PatternRow("^(?:a|){3}$", matches: ["", "a", "aaa"], refuses: ["aaaa"]),
        PatternRow("^(?:){1000000000}$", matches: [""], refuses: ["a"]),
        PatternRow("^(?:^){9}a", matches: ["a"], refuses: ["ba"]),
        PatternRow("^(?:^|a)+$", matches: ["", "aa"], refuses: ["b"]),
        PatternRow("^(?:\\b|-){2,}a$", matches: ["a", "-a", "--a"], refuses: ["b"]),
    ]

    static let assertions: [PatternRow] = [
        PatternRow("^", matches: ["", "a\nb"]),
        PatternRow("$", matches: ["", "a\n"]),
        PatternRow("^a", matches: ["ab"], refuses: ["ba", "b\na"]),
        PatternRow("a$", matches: ["ba"], refuses: ["ab", "a\n", "a\nb"]),
        PatternRow("^$", matches: [""], refuses: ["a", "\n"]),
        PatternRow("$^", matches: [""], refuses: ["a"]),
        PatternRow("a^b", refuses: ["ab", "a\nb", ""]),
        PatternRow("a$b", refuses: ["ab", "a\nb"]),
        PatternRow("(?:^|,)x(?:,|$)", matches: ["x", "a,x", "x,b", "a,x,b"], refuses: ["ax", "xb"]),
        PatternRow("^a|b", matches: ["a", "ab", "cb"], refuses: ["ca", ""]),
        PatternRow("a*^b", matches: ["b"], refuses: ["ab"]),
        PatternRow("\\bcat\\b", matches: ["cat", "a cat.", "-cat-", "écat"], refuses: ["cats", "scat", "cat_"]),
        PatternRow("\\Bcat", matches: ["scat", "1cat"], refuses: ["cat", " cat", "écat"]),
        PatternRow("\\b", matches: ["a", " a", "é a"], refuses: ["", " ", "é", "-é-"]),
        PatternRow("\\B", matches: ["", " ", "ab", "é", "aé,"], refuses: ["a", "aéb", "a-b", "a😀b"]),
        PatternRow("\\b\\B", refuses: ["", "a", "ab", " "]),
        PatternRow("\\b\\b\\ba", matches: ["a"], refuses: ["b"]),
        PatternRow("a\\b$", matches: ["a"], refuses: ["ab", "a "]),
        PatternRow("\\b^a", matches: ["ab"], refuses: ["b a"]),
        PatternRow("^\\B$", matches: [""], refuses: ["a", " a"]),
        PatternRow("$\\b", matches: ["a"], refuses: ["a ", ""]),
        PatternRow("é\\Bü", matches: ["éü"], refuses: ["é ü"]),
        PatternRow("é\\bu", matches: ["éu"], refuses: ["éü"]),
    ]

    static let classes: [PatternRow] = [
        PatternRow("^[abc]$", matches: ["a", "c"], refuses: ["d", "", "ab"]),
        PatternRow("^[a-c]+$", matches: ["abc"], refuses: ["abd"]),
        PatternRow("^[^a-c]$", matches: ["d", "é", "\n", "😀"], refuses: ["a", "c", ""]),
        PatternRow("[]", refuses: ["", "a"]),
        PatternRow("^[]*a$", matches: ["a"], refuses: ["ba"]),
        PatternRow("^[^]$", matches: ["a", "\n", "\u{2028}", "😀"], refuses: ["", "ab"]),
        PatternRow("^[-a]+$", matches: ["a-"], refuses: ["b"]),
        PatternRow("^[a-]+$", matches: ["-a"], refuses: ["b"]),
        PatternRow("^[\\d-]+$", matches: ["1-2"], refuses: ["a"]),
        PatternRow("^[+--]+$", matches: ["+,-"], refuses: ["."]),
        PatternRow("^[a\\-z]+$", matches: ["a-z"], refuses: ["b"]),
        PatternRow("^[[.*+?(){}|$^]+$", matches: ["[.*$^|"], refuses: ["]"]),
        PatternRow("^[\\]\\\\]+$", matches: ["]\\"], refuses: ["["]),
        PatternRow("^[\\b]$", matches: ["\u{08}"], refuses: ["b"]),
        PatternRow("^[\\0]$", matches: ["\0"], refuses: ["0"]),
        PatternRow("^[\\w.]+@[\\w.]+$", matches: ["a.b@c.d"], refuses: ["a b@c"]),
        PatternRow("^[^\\s]+$", matches: ["a"], refuses: ["a b", "\u{FEFF}"]),
        PatternRow("^[\\D]$", matches: ["a"], refuses: ["1"]),
        PatternRow("^[\\x41-\\u0043]+$", matches: ["ABC"], refuses: ["D"]),
        PatternRow("^[\\u{1F600}-\\u{1F64F}]$", matches: ["😀", "🙏"], refuses: ["🌍"]),
    ]

    static let escapes: [PatternRow] = [
        PatternRow("^\\t\\n\\v\\f\\r\\0$", matches: ["\t\n\u{0B}\u{0C}\r\0"], refuses: ["tnvfr0"]),
        PatternRow("^\\cA\\cz\\cJ$", matches: ["\u{01}\u{1A}\n"], refuses: ["AzJ"]),
        PatternRow("^\\x4a\\u004B\\u{4c}$", matches: ["JKL"], refuses: ["jkl"]),
        PatternRow("^\\u{000000000000041}$", matches: ["A"]),
        PatternRow("^\\uD83D\\uDE00$", matches: ["😀"], refuses: [""]),
        PatternRow("^[\\uD83D\\uDE00]$", matches: ["😀"], refuses: ["😁"]),
        PatternRow("\\uD83D", refuses: ["😀", "a", ""]),
        PatternRow("\\uD83D\\u0041|\\uDE00", refuses: ["😀", "A"]),
        PatternRow("\\u{D83D}\\u{DE00}", refuses: ["😀"]),
        PatternRow("^[^\\uD800-\\uDFFF]$", matches: ["a", "😀", "\u{FFFD}"]),
        PatternRow(
            "^\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/$",
            matches: ["^$\\.*+?()[]{}|/"],
            refuses: ["", "^$"]
        ),
        PatternRow("^\\d$", matches: ["0", "9"], refuses: ["a", "٣", "߀"]),
        PatternRow("^\\D$", matches: ["a", "٣"], refuses: ["5"]),
        PatternRow("^\\w$", matches: ["a", "Z", "0", "_"], refuses: ["-", "é", "ſ", "\u{212A}"]),
        PatternRow("^\\W$", matches: ["-", "é", "ſ"], refuses: ["a", "_"]),
        PatternRow(
            "^\\s$",
            matches: [
                "\t", "\n", "\u{0B}", "\u{0C}", "\r", " ", "\u{A0}", "\u{1680}", "\u{2000}", "\u{200A}", "\u{2028}",
                "\u{2029}", "\u{202F}", "\u{205F}", "\u{3000}", "\u{FEFF}",
            ],
            refuses: ["a", "\u{85}", "\u{180E}", "\u{200B}", "\u{1C}", "\u{2060}"]
        ),
        PatternRow("^\\S$", matches: ["a", "\u{85}", "\u{200B}"], refuses: [" ", "\u{FEFF}"]),
        PatternRow(
            "^.$",
            matches: ["a", "é", "€", "😀", "\u{85}", "\0"],
            refuses: ["", "\n", "\r", "\u{2028}", "\u{2029}", "ab", "e\u{301}"]
        ),
    ]

    @Test("in sequences, alternatives and groups", arguments: sequences)
    func sequencesAndGroups(_ row: PatternRow) throws {
        try row.check()
    }

    @Test("under quantifiers, greedy and lazy alike", arguments: quantifiers)
    func underQuantifiers(_ row: PatternRow) throws {
        try row.check()
    }

    @Test("at the ends of the text and of ASCII words", arguments: assertions)
    func atAssertions(_ row: PatternRow) throws {
        try row.check()
    }

    @Test("in character classes", arguments: classes)
    func inClasses(_ row: PatternRow) throws {
        try row.check()
    }

    @Test("with escapes", arguments: escapes)
    func withEscapes(_ row: PatternRow) throws {
        try row.check()
    }
}
