import ArgumentParser
import CommandSupport
import Gateway
import Glibc
import LessonExchange
import StrictJSON

/// Options of every command that works on a gateway.
struct GatewayOptions: ParsableArguments {
    @Option(name: .long, help: "Configuration file; default: gateway.yaml, or what LESSON_GATEWAY_CONFIG names.")
    var config: String?

    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    var configuration: String {
        config ?? getenv("LESSON_GATEWAY_CONFIG").map { String(cString: $0) } ?? "gateway.yaml"
    }

    func folder() async throws -> GatewayFolder { try await GatewayFolder(configuration: configuration) }

    /// Prints the tree as JSON, or the text for people.
    func show(_ tree: JSONTree, _ text: @autoclosure () -> String) {
        if json { TerminalOutput.write(tree.prettyBytes) } else { TerminalOutput.write(text()) }
    }
}

/// Who does something, for the audit trail.
struct PersonOption: ParsableArguments {
    @Option(name: .long, help: "Your name, for the audit trail; default: the name of the account.")
    var person: String?

    func validate() throws {
        guard person?.contains(where: { $0.isLetter }) ?? true else { throw ValidationError("--person takes a name.") }
    }

    var name: String {
        if let person { return person }
        guard let account = getpwuid(getuid()) else { return "account \(getuid())" }
        return String(cString: account.pointee.pw_name)
    }

    func actor(_ role: String) -> Gateway.Actor { Gateway.Actor(person: name, role: role) }
}
