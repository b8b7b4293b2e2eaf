package import Gateway
import HTTPTypes
package import LessonExchange
package import Signatures
import StrictJSON

/// Whether the gateway can do its work: what it stands on, each looked at.
package struct Readiness: Sendable {
    /// What must hold.
    package enum Check: String, Sendable, CaseIterable {
        /// The store can be read.
        case store
        /// Our log continues what was shown to partners, and the next state of it can be kept.
        case checkpoint
        /// The trust file can be read.
        case trust
        /// The certificates that seal statements and receipts, and the one of connections, have not ended.
        case certificate
    }

    /// What was found.
    package struct State: Sendable {
        package let logSize: UInt64
        /// Codes of what does not hold.
        package let failures: [(check: Check, code: String)]

        package var isReady: Bool { failures.isEmpty }
    }

    private let gateway: Gateway
    private let tls: [Certificate]
    private let readTrust: @Sendable () throws -> TrustFile

    /// `tls`: the chain that partners are shown; `readTrust` reads the trust file again.
    package init(gateway: Gateway, tls: [Certificate], readTrust: @escaping @Sendable () throws -> TrustFile) {
        self.gateway = gateway
        self.tls = tls
        self.readTrust = readTrust
    }

    /// Looks at everything.
    package func state() async -> State {
        var size: UInt64 = 0
        var failures: [(check: Check, code: String)] = []
        for check in Check.allCases {
            do {
                switch check {
                case .store: size = try await gateway.store.head().size
                case .checkpoint: try await checkCheckpoint()
                case .trust: try await checkTrust()
                case .certificate: try checkCertificates()
                }
            } catch { failures.append((check, Problem(of: error).error.code.name)) }
        }
        return State(logSize: size, failures: failures)
    }

    /// Nothing is kept before it is known to continue what was.
    private func checkCheckpoint() async throws {
        try await gateway.checkContinues()
        try await gateway.checkSeenAsHere()
        _ = try await gateway.publicHead()
        try gateway.keeper.checkWritable()
    }

    /// A file of up to 2 MiB with its certificates: no work for the threads that answer requests.
    private func checkTrust() async throws {
        let readTrust = readTrust
        _ = try await BlockingWork.run { Result { try readTrust() } }.get()
    }

    private func checkCertificates() throws {
        let now = gateway.clock()
        for chain in [gateway.identity.seal.chain, gateway.identity.receipts.chain, tls] {
            guard chain.allSatisfy({ now <= $0.notAfter }) else { throw LessonExchangeError("certificate.expired") }
        }
    }
}

extension Readiness.State {
    /// The answer to `/readyz`: 503 whatever is wrong, since whoever asks wants to know whether to send requests.
    var answer: APIAnswer {
        guard let first = failures.first else {
            return .json(.object(of: ["status": "ok", "logSize": .integer(Int(logSize))]))
        }
        // The code's own remedy speaks to whoever reads a file of somebody else's.
        let remedy = first.check == .certificate ? "Put a current certificate in its place, and start anew." : nil
        let error = LessonExchangeError(first.code, remedy: remedy)
        let status = HTTPResponse.Status.serviceUnavailable
        let checks = failures.map { failure in
            JSONTree.object(of: ["check": .string(failure.check.rawValue), "code": .string(failure.code)])
        }
        var answer = APIAnswer.json(
            .object(of: [
                "type": .string("https://lesson-exchange.example/problems/\(first.code)"),
                "title": .string(error.code.meaning), "status": .integer(status.code), "code": .string(first.code),
                "remedy": .string(error.remedy), "retryable": .boolean(true), "checks": .array(checks),
            ]),
            status: status
        )
        answer.headers[.contentType] = "application/problem+json"
        return answer
    }
}
