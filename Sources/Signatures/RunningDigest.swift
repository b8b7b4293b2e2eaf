import COpenSSL

/// A SHA-256 digest of bytes that come in pieces, such as those of a file that does not lie in memory as a whole.
package final class RunningDigest {
    private let context: OpaquePointer

    package init() {
        OpenSSLRuntime.start()
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            preconditionFailure("SHA-256 is not available in libcrypto")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    package func update(_ piece: UnsafeRawBufferPointer) {
        let isTaken = EVP_DigestUpdate(context, piece.baseAddress, piece.count) == 1
        precondition(isTaken, "SHA-256 is not available in libcrypto")
    }

    package func update(_ piece: some Collection<UInt8>) {
        let isDone: Void? = piece.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
        if isDone == nil { Array(piece).withUnsafeBytes { update($0) } }
    }

    /// The digest of everything so far; nothing can be added afterwards.
    package func finish() -> Digest {
        let bytes = [UInt8](unsafeUninitializedCapacity: 32) { out, count in
            var length: UInt32 = 0
            let isDone = EVP_DigestFinal_ex(context, out.baseAddress, &length) == 1
            precondition(isDone && length == 32, "SHA-256 is not available in libcrypto")
            count = 32
        }
        guard let digest = Digest(bytes: bytes) else { preconditionFailure("SHA-256 has 32 bytes") }
        return digest
    }
}
