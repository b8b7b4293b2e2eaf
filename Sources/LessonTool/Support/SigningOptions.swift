import ArgumentParser
import Glibc
import LessonExchange
import Signatures
import StrictJSON

/// Options of every command that signs.
struct SigningOptions: ParsableArguments {
    @Option(name: .long, help: "Private key of the publisher, PKCS#8 PEM.")
    var key: String

    @Option(name: .long, help: "Certificate chain of the publisher, PEM, seal certificate first.")
    var certificate: String

    @Option(name: .long, help: "File whose first line is the key's passphrase.")
    var passphraseFile: String?

    @Option(name: .long, help: "Organisation file; default: organisation.json beside the key.")
    var organisation: String?

    @Option(name: .long, help: "Role mailbox or team telephone; default: from the organisation file.")
    var contact: String?

    func signer() throws(LessonExchangeError) -> JWSEnvelope.Signer {
        try KeyFiles.signer(key: key, chain: certificate, passphraseFile: passphraseFile)
    }

    /// Who publishes: the id from the certificate, name and contact from the organisation file.
    func publisher(for signer: JWSEnvelope.Signer, needsContact: Bool) throws(LessonExchangeError) -> Publisher {
        let path = organisation ?? "\(FileAccess.folder(of: key))/organisation.json"
        var publisher = Publisher(id: signer.organisationID, nameAtSigning: signer.organisationID, contact: contact)
        if organisation != nil || FileAccess.exists(path) {
            let file = try OrganisationFile(reading: path)
            guard file.id.utf8.elementsEqual(signer.organisationID.utf8) else {
                throw LessonExchangeError("sign.signer-mismatch", "the organisation file names another id", at: path)
            }
            publisher.nameAtSigning = file.name
            publisher.contact = contact ?? file.contact
        }
        guard !needsContact || publisher.contact != nil else {
            throw LessonExchangeError("usage.invalid", "a bundle names a contact", remedy: "Give --contact MAILBOX.")
        }
        return publisher
    }
}

/// Id, name and contact of an organisation, written by `lesson identity new` beside the key.
struct OrganisationFile {
    let id: String
    let name: String
    let contact: String?

    init(id: String, name: String, contact: String?) {
        self.id = id
        self.name = name
        self.contact = contact
    }

    init(reading path: String) throws(LessonExchangeError) {
        let root = try JSONFile.read(path).root
        guard let id = root["id"]?.string, let name = root["name"]?.string else {
            throw LessonExchangeError("input.unreadable", "an organisation file holds id, name and contact", at: path)
        }
        self.init(id: id, name: name, contact: root["contact"]?.string)
    }

    var bytes: [UInt8] {
        JSONTree.object(of: ["id": .string(id), "name": .string(name), "contact": contact.map { .string($0) }])
            .prettyBytes
    }
}

/// Reads JSON files of our own.
enum JSONFile {
    static func read(_ path: String, limits: JSONLimits = .general) throws(LessonExchangeError) -> JSONDocument {
        let bytes = try FileAccess.read(path)
        do throws(JSONError) {
            return try JSONDocument(parsing: bytes, limits: limits)
        } catch {
            let detail = error.limit.map { "\($0.name) is \($0.maximum)" }
            throw LessonExchangeError(
                error.code.rawValue,
                detail,
                at: "\(path), line \(error.line), column \(error.column)"
            )
        }
    }
}

/// Keys and certificates from files, with errors that name the file.
enum KeyFiles {
    static func signer(
        key: String,
        chain: String,
        passphraseFile: String?
    ) throws(LessonExchangeError) -> JWSEnvelope.Signer {
        let privateKey = try self.privateKey(key, passphraseFile: passphraseFile)
        let certificates = try self.chain(chain)
        return try named(chain) { () throws(SignaturesError) in
            try JWSEnvelope.Signer(key: privateKey, chain: certificates)
        }
    }

    static func privateKey(_ path: String, passphraseFile: String?) throws(LessonExchangeError) -> PrivateKey {
        let bytes = try FileAccess.read(path, max: PEM.fileBytesMax)
        let given = try passphraseFile.map { file throws(LessonExchangeError) in try passphrase(file) }
        do throws(SignaturesError) {
            return try PrivateKey(pem: bytes, passphrase: given)
        } catch {
            guard error == .passphrase(given: false), isatty(STDIN_FILENO) == 1,
                let typed = getpass("Passphrase of \(path): ")
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
    static func passphrase(_ path: String) throws(LessonExchangeError) -> [UInt8] {
        let line = try FileAccess.read(path, max: 4096).prefix { $0 != 0x0A && $0 != 0x0D }
        guard !line.isEmpty else { throw LessonExchangeError("key.passphrase", "the first line is empty", at: path) }
        return Array(line)
    }

    static func chain(_ path: String) throws(LessonExchangeError) -> [Certificate] {
        let bytes = try FileAccess.read(path, max: PEM.fileBytesMax)
        return try named(path) { () throws(SignaturesError) in try Certificate.chain(pem: bytes) }
    }

    /// Runs an operation on keys and names the file in its error.
    static func named<Result>(
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
