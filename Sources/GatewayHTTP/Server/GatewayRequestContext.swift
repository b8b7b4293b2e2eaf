import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOSSL
import Signatures
import Synchronization

/// What a request brings beside itself: its connection, and with it the certificate of the other side.
struct GatewayRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// The TLS connection: of an HTTP/2 stream it is the parent, of an HTTP/1 connection the channel itself.
    var connection: any Channel {
        if let parent = channel.parent, parent.parent != nil { return parent }
        return channel
    }
}

/// The certificate of each live connection, asked of it once.
///
/// Asking takes a hop to the connection's event loop; a certificate cannot change while its connection lives.
final class ConnectionCertificates: Sendable {
    private struct Connection {
        let leaf: Digest
        let channel: any Channel
    }

    private let connections = Mutex<[ObjectIdentifier: Connection]>([:])

    /// SHA-256 of the leaf; nil without one.
    func leaf(of connection: any Channel) async throws -> Digest? {
        let id = ObjectIdentifier(connection)
        if let known = connections.withLock({ $0[id] }) { return known.leaf }
        let leaf = try await connection.pipeline.handler(type: NIOSSLServerHandler.self).map { handler in
            (try? handler.peerCertificate?.toDERBytes()).map { Digest(of: $0) }
        }.get()
        guard let leaf else { return nil }
        connections.withLock { $0[id] = Connection(leaf: leaf, channel: connection) }
        connection.closeFuture.whenComplete { [weak self] _ in self?.connections.withLock { $0[id] = nil } }
        return leaf
    }

    /// Closes every connection whose certificate is let in no more.
    func close(where isRefused: @Sendable (Digest) async -> Bool) async {
        for leaf in Set(connections.withLock { $0.values.map(\.leaf) }) {
            guard await isRefused(leaf) else { continue }
            let channels = connections.withLock { $0.values.filter { $0.leaf == leaf }.map(\.channel) }
            // A request that is under way is told why, and closes behind its answer.
            for channel in channels {
                channel.eventLoop.scheduleTask(in: .seconds(Self.pauseSeconds)) { channel.close(promise: nil) }
            }
        }
    }

    private static let pauseSeconds: Int64 = 2
}
