package import LessonExchange
import Signatures
import Synchronization

/// The trust file in use, with verifiers for it, replaced as a whole when a newer one comes.
package final class TrustState: Sendable {
    private struct State {
        var trust: TrustFile
        var verifiers: VerifierPool
    }

    private let state: Mutex<State>
    /// Keys of signers that were seen; they do not depend on the trust file.
    package let keys = SignerKeys()

    package init(_ trust: TrustFile) {
        state = Mutex(State(trust: trust, verifiers: VerifierPool(trust: trust)))
    }

    package var current: TrustFile { state.withLock { $0.trust } }
    package var verifiers: VerifierPool { state.withLock { $0.verifiers } }

    /// Takes a newer file into use; an older one than the one in use is refused.
    package func replace(with trust: TrustFile) throws(LessonExchangeError) {
        let isNewer = state.withLock { state in
            guard trust.version >= state.trust.version else { return false }
            state = State(trust: trust, verifiers: VerifierPool(trust: trust))
            return true
        }
        guard isNewer else {
            throw LessonExchangeError("trust.older", "version \(trust.version), in use is \(current.version)")
        }
    }
}

/// Verifiers that keep the chains they have built, lent to one caller at a time.
package final class VerifierPool: Sendable {
    // `@unchecked Sendable`: a verifier belongs to one thread at a time. It is in `idle`, which only the lock gives access
    // to, or in the hands of the one caller that took it out.
    private struct Idle: @unchecked Sendable {
        let verifier: StatementVerifier
    }

    private let trust: TrustFile
    private let idle = Mutex<[Idle]>([])

    init(trust: TrustFile) { self.trust = trust }

    /// Lends a verifier for as long as the body runs.
    package func withVerifier<Value>(_ body: (StatementVerifier) -> Value) -> Value {
        let verifier = idle.withLock { $0.popLast() }?.verifier ?? StatementVerifier(trust: trust)
        defer { idle.withLock { $0.append(Idle(verifier: verifier)) } }
        return body(verifier)
    }
}
