import CommandSupport
import Gateway
import GatewayHTTP
import GatewaySQLite
import LessonExchange
import Logging
import Signatures
import TransparencyLog

/// Puts a gateway together from its configuration: the only place that knows every part.
struct GatewayFolder {
    let settings: GatewaySettings
    let identity: GatewayIdentity
    let trust: TrustState
    let logger: Logger

    init(configuration path: String) async throws {
        settings = try await GatewaySettings.read(path)
        logger = Self.logger(settings)
        trust = TrustState(try Self.readTrust(settings.trustFile))
        let origin = try SQLiteStore.origin(of: DataFolder(settings.dataFolder).store)
        identity = try Self.identity(settings, epoch: origin?.epoch ?? 1)
    }

    static func readTrust(_ path: String) throws(LessonExchangeError) -> TrustFile {
        try TrustFile(parsing: try FileAccess.read(path, max: TrustFile.bytesMax))
    }

    private static func logger(_ settings: GatewaySettings) -> Logger {
        var logger = Logger(label: "lesson-gateway") { handler($0, settings.logFormat) }
        logger.logLevel = settings.logLevel
        return logger
    }

    private static func handler(_ label: String, _ format: GatewaySettings.LogFormat) -> any LogHandler {
        switch format {
        case .text: StreamLogHandler.standardError(label: label)
        case .json: JSONLogHandler(clock: { Clock.now }, write: { TerminalOutput.writeError($0) })
        }
    }

    /// `epoch`: of the log in the store; the first one where there is no store yet.
    private static func identity(
        _ settings: GatewaySettings,
        epoch: Int
    ) throws(LessonExchangeError) -> GatewayIdentity {
        let seal = try KeyFiles.signer(
            key: settings.seal.key,
            chain: settings.seal.certificate,
            passphraseFile: settings.seal.passphraseFile
        )
        let receipts = try KeyFiles.signer(
            key: settings.receipts.key,
            chain: settings.receipts.certificate,
            passphraseFile: nil
        )
        let id = settings.organisation.id
        for signer in [seal, receipts] where !signer.organisationID.utf8.elementsEqual(id.utf8) {
            throw LessonExchangeError("configuration.invalid", "a certificate is of \(signer.organisationID)")
        }
        let origin = LogOrigin(organisation: id, epoch: epoch)
        let key = try KeyFiles.privateKey(settings.logKey, passphraseFile: nil)
        guard let logKey = SigningKey(name: origin.description, key: key) else {
            throw LessonExchangeError("key.unsupported", "the log's key is an Ed25519 key", at: settings.logKey)
        }
        let publisher = Publisher(
            id: id,
            nameAtSigning: settings.organisation.name,
            contact: settings.organisation.contact
        )
        var identity = GatewayIdentity(
            publisher: publisher,
            seal: seal,
            receipts: receipts,
            origin: origin,
            logKey: logKey
        )
        identity.providerClasses = settings.providerClasses
        return identity
    }

    var data: DataFolder { DataFolder(settings.dataFolder) }
    var storePath: String { data.store }

    /// Says until the process ends that the store is in use: others may use it too, but nobody may put back another.
    func lock() throws(LessonExchangeError) { _ = try FileLock(data.lock, isShared: true) }

    /// Logs as files, delivered by partners and to them.
    var exchange: ExchangeFolders { ExchangeFolders(data: settings.dataFolder) }

    /// The gateway over its store.
    ///
    /// It refuses a store that is behind what was shown to partners, and a trust file that is older than one that was in
    /// use, unless it is to be replaced.
    func open(migrating: Bool = false, replacesTrust: Bool = false) async throws -> Gateway {
        let statements = OutgoingStatements(identity: identity, trust: trust)
        if migrating {
            try FileAccess.makeFolder(settings.dataFolder, isPrivate: true)
        } else if !FileAccess.exists(storePath) {
            throw LessonExchangeError("store.missing", at: storePath)
        }
        try lock()
        // It holds lessons, and no restore is under way.
        try StoreRestoration.removeDraft(in: data)
        let store = try SQLiteStore.open(
            storePath,
            sealer: statements.sealer(random: systemRandom),
            opening: migrating ? .migrating : .asIs
        )
        let gateway = Gateway(
            identity: identity,
            store: store,
            trust: trust,
            keeper: CheckpointKeeper(path: data.checkpoint),
            erasures: ErasureJournal(path: data.erased),
            holds: HoldJournal(path: data.holds),
            sources: data.sources,
            clock: { Clock.now },
            random: systemRandom,
            logger: logger
        )
        let known = try await store.trustVersion()
        guard replacesTrust || trust.current.version >= known else {
            throw LessonExchangeError("trust.older", "version \(trust.current.version), in use was \(known)")
        }
        try await gateway.checkContinues()
        return gateway
    }

    func tlsIdentity() throws -> TLSIdentity {
        do {
            return try TLSIdentity(chainFile: settings.tls.certificate, keyFile: settings.tls.key)
        } catch {
            throw LessonExchangeError(
                "key.malformed",
                "the TLS key or certificate cannot be read",
                at: settings.tls.key
            )
        }
    }

    /// Partners as the store and the trust file have them at each moment.
    func directory(_ gateway: Gateway) -> PartnerDirectory {
        let path = settings.trustFile
        return PartnerDirectory(store: gateway.store, trust: trust) { try Self.readTrust(path) }
    }
}
