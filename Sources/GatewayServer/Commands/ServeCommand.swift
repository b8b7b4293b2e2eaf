import ArgumentParser
import CommandSupport
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

            Prints a line for each port that it listens on, then logs to standard error.
            """
    )

    @OptionGroup var options: GatewayOptions

    func run() async throws {
        let folder = try await options.folder()
        let gateway = try await folder.open()
        let tls = try folder.tlsIdentity()
        let directory = folder.directory(gateway)
        let ledger = FetchLedger(store: gateway.store)
        let sync = SyncService(
            gateway: gateway,
            identity: tls,
            directory: directory,
            intervalSeconds: folder.settings.intervalSeconds,
            logger: folder.logger
        )
        let services = try servers(folder, gateway, tls, directory, ledger, sync)
        let group = ServiceGroup(
            configuration: .init(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: folder.logger
            )
        )
        try await group.run()
        await ledger.flush()
    }

    private func servers(
        _ folder: GatewayFolder,
        _ gateway: Gateway,
        _ tls: TLSIdentity,
        _ directory: PartnerDirectory,
        _ ledger: FetchLedger,
        _ sync: SyncService
    ) throws -> [any Service] {
        let settings = folder.settings
        let partners = PartnerAPI(
            gateway: gateway,
            ledger: ledger,
            certificateEnd: { directory.certificateEnd(of: $0) },
            notified: { partner in Task { await sync.wake(partner) } }
        )
        let local = LocalAPI(gateway: gateway) { partner in try await sync.synchronise(partner) }
        let clock = gateway.clock
        return [
            try GatewayServers.partners(
                partners.endpoints,
                at: settings.partners,
                identity: tls,
                trust: folder.trust,
                directory: directory,
                limit: RateLimit(perSecond: settings.partnerRate.perSecond, atOnce: settings.partnerRate.atOnce),
                clock: clock,
                logger: folder.logger
            ) { Self.tell("partners", "https://\(settings.partners.host):\($0)") },
            GatewayServers.local(
                local.endpoints,
                at: settings.local,
                store: gateway.store,
                limit: RateLimit(perSecond: settings.localRate.perSecond, atOnce: settings.localRate.atOnce),
                clock: clock,
                logger: folder.logger
            ) { Self.tell("local", "http://\(settings.local.host):\($0)") },
            GatewayServers.local(
                OperationsAPI(gateway: gateway).endpoints,
                at: settings.operations,
                store: gateway.store,
                limit: RateLimit(perSecond: 100, atOnce: 200),
                clock: clock,
                logger: folder.logger
            ) { Self.tell("operations", "http://\(settings.operations.host):\($0)") },
            sync,
            Housekeeping(gateway: gateway, quarantineDays: settings.quarantineDays, logger: folder.logger),
        ]
    }

    private static func tell(_ what: String, _ address: String) { TerminalOutput.write("\(what) \(address)\n") }
}
