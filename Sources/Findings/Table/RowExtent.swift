/// Ends of lines: CR, LF, or both.
enum LineEnds {
    static func isEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    /// Where the line ends that begins there, behind its end.
    static func next(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var at = start
        while at < text.count {
            let byte = text[at]
            at += 1
            if byte == 0x0A || byte == 0x0D { return at }
        }
        return at
    }
}

/// Where a row ends whose quotes are not as they should be.
///
/// Read with patience, a quote closes a cell only where a comma or the end of a line stands behind it. That is an answer where the
/// row then has as many cells as the header, and where none of its lines is a row by itself.
enum RowExtent: Equatable {
    case end(Int)
    /// More text is needed.
    case unfinished
    case unclear

    /// Bytes that are looked through: rows are shorter, and a quote may stay open to the end of the file.
    private static let bytesMax = 128 << 10
    /// Lines that are looked at.
    private static let linesMax = 50

    static func end(_ text: UnsafeBufferPointer<UInt8>, from start: Int, cells: Int, isLast: Bool) -> RowExtent {
        let stop = min(text.count, start + bytesMax)
        let isCut = stop < text.count || !isLast
        let row = scan(text, from: start, to: stop, isStrict: false)
        guard let end = row.end ?? (isCut ? nil : stop) else {
            return stop < start + bytesMax ? .unfinished : .unclear
        }
        guard row.cells == cells else { return .unclear }
        var line = LineEnds.next(text, from: start)
        for _ in 0..<linesMax where line < end {
            let own = scan(text, from: line, to: stop, isStrict: true)
            if own.isRight, own.cells == cells { return .end(line) }
            line = LineEnds.next(text, from: line)
        }
        return .end(end)
    }

    /// Reads one row: its cells, and where it ends; nil where it goes on behind `stop`.
    private static func scan(
        _ text: UnsafeBufferPointer<UInt8>,
        from start: Int,
        to stop: Int,
        isStrict: Bool
    ) -> (cells: Int, end: Int?, isRight: Bool) {
        var cells = 1
        var isQuoted = false
        var opensCell = true
        var at = start
        while at < stop {
            let byte = text[at]
            at += 1
            if isQuoted {
                guard byte == 0x22 else { continue }
                let next = at < stop ? text[at] : 0x0A
                if next == 0x22 {
                    at += 1
                } else if next == 0x2C || LineEnds.isEnd(next) {
                    isQuoted = false
                } else if isStrict {
                    return (cells, nil, false)
                }
            } else if byte == 0x22 {
                if opensCell { isQuoted = true } else if isStrict { return (cells, nil, false) }
                opensCell = false
            } else if byte == 0x2C {
                cells += 1
                opensCell = true
            } else if LineEnds.isEnd(byte) {
                return (cells, at, true)
            } else if byte != 0x20, byte != 0x09 {
                opensCell = false
            }
        }
        return (cells, nil, !isQuoted)
    }
}
