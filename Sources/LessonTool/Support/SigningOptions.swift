import ArgumentParser
import CommandSupport
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
