import Glibc
package import LessonExchange
package import Signatures

/// Keys and certificates from files, with errors that name the file.
package enum KeyFiles {
    /// A signer whose certificates verifiers can accept now.
    package static func signer(
        key: String,
        chain: String,
        passphraseFile: String?
    ) throws(LessonExchangeError) -> JWSEnvelope.Signer {
        let privateKey = try self.privateKey(key, passphraseFile: passphraseFile)
        let certificates = try self.chain(chain)
        let signer: JWSEnvelope.Signer
        do throws(SignaturesError) {
            signer = try JWSEnvelope.Signer(key: privateKey, chain: certificates)
        } catch {
            guard case .profile(let faults) = error else { throw translated(error, chain) }
            throw unfit(faults, at: chain)
        }
        for certificate in signer.chain.dropFirst() {
            let faults = certificate.faults(as: .issuingAuthority)
            guard faults.isEmpty else { throw unfit(faults, at: chain) }
        }
        try checkComplete(signer.chain, of: certificates, at: chain)
        try checkCurrent(signer.chain, at: chain)
        return signer
    }

    /// A certificate that was named on the command line and cannot seal is wrong usage, not a failed verification.
    private static func unfit(_ faults: [CertificateFault], at path: String) -> LessonExchangeError {
        LessonExchangeError(
            "usage.invalid",
            "certificate.profile: " + faults.map(\.rawValue).joined(separator: "; "),
            at: path,
            remedy: "Name the chain that your authority issued for this key."
        )
    }

    /// Each certificate must be followed by that of its issuer, up to the root, which may be left out.
    private static func checkComplete(
        _ chain: [Certificate],
        of file: [Certificate],
        at path: String
    ) throws(LessonExchangeError) {
        let isInOrder = zip(chain, chain.dropFirst()).allSatisfy { $0.issuer == $1.subject }
        // One certificate alone is a chain only where the root itself issued it.
        let isLong = chain.count > 1 || file.contains { $0.isSelfIssued && $0.subject == chain[0].issuer }
        guard isInOrder, isLong else { throw LessonExchangeError("sign.chain-incomplete", at: path) }
    }

    private static func checkCurrent(_ chain: [Certificate], at path: String) throws(LessonExchangeError) {
        let now = Clock.now
        for certificate in chain where now < certificate.notBefore || certificate.notAfter < now {
            let dates = "valid \(certificate.notBefore) to \(certificate.notAfter), and it is \(now)"
            throw LessonExchangeError("sign.certificate-not-current", dates, at: path)
        }
    }

    package static func privateKey(_ path: String, passphraseFile: String?) throws(LessonExchangeError) -> PrivateKey {
        let bytes = try FileAccess.read(path, max: PEM.fileBytesMax)
        let given = try passphraseFile.map { file throws(LessonExchangeError) in try passphrase(file) }
        do throws(SignaturesError) {
            return try PrivateKey(pem: bytes, passphrase: given)
        } catch {
            guard error == .passphrase(given: false), isatty(STDIN_FILENO) == 1,
                let typed = getpass("Passphrase of \(TerminalOutput.line(path)): ")
            else { throw translated(error, path) }
            let passphrase = Array(UnsafeBufferPointer(start: typed, count: strlen(typed))).map {
                UInt8(bitPattern: $0)
            }
            memset(typed, 0, strlen(typed))
            return try named(path) { () throws(SignaturesError) in
                try PrivateKey(pem: bytes, passphrase: passphrase)
            }
        }
    }

    /// The first line of a passphrase file.
    package static func passphrase(_ path: String) throws(LessonExchangeError) -> [UInt8] {
        let line = try FileAccess.read(path, max: 4096).prefix { $0 != 0x0A && $0 != 0x0D }
        guard !line.isEmpty else { throw LessonExchangeError("key.passphrase", "the first line is empty", at: path) }
        return Array(line)
    }

    package static func chain(_ path: String) throws(LessonExchangeError) -> [Certificate] {
        let bytes = try FileAccess.read(path, max: PEM.fileBytesMax)
        return try named(path) { () throws(SignaturesError) in try Certificate.chain(pem: bytes) }
    }

    /// Runs an operation on keys and names the file in its error.
    package static func named<Result>(
        _ path: String,
        _ body: () throws(SignaturesError) -> Result
    ) throws(LessonExchangeError) -> Result {
        do throws(SignaturesError) { return try body() } catch { throw translated(error, path) }
    }

    private static func translated(_ error: SignaturesError, _ path: String) -> LessonExchangeError {
        switch error {
        case .malformed(let what): LessonExchangeError("key.malformed", what, at: path)
        case .passphrase: LessonExchangeError("key.passphrase", at: path)
        case .unsupportedKey(let kind): LessonExchangeError("key.unsupported", kind, at: path)
        case .profile(let faults):
            LessonExchangeError("certificate.profile", faults.map(\.rawValue).joined(separator: "; "), at: path)
        case .library(let reason): LessonExchangeError("internal", reason, at: path)
        }
    }
}
