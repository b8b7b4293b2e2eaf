import ExchangeTestKit
import Foundation
import Gateway
package import LessonExchange
import Signatures
import StrictJSON
import TransparencyLog

/// Gateways of one process under a random schedule: publish, answer, sync over failing sources, restart, partition.
///
/// Everything follows from the seed. At the end the network heals, everybody reads everybody until nothing is new, and
/// then nothing may be lost, nothing may be there twice, and every receipt must match.
package struct ExchangeModel {
    private let seed: UInt64
    private var random: SeededGenerator
    private let network: VirtualNetwork
    private let folder: TemporaryFolder
    private let clock = TestClock()
    private var gateways: [Gateway] = []
    private var issued: [(publisher: Int, digest: Digest, readers: [Int])] = []
    private var ids: [String] { network.organisations.map(\.id) }
    /// Pairs that cannot reach each other, reader first.
    private var cuts: Set<[Int]> = []

    package init(seed: UInt64, network: VirtualNetwork) throws {
        self.seed = seed
        self.network = network
        random = SeededGenerator(seed: seed)
        folder = TemporaryFolder()
        for id in ids { gateways.append(try network.gateway(id, in: folder[id], clock: clock)) }
    }

    /// Runs the schedule.
    ///
    /// - Returns: what does not hold at the end; nothing when all is well.
    package mutating func run(steps: Int, drafts: [CheckedDraft]) async throws -> [String] {
        let person = Gateway.Actor(person: "Model", role: "operator")
        for gateway in gateways {
            for id in ids where id != gateway.identity.organisation {
                let partner = Partner(id: id, url: nil, state: .active, tlsKeys: [], logKey: nil)
                try await gateway.change(partner, by: person)
            }
        }
        for _ in 0..<steps { try await step(drafts) }
        cuts = []
        try await settle()
        return try await faults()
    }

    private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    private mutating func step(_ drafts: [CheckedDraft]) async throws {
        let one = pick(gateways.count)
        clock.advance(seconds: Int64(pick(600)))
        switch pick(10) {
        case 0...3: try await publish(one, drafts)
        case 4...7:
            let other = pick(gateways.count)
            if one != other { try await pull(one, from: other, perThousand: [0, 30, 300][pick(3)]) }
        case 8:
            // A restart keeps nothing but what is on the disk.
            gateways[one] = try network.gateway(ids[one], in: folder[ids[one]], clock: clock)
        default:
            let pair = [one, pick(gateways.count)]
            if cuts.remove(pair) == nil { cuts.insert(pair) }
        }
    }

    private mutating func publish(_ publisher: Int, _ drafts: [CheckedDraft]) async throws {
        let others = gateways.indices.filter { $0 != publisher }
        let readers = pick(2) == 0 ? others : [others[pick(others.count)]]
        let isForAll = readers.count == others.count && pick(2) == 0
        let sharing = BundleComposer.Sharing(
            marking: isForAll ? "nhs-and-partners" : "named-recipients",
            onwardSharing: "no",
            licence: nil,
            recipients: isForAll ? [] : readers.map { ids[$0] }
        )
        let submissions = (0...pick(3)).map { _ in Gateway.Submission(draft: drafts[pick(drafts.count)]) }
        let actor = Gateway.Actor(person: "Model", role: "publisher")
        for statement in try await gateways[publisher].publish(submissions, sharing: sharing, by: actor) {
            issued.append((publisher, statement.digest, readers))
        }
    }

    private mutating func pull(_ reader: Int, from publisher: Int, perThousand: Int) async throws {
        guard !cuts.contains([reader, publisher]) else { return }
        let source = FaultySource(
            LocalLogSource(gateways[publisher], for: ids[reader]),
            seed: random.next(),
            perThousand: perThousand
        )
        let partner = try await gateways[reader].partner(ids[publisher])
        _ = try await gateways[reader].synchronise(partner, from: source)
    }

    /// Everybody reads everybody until no log grows: a receipt is never receipted, so that ends.
    private mutating func settle() async throws {
        var sizes: [UInt64] = []
        for _ in 0..<20 {
            for reader in gateways.indices {
                for publisher in gateways.indices where publisher != reader {
                    try await pull(reader, from: publisher, perThousand: 0)
                }
            }
            var now: [UInt64] = []
            for gateway in gateways { now.append(try await gateway.store.head().size) }
            if now == sizes { return }
            sizes = now
        }
    }

    private func faults() async throws -> [String] {
        var faults: [String] = []
        for (position, gateway) in gateways.enumerated() {
            for finding in try await gateway.store.check() {
                faults.append("seed \(seed): \(ids[position]) \(finding.code) at \(finding.place): \(finding.detail)")
            }
            for feed in try await gateway.store.feeds() where feed.stopped != nil {
                faults.append("seed \(seed): \(ids[position]) stopped \(feed.partner): \(feed.stopped ?? "")")
            }
            let received = try await gateway.store.received(from: nil, max: 100_000)
            let expected = issued.filter { $0.readers.contains(position) }.map(\.digest)
            let got = received.filter { $0.kind == .bundle }.map(\.digest)
            if Set(got).count != got.count { faults.append("seed \(seed): \(ids[position]) got one twice") }
            if Set(got) != Set(expected) {
                faults.append("seed \(seed): \(ids[position]) got \(got.count) of \(expected.count)")
            }
        }
        for item in issued {
            let deliveries = try await gateways[item.publisher].store.deliveries(of: item.digest)
            let open = deliveries.filter { $0.step != .receipted }
            if deliveries.count != item.readers.count || !open.isEmpty {
                faults.append("seed \(seed): \(open.count) of \(deliveries.count) deliveries open")
            }
        }
        return faults
    }
}
