import ExchangeTestKit
import Foundation
import Gateway
import LessonExchange
package import Logging
import Signatures
import TransparencyLog

/// A gateway of a schedule, with what the schedule knows of it.
struct ScheduleMember {
    let id: String
    var folder: String
    let clock: TestClock
    var gateway: Gateway
    var trust: TrustFile
    /// Whether it seals with its second key.
    var isRenewed = false
    var partners: Set<Int> = []
    /// Statements that it has taken in, or set aside; not those that it refused.
    var arrived: Set<Digest> = []
    /// Legal holds in force, oldest first.
    var holds: [Digest] = []
    var everHeld: Set<Digest> = []
    var backup: ScheduleBackup?
    /// Seconds that its clock is away from the others'.
    var offset: Int64 = 0
}

/// Gateways of one process under a random schedule of everything that ``ScheduleAction`` lists, over failing sources.
///
/// Everything follows from the seed. After each step nothing that was withdrawn may be shown, and no ledger may be
/// closed too early. In the end the network heals, everybody reads everybody until nothing is new, and then every
/// gateway must be as ``ScheduleOracle`` works it out from what was issued.
package struct ScheduleModel {
    let seed: UInt64
    let network: ScheduleNetwork
    let logger: Logger?
    let folder = TemporaryFolder(inMemory: true)
    var random: SeededGenerator
    var members: [ScheduleMember] = []
    var issued: [IssuedStatement] = []
    /// Pairs that cannot reach each other, reader first.
    var cuts: Set<[Int]> = []
    var revocation: ScheduleRevocation?
    /// Whether somebody's log was begun anew: what is known of revocations is told by positions of the first.
    var isRestored = false
    /// The file that everybody has in the end.
    var lastTrust: TrustFile
    /// The gateway that is nobody's partner yet.
    var stranger: Int?
    var faults: [String] = []

    /// Long enough for a lesson to go all its ways, short enough for ten thousand schedules in a quarter of an hour.
    package static let usualSteps = 24

    static let operation = Gateway.Actor(person: "Model", role: "operator")
    static let publishing = Gateway.Actor(person: "Model", role: "publisher")

    /// `logger`: where the gateways' own logs go.
    package init(seed: UInt64, network: ScheduleNetwork, logger: Logger? = nil) throws {
        self.seed = seed
        self.network = network
        self.logger = logger
        lastTrust = network.firstTrust
        random = SeededGenerator(seed: seed)
        let count = [2, 3, 3, 3, 4][Int.random(in: 0..<5, using: &random)]
        for place in 0..<count {
            let clock = TestClock()
            let gateway = try network.gateway(
                place,
                in: folder["\(place)"],
                clock: clock,
                trust: network.firstTrust,
                isRenewed: false,
                logger: logger
            )
            members.append(
                ScheduleMember(
                    id: ScheduleNetwork.ids[place],
                    folder: "\(place)",
                    clock: clock,
                    gateway: gateway,
                    trust: network.firstTrust
                )
            )
        }
    }

    /// What lessons, answers and advice of the schedule say.
    package var secrets: PlantedSecrets {
        PlantedSecrets(issued.compactMap { $0.lesson?.marker }, texts: [Self.wording])
    }

    /// Runs the schedule.
    ///
    /// - Returns: what does not hold, with the seed; nothing when all is well.
    package mutating func run(steps: Int) async -> [String] {
        do {
            try await begin()
            for _ in 0..<steps where faults.isEmpty {
                pass(seconds: Int64(pick(600)))
                try await act(.drawn(using: &random))
            }
            if faults.isEmpty { try await settle() }
            if faults.isEmpty { try await checkEnd() }
        } catch { faults.append("threw \(error)") }
        return faults.map { "seed \(seed): \($0)" }
    }

    mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    mutating func fault(_ member: Int, _ what: String) { faults.append("\(members[member].id): \(what)") }

    func pass(seconds: Int64) { for member in members { member.clock.advance(seconds: seconds) } }

    var oracle: ScheduleOracle {
        ScheduleOracle(statements: issued, partners: members.map(\.partners), revocation: revocation)
    }

    private mutating func begin() async throws {
        if members.count > 2, pick(2) == 0 { stranger = members.count - 1 }
        for member in members.indices {
            try await take(network.firstTrust, at: member)
            try await members[member].gateway.judgeAgainIfNeeded()
            for other in members.indices where other < member && member != stranger {
                try await introduce(member, other)
            }
        }
    }

    /// Makes two gateways partners of each other.
    mutating func introduce(_ one: Int, _ other: Int) async throws {
        for (member, partner) in [(one, other), (other, one)] {
            try await members[member].gateway.change(
                Partner(id: members[partner].id, url: "https://localhost", state: .active, tlsKeys: [], logKey: nil),
                by: Self.operation
            )
            members[member].partners.insert(partner)
        }
    }

    mutating func take(_ trust: TrustFile, at member: Int) async throws {
        try await members[member].gateway.takeTrust(trust, by: Self.operation)
        members[member].trust = trust
    }

    /// Opens a gateway anew from its files.
    mutating func reopen(_ place: Int) throws {
        let member = members[place]
        members[place].gateway = try network.gateway(
            place,
            in: folder[member.folder],
            clock: member.clock,
            trust: member.trust,
            isRenewed: member.isRenewed,
            logger: logger
        )
    }

    mutating func setOffset(_ seconds: Int64, of member: Int) {
        members[member].clock.advance(seconds: seconds - members[member].offset)
        members[member].offset = seconds
    }

    mutating func pull(_ reader: Int, from publisher: Int, perThousand: Int) async throws {
        guard members[reader].partners.contains(publisher), !cuts.contains([reader, publisher]) else { return }
        let gateway = members[reader].gateway
        let log = LocalLogSource(members[publisher].gateway, for: members[reader].id, notesFetches: true)
        let source = FaultySource(log, seed: random.next(), perThousand: perThousand)
        _ = try await gateway.synchronise(try await gateway.partner(members[publisher].id), from: source)
        try await resume(reader, where: publisher)
        try await look(at: reader)
    }

    /// A reader that missed an epoch, or was put back to before it, reads on when a person has looked, and only then.
    private func resume(_ reader: Int, where publisher: Int) async throws {
        let (gateway, id) = (members[reader].gateway, members[publisher].id)
        let newest = try await members[publisher].gateway.store.head().origin
        let isBehind = try await gateway.store.feeds().contains { feed in
            feed.partner == id && feed.stopped == "log.epoch-unexpected" && newest.epoch >= feed.origin.epoch + 2
        }
        guard isBehind else { return }
        try await gateway.change(try await gateway.partner(id), resumes: true, by: Self.operation)
    }

    /// What a gateway does by itself now and then.
    mutating func housekeep(_ member: Int) async throws {
        try await members[member].gateway.judgeAgainIfNeeded()
        _ = try await members[member].gateway.erase()
        try await look(at: member)
    }

    /// Rounds after which everything has been told: a receipt is never receipted, so that ends.
    private static let roundsMax = 30

    /// The network heals, clocks agree, everybody has the same trust file, and all is told.
    private mutating func settle() async throws {
        cuts = []
        if pick(2) == 0 { try await join() }
        for member in members.indices {
            setOffset(0, of: member)
            for digest in members[member].holds where pick(2) == 0 { try await endHold(of: digest, at: member) }
            if members[member].trust.version < lastTrust.version { try await take(lastTrust, at: member) }
        }
        // Whatever was issued ahead of its time has its time.
        pass(seconds: 12 * 3600)
        var idle = 0
        var sizes: [UInt64] = []
        for _ in 0..<Self.roundsMax where idle < 2 {
            for reader in members.indices {
                for publisher in members.indices { try await pull(reader, from: publisher, perThousand: 0) }
            }
            for member in members.indices { try await housekeep(member) }
            let now = try await logSizes()
            idle = now == sizes ? idle + 1 : 0
            sizes = now
        }
        if idle < 2 { faults.append("the logs go on growing when nothing is new") }
    }

    private func logSizes() async throws -> [UInt64] {
        var sizes: [UInt64] = []
        for member in members { sizes.append(try await member.gateway.store.head().size) }
        return sizes
    }
}
