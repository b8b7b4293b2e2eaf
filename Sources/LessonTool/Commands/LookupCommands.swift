import ArgumentParser
import CommandSupport
import LessonExchange
import StrictJSON

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        _superCommandName: "lesson",
        abstract: "Say what a code means and what to do about it.",
        discussion: "Example: lesson explain certificate.expired-unproven"
    )

    @Argument(help: "A code as reports give it; without one, all codes are listed.")
    var code: String?

    func run() throws {
        guard let code else {
            let rows = ErrorCode.all.map { "\($0.name)  (exit \($0.exitStatus.rawValue))  \($0.meaning)\n" }
            TerminalOutput.write(rows.joined())
            return
        }
        guard let known = ErrorCode(named: code) else {
            throw LessonExchangeError(
                "usage.invalid",
                "there is no such code",
                remedy: "lesson explain lists them all."
            )
        }
        TerminalOutput.write(
            "\(known)\n  \(known.meaning)\n  What to do: \(known.remedy)\n  Exit status: \(known.exitStatus.rawValue)\n"
        )
    }
}

struct CodesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codes",
        _superCommandName: "lesson",
        abstract: "Show a code list of the lesson record, with definitions.",
        discussion: "Example: lesson codes contributory-themes"
    )

    @Argument(help: "Name of a list; without one, all lists are named.")
    var list: String?

    func run() throws {
        guard let list else {
            let names = EmbeddedSchemas.names.filter { $0.hasPrefix("codes/") }
            for name in names { TerminalOutput.write(name.dropFirst("codes/".count).dropLast(".json".count) + "\n") }
            return
        }
        guard let bytes = EmbeddedSchemas.bytes("codes/\(list).json"), let document = try? JSONDocument(parsing: bytes)
        else {
            throw LessonExchangeError("usage.invalid", "there is no such list", remedy: "lesson codes names them all.")
        }
        for code in document.root["codes"]?.elements ?? [] {
            let definition = code["definition"]?.string ?? code["display"]?.string ?? ""
            TerminalOutput.write("\(code["code"]?.string ?? "")  \(definition)\n")
        }
    }
}

struct CanonicaliseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "canonicalise",
        _superCommandName: "lesson",
        abstract: "Print the canonical form (RFC 8785) of a JSON text.",
        discussion: "Example: lesson canonicalise lesson.json | sha256sum"
    )

    @Argument(help: "A JSON file, or - for standard input.", completion: .file())
    var file: String

    func run() throws {
        let document = try JSONFile.read(file)
        do throws(JSONError) {
            TerminalOutput.write(try CanonicalForm.bytes(of: document.root))
        } catch {
            throw LessonExchangeError(error.code.rawValue, at: "\(file), line \(error.line), column \(error.column)")
        }
    }
}
