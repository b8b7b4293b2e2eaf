import Logging
package import TransparencyLog

extension Gateway {
    /// The largest state of a log that was verified here: a signed note.
    ///
    /// Nil for a log that was never read here, and for our own.
    package func seen(_ origin: LogOrigin) async throws(StoreError) -> [UInt8]? {
        // One that has ended counts, too: its owner may have gone back to it.
        try await store.seen(origin)
    }

    /// Compares views after a sync: the partner's log with what others have seen, other logs with what it has seen.
    ///
    /// A fault of the comparison is no fault of the sync.
    func compareViews(with partner: Partner, _ source: any LogSource, _ report: inout SyncReport) async {
        let comparison = ViewComparison(self, partner, source)
        do throws(StoreError) {
            // Also where the sync ended early: a log that was forked must not escape by a fault of its own making.
            if let code = try await comparison.settle() { report.fault = code }
            if report.fault == nil { try await comparison.ask() }
        } catch {
            logger.warning("views could not be compared", metadata: ["partner": "\(partner.id)"])
        }
    }
}
