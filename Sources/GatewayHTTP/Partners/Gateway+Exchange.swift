package import Gateway
import Logging

extension Gateway {
    /// Reads a partner's log over the network, and delivers ours to a partner that cannot read it.
    package func exchange(
        with partner: Partner,
        over client: PartnerClient,
        _ folders: ExchangeFolders
    ) async throws(StoreError) -> SyncReport {
        var report = try await synchronise(partner, from: client)
        guard partner.delivers else { return report }
        let own = identity.organisation
        do {
            let before = try await store.delivered(to: partner.id)
            let size = try await deliver(to: partner.id, from: folders) { file, bytes in
                try await client.put(bytes, as: file, of: own)
            }
            report.isDelivered = size != before
        } catch {
            logger.warning(
                "our log could not be delivered",
                metadata: ["partner": "\(partner.id)", "type": "\(type(of: error))"]
            )
            // So it is tried again soon, as what could not be read.
            if report.fault == nil {
                report.fault = (error as? LogSourceError) == .tooLarge ? "limit.exceeded" : "partner.unreachable"
                report.detail = "our log could not be delivered"
            }
        }
        return report
    }
}
