import HummingbirdCore
import Logging
import NIOCore
import NIOSSL
import NIOTLS
import Signatures
import Synchronization

/// What one stranger or one partner may take of the server's connections.
///
/// A handshake has to end in ten seconds. Where too many are under way the oldest is closed: an honest one takes
/// milliseconds, so a flood of half-open ones ends itself and keeps nobody out.
final class ConnectionLimits: Sendable {
    static let handshakeSeconds: Int64 = 10
    static let handshakesMax = 256
    static let perCertificateMax = 64

    private struct State {
        var next: UInt64 = 0
        var handshakes: [UInt64: any Channel] = [:]
        var connections: [Digest: Int] = [:]
    }

    private let state = Mutex(State())

    /// A connection begins.
    func begin(_ channel: any Channel) -> UInt64 {
        let (id, oldest) = state.withLock { state in
            state.next += 1
            var oldest: (any Channel)?
            if state.handshakes.count >= Self.handshakesMax, let id = state.handshakes.keys.min() {
                oldest = state.handshakes.removeValue(forKey: id)
            }
            state.handshakes[state.next] = channel
            return (state.next, oldest)
        }
        oldest?.close(promise: nil)
        return id
    }

    /// Its handshake ended, well or not.
    func end(_ id: UInt64) { state.withLock { state in state.handshakes[id] = nil } }

    /// Takes a place for a connection of that certificate; false when it has all of its places.
    func take(_ leaf: Digest) -> Bool {
        state.withLock { state in
            guard state.connections[leaf, default: 0] < Self.perCertificateMax else { return false }
            state.connections[leaf, default: 0] += 1
            return true
        }
    }

    func leave(_ leaf: Digest) {
        state.withLock { state in
            let count = state.connections[leaf, default: 0]
            state.connections[leaf] = count > 1 ? count - 1 : nil
        }
    }
}

/// HTTP inside TLS, with a watch on the handshake between the two.
struct WatchedChannel<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let limits: ConnectionLimits

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(HandshakeWatch(limits))
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: Base.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}

/// Closes a connection whose handshake does not end, or whose certificate has too many.
private final class HandshakeWatch: ChannelInboundHandler {
    typealias InboundIn = NIOAny

    private let limits: ConnectionLimits
    private var id: UInt64?
    private var leaf: Digest?
    private var deadline: Scheduled<Void>?

    init(_ limits: ConnectionLimits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        id = limits.begin(channel)
        deadline = context.eventLoop.scheduleTask(in: .seconds(ConnectionLimits.handshakeSeconds)) {
            channel.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent {
            ended()
            guard admits(context) else { return context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func admits(_ context: ChannelHandlerContext) -> Bool {
        let tls = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
        guard let leaf = (try? tls?.peerCertificate?.toDERBytes()).map({ Digest(of: $0) }) else { return false }
        guard limits.take(leaf) else { return false }
        self.leaf = leaf
        return true
    }

    private func ended() {
        deadline?.cancel()
        if let id { limits.end(id) }
        id = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        ended()
        if let leaf { limits.leave(leaf) }
        leaf = nil
        context.fireChannelInactive()
    }
}
