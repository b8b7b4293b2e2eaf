/// A text that equals another only byte by byte: `String` would take canonically equivalent ones for the same.
///
/// Keys for URIs, anchors and member names.
struct ExactText: Hashable, Sendable {
    private let utf8: [UInt8]

    init(_ text: String) { utf8 = Array(text.utf8) }

    init(_ utf8: some Sequence<UInt8>) { self.utf8 = Array(utf8) }
}
