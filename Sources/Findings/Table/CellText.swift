/// One look for many spellings of the same cell, so that a table saved by another program is the same table.
enum CellText {
    /// Appends a cell with blanks and line ends made plain: one blank between words, none at the ends of lines, at most one
    /// empty line, nothing around the whole.
    ///
    /// - Returns: whether it holds a control character, which no text has.
    static func appendNormalised(_ cell: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) -> Bool {
        var gap = Gap()
        let start = out.count
        var hasControl = false
        var at = 0
        while at < cell.count {
            let byte = cell[at]
            if byte > 0x20, byte < 0x7F {
                var end = at + 1
                while end < cell.count, cell[end] > 0x20, cell[end] < 0x7F { end += 1 }
                gap.close(&out, isFirst: out.count == start)
                out += UnsafeBufferPointer(rebasing: cell[at..<end])
                at = end
                continue
            }
            let (unit, length) = unit(cell, at)
            switch unit {
            case .blank: gap.hasBlank = true
            case .lineEnd: gap.lineEnds += 1
            case .nothing: break
            case .control, .letter:
                if unit == .control { hasControl = true }
                gap.close(&out, isFirst: out.count == start)
                out += UnsafeBufferPointer(rebasing: cell[at..<at + length])
            }
            at += length
        }
        return hasControl
    }

    static func normalised(_ text: String) -> String {
        var text = text
        var out: [UInt8] = []
        _ = text.withUTF8 { appendNormalised($0, to: &out) }
        return String(decoding: out, as: UTF8.self)
    }

    /// What stands between two words.
    private struct Gap {
        var hasBlank = false
        var lineEnds = 0

        mutating func close(_ out: inout [UInt8], isFirst: Bool) {
            if !isFirst {
                if lineEnds > 0 {
                    out += repeatElement(0x0A, count: min(lineEnds, 2))
                } else if hasBlank {
                    out.append(0x20)
                }
            }
            self = Gap()
        }
    }

    private enum Unit {
        case blank
        case lineEnd
        case nothing
        case control
        case letter
    }

    private static func unit(_ cell: UnsafeBufferPointer<UInt8>, _ at: Int) -> (Unit, length: Int) {
        let byte = cell[at]
        switch byte {
        case 0x20, 0x09: return (.blank, 1)
        case 0x0A: return (.lineEnd, 1)
        case 0x0D: return (.lineEnd, at + 1 < cell.count && cell[at + 1] == 0x0A ? 2 : 1)
        case 0..<0x20, 0x7F: return (.control, 1)
        default: break
        }
        let second = at + 1 < cell.count ? cell[at + 1] : 0
        let third = at + 2 < cell.count ? cell[at + 2] : 0
        switch (byte, second, third) {
        case (0xC2, 0xA0, _): return (.blank, 2)
        case (0xC2, 0xAD, _): return (.nothing, 2)
        case (0xC2, 0x80..<0xA0, _): return (.control, 2)
        case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80): return (.blank, 3)
        case (0xE2, 0x80, 0xA8...0xA9): return (.lineEnd, 3)
        case (0xE2, 0x80, 0x8B...0x8F), (0xE2, 0x81, 0xA0), (0xEF, 0xBB, 0xBF): return (.nothing, 3)
        default: return (.letter, 1)
        }
    }
}
