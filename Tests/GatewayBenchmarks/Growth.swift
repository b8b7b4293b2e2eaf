import Gateway
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON

/// What a store of a million lessons costs against one of ten thousand.
struct Growth {
    private let gateway: Gateway
    private var generator = LessonGenerator(seed: 4)
    private var known: [Digest] = []

    private static let first = 10_000
    private static let batch = 1000
    private static let questions = 500

    init(_ folder: String) throws { gateway = try DiskGateway.open(folder) }

    mutating func run(to count: Int) async throws {
        let time = ContinuousClock.now
        if try await gateway.store.head().size > 0 {
            // A store that was filled before: only what it costs now.
            known = try await gateway.store.addressed(
                to: .partner("reg:demo-southfell"),
                from: 0,
                upTo: .max,
                max: 5000
            )
            .items.map(\.digest)
        }
        try await fill(to: Self.first)
        let small = try await measure()
        try await fill(to: count)
        let large = try await measure()
        print("filled to \(count) in \(ContinuousClock.now - time)")
        for (name, before, after) in zip(small, large).map({ ($0.name, $0.microseconds, $1.microseconds) }) {
            let ratio = after / before
            let isLatency = name.contains("p99")
            let mark = isLatency ? (after > 10_000 ? "  MISSED" : "") : ratio > 2 ? "  MISSED" : ""
            print(
                "\(name): \(Int(before)) us at 10,000, \(Int(after)) us at \(count), \((ratio * 100).rounded() / 100)x\(mark)"
            )
        }
    }

    private mutating func fill(to count: Int) async throws {
        var size = Int(try await gateway.store.head().size)
        while size < count {
            let drafts = (0..<min(Self.batch, count - size)).map { _ in generator.draft(sentences: 3) }
            let published = try await gateway.logUnchecked(drafts)
            if known.count < 5000 || size % 50_000 == 0 { known += published.map(\.digest) }
            size += published.count
        }
    }

    private mutating func measure() async throws -> [(name: String, microseconds: Double)] {
        // Some batches, so that merges of the index count with their share.
        var inserts = 0.0
        for _ in 0..<10 {
            let drafts = (0..<Self.batch).map { _ in generator.draft(sentences: 3) }
            let before = ContinuousClock.now
            _ = try await gateway.logUnchecked(drafts)
            inserts += Self.microseconds(since: before)
        }
        var polls: [Double] = []
        var fetches: [Double] = []
        var similar: [Double] = []
        for number in 0..<Self.questions {
            let digest = known[number * 7919 % known.count]
            let draft = generator.draft(sentences: 3).prettyBytes
            polls.append(
                try await Self.timed {
                    let head = try await gateway.publicHead()
                    _ = try await gateway.addressedList(
                        for: .partner("reg:demo-southfell"),
                        from: head.size,
                        upTo: head.size
                    )
                }
            )
            fetches.append(
                try await Self.timed {
                    _ = try await gateway.store.statement(digest, for: .partner("reg:demo-southfell"))
                }
            )
            similar.append(try await Self.timed { _ = try await gateway.similar(toDraft: draft) })
        }
        func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }
        return [
            ("insert, a lesson in batches", inserts / Double(10 * Self.batch)),
            ("poll with nothing new", median(polls)),
            ("fetch by digest", median(fetches)), ("similar, median", median(similar)),
            ("similar, p99", similar.sorted()[similar.count * 99 / 100]),
        ]
    }

    private static func timed(_ body: () async throws -> Void) async throws -> Double {
        let before = ContinuousClock.now
        try await body()
        return microseconds(since: before)
    }

    private static func microseconds(since moment: ContinuousClock.Instant) -> Double {
        let time = ContinuousClock.now - moment
        return Double(time.components.seconds) * 1e6 + Double(time.components.attoseconds) / 1e12
    }
}
