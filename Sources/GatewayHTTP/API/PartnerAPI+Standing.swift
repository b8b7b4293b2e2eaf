import Gateway
import HTTPTypes
import LessonExchange
import Signatures
import StrictJSON
import TransparencyLog

extension PartnerAPI {
    @Sendable func description(_ request: APIRequest) async throws -> APIAnswer {
        let head = try await gateway.store.head()
        return .json(
            .object(of: [
                "organisation": .string(gateway.identity.organisation),
                "name": .string(gateway.identity.publisher.nameAtSigning), "api": "/v1",
                "versions": ["1"], "schemas": [.string(EmbeddedSchemas.version)],
                "software": .string("\(ToolVersion.gatewayName) \(ToolVersion.number)"),
                "origin": .string(head.origin.description),
                "logKey": .string(gateway.identity.logKey.verifyingKey.description),
                "keys": thumbprints,
            ])
        )
    }

    /// SHA-256 of the SubjectPublicKeyInfo of each key that has a certificate, as partners pin them.
    private var thumbprints: JSONTree {
        func thumbprint(_ chain: [Certificate]) -> JSONTree? {
            chain.first.map { .string($0.keyThumbprint.description) }
        }
        return .object(of: [
            "seal": thumbprint(gateway.identity.seal.chain),
            "receipts": thumbprint(gateway.identity.receipts.chain), "tls": thumbprint(tls),
        ])
    }

    /// What we hold about the caller, and of nobody else.
    @Sendable func own(_ request: APIRequest) async throws -> APIAnswer {
        let id = request.caller.name
        let head = try await gateway.store.head()
        let now = gateway.clock()
        return .json(
            .object(of: [
                "partner": .string(id), "clock": .string(now.description),
                // Statements of ours reach it under either name.
                "audience": ["partners", .string(id)],
                "certificate": certificate(of: id, at: now),
                "log": .object(of: ["origin": .string(head.origin.description), "size": .integer(Int(head.size))]),
                "yourLog": try await feed(of: id),
                "exchange": await exchange(id).map { Self.tree($0, at: now) },
                "unreceipted": try await unreceipted(by: id, size: head.size, at: now),
                "withdrawals": try await withdrawals(openAt: id),
            ])
        )
    }

    private func certificate(of id: String, at now: Timestamp) -> JSONTree? {
        certificateEnd(id).map { end in
            .object(of: [
                "expires": .string(end.description),
                "daysLeft": .integer(CertificateWarnings.daysLeft(until: end, at: now)),
            ])
        }
    }

    private func feed(of id: String) async throws -> JSONTree? {
        try await gateway.store.feeds().first { $0.partner.utf8.elementsEqual(id.utf8) }.map { feed in
            .object(of: [
                "origin": .string(feed.origin.description), "read": .integer(Int(feed.position)),
                "seen": .integer(Int(feed.checkpoint?.size ?? 0)),
                "stopped": feed.stopped.map { .string($0) },
            ])
        }
    }

    private static func seconds(since moment: Timestamp, at now: Timestamp) -> JSONTree {
        .integer(Int(max(0, now.unixSeconds - moment.unixSeconds)))
    }

    private static func tree(_ status: SyncStatus, at now: Timestamp) -> JSONTree {
        .object(of: [
            "lastSuccess": status.lastSuccess.map { .string($0.description) },
            "lagSeconds": seconds(since: status.lastSuccess ?? status.begun, at: now),
            "failures": .integer(status.failures),
            "clockSkewSeconds": status.clockSkewSeconds.map { .integer($0) },
        ])
    }

    /// The first statement for the caller that its receipt is not here for, as far back as the figures look.
    private func unreceipted(by id: String, size: UInt64, at now: Timestamp) async throws -> JSONTree? {
        let from = size - min(size, GaugeCollector.windowEntries)
        return try await gateway.store.firstWithoutReceipt(of: id, from: from).map { first in
            .object(of: [
                "position": .integer(Int(first.position)), "since": .string(first.since.description),
                "ageSeconds": Self.seconds(since: first.since, at: now),
            ])
        }
    }

    /// Withdrawals that the caller has not answered; who else has not is nobody's business.
    private func withdrawals(openAt id: String) async throws -> JSONTree {
        let open = try await gateway.store.openWithdrawals().filter { withdrawal in
            withdrawal.open.contains { $0.utf8.elementsEqual(id.utf8) }
        }
        return .array(
            open.map { withdrawal in
                .object(of: [
                    "withdrawal": .string(withdrawal.digest.description),
                    "since": .string(withdrawal.since.description),
                ])
            }
        )
    }
}
