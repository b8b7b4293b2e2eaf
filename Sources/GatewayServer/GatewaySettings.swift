import CommandSupport
import Configuration
import Gateway
import GatewayHTTP
import LessonExchange
import Logging
import SystemPackage

/// The configuration file, read and checked.
struct GatewaySettings: Sendable {
    let organisation: (id: String, name: String, contact: String?)
    /// Classes of providers that we belong to, such as `nhs-trust`.
    let providerClasses: [String]
    let findings: FindingFiles
    let seal: KeyFile
    let receipts: KeyFile
    let tls: KeyFile
    let logKey: String
    let trustFile: String
    let dataFolder: String
    let partners: ListenAddress
    let proxy: ListenAddress?
    /// Whether there is a port for partners at all.
    let listens: Bool
    let partnerRate: (perSecond: Int, atOnce: Int)
    let local: ListenAddress
    let localRate: (perSecond: Int, atOnce: Int)
    let operations: ListenAddress
    let intervalSeconds: Int
    let quarantineDays: Int
    let logLevel: Logger.Level
    let logFormat: LogFormat

    /// How lines of the log look.
    enum LogFormat: String, CaseIterable {
        case text
        case json
    }

    /// A private key with its chain.
    struct KeyFile: Sendable {
        let key: String
        let certificate: String
        let passphraseFile: String?
    }

    /// Every key with the value that it has when it is not given; nil for those that must be.
    static let keys: [(name: String, usual: String?, meaning: String)] = [
        ("organisation.id", nil, "Organisation id: ods:CODE or reg:name."),
        ("organisation.name", nil, "Name as it stands in what is signed."),
        ("organisation.contact", nil, "Role mailbox or team telephone."),
        ("organisation.providerClasses", "", "Classes that alerts name us by, with commas between; empty for none."),
        ("data.directory", "data", "Folder of the store and the kept checkpoint."),
        ("trust.file", "trust.json", "The federation's trust file; lesson-gateway trust takes a newer one into use."),
        ("seal.key", "keys/seal.key", "Key that seals bundles, withdrawals and responses."),
        ("seal.certificate", "keys/seal.pem", "Its certificate chain."),
        ("seal.passphraseFile", "", "File whose first line is the key's passphrase; empty for none."),
        ("receipts.key", "keys/receipts.key", "Key that seals receipts; it is used without a person."),
        ("receipts.certificate", "keys/receipts.pem", "Its certificate chain."),
        ("log.key", "keys/log.key", "Ed25519 key of the log."),
        ("tls.key", "keys/tls.key", "Key of the connections with partners."),
        ("tls.certificate", "keys/tls.pem", "Its certificate chain."),
        ("partners.listens", "true", "Whether partners can reach this gateway; with false it opens no port for them."),
        ("partners.host", "0.0.0.0", "Address that partners reach."),
        ("partners.port", "8443", "Port that partners reach."),
        ("partners.requestsPerSecond", "5000", "Requests of one partner a second, lasting."),
        ("partners.requestsAtOnce", "10000", "Requests of one partner at once."),
        ("partners.proxy", "", "HTTPS proxy on the way to partners, as host:port; empty where there is none."),
        ("local.host", "127.0.0.1", "Address of the local API."),
        ("local.port", "8081", "Port of the local API."),
        ("local.requestsPerSecond", "200", "Requests of one token's person a second, lasting."),
        ("local.requestsAtOnce", "400", "Requests of one token's person at once."),
        ("operations.host", "127.0.0.1", "Address of /healthz, /readyz and /metrics."),
        ("operations.port", "8082", "Port of /healthz, /readyz and /metrics."),
        ("sync.intervalSeconds", "300", "Seconds between two readings of a partner's log."),
        ("quarantine.days", "30", "Days after which the bytes of what was set aside are forgotten."),
        ("findings.aliases", "", "More spellings of organisations for every import, JSON; empty for none."),
        (
            "findings.mappings", "",
            "Folder with mapping files, NAME.json, that the API takes by their names; empty for none."
        ),
        ("logging.level", "info", "trace, debug, info, notice, warning, error or critical."),
        ("logging.format", "text", "text, or json: one object a line."),
    ]

    /// Reads a file; paths in it are seen from its folder.
    static func read(_ path: String) async throws -> GatewaySettings {
        let bytes = try FileAccess.read(path, max: 64 << 10)
        let named = try names(in: String(decoding: bytes, as: UTF8.self), at: path)
        let provider: FileProvider<YAMLSnapshot>
        do {
            provider = try await FileProvider<YAMLSnapshot>(filePath: .init(path))
        } catch {
            throw LessonExchangeError("configuration.invalid", "it is not YAML", at: path)
        }
        let values = Values(reader: ConfigReader(provider: provider), path: path, named: named)
        try values.checkSections()
        return try GatewaySettings(values)
    }

    private init(_ values: Values) throws(LessonExchangeError) {
        organisation = (
            try values.text("organisation.id"), try values.text("organisation.name"),
            try values.optional("organisation.contact")
        )
        providerClasses = try values.list("organisation.providerClasses")
        findings = FindingFiles(
            aliases: try values.optionalFile("findings.aliases"),
            mappings: try values.optionalFile("findings.mappings")
        )
        func keyFile(_ name: String) throws(LessonExchangeError) -> KeyFile {
            KeyFile(
                key: try values.file("\(name).key"),
                certificate: try values.file("\(name).certificate"),
                passphraseFile: name == "seal" ? try values.optionalFile("seal.passphraseFile") : nil
            )
        }
        seal = try keyFile("seal")
        receipts = try keyFile("receipts")
        tls = try keyFile("tls")
        logKey = try values.file("log.key")
        trustFile = try values.file("trust.file")
        dataFolder = try values.file("data.directory")
        func address(_ name: String) throws(LessonExchangeError) -> ListenAddress {
            ListenAddress(host: try values.text("\(name).host"), port: try values.number("\(name).port", 0...65_535))
        }
        partners = try address("partners")
        listens = try values.flag("partners.listens")
        local = try address("local")
        operations = try address("operations")
        func rate(_ name: String) throws(LessonExchangeError) -> (perSecond: Int, atOnce: Int) {
            (
                try values.number("\(name).requestsPerSecond", 1...1_000_000),
                try values.number("\(name).requestsAtOnce", 1...1_000_000)
            )
        }
        proxy = try values.proxy("partners.proxy")
        partnerRate = try rate("partners")
        localRate = try rate("local")
        intervalSeconds = try values.number("sync.intervalSeconds", 1...86_400)
        quarantineDays = try values.number("quarantine.days", 1...3650)
        logLevel = try values.choice("logging.level")
        logFormat = try values.choice("logging.format")
    }

    /// The settings that lines of a file name.
    ///
    /// A name that nobody reads is a slip of the pen that would go unnoticed.
    private static func names(in text: String, at path: String) throws(LessonExchangeError) -> Set<String> {
        var named: Set<String> = []
        var section = ""
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let bare = line.prefix { $0 != "#" }
            guard let colon = bare.firstIndex(of: ":") else { continue }
            let indent = bare.prefix { $0 == " " }.count
            let name = String(bare[..<colon].drop { $0 == " " })
            guard !name.isEmpty else { continue }
            if indent == 0 { section = name }
            let full = indent == 0 ? name : "\(section).\(name)"
            let isKnown = keys.contains { $0.name == full || (indent == 0 && $0.name.hasPrefix(full + ".")) }
            guard isKnown else {
                throw LessonExchangeError(
                    "configuration.invalid",
                    "no setting has the name on line \(number + 1)",
                    at: path
                )
            }
            named.insert(full)
        }
        return named
    }

    /// The file that `init` writes: every key with what it means.
    static func template(organisation: (id: String, name: String, contact: String?)) -> String {
        var text = "# Settings of lesson-gateway. Paths are seen from this file's folder.\n"
        var section = ""
        for (name, usual, meaning) in keys {
            let parts = name.split(separator: ".").map(String.init)
            if parts[0] != section {
                section = parts[0]
                text += "\n\(section):\n"
            }
            let given = ["id": organisation.id, "name": organisation.name, "contact": organisation.contact ?? ""]
            let value = usual ?? given[parts[1]] ?? ""
            let isNumber = Int(value) != nil
            text += "  # \(meaning)\n  \(parts[1]): \(isNumber ? value : quoted(value))\n"
        }
        return text
    }

    /// A double-quoted scalar of YAML, which reads JSON's escapes.
    private static func quoted(_ value: String) -> String {
        "\"" + value.flatMap { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" } + "\""
    }
}

/// Values of the file by name, with the usual ones behind them.
private struct Values {
    let reader: ConfigReader
    let path: String
    /// What the file names on lines of its own.
    let named: Set<String>

    private static func key(_ name: String) -> ConfigKey { ConfigKey(name.split(separator: ".").map(String.init)) }

    /// What stands in the file; nil where the setting is not in it.
    ///
    /// The reader has nothing for what is of another shape, too: the usual value would take the place of what somebody wrote.
    private func raw(_ name: String) throws(LessonExchangeError) -> String? {
        if let value = reader.string(forKey: Self.key(name)) { return value }
        guard !named.contains(name), reader.stringArray(forKey: Self.key(name)) == nil else {
            throw LessonExchangeError("configuration.invalid", "\(name) is one value", at: path)
        }
        return nil
    }

    /// Throws where a section is a value or a list, so that none of its settings would be read.
    func checkSections() throws(LessonExchangeError) {
        for section in Set(GatewaySettings.keys.map { String($0.name.prefix { $0 != "." }) }).sorted() {
            let key = Self.key(section)
            guard reader.string(forKey: key)?.isEmpty ?? true, reader.stringArray(forKey: key) == nil else {
                throw LessonExchangeError("configuration.invalid", "\(section) is a section with settings", at: path)
            }
        }
    }

    func optional(_ name: String) throws(LessonExchangeError) -> String? {
        let usual = GatewaySettings.keys.first { $0.name == name }?.usual
        let value = try raw(name) ?? usual
        return value?.isEmpty ?? true ? nil : value
    }

    func text(_ name: String) throws(LessonExchangeError) -> String {
        guard let value = try optional(name) else {
            throw LessonExchangeError("configuration.invalid", "\(name) is missing", at: path)
        }
        return value
    }

    /// Words with commas between, or a list of YAML.
    func list(_ name: String) throws(LessonExchangeError) -> [String] {
        let text: String?
        if let words = reader.stringArray(forKey: Self.key(name)) {
            text = words.joined(separator: ",")
        } else {
            text = try optional(name)
        }
        return (text ?? "").split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
    }

    func number(_ name: String, _ range: ClosedRange<Int>) throws(LessonExchangeError) -> Int {
        guard let value = Int(try text(name)), range.contains(value) else {
            throw LessonExchangeError(
                "configuration.invalid",
                "\(name) is a number from \(range.lowerBound) to \(range.upperBound)",
                at: path
            )
        }
        return value
    }

    func proxy(_ name: String) throws(LessonExchangeError) -> ListenAddress? {
        guard let text = try optional(name) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let port = Int(parts[1]), (1...65_535).contains(port) else {
            throw LessonExchangeError("configuration.invalid", "\(name) is host:port", at: path)
        }
        return ListenAddress(host: String(parts[0]), port: port)
    }

    func flag(_ name: String) throws(LessonExchangeError) -> Bool {
        guard let value = Bool(try text(name)) else {
            throw LessonExchangeError("configuration.invalid", "\(name) is true or false", at: path)
        }
        return value
    }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String
    ) throws(LessonExchangeError) -> Choice where Choice.RawValue == String {
        guard let value = Choice(rawValue: try text(name)) else {
            let words = Choice.allCases.map { $0.rawValue }.joined(separator: ", ")
            throw LessonExchangeError("configuration.invalid", "\(name) is one of \(words)", at: path)
        }
        return value
    }

    func file(_ name: String) throws(LessonExchangeError) -> String { absolute(try text(name)) }

    func optionalFile(_ name: String) throws(LessonExchangeError) -> String? { try optional(name).map(absolute) }

    private func absolute(_ file: String) -> String {
        file.hasPrefix("/") ? file : "\(FileAccess.folder(of: path))/\(file)"
    }
}
