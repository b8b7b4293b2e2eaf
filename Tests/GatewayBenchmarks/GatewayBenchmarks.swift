import ExchangeTestKit
import Gateway
import GatewayTestKit
import Glibc
import LessonExchange
import Signatures
import StrictJSON
import TransparencyLog

/// Figures of a gateway: what a script cannot measure from outside.
enum GatewayBenchmarks {
    static func run(_ words: [String]) async {
        do {
            switch words.first {
            case "publish" where words.count == 3: try await publish(words[1], Int(words[2]) ?? 1000)
            case "fill" where words.count == 3: try await fill(words[1], Int(words[2]) ?? 1000)
            case "publish-each" where words.count == 3: try await publishEach(words[1], Int(words[2]) ?? 1000)
            case "feed" where words.count == 2: try await feed(words[1])
            case "duplicates": try await duplicates()
            case "growth" where words.count == 3:
                var growth = try Growth(words[1])
                try await growth.run(to: Int(words[2]) ?? 1_000_000)
            case "model" where words.count >= 2:
                try await model(Int(words[1]) ?? 100, seed: words.count > 2 ? UInt64(words[2]) : nil)
            default:
                print(
                    "usage: GatewayBenchmarks publish|fill|publish-each FOLDER N | feed FOLDER | growth FOLDER N | duplicates | model N [SEED]"
                )
                exit(2)
            }
        } catch {
            print("failed: \(error)")
            exit(1)
        }
    }

    static func seconds(_ body: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await body()
        let time = ContinuousClock.now - start
        return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    }

    static func rate(_ name: String, _ count: Int, _ seconds: Double, least: Int) {
        let rate = Int(Double(count) / seconds)
        print("\(name): \(rate)/s (asked >= \(least))\(rate < least ? "  MISSED" : "")")
    }

    private static let sharing = BundleComposer.Sharing(
        marking: "nhs-and-partners",
        onwardSharing: "no",
        licence: nil,
        recipients: []
    )
    private static let actor = Gateway.Actor(person: "Benchmark", role: "publisher")

    /// Draft, gate, signature, log, index and fsync: one at a time, then a thousand in a transaction.
    private static func publish(_ folder: String, _ count: Int) async throws {
        let gateway = try DiskGateway.open(folder)
        var generator = LessonGenerator(seed: 1)
        let drafts = (0..<count).map { _ in generator.draft(sentences: 12) }
        let single = min(count, 600)
        let one = try await seconds {
            for draft in drafts.prefix(single) {
                // The gate stops a few of them, as it should for all it knows; its work counts all the same.
                guard let checked = try? SampleDrafts.attested(draft) else { continue }
                let submission = Gateway.Submission(draft: checked)
                _ = try await gateway.publish([submission], sharing: sharing, by: actor)
            }
        }
        rate("publish, one at a time", single, one, least: 300)
        let parts = stride(from: 0, to: drafts.count, by: 1000).map {
            Array(drafts[$0..<min($0 + 1000, drafts.count)])
        }
        let many = try await seconds {
            var next = Task { [part = parts[0]] in await checked(part) }
            for position in parts.indices {
                let submissions = await next.value
                // While one batch is logged the next is checked.
                if position + 1 < parts.count { next = Task { [part = parts[position + 1]] in await checked(part) } }
                _ = try await gateway.publish(submissions, sharing: sharing, by: actor)
            }
        }
        rate("publish, in batches", count, many, least: 1500)
    }

    private static func checked(_ drafts: [JSONTree]) async -> [Gateway.Submission] {
        let checked = await BlockingWork.map(drafts) { draft in try? SampleDrafts.attested(draft) }
        return checked.compactMap { $0 }.map { Gateway.Submission(draft: $0) }
    }

    /// Publishes for others to read.
    private static func fill(_ folder: String, _ count: Int) async throws {
        let gateway = try DiskGateway.open(folder)
        var generator = LessonGenerator(seed: 2)
        var published = 0
        while published < count {
            let part = (0..<min(1000, count - published)).map { _ in generator.draft(sentences: 12) }
            published += try await gateway.publish(await checked(part), sharing: sharing, by: actor).count
        }
        print("log of \(try await gateway.store.head().size) entries")
    }

    /// Publishes a few at a time, and says what is published as soon as it is: what was said must never be lost.
    private static func publishEach(_ folder: String, _ count: Int) async throws {
        let gateway = try DiskGateway.open(folder)
        var generator = LessonGenerator(seed: UInt64(try await gateway.store.head().size) + 3)
        var published = 0
        while published < count {
            let part = (0..<min(5, count - published)).map { _ in generator.draft(sentences: 12) }
            for statement in try await gateway.publish(await checked(part), sharing: sharing, by: actor) {
                published += 1
                print("\(statement.digest.hex) \(statement.lessons[0].lessonID)")
            }
            fflush(nil)
        }
    }

    /// Entries of the log, as a partner reads them: tiles of entries.
    private static func feed(_ folder: String) async throws {
        let gateway = try DiskGateway.open(folder)
        let size = try await gateway.store.head().size
        let whole = size / UInt64(Tile.width)
        var entries = 0
        let time = try await seconds {
            for index in 0..<whole {
                let tile = Tile(.entries, index: index)
                guard let bytes = try await gateway.store.tile(tile) else { continue }
                entries += tile.entries(in: bytes)?.count ?? 0
            }
        }
        rate("feed, entries from the store", entries, time, least: 10_000)
    }

    /// How well lessons that are the same are told from others, on the committed pairs among 5,000 others.
    private static func duplicates() async throws {
        let folder = TemporaryFolder()
        let gateway = try VirtualNetwork(["reg:demo-northmere"]).gateway("reg:demo-northmere", in: folder["store"])
        let answers = try await DuplicatePairs.committed().answers(in: gateway, distractors: 5000)
        for (category, group) in Dictionary(grouping: answers, by: \.pair.category).sorted(by: { $0.key < $1.key }) {
            let found = group.filter { $0.rank != nil }.count
            let same = group.filter(\.isCalledSame).count
            print("\(category): \(group.count) pairs, found among five \(found), something called the same \(same)")
        }
    }

    /// Random schedules of two to four gateways; a seed alone runs that one schedule again.
    private static func model(_ count: Int, seed: UInt64?) async throws {
        let network = try ScheduleNetwork()
        let seeds = seed.map { [$0] } ?? (0..<count).map { _ in UInt64.random(in: 0...UInt64.max) }
        let workers = BlockingWork.processors
        let time = try await seconds {
            let faulty = try await withThrowingTaskGroup(of: Int.self) { group in
                for worker in 0..<workers {
                    let share = stride(from: worker, to: seeds.count, by: workers).map { seeds[$0] }
                    group.addTask { try await run(share, network) }
                }
                return try await group.reduce(0, +)
            }
            print("model: \(seeds.count) schedules, \(faulty) with faults")
            if faulty > 0 { exit(1) }
        }
        print("model: \(Int(time)) s")
    }

    /// How many of the schedules have faults; each fault is told with its seed.
    private static func run(_ seeds: [UInt64], _ network: ScheduleNetwork) async throws -> Int {
        var faulty = 0
        for seed in seeds {
            var model = try ScheduleModel(seed: seed, network: network)
            let faults = await model.run(steps: ScheduleModel.usualSteps)
            for fault in faults { print(fault) }
            faulty += faults.isEmpty ? 0 : 1
        }
        return faulty
    }
}
