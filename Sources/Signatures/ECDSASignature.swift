/// Two spellings of an ECDSA signature: r and s side by side (RFC 7518, section 3.4) and DER (RFC 3279).
package enum ECDSASignature {
    /// The DER form of a raw signature, nil when the length is wrong.
    ///
    /// Whether r and s are in range is left to OpenSSL.
    package static func der(fromRaw raw: [UInt8], coordinateBytes width: Int) -> [UInt8]? {
        guard raw.count == 2 * width else { return nil }
        let body = integer(raw[..<width]) + integer(raw[width...])
        // P-521 makes a body of 128 bytes and more, which takes the long form of a length.
        return (body.count < 128 ? [0x30, UInt8(body.count)] : [0x30, 0x81, UInt8(body.count)]) + body
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var digits = Array(bytes.drop { $0 == 0 })
        if digits.first.map({ $0 >= 0x80 }) ?? true { digits.insert(0, at: 0) }
        return [0x02, UInt8(digits.count)] + digits
    }

    /// The raw form of a DER signature that OpenSSL made, nil when it does not fit.
    static func raw(fromDER der: [UInt8], coordinateBytes width: Int) -> [UInt8]? {
        var rest = der.dropFirst(der.count > 1 && der[1] == 0x81 ? 3 : 2)
        var raw: [UInt8] = []
        for _ in 0..<2 {
            guard rest.count > 2, rest.removeFirst() == 0x02 else { return nil }
            let length = Int(rest.removeFirst())
            let digits = rest.prefix(length).drop { $0 == 0 }
            guard digits.count <= width else { return nil }
            raw += repeatElement(0, count: width - digits.count) + digits
            rest = rest.dropFirst(length)
        }
        return raw
    }

    /// The signature with s in the lower half of the group order, for P-256 and P-384; both spellings verify.
    package static func lowS(_ raw: [UInt8]) -> [UInt8] {
        let width = raw.count / 2
        guard let order = orders[width] else { return raw }
        let s = Array(raw[width...])
        let mirrored = subtract(s, from: order)
        return mirrored.lexicographicallyPrecedes(s) ? Array(raw[..<width]) + mirrored : raw
    }

    private static func subtract(_ value: [UInt8], from order: [UInt8]) -> [UInt8] {
        var out = order
        var borrow = 0
        for position in order.indices.reversed() {
            let difference = Int(order[position]) - Int(value[position]) - borrow
            borrow = difference < 0 ? 1 : 0
            out[position] = UInt8(truncatingIfNeeded: difference)
        }
        return out
    }

    /// Group orders (FIPS 186-4, D.1.2.3 and D.1.2.4) by width in bytes.
    private static let orders: [Int: [UInt8]] = [
        32: bytes("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
        48: bytes("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"),
    ]

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.utf8.map { $0 < 0x40 ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
