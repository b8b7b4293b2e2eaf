import Anonymisation
import ArgumentParser
import CommandSupport
import LessonExchange
import Signatures
import StrictJSON

struct SignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        _superCommandName: "lesson",
        abstract: "Check drafts and sign them as a bundle.",
        discussion: """
            Example: lesson sign handover.txt --key seal.key --certificate seal.pem --out bundle.json \
            --attestation handover.attested.json

            One lesson a bundle is the rule, so that one can be taken back alone; --together signs several as one.
            """
    )

    @Argument(help: "Drafts: forms or JSON.", completion: .file())
    var drafts: [String]

    @OptionGroup var signing: SigningOptions

    @OptionGroup var own: ListOptions

    @OptionGroup var before: PreviousOptions

    @Option(
        name: .long,
        help: "Co-signer as KEY:CHAIN or KEY:CHAIN:PASSPHRASE-FILE, PEM files; may be given several times."
    )
    var cosign: [String] = []

    @Option(name: .long, help: "Where the signed bundle goes; - is standard output.", completion: .file())
    var out: String

    @Option(name: .long, help: "public, nhs-and-partners or named-recipients.")
    var marking: String?

    @Option(name: .long, help: "Organisation id that may read it; may be given several times.")
    var recipient: [String] = []

    @Option(name: .long, help: "Whether recipients may share it onwards: yes or no.")
    var onwardSharing = "no"

    @Option(name: .long, help: "Licence of the text, such as OGL-UK-3.0.")
    var licence: String?

    @Flag(name: .long, help: "Sign several drafts as one bundle.")
    var together = false

    @Option(name: .long, help: "Attestation record of a draft, or a folder with them; may be given several times.")
    var attestation: [String] = []

    func validate() throws {
        guard drafts.count == 1 || together else {
            throw ValidationError("Several drafts make several bundles; to sign them as one, spell out --together.")
        }
        try MarkingOption.check(marking)
        guard recipient.isEmpty || marking ?? "named-recipients" == "named-recipients" else {
            throw ValidationError("--recipient goes with --marking named-recipients only.")
        }
        guard cosign.allSatisfy({ (2...3).contains(Self.names($0).count) && !Self.names($0).contains("") }) else {
            throw ValidationError("--cosign takes KEY:CHAIN or KEY:CHAIN:PASSPHRASE-FILE, names with colons between.")
        }
    }

    func run() throws {
        let (signer, checked) = try signerAndDrafts()
        let cosigners = try cosigners(beside: signer)
        let composer = BundleComposer(
            publisher: try signing.publisher(for: signer, needsContact: true),
            sharing: BundleComposer.Sharing(
                marking: chosenMarking,
                onwardSharing: onwardSharing,
                licence: licence,
                recipients: recipient
            ),
            cosigners: cosigners.map(\.organisationID),
            at: Clock.now,
            random: systemRandom
        )
        let payload = try composer.bundle(of: checked)
        try TextGate.checkPublisher(payload)
        let signed = try StatementSigner(signer, cosigners: cosigners).sign(payload, kind: .bundle)
        try StatementOutput.write(signed, to: out)
        if recipient.count > 1 { TerminalOutput.writeError("note: the recipients will see each other's names\n") }
    }

    private var chosenMarking: String {
        marking ?? (recipient.isEmpty ? BundleComposer.usualMarking : "named-recipients")
    }

    /// The file names of a --cosign value.
    private static func names(_ value: String) -> [String] {
        value.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }

    private func cosigners(beside signer: JWSEnvelope.Signer) throws(LessonExchangeError) -> [JWSEnvelope.Signer] {
        var signers = [signer]
        for value in cosign {
            let files = Self.names(value)
            let passphraseFile = files.count > 2 ? files[2] : signing.passphraseFile
            let next = try KeyFiles.signer(key: files[0], chain: files[1], passphraseFile: passphraseFile)
            guard !signers.contains(where: { $0.organisationID.utf8.elementsEqual(next.organisationID.utf8) }) else {
                throw LessonExchangeError(
                    "usage.invalid",
                    "\(next.organisationID) signs twice",
                    at: "--cosign",
                    remedy: "Name each organisation once."
                )
            }
            signers.append(next)
        }
        return Array(signers.dropFirst())
    }

    /// Who signs, and what was checked; what is wrong with a draft is told before anything about keys and records.
    private func signerAndDrafts() throws -> (JWSEnvelope.Signer, [CheckedDraft]) {
        let signer: JWSEnvelope.Signer
        let attestations: [Attestation]
        do throws(LessonExchangeError) {
            signer = try signing.signer()
            attestations = attestation.isEmpty ? [] : try AttestationFile.read(attestation, by: signer)
        } catch {
            for path in drafts {
                let bytes = try DraftFile.read(path)
                let report = DraftChecker.findingsToDecide(bytes, file: TerminalOutput.line(path)).report
                guard report.exitStatus == .success else {
                    _ = try checkDrafts([])
                    break
                }
            }
            throw error
        }
        return (signer, try checkDrafts(attestations))
    }

    /// The drafts that pass every check; findings that an attestation decides do not count.
    private func checkDrafts(_ attestations: [Attestation]) throws -> [CheckedDraft] {
        let rules = GateContext(marking: chosenMarking, scanner: try own.scanner())
        var checked: [CheckedDraft] = []
        var statuses: [ExitStatus] = []
        var ids = Set<[UInt8]>()
        for path in drafts {
            let bytes = try DraftFile.read(path)
            let (report, draft) = DraftChecker.check(
                bytes,
                file: TerminalOutput.line(path),
                attestations: attestations,
                context: try before.context(rules, for: bytes, isRequired: true)
            )
            var fault: LessonExchangeError?
            if let draft {
                checked.append(draft)
                if let id = draft.lesson["lessonId"]?.string, !ids.insert(Array(id.utf8)).inserted {
                    let remedy = "Give each lesson once; versions of one lesson go into bundles of their own."
                    fault = LessonExchangeError("policy.duplicate-lesson", at: path, remedy: remedy)
                }
            } else if report.target != .draft {
                fault = LessonExchangeError("usage.invalid", "it is no lesson draft", at: path)
            } else {
                TerminalOutput.writeError(TerminalOutput.lines(report.text))
                statuses.append(report.exitStatus)
            }
            if let fault {
                TerminalOutput.printError(fault)
                statuses.append(fault.code.exitStatus)
            }
        }
        try ToolExit.check(ExitStatus.gravest(statuses))
        return checked
    }
}

/// Writes a signed statement and says what it is.
enum StatementOutput {
    static func write(_ signed: (envelope: [UInt8], digest: Digest), to path: String) throws(LessonExchangeError) {
        guard path != "-" else {
            TerminalOutput.write(signed.envelope)
            return
        }
        try FileAccess.write(signed.envelope, to: path)
        let name = TerminalOutput.line(path)
        TerminalOutput.write("\(name): signed, \(signed.envelope.count) bytes, payload \(signed.digest)\n")
    }
}
