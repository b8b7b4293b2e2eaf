package import Gateway
import LessonExchange
package import Logging
import ServiceLifecycle
import Signatures

/// Work that nobody asks for: erasures that are due, judgements after a newer trust file, the end of what was set aside
/// and of drafts.
package struct Housekeeping: Service, CustomStringConvertible {
    private let gateway: Gateway
    private let quarantineDays: Int
    private let logger: Logger

    private static let pauseSeconds = 5
    /// A draft that was never published is forgotten so long after the last step for it.
    private static let draftDays: Int64 = 30
    /// All drafts are read for it, so not at every look.
    private static let draftPauseSeconds: Int64 = 3600

    /// What this process has seen to.
    private struct Seen {
        /// The version of the trust file that it has judged by.
        var judged: Int
        /// When it looks at drafts again.
        var draftsDue: Timestamp
    }

    /// The group of services logs them by what they say of themselves.
    package var description: String { "housekeeping" }

    package init(gateway: Gateway, quarantineDays: Int, logger: Logger) {
        self.gateway = gateway
        self.quarantineDays = quarantineDays
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var seen = Seen(judged: gateway.trust.current.version, draftsDue: gateway.clock())
            while !Task.isCancelled {
                await look(&seen)
                try? await Task.sleep(for: .seconds(Self.pauseSeconds))
            }
        }
    }

    private func look(_ seen: inout Seen) async {
        do {
            let version = gateway.trust.current.version
            if version == seen.judged {
                try await gateway.judgeAgainIfNeeded()
            } else {
                // Whoever brought the file has judged by it, but this process took in by the older one until now.
                _ = try await gateway.judgeAgain()
                seen.judged = version
            }
            if let outcome = try await gateway.erase() {
                logger.notice("erased", metadata: ["statements": "\(outcome.erased)", "held": "\(outcome.held)"])
            }
            let before = gateway.clock().adding(seconds: -Int64(quarantineDays) * 86_400)
            _ = try await gateway.store.commitQuarantineEnd(before: before)
            let now = gateway.clock()
            guard now >= seen.draftsDue else { return }
            _ = try await gateway.store.commitDraftsEnd(before: now.adding(seconds: -Self.draftDays * 86_400))
            seen.draftsDue = now.adding(seconds: Self.draftPauseSeconds)
        } catch {
            // It is tried again; a store that is busy is no fault.
            logger.warning("housekeeping did not end", metadata: ["type": "\(type(of: error))"])
        }
    }
}
