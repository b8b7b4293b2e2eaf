import CommandSupport
package import Gateway
import GatewaySQLite
import LessonExchange
import Logging
import Signatures
import TransparencyLog

/// Opens the folder of a gateway that `lesson-gateway init` made, in this process: to fill it, or to look at it.
package enum DiskGateway {
    package static func open(_ folder: String) throws -> Gateway {
        let keys = "\(folder)/keys"
        let who = try OrganisationFile(reading: "\(keys)/organisation.json")
        func signer(_ name: String) throws -> JWSEnvelope.Signer {
            try KeyFiles.signer(key: "\(keys)/\(name).key", chain: "\(keys)/\(name).pem", passphraseFile: nil)
        }
        let data = DataFolder("\(folder)/data")
        let origin = try SQLiteStore.origin(of: data.store) ?? LogOrigin(organisation: who.id, epoch: 1)
        let key = try KeyFiles.privateKey("\(keys)/log.key", passphraseFile: nil)
        guard let logKey = SigningKey(name: origin.description, key: key) else { throw LessonExchangeError("internal") }
        let identity = GatewayIdentity(
            publisher: Publisher(id: who.id, nameAtSigning: who.name, contact: who.contact),
            seal: try signer("seal"),
            receipts: try signer("receipts"),
            origin: origin,
            logKey: logKey
        )
        let trust = TrustState(
            try TrustFile(parsing: try FileAccess.read("\(folder)/trust.json", max: TrustFile.bytesMax))
        )
        let sealer = OutgoingStatements(identity: identity, trust: trust).sealer(random: systemRandom)
        let store = try SQLiteStore.open(data.store, sealer: sealer)
        return Gateway(
            identity: identity,
            store: store,
            trust: trust,
            keeper: CheckpointKeeper(path: data.checkpoint),
            erasures: ErasureJournal(path: data.erased),
            holds: HoldJournal(path: data.holds),
            sources: data.sources,
            clock: { Clock.now },
            random: systemRandom,
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        )
    }
}
