import LinearRegex
import Testing

@Suite("A pattern matches as RegExp.prototype.test does")
struct MatchingTests {
    static let sequences: [[MatchRow]] = [
        MatchRow.rows("", matches: ["", "a"]),
        MatchRow.rows("a", matches: ["a", "ba", "ab"], refuses: ["", "b"]),
        MatchRow.rows("abc", matches: ["abc", "ababc", "xabcx"], refuses: ["ab", "abd", "ac"]),
        MatchRow.rows("a|b", matches: ["a", "xb"], refuses: ["", "c"]),
        MatchRow.rows("ab|cd|", matches: ["", "zz"]),
        MatchRow.rows("^(?:ab|cd)$", matches: ["ab", "cd"], refuses: ["abcd", "ad", ""]),
        MatchRow.rows("^(a|ab)(c|bcd)$", matches: ["ac", "abc", "abcd", "abbcd"], refuses: ["ab", "acd"]),
        MatchRow.rows("(?<year>\\d{4})-(?<month>\\d\\d)", matches: ["on 2024-05"], refuses: ["2024-5"]),
        MatchRow.rows("^(?:(?<x>a)|(?<x>b))$", matches: ["a", "b"], refuses: ["ab"]),
        MatchRow.rows("(?:)", matches: ["", "a"]),
        MatchRow.rows("()", matches: [""]),
        MatchRow.rows("/", matches: ["a/b"], refuses: ["ab"]),
    ]

    static let quantifiers: [[MatchRow]] = [
        MatchRow.rows("^a*$", matches: ["", "a", "aaaa"], refuses: ["b", "ab"]),
        MatchRow.rows("^a+$", matches: ["a", "aaaa"], refuses: ["", "ab"]),
        MatchRow.rows("^a?$", matches: ["", "a"], refuses: ["aa"]),
        MatchRow.rows("^a{2}$", matches: ["aa"], refuses: ["", "a", "aaa"]),
        MatchRow.rows("^a{2,}$", matches: ["aa", "aaaaa"], refuses: ["", "a"]),
        MatchRow.rows("^a{2,3}$", matches: ["aa", "aaa"], refuses: ["a", "aaaa"]),
        MatchRow.rows("^a{0,2}$", matches: ["", "aa"], refuses: ["aaa"]),
        MatchRow.rows("^a{0}$", matches: [""], refuses: ["a"]),
        MatchRow.rows("^a{0,0}b$", matches: ["b"], refuses: ["ab"]),
        MatchRow.rows("^a{1,1}$", matches: ["a"], refuses: ["aa"]),
        MatchRow.rows("^a{002}$", matches: ["aa"], refuses: ["a"]),
        MatchRow.rows("^a*?b+?c??$", matches: ["b", "aabbc"], refuses: ["a", "ac", "bcc"]),
        MatchRow.rows("^a{2,3}?$", matches: ["aaa"], refuses: ["aaaa"]),
        MatchRow.rows("^(ab){2}$", matches: ["abab"], refuses: ["ab", "aabb"]),
        MatchRow.rows("^(?:a{2}){2,3}$", matches: ["aaaa", "aaaaaa"], refuses: ["aaaaa", "aa"]),
        MatchRow.rows("^(?:a*)*$", matches: ["", "aaa"], refuses: ["ab"]),
        MatchRow.rows("^(?:a*)+$", matches: ["", "aaa"], refuses: ["b"]),
        MatchRow.rows("^(?:a|){3}$", matches: ["", "a", "aaa"], refuses: ["aaaa"]),
        MatchRow.rows("^(?:){1000000000}$", matches: [""], refuses: ["a"]),
        MatchRow.rows("^(?:^){9}a", matches: ["a"], refuses: ["ba"]),
        MatchRow.rows("^(?:^|a)+$", matches: ["", "aa"], refuses: ["b"]),
        MatchRow.rows("^(?:\\b|-){2,}a$", matches: ["a", "-a", "--a"], refuses: ["b"]),
    ]

    static let assertions: [[MatchRow]] = [
        MatchRow.rows("^", matches: ["", "a\nb"]),
        MatchRow.rows("$", matches: ["", "a\n"]),
        MatchRow.rows("^a", matches: ["ab"], refuses: ["ba", "b\na"]),
        MatchRow.rows("a$", matches: ["ba"], refuses: ["ab", "a\n", "a\nb"]),
        MatchRow.rows("^$", matches: [""], refuses: ["a", "\n"]),
        MatchRow.rows("$^", matches: [""], refuses: ["a"]),
        MatchRow.rows("a^b", refuses: ["ab", "a\nb", ""]),
        MatchRow.rows("a$b", refuses: ["ab", "a\nb"]),
        MatchRow.rows("(?:^|,)x(?:,|$)", matches: ["x", "a,x", "x,b", "a,x,b"], refuses: ["ax", "xb"]),
        MatchRow.rows("^a|b", matches: ["a", "ab", "cb"], refuses: ["ca", ""]),
        MatchRow.rows("a*^b", matches: ["b"], refuses: ["ab"]),
        MatchRow.rows("\\bcat\\b", matches: ["cat", "a cat.", "-cat-", "écat"], refuses: ["cats", "scat", "cat_"]),
        MatchRow.rows("\\Bcat", matches: ["scat", "1cat"], refuses: ["cat", " cat", "écat"]),
        MatchRow.rows("\\b", matches: ["a", " a", "é a"], refuses: ["", " ", "é", "-é-"]),
        MatchRow.rows("\\B", matches: ["", " ", "ab", "é", "aé,"], refuses: ["a", "aéb", "a-b", "a😀b"]),
        MatchRow.rows("\\b\\B", refuses: ["", "a", "ab", " "]),
        MatchRow.rows("\\b\\b\\ba", matches: ["a"], refuses: ["b"]),
        MatchRow.rows("a\\b$", matches: ["a"], refuses: ["ab", "a "]),
        MatchRow.rows("\\b^a", matches: ["ab"], refuses: ["b a"]),
        MatchRow.rows("^\\B$", matches: [""], refuses: ["a", " a"]),
        MatchRow.rows("$\\b", matches: ["a"], refuses: ["a ", ""]),
        MatchRow.rows("é\\Bü", matches: ["éü"], refuses: ["é ü"]),
        MatchRow.rows("é\\bu", matches: ["éu"], refuses: ["éü"]),
    ]

    static let classes: [[MatchRow]] = [
        MatchRow.rows("^[abc]$", matches: ["a", "c"], refuses: ["d", "", "ab"]),
        MatchRow.rows("^[a-c]+$", matches: ["abc"], refuses: ["abd"]),
        MatchRow.rows("^[^a-c]$", matches: ["d", "é", "\n", "😀"], refuses: ["a", "c", ""]),
        MatchRow.rows("[]", refuses: ["", "a"]),
        MatchRow.rows("^[]*a$", matches: ["a"], refuses: ["ba"]),
        MatchRow.rows("^[^]$", matches: ["a", "\n", "\u{2028}", "😀"], refuses: ["", "ab"]),
        MatchRow.rows("^[-a]+$", matches: ["a-"], refuses: ["b"]),
        MatchRow.rows("^[a-]+$", matches: ["-a"], refuses: ["b"]),
        MatchRow.rows("^[\\d-]+$", matches: ["1-2"], refuses: ["a"]),
        MatchRow.rows("^[+--]+$", matches: ["+,-"], refuses: ["."]),
        MatchRow.rows("^[a\\-z]+$", matches: ["a-z"], refuses: ["b"]),
        MatchRow.rows("^[[.*+?(){}|$^]+$", matches: ["[.*$^|"], refuses: ["]"]),
        MatchRow.rows("^[\\]\\\\]+$", matches: ["]\\"], refuses: ["["]),
        MatchRow.rows("^[\\b]$", matches: ["\u{08}"], refuses: ["b"]),
        MatchRow.rows("^[\\0]$", matches: ["\0"], refuses: ["0"]),
        MatchRow.rows("^[\\w.]+@[\\w.]+$", matches: ["a.b@c.d"], refuses: ["a b@c"]),
        MatchRow.rows("^[^\\s]+$", matches: ["a"], refuses: ["a b", "\u{FEFF}"]),
        MatchRow.rows("^[\\D]$", matches: ["a"], refuses: ["1"]),
        MatchRow.rows("^[\\x41-\\u0043]+$", matches: ["ABC"], refuses: ["D"]),
        MatchRow.rows("^[\\u{1F600}-\\u{1F64F}]$", matches: ["😀", "🙏"], refuses: ["🌍"]),
    ]

    static let escapes: [[MatchRow]] = [
        MatchRow.rows("^\\t\\n\\v\\f\\r\\0$", matches: ["\t\n\u{0B}\u{0C}\r\0"], refuses: ["tnvfr0"]),
        MatchRow.rows("^\\cA\\cz\\cJ$", matches: ["\u{01}\u{1A}\n"], refuses: ["AzJ"]),
        MatchRow.rows("^\\x4a\\u004B\\u{4c}$", matches: ["JKL"], refuses: ["jkl"]),
        MatchRow.rows("^\\u{000000000000041}$", matches: ["A"]),
        MatchRow.rows("^\\uD83D\\uDE00$", matches: ["😀"], refuses: [""]),
        MatchRow.rows("^[\\uD83D\\uDE00]$", matches: ["😀"], refuses: ["😁"]),
        MatchRow.rows("\\uD83D", refuses: ["😀", "a", ""]),
        MatchRow.rows("\\uD83D\\u0041|\\uDE00", refuses: ["😀", "A"]),
        MatchRow.rows("\\u{D83D}\\u{DE00}", refuses: ["😀"]),
        MatchRow.rows("^[^\\uD800-\\uDFFF]$", matches: ["a", "😀", "\u{FFFD}"]),
        MatchRow.rows(
            "^\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/$",
            matches: ["^$\\.*+?()[]{}|/"],
            refuses: ["", "^$"]
        ),
        MatchRow.rows("^\\d$", matches: ["0", "9"], refuses: ["a", "٣", "߀"]),
        MatchRow.rows("^\\D$", matches: ["a", "٣"], refuses: ["5"]),
        MatchRow.rows("^\\w$", matches: ["a", "Z", "0", "_"], refuses: ["-", "é", "ſ", "\u{212A}"]),
        MatchRow.rows("^\\W$", matches: ["-", "é", "ſ"], refuses: ["a", "_"]),
        MatchRow.rows(
            "^\\s$",
            matches: [
                "\t", "\n", "\u{0B}", "\u{0C}", "\r", " ", "\u{A0}", "\u{1680}", "\u{2000}", "\u{200A}", "\u{2028}",
                "\u{2029}", "\u{202F}", "\u{205F}", "\u{3000}", "\u{FEFF}",
            ],
            refuses: ["a", "\u{85}", "\u{180E}", "\u{200B}", "\u{1C}", "\u{2060}"]
        ),
        MatchRow.rows("^\\S$", matches: ["a", "\u{85}", "\u{200B}"], refuses: [" ", "\u{FEFF}"]),
        MatchRow.rows(
            "^.$",
            matches: ["a", "é", "€", "😀", "\u{85}", "\0"],
            refuses: ["", "\n", "\r", "\u{2028}", "\u{2029}", "ab", "e\u{301}"]
        ),
    ]

    @Test("in sequences, alternatives and groups", arguments: sequences.flatMap { $0 })
    func sequencesAndGroups(_ row: MatchRow) throws {
        try row.check()
    }

    @Test("under quantifiers, greedy and lazy alike", arguments: quantifiers.flatMap { $0 })
    func underQuantifiers(_ row: MatchRow) throws {
        try row.check()
    }

    @Test("at the ends of the text and of ASCII words", arguments: assertions.flatMap { $0 })
    func atAssertions(_ row: MatchRow) throws {
        try row.check()
    }

    @Test("in character classes", arguments: classes.flatMap { $0 })
    func inClasses(_ row: MatchRow) throws {
        try row.check()
    }

    @Test("with escapes", arguments: escapes.flatMap { $0 })
    func withEscapes(_ row: MatchRow) throws {
        try row.check()
    }
}
