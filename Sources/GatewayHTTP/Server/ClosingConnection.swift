import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// A connection after an answer: `Connection: close` only tells the other side, which may go on asking.
struct ClosingConnection {
    enum Manner {
        /// It may be asked again.
        case stays
        /// It is closed behind the answer.
        case atOnce
        /// What is still on its way is read and dropped for a while: whoever closes before sends a reset, and the other
        /// side may lose the answer.
        case lingers
    }

    let channel: any Channel
    let manner: Manner

    private static let lingerSeconds: Int64 = 5

    func response(_ answer: APIAnswer) -> Response {
        let buffer = ByteBuffer(bytes: answer.body)
        guard manner != .stays else {
            return Response(status: answer.status, headers: answer.headers, body: .init(byteBuffer: buffer))
        }
        var headers = answer.headers
        headers[.connection] = "close"
        let body = ResponseBody(contentLength: buffer.readableBytes) { writer in
            // Also when the other side is gone. What was written before goes out before.
            defer { close() }
            try await writer.write(buffer)
            try await writer.finish(nil)
        }
        return Response(status: answer.status, headers: headers, body: body)
    }

    private func close() {
        guard manner == .lingers else { return channel.close(promise: nil) }
        let channel = channel
        channel.eventLoop.scheduleTask(in: .seconds(Self.lingerSeconds)) { channel.close(promise: nil) }
    }
}
