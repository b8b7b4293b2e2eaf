import ExchangeTestKit
import Foundation
import GatewayTestKit
import LessonExchange
import Testing

@Suite("Random schedules")
struct ModelTests {
    @Test("nothing lost, nothing twice, every receipt matches")
    func schedules() async throws {
        var seeds = SeededGenerator.announced()
        let network = try VirtualNetwork(["reg:demo-northmere", "reg:demo-southfell", "reg:demo-eastholt"])
        let drafts = try (0..<8).map { try SampleDrafts.attested(SampleDrafts.draft($0)) }
        let count = ProcessInfo.processInfo.environment["LESSON_SCHEDULES"].flatMap { Int($0) } ?? 12
        for _ in 0..<count {
            var model = try ExchangeModel(seed: seeds.next(), network: network)
            let faults = try await model.run(steps: 30, drafts: drafts)
            #expect(faults == [])
        }
    }
}
