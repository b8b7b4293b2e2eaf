import LessonExchange
import Pages
import Testing

@Suite("Reports are printed")
struct ReportPageTests {
    private static func report(_ text: String) -> ReportPage {
        ReportPage(
            title: text,
            organisation: text,
            made: "2026-01-31",
            scope: text,
            sections: [
                .init(
                    heading: text,
                    paragraphs: [text, text],
                    table: .init(columns: ["Finding", "Days late"], rows: [[text, "12 days late"], ["short"], []])
                ),
                .init(heading: "Other", table: .init(columns: ["Finding", "Note of " + text], rows: [["1", text]])),
                .init(heading: "None", table: .init(columns: ["Finding"], rows: []), empty: "Nothing is late."),
            ],
            notes: [text]
        )
    }

    @Test("as HTML they are whole, whatever is in them", arguments: HostileText.all)
    func html(text: String) throws {
        let page = try Self.report(text).printed(as: .html)
        let shape = PageShape(page)
        #expect(shape.faults == [])
        #expect(shape.text.contains(PageText.html(text)))
        #expect(shape.elements.filter { $0 == "table" }.count == 2)
    }

    @Test("as a table every line has the section and as many cells", arguments: HostileText.all)
    func csv(text: String) throws {
        let rows = try #require(CSVReader.rows(try Self.report(text).printed(as: .csv)))
        #expect(rows[0].first == "section" && rows[0].last == "note")
        #expect(rows[0].count == 5)
        #expect(rows.contains { $0[1].utf8.elementsEqual(CSVText.defused(text).utf8) && $0[2] == "12 days late" })
        #expect(rows.contains { $0[0] == "None" && $0[4] == "Nothing is late." })
        for cell in rows.joined() { #expect(!["=", "+", "@"].contains(cell.first)) }
    }

    @Test("as Markdown every row of a table has its columns", arguments: HostileText.all)
    func markdown(text: String) throws {
        let page = try Self.report(text).printed(as: .markdown)
        let lines = page.split(separator: "\n").filter { $0.hasPrefix("|") }
        #expect(lines.count == 3 + 2 + 2 + 1)
        for line in lines {
            let bare = line.replacing(#"\\"#, with: "").replacing(#"\|"#, with: "")
            #expect(bare.count { $0 == "|" } == 3)
        }
        #expect(page.hasPrefix("# "))
        #expect(!page.contains("<"))
    }

    @Test("a planted report is printed as it should be")
    func planted() throws {
        let report = ReportPage(
            title: "Late",
            organisation: "Northmere Demonstration Trust",
            made: "2026-01-31",
            scope: "Everything.",
            sections: [
                .init(
                    heading: "Late",
                    paragraphs: ["One."],
                    table: .init(columns: ["Finding", "Late"], rows: [["12", ReportPage.late(days: 1)]])
                )
            ],
            notes: ["Roles only."]
        )
        #expect(
            try report.printed(as: .markdown) == """
                # Late

                Northmere Demonstration Trust. Everything. Made on 2026-01-31.

                ## Late

                One.

                | Finding | Late |
                | --- | --- |
                | 12 | 1 day late |

                ## Notes

                - Roles only.

                """
        )
        let lines = [
            "section,Finding,Late,note", "report,,,Late", "report,,,Northmere Demonstration Trust",
            "report,,,Everything.", "report,,,Made on 2026-01-31.", "Late,,,One.", "Late,12,1 day late,",
            "notes,,,Roles only.", "",
        ]
        #expect(try report.printed(as: .csv) == lines.joined(separator: "\r\n"))
        #expect(try report.printed(as: .html).contains("<td class=\"late\">1 day late</td>"))
    }
}

@Suite("Templates")
struct TemplateTests {
    @Test("none puts in text as it stands, and each names its format first")
    func escaping() {
        var count = 0
        for (name, text) in PageTemplates.all where name != "style" {
            #expect(!text.contains("{{{") && !text.contains("{{&"), "\(name)")
            #expect(text.hasPrefix("{{% CONTENT_TYPE:\(name.hasSuffix(".md") ? "MARKDOWN" : "PAGE")}}\n"), "\(name)")
            #expect(!text.contains("{{="), "\(name)")
            count += 1
        }
        #expect(count == 9)
    }

    @Test("pages run nothing and fetch nothing")
    func selfContained() {
        for (name, text) in PageTemplates.all {
            for word in ["<script", "src=", "href=", "url(", "@import", "http:", "https:", "Frutiger"] {
                #expect(!text.contains(word), "\(name): \(word)")
            }
        }
    }

    private static func luminance(_ colour: Substring) throws -> Double {
        let value = try #require(Int(colour, radix: 16))
        let parts = [value >> 16, value >> 8 & 0xFF, value & 0xFF].map { part -> Double in
            let share = Double(part) / 255
            return share <= 0.04045 ? share / 12.92 : power((share + 0.055) / 1.055)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    /// To the power of 2.4: the fifth root of the twelfth power.
    private static func power(_ base: Double) -> Double {
        let target = (0..<12).reduce(1.0) { product, _ in product * base }
        var root = 1.0
        for _ in 0..<200 { root -= (root * root * root * root * root - target) / (5 * root * root * root * root) }
        return root
    }

    @Test("every colour of text can be read on every ground, as WCAG AA asks")
    func contrast() throws {
        let style = try #require(PageTemplates.all.first { $0.key == "style" }?.value)
        var pairs = 0
        for rule in style.matches(of: /\{[^{}]*\}/) {
            let colour = rule.output.firstMatch(of: /[^-]color: #([0-9a-f]{6})/)?.output.1
            let ground = rule.output.firstMatch(of: /background: #([0-9a-f]{6})/)?.output.1
            guard let colour else { continue }
            let (text, back) = (try Self.luminance(colour), try Self.luminance(ground ?? "ffffff"))
            #expect((back + 0.05) / (text + 0.05) >= 4.5, "\(colour)")
            pairs += 1
        }
        #expect(pairs >= 7)
        // Rules that give a ground alone let the colour of the body through.
        #expect((try Self.luminance("f0f4f5") + 0.05) / (try Self.luminance("212b32") + 0.05) >= 4.5)
    }
}
