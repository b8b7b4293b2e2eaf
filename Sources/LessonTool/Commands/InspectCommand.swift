import ArgumentParser
import CommandSupport
import LessonExchange
import Signatures
import StrictJSON

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        _superCommandName: "lesson",
        abstract: "Show what a signed file says about itself, UNVERIFIED.",
        discussion: "Example: lesson inspect bundle.json"
    )

    @Argument(help: "A signed file, or - for standard input.", completion: .file())
    var file: String

    /// A foreign text, not too long and without lines of its own.
    private static func line(_ text: String) -> String {
        TerminalOutput.line(String(String.UnicodeScalarView(text.unicodeScalars.prefix(200))))
    }

    func run() throws {
        let envelope = try SignedFile.envelope(of: file)
        var text = "UNVERIFIED: nothing below has been checked. Use lesson verify.\n\n"
        for (position, signature) in envelope.signatures.enumerated() {
            text += "signature \(position + 1)\n"
            text += "  says it is by   \(Self.line(signature.keyID))\n"
            text += "  kind            \(Self.line(signature.contentType))\n"
            text += "  algorithm       \(Self.line(signature.algorithm))\n"
            text += "  certificate     \(signature.certificateThumbprint.thumbprint)\n"
            for der in signature.x5c {
                guard let certificate = try? Certificate(der: der) else {
                    text += "  certificate that cannot be read\n"
                    continue
                }
                text += "  subject         \(Self.line(certificate.subject))\n"
                text += "    valid         \(certificate.notBefore) to \(certificate.notAfter)\n"
            }
        }
        text += "payload           \(envelope.payload.count) bytes, \(Digest(of: envelope.payload))\n\n"
        TerminalOutput.write(TerminalOutput.harmless(Array(text.utf8)))
        guard let document = try? JSONDocument(parsing: envelope.payload, limits: EnvelopeLimits.payload) else {
            throw LessonExchangeError("envelope.malformed", "the payload is not JSON", at: file)
        }
        TerminalOutput.write(TerminalOutput.harmless(JSONTree(document.root).prettyBytes))
        TerminalOutput.write("\nUNVERIFIED: nothing above has been checked. Use lesson verify.\n")
    }
}
