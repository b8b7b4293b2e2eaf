import ArgumentParser
import CommandSupport
import LessonExchange
import Signatures

struct IdentityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identity",
        _superCommandName: "lesson",
        abstract: "Make a key and a certification request for your organisation, or show what a file holds.",
        discussion: "Example: lesson identity new --organisation reg:demo-northmere --name \"Northmere\" --out keys",
        subcommands: [New.self, Show.self]
    )

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new",
            abstract: "Make seal.key, seal.csr and organisation.json in a folder.",
            discussion: """
                Example: lesson identity new --organisation reg:demo-northmere --name "Northmere Trust" \
                --contact lessons@northmere.example --passphrase-file pass.txt --out keys
                """
        )

        @Option(name: .long, help: "Organisation id: ods:CODE, or reg:name for a body without a code.")
        var organisation: String

        @Option(name: .long, help: "Name as it shall stand in what you sign.")
        var name: String

        @Option(name: .long, help: "Role mailbox or team telephone.")
        var contact: String?

        @Option(name: .long, help: "Kind of key.")
        var kind: PrivateKey.NewKind = .p256

        @OptionGroup var protection: PassphraseOptions

        @Option(name: .long, help: "Folder for the three files.", completion: .directory)
        var out: String

        func run() throws {
            // A name of another length has no place in a certificate (X.520).
            guard (1...CertificateNames.lengthMax).contains(name.unicodeScalars.count) else {
                throw LessonExchangeError(
                    "usage.invalid",
                    "it takes 1 to \(CertificateNames.lengthMax) characters",
                    at: "--name"
                )
            }
            let passphrase = try protection.passphrase()
            let key = try KeyFiles.named(out) { () throws(SignaturesError) in try PrivateKey.generate(kind) }
            let request = try KeyFiles.named(out) { () throws(SignaturesError) in
                try CertificateRequest(organisationID: organisation, commonName: name, key: key)
            }
            let pem = try KeyFiles.named(out) { () throws(SignaturesError) in try key.pem(passphrase: passphrase) }
            try FileAccess.makeFolder(out, isPrivate: true)
            let file = OrganisationFile(id: organisation, name: name, contact: contact)
            try FileAccess.writeAll([
                (Array(pem.utf8), "\(out)/seal.key", true), (Array(request.pem.utf8), "\(out)/seal.csr", false),
                (file.bytes, "\(out)/organisation.json", false),
            ])
            TerminalOutput.write(
                """
                \(out)/seal.key            private key (\(key.kind)), keep it here\(passphrase == nil ? "; NOT encrypted" : "")
                \(out)/seal.csr            request: send it to your federation's authority
                \(out)/organisation.json   who you are, read by lesson sign

                """
            )
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show what a certificate, chain, request or revocation list holds. Private keys are not read.",
            discussion: "Example: lesson identity show keys/seal.pem"
        )

        @Argument(help: "A PEM file.", completion: .file())
        var file: String

        func run() throws {
            let bytes = try FileAccess.read(file, max: PEM.fileBytesMax)
            let blocks = try KeyFiles.named(file) { () throws(SignaturesError) in try PEM.blocks(in: bytes) }
            guard !blocks.isEmpty else { throw LessonExchangeError("key.malformed", at: file) }
            for block in blocks { try show(block) }
        }

        private func show(_ block: PEM.Block) throws {
            switch block.label {
            case "CERTIFICATE":
                let certificate = try KeyFiles.named(file) { () throws(SignaturesError) in
                    try Certificate(der: block.bytes)
                }
                TerminalOutput.write(Self.text(certificate))
            case "CERTIFICATE REQUEST":
                let request = try KeyFiles.named(file) { () throws(SignaturesError) in
                    try CertificateRequest(pem: Array(PEM.text(block).utf8))
                }
                let rows: KeyValuePairs = [
                    "organisation": request.organisationID, "name": request.commonName,
                    "key": "\(request.publicKey.kind)",
                ]
                TerminalOutput.write(Self.text("request", rows))
            case "X509 CRL":
                let list = try KeyFiles.named(file) { () throws(SignaturesError) in
                    try CertificateRevocationList(der: block.bytes)
                }
                TerminalOutput.write(Self.text(list))
            default: TerminalOutput.write("\(TerminalOutput.line(block.label.lowercased())): not shown\n")
            }
        }

        private static func text(_ certificate: Certificate) -> String {
            let leaf: CertificateRole = certificate.hostNames.isEmpty ? .seal : .tls
            let role: CertificateRole =
                certificate.organisationID != nil ? leaf : certificate.isSelfIssued ? .root : .issuingAuthority
            let faults = certificate.faults(as: role)
            let names: KeyValuePairs = ["subject": certificate.subject, "issuer": certificate.issuer]
            let organisation: KeyValuePairs = ["organisation": certificate.organisationID ?? ""]
            let facts: KeyValuePairs = [
                "key": "\(certificate.publicKey.kind)",
                "valid": "\(certificate.notBefore) to \(certificate.notAfter)",
                "x5t#S256": certificate.thumbprint.thumbprint,
                "spki": certificate.keyThumbprint.thumbprint,
                "profile": faults.isEmpty ? "kept" : faults.map(\.rawValue).joined(separator: "; "),
            ]
            return text("certificate", names) + (certificate.organisationID == nil ? "" : rows(organisation))
                + rows(facts)
        }

        private static func text(_ list: CertificateRevocationList) -> String {
            let summary = RevocationListSummary(der: list.der)
            return text(
                "revocation list",
                [
                    "issuer": summary?.issuer ?? "cannot be read",
                    "number": summary?.number ?? "none",
                    "thisUpdate": "\(list.thisUpdate)",
                    "nextUpdate": "\(list.nextUpdate)",
                    "revoked": summary.map { "\($0.revokedCount)" } ?? "cannot be read",
                ]
            )
        }

        private static func text(_ title: String, _ facts: KeyValuePairs<String, String>) -> String {
            "\(title)\n" + rows(facts)
        }

        /// A line each; the values are foreign text and get no lines of their own.
        private static func rows(_ facts: KeyValuePairs<String, String>) -> String {
            facts.map { name, value in
                "  \(name)" + String(repeating: " ", count: 14 - name.utf8.count) + TerminalOutput.line(value) + "\n"
            }.joined()
        }
    }
}

extension PrivateKey.NewKind: ExpressibleByArgument {}

/// How a new private key is kept.
struct PassphraseOptions: ParsableArguments {
    @Option(name: .long, help: "File whose first line encrypts the private key.")
    var passphraseFile: String?

    @Flag(name: .long, help: "Leave the private key unencrypted (the file is readable by you alone).")
    var noPassphrase = false

    func validate() throws {
        guard (passphraseFile == nil) == noPassphrase else {
            throw ValidationError("Say how the key is kept: --passphrase-file FILE, or --no-passphrase spelled out.")
        }
    }

    func passphrase() throws(LessonExchangeError) -> [UInt8]? {
        guard let passphraseFile else { return nil }
        return try KeyFiles.passphrase(passphraseFile)
    }
}
