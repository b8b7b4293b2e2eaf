import ArgumentParser
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
