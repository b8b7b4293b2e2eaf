import LinearRegex
import Testing

@Suite("A pattern sees characters, whatever their length in bytes")
struct UnicodePropertyTests {
    static let characters: [[MatchRow]] = [
        MatchRow.rows("^é$", matches: ["\u{E9}"], refuses: ["e\u{301}", "e"]),
        MatchRow.rows("^[à-ü]+$", matches: ["éü"], refuses: ["e"]),
        MatchRow.rows("^[\\x7F-\\x80]$", matches: ["\u{7F}", "\u{80}"], refuses: ["~", "\u{81}"]),
        MatchRow.rows("^[\\u07FF-\\u0800]$", matches: ["\u{7FF}", "\u{800}"], refuses: ["\u{7FE}", "\u{801}"]),
        MatchRow.rows("^[\\uD7FF-\\uE000]$", matches: ["\u{D7FF}", "\u{E000}"], refuses: ["\u{D7FE}", "\u{E001}"]),
        MatchRow.rows(
            "^[\\uFFFF-\\u{10000}]$",
            matches: ["\u{FFFF}", "\u{10000}"],
            refuses: ["\u{FFFE}", "\u{10001}"]
        ),
        MatchRow.rows("^[\\u{10FFFF}]$", matches: ["\u{10FFFF}"], refuses: ["\u{10FFFE}"]),
        MatchRow.rows("^[\\u0300-\\u{10300}]$", matches: ["€", "\u{10000}"], refuses: ["\u{2FF}", "\u{10301}"]),
        MatchRow.rows("^.{3}$", matches: ["a€😀"], refuses: ["€", "a€", "😀😀😀😀"]),
        MatchRow.rows("^🐲*$", matches: ["", "🐲", "🐲🐲"], refuses: ["🐉", "🐲🐉"]),
    ]

    static let properties: [[MatchRow]] = [
        MatchRow.rows("^\\p{L}$", matches: ["a", "É", "ß", "ª", "中", "ʰ"], refuses: ["1", "-", "\u{301}", "😀"]),
        MatchRow.rows("^\\p{Letter}+$", matches: ["Übung"], refuses: ["a b"]),
        MatchRow.rows("^\\P{L}+$", matches: ["1-2"], refuses: ["1a"]),
        MatchRow.rows("^[^\\P{L}]$", matches: ["é"], refuses: ["1"]),
        MatchRow.rows("^[\\p{L}\\p{M} '-]{1,100}$", matches: ["Zoe\u{308} d'Arc-Óg"], refuses: ["", "R2"]),
        MatchRow.rows("^\\p{Lu}\\p{Ll}$", matches: ["Éé", "Aß"], refuses: ["éÉ", "ǅé"]),
        MatchRow.rows("^\\p{LC}$", matches: ["ǅ", "a", "A"], refuses: ["中", "ª"]),
        MatchRow.rows("^\\p{digit}\\p{Nd}$", matches: ["1٣", "߀7"], refuses: ["½1", "a1"]),
        MatchRow.rows("^\\p{gc=Decimal_Number}$", matches: ["٣"], refuses: ["Ⅷ"]),
        MatchRow.rows("^\\p{General_Category=Nl}$", matches: ["Ⅷ"], refuses: ["8"]),
        MatchRow.rows("^\\p{N}$", matches: ["8", "Ⅷ", "½"], refuses: ["a"]),
        MatchRow.rows("^\\p{punct}$", matches: ["-", "_", "»", "¿"], refuses: ["+", "a"]),
        MatchRow.rows("^\\p{S}$", matches: ["+", "€", "^", "©"], refuses: ["-"]),
        MatchRow.rows("^\\p{Zs}$", matches: [" ", "\u{3000}"], refuses: ["\t", "\u{2028}"]),
        MatchRow.rows("^\\p{cntrl}$", matches: ["\0", "\u{85}"], refuses: [" "]),
        MatchRow.rows("^\\p{Co}$", matches: ["\u{E000}", "\u{F0000}", "\u{10FFFD}"], refuses: ["\u{FFFF}", "a"]),
        MatchRow.rows("^\\p{Cn}$", matches: ["\u{FFFF}", "\u{40000}", "\u{EFFFE}"], refuses: ["a", "\u{F0000}"]),
        MatchRow.rows("\\p{Cs}", refuses: ["a", "😀", "\u{FFFD}"]),
        MatchRow.rows("^\\p{Any}$", matches: ["\0", "😀", "\u{10FFFF}"], refuses: [""]),
        MatchRow.rows("\\P{Any}", refuses: ["", "a", "😀"]),
        MatchRow.rows("^\\p{Assigned}$", matches: ["a", "\u{E000}"], refuses: ["\u{FFFF}"]),
        MatchRow.rows("^\\p{ASCII}+$", matches: ["a~\u{7F}"], refuses: ["é"]),
        MatchRow.rows("^\\p{AHex}+$", matches: ["09afAF"], refuses: ["g", "Ａ"]),
        MatchRow.rows("^\\p{Hex_Digit}$", matches: ["Ａ"], refuses: ["Ｇ"]),
        MatchRow.rows("^\\p{Alphabetic}$", matches: ["a", "Ⅷ", "\u{345}"], refuses: ["1", "\u{301}"]),
        MatchRow.rows("^\\p{White_Space}$", matches: [" ", "\u{85}"], refuses: ["\u{FEFF}"]),
        MatchRow.rows("^\\p{Uppercase}\\p{Lower}$", matches: ["Ⓐⓐ"], refuses: ["ⓐⒶ"]),
        MatchRow.rows("^\\p{ID_Start}\\p{IDC}*$", matches: ["é1_"], refuses: ["1a", "_a"]),
        MatchRow.rows("^\\p{Emoji}$", matches: ["😀", "1", "©"], refuses: ["a"]),
        MatchRow.rows("^\\p{Emoji_Presentation}$", matches: ["😀"], refuses: ["1", "©"]),
        MatchRow.rows("^\\p{RI}{2}$", matches: ["🇫🇷"], refuses: ["FR"]),
        MatchRow.rows("^\\p{Emoji_Component}$", matches: ["#", "\u{200D}"], refuses: ["😀"]),
        MatchRow.rows("^\\p{Ideographic}$", matches: ["中", "\u{20000}"], refuses: ["あ"]),
    ]

    @Test("in literals and ranges", arguments: characters.flatMap { $0 })
    func characterRanges(_ row: MatchRow) throws {
        try row.check()
    }

    @Test("by its Unicode properties", arguments: properties.flatMap { $0 })
    func byProperties(_ row: MatchRow) throws {
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
