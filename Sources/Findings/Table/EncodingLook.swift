import LessonExchange

/// Decides on the encoding of a text that comes in pieces: UTF-8 where its letters beyond ASCII are, else Windows-1252.
///
/// One stray byte makes no other encoding of a whole file: it is a fault of its row.
struct EncodingLook {
    private var start: [UInt8] = []
    /// Letters of two bytes: older encodings have such pairs now and then.
    private var pairs = 0
    /// Letters that no text of an older encoding has by chance: of three or four bytes, and those of Latin-1.
    private var sure = 0
    private var bad = 0
    private var nulls = 0
    private var count = 0
    /// Continuation bytes that are still to come, and what the next one may be.
    private var open = 0
    private var next: ClosedRange<UInt8> = 0x80...0xBF
    private var isSure = false

    mutating func take(_ piece: UnsafeBufferPointer<UInt8>) {
        if start.count < 4 { start += piece.prefix(4 - start.count) }
        count += piece.count
        var at = 0
        while at < piece.count {
            let byte = piece[at]
            at += 1
            if open == 0, byte < 0x80 {
                if byte == 0 { nulls += 1 }
            } else {
                takeHigh(byte)
            }
        }
    }

    private mutating func takeHigh(_ byte: UInt8) {
        if open > 0 {
            if next.contains(byte) {
                open -= 1
                next = 0x80...0xBF
                if open == 0 { if isSure { sure += 1 } else { pairs += 1 } }
                return
            }
            // The letter was cut off; this byte may begin another.
            bad += 1
            (open, next) = (0, 0x80...0xBF)
            if byte < 0x80 { return }
        }
        isSure = byte >= 0xE0 || byte == 0xC2 || byte == 0xC3
        switch byte {
        case 0xC2...0xDF: open = 1
        case 0xE0: (open, next) = (2, 0xA0...0xBF)
        case 0xED: (open, next) = (2, 0x80...0x9F)
        case 0xE1...0xEF: open = 2
        case 0xF0: (open, next) = (3, 0x90...0xBF)
        case 0xF1...0xF3: open = 3
        case 0xF4: (open, next) = (3, 0x80...0x8F)
        default: bad += 1
        }
    }

    /// The encoding and the length of the mark in front.
    ///
    /// Throws for UTF-16, which is told by its mark, or by its many NUL bytes.
    func outcome(
        _ name: String
    ) throws(LessonExchangeError) -> (SourceBytes.Encoding, markBytes: Int, isDamaged: Bool) {
        let isMarked16 = start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF])
        guard !isMarked16, nulls < 16 || nulls < count / 8 else {
            throw LessonExchangeError("finding.encoding", at: name)
        }
        let isMarked = start.starts(with: [0xEF, 0xBB, 0xBF])
        let bad = bad + (open > 0 ? 1 : 0)
        guard bad == 0 || isMarked || sure > 0 || pairs >= bad else { return (.windows1252, 0, false) }
        return (.utf8, isMarked ? 3 : 0, bad > 0)
    }
}

/// The encoding of older office programs (WHATWG's windows-1252).
enum Windows1252 {
    /// Bytes 0x80 to 0x9F; five of them have no character and stay control characters, which no cell may hold.
    private static let high: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ]

    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
        for byte in bytes {
            guard byte >= 0x80 else {
                out.append(byte)
                continue
            }
            let value = byte < 0xA0 ? high[Int(byte) - 0x80] : UInt16(byte)
            if value < 0x800 {
                out.append(0xC0 | UInt8(value >> 6))
            } else {
                out.append(0xE0 | UInt8(value >> 12))
                out.append(0x80 | UInt8(value >> 6 & 0x3F))
            }
            out.append(0x80 | UInt8(value & 0x3F))
        }
    }
}
