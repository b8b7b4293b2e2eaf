/// A long text in parts that end where a line does, or at least a sentence or a word.
///
/// A part fits the processor's cache with all that is known of it, so that the time for a byte does not grow with the text,
/// and neither does the memory. Names that were found are known in the parts behind.
struct TextParts: Sequence, IteratorProtocol {
    /// More than any text of a lesson.
    static let bytesMax = 1 << 15
    /// How far back from its longest a part may end.
    private static let slack = 1 << 13

    private let text: UnsafeBufferPointer<UInt8>
    private var at = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    mutating func next() -> UnsafeBufferPointer<UInt8>? {
        guard at < text.count else { return nil }
        let start = at
        at = text.count - start <= Self.bytesMax ? text.count : end(of: start)
        return UnsafeBufferPointer(rebasing: text[start..<at])
    }

    private func end(of start: Int) -> Int {
        let limit = start + Self.bytesMax
        var sentence: Int?
        var word: Int?
        for position in stride(from: limit, to: limit - Self.slack, by: -1) {
            let byte = text[position - 1]
            if byte == 0x0A { return position }
            guard byte == 0x20 else { continue }
            if word == nil { word = position }
            if sentence == nil, text[position - 2] == 0x2E { sentence = position }
        }
        if let end = sentence ?? word { return end }
        // No line and no word ends here: at least no character is cut.
        var end = limit
        while end > limit - 4, text[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }
}
