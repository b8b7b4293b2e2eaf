import ArgumentParser
import CommandSupport
import CoreMetrics
import Gateway
import GatewayHTTP
import LessonExchange
import Logging
import ServiceLifecycle
import StrictJSON
import UnixSignals

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the gateway until it is told to stop.",
        discussion: """
            Example: lesson-gateway serve --config northmere/gateway.yaml

            Prints a line for each port that it listens on (with --json an object), then logs to standard error.
            """
    )

    @OptionGroup var options: GatewayOptions

    func run() async throws {
        let folder = try await options.folder()
        let gateway = try await folder.open()
        // A store that was put back by hand may hold what was erased.
        try await gateway.replayHolds()
        try await gateway.replayErasures()
        UploadFolder(folder.data).removeLeftovers()
        let metrics = PrometheusMetrics()
        MetricsSystem.bootstrap(metrics)
        let tls = try folder.tlsIdentity()
        let directory = folder.directory(gateway)
        let sync = SyncService(
            gateway: gateway,
            identity: tls,
            directory: directory,
            proxy: folder.settings.proxy,
            folders: folder.exchange,
            intervalSeconds: folder.settings.intervalSeconds,
            metrics: metrics,
            logger: folder.logger
        )
        let parts = Parts(
            options: options,
            folder: folder,
            gateway: gateway,
            tls: tls,
            directory: directory,
            ledger: FetchLedger(store: gateway.store),
            sync: sync,
            metrics: metrics
        )
        var services: [any Service] = [
            parts.local(), parts.operations(), sync,
            Housekeeping(
                gateway: gateway,
                quarantineDays: folder.settings.quarantineDays,
                logger: folder.logger
            ),
        ]
        if folder.settings.listens { services.insert(try parts.partners(), at: 0) }
        let group = ServiceGroup(
            configuration: .init(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: folder.logger
            )
        )
        try await group.run()
        await parts.ledger.flush()
    }
}

/// What the servers of the process share.
private struct Parts {
    let options: GatewayOptions
    let folder: GatewayFolder
    let gateway: Gateway
    let tls: TLSIdentity
    let directory: PartnerDirectory
    let ledger: FetchLedger
    let sync: SyncService
    let metrics: PrometheusMetrics

    private var settings: GatewaySettings { folder.settings }

    /// Says what listens where, a line each; with `--json` an object a line.
    private static func tell(_ listener: String, _ url: String, _ isJSON: Bool) {
        let tree = JSONTree.object(of: ["listener": .string(listener), "url": .string(url)])
        TerminalOutput.write(isJSON ? tree.compactBytes + [0x0A] : Array("\(listener) \(url)\n".utf8))
    }

    func partners() throws -> any Service {
        let (sync, host, directory, isJSON) = (sync, settings.partners.host, directory, options.json)
        let api = PartnerAPI(
            gateway: gateway,
            ledger: ledger,
            mirrors: MirrorFolders(folder.exchange),
            tls: tls.certificates,
            certificateEnd: { directory.certificateEnd(of: $0) },
            exchange: { await sync.status(of: $0) },
            notified: { partner in Task { await sync.wake(partner) } }
        )
        return try GatewayServers.partners(
            api.endpoints,
            at: settings.partners,
            identity: tls,
            trust: folder.trust,
            directory: directory,
            limit: RateLimit(perSecond: settings.partnerRate.perSecond, atOnce: settings.partnerRate.atOnce),
            clock: gateway.clock,
            metrics: RequestMetrics(listener: "partners", factory: metrics),
            logger: folder.logger
        ) { Self.tell("partners", "https://\(host):\($0)", isJSON) }
    }

    func local() -> any Service {
        let (sync, host, isJSON) = (sync, settings.local.host, options.json)
        let api = LocalAPI(
            gateway: gateway,
            uploads: UploadFolder(folder.data),
            findings: settings.findings
        ) { partner in try await sync.synchronise(partner) }
        return GatewayServers.local(
            api.endpoints,
            at: settings.local,
            store: gateway.store,
            limit: RateLimit(perSecond: settings.localRate.perSecond, atOnce: settings.localRate.atOnce),
            clock: gateway.clock,
            metrics: RequestMetrics(listener: "local", factory: metrics),
            logger: folder.logger
        ) { Self.tell("local", "http://\(host):\($0)", isJSON) }
    }

    func operations() -> any Service {
        let (sync, host, trust) = (sync, settings.operations.host, settings.trustFile)
        let isJSON = options.json
        let readiness = Readiness(gateway: gateway, tls: tls.certificates) { try GatewayFolder.readTrust(trust) }
        let gauges = GaugeCollector(
            gateway: gateway,
            readiness: readiness,
            tls: tls.certificates,
            version: ToolVersion.number
        ) { await sync.status() }
        return GatewayServers.local(
            OperationsAPI(readiness: readiness, gauges: gauges, metrics: metrics).endpoints,
            at: settings.operations,
            store: gateway.store,
            limit: RateLimit(perSecond: 100, atOnce: 200),
            clock: gateway.clock,
            metrics: RequestMetrics(listener: "operations", factory: metrics),
            logger: folder.logger
        ) { Self.tell("operations", "http://\(host):\($0)", isJSON) }
    }
}
