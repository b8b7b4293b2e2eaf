import CommandSupport
import Dispatch
import LessonExchange
import Signatures
import Synchronization

/// Verifies files, several at once when asked; the reports keep the order of the files.
struct VerificationBatch: Sendable {
    let trust: TrustFile
    let policy: VerificationPolicy
    let context: VerificationContext
    let now: Timestamp

    struct Outcome: Sendable {
        let report: VerificationReport
        let statement: VerifiedStatement?
        /// The file's bytes, nil when it could not be read.
        let bytes: [UInt8]?
    }

    func run(_ files: [InputFile], jobs: Int) -> [Outcome] {
        guard files.count > 1 else {
            // One file needs no other threads, nor what it takes to start them.
            let verifier = StatementVerifier(trust: trust)
            return files.map { verify($0, verifier, keepsBytes: true) }
        }
        let results = Mutex([Outcome?](repeating: nil, count: files.count))
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: min(jobs, files.count)) { @Sendable _ in
            // A verifier keeps caches of its own, so each worker has one.
            let verifier = StatementVerifier(trust: trust)
            while true {
                let position = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard position < files.count else { return }
                let outcome = verify(files[position], verifier, keepsBytes: false)
                results.withLock { $0[position] = outcome }
                TerminalOutput.progress(position + 1, of: files.count)
            }
        }
        return results.withLock { $0.compactMap { $0 } }
    }

    /// Verifies one file; a single one needs its bytes for --recipe, of many only the report is kept.
    private func verify(_ file: InputFile, _ verifier: StatementVerifier, keepsBytes: Bool) -> Outcome {
        do throws(LessonExchangeError) {
            // More than an envelope may have is read, so that the parser names the limit.
            let bytes = try file.read()
            let (report, statement) = verifier.verify(
                bytes,
                file: file.name,
                policy: policy,
                context: context,
                now: now
            )
            return Outcome(report: report, statement: keepsBytes ? statement : nil, bytes: keepsBytes ? bytes : nil)
        } catch {
            let report = VerificationReport.unusable(file.name, policy, error, now: now)
            return Outcome(report: report, statement: nil, bytes: nil)
        }
    }
}
