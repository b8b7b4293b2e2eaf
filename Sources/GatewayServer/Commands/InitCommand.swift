import ArgumentParser
import CommandSupport
import Gateway
import LessonExchange
import Signatures
import StrictJSON
import TransparencyLog

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract:
            "Make a gateway's folder: configuration with every setting explained, keys, requests for certificates.",
        discussion: """
            Example: lesson-gateway init northmere --organisation reg:demo-northmere --name "Northmere Trust" \
            --contact lessons@northmere.example
            """
    )

    @Argument(help: "Folder to make.", completion: .directory)
    var folder: String

    @Option(name: .long, help: "Organisation id: ods:CODE, or reg:name for a body without a code.")
    var organisation: String

    @Option(name: .long, help: "Name as it shall stand in what you sign.")
    var name: String

    @Option(name: .long, help: "Role mailbox or team telephone.")
    var contact: String

    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func run() throws {
        guard OrganisationID.isValid(organisation) else {
            throw LessonExchangeError("usage.invalid", "write ods:CODE or reg:name", at: "--organisation")
        }
        let keys = "\(folder)/keys"
        guard !FileAccess.exists("\(folder)/gateway.yaml") else {
            throw LessonExchangeError("output.exists", at: "\(folder)/gateway.yaml")
        }
        try FileAccess.makeFolder(folder, isPrivate: true)
        try FileAccess.makeFolder(keys, isPrivate: true)
        var files: [(bytes: [UInt8], path: String, isSecret: Bool)] = []
        for (file, kind) in [("seal", PrivateKey.NewKind.p256), ("receipts", .p256), ("tls", .p256)] {
            let key = try made { () throws(SignaturesError) in try PrivateKey.generate(kind) }
            let request = try made { () throws(SignaturesError) in
                try CertificateRequest(organisationID: organisation, commonName: name, key: key)
            }
            let pem = try made { () throws(SignaturesError) in try key.pem(passphrase: nil) }
            files.append((Array(pem.utf8), "\(keys)/\(file).key", true))
            files.append((Array(request.pem.utf8), "\(keys)/\(file).csr", false))
        }
        let logKey = try made { () throws(SignaturesError) in try PrivateKey.generate(.ed25519) }
        let origin = LogOrigin(organisation: organisation, epoch: 1).description
        guard let signing = SigningKey(name: origin, key: logKey) else { throw LessonExchangeError("internal") }
        let pem = try made { () throws(SignaturesError) in try logKey.pem(passphrase: nil) }
        files.append((Array(pem.utf8), "\(keys)/log.key", true))
        files.append((Array((signing.verifyingKey.description + "\n").utf8), "\(keys)/log.pub", false))
        let who = OrganisationFile(id: organisation, name: name, contact: contact)
        files.append((who.bytes, "\(keys)/organisation.json", false))
        let settings = GatewaySettings.template(organisation: (organisation, name, contact))
        files.append((Array(settings.utf8), "\(folder)/gateway.yaml", false))
        try FileAccess.writeAll(files)
        tell(signing.verifyingKey.description)
    }

    private func tell(_ logKey: String) {
        let keys = "\(folder)/keys"
        guard !json else {
            let requests = ["seal", "receipts", "tls"].map { JSONTree.string("\(keys)/\($0).csr") }
            let tree = JSONTree.object(of: [
                "configuration": .string("\(folder)/gateway.yaml"), "requests": .array(requests),
                "logKey": .string(logKey),
            ])
            return TerminalOutput.write(tree.prettyBytes)
        }
        TerminalOutput.write(
            """
            \(folder)/gateway.yaml        settings, each explained
            \(keys)/seal.csr       request for what seals bundles and answers (keep seal.key safe; it is NOT encrypted)
            \(keys)/receipts.csr   request for what seals receipts
            \(keys)/tls.csr        request for connections with partners (lesson authority issue --host NAME)
            \(keys)/log.pub        the log's key for the trust file: \(logKey)

            Next: have the three requests answered (seal.pem, receipts.pem, tls.pem beside them), put the federation's
            trust file at \(folder)/trust.json, then: lesson-gateway migrate --config \(folder)/gateway.yaml

            """
        )
    }

    private func made<Value>(_ body: () throws(SignaturesError) -> Value) throws(LessonExchangeError) -> Value {
        try KeyFiles.named(folder, body)
    }
}

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Make the store, or bring it up to this program.",
        discussion: "Example: lesson-gateway migrate --config northmere/gateway.yaml"
    )

    @OptionGroup var options: GatewayOptions
    @OptionGroup var person: PersonOption

    func run() async throws {
        let folder = try await options.folder()
        let gateway = try await folder.open(migrating: true)
        let head = try await gateway.publicHead()
        try await gateway.takeTrust(folder.trust.current, by: person.actor("operator"))
        options.show(
            .object(of: [
                "store": .string(folder.storePath), "origin": .string(head.origin.description),
                "logSize": .integer(Int(head.size)),
            ]),
            "\(folder.storePath): ready, log \(head.origin) with \(head.size) entries\n"
        )
    }
}

struct TrustCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "Take a newer trust file into use, and judge by it what is here; a running gateway notices at once.",
        discussion: "Example: lesson-gateway trust federation.json --config northmere/gateway.yaml"
    )

    @Argument(help: "The federation's trust file.", completion: .file())
    var file: String

    @OptionGroup var options: GatewayOptions
    @OptionGroup var person: PersonOption

    func run() async throws {
        let folder = try await options.folder()
        let bytes = try FileAccess.read(file, max: TrustFile.bytesMax)
        let trust = try TrustFile(parsing: bytes)
        let gateway = try await folder.open(replacesTrust: true)
        try await gateway.takeTrust(trust, by: person.actor("operator")) {
            if FileAccess.plainPath(file) != FileAccess.plainPath(folder.settings.trustFile) {
                try FileAccess.write(bytes, to: folder.settings.trustFile, overwrites: true)
            }
        }
        // A key that was revoked counts no more here, whether or not a service is running.
        let changed = try await gateway.judgeAgain()
        options.show(
            .object(of: [
                "version": .integer(trust.version), "members": .integer(trust.members.count),
                "changed": .integer(changed),
            ]),
            """
            version \(trust.version) with \(trust.members.count) members is in use
            \(changed) statements of partners are worth something else by it

            """
        )
    }
}
