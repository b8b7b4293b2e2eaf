package import Gateway
import LessonExchange
package import Logging
import ServiceLifecycle
import Signatures

/// Work that nobody asks for: erasures that are due, judgements after a newer trust file, the end of what was set aside.
package struct Housekeeping: Service {
    private let gateway: Gateway
    private let quarantineDays: Int
    private let logger: Logger

    private static let pauseSeconds = 5

    package init(gateway: Gateway, quarantineDays: Int, logger: Logger) {
        self.gateway = gateway
        self.quarantineDays = quarantineDays
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var judged = gateway.trust.current.version
            while !Task.isCancelled {
                await look(&judged)
                try? await Task.sleep(for: .seconds(Self.pauseSeconds))
            }
        }
    }

    /// `judged`: the version of the trust file that this process has judged by.
    private func look(_ judged: inout Int) async {
        do {
            let version = gateway.trust.current.version
            if version == judged {
                try await gateway.judgeAgainIfNeeded()
            } else {
                // Whoever brought the file has judged by it, but this process took in by the older one until now.
                _ = try await gateway.judgeAgain()
                judged = version
            }
            if let outcome = try await gateway.erase() {
                logger.notice("erased", metadata: ["statements": "\(outcome.erased)", "held": "\(outcome.held)"])
            }
            let before = gateway.clock().adding(seconds: -Int64(quarantineDays) * 86_400)
            _ = try await gateway.store.commitQuarantineEnd(before: before)
        } catch {
            // It is tried again; a store that is busy is no fault.
            logger.warning("housekeeping did not end", metadata: ["type": "\(type(of: error))"])
        }
    }
}
