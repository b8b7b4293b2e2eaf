import ExchangeTestKit
import Findings
import Foundation
import FoundationEssentials
import Gateway
import GatewayTestKit
import LessonExchange
import Signatures
import StrictJSON
import Testing

/// The same table once more, read by somebody who knows more or less than before; and files that are kept.
@Suite("A table comes in again")
struct FindingAgainTests {
    private let folder = TemporaryFolder()
    private let gateway: Gateway
    private let store: String
    private static let own = "reg:demo-northmere"

    init() throws {
        gateway = try VirtualNetwork([Self.own]).gateway(Self.own, in: folder["store"])
        store = DataFolder(folder["store"].path).store
    }

    private func reader(knowsSpellings: Bool) throws -> FindingReader {
        let spellings = try SharedFolder.packageBytes("docs/tutorial/findings/aliases.json")
        return FindingReader(
            format: .pfdTracker,
            aliases: knowsSpellings ? try OrganisationAliases(adding: spellings) : .embedded,
            publisher: Self.own,
            now: gateway.clock(),
            scanner: GateContext().scanner
        )
    }

    private var table: String {
        SharedFolder.package.appendingPathComponent("docs/tutorial/findings/tracker.csv").path
    }

    @discardableResult
    private func takeIn(_ path: String, knowsSpellings: Bool) async throws -> FindingImportReport {
        let reader = try reader(knowsSpellings: knowsSpellings)
        return try await gateway.importFindings(path, reader: reader, by: FindingPeople.triage)
    }

    /// The table with another word in a cell that says nothing.
    private func changedTable(_ name: String) throws -> String {
        let text = String(decoding: try SharedFolder.packageBytes("docs/tutorial/findings/tracker.csv"), as: UTF8.self)
        let path = folder[name].path
        try Data(text.replacing("Written for a demonstration", with: "Written \(name)").utf8)
            .write(to: URL(fileURLWithPath: path))
        return path
    }

    private func duties() async throws -> Set<String> {
        var query = FindingQuery()
        query.duty = .duty
        return Set(try await gateway.store.findings(query).findings.map { $0.finding.reference })
    }

    private func kept() -> [String] {
        let path = gateway.sources
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0.hasPrefix("sha256-") }
    }

    @Test("a spelling that somebody explains later starts the clock, and says so")
    func laterSpelling() async throws {
        try await takeIn(table, knowsSpellings: false)
        #expect(try await duties().isEmpty)
        let report = try await takeIn(table, knowsSpellings: true)
        #expect(report.newVersions > 0)
        #expect(report.rows.contains { $0.changed == ["recipients", "names us"] })
        #expect(try await duties() == ["2025-9001", "2025-9006"])
        let again = try await takeIn(table, knowsSpellings: true)
        #expect(again.newVersions == 0)
        #expect(try await gateway.check() == [])
    }

    @Test("the report tells of each row what was left out, and which documents are not there")
    func leftOut() async throws {
        // A folder by the name of a document: it is there, and nobody can read it.
        let documents = folder["documents"]
        let document = documents.appendingPathComponent(
            "Example-Personone-Prevention-of-future-deaths-report-2025-9001_Published.pdf"
        )
        try FileManager.default.createDirectory(at: document, withIntermediateDirectories: true)
        let reader = FindingReader(
            format: .pfdTracker,
            documents: documents.path,
            publisher: Self.own,
            now: gateway.clock(),
            scanner: GateContext().scanner
        )
        let report = try await gateway.importFindings(table, reader: reader, by: FindingPeople.triage)
        var told: [Int: Int] = [:]
        let source = try reader.read(table) { row in told[row.row] = row.leftOut }
        #expect(source.rows == report.rows.count && told.values.contains { $0 > 0 })
        for row in report.rows where row.outcome == "imported" { #expect(row.leftOut == told[row.row]) }
        #expect(report.rows.filter { !$0.unreadableDocuments.isEmpty }.map(\.row) == [1])
        #expect(report.rows.first?.unreadableDocuments == ["pdf_url"])
    }

    @Test("a spelling that is not known any more ends no clock")
    func forgottenSpelling() async throws {
        try await takeIn(table, knowsSpellings: true)
        let before = try await duties()
        #expect(before == ["2025-9001", "2025-9006"])
        let same = try await takeIn(table, knowsSpellings: false)
        #expect(same.newVersions == 0)
        let changed = try await takeIn(changedTable("again"), knowsSpellings: false)
        #expect(changed.newVersions > 0)
        #expect(try await duties() == before)
        #expect(try await gateway.check() == [])
    }

    @Test("a class of providers that becomes ours starts the clock of alerts that are here")
    func laterClass() async throws {
        let alert = FindingSamples.finding(
            1,
            classes: ["nhs-trust"],
            sourceType: "national-patient-safety-alert",
            due: "2026-05-01"
        )
        try await gateway.take([alert])
        #expect(try await duties().isEmpty)
        let item = TriageRules(organisation: Self.own, classes: ["nhs-trust"], subscriptions: []).place(alert)
        let audit = gateway.audit(FindingPeople.triage, "finding.import", "test")
        let intake = FindingIntake(source: FindingSamples.source, items: [item], audit: audit)
        let outcome = FindingOutcome.newVersion(1, version: 2, changed: ["names us"], isReopened: false)
        #expect(try await gateway.store.commitFindings(intake) == [outcome])
        #expect(try await gateway.finding(1).record.state.state == .triage)
        // Whoever imports with another configuration takes nothing away.
        try await gateway.take([alert])
        #expect(try await duties() == [alert.reference])
    }

    @Test("an alert that names our class no longer ends the clock; what is not known of it ends nothing")
    func otherClass() async throws {
        func take(
            _ classes: [String],
            _ text: String,
            ours: [String] = ["nhs-trust"],
            isUnread: Bool = false
        ) async throws {
            let alert = FindingSamples.finding(
                1,
                text: text,
                classes: classes,
                sourceType: "national-patient-safety-alert",
                due: "2026-05-01"
            )
            let rules = TriageRules(organisation: Self.own, classes: ours, subscriptions: [])
            let intake = FindingIntake(
                source: FindingSamples.source(text),
                items: [rules.place(alert, isUnread: isUnread)],
                audit: gateway.audit(FindingPeople.triage, "finding.import", "test")
            )
            _ = try await gateway.store.commitFindings(intake)
        }
        func duty() async throws -> FindingDuty { try await gateway.finding(1).record.duty }
        try await take(["nhs-trust"], "first")
        // Kept: the class stands there, a class cannot be read, no class is ours, or others are.
        try await take(["nhs-trust", "hospice"], "second", ours: ["care-home"])
        #expect(try await duty() == .duty)
        try await take(["hospice"], "third", isUnread: true)
        #expect(try await duty() == .duty)
        try await take(["hospice"], "fourth", ours: [])
        #expect(try await duty() == .duty)
        #expect(try await gateway.finding(1).record.isOverdue(on: "2026-06-01"))
        try await take(["hospice"], "fifth")
        let record = try await gateway.finding(1).record
        #expect(record.duty == .awareness && record.because.isEmpty && !record.isOverdue(on: "2026-06-01"))
        let decision = TriageDecision(isRelevant: false, reason: "It is for hospices now.")
        #expect(try await gateway.triage([1], as: decision, by: FindingPeople.triage) == [1])
        try await gateway.approve(finding: 1, by: FindingPeople.approve)
        #expect(try await gateway.finding(1).record.state.state == .notRelevant)
        #expect(try await gateway.check() == [])
    }

    @Test("one report in two tables has one clock")
    func oneClock() async throws {
        let first = FindingSamples.finding(1, recipients: [Self.own], due: "2026-05-01")
        let second = FindingSamples.finding(1, recipients: [Self.own], due: "2026-05-02", format: .table)
        let numbers = try await gateway.take([first, second])
        let records = try await [gateway.finding(numbers[0]).record, gateway.finding(numbers[1]).record]
        #expect(records.map(\.duty) == [.duty, .awareness] && records[0].issue == records[1].issue)
        #expect(records[1].because == ["same-source"] && records[1].state.state == .searchable)
        let changed = FindingSamples.finding(
            1,
            text: "second",
            recipients: [Self.own],
            due: "2026-05-02",
            format: .table
        )
        try await gateway.take([changed])
        #expect(try await gateway.finding(numbers[1]).record.duty == .awareness)
        #expect(try await gateway.check() == [])
    }

    @Test("a date that one of two tables prints comes before one that was worked out for the other, in either order")
    func printedDate() async throws {
        let computed = FindingSamples.finding(1, recipients: [Self.own], due: "2026-06-10")
            .due(.init(date: "2026-06-10", basis: .computed))
        let printed = FindingSamples.finding(1, recipients: [Self.own], due: "2026-05-02", format: .table)
        let numbers = try await gateway.take([computed, printed])
        let held = try await gateway.finding(numbers[0])
        #expect(held.record.clock == "2026-05-02" && held.record.finding.due?.basis == .printed)
        #expect(held.record.duty == .duty && held.record.version == 2 && held.record.state.state == .triage)
        guard case .newVersion(2, let changed) = held.steps.last?.content else {
            Issue.record("the step that says so is missing")
            return
        }
        #expect(changed == ["due date, printed in another table"])
        // Once more changes nothing, and neither does a row that prints another date by itself.
        try await gateway.take([computed, printed])
        #expect(try await gateway.finding(numbers[0]).record.version == 2)
        #expect(try await gateway.check() == [])

        let first = FindingSamples.finding(2, due: "2026-05-03", format: .table)
        let second = FindingSamples.finding(2, recipients: [Self.own], due: "2026-06-11")
            .due(.init(date: "2026-06-11", basis: .computed))
        let others = try await gateway.take([first, second])
        #expect(try await gateway.finding(others[1]).record.clock == "2026-05-03")
        #expect(try await gateway.check() == [])
    }

    @Test("every file that a finding stood in goes when it is forgotten, and drafts of it that nobody published")
    func everyFile() async throws {
        try await takeIn(table, knowsSpellings: true)
        let second = try changedTable("again")
        // A row more that says nothing new of the others.
        try Data(try Data(contentsOf: URL(fileURLWithPath: second)) + Data("\n".utf8))
            .write(to: URL(fileURLWithPath: second))
        try await takeIn(second, knowsSpellings: true)
        #expect(kept().count == 2)
        let number = try #require(try await gateway.store.findings(issuer: nil, reference: "2025-9001").first?.number)
        var draft = FindingSamples.draft(1, words: "plantedword")
        let record = try await gateway.finding(number).record
        draft["sourceDocuments"] = [
            .object(of: [
                "issuer": .string(record.finding.issuer), "reference": "2025-9001", "extraction": "summary",
            ])
        ]
        _ = try await gateway.checkDraft(draft.prettyBytes, by: "An Author")
        try await gateway.forget(finding: number, reason: "It tells who it is.", by: FindingPeople.triage)
        #expect(kept().isEmpty)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: store))
        #expect(bytes.range(of: Data("plantedword".utf8)) == nil)
        #expect(try await gateway.check() == [])
    }

    @Test("a file with a row that was set aside can be forgotten by its digest")
    func oneFile() async throws {
        let report = try await takeIn(table, knowsSpellings: true)
        #expect(report.quarantined > 0 && kept().count == 1)
        try await gateway.forget(source: report.source.digest, by: FindingPeople.triage)
        #expect(kept().isEmpty)
        let other = FindingSamples.digest("no file")
        let code = await gateway.refusal { try await gateway.forget(source: other, by: FindingPeople.triage) }
        #expect(code == "finding.not-found")
    }

    @Test("what cannot be read as a table is not kept, and a kept file that somebody changed is noticed")
    func unreadable() async throws {
        let wrong = folder["wrong.csv"]
        try Data("name,ward\nsomebody,somewhere\n".utf8).write(to: wrong)
        let code = await gateway.refusal { try await takeIn(wrong.path, knowsSpellings: true) }
        #expect(code == "finding.column-missing")
        #expect(kept().isEmpty)
        try await takeIn(table, knowsSpellings: true)
        let name = try #require(kept().first)
        try Data("changed".utf8).write(to: URL(fileURLWithPath: "\(gateway.sources)/\(name)"))
        #expect(try await gateway.check().map(\.code) == ["finding.source"])
    }

    @Test("nothing of the trail can be put in the place of something else, and what is changed is noticed")
    func trail() async throws {
        let numbers = try await gateway.take([FindingSamples.finding(1, recipients: [Self.own], due: "2026-05-01")])
        try await gateway.makeRelevant(numbers)
        let assessment = GapAssessment(recommendation: "R1", position: "gap", evidence: "An audit")
        try await gateway.assess(numbers[0], [assessment], by: FindingPeople.assess)
        for sql in [
            "REPLACE INTO case_step SELECT id, finding, place, kind, content, words, 'Nobody', role, at FROM case_step",
            "REPLACE INTO case_step SELECT id + 9, finding, place, kind, content, words, 'Nobody', role, at FROM case_step",
            "REPLACE INTO audit SELECT id, at, 'Nobody', role, action, subject FROM audit",
            "REPLACE INTO case_words SELECT step, x'7b7d' FROM case_words",
            "REPLACE INTO finding_version SELECT id, finding, version, source, content, document, x'7b7d', draft_digest, "
                + "at FROM finding_version",
        ] {
            #expect(throws: (any Error).self, "\(sql)") { try StoreDamage.run(sql, on: store) }
        }
        #expect(try await gateway.check() == [])
        try StoreDamage.run("UPDATE finding SET duty = 'awareness', clock = '~'", on: store)
        #expect(try await gateway.check().map(\.code).contains("finding.entry"))
        try StoreDamage.run("UPDATE finding SET duty = 'duty', because = '', clock = '2026-05-01'", on: store)
        #expect(try await gateway.check().map(\.code).contains("finding.entry"))
        try StoreDamage.run("UPDATE finding SET because = 'recipient'", on: store)
        #expect(try await gateway.check() == [])
        try StoreDamage.run("DROP TRIGGER audit_stays_2; DELETE FROM audit WHERE action LIKE 'finding.%'", on: store)
        #expect(Set(try await gateway.check().map(\.code)) == ["finding.trail"])
    }
}
