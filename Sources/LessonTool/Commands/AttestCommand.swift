import Anonymisation
import ArgumentParser
import CommandSupport
import LessonExchange
import Signatures
import StrictJSON

struct AttestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attest",
        _superCommandName: "lesson",
        abstract: "Answer the release questions about a draft, in the Caldicott or information governance role.",
        discussion: """
            Example: lesson attest handover.txt --role caldicott-guardian --person "A. Guardian" --author "B. Author" \
            --key seal.key --certificate seal.pem --out handover.attested.json

            Questions are asked one by one; answers are read from standard input, one a line. The signed record stays in \
            your organisation: lesson sign writes the lesson's release from it. A changed draft needs a new one.
            """
    )

    @Argument(help: "The draft: a form or JSON.", completion: .file())
    var draft: String

    @Option(name: .long, help: "caldicott-guardian or ig-lead.")
    var role: String

    @Option(name: .long, help: "Who attests; the name stays in the record.")
    var person: String

    @Option(name: .long, help: "Who wrote the draft; never the person who attests.")
    var author: String

    @Option(name: .long, help: "A second person who agrees that a blocked finding is a false alarm.")
    var secondPerson: String?

    @Option(name: .long, help: "The second person's role; one of the two is the Caldicott Guardian.")
    var secondRole: String?

    @Option(name: .long, help: "The marking it will be signed with; a public lesson may tell less.")
    var marking: String?

    @Option(name: .long, help: "Decisions of lesson redact: what the author says of each finding.", completion: .file())
    var decisions: String?

    @OptionGroup var signing: SigningOptions

    @OptionGroup var own: ListOptions

    @OptionGroup var before: PreviousOptions

    @Option(name: .long, help: "Where the record goes.", completion: .file())
    var out: String

    func validate() throws {
        try MarkingOption.check(marking)
        guard ["caldicott-guardian", "ig-lead"].contains(role) else {
            throw ValidationError("--role takes caldicott-guardian or ig-lead.")
        }
        guard (secondPerson == nil) == (secondRole == nil) else {
            throw ValidationError("--second-person and --second-role go together.")
        }
        guard secondRole.map({ ["caldicott-guardian", "ig-lead", "group-chair", "publisher"].contains($0) }) ?? true
        else {
            throw ValidationError("--second-role takes caldicott-guardian, ig-lead, group-chair or publisher.")
        }
    }

    func run() throws {
        // Both names are known: nobody answers all the questions only to be refused.
        try Attestation.check(attester: person, isNot: author)
        let bytes = try DraftFile.read(draft)
        let rules = GateContext(marking: marking ?? BundleComposer.usualMarking, scanner: try own.scanner())
        let (report, findings, lesson) = DraftChecker.findingsToDecide(
            bytes,
            file: draft,
            context: try before.context(rules, for: bytes, isRequired: true)
        )
        guard report.exitStatus == .success else {
            TerminalOutput.writeError(TerminalOutput.lines(report.text))
            throw ToolExit(status: report.exitStatus)
        }
        let signer = try signing.signer()
        TerminalOutput.writeError(TerminalOutput.lines(report.adviceText))
        let said = try authorsDecisions(on: bytes)
        let overrides = try findings.flatMap { try decide($0, said) }
        var answers: [String: String] = [:]
        for question in AttestationQuestion.all {
            answers[question.name] = try ask(question.text, question.answers, at: question.name)
        }
        let approval = try approval()
        let attestation = Attestation(
            draftDigest: Digest(of: bytes),
            attester: person,
            role: role,
            author: author,
            answers: answers,
            overrides: overrides,
            approvals: .array([approval]),
            marking: marking ?? BundleComposer.usualMarking,
            second: secondPerson.flatMap { name in secondRole.map { (name, $0) } }
        )
        try attestation.checkReleasing()
        if let lesson { try attestation.checkLinkage(of: lesson) }
        try AttestationFile.write(attestation, by: signer, to: out)
        TerminalOutput.write(
            "\(out): attested as \(role), \(findings.count) findings decided, draft \(Digest(of: bytes))\n"
        )
    }

    private func approval() throws -> JSONTree {
        let group = try ask("Which group approved it? (lesson codes group)", [], at: "group")
        return .object(of: [
            "role": "group-chair", "group": .string(group), "month": .string(String(Clock.now.description.prefix(7))),
        ])
    }

    /// What the author said while redacting; of another draft it says nothing.
    private func authorsDecisions(on bytes: [UInt8]) throws(LessonExchangeError) -> [RedactionDecision] {
        guard let decisions else { return [] }
        let record = try RedactionRecord(
            parsing: try FileAccess.read(decisions, max: EnvelopeLimits.envelopeBytesMax),
            file: decisions
        )
        guard record.newDraftDigest == Digest(of: bytes) else {
            throw LessonExchangeError(
                "attestation.refused",
                "the decisions are about another draft",
                at: decisions,
                remedy: "Give the draft that lesson redact wrote, unchanged, or leave --decisions out."
            )
        }
        return record.decisions.filter { $0.decision == .notAnIdentifier }
    }

    /// Asks about a finding: a reason makes it a false alarm, nothing ends the attestation.
    private func decide(
        _ finding: AnonymisationGate.Finding,
        _ said: [RedactionDecision]
    ) throws -> [GateOverride] {
        let kind = "\(finding.text.type.rawValue), \(finding.text.decision.rawValue)"
        let facts = finding.facts.map { " (\($0))" } ?? ""
        let authors = said.first { $0.covers(finding) }?.reasonCode
        let offer = authors.map { "; the author says \($0): yes takes that" } ?? ""
        let text =
            "\(kind) at \(finding.place)\(facts): why is it no identifier? A code of lesson codes override-reason, or nothing\(offer)"
        let answer = finding.mayBeDecided ? try ask(text, [], at: finding.pointer) : ""
        let reason = answer == "yes" ? authors ?? answer : answer
        guard !reason.isEmpty else {
            let isRecord = finding.text.type == .record
            throw LessonExchangeError(
                isRecord ? "record.identifying" : "identifier.found",
                kind,
                at: finding.place,
                remedy: isRecord ? nil : "Redact it: lesson scan shows it."
            )
        }
        let first = GateOverride(finding, reasonCode: reason, role: role)
        guard finding.text.decision != .warn else { return [first] }
        guard let secondPerson, let secondRole, secondPerson != person,
            [role, secondRole].contains("caldicott-guardian"),
            secondRole != role
        else {
            throw LessonExchangeError(
                "attestation.refused",
                "a block takes two people, one of them the Caldicott Guardian",
                at: finding.place,
                remedy: "Give --second-person and --second-role, or redact it."
            )
        }
        return [first, GateOverride(finding, reasonCode: reason, role: secondRole)]
    }

    /// One question and its answer, which must be one of those offered.
    private func ask(_ text: String, _ answers: [String], at name: String) throws -> String {
        TerminalOutput.writeError(
            "\(TerminalOutput.line(text))\(answers.isEmpty ? "" : " [\(answers.joined(separator: "|"))]") "
        )
        guard let line = readLine() else {
            throw LessonExchangeError("attestation.refused", "a question has no answer", at: name)
        }
        let answer = String(line.split(separator: " ").joined(separator: " "))
        guard answers.isEmpty || answers.contains(answer) else {
            throw LessonExchangeError("attestation.refused", "the answer is none of those offered", at: name)
        }
        return answer
    }
}

/// Attestation records as files.
enum AttestationFile {
    static func write(
        _ attestation: Attestation,
        by signer: JWSEnvelope.Signer,
        to path: String
    ) throws(LessonExchangeError) {
        let payload = attestation.payload(at: Clock.now).compactBytes
        if let document = try? JSONDocument(parsing: payload),
            let violation = try EmbeddedSchemas.violations(of: document.root, schema: "attestation-record.schema.json")
                .first
        {
            throw LessonExchangeError("attestation.malformed", violation.message, at: violation.instance)
        }
        let envelope = try KeyFiles.named(path) { () throws(SignaturesError) in
            try JWSEnvelope.signed(payload: payload, contentType: Attestation.contentType, by: [signer])
        }
        // Names of people stand in it: readable by the owner only.
        try FileAccess.write(envelope, to: path, isSecret: true)
    }

    /// The records in files and folders.
    static func read(_ paths: [String], by signer: JWSEnvelope.Signer) throws(LessonExchangeError) -> [Attestation] {
        var attestations: [Attestation] = []
        for file in try FolderWalk.files(paths) {
            let bytes = try file.read(max: EnvelopeLimits.envelopeBytesMax)
            do throws(LessonExchangeError) {
                attestations.append(try Attestation(signed: bytes, by: signer))
            } catch {
                let place = error.place.map { "\(file.name) \($0)" } ?? file.name
                throw LessonExchangeError(error.code.name, error.message, at: place, remedy: error.remedy)
            }
        }
        return attestations
    }
}
