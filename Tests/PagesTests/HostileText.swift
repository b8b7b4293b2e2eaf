/// What strangers may write into a title, a cell or a lesson.
enum HostileText {
    static let all = [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><b>", "' onmouseover='x", "a & b &amp; c",
        "{{title}} {{{title}}} {{#sections}}", "| a | b |", "# heading", "- item", "1. item", "> quote", "**bold**",
        "[link](https://evil.example)", "![x](https://evil.example/p.png)", "https://evil.example",
        "www.evil.example", "mailto:x@evil.example", "`code`", "~~~", "$$x$$", "line\nbreak\r\n\n# two",
        "=1+1", "+44", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\"=1", "\u{FF1D}1", "\u{FEFF}=1", "\u{00A0}=1",
        "=cmd|' /C calc'!A0", "nul\0byte", "\u{202E}reversed", "<\u{0338}b>", "\"\u{0301} onfocus=x", "&\u{0301}lt;",
        "a;=1", "--- ", "===", "</style><script>", "]]>", "<!-- -->", "\u{1F600}",
    ]
}
