import AsyncHTTPClient
package import Gateway
import HTTPTypes
import LessonExchange
import NIOCore
import NIOHTTP1
package import NIOSSL
package import Signatures
import Synchronization
package import TransparencyLog

/// Our own side of a TLS connection: certificate, key, and whose certificates end at which roots.
package struct TLSIdentity: Sendable {
    package let chain: [NIOSSLCertificate]
    package let key: NIOSSLPrivateKey

    package init(chain: [NIOSSLCertificate], key: NIOSSLPrivateKey) {
        self.chain = chain
        self.key = key
    }

    /// Reads PEM files.
    package init(chainFile: String, keyFile: String) throws {
        chain = try NIOSSLCertificate.fromPEMFile(chainFile)
        key = try NIOSSLPrivateKey(file: keyFile, format: .pem)
    }

    /// When the chain ends; nil when none of it can be read.
    var end: Timestamp? {
        chain.compactMap { certificate in
            (try? certificate.toDERBytes()).flatMap { try? Certificate(der: $0) }?.notAfter
        }.min()
    }

    /// The chain, as far as it can be read.
    package var certificates: [Certificate] {
        chain.compactMap { link in (try? link.toDERBytes()).flatMap { try? Certificate(der: $0) } }
    }

    func clientConfiguration(roots: [Certificate]) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv13
        configuration.certificateChain = chain.map { .certificate($0) }
        configuration.privateKey = .privateKey(key)
        configuration.trustRoots = .certificates(try roots.map { try NIOSSLCertificate(bytes: $0.der, format: .der) })
        return configuration
    }
}

/// A partner's gateway over HTTPS, as a source of its log.
///
/// The server must show the partner's own certificate: its organisation, a key that was pinned, a chain to a federation
/// root. Whether the partner is still one is asked before each request.
package final class PartnerClient: LogSource {
    private let client: HTTPClient
    private let base: String
    private let partner: Partner
    private let directory: PartnerDirectory
    private let trust: TrustState
    private let clock: @Sendable () -> Timestamp
    /// Of the trust file that the connections were checked by.
    private let trustVersion: Int
    /// The pins that they were checked by: one of them ends where a newer replaced it.
    private let keys: [Digest]
    private let skew = Mutex<Int?>(nil)

    private static let timeoutSeconds: Int64 = 30
    /// The largest answer at a slow line's speed.
    private static let wholeSeconds = 120
    private static let connectionsMax = 8

    package init(
        partner: Partner,
        identity: TLSIdentity,
        trust: TrustState,
        directory: PartnerDirectory,
        proxy: ListenAddress? = nil,
        clock: @escaping @Sendable () -> Timestamp
    ) throws {
        guard let url = partner.url, url.hasPrefix("https://") else {
            throw LessonExchangeError("partner.unreachable", "\(partner.id) has no https address")
        }
        base = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.partner = partner
        self.directory = directory
        self.trust = trust
        self.clock = clock
        trustVersion = trust.current.version
        keys = partner.tlsKeys(at: clock())
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try identity.clientConfiguration(roots: trust.current.roots),
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5), read: .seconds(Self.timeoutSeconds)),
            connectionPool: .init(
                idleTimeout: .seconds(60),
                concurrentHTTP1ConnectionsPerHostSoftLimit: Self.connectionsMax
            )
        )
        // Through a tunnel (RFC 9110, CONNECT): the TLS connection is the partner's all the same.
        configuration.proxy = proxy.map { .server(host: $0.host, port: $0.port) }
        configuration.httpVersion = .http1Only
        configuration.http1_1ConnectionDebugInitializer = { channel in
            Self.checkPeer(channel, partner: partner, trust: trust, clock: clock) { end in
                directory.noteEnd(end, of: partner.id)
            }
        }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Refuses a connection whose server is not the partner.
    ///
    /// BoringSSL has checked chain, dates and host name; the organisation and the pinned key are ours to check.
    private static func checkPeer(
        _ channel: any Channel,
        partner: Partner,
        trust: TrustState,
        clock: @escaping @Sendable () -> Timestamp,
        passed: @escaping @Sendable (Timestamp) -> Void
    ) -> EventLoopFuture<Void> {
        let check = channel.pipeline.handler(type: NIOSSLClientHandler.self).flatMapThrowing { handler in
            guard let der = try handler.peerCertificate?.toDERBytes(), let leaf = try? Certificate(der: der),
                leaf.faults(as: .tls).isEmpty, let id = leaf.organisationID, id.utf8.elementsEqual(partner.id.utf8),
                partner.tlsKeys(at: clock()).contains(leaf.keyThumbprint)
            else { throw LogSourceError.impostor("another organisation or key") }
            guard let member = trust.current.member(id) else { throw LogSourceError.impostor("no member") }
            guard !member.revocations.contains(where: { $0.match.covers(leaf) && $0.invalidAfter <= clock() }) else {
                throw LogSourceError.impostor("a revoked key")
            }
            passed(leaf.notAfter)
        }
        check.whenFailure { _ in channel.close(promise: nil) }
        return check
    }

    package func shutdown() async { try? await client.shutdown() }

    /// The partner's clock minus ours, as the date of its last checkpoint says; nil when it told none.
    package var clockSkewSeconds: Int? { skew.withLock { $0 } }

    /// Every sync begins with the checkpoint, which is made anew for each question: its date is the partner's now.
    private static let checkpointPath = "/v1/log/checkpoint"

    private func noteClock(_ date: String?) {
        let told = date.flatMap { HTTPDate.moment($0) }
        let seconds = told.map { Int($0.unixSeconds - clock().unixSeconds) }
        skew.withLock { $0 = seconds }
    }

    package func checkpoint() async throws(LogSourceError) -> [UInt8] {
        try await get(Self.checkpointPath, max: SignedNote.bytesMax)
    }

    package func tile(_ tile: Tile) async throws(LogSourceError) -> [UInt8] {
        try await get("/v1/log/" + tile.path, max: Tile.bytesMax)
    }

    package func addressed(origin: LogOrigin, from: UInt64, to: UInt64) async throws(LogSourceError) -> [UInt8] {
        try await get("/v1/addressed?origin=\(origin)&from=\(from)&to=\(to)", max: SignedNote.bytesMax)
    }

    package func statement(_ digest: Digest) async throws(LogSourceError) -> [UInt8] {
        try await get("/v1/statements/\(digest)", max: EnvelopeLimits.envelopeBytesMax)
    }

    package func seen(_ origin: LogOrigin) async throws(LogSourceError) -> [UInt8]? {
        do throws(LogSourceError) {
            return try await get("/v1/log/seen/\(origin)", max: Self.seenBytes)
        } catch {
            // An older gateway has no such route, which is as if it had seen nothing.
            guard error == .notFound else { throw error }
            return nil
        }
    }

    /// A state with the lines of some witnesses takes a tenth of it (16 KiB).
    private static let seenBytes = 16 << 10

    /// Lays down a file of our own log at the partner's gateway.
    package func put(
        _ bytes: [UInt8],
        as file: MirrorFile,
        of organisation: String
    ) async throws(LogSourceError) {
        do {
            guard try await isPartner() else { throw LogSourceError.forbidden("partner.unknown") }
            var request = HTTPClientRequest(url: "\(base)/v1/mirror/\(organisation)/\(file.path)")
            request.method = .PUT
            request.body = .bytes(ByteBuffer(bytes: bytes))
            let response = try await client.execute(request, timeout: .seconds(Self.timeoutSeconds))
            _ = try await response.body.collect(upTo: 64 << 10)
            if response.status == .payloadTooLarge { throw LogSourceError.tooLarge }
            guard response.status == .ok else { throw Self.error(response.status.code) }
        } catch let error as LogSourceError {
            throw error
        } catch {
            throw .unreachable("\(type(of: error))")
        }
    }

    package func returned(after cursor: Int64) async throws(LogSourceError) -> [UInt8]? {
        try await get("/v1/returned?after=\(cursor)", max: ReturnedPage.bytesMax)
    }

    /// Tells the partner that our log grew; whether it listens does not matter.
    package func notify() async {
        do {
            guard try await isPartner() else { return }
            var request = HTTPClientRequest(url: base + "/v1/notify")
            request.method = .POST
            let response = try await client.execute(request, timeout: .seconds(5))
            _ = try await response.body.collect(upTo: 64 << 10)
        } catch {}
    }

    /// Whether the other side is still a partner with the keys, and under the trust file, that its connections were
    /// checked by.
    package func isPartner() async throws -> Bool {
        let isListed = try await directory.current().contains { $0 == partner }
        return isListed && trust.current.version == trustVersion && trust.current.member(partner.id) != nil
            && partner.tlsKeys(at: clock()) == keys
    }

    /// One answer, whole, within ``wholeSeconds``: the library's own deadline ends with the head of an answer.
    private func get(_ path: String, max: Int) async throws(LogSourceError) -> [UInt8] {
        let result = await withTaskGroup(of: Result<[UInt8], LogSourceError>?.self) { group in
            group.addTask {
                do throws(LogSourceError) {
                    return .success(try await self.answer(path, max: max))
                } catch { return .failure(error) }
            }
            group.addTask {
                guard (try? await Task.sleep(for: .seconds(Self.wholeSeconds))) != nil else { return nil }
                return .failure(.unreachable("an answer took too long"))
            }
            defer { group.cancelAll() }
            while let first = await group.next() { if let first { return first } }
            return .failure(.unreachable("cancelled"))
        }
        return try result.get()
    }

    private func answer(_ path: String, max: Int) async throws(LogSourceError) -> [UInt8] {
        do {
            guard try await isPartner() else { throw LogSourceError.forbidden("partner.unknown") }
            let response = try await client.execute(
                HTTPClientRequest(url: base + path),
                timeout: .seconds(Self.timeoutSeconds)
            )
            guard response.status == .ok else {
                _ = try? await response.body.collect(upTo: 64 << 10)
                throw Self.error(response.status.code)
            }
            if path == Self.checkpointPath { noteClock(response.headers.first(name: "Date")) }
            if let length = response.headers.first(name: "Content-Length").flatMap({ Int($0) }), length > max {
                throw LogSourceError.tooLarge
            }
            var body = try await response.body.collect(upTo: max)
            return body.readBytes(length: body.readableBytes) ?? []
        } catch let error as LogSourceError {
            throw error
        } catch is NIOTooManyBytesError {
            throw .tooLarge
        } catch {
            throw .unreachable("\(type(of: error))")
        }
    }

    private static func error(_ status: UInt) -> LogSourceError {
        switch status {
        case 404: .notFound
        case 410: .gone
        case 401, 403: .forbidden("partner.unknown")
        default: .unreachable("status \(status)")
        }
    }
}
