import COpenSSL

/// The one place where the library is started and its error queue is read.
enum OpenSSLRuntime {
    /// Starts the library without reading an openssl.cnf: a file on the machine must not decide what verifies.
    static let isReady: Bool =
        OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil) == 1

    static func start() { precondition(isReady, "libcrypto did not start") }

    /// Empties this thread's error queue and returns the newest reason, for an error's detail.
    static func drainErrors() -> String {
        var text = "unknown"
        while true {
            let code = ERR_get_error()
            guard code != 0 else { return text }
            if let reason = ERR_reason_error_string(code) { text = String(cString: reason) }
        }
    }

    /// The bytes that an `i2d_…` function writes.
    static func der(_ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32) -> [UInt8] {
        let length = write(nil)
        guard length > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: Int(length)) { out, count in
            var cursor = out.baseAddress
            count = Int(max(0, write(&cursor)))
        }
    }

    /// Calls a `d2i_…` function on bytes that it must read to the end.
    static func parse<Object>(
        _ bytes: [UInt8],
        _ read: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> Object?
    ) -> (object: Object, isWhole: Bool)? {
        let parsed = bytes.withUnsafeBufferPointer { buffer -> (Object, Bool)? in
            var cursor = buffer.baseAddress
            let end = buffer.baseAddress.map { $0 + buffer.count }
            return read(&cursor, buffer.count).map { ($0, cursor == end) }
        }
        if parsed == nil { _ = drainErrors() }
        return parsed
    }
}

/// Why an operation on keys or certificates could not be done.
package enum SignaturesError: Error, Equatable, Sendable {
    /// The bytes are not what the label or the caller says.
    case malformed(String)
    /// The key is encrypted and no passphrase was given, or it was the wrong one.
    case passphrase(given: Bool)
    /// A key of a kind or size that is not used here.
    case unsupportedKey(String)
    /// A certificate to be issued would break the certificate profile.
    case profile([CertificateFault])
    /// The crypto library failed; the text is its reason, never data.
    case library(String)
}
