/// What a JSON node is.
///
/// The raw value fits the low four bits of ``JSONNode/meta``.
@frozen
public enum JSONKind: UInt32, Sendable {
    case null = 0
    case `false` = 1
    case `true` = 2
    /// A number without fraction and exponent, such as `-12`.
    case integer = 3
    /// Any other number, such as `1.0` or `1e400`.
    case decimal = 4
    /// A string whose source bytes are its value.
    case plainString = 5
    /// A string with at least one escape: its value must be decoded.
    case escapedString = 6
    case array = 7
    case object = 8
}

/// One entry of the tape: 16 bytes that point into the source.
///
/// This file is the hot boundary of the target, so its accessors are inlinable: other modules walk the tape without a
/// call per node.
///
/// An object is followed by its members, each a name node and the nodes of its value; an array by the nodes of its
/// elements.
@frozen
public struct JSONNode: Sendable {
    /// Offset in bytes of the first byte of the source text (for a string, of its opening quote).
    public var start: UInt32
    /// Offset in bytes just after the source text.
    public var end: UInt32
    /// Tape index just after this node and all that it holds.
    ///
    /// For a member name: its fingerprint.
    public var next: UInt32
    /// Kind in the low four bits, number of members or elements above.
    public var meta: UInt32

    @inlinable
    init(start: UInt32, end: UInt32, next: UInt32, kind: JSONKind) {
        self.start = start
        self.end = end
        self.next = next
        meta = kind.rawValue
    }

    /// What the node is.
    @inlinable public var kind: JSONKind {
        // The parser writes only these nine values, so the cast cannot meet another.
        unsafeBitCast(UInt8(truncatingIfNeeded: meta & 15), to: JSONKind.self)
    }

    /// Number of members of an object, or of elements of an array; 0 for anything else.
    @inlinable public var count: Int { Int(meta >> 4) }

    /// The fingerprint of a member name, see ``JSONFingerprint``.
    @inlinable public var fingerprint: UInt32 { next }
}

/// A quick, not a cryptographic, hash of a member name: equal names have equal fingerprints, so that unequal ones
/// need no comparison of bytes.
public enum JSONFingerprint {
    /// The fingerprint of the decoded bytes of a name.
    @inlinable
    public static func of(_ name: UnsafeBufferPointer<UInt8>) -> UInt32 {
        guard let base = name.baseAddress, !name.isEmpty else { return 0x9E37_79B9 }
        let raw = UnsafeRawPointer(base)
        let length = name.count
        var low: UInt64
        var high: UInt64
        if length >= 8 {
            low = raw.loadUnaligned(as: UInt64.self)
            high = raw.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
        } else if length >= 4 {
            low = UInt64(raw.loadUnaligned(as: UInt32.self))
            high = UInt64(raw.loadUnaligned(fromByteOffset: length &- 4, as: UInt32.self))
        } else {
            low = UInt64(name[0])
            high = UInt64(name[length >> 1]) << 8 | UInt64(name[length &- 1])
        }
        low = (low ^ UInt64(length)) &* 0x9E37_79B9_7F4A_7C15
        high = (high ^ (low >> 29)) &* 0xBF58_476D_1CE4_E5B9
        return UInt32(truncatingIfNeeded: (high ^ low) >> 32)
    }

    /// The fingerprint of the UTF-8 bytes of a name.
    public static func of(_ name: String) -> UInt32 {
        var name = name
        return name.withUTF8 { of($0) }
    }
}
