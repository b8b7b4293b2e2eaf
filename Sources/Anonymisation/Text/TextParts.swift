/// A long text in parts, each with what stands before and behind it.
///
/// A part fits the processor's cache with all that is known of it, so that the time for a byte does not grow with the text,
/// and neither does the memory. What a part shows around its core is read with it, so that a label before the core and a
/// number over its end are seen whole; what begins in the core is the part's. Names that were found are known in the parts
/// behind.
struct TextParts: Sequence, IteratorProtocol {
    /// One part; the places are in bytes of the text.
    struct Part {
        let shown: Range<Int>
        let core: Range<Int>
    }

    /// More than any text of a lesson.
    static let bytesMax = 1 << 15
    /// What is shown around a core, at least: more than the longest identifier with its label.
    private static let surroundings = 512
    /// How far a boundary may move to the beginning of a line or a word.
    private static let slack = 256

    private let text: UnsafeBufferPointer<UInt8>
    private var at = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    mutating func next() -> Part? {
        guard at < text.count else { return nil }
        let start = at
        at = text.count - start <= Self.bytesMax ? text.count : boundary(start + Self.bytesMax)
        let first = start == 0 ? 0 : boundary(Swift.max(0, start - Self.surroundings))
        let last = at == text.count ? at : boundary(Swift.min(text.count, at + Self.surroundings + Self.slack))
        return Part(shown: first..<last, core: start..<at)
    }

    /// The beginning of a line or a word shortly before a place, or at least of a character.
    private func boundary(_ place: Int) -> Int {
        guard place < text.count else { return text.count }
        var word: Int?
        for position in stride(from: place, to: Swift.max(0, place - Self.slack), by: -1) {
            if text[position - 1] == 0x0A { return position }
            if word == nil, text[position - 1] == 0x20 { word = position }
        }
        if let word { return word }
        var start = place
        while start > 0, place - start < 4, text[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }
}
