import LinearRegex
import Testing

@Suite("A pattern sees characters, whatever their length in bytes")
struct UnicodePropertyTests {
    static let characters: [PatternRow] = [
        PatternRow("^é$", matches: ["\u{E9}"], refuses: ["e\u{301}", "e"]),
        PatternRow("^[à-ü]+$", matches: ["éü"], refuses: ["e"]),
        PatternRow("^[\\x7F-\\x80]$", matches: ["\u{7F}", "\u{80}"], refuses: ["~", "\u{81}"]),
        PatternRow("^[\\u07FF-\\u0800]$", matches: ["\u{7FF}", "\u{800}"], refuses: ["\u{7FE}", "\u{801}"]),
        PatternRow("^[\\uD7FF-\\uE000]$", matches: ["\u{D7FF}", "\u{E000}"], refuses: ["\u{D7FE}", "\u{E001}"]),
        PatternRow(
            "^[\\uFFFF-\\u{10000}]$",
            matches: ["\u{FFFF}", "\u{10000}"],
            refuses: ["\u{FFFE}", "\u{10001}"]
        ),
        PatternRow("^[\\u{10FFFF}]$", matches: ["\u{10FFFF}"], refuses: ["\u{10FFFE}"]),
        PatternRow("^[\\u0300-\\u{10300}]$", matches: ["€", "\u{10000}"], refuses: ["\u{2FF}", "\u{10301}"]),
        PatternRow("^.{3}$", matches: ["a€😀"], refuses: ["€", "a€", "😀😀😀😀"]),
        PatternRow("^🐲*$", matches: ["", "🐲", "🐲🐲"], refuses: ["🐉", "🐲🐉"]),
    ]

    static let properties: [PatternRow] = [
        PatternRow("^\\p{L}$", matches: ["a", "É", "ß", "ª", "中", "ʰ"], refuses: ["1", "-", "\u{301}", "😀"]),
        PatternRow("^\\p{Letter}+$", matches: ["Übung"], refuses: ["a b"]),
        PatternRow("^\\P{L}+$", matches: ["1-2"], refuses: ["1a"]),
        PatternRow("^[^\\P{L}]$", matches: ["é"], refuses: ["1"]),
        PatternRow("^[\\p{L}\\p{M} '-]{1,100}$", matches: ["Zoe\u{308} d'Arc-Óg"], refuses: ["", "R2"]),
        PatternRow("^\\p{Lu}\\p{Ll}$", matches: ["Éé", "Aß"], refuses: ["éÉ", "ǅé"]),
        PatternRow("^\\p{LC}$", matches: ["ǅ", "a", "A"], refuses: ["中", "ª"]),
        PatternRow("^\\p{digit}\\p{Nd}$", matches: ["1٣", "߀7"], refuses: ["½1", "a1"]),
        PatternRow("^\\p{gc=Decimal_Number}$", matches: ["٣"], refuses: ["Ⅷ"]),
        PatternRow("^\\p{General_Category=Nl}$", matches: ["Ⅷ"], refuses: ["8"]),
        PatternRow("^\\p{N}$", matches: ["8", "Ⅷ", "½"], refuses: ["a"]),
        PatternRow("^\\p{punct}$", matches: ["-", "_", "»", "¿"], refuses: ["+", "a"]),
        PatternRow("^\\p{S}$", matches: ["+", "€", "^", "©"], refuses: ["-"]),
        PatternRow("^\\p{Zs}$", matches: [" ", "\u{3000}"], refuses: ["\t", "\u{2028}"]),
        PatternRow("^\\p{cntrl}$", matches: ["\0", "\u{85}"], refuses: [" "]),
        PatternRow("^\\p{Co}$", matches: ["\u{E000}", "\u{F0000}", "\u{10FFFD}"], refuses: ["\u{FFFF}", "a"]),
        PatternRow("^\\p{Cn}$", matches: ["\u{FFFF}", "\u{40000}", "\u{EFFFE}"], refuses: ["a", "\u{F0000}"]),
        PatternRow("\\p{Cs}", refuses: ["a", "😀", "\u{FFFD}"]),
        PatternRow("^\\p{Any}$", matches: ["\0", "😀", "\u{10FFFF}"], refuses: [""]),
        PatternRow("\\P{Any}", refuses: ["", "a", "😀"]),
        PatternRow("^\\p{Assigned}$", matches: ["a", "\u{E000}"], refuses: ["\u{FFFF}"]),
        PatternRow("^\\p{ASCII}+$", matches: ["a~\u{7F}"], refuses: ["é"]),
        PatternRow("^\\p{AHex}+$", matches: ["09afAF"], refuses: ["g", "Ａ"]),
        PatternRow("^\\p{Hex_Digit}$", matches: ["Ａ"], refuses: ["Ｇ"]),
        PatternRow("^\\p{Alphabetic}$", matches: ["a", "Ⅷ", "\u{345}"], refuses: ["1", "\u{301}"]),
        PatternRow("^\\p{White_Space}$", matches: [" ", "\u{85}"], refuses: ["\u{FEFF}"]),
        PatternRow("^\\p{Uppercase}\\p{Lower}$", matches: ["Ⓐⓐ"], refuses: ["ⓐⒶ"]),
        PatternRow("^\\p{ID_Start}\\p{IDC}*$", matches: ["é1_"], refuses: ["1a", "_a"]),
        PatternRow("^\\p{Emoji}$", matches: ["😀", "1", "©"], refuses: ["a"]),
        PatternRow("^\\p{Emoji_Presentation}$", matches: ["😀"], refuses: ["1", "©"]),
        PatternRow("^\\p{RI}{2}$", matches: ["🇫🇷"], refuses: ["FR"]),
        PatternRow("^\\p{Emoji_Component}$", matches: ["#", "\u{200D}"], refuses: ["😀"]),
        PatternRow("^\\p{Ideographic}$", matches: ["中", "\u{20000}"], refuses: ["あ"]),
    ]

    @Test("in literals and ranges", arguments: characters)
    func characterRanges(_ row: PatternRow) throws {
        try row.check()
    }

    @Test("by its Unicode properties", arguments: properties)
    func byProperties(_ row: PatternRow) throws {
        try row.check()
    }

    @Test("and agrees with the standard library on all planes")
    func agreesWithTheStandardLibrary() throws {
        let rows: [(String, @Sendable (Unicode.Scalar.Properties) -> Bool)] = [
            ("Cn", { $0.generalCategory == .unassigned }),
            ("Ll", { $0.generalCategory == .lowercaseLetter }),
            ("Default_Ignorable_Code_Point", { $0.isDefaultIgnorableCodePoint }),
            ("NChar", { $0.isNoncharacterCodePoint }),
            ("XID_Continue", { $0.isXIDContinue }),
        ]
        for (name, isMember) in rows {
            let regex = try LinearRegex("^\\p{\(name)}$")
            let cache = LinearRegexCache()
            // A prime step visits every block; the last code points of each plane are visited as well.
            let sampled = Array(stride(from: UInt32(0), through: 0x10_FFFF, by: 37))
            let planeEnds = (UInt32(0)...16).flatMap { [$0 << 16 | 0xFFFD, $0 << 16 | 0xFFFE, $0 << 16 | 0xFFFF] }
            for scalar in (sampled + planeEnds).compactMap(Unicode.Scalar.init) {
                let isMatch = regex.matches(Array(String(scalar).utf8), cache: cache)
                if isMatch != isMember(scalar.properties) {
                    Issue.record("\\p{\(name)} on U+\(String(scalar.value, radix: 16))")
                }
            }
        }
    }
}
