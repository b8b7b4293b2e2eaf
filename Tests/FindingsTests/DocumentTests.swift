import Anonymisation
import ExchangeTestKit
import Findings
import Foundation
import LessonExchange
import Signatures
import Testing

@Suite("Documents and sources")
struct DocumentTests {
    private func stub(
        issuer: String = "reg:demo-review-body",
        reference: String = "DRB/2025/03",
        sourceType: String = "peer-trust",
        title: String? = "Lists of medicines",
        published: String? = "2025-03-18",
        link: String? = "https://review.example/drb-2025-03",
        recipients: [String] = ["ods:RXY", "NHS England"],
        due: String? = "2025-06-01",
        bytes: [UInt8] = [1, 2, 3]
    ) throws -> ExternalFinding {
        try FindingDocument(
            issuer: issuer,
            reference: reference,
            sourceType: sourceType,
            title: title,
            published: published,
            link: link,
            recipients: recipients,
            due: due
        ).finding(document: bytes, publisher: "ods:RXY", now: TrackerTable.now, scanner: TextScanner())
    }

    @Test("a document alone is a stub with its digest and its link")
    func documentAlone() throws {
        let finding = try stub()
        #expect(finding.needsReading && finding.format == .document)
        #expect(finding.documentDigest == Digest(of: [1, 2, 3]))
        #expect(finding.title == "Report DRB/2025/03: Lists of medicines")
        #expect(finding.link == "https://review.example/drb-2025-03")
        #expect(finding.recipients.map(\.organisation) == ["ods:RXY", "reg:nhs-england"])
        #expect(finding.due == ExternalFinding.Due(date: "2025-06-01", basis: .printed))
        #expect(try stub() == finding)
        let other = try stub(bytes: [4])
        #expect(other.key == finding.key && other.content != finding.content)
        #expect(other.columns.filter { finding.columns[$0.key] != $0.value }.keys.sorted() == ["document"])
    }

    @Test("values that are none are refused, each with its option")
    func wrongValues() {
        #expect(refusal { _ = try stub(issuer: "northmere") }?.place == "--issuer")
        #expect(refusal { _ = try stub(reference: "") }?.place == "--reference")
        #expect(refusal { _ = try stub(reference: "Marlon Tibbett") }?.place == "--reference")
        #expect(refusal { _ = try stub(reference: "Bloggs 2025") }?.code == "finding.reference-malformed")
        #expect(refusal { _ = try stub(reference: "DRB") }?.code == "finding.reference-malformed")
        #expect(refusal { _ = try stub(title: "Oyelaran report") }?.code == "identifier.found")
        for title in ["Fire safety", "Safe staffing on wards", "Record keeping"] {
            #expect(refusal { _ = try stub(title: title) } == nil, "\(title)")
        }
        #expect(throws: (any Error).self) { _ = try stub(title: "Lists of Daisy Bell") }
        do {
            _ = try stub(title: "Lists of Daisy Bell")
        } catch let error as LessonExchangeError {
            #expect(error.message == "word 3 may name somebody")
        } catch {
            Issue.record(error)
        }
        #expect(refusal { _ = try stub(sourceType: "nonsense") }?.place == "--source-type")
        #expect(refusal { _ = try stub(title: "Report on Mr Marlon Tibbett") }?.place == "--title")
        #expect(refusal { _ = try stub(published: "18/03/2025") }?.place == "--published")
        #expect(refusal { _ = try stub(link: "review.example") }?.place == "--link")
        #expect(refusal { _ = try stub(recipients: ["Nobody's Trust"]) }?.place == "--recipient")
        #expect(refusal { _ = try stub(due: "2025-02-30") }?.place == "--due")
    }

    @Test("a coroner's report and an alert say where the answer goes, and the first by when")
    func replies() throws {
        let report = try stub(sourceType: "coroner-pfd", due: nil)
        #expect(report.due == ExternalFinding.Due(date: "2025-05-13", basis: .computed))
        #expect(report.replyTo == "the coroner")
        let printed = try stub(sourceType: "coroner-pfd", due: "2025-05-20")
        #expect(printed.due == ExternalFinding.Due(date: "2025-05-20", basis: .printed, differsByDays: 7))
        #expect(try stub(sourceType: "coroner-pfd", published: nil, due: nil).due == nil)
        let alert = try stub(sourceType: "national-patient-safety-alert", due: nil)
        #expect(alert.due == nil && alert.replyTo == "the Central Alerting System")
        #expect(try stub().replyTo == nil)
    }

    @Test("a deadline far behind the report is refused, with what to do")
    func farDeadline() {
        #expect(refusal { _ = try stub(due: "2026-06-01") }?.code == "usage.invalid")
        #expect(refusal { _ = try stub(published: nil, due: "2026-09-01") }?.place == "--due")
        #expect(refusal { _ = try stub(published: nil, due: "2026-06-01") } == nil)
        #expect(refusal { _ = try stub(recipients: ["reg:demo-northmere"]) } == nil)
    }

    @Test("a link that may hold a name becomes a search for the reference")
    func links() throws {
        #expect(
            try stub(link: "https://review.example/marlon-tibbett-report").link
                == "https://review.example/?s=DRB/2025/03"
        )
    }

    @Test("a source is kept once, under its digest, for its owner alone")
    func archive() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("table.csv")
        try Data("a,b\n".utf8).write(to: file)
        let kept = folder.appendingPathComponent("sources")
        try FileManager.default.createDirectory(at: kept, withIntermediateDirectories: true)
        for _ in 0..<2 { #expect(try SourceArchive.keep(file.path, in: kept.path) == Digest(of: Array("a,b\n".utf8))) }
        let names = try FileManager.default.contentsOfDirectory(atPath: kept.path)
        #expect(names == ["sha256-\(Digest(of: Array("a,b\n".utf8)).description.dropFirst(7))"])
        let path = kept.appendingPathComponent(try #require(names.first)).path
        try Data("a".utf8).write(to: URL(fileURLWithPath: path))
        _ = try SourceArchive.keep(file.path, in: kept.path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("a,b\n".utf8))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(throws: LessonExchangeError.self) { try SourceArchive.keep("\(folder.path)/missing", in: kept.path) }
    }

    @Test("a file that is not what was kept of it is refused before a row is handed over")
    func changedWhileRead() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        let bytes = Array(TrackerTable().text().utf8)
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        var rows = 0
        let refused = refusal {
            _ = try TrackerTable.reader().read(file.path, expected: Digest(of: [1])) { _ in rows += 1 }
        }
        #expect(refused?.code == "input.unreadable" && rows == 0)
        _ = try TrackerTable.reader().read(file.path, expected: Digest(of: bytes)) { _ in rows += 1 }
        #expect(rows == 1)
    }

    @Test("documents that a table names are digested where they are at hand, and never outside their folder")
    func documents() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("report".utf8).write(to: folder.appendingPathComponent("Example Report-2025-0133.pdf"))
        let table = TrackerTable([
            ["pdf_url": "https://www.judiciary.uk/uploads/Example%20Report-2025-0133.pdf"],
            ["ref": "2025-0200", "pdf_url": "https://www.judiciary.uk/uploads/..%2F..%2Fetc%2Fpasswd"],
            ["ref": "2025-0201", "pdf_url": "https://www.judiciary.uk/uploads/missing.pdf"],
        ])
        let reader = FindingReader(
            format: .pfdTracker,
            documents: folder.path,
            publisher: "ods:RXY",
            now: TrackerTable.now,
            scanner: TextScanner()
        )
        var digests: [Digest?] = []
        _ = try reader.read(Array(table.text().utf8), name: "table") { digests.append($0.finding?.documentDigest) }
        #expect(digests == [Digest(of: Array("report".utf8)), nil, nil])
    }
}
