import CommandSupport
import LessonExchange
import Signatures

/// What `lesson verify` was asked for, apart from how it was read from the command line.
package struct VerifyRequest: Equatable {
    var files: [String] = []
    var trust = ""
    var from: String?
    var anyMember = false
    var expect: StatementKind = .bundle
    var need: [String] = []
    var at: Timestamp?
    var status: [String] = []
    var withdrawal: [String] = []
    var crl: [String] = []
    var withoutGate = false
    var json = false
    var jobs = 1
    var payloadOut: String?
    var recipe: String?

    /// Why nothing can be done as asked, nil when it can.
    var fault: String? {
        guard (from == nil) == anyMember else {
            return "Say who must have signed: --from ORGANISATION, or --any-member spelled out."
        }
        guard (1...64).contains(jobs) else { return "--jobs takes 1 to 64." }
        if let from, !OrganisationID.isValid(from) {
            return "--from takes an organisation id, as ods:CODE or reg:name."
        }
        return nil
    }

    func run() throws {
        let policy = try policy()
        let inputs = try FolderWalk.files(files)
        try checkOutputs(isSingle: inputs.count == 1)
        let now = Clock.now
        let trustFile: TrustFile
        let context: VerificationContext
        do throws(LessonExchangeError) {
            trustFile = try loadTrust()
            context = try loadContext()
        } catch {
            // With --json there is one object for every file, also when none could be judged.
            guard json else { throw error }
            let reports = inputs.map { VerificationReport.unusable($0.name, policy, error, now: now) }
            print(reports, isSingle: inputs.count == 1)
            throw ToolExit(status: error.code.exitStatus)
        }
        let batch = VerificationBatch(trust: trustFile, policy: policy, context: context, now: now)
        let outcomes = batch.run(inputs, jobs: jobs)
        // What cannot be written is told instead of the report: nobody takes half of what was asked for the whole.
        if let outcome = outcomes.first, inputs.count == 1 { try writeResults(outcome, trustFile) }
        print(outcomes.map(\.report), isSingle: inputs.count == 1)
        try ToolExit.check(ExitStatus.gravest(outcomes.map(\.report.exitStatus)))
    }

    private func checkOutputs(isSingle: Bool) throws(LessonExchangeError) {
        guard payloadOut != "-" else {
            throw LessonExchangeError(
                "usage.invalid",
                "standard output holds the report",
                at: "--payload-out",
                remedy: "Name a file, and read it when the exit status is 0."
            )
        }
        guard isSingle || (payloadOut == nil && recipe == nil) else {
            throw LessonExchangeError("usage.invalid", "--payload-out and --recipe take one file")
        }
    }

    private func policy() throws -> VerificationPolicy {
        var policy = VerificationPolicy(signer: from.map { .organisation($0) } ?? .anyMember, kind: expect)
        policy.at = at
        policy.withoutGate = withoutGate
        for item in need.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
            let parts = item.split(separator: "=").map(String.init)
            let hours = parts.count == 2 && parts[1].hasSuffix("h") ? Int(parts[1].dropLast()) : nil
            switch (parts.first, hours) {
            case ("log", nil) where parts.count == 1: policy.needs.insert(.log)
            case ("time", nil) where parts.count == 1: policy.needs.insert(.time)
            case ("revocation", let hours?) where (1...87_600).contains(hours):
                policy.needs.insert(.revocation(hours: hours))
            case ("status", let hours?) where (1...87_600).contains(hours): policy.needs.insert(.status(hours: hours))
            default:
                throw LessonExchangeError(
                    "usage.invalid",
                    "--need takes revocation=HOURSh, log, status=HOURSh, time",
                    at: "--need"
                )
            }
        }
        return policy
    }

    private func loadTrust() throws(LessonExchangeError) -> TrustFile {
        let bytes: [UInt8]
        do throws(LessonExchangeError) {
            bytes = try FileAccess.read(trust, max: TrustFile.bytesMax)
        } catch {
            throw LessonExchangeError("trust.unreadable", error.message, at: trust)
        }
        return try TrustFile.parse(bytes, of: trust)
    }

    private func loadContext() throws(LessonExchangeError) -> VerificationContext {
        var context = VerificationContext()
        for path in status { context.statusLists.append(try FileAccess.read(path)) }
        for path in withdrawal { context.withdrawals.append(try FileAccess.read(path)) }
        for path in crl {
            let bytes = try FileAccess.read(path)
            // What was given must count: a file that is no list cannot be passed over in silence.
            _ = try KeyFiles.named(path) { () throws(SignaturesError) in try CertificateRevocationList(file: bytes) }
            context.revocationLists.append(bytes)
        }
        return context
    }

    private func print(_ reports: [VerificationReport], isSingle: Bool) {
        for report in reports {
            if json {
                TerminalOutput.write(report.json + "\n")
            } else {
                let isGood = report.exitStatus == .success
                TerminalOutput.write(TerminalOutput.coloured(report.text, isGood: isGood) + (isSingle ? "" : "\n"))
            }
        }
    }

    private func writeResults(_ outcome: VerificationBatch.Outcome, _ trust: TrustFile) throws {
        if let payloadOut, let statement = outcome.statement {
            try FileAccess.write(statement.payload, to: payloadOut, overwrites: true)
        }
        guard let recipe, let bytes = outcome.bytes, outcome.statement != nil else { return }
        let parts = try VerificationRecipe.files(for: bytes, roots: trust.roots)
        try FileAccess.makeFolder(recipe)
        for part in parts { try FileAccess.write(part.bytes, to: "\(recipe)/\(part.name)", overwrites: true) }
    }
}
