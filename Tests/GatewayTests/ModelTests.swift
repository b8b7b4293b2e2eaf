import ExchangeTestKit
import Foundation
import GatewayTestKit
import Testing

@Suite("Random schedules")
struct ModelTests {
    /// Two at a time: each waits for its own disk and its own threads now and then.
    private static let workers = 2

    @Test("nothing lost, nothing twice, nothing withdrawn shown, and every gateway as the rules say")
    func schedules() async throws {
        var seeds = SeededGenerator.announced()
        let network = try ScheduleNetwork()
        let count = ProcessInfo.processInfo.environment["LESSON_SCHEDULES"].flatMap { Int($0) } ?? 200
        let all = (0..<count).map { _ in seeds.next() }
        let faults: [String] = try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<Self.workers {
                let share = stride(from: worker, to: count, by: Self.workers).map { all[$0] }
                group.addTask {
                    var faults: [String] = []
                    for seed in share {
                        var model = try ScheduleModel(seed: seed, network: network)
                        faults += await model.run(steps: ScheduleModel.usualSteps)
                    }
                    return faults
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        for fault in faults { Issue.record("\(fault); again: GatewayBenchmarks model 1 and the seed") }
    }
}
