import LessonExchange
import Signatures
import StrictJSON

/// The files of a federation authority: root.key, root.pem, issuing.key, issuing.pem, register.json.
///
/// The register names every certificate that was issued, which are revoked, and the number of the last list.
struct AuthorityFolder {
    private let path: String
    private let issuing: Certificate
    private let root: Certificate
    private let issuer: CertificateIssuer
    private var register: JSONTree
    /// The register as it was found.
    private let opened: JSONTree

    private static let secondsPerDay: Int64 = 86_400
    private static let daysPerYear: Int64 = 365

    /// Opens a folder that `authority init` made.
    init(_ path: String, passphraseFile: String?) throws(LessonExchangeError) {
        self.path = path
        root = try KeyFiles.chain("\(path)/root.pem")[0]
        issuing = try KeyFiles.chain("\(path)/issuing.pem")[0]
        let key = try KeyFiles.privateKey("\(path)/issuing.key", passphraseFile: passphraseFile)
        issuer = CertificateIssuer(certificate: issuing, key: key)
        opened = JSONTree(try JSONFile.read("\(path)/register.json").root)
        register = opened
    }

    /// Makes a new folder with root and issuing authority.
    static func make(
        _ path: String,
        name: String,
        years: Int,
        passphrase: [UInt8]?,
        now: Timestamp
    ) throws(LessonExchangeError) {
        guard !FileAccess.exists(path) else { throw LessonExchangeError("output.exists", at: path) }
        let made = try KeyFiles.named(path) { () throws(SignaturesError) in
            let rootKey = try PrivateKey.generate(.p256)
            let issuingKey = try PrivateKey.generate(.p256)
            let seconds = Int64(years) * daysPerYear * secondsPerDay
            let root = try CertificateIssuer(certificate: nil, key: rootKey).issue(
                .init(
                    role: .root,
                    commonName: "\(name) root",
                    serial: newSerial(),
                    notBefore: now,
                    notAfter: now.adding(seconds: seconds)
                ),
                for: rootKey.publicKey
            )
            let issuing = try CertificateIssuer(certificate: root, key: rootKey).issue(
                .init(
                    role: .issuingAuthority,
                    commonName: "\(name) issuing authority",
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
        let register = JSONTree.object(of: ["listNumber": .integer(0), "issued": [], "revoked": []])
        try FileAccess.writeAll([
            (Array(made.2.utf8), "\(path)/root.key", true), (Array(made.3.utf8), "\(path)/issuing.key", true),
            (Array(made.0.pem.utf8), "\(path)/root.pem", false), (Array(made.1.pem.utf8), "\(path)/issuing.pem", false),
            (register.prettyBytes, "\(path)/register.json", false),
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
            register = opened
            try save()
            throw error
        }
    }

    /// 16 random bytes, the first between 1 and 127, so that the number is positive and never shorter.
    private static func newSerial() -> [UInt8] {
        var bytes = systemRandom(16)
        bytes[0] = bytes[0] & 0x7F | 1
        return bytes
    }

    /// Issues a seal certificate; the register is written before the certificate is handed out.
    mutating func issue(
        _ request: CertificateRequest,
        days: Int,
        now: Timestamp
    ) throws(LessonExchangeError) -> [Certificate] {
        let notAfter = now.adding(seconds: Int64(days) * Self.secondsPerDay)
        guard notAfter <= issuing.notAfter else {
            throw LessonExchangeError("authority.refused", "the issuing authority itself ends \(issuing.notAfter)")
        }
        let issued = try KeyFiles.named(path) { () throws(SignaturesError) in
            try issuer.issue(
                .init(
                    role: .seal,
                    commonName: request.commonName,
                    organisationID: request.organisationID,
                    serial: Self.newSerial(),
                    notBefore: now,
                    notAfter: notAfter
                ),
                for: request.publicKey
            )
        }
        let entry = JSONTree.object(of: [
            "organisation": .string(request.organisationID), "serial": .string(Self.hex(issued.serial)),
            "x5t#S256": .string(issued.thumbprint.thumbprint), "notAfter": .string(notAfter.description),
        ])
        register["issued"] = .array((register["issued"]?.elements ?? []) + [entry])
        try save()
        return [issued, issuing]
    }

    /// Marks a certificate as revoked.
    mutating func revoke(_ certificate: Certificate, since: Timestamp) throws(LessonExchangeError) {
        let serial = Self.hex(certificate.serial)
        let isOurs = (register["issued"]?.elements ?? []).contains {
            $0["x5t#S256"]?.string == certificate.thumbprint.thumbprint
        }
        guard isOurs else { throw LessonExchangeError("authority.refused", "this authority did not issue it") }
        let revoked = register["revoked"]?.elements ?? []
        guard !revoked.contains(where: { $0["serial"]?.string == serial }) else {
            throw LessonExchangeError("authority.refused", "it is revoked already")
        }
        let entry = JSONTree.object(of: ["serial": .string(serial), "since": .string(since.description)])
        register["revoked"] = .array(revoked + [entry])
        try save()
    }

    /// Makes the next revocation list.
    mutating func revocationList(days: Int, now: Timestamp) throws(LessonExchangeError) -> CertificateRevocationList {
        var number = 1
        if case .number(let text)? = register["listNumber"] { number += Int(text) ?? 0 }
        register["listNumber"] = .number(String(number))
        try save()
        let revoked = (register["revoked"]?.elements ?? []).compactMap {
            entry -> (serial: [UInt8], since: Timestamp)? in
            guard let serial = entry["serial"]?.string, let since = entry["since"]?.string.flatMap({ Timestamp($0) })
            else { return nil }
            return (Self.bytes(hex: serial), since)
        }
        return try KeyFiles.named(path) { () throws(SignaturesError) in
            try issuer.revocationList(
                revoked,
                number: number,
                thisUpdate: now,
                nextUpdate: now.adding(seconds: Int64(days) * Self.secondsPerDay)
            )
        }
    }

    private func save() throws(LessonExchangeError) {
        try FileAccess.write(register.prettyBytes, to: "\(path)/register.json", overwrites: true)
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func bytes(hex: String) -> [UInt8] {
        let digits = Array(hex.utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
        }
    }
}
