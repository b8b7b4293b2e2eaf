package import Gateway
import Glibc
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import LessonExchange
package import Logging
import NIOCore
import NIOSSL
package import ServiceLifecycle
package import Signatures

/// Where a server listens.
package struct ListenAddress: Sendable, Equatable {
    package let host: String
    /// 0 takes any free port.
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}

/// The servers of a gateway, each a service of the process.
package enum GatewayServers {
    private static let idleSeconds: Int64 = 60
    private static let connectionsMax = 1024
    private static let headerBytesMax = 16 << 10

    /// Partners, over mutual TLS 1.3.
    ///
    /// `running` is told the port.
    package static func partners(
        _ endpoints: [Endpoint],
        at address: ListenAddress,
        identity: TLSIdentity,
        trust: TrustState,
        directory: PartnerDirectory,
        limit: RateLimit,
        clock: @escaping @Sendable () -> Timestamp,
        metrics: RequestMetrics,
        logger: Logger,
        running: @escaping @Sendable (Int) -> Void
    ) throws -> any Service {
        let certificates = ConnectionCertificates()
        let gate = PartnerGate(directory: directory, clock: clock, metrics: metrics, logger: logger)
        directory.whenChanged { [weak directory] in
            guard let directory else { return }
            await certificates.close { leaf in
                guard case .failure? = try? await directory.partner(leaf: leaf, at: clock()) else { return false }
                return true
            }
        }
        let router = EndpointRouter(
            authorise: { _, context, _ in try await gate.admit(try await certificates.leaf(of: context.connection)) },
            limit: limit,
            clock: clock,
            metrics: metrics,
            logger: logger
        ).router(endpoints)
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: identity.chain.map { .certificate($0) },
            privateKey: .privateKey(identity.key)
        )
        tls.minimumTLSVersion = .tlsv13
        tls.trustRoots = .certificates(
            try trust.current.roots.map { try NIOSSLCertificate(bytes: $0.der, format: .der) }
        )
        // Asks for a certificate and requires one; the callback replaces the library's own judgement.
        tls.certificateVerification = .noHostnameVerification
        let strangers = RefusedCallers()
        let configuration = TLSChannelConfiguration(
            tlsConfiguration: tls,
            customAsyncVerificationCallback: { certificates in
                let chain = try certificates.map { try $0.toDERBytes() }
                do {
                    _ = try PartnerDirectory.organisation(of: chain, trust: trust.current, at: clock())
                } catch {
                    // Strangers have as many certificates as they like: a line a minute for each reason.
                    if strangers.note(Digest(of: Array("\(error)".utf8))) {
                        logger.warning("handshake refused", metadata: ["why": "\(error)"])
                    }
                    return .failed
                }
                directory.remember(chain)
                return .certificateVerified
            }
        )
        let limits = ConnectionLimits()
        let server = HTTPServerBuilder { responder in
            let http = HTTP1Channel(responder: responder, configuration: channel)
            return try TLSChannel(WatchedChannel(base: http, limits: limits), configuration: configuration)
        }
        return application(router, server, address, logger, running)
    }

    /// Our own people and systems, by tokens; loopback unless the configuration says otherwise.
    package static func local(
        _ endpoints: [Endpoint],
        at address: ListenAddress,
        store: any Store,
        limit: RateLimit,
        clock: @escaping @Sendable () -> Timestamp,
        metrics: RequestMetrics,
        logger: Logger,
        running: @escaping @Sendable (Int) -> Void
    ) -> any Service {
        let router = EndpointRouter(
            authorise: { request, _, route in
                guard case .token(let scope) = route.caller else { return .anybody }
                let words = (request.headers[.authorization] ?? "").split(separator: " ")
                guard words.count == 2, words[0].lowercased() == "bearer",
                    let token = try await store.token(Digest(of: Array(words[1].utf8))), !token.isRevoked,
                    clock() < token.expires
                else { throw Problem("token.missing") }
                guard token.permits(scope, at: clock()) else {
                    throw Problem("token.scope", "it takes the scope \(scope.rawValue)")
                }
                return .token(token)
            },
            limit: limit,
            clock: clock,
            metrics: metrics,
            logger: logger
        ).router(endpoints)
        return application(router, .http1(configuration: channel), address, logger, running)
    }

    private static var channel: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            idleTimeout: .seconds(idleSeconds),
            httpDecoderConfiguration: .init(maxHeaderFieldSize: headerBytesMax, maxHeaderListSize: headerBytesMax)
        )
    }

    private static func application(
        _ router: Router<GatewayRequestContext>,
        _ server: HTTPServerBuilder,
        _ address: ListenAddress,
        _ logger: Logger,
        _ running: @escaping @Sendable (Int) -> Void
    ) -> any Service {
        let application = Application(
            router: router,
            server: server,
            configuration: .init(
                address: .hostname(address.host, port: address.port),
                availableConnectionsDelegate: MaximumAvailableConnections(connectionsMax)
            ),
            onServerRunning: { channel in running(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        return Listener(application: application, address: address)
    }
}

/// A server that says which address it cannot have.
private struct Listener<Server: Service>: Service, CustomStringConvertible {
    let application: Server
    let address: ListenAddress

    var description: String { "listener \(address.host):\(address.port)" }

    func run() async throws {
        do { try await application.run() } catch let error as IOError {
            throw LessonExchangeError(
                "listen.refused",
                String(cString: strerror(error.errnoCode)),
                at: "\(address.host):\(address.port)"
            )
        }
    }
}
