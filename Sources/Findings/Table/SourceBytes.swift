import Glibc
import LessonExchange
import Signatures

/// The bytes of a source file, in pieces, as often as they are needed.
///
/// A first look hashes them and decides on the encoding; later ones give UTF-8 without a mark in front.
final class SourceBytes {
    enum Encoding: String {
        case utf8 = "utf-8"
        case windows1252 = "windows-1252"
    }

    /// Bytes of a piece: large enough for few calls, small enough for the processor's cache.
    static let pieceBytes = 64 << 10

    let name: String
    let digest: Digest
    let count: Int
    let encoding: Encoding
    /// Whether bytes that are no UTF-8 stand in a text that else is: each is a fault of its row.
    let isDamaged: Bool
    /// Bytes of the mark in front, which are not part of the text.
    private let markBytes: Int
    private let input: Input

    /// Opens a file and looks at all of it.
    convenience init(_ path: String, name: String?) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw LessonExchangeError("input.unreadable", String(cString: strerror(errno)), at: path)
        }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            // It is read more than once, which a pipe cannot give.
            throw LessonExchangeError("input.unreadable", "it is no regular file", at: path)
        }
        try self.init(Input(descriptor: descriptor), name: name ?? path)
    }

    /// Takes bytes that are in memory already.
    convenience init(_ bytes: [UInt8], name: String) throws { try self.init(Input(memory: bytes), name: name) }

    private init(_ input: Input, name: String) throws {
        self.input = input
        self.name = name
        let hash = RunningDigest()
        var look = EncodingLook()
        var count = 0
        try input.pieces(name) { piece in
            count += piece.count
            guard count <= FindingLimits.fileBytesMax else {
                let limit = "fileBytesMax is \(FindingLimits.fileBytesMax)"
                throw LessonExchangeError("limit.exceeded", limit, at: name)
            }
            hash.update(UnsafeRawBufferPointer(piece))
            look.take(piece)
        }
        (encoding, markBytes, isDamaged) = try look.outcome(name)
        digest = hash.finish()
        self.count = count
    }

    /// Hands over the whole text in UTF-8, piece by piece; the pointer ends with each call.
    func text(_ take: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        var skipped = markBytes
        var decoded: [UInt8] = []
        try input.pieces(name) { piece in
            let rest = UnsafeBufferPointer(rebasing: piece[min(skipped, piece.count)...])
            skipped -= piece.count - rest.count
            guard encoding == .windows1252 else { return try take(rest) }
            decoded.removeAll(keepingCapacity: true)
            Windows1252.decode(rest, to: &decoded)
            try decoded.withUnsafeBufferPointer(take)
        }
    }

    /// The whole text in UTF-8.
    func whole(max: Int) throws -> [UInt8] {
        guard count <= max else {
            throw LessonExchangeError(
                "limit.exceeded",
                "wholeBytesMax is \(max)",
                at: name,
                remedy: "Write it as JSON Lines: one object on each line."
            )
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        try text { bytes += $0 }
        return bytes
    }
}

/// Where the bytes of a source come from.
private final class Input {
    private let descriptor: Int32
    private let memory: [UInt8]

    init(descriptor: Int32) {
        self.descriptor = descriptor
        memory = []
    }

    init(memory: [UInt8]) {
        descriptor = -1
        self.memory = memory
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func pieces(_ name: String, _ take: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        guard descriptor >= 0 else {
            return try memory.withUnsafeBufferPointer { all in
                for start in stride(from: 0, to: all.count, by: SourceBytes.pieceBytes) {
                    let end = min(start + SourceBytes.pieceBytes, all.count)
                    try take(UnsafeBufferPointer(rebasing: all[start..<end]))
                }
            }
        }
        var piece = [UInt8](repeating: 0, count: SourceBytes.pieceBytes)
        var offset = 0
        while true {
            let count = piece.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw LessonExchangeError("input.unreadable", String(cString: strerror(errno)), at: name)
            }
            guard count > 0 else { return }
            offset += count
            try piece.withUnsafeBufferPointer { try take(UnsafeBufferPointer(rebasing: $0[..<count])) }
        }
    }
}
