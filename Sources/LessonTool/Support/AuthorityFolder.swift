import CommandSupport
import LessonExchange
import Signatures
import StrictJSON

/// The files of a federation authority: root.key, root.pem, issuing.key, issuing.pem, register.json.
struct AuthorityFolder {
    private let path: String
    private let issuing: Certificate
    private let issuer: CertificateIssuer
    private var register: AuthorityRegister

    private static let secondsPerDay: Int64 = 86_400
    private static let daysPerYear: Int64 = 365
    private static let rootSuffix = " root"
    private static let issuingSuffix = " issuing authority"

    /// Opens a folder that `authority init` made, and keeps others from changing it meanwhile.
    init(_ path: String, passphraseFile: String?) throws(LessonExchangeError) {
        let certificate = try KeyFiles.chain("\(path)/issuing.pem")[0]
        let keyPath = "\(path)/issuing.key"
        let key = try KeyFiles.privateKey(keyPath, passphraseFile: passphraseFile)
        let isPair = try KeyFiles.named(keyPath) { () throws(SignaturesError) in
            try key.publicKey.subjectPublicKeyInfo == certificate.publicKey.subjectPublicKeyInfo
        }
        guard isPair else {
            throw LessonExchangeError("key.malformed", "the key does not belong to issuing.pem", at: keyPath)
        }
        self.path = path
        issuing = certificate
        issuer = CertificateIssuer(certificate: certificate, key: key)
        register = try AuthorityRegister(in: path)
    }

    /// Makes a new folder with root and issuing authority.
    static func make(
        _ path: String,
        name: String,
        years: Int,
        passphrase: [UInt8]?,
        now: Timestamp
    ) throws(LessonExchangeError) {
        let nameMax = CertificateNames.lengthMax - issuingSuffix.utf8.count
        guard (1...nameMax).contains(name.unicodeScalars.count) else {
            throw LessonExchangeError("usage.invalid", "it takes 1 to \(nameMax) characters", at: "--name")
        }
        guard !FileAccess.exists(path) else { throw LessonExchangeError("output.exists", at: path) }
        let made = try KeyFiles.named(path) { () throws(SignaturesError) in
            let rootKey = try PrivateKey.generate(.p256)
            let issuingKey = try PrivateKey.generate(.p256)
            let seconds = Int64(years) * daysPerYear * secondsPerDay
            let root = try CertificateIssuer(certificate: nil, key: rootKey).issue(
                .init(
                    role: .root,
                    commonName: name + rootSuffix,
                    serial: newSerial(),
                    notBefore: now,
                    notAfter: now.adding(seconds: seconds)
                ),
                for: rootKey.publicKey
            )
            let issuing = try CertificateIssuer(certificate: root, key: rootKey).issue(
                .init(
                    role: .issuingAuthority,
                    commonName: name + issuingSuffix,
                    serial: newSerial(),
                    notBefore: now,
                    notAfter: now.adding(seconds: seconds / 2)
                ),
                for: issuingKey.publicKey
            )
            return (
                root, issuing, try rootKey.pem(passphrase: passphrase), try issuingKey.pem(passphrase: passphrase)
            )
        }
        try FileAccess.makeFolder(path, isPrivate: true)
        try FileAccess.writeAll([
            (Array(made.2.utf8), "\(path)/root.key", true), (Array(made.3.utf8), "\(path)/issuing.key", true),
            (Array(made.0.pem.utf8), "\(path)/root.pem", false), (Array(made.1.pem.utf8), "\(path)/issuing.pem", false),
            (AuthorityRegister.empty.prettyBytes, "\(path)/register.json", false),
        ])
    }

    /// Hands out what was made; if that fails, the register is as it was before.
    mutating func handOut(
        _ bytes: [UInt8],
        to out: String,
        overwrites: Bool
    ) throws(LessonExchangeError) {
        do throws(LessonExchangeError) {
            try FileAccess.write(bytes, to: out, overwrites: overwrites)
        } catch {
            try register.takeBack()
            throw error
        }
    }

    /// 16 random bytes, the first between 1 and 127, so that the number is positive and never shorter.
    private static func newSerial() -> [UInt8] {
        var bytes = systemRandom(16)
        bytes[0] = bytes[0] & 0x7F | 1
        return bytes
    }

    /// Issues a seal certificate, or a TLS certificate for host names; the register is written before the certificate is
    /// handed out.
    mutating func issue(
        _ request: CertificateRequest,
        hostNames: [String] = [],
        days: Int,
        now: Timestamp
    ) throws(LessonExchangeError) -> [Certificate] {
        let notAfter = now.adding(seconds: Int64(days) * Self.secondsPerDay)
        guard notAfter <= issuing.notAfter else {
            throw LessonExchangeError("authority.refused", "the issuing authority itself ends \(issuing.notAfter)")
        }
        guard (1...CertificateNames.lengthMax).contains(request.commonName.unicodeScalars.count) else {
            let length = "the name in the request has not 1 to \(CertificateNames.lengthMax) characters"
            throw LessonExchangeError("authority.refused", length)
        }
        guard !register.isRevoked(key: request.publicKey) else {
            throw LessonExchangeError(
                "authority.refused",
                "the key of the request belongs to a certificate that was revoked",
                remedy: "Ask for a request with a new key: lesson identity new."
            )
        }
        let issued = try KeyFiles.named(path) { () throws(SignaturesError) in
            try issuer.issue(
                .init(
                    role: hostNames.isEmpty ? .seal : .tls,
                    commonName: request.commonName,
                    organisationID: request.organisationID,
                    hostNames: hostNames,
                    serial: Self.newSerial(),
                    notBefore: now,
                    notAfter: notAfter
                ),
                for: request.publicKey
            )
        }
        try register.add(issued)
        return [issued, issuing]
    }

    /// Marks a certificate as revoked.
    mutating func revoke(_ certificate: Certificate, since: Timestamp) throws(LessonExchangeError) {
        try register.revoke(certificate, since: since)
    }

    /// Makes the next revocation list.
    mutating func revocationList(days: Int, now: Timestamp) throws(LessonExchangeError) -> CertificateRevocationList {
        let number = try register.takeListNumber()
        let revoked = register.revocations
        return try KeyFiles.named(path) { () throws(SignaturesError) in
            try issuer.revocationList(
                revoked,
                number: number,
                thisUpdate: now,
                nextUpdate: now.adding(seconds: Int64(days) * Self.secondsPerDay)
            )
        }
    }
}
