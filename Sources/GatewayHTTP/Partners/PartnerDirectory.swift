package import Gateway
package import LessonExchange
package import Signatures
import Synchronization

/// Says which partner a TLS certificate belongs to, by the partners and the trust file as they are now.
///
/// A handshake grants nothing: a session may be resumed, and a connection may live, long after a partner was suspended.
/// So every request asks here; an answer is kept for the certificate until anything about partners or trust changes.
package final class PartnerDirectory: Sendable {
    private struct State {
        var generation = -1
        var partners: [Partner] = []
        var answers: [Digest: Answer] = [:]
        /// What certificates were sent with in their handshakes; a resumed session shows the leaf alone.
        var chains: [Digest: [[UInt8]]] = [:]
        /// When the certificate ends that a partner showed last.
        var ends: [String: Timestamp] = [:]
        /// Are told that partners or trust changed.
        var listeners: [@Sendable () async -> Void] = []
    }

    private struct Answer {
        let result: Result<String, Refusal>
        let until: Timestamp
        /// When the chain ends.
        var end: Timestamp?
    }

    /// Why a certificate is let in by nobody; the caller is told one code for all of it.
    package enum Refusal: Error, Equatable, Sendable {
        case certificate(String)
        case partner(String)
    }

    private let store: any Store
    private let trust: TrustState
    private let reloadTrust: @Sendable () throws -> TrustFile?
    private let state = Mutex(State())

    /// More certificates than a federation has gateways; a flood of others empties the memory, not the machine.
    private static let certificatesMax = 4096

    /// `reloadTrust` reads the trust file again; nil when it is to stay.
    package init(store: any Store, trust: TrustState, reloadTrust: @escaping @Sendable () throws -> TrustFile?) {
        self.store = store
        self.trust = trust
        self.reloadTrust = reloadTrust
    }

    /// Remembers what came in a handshake; what it is worth is asked with each request.
    package func remember(_ chain: [[UInt8]]) {
        guard let leaf = chain.first else { return }
        let key = Digest(of: leaf)
        state.withLock { state in
            if state.chains.count >= Self.certificatesMax { state.chains.removeAll() }
            state.chains[key] = chain
        }
    }

    /// The active partners now.
    package func current() async throws -> [Partner] {
        try await refresh()
        return state.withLock { $0.partners.filter { $0.state == .active } }
    }

    private func refresh() async throws {
        let generation = try await store.generation()
        guard state.withLock({ $0.generation != generation }) else { return }
        let partners = try await store.partners()
        if let newer = try reloadTrust() { try trust.replace(with: newer) }
        let listeners = state.withLock { state -> [@Sendable () async -> Void] in
            // Somebody slower must not bring an older table back.
            guard generation > state.generation else { return [] }
            state.generation = generation
            state.partners = partners
            state.answers = [:]
            return state.listeners
        }
        for listener in listeners { await listener() }
    }

    /// Tells of every change of partners or trust, as soon as somebody asks: a second later at most.
    package func whenChanged(_ listener: @escaping @Sendable () async -> Void) {
        state.withLock { $0.listeners.append(listener) }
    }

    /// The active partner that a certificate belongs to.
    package func partner(leaf: Digest, at moment: Timestamp) async throws -> Result<String, Refusal> {
        for _ in 0..<Self.triesMax {
            try await refresh()
            let known = state.withLock { state in
                if let answer = state.answers[leaf] { Self.keepEnd(of: answer, &state) }
                return (state.answers[leaf], state.chains[leaf], state.partners, state.generation)
            }
            if let answer = known.0, moment < answer.until { return answer.result }
            guard let chain = known.1 else { return .failure(.certificate("not seen in a handshake")) }
            let answer = answer(chain, known.2, at: moment)
            // An answer by a table that was replaced meanwhile is worth nothing, not even for this request.
            let isCurrent = state.withLock { state in
                guard state.generation == known.3 else { return false }
                if state.answers.count >= Self.certificatesMax { state.answers.removeAll() }
                state.answers[leaf] = answer
                Self.keepEnd(of: answer, &state)
                return true
            }
            if isCurrent { return answer.result }
        }
        return .failure(.partner("the table changes all the time"))
    }

    private static let triesMax = 5

    private static func keepEnd(of answer: Answer, _ state: inout State) {
        guard case .success(let id) = answer.result, let end = answer.end else { return }
        state.ends[id] = end
    }

    /// Notes the certificate that a partner's server showed.
    func noteEnd(_ end: Timestamp, of partner: String) { state.withLock { $0.ends[partner] = end } }

    /// When the TLS certificate ends that a partner showed last; nil before it has shown one to this process.
    package func certificateEnd(of partner: String) -> Timestamp? { state.withLock { $0.ends[partner] } }

    /// Answers are worked out again at least this often, so that a certificate ends when it says so.
    private static let keptSeconds: Int64 = 60

    private func answer(_ chain: [[UInt8]], _ partners: [Partner], at moment: Timestamp) -> Answer {
        let until = moment.adding(seconds: Self.keptSeconds)
        do throws(Refusal) {
            let id = try Self.organisation(of: chain, trust: trust.current, at: moment)
            let ends = chain.compactMap { (try? Certificate(der: $0))?.notAfter }
            guard let partner = partners.first(where: { $0.id.utf8.elementsEqual(id.utf8) }) else {
                throw .partner("not a partner")
            }
            guard partner.state == .active else { throw .partner(partner.state.rawValue) }
            guard let leaf = try? Certificate(der: chain[0]), partner.tlsKeys(at: moment).contains(leaf.keyThumbprint)
            else {
                throw .certificate("not the partner's key")
            }
            return Answer(result: .success(id), until: until, end: ends.min())
        } catch {
            return Answer(result: .failure(error), until: until)
        }
    }

    /// The organisation that a TLS chain proves: path, profile, dates and revocations of the trust file.
    package static func organisation(
        of der: [[UInt8]],
        trust: TrustFile,
        at moment: Timestamp
    ) throws(Refusal) -> String {
        // Servers often send the root along; it counts for nothing.
        let sent = der.filter { bytes in !trust.roots.contains { $0.der == bytes } }
        let chain: CertificateChain
        do throws(CertificateChain.Fault) {
            chain = try CertificateChain(x5c: sent, roots: trust.roots, role: .tls)
        } catch { throw .certificate("no chain within the profile") }
        guard chain.standing(at: moment) == .valid else { throw .certificate("not valid now") }
        guard let id = chain.leaf.organisationID, let member = trust.member(id) else {
            throw .certificate("not a member")
        }
        guard !member.revocations.contains(where: { $0.match.covers(chain) && $0.invalidAfter <= moment }) else {
            throw .certificate("revoked")
        }
        return id
    }
}
