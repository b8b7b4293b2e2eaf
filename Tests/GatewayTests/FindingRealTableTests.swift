import ExchangeTestKit
import Findings
import FoundationEssentials
import Gateway
import GatewayTestKit
import LessonExchange
import Pages
import Signatures
import StrictJSON
import Testing

/// The public tracker, taken in as one of the trusts that it names.
@Suite("The real tracker in a gateway", .enabled(if: SharedFolder.has("data/pfd_tracker_kent_names_removed.csv")))
struct FindingRealTableTests {
    private let folder = TemporaryFolder()
    private let gateway: Gateway
    private static let own = "ods:RXY"
    private static let tracker = "data/pfd_tracker_kent_names_removed.csv"

    init() throws {
        gateway = try VirtualNetwork([Self.own]).gateway(Self.own, in: folder["store"])
    }

    /// Takes in what of South East Coast Ambulance Service is named, too: its code is RYD.
    private func subscribe() async throws {
        var subscription = Subscription(name: "ambulance")
        subscription.recipient = "ods:RYD"
        subscription.since = "2025-01-01"
        _ = try await gateway.subscribe(subscription, by: FindingPeople.triage)
    }

    private func takeIn() async throws -> FindingImportReport {
        let reader = FindingReader(
            format: .pfdTracker,
            publisher: Self.own,
            now: gateway.clock(),
            scanner: GateContext().scanner
        )
        return try await gateway.importFindings(
            SharedFolder.url(Self.tracker).path,
            reader: reader,
            by: FindingPeople.triage
        )
    }

    private func references(_ change: (inout FindingQuery) -> Void) async throws -> Set<String> {
        var query = FindingQuery()
        query.limit = FindingQuery.limitMax
        change(&query)
        return Set(try await gateway.store.findings(query).findings.map { $0.finding.reference })
    }

    /// Row 4 names the trust as well; its reference is contradicted by its own document, so it is set aside.
    @Test("exactly what names the trust, and what its subscription takes, is asked about; only the former can be late")
    func triage() async throws {
        try await subscribe()
        let report = try await takeIn()
        #expect(report.imported + report.stubs == 16 && report.quarantined == 1 && report.rows.count == 17)
        #expect(report.triage == 3 && report.duties == 2)
        #expect(try await references { $0.states = [.triage] } == ["2026-0020", "2026-0023", "2025-0389"])
        #expect(try await references { $0.duty = .duty } == ["2026-0020", "2026-0023"])
        #expect(try await references { $0.states = [.searchable] }.count == 13)
        // A day by which every clock has run out, of others' too.
        let late = try await references { $0.overdueOn = "2100-01-01" }
        #expect(late == ["2026-0020", "2026-0023"])
        let all = try await gateway.store.findings(FindingQuery()).findings
        #expect(all.filter { $0.duty == .awareness }.allSatisfy { !$0.isOverdue(on: "2100-01-01") })
        #expect(
            all.allSatisfy { $0.finding.due?.basis == ($0.finding.reference == "2025-0133" ? .printed : .computed) }
        )
    }

    @Test("the same table again is no news, and no name of a coroner is in anything that is told")
    func again() async throws {
        _ = try await takeIn()
        let second = try await takeIn()
        #expect(second.unchanged == 16 && second.imported == 0 && second.stubs == 0 && second.newVersions == 0)
        var told = String(decoding: second.tree.compactBytes, as: UTF8.self)
        for record in try await gateway.store.findings(FindingQuery()).findings {
            told += String(decoding: try await gateway.finding(record.number).tree.compactBytes, as: UTF8.self)
            told += String(decoding: try await gateway.draft(ofFinding: record.number), as: UTF8.self)
        }
        for kind in ReportKind.allCases {
            told += try await gateway.report(kind, since: nil, isForOutside: false).printed(as: .markdown)
        }
        let words = try Self.wordsOfCoroners()
        #expect(words.count > 6)
        let read = Set(told.lowercased().split { !$0.isLetter }.map(String.init))
        #expect(words.isDisjoint(with: read), "\(words.intersection(read).count) words")
        #expect(try await gateway.check() == [])
    }

    /// The words of the column with coroners' names, titles and given names that are words of the field aside.
    private static func wordsOfCoroners() throws -> Set<String> {
        var words: Set<String> = []
        for line in String(decoding: try SharedFolder.bytes(tracker), as: UTF8.self).split(whereSeparator: \.isNewline)
        {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count > 5, cells[0].count == 10, cells[0].contains("/") else { continue }
            words.formUnion(cells[4].lowercased().split(separator: " ").map(String.init).filter { $0.count > 3 })
        }
        return words.subtracting(["miss"])
    }
}
