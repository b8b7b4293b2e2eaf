import ExchangeTestKit
import Foundation
import Testing

/// Runs the real program by script: command, exit status, lines of standard output and standard error.
///
/// `$ command` runs with /bin/sh in a folder of the script's own; `? N` its exit status; `> text` and `! text` must
/// stand in standard output and standard error, `>! text` and `!! text` must not; `>=0` and `!=0`: nothing at all.
@Suite("The program, by script")
struct ScriptTests {
    private static let folder = SharedFolder.package.appendingPathComponent("Tests/LessonToolTests/Scripts")

    private static let scripts =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".txt") }
        .sorted()

    @Test("does what the script says", arguments: scripts)
    func script(name: String) throws {
        let text = try String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
        let work = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: work) }
        var last: Outcome?
        var isStatusTold = true
        var commands = 0
        for (position, line) in text.components(separatedBy: "\n").enumerated() {
            let place = "\(name):\(position + 1) \(line)"
            if line.hasPrefix("$ ") {
                if let last, !isStatusTold { #expect(last.status == 0, "before \(place)\n\(last.error)") }
                last = try run(String(line.dropFirst(2)), in: work)
                isStatusTold = false
                commands += 1
            } else if let last {
                if line.hasPrefix("? ") {
                    isStatusTold = true
                    #expect("\(last.status)" == line.dropFirst(2), "\(place)\n\(last.output)\(last.error)")
                } else {
                    check(line, last, place)
                }
            }
        }
        if let last, !isStatusTold { #expect(last.status == 0, "end of \(name)\n\(last.error)") }
        #expect(commands > 0)
    }

    private struct Outcome {
        let status: Int32
        let output: String
        let error: String
    }

    private func check(_ line: String, _ outcome: Outcome, _ place: String) {
        let text = { (count: Int) in String(line.dropFirst(count)) }
        if line == ">=0" {
            #expect(outcome.output.isEmpty, "\(place)\n\(outcome.output)")
        } else if line == "!=0" {
            #expect(outcome.error.isEmpty, "\(place)\n\(outcome.error)")
        } else if line.hasPrefix(">! ") {
            #expect(!outcome.output.contains(text(3)), "\(place)")
        } else if line.hasPrefix("!! ") {
            #expect(!outcome.error.contains(text(3)), "\(place)")
        } else if line.hasPrefix("> ") {
            #expect(outcome.output.contains(text(2)), "\(place)\n\(outcome.output)\(outcome.error)")
        } else if line.hasPrefix("! ") {
            #expect(outcome.error.contains(text(2)), "\(place)\n\(outcome.error)")
        }
    }

    /// The program is built beside the tests.
    private static let programs = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()

    private func run(_ command: String, in work: URL) throws -> Outcome {
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = Self.programs.path + ":" + (environment["PATH"] ?? "")
        environment["CERTS"] = SharedFolder.package.appendingPathComponent("certs").path
        environment["LESSONS"] = SharedFolder.package.appendingPathComponent("docs/tutorial/lessons").path
        environment["FIXTURES"] = Self.folder.appendingPathComponent("fixtures").path
        environment["NO_COLOR"] = "1"
        environment["LC_ALL"] = "C.UTF-8"
        environment["TZ"] = "UTC"
        let output = work.appendingPathComponent(".stdout")
        let error = work.appendingPathComponent(".stderr")
        let shell = ShellCommand(text: command, folder: work.path, environment: environment)
        return Outcome(
            status: try shell.run(output: output.path, error: error.path),
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            error: String(decoding: try Data(contentsOf: error), as: UTF8.self)
        )
    }
}
