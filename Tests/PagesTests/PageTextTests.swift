import Pages
import Testing

@Suite("Text of strangers stays text")
struct PageTextTests {
    @Test("in HTML nothing of it is markup, not even before a mark that joins it", arguments: HostileText.all)
    func html(text: String) {
        let escaped = PageText.html(text)
        for mark in ["<", ">", "\"", "'", "\0", "\u{202E}"] as [Unicode.Scalar] {
            #expect(!escaped.unicodeScalars.contains(mark))
        }
    }

    @Test(
        "in Markdown it is one line without markup",
        arguments: [
            ("a | b", #"a \| b"#), ("# a", "\\# a"), ("- a", #"\- a"#), ("+ a", #"\+ a"#), ("12. a", #"12\. a"#),
            ("a. b", "a. b"), ("a - b", "a - b"), ("a\n\n  b", "a b"), ("<b>", "&lt;b&gt;"), ("&lt;", "&amp;lt;"),
            ("[a](b)", #"\[a\](b)"#), ("https://a.example", #"https\://a.example"#),
            ("WWW.a.example", #"WWW\.a.example"#), ("mailto:a", #"mailto\:a"#), ("at 12:30", "at 12:30"),
            ("Note: this", "Note: this"), ("a_b*c`d~e", #"a\_b\*c\`d\~e"#), (#"\|"#, #"\\\|"#), ("===", #"\==="#),
            ("    code", "code"), ("", ""),
        ]
    )
    func markdown(text: String, escaped: String) {
        #expect(PageText.markdown(text) == escaped)
    }

    @Test("a page of Markdown cannot be left by any text", arguments: HostileText.all)
    func markdownLine(text: String) {
        let escaped = PageText.markdown(text)
        #expect(!escaped.contains { $0.isNewline })
        #expect(!escaped.unicodeScalars.contains("<"))
        var isEscaped = false
        for scalar in escaped.unicodeScalars {
            if scalar == "|" || scalar == "`" || scalar == "[" { #expect(isEscaped) }
            isEscaped = scalar == "\\" && !isEscaped
        }
    }
}

@Suite("Cells of a table")
struct CSVTextTests {
    @Test(
        "what a spreadsheet would run is text",
        arguments: [
            "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "  +1", "\"=1", "'=1", "\u{201C}=1",
            "\u{FF1D}1", "\u{FF0B}1", "\u{FF0D}1", "\u{FF20}a", "\u{FEFF}=1", "\u{00A0}=1", "\u{200B}=1", "\u{2212}1",
            "- item", "--5", "-5-5", "-5e3", "-", "=\u{0338}1", "\u{1}x", "\tx",
        ]
    )
    func defused(text: String) {
        #expect(CSVText.defused(text).hasPrefix("'"))
        #expect(CSVReader.rows(CSVText.line([text, "x"]))?.first?.first?.hasPrefix("'") == true)
    }

    @Test(
        "what is no formula stays as it is",
        arguments: ["-5", "5", "-5.25", "0", "a=b", "a-b", "", "2026-01-31", "A+"]
    )
    func kept(text: String) {
        #expect(CSVText.cell(text) == text)
    }

    @Test("quotes, commas and line ends are kept within their cell")
    func quoted() {
        #expect(
            CSVText.line(["a,b", "say \"yes\"", "two\r\nlines", " x", "a;b"]).utf8.elementsEqual(
                "\"a,b\",\"say \"\"yes\"\"\",\"two\nlines\",\" x\",\"a;b\"\r\n".utf8
            )
        )
    }

    @Test("every text comes back from its cell, but for what was defused", arguments: HostileText.all)
    func roundTrip(text: String) throws {
        let rows = try #require(CSVReader.rows(CSVText.line(["a", text, "b"])))
        #expect(rows.count == 1 && rows[0].count == 3)
        #expect(rows[0][1].utf8.elementsEqual(CSVText.defused(text).utf8))
    }
}
