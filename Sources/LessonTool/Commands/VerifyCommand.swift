import ArgumentParser
import LessonExchange
import Signatures

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        _superCommandName: "lesson",
        abstract: "Say who issued a file, that it is unchanged, and whether it still stands. Never uses the network.",
        discussion: """
            Example: lesson verify bundle.json --trust federation.json --from reg:demo-northmere \
            --status northmere-status.json --need status=72h

            Several files or folders give one report each; the exit status is the gravest of all.
            """
    )

    @Argument(help: "Signed files, folders with .json files, or - for standard input.", completion: .file())
    var files: [String]

    @Option(name: .long, help: "The federation's trust file.", completion: .file())
    var trust: String

    @Option(name: .long, help: "Organisation id that must have signed.")
    var from: String?

    @Flag(name: .long, help: "Accept any member of the trust file as signer.")
    var anyMember = false

    @Option(name: .long, help: "Expected kind of statement.")
    var expect: StatementKind = .bundle

    @Option(name: .long, help: "Require more: revocation=72h, log, status=72h, time; several with commas.")
    var need: [String] = []

    @Option(name: .long, help: "Judge as of this time (YYYY-MM-DDThh:mm:ssZ) instead of now.")
    var at: Timestamp?

    @Option(name: .long, help: "Signed status list of the publisher; may be given several times.", completion: .file())
    var status: [String] = []

    @Option(name: .long, help: "Signed withdrawal; may be given several times.", completion: .file())
    var withdrawal: [String] = []

    @Option(
        name: .long,
        help: "Certificate revocation list, PEM or DER; may be given several times.",
        completion: .file()
    )
    var crl: [String] = []

    @Flag(
        name: .long,
        help: "Look for no identifiers, and accept lessons that never passed the gate. For demonstrations."
    )
    var withoutGate = false

    @Flag(name: .long, help: "Print JSON: one object, or one line for each of several files.")
    var json = false

    @Option(name: .long, help: "Work on that many files at once.")
    var jobs = 1

    @Option(name: .long, help: "Write the verified payload here, only after success.", completion: .file())
    var payloadOut: String?

    @Option(
        name: .long,
        help: "After success, write the parts and a script that checks them with openssl and jq here."
    )
    var recipe: String?

    /// What the words asked for.
    var request: VerifyRequest {
        var request = VerifyRequest()
        request.files = files
        request.trust = trust
        request.from = from
        request.anyMember = anyMember
        request.expect = expect
        request.need = need
        request.at = at
        request.status = status
        request.withdrawal = withdrawal
        request.crl = crl
        request.withoutGate = withoutGate
        request.json = json
        request.jobs = jobs
        request.payloadOut = payloadOut
        request.recipe = recipe
        return request
    }

    func validate() throws {
        if let fault = request.fault { throw ValidationError(fault) }
    }

    func run() throws { try request.run() }
}
