import ArgumentParser
import CommandSupport
import LessonExchange
import Signatures

struct AuthorityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authority",
        _superCommandName: "lesson",
        abstract: "A small federation authority in a folder: two trusts can start without a PKI project.",
        discussion: "Example: lesson authority init ca --name \"Demonstration Federation\" --no-passphrase",
        subcommands: [Init.self, Issue.self, Revoke.self, RevocationList.self]
    )

    struct Init: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract: "Make a root and an issuing authority.",
            discussion:
                "Example: lesson authority init ca --name \"Demonstration Federation\" --passphrase-file pass.txt"
        )

        @Argument(help: "Folder to make.", completion: .directory)
        var folder: String

        @Option(name: .long, help: "Name of the federation.")
        var name: String

        @Option(name: .long, help: "Years that the root is valid; the issuing authority lasts half of it.")
        var years = 20

        @Option(name: .long, help: "When validity begins (YYYY-MM-DDThh:mm:ssZ); default: now.")
        var from: Timestamp?

        @OptionGroup var protection: PassphraseOptions

        func validate() throws {
            guard (2...40).contains(years) else { throw ValidationError("--years takes 2 to 40.") }
        }

        func run() throws {
            let passphrase = try protection.passphrase()
            try AuthorityFolder.make(folder, name: name, years: years, passphrase: passphrase, now: from ?? Clock.now)
            TerminalOutput.write(
                """
                \(folder)/root.pem      federation root: put it into the trust file (lesson trust add --root)
                \(folder)/root.key      its key: take it off this machine and keep it safe
                \(folder)/issuing.pem   issuing authority, with its key beside it

                """
            )
        }
    }

    struct Issue: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "issue",
            abstract: "Issue a seal certificate for a request, after you have made sure who sent it.",
            discussion: """
                Example: lesson authority issue ca --request keys/seal.csr --out keys/seal.pem

                With --host it is a certificate for a gateway's connections instead, under a key of its own.
                """
        )

        @Argument(help: "The authority's folder.", completion: .directory)
        var folder: String

        @Option(name: .long, help: "Certification request, PEM.", completion: .file())
        var request: String

        @Option(name: .long, help: "Host name of the organisation's gateway; several times.")
        var host: [String] = []

        @Option(name: .long, help: "Days that the certificate is valid.")
        var days = 730

        @Option(name: .long, help: "When validity begins (YYYY-MM-DDThh:mm:ssZ); default: now.")
        var from: Timestamp?

        @Option(name: .long, help: "File whose first line is the passphrase of the issuing key.")
        var passphraseFile: String?

        @Option(name: .long, help: "Where the certificate chain goes.", completion: .file())
        var out: String

        func validate() throws {
            guard (1...3660).contains(days) else { throw ValidationError("--days takes 1 to 3660.") }
            guard host.allSatisfy(Certificate.isHostName) else { throw ValidationError("--host takes a host name.") }
        }

        func run() throws {
            let bytes = try FileAccess.read(request, max: PEM.fileBytesMax)
            let parsed = try KeyFiles.named(request) { () throws(SignaturesError) in try CertificateRequest(pem: bytes)
            }
            guard !FileAccess.exists(out) else { throw LessonExchangeError("output.exists", at: out) }
            var authority = try AuthorityFolder(folder, passphraseFile: passphraseFile)
            let chain = try authority.issue(parsed, hostNames: host, days: days, now: from ?? Clock.now)
            try authority.handOut(Array(chain.map(\.pem).joined().utf8), to: out, overwrites: false)
            TerminalOutput.write("\(out): \(parsed.organisationID), valid until \(chain[0].notAfter)\n")
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke",
            abstract: "Revoke a certificate; make a new list with crl afterwards.",
            discussion: "Example: lesson authority revoke ca --certificate keys/seal.pem"
        )

        @Argument(help: "The authority's folder.", completion: .directory)
        var folder: String

        @Option(name: .long, help: "Certificate or chain, PEM; the first certificate is meant.", completion: .file())
        var certificate: String

        @Option(name: .long, help: "Since when (YYYY-MM-DDThh:mm:ssZ); default: now.")
        var since: Timestamp?

        @Option(name: .long, help: "File whose first line is the passphrase of the issuing key.")
        var passphraseFile: String?

        func run() throws {
            let chain = try KeyFiles.chain(certificate)
            var authority = try AuthorityFolder(folder, passphraseFile: passphraseFile)
            try authority.revoke(chain[0], since: since ?? Clock.now)
            let protection = passphraseFile.map { " --passphrase-file \($0)" } ?? ""
            let next = "lesson authority crl \(folder)\(protection) --out FILE, and lesson trust remove"
            TerminalOutput.write("revoked; now: \(TerminalOutput.line(next))\n")
        }
    }

    struct RevocationList: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "crl",
            abstract: "Make the certificate revocation list.",
            discussion: "Example: lesson authority crl ca --days 7 --out federation.crl"
        )

        @Argument(help: "The authority's folder.", completion: .directory)
        var folder: String

        @Option(name: .long, help: "Days until the next list.")
        var days = 7

        @Option(name: .long, help: "File whose first line is the passphrase of the issuing key.")
        var passphraseFile: String?

        @Option(name: .long, help: "Where the list goes; an older one is replaced.", completion: .file())
        var out: String

        func validate() throws {
            guard (1...366).contains(days) else { throw ValidationError("--days takes 1 to 366.") }
        }

        func run() throws {
            var authority = try AuthorityFolder(folder, passphraseFile: passphraseFile)
            let list = try authority.revocationList(days: days, now: Clock.now)
            let pem = PEM.text(.init(label: "X509 CRL", bytes: list.der))
            try authority.handOut(Array(pem.utf8), to: out, overwrites: true)
            TerminalOutput.write("\(out): \(list.thisUpdate) to \(list.nextUpdate)\n")
        }
    }
}
