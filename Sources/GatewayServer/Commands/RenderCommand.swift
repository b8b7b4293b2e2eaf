import ArgumentParser
import CommandSupport
import Gateway
import LessonExchange
import Pages
import Signatures
import StrictJSON

struct RenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Print a lesson as bulletin, notice-board flyer, seven-minute briefing or web page.",
        discussion: """
            Example: lesson-gateway render urn:lesson:reg:demo-northmere:2026-abcdefghij --as flyer --out flyer.html

            Flyer and web page hold the words for patients and nothing else; each page carries digits by which it can be
            checked (lesson-gateway lesson DIGITS). One with a note on suicide or self-harm goes to no notice board before
            a person has decided so (--board-decided with --person); the decision is kept for that version.
            """
    )

    @Argument(help: "Lesson id, digest of its bundle, or the digits of a printed page.")
    var lesson: String

    @Option(name: .customLong("as"), help: "bulletin, flyer, briefing or web-page.")
    var form: String

    @Option(name: .long, help: "html or markdown.")
    var format = PageFormat.html.rawValue

    @Flag(name: .long, help: "You decide that it may hang on a notice board; takes --person.")
    var boardDecided = false

    @Option(name: .long, help: "File to write; default: standard output.", completion: .file())
    var out: String?

    @OptionGroup var options: GatewayOptions
    @OptionGroup var person: PersonOption

    func validate() throws {
        guard !boardDecided || person.person != nil else {
            throw ValidationError("--board-decided takes --person: somebody answers for it.")
        }
        guard LessonPrint(rawValue: form) != nil else {
            throw ValidationError("--as is one of \(LessonPrint.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        try PrintedOutput.check(format, of: PageFormat.allCases.map(\.rawValue))
    }

    func run() async throws {
        let gateway = try await options.folder().open()
        guard let form = LessonPrint(rawValue: form), let format = PageFormat(rawValue: format) else { return }
        if boardDecided { _ = try await gateway.allowBoard(lesson, by: person.actor(Duty.approve.role)) }
        let page = try await gateway.printed(lesson, as: form, format: format)
        if let age = page.readingAge {
            TerminalOutput.writeError("\(age.note)\n")
            if let warning = age.warning { TerminalOutput.writeError("warning: \(warning)\n") }
        }
        try PrintedOutput.put(
            page.text,
            to: out,
            isSecret: false,
            options,
            .object(of: [
                "lessonId": .string(page.row.lessonID), "version": .integer(page.row.version),
                "digest": .string(page.row.digest.description), "form": .string(form.rawValue),
                "format": .string(format.rawValue), "readingAge": page.readingAge.map { .string($0.shown) },
            ])
        )
    }
}

struct PrintedLessonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lesson",
        abstract: "Say which lesson a printed page is of, whose it is, and whether it still stands.",
        discussion: "Example: lesson-gateway lesson 9f2c 41d0 77ab 03e5"
    )

    @Argument(help: "The digits on the page, as they stand there.")
    var digits: [String]

    @OptionGroup var options: GatewayOptions

    func run() async throws {
        let gateway = try await options.folder().open()
        let rows = try await gateway.lessons(printedDigits: digits.joined())
        let text = rows.map { row in
            """
            \(row.lessonID) version \(row.version)
              \(TerminalOutput.line(row.title))
              by \(TerminalOutput.line(gateway.publisherName(of: row))) (\(row.publisher)), issued \(row.issued)
              \(gateway.standing(of: row))
              payload \(row.digest)

            """
        }
        options.show(.object(of: ["lessons": .array(rows.map(\.tree))]), text.joined())
    }
}
