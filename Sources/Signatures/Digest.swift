import COpenSSL

/// A SHA-256 digest (FIPS 180-4): 32 bytes.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// The digest of the bytes.
    public init(of data: some Collection<UInt8>) {
        let digest = data.withContiguousStorageIfAvailable { Self.sha256($0) }
        bytes = digest ?? Array(data).withUnsafeBufferPointer { Self.sha256($0) }
    }

    /// Takes 32 bytes as they are; nil for any other count.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        self.bytes = Array(bytes)
    }

    /// Reads the text form `sha256:` and 64 lower-case hexadecimal digits; nil for any other.
    public init?(_ text: String) {
        let prefix = "sha256:"
        guard text.utf8.starts(with: prefix.utf8) else { return nil }
        self.init(hex: text.dropFirst(prefix.count))
    }

    /// Reads 43 characters of base64url, the form of `x5t#S256`.
    package init?(thumbprint: String) {
        guard let bytes = Base64.url.decode(thumbprint.utf8), bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    init?(hex: Substring) {
        guard hex.utf8.count == 64, hex.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        let digits = Array(hex.utf8).map { $0 < 0x40 ? $0 - 0x30 : $0 - 0x57 }
        bytes = stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// Lower-case hexadecimal, 64 digits.
    package var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The base64url form, 43 characters, as in `x5t#S256`.
    package var thumbprint: String { Base64.url.encode(bytes) }

    /// The text form `sha256:<hex>`.
    public var description: String { "sha256:" + hex }

    private static func sha256(_ data: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        OpenSSLRuntime.start()
        return [UInt8](unsafeUninitializedCapacity: 32) { out, count in
            var length: UInt32 = 0
            let done = EVP_Digest(data.baseAddress, data.count, out.baseAddress, &length, EVP_sha256(), nil)
            precondition(done == 1 && length == 32, "SHA-256 is not available in libcrypto")
            count = 32
        }
    }
}
