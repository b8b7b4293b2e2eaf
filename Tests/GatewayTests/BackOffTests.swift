import ExchangeTestKit
import FoundationEssentials
import Gateway
import GatewayHTTP
import GatewayTestKit
import LessonExchange
import Logging
import Signatures
import Testing

@Suite("When a partner is tried again")
struct BackOffTests {
    @Test("waits grow with each failure, and after ten they are an hour")
    func grows() {
        var backOff = BackOff()
        #expect((270...330).contains(backOff.delaySeconds(interval: 300)))
        for failures in 1...9 {
            backOff.noteFailure()
            let most = min(3600, 5 * Double(1 << (failures - 1)))
            #expect((0.5...most).contains(backOff.delaySeconds(interval: 300)), "\(failures)")
        }
        for _ in 10...70 {
            backOff.noteFailure()
            #expect((3240...3960).contains(backOff.delaySeconds(interval: 300)))
        }
        backOff.noteSuccess()
        #expect((270...330).contains(backOff.delaySeconds(interval: 300)))
    }

    @Test("a partner that is heard of is read at once and its waits begin anew, once a minute at most")
    func heard() {
        var backOff = BackOff()
        for _ in 0..<20 { backOff.noteFailure() }
        var isRead = backOff.noteHeard(at: 1000)
        #expect(isRead)
        backOff.noteFailure()
        #expect((0.5...5).contains(backOff.delaySeconds(interval: 300)))
        for _ in 0..<20 { backOff.noteFailure() }
        isRead = backOff.noteHeard(at: 1059)
        #expect(!isRead && backOff.delaySeconds(interval: 300) > 3000)
        isRead = backOff.noteHeard(at: 1060)
        #expect(isRead && backOff.failures == 0)
        // Where nothing failed each call counts.
        for _ in 0..<2 {
            isRead = backOff.noteHeard(at: 1061)
            #expect(isRead)
        }
    }

    @Test(
        "a partner that calls is read at once after ten failures; what goes on here shortens no wait",
        .timeLimit(.minutes(1))
    )
    func link() async throws {
        let folder = TemporaryFolder()
        let ids = ["reg:demo-northmere", "reg:demo-southfell"]
        let gateway = try VirtualNetwork(ids).gateway(ids[0], in: folder["store"])
        // It delivers its log, and nothing has come: each reading fails.
        let link = PartnerLink(
            partner: Partner(id: ids[1], url: nil, state: .active, tlsKeys: [], logKey: nil),
            client: nil,
            gateway: gateway,
            folders: ExchangeFolders(data: folder["store"].path),
            intervalSeconds: 86_400,
            last: nil,
            metrics: PrometheusMetrics(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        func waitForFailures(_ count: Int) async throws {
            while await link.status.failures < count { try await Task.sleep(for: .milliseconds(5)) }
        }
        for _ in 0..<10 { _ = await link.synchronise() }
        await link.begin()
        try await waitForFailures(11)
        await link.hint()
        try await Task.sleep(for: .milliseconds(200))
        #expect(await link.status.failures == 11)
        await link.hear()
        try await waitForFailures(12)
        await link.end()
    }
}
