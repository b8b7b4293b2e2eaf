import ExchangeTestKit
import LessonExchange
import Pages
import Signatures
import StrictJSON
import Testing

@Suite("One lesson is printed for those who read it")
struct PrintedLessonTests {
    private static let digest = Digest(of: Array("a bundle".utf8))

    private static func example() throws -> JSONTree {
        let bytes = try SharedFolder.packageBytes("schemas/examples/valid/lesson.json")
        return JSONTree(try JSONDocument(parsing: bytes).root)
    }

    private static func printed(
        _ tree: JSONTree,
        standing: String = "active",
        name: String = "Southfell Demonstration Trust"
    ) throws -> PrintedLesson {
        try PrintedLesson(
            lesson: try JSONDocument(parsing: tree.compactBytes).root,
            digest: digest,
            publisherName: name,
            contact: "learning@southfell.example",
            issued: "2026-01-15T09:00:00Z",
            standing: standing
        )
    }

    private static func code(_ body: () throws -> String) -> String? {
        do {
            _ = try body()
            return nil
        } catch let error as LessonExchangeError {
            return error.code.name
        } catch {
            return "another error"
        }
    }

    /// A lesson all of whose texts are words that stand nowhere else.
    private static func planted(patientVersion: String?) throws -> JSONTree {
        var tree = try example()
        tree["title"] = "Staffword in the title"
        tree["summary"] = "Staffword in the summary"
        tree["whatHappened"] = "Staffword in what happened"
        tree["patientVersion"] = patientVersion.map { .string($0) }
        tree["contentNotes"] = nil
        tree["briefing"] = nil
        return tree
    }

    @Test(
        "every form carries the number, the publisher, its contact, when it was issued and the review",
        arguments: [
            LessonPrint.bulletin, .flyer, .briefing, .webPage,
        ]
    )
    func carried(form: LessonPrint) throws {
        let lesson = try Self.printed(try Self.planted(patientVersion: "You can ask us. We will tell you."))
        #expect(lesson.number.count == 19 && lesson.number.split(separator: " ").allSatisfy { $0.count == 4 })
        #expect(Self.digest.hex.hasPrefix(lesson.shortDigest) && lesson.shortDigest.count == 16)
        for format in PageFormat.allCases {
            let page = try lesson.printed(as: form, format: format, allowsBoard: false)
            for text in [lesson.number, "Southfell Demonstration Trust", "January 2026", "Is this page right?"] {
                #expect(page.contains(text), "\(text)")
            }
            #expect(page.contains("lesson-gateway lesson \(lesson.shortDigest)"))
            #expect(page.contains(format == .html ? "learning@southfell.example" : #"learning\@southfell.example"#))
            if format == .html { #expect(PageShape(page).faults == []) }
        }
    }

    @Test("flyer and web page print the version for patients and no word for staff")
    func patients() throws {
        let lesson = try Self.printed(try Self.planted(patientVersion: "You can ask us.\nWe will tell you."))
        for form in [LessonPrint.flyer, .webPage] {
            for format in PageFormat.allCases {
                let page = try lesson.printed(as: form, format: format, allowsBoard: false)
                #expect(page.contains("You can ask us."))
                #expect(!page.contains("Staffword"))
                let staff = try Self.example()["whatWeLearned"]?.elements.first?["statement"]?.string
                #expect(!page.contains(try #require(staff)))
            }
        }
        #expect(try lesson.printed(as: .bulletin, format: .html, allowsBoard: false).contains("Staffword in the title"))
    }

    @Test("without a version for patients there is no flyer and no web page", arguments: [nil, " \n "])
    func refused(version: String?) throws {
        let lesson = try Self.printed(try Self.planted(patientVersion: version))
        for format in PageFormat.allCases {
            for form in [LessonPrint.flyer, .webPage] {
                let code = Self.code { try lesson.printed(as: form, format: format, allowsBoard: true) }
                #expect(code == "page.no-patient-version")
            }
            let code = Self.code { try lesson.printed(as: .bulletin, format: format, allowsBoard: false) }
            #expect(code == nil)
        }
        #expect(lesson.readingAge == nil)
    }

    @Test(
        "a note on suicide or self-harm keeps a lesson from a board until a person decides",
        arguments: [
            "suicide", "self-harm", "restraint",
        ]
    )
    func board(note: String) throws {
        var tree = try Self.planted(patientVersion: "Plain words are here.")
        tree["contentNotes"] = .array(["abuse", .string(note)])
        let lesson = try Self.printed(tree)
        let isHeld = note != "restraint"
        let code = Self.code { try lesson.printed(as: .flyer, format: .html, allowsBoard: false) }
        #expect(code == (isHeld ? "page.board-undecided" : nil))
        for form in LessonPrint.allCases {
            let page = try lesson.printed(as: form, format: .html, allowsBoard: true)
            let place = try #require(page.firstRange(of: "Before you read on: this page speaks of abuse, \(note)."))
            let text = try #require(page.firstRange(of: form.isForPatients ? "Plain words" : "<h2>"))
            #expect(place.upperBound < text.lowerBound)
        }
    }

    @Test(
        "what does not stand any more goes to nobody outside, and says so to staff",
        arguments: [
            ("withdrawn", "Withdrawn:"), ("superseded", "Replaced:"), ("held", "Held back:"), ("", "Held back:"),
        ]
    )
    func notStanding(standing: String, banner: String) throws {
        let lesson = try Self.printed(try Self.planted(patientVersion: "Words."), standing: standing)
        for form in [LessonPrint.flyer, .webPage] {
            let code = Self.code { try lesson.printed(as: form, format: .html, allowsBoard: true) }
            #expect(code == "page.not-standing")
        }
        for form in [LessonPrint.bulletin, .briefing] {
            let page = try lesson.printed(as: form, format: .html, allowsBoard: false)
            #expect(page.contains("<p class=\"banner\">\(banner)"))
            #expect(try lesson.printed(as: form, format: .markdown, allowsBoard: false).contains("**\(banner)"))
        }
        let standing = try Self.printed(try Self.planted(patientVersion: "Words."))
        #expect(!(try standing.printed(as: .bulletin, format: .html, allowsBoard: false)).contains("class=\"banner\""))
    }

    @Test("a briefing has seven panels and three questions, the publisher's own where it wrote them")
    func briefing() throws {
        var tree = try Self.planted(patientVersion: nil)
        let page = try Self.printed(tree).printed(as: .briefing, format: .markdown, allowsBoard: false)
        #expect(page.components(of: "\n## ") == 7 + 1 + 1)
        #expect(page.contains("The publisher wrote no briefing"))
        tree["whyItMattered"] = nil
        let empty = try Self.printed(tree).printed(as: .briefing, format: .markdown, allowsBoard: false)
        #expect(empty.contains("## Why this matters\n\nThe publisher gave nothing for this panel."))
        tree["briefing"] = .object(of: [
            "panels": .array(
                (1...7).map { .object(of: ["heading": .string("Panel \($0)"), "text": .string("Text \($0).")]) }
            ),
            "questions": ["First?", "Second?", "Third?"],
        ])
        let own = try Self.printed(tree).printed(as: .briefing, format: .markdown, allowsBoard: false)
        for number in 1...7 { #expect(own.contains("## Panel \(number)\n\nText \(number).")) }
        #expect(own.contains("- First?\n- Second?\n- Third?\n"))
        #expect(!own.contains("Staffword in what happened") && !own.contains("gave nothing"))
    }

    @Test("the reading age is told to whoever makes a flyer, and is not on it")
    func readingAge() throws {
        let lesson = try Self.printed(try Self.planted(patientVersion: "You can ask us. We will tell you."))
        let age = try #require(lesson.readingAge)
        #expect(age.words == 8 && age.sentences == 2)
        #expect(!(try lesson.printed(as: .flyer, format: .html, allowsBoard: false)).contains("eading age"))
    }

    @Test("what is no lesson is refused", arguments: ["{}", "[]", #"{"title": "x"}"#])
    func noLesson(text: String) throws {
        let root = try JSONDocument(parsing: Array(text.utf8)).root
        #expect(throws: LessonExchangeError.self) {
            try PrintedLesson(
                lesson: root,
                digest: Self.digest,
                publisherName: "",
                contact: "",
                issued: "",
                standing: "active"
            )
        }
    }

    /// Puts a text in the place of every text of a lesson that is no code.
    private static func replaced(_ tree: JSONTree, with text: String) -> JSONTree {
        switch tree {
        case .string: .string(text)
        case .array(let elements): .array(elements.map { replaced($0, with: text) })
        case .object(let members): .object(members.map { .init($0.name, replaced($0.value, with: text)) })
        default: tree
        }
    }

    @Test("every form stays whole with hostile text in every place", arguments: HostileText.all)
    func hostile(text: String) throws {
        var tree = try Self.example()
        tree["patientVersion"] = "x"
        let lesson = try Self.printed(Self.replaced(tree, with: text), name: text)
        for form in LessonPrint.allCases {
            let page = try lesson.printed(as: form, format: .html, allowsBoard: false)
            #expect(PageShape(page).faults == [], "\(form)")
            let plain = try lesson.printed(as: form, format: .markdown, allowsBoard: false)
            #expect(!plain.contains("<") && !plain.contains("](") || text.contains("]("), "\(form)")
            #expect(plain.components(of: "\n# ") == 0)
        }
    }
}

extension String {
    /// How often a text stands in it.
    fileprivate func components(of text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}
