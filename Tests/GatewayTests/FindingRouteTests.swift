import ExchangeTestKit
import Findings
import Foundation
import Gateway
import GatewayHTTP
import GatewayTestKit
import HTTPTypes
import LessonExchange
import Signatures
import StrictJSON
import Testing

@Suite("Routes of findings, reports and printed lessons")
struct FindingRouteTests {
    private let folder = TemporaryFolder()
    private let gateway: Gateway
    private let api: LocalAPI

    init() throws {
        let network = try VirtualNetwork(["reg:demo-northmere", "reg:demo-southfell"])
        gateway = try network.gateway("reg:demo-northmere", in: folder["store"])
        api = LocalAPI(gateway: gateway, uploads: UploadFolder(DataFolder(folder["store"].path))) { _ in [] }
    }

    /// The answer of a route, or the code of its problem.
    private func ask(
        _ method: HTTPRequest.Method,
        _ path: String,
        by person: String = "A. Person",
        _ parameters: [String: String] = [:],
        query: [String: String] = [:],
        body: [UInt8] = [],
        key: String? = nil,
        api other: LocalAPI? = nil
    ) async -> (answer: APIAnswer?, tree: JSONValue?, code: String?, place: String?) {
        guard
            let endpoint = (other ?? api).endpoints.first(where: { $0.route.path == path && $0.route.method == method })
        else {
            return (nil, nil, "no route", nil)
        }
        let now = VirtualFederation.now
        let token = APIToken(
            hash: Digest(of: Array(person.utf8)),
            person: person,
            scopes: Scope.allCases,
            created: now,
            expires: now.adding(seconds: 60)
        )
        let request = APIRequest(
            caller: .token(token),
            parameters: parameters,
            query: query,
            body: body,
            idempotencyKey: key,
            path: path
        )
        do {
            let answer = try await endpoint.handle(request)
            return (answer, try? JSONDocument(parsing: answer.body).root, nil, nil)
        } catch {
            let told = Problem(of: error).error
            return (nil, nil, told.code.name, told.place)
        }
    }

    private func body(_ members: KeyValuePairs<String, JSONTree?>) -> [UInt8] {
        JSONTree.object(of: members).compactBytes
    }

    /// Takes in the table of the tutorial, with its spellings; returns the number of the finding that names us.
    private func takeIn() async throws -> Int64 {
        let spellings = try SharedFolder.packageBytes("docs/tutorial/findings/aliases.json")
        let reader = FindingReader(
            format: .pfdTracker,
            aliases: try OrganisationAliases(adding: spellings),
            publisher: gateway.identity.organisation,
            now: gateway.clock(),
            scanner: GateContext().scanner
        )
        let table = SharedFolder.package.appendingPathComponent("docs/tutorial/findings/tracker.csv").path
        let actor = Gateway.Actor(person: "A. Triage", role: "triage")
        _ = try await gateway.importFindings(table, reader: reader, by: actor)
        return try #require(try await gateway.store.findings(issuer: nil, reference: "2025-9001").first?.number)
    }

    @Test("a table that is handed in is read, and the file of it is gone afterwards")
    func upload() async throws {
        let table = try SharedFolder.packageBytes("docs/tutorial/findings/tracker.csv")
        let first = await ask(.post, "/v1/findings:import", query: ["format": "pfd-tracker"], body: table)
        #expect(first.code == nil)
        let listed = await ask(.get, "/v1/findings", query: ["limit": "500"])
        #expect((listed.tree?["findings"]?.elements.count ?? 0) > 0)
        #expect(listed.tree?["hasMore"]?.boolean == false)
        #expect(!folder.files(below: "store").contains { $0.name.contains("upload-") })
        for format in ["table", "document", "pdf", ""] {
            let answer = await ask(.post, "/v1/findings:import", query: ["format": format], body: table)
            #expect(answer.code == "request.malformed", "\(format)")
        }
    }

    @Test("what is wrong with a table that is handed in is told without where it lies on this machine")
    func uploadFaults() async throws {
        let tables: [(text: String, place: String?)] = [("", "the table"), ("a,b\n1,2\n", "the table")]
        for table in tables {
            let query = ["format": "pfd-tracker"]
            let answer = await ask(.post, "/v1/findings:import", query: query, body: Array(table.text.utf8))
            #expect(answer.code?.hasPrefix("finding.") == true && answer.place == table.place, "\(table.text)")
        }
    }

    @Test("a finding goes from triage to closure, each step by a person who may take it")
    func casework() async throws {
        let number = try await takeIn()
        let place = ["number": "\(number)"]
        let triage = body([
            "findings": [.integer(Int(number))], "relevant": .boolean(true), "group": "pharmacy",
            "ownerRole": "Chief pharmacist",
        ])
        #expect(await ask(.post, "/v1/findings:triage", by: "Triage", body: triage).code == nil)
        let about = body(["findings": [.integer(Int(number))], "themes": ["digital-system"]])
        #expect(await ask(.post, "/v1/findings:classify", by: "Triage", body: about).code == nil)
        let wrong = body(["findings": [.integer(Int(number))], "theme": "digital-system"])
        #expect(await ask(.post, "/v1/findings:classify", by: "Triage", body: wrong).code == "request.malformed")
        let positions = body([
            "assessments": [
                .object(of: ["recommendation": "C1", "position": "partial", "reason": "One list replaces three."]),
                .object(of: ["recommendation": "C2", "position": "already-in-place"]),
            ]
        ])
        let assess = "/v1/findings/{number}/assessments"
        #expect(await ask(.post, assess, by: "Pharmacist", place, body: positions).code == nil)
        let action = body([
            "actions": [
                .object(of: [
                    "id": "A1", "text": "Take the old lists away", "ownerRole": "Ward managers", "due": "2026-03-01",
                    "state": "done", "evidence": "No ward has one", "evidenceType": "audit",
                ])
            ]
        ])
        #expect(await ask(.post, "/v1/findings/{number}/actions", by: "Pharmacist", place, body: action).code == nil)
        let approval = "/v1/findings/{number}/approval"
        for person in ["Triage", "Pharmacist"] {
            #expect(await ask(.post, approval, by: person, place).code == "duty.separated", "\(person)")
        }
        #expect(await ask(.post, approval, by: "Chair", place).code == nil)
        let answer = body(["overall": "partial", "shareWith": ["reg:demo-southfell"]])
        let path = "/v1/findings/{number}/answer"
        let first = await ask(.post, path, by: "Publisher", place, body: answer, key: "one")
        let again = await ask(.post, path, by: "Publisher", place, body: answer, key: "one")
        #expect(first.answer?.status == .created)
        #expect(first.tree?.sourceBytes == again.tree?.sourceBytes && first.tree != nil)
        #expect(await ask(.post, "/v1/findings/{number}/closure", by: "Chair", place).code == nil)
        let closed = await ask(.get, "/v1/findings", query: ["state": "closed"])
        #expect(closed.tree?["findings"]?.elements.count == 1)
    }

    @Test("what is no number, no state or no member of a body is refused, with its place")
    func malformed() async throws {
        let number = try await takeIn()
        for text in ["", "0", "-1", "x", "99999999999999999999"] {
            #expect(await ask(.get, "/v1/findings/{number}", ["number": text]).code == "request.malformed", "\(text)")
        }
        #expect(await ask(.get, "/v1/findings/{number}", ["number": "99999"]).code == "finding.not-found")
        for query in [["state": "late"], ["duty": "yes"], ["limit": "0"], ["limit": "501"], ["offset": "-1"]] {
            #expect(await ask(.get, "/v1/findings", query: query).code == "request.malformed", "\(query)")
        }
        let path = "/v1/findings/{number}/assessments"
        let place = ["number": "\(number)"]
        let bodies: [JSONTree] = [
            .object(of: [:]), .object(of: ["assessments": []]), .object(of: ["assessments": ["C1"]]),
            .object(of: ["assessments": [.object(of: ["recommendation": "C1"])]]),
            .object(of: ["assessments": [.object(of: ["recommendation": "C1", "position": .integer(1)])]]),
            .object(of: ["assessments": [.object(of: ["recommendation": "C1", "position": "gap", "reasons": "x"])]]),
        ]
        for tree in bodies {
            #expect(await ask(.post, path, place, body: tree.compactBytes).code == "request.malformed")
        }
        let decision = body(["findings": [.integer(Int(number))], "relevant": "yes"])
        #expect(await ask(.post, "/v1/findings:triage", body: decision).code == "request.malformed")
    }

    @Test("a name that no route knows and a word that is not the documented one are refused")
    func strict() async throws {
        let number = try await takeIn()
        for query in [["overdue": "true"], ["overdue": ""], ["overdu": "yes"], ["states": "open"]] {
            #expect(await ask(.get, "/v1/findings", query: query).code == "request.malformed", "\(query)")
        }
        #expect(await ask(.get, "/v1/findings", query: ["overdue": "yes"]).code == nil)
        for query in [["outside": "true"], ["board": "decided"]] {
            let report = await ask(.get, "/v1/reports/{kind}", ["kind": "overdue"], query: query)
            #expect(report.code == "request.malformed", "\(query)")
        }
        let pages = "/v1/lessons/{id}/pages/{form}"
        #expect(await ask(.get, pages, ["form": "flyer"], query: ["board": "decided"]).code == "request.malformed")
        let place = ["number": "\(number)"]
        let bodies: [(route: String, body: JSONTree)] = [
            ("erasure", .object(of: ["reason": "It tells.", "withCase": "true"])),
            ("erasure", .object(of: ["reason": "It tells.", "withcase": .boolean(true)])),
            ("answer", .object(of: ["overall": "partial", "shareWith": [.integer(1)]])),
            ("answer", .object(of: ["overall": "partial", "shareWith": "reg:demo-southfell"])),
            ("approval", .object(of: ["person": "Chair"])), ("closure", .object(of: ["on": "2026-02-01"])),
            ("reply", .object(of: ["on": .integer(2026)])), ("reopening", .object(of: ["reason": "x", "by": "y"])),
        ]
        for (route, tree) in bodies {
            let answer = await ask(.post, "/v1/findings/{number}/\(route)", place, body: tree.compactBytes)
            #expect(answer.code == "request.malformed", "\(route)")
        }
        let triage = body([
            "findings": [.integer(Int(number))], "relevant": .boolean(false), "reason": "Not ours.", "owner": "x",
        ])
        #expect(await ask(.post, "/v1/findings:triage", body: triage).code == "request.malformed")
    }

    @Test("that a duty is not relevant waits for another person, and the day of the reply is kept")
    func secondPerson() async throws {
        let number = try await takeIn()
        let place = ["number": "\(number)"]
        #expect(await ask(.get, "/v1/findings/{number}", place).tree?["dueBasis"]?.string == "printed")
        let reply = body(["on": "2026-02-01"])
        let replied = await ask(.post, "/v1/findings/{number}/reply", by: "Triage", place, body: reply)
        #expect(replied.tree?["repliedOn"]?.string == "2026-02-01")
        let none = body(["findings": [.integer(Int(number))], "relevant": .boolean(false), "reason": "Not ours."])
        let triaged = await ask(.post, "/v1/findings:triage", by: "Triage", body: none)
        #expect(triaged.tree?["waitForApproval"]?[0]?.integer == Int(number))
        let waiting = await ask(.get, "/v1/findings/{number}", place)
        #expect(waiting.tree?["state"]?.string == "triage")
        #expect(waiting.tree?["waitsForApproval"]?.string == "not-relevant")
        // The reply ended the clock of the source.
        #expect(waiting.tree?["dueBasis"] == nil)
        let approval = "/v1/findings/{number}/approval"
        #expect(await ask(.post, approval, by: "Triage", place).code == "duty.separated")
        #expect(await ask(.post, approval, by: "Chair", place).tree?["state"]?.string == "not-relevant")
    }

    @Test("a lesson with a content note goes to a notice board once a person has decided that, and stays hidden")
    func board() async throws {
        var draft = SampleDrafts.draft(1)
        draft["patientVersion"] = "You can ask us. We will tell you."
        draft["contentNotes"] = ["suicide"]
        _ = try await gateway.publish(
            [Gateway.Submission(draft: try SampleDrafts.attested(draft))],
            sharing: .init(marking: "public", onwardSharing: "no", licence: nil, recipients: []),
            by: Gateway.Actor(person: "Publisher", role: "publisher")
        )
        let row = try #require(try await gateway.store.search(LessonQuery()).lessons.first)
        let place = ["id": row.lessonID, "form": "flyer"]
        let pages = "/v1/lessons/{id}/pages/{form}"
        #expect(await ask(.get, pages, place).code == "page.board-undecided")
        let path = "/v1/lessons/{id}/board-decision"
        for wrong in [body(["version": "1"]), body(["version": .integer(0)]), body(["board": "decided"])] {
            #expect(await ask(.post, path, place, body: wrong).code == "request.malformed")
        }
        #expect(await ask(.post, path, place, body: body(["version": .integer(2)])).code == "lesson.not-found")
        let hide = body(["lessonId": .string(row.lessonID), "relation": "suppressed"])
        #expect(await ask(.post, "/v1/lessons/{id}/decisions", place, body: hide).code == nil)
        #expect(await ask(.post, path, by: "A. Chair", place, body: body([:])).tree?["version"]?.integer == 1)
        #expect(await ask(.get, pages, place).code == nil)
        let line = try await gateway.store.audit(max: 1).first
        #expect(line?.action == "page.board-decided" && line?.person == "A. Chair")
        #expect(try await gateway.store.search(LessonQuery()).lessons.isEmpty)
        #expect(try await gateway.store.decisions(about: row.lessonID).filter(\.isLink).isEmpty)
    }

    @Test("a flyer whose words tell of self-harm waits for a decision, whatever its notes say")
    func boardWords() async throws {
        var draft = SampleDrafts.draft(1)
        draft["patientVersion"] = "Some people who come to us have thoughts of “self‑harm”. You can tell us."
        _ = try await gateway.publish(
            [Gateway.Submission(draft: try SampleDrafts.attested(draft))],
            sharing: .init(marking: "public", onwardSharing: "no", licence: nil, recipients: []),
            by: Gateway.Actor(person: "Publisher", role: "publisher")
        )
        let row = try #require(try await gateway.store.search(LessonQuery()).lessons.first)
        let pages = "/v1/lessons/{id}/pages/{form}"
        let place = ["id": row.lessonID, "form": "flyer"]
        #expect(await ask(.get, pages, place).code == "page.board-undecided")
        #expect(await ask(.post, "/v1/lessons/{id}/board-decision", place, body: body([:])).code == nil)
        #expect(await ask(.get, pages, place).code == nil)
    }

    @Test("reports and lessons are pages that load nothing, in the form that was asked for")
    func pages() async throws {
        _ = try await takeIn()
        _ = try await gateway.publishSamples(0..<1)
        let row = try #require(try await gateway.store.search(LessonQuery()).lessons.first)
        for (format, type) in [("html", "text/html"), ("csv", "text/csv"), ("markdown", "text/markdown")] {
            let report = await ask(.get, "/v1/reports/{kind}", ["kind": "overdue"], query: ["format": format])
            #expect(report.answer?.headers[.contentType]?.hasPrefix(type) == true, "\(format)")
            #expect(report.answer?.headers[.xContentTypeOptions] == "nosniff")
            #expect(report.answer?.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
        }
        #expect(await ask(.get, "/v1/reports/{kind}", ["kind": "secrets"]).code == "request.not-found")
        #expect(await ask(.get, "/v1/reports/{kind}", ["kind": "gaps"], query: ["format": "pdf"]).code != nil)
        let path = "/v1/lessons/{id}/pages/{form}"
        let bulletin = await ask(.get, path, ["id": row.lessonID, "form": "bulletin"])
        #expect(bulletin.answer?.headers[.contentType]?.hasPrefix("text/html") == true)
        let printed = String(decoding: bulletin.answer?.body ?? [], as: UTF8.self)
        let digits = String(row.digest.description.dropFirst(7).prefix(16))
        #expect(printed.contains(digits))
        let found = await ask(.get, "/v1/prints/{digits}", ["digits": digits.uppercased()])
        #expect(found.tree?["lessons"]?[0]?["lessonId"]?.string == row.lessonID)
        for wrong in ["", "9f2c", "x\(digits.dropFirst())", String(repeating: "0", count: 65)] {
            #expect(await ask(.get, "/v1/prints/{digits}", ["digits": wrong]).code == "request.malformed", "\(wrong)")
        }
        let nobodys = String(repeating: "0", count: 16)
        #expect(await ask(.get, "/v1/prints/{digits}", ["digits": nobodys]).code == "lesson.not-found")
    }

    @Test("a lesson that was taken back is printed no more")
    func withdrawn() async throws {
        _ = try await gateway.publishSamples(0..<1)
        let row = try #require(try await gateway.store.search(LessonQuery()).lessons.first)
        _ = try await gateway.withdraw(
            [.init(lessonID: row.lessonID, versionsUpTo: 1)],
            reason: "outdated",
            advice: nil,
            by: Gateway.Actor(person: "Publisher", role: "publisher")
        )
        let place = ["id": row.lessonID, "form": "bulletin"]
        #expect(await ask(.get, "/v1/lessons/{id}/pages/{form}", place).code == "lesson.withdrawn")
    }

    @Test("a subscription is added, listed and ended")
    func subscriptions() async throws {
        let one = body(["name": "medicines", "theme": "medication-monitoring", "since": "2026-01-01"])
        #expect(await ask(.post, "/v1/subscriptions", body: one).code == nil)
        let listed = await ask(.get, "/v1/subscriptions")
        #expect(listed.tree?["subscriptions"]?.elements.count == 1)
        #expect(await ask(.post, "/v1/subscriptions", body: body(["theme": "x"])).code == "request.malformed")
        #expect(await ask(.post, "/v1/subscriptions/{name}/end", ["name": "medicines"]).code == nil)
        #expect(await ask(.get, "/v1/subscriptions").tree?["subscriptions"]?.elements.isEmpty == true)
    }

    @Test("evidence is one JSON object a line, and tells who triaged")
    func evidence() async throws {
        let number = try await takeIn()
        let triage = body(["findings": [.integer(Int(number))], "relevant": .boolean(false), "reason": "Not ours."])
        #expect(await ask(.post, "/v1/findings:triage", by: "Triage Lead", body: triage).code == nil)
        let answer = await ask(.get, "/v1/evidence")
        let lines = (answer.answer?.body ?? []).split(separator: 0x0A)
        #expect(lines.count >= 2)
        for line in lines { #expect((try? JSONDocument(parsing: Array(line)).root.isObject) == true) }
        let text = String(decoding: answer.answer?.body ?? [], as: UTF8.self)
        #expect(text.contains("Triage Lead"))
        #expect(await ask(.get, "/v1/evidence", query: ["since": "yesterday"]).code == "request.malformed")
    }

    @Test("tables of other forms and documents are handed in, and a kept file is removed")
    func otherForms() async throws {
        let mappings = folder["mappings"]
        try FileManager.default.createDirectory(at: mappings, withIntermediateDirectories: true)
        let mapping = try SharedFolder.packageBytes("schemas/mappings/hssib.json")
        try Data(mapping).write(to: mappings.appendingPathComponent("own-table.json"))
        let table = Array(
            """
            reference,report,published,response_due,addressee,url,text
            R/2024/025,Medicines at discharge,2024-09-12,2024-12-12,NHS England,https://review-body.example/x,Keep one list.

            """.utf8
        )
        let files = FindingFiles(mappings: mappings.path)
        let uploads = UploadFolder(DataFolder(folder["store"].path))
        let api = LocalAPI(gateway: gateway, uploads: uploads, findings: files) { _ in [] }
        func ask(_ path: String, _ query: [String: String], body: [UInt8]) async -> (JSONValue?, String?) {
            await self.ask(.post, path, query: query, body: body, of: api)
        }
        let path = "/v1/findings:import"
        #expect(await ask(path, ["format": "table"], body: table).1 == "request.malformed")
        for name in ["none", "../own-table", "Own-Table", ""] {
            #expect(await ask(path, ["format": "table", "mapping": name], body: table).1 == "finding.value-unknown")
        }
        let (report, fault) = await ask(path, ["format": "table", "mapping": "own-table"], body: table)
        #expect(fault == nil && (report?["rows"]?.elements.count ?? 0) > 0)

        let query = [
            "issuer": "reg:demo-review-body", "reference": "DRB/2026/44", "sourceType": "hssib",
            "recipients": "reg:demo-northmere,reg:demo-southfell", "due": "2026-03-01", "published": "2026-01-10",
        ]
        let (taken, _) = await ask("/v1/findings:document", query, body: Array("%PDF-1.7 a report".utf8))
        let number = try #require(taken?["number"]?.integer)
        let record = try await gateway.finding(Int64(number)).record
        #expect(record.duty == .duty && record.clock == "2026-03-01" && record.finding.needsReading)
        let again = await ask("/v1/findings:document", query, body: Array("%PDF-1.7 a report".utf8))
        #expect(again.0?["outcome"]?.string == "unchanged")
        let wrong = query.merging(["sourceType": "no-such"]) { $1 }
        #expect(await ask("/v1/findings:document", wrong, body: [1]).1 == "usage.invalid")

        let digest = try #require(taken?["source"]?.string)
        let route = "/v1/finding-sources/{digest}/erasure"
        #expect(await self.ask(.post, route, ["digest": digest]).code == nil)
        #expect(await self.ask(.post, route, ["digest": "sha256:00"]).code == "request.malformed")
        let kept = (try? FileManager.default.contentsOfDirectory(atPath: gateway.sources)) ?? []
        #expect(!kept.contains("sha256-\(digest.dropFirst(7))"))
    }

    private func ask(
        _ method: HTTPRequest.Method,
        _ path: String,
        query: [String: String],
        body: [UInt8],
        of api: LocalAPI
    ) async -> (JSONValue?, String?) {
        let answer = await ask(method, path, query: query, body: body, api: api)
        return (answer.tree, answer.code)
    }
}
