import ExchangeTestKit
import Gateway
import GatewayHTTP
import GatewayTestKit
import HTTPTypes
import LessonExchange
import Signatures
import StrictJSON
import Testing

@Suite("The local API")
struct LocalAPITests {
    private let folder = TemporaryFolder()
    private let gateway: Gateway
    private let api: LocalAPI

    init() throws {
        let network = try VirtualNetwork(["reg:demo-northmere", "reg:demo-southfell"])
        gateway = try network.gateway("reg:demo-northmere", in: folder["store"])
        api = LocalAPI(gateway: gateway) { _ in [] }
    }

    private func token(_ person: String) -> APICaller {
        let now = VirtualFederation.now
        return .token(
            APIToken(
                hash: Digest(of: Array(person.utf8)),
                person: person,
                scopes: Scope.allCases,
                created: now,
                expires: now.adding(seconds: 60)
            )
        )
    }

    /// The answer of a route, or the code of its problem.
    private func ask(
        _ path: String,
        by person: String = "A. Person",
        parameters: [String: String] = [:],
        query: [String: String] = [:],
        body: [UInt8] = [],
        key: String? = nil
    ) async -> (tree: JSONValue?, code: String?) {
        let found = api.endpoints.filter { $0.route.path == path }
        // A body goes to the route that takes one.
        guard let endpoint = found.first(where: { $0.route.method == .post || body.isEmpty }) else {
            return (nil, "no route")
        }
        let request = APIRequest(
            caller: token(person),
            parameters: parameters,
            query: query,
            body: body,
            idempotencyKey: key,
            path: path
        )
        do {
            let answer = try await endpoint.handle(request)
            return (try? JSONDocument(parsing: answer.body).root, nil)
        } catch { return (nil, Problem(of: error).error.code.name) }
    }

    private func record(for draft: [UInt8]) throws -> [UInt8] {
        let attestation = SampleAttestation.of(Digest(of: draft))
        return try JWSEnvelope.signed(
            payload: attestation.payload(at: VirtualFederation.now).compactBytes,
            contentType: Attestation.contentType,
            by: [gateway.identity.sealer]
        )
    }

    private func bundleRequest(_ draft: Digest) -> [UInt8] {
        JSONTree.object(of: ["drafts": [.string(draft.description)]]).compactBytes
    }

    @Test("a lesson takes four people, in their order")
    func duties() async throws {
        let draft = SampleDrafts.draft(1).prettyBytes
        let digest = Digest(of: draft)
        let place = ["digest": digest.description]
        let checked = await ask("/v1/drafts:check", by: "Author", body: draft)
        #expect(checked.tree?["draft"]?.string == digest.description)
        #expect(await ask("/v1/bundles", by: "Publisher", body: bundleRequest(digest)).code == "duty.missing")
        #expect(await ask("/v1/drafts/{digest}/approval", by: "Chair", parameters: place).code == "duty.missing")
        let record = try record(for: draft)
        let check = "/v1/drafts/{digest}/ig-check"
        #expect(await ask(check, by: "Author", parameters: place, body: record).code == "duty.separated")
        #expect(await ask(check, by: "Guardian", parameters: place, body: [1, 2]).code == "attestation.malformed")
        #expect(await ask(check, by: "Guardian", parameters: place, body: record).code == nil)
        let approval = "/v1/drafts/{digest}/approval"
        #expect(await ask(approval, by: "Guardian", parameters: place).code == "duty.separated")
        #expect(await ask(approval, by: "Chair", parameters: place).code == nil)
        for person in ["Author", "Guardian", "Chair"] {
            #expect(await ask("/v1/bundles", by: person, body: bundleRequest(digest)).code == "duty.separated")
        }
        let published = await ask("/v1/bundles", by: "Publisher", body: bundleRequest(digest))
        #expect(published.tree?["statements"]?[0]?["position"]?.integer == 0)
        #expect(await ask("/v1/bundles", by: "Publisher", body: bundleRequest(digest)).code == "publish.refused")
        let trail = try await gateway.store.audit(max: 20)
        let steps = ["draft.draft", "draft.ig-check", "draft.approve", "draft.publish", "publish"]
        #expect(trail.map(\.action) == steps.reversed())
        // The trail names the person, the bundle the role only.
        #expect(trail[0].person == "Publisher")
        let envelope = try #require(
            try await gateway.store.statement(
                Digest(published.tree?["statements"]?[0]?["digest"]?.string ?? "") ?? digest
            )?.envelope
        )
        let payload = String(decoding: try JWSEnvelope(parsing: envelope).payload, as: UTF8.self)
        for person in ["Author", "Guardian", "Chair", "Publisher"] { #expect(!payload.contains("\"\(person)\"")) }
    }

    @Test("of drafts that were mended on the way nothing is left after an erasure, and others end by themselves")
    func mended() async throws {
        var first = SampleDrafts.draft(3)
        first["whyItMattered"] = "The word Zanzibarquux is only here."
        let second = first
        first["title"] = "Two minutes with the pharmacist, in words of the first day"
        let good = SampleDrafts.draft(3).prettyBytes
        let other = SampleDrafts.draft(4).prettyBytes
        _ = await ask("/v1/drafts:check", by: "Author", body: first.prettyBytes)
        _ = await ask("/v1/drafts:check", by: "Colleague", body: second.prettyBytes)
        _ = await ask("/v1/drafts:check", by: "Colleague", body: other)
        _ = await ask("/v1/drafts:check", by: "Author", body: good)
        for draft in [first.prettyBytes, second.prettyBytes, other] {
            #expect(try await gateway.store.duties(for: Digest(of: draft)).count == 1)
        }
        let place = ["digest": Digest(of: good).description]
        _ = await ask("/v1/drafts/{digest}/ig-check", by: "Guardian", parameters: place, body: try record(for: good))
        _ = await ask("/v1/drafts/{digest}/approval", by: "Chair", parameters: place)
        let published = await ask("/v1/bundles", by: "Publisher", body: bundleRequest(Digest(of: good)))
        let digest = try #require(Digest(published.tree?["statements"]?[0]?["digest"]?.string ?? ""))
        let lesson = try #require(try await gateway.store.lessons(in: digest).first?.lessonID)
        _ = try await gateway.withdraw(
            [.init(lessonID: lesson, versionsUpTo: 1)],
            reason: "disclosive",
            advice: nil,
            by: Gateway.Actor(person: "Publisher", role: "publisher")
        )
        #expect(try await gateway.erase()?.erased == 1)
        for file in folder.files(below: "store") {
            #expect(!file.bytes.holds(Array("Zanzibarquux".utf8)), "\(file.name)")
        }
        #expect(try await gateway.store.duties(for: Digest(of: other)).count == 1)
        #expect(try await gateway.store.commitDraftsEnd(before: VirtualFederation.now) == 0)
        #expect(try await gateway.store.commitDraftsEnd(before: VirtualFederation.now.adding(seconds: 1)) == 1)
        #expect(try await gateway.store.duties(for: Digest(of: other)).isEmpty)
        #expect(try await gateway.store.duties(for: Digest(of: good)).count == 4)
    }

    @Test("nobody forgets who took a step first, and a draft becomes one bundle whoever asks at once")
    func once() async throws {
        let draft = SampleDrafts.draft(2).prettyBytes
        let digest = Digest(of: draft)
        let place = ["digest": digest.description]
        _ = await ask("/v1/drafts:check", by: "Ann", body: draft)
        _ = await ask("/v1/drafts:check", by: "Bob", body: draft)
        let check = "/v1/drafts/{digest}/ig-check"
        let record = try record(for: draft)
        for person in ["Ann", "Bob"] {
            #expect(await ask(check, by: person, parameters: place, body: record).code == "duty.separated")
        }
        _ = await ask(check, by: "Guardian", parameters: place, body: record)
        _ = await ask("/v1/drafts/{digest}/approval", by: "Chair", parameters: place)
        #expect(await ask(check, by: "Other", parameters: place, body: record).code == "duty.missing")
        let twice = JSONTree.object(of: ["drafts": [.string(digest.description), .string(digest.description)]])
            .compactBytes
        #expect(await ask("/v1/bundles", by: "Publisher", body: twice).code == "publish.refused")
        // The record names who wrote and who attested it.
        #expect(
            await ask("/v1/bundles", by: "Demonstration Author", body: bundleRequest(digest)).code == "duty.separated"
        )
        let codes = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<4 {
                group.addTask { await ask("/v1/bundles", by: "Publisher", body: bundleRequest(digest)).code }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.filter { $0 == nil }.count == 1)
        #expect(try await gateway.store.head().size == 1)
    }

    @Test("a name in an answer or an advice does not leave")
    func freeText() async throws {
        _ = try await gateway.publishSamples(0..<1)
        let id = try #require(try await gateway.store.search(LessonQuery()).lessons.first?.lessonID)
        let name = "Ask Mrs Jane Smith, NHS number 943 476 5919."
        let lesson = JSONTree.object(of: ["lesson": .object(of: ["lessonId": .string(id), "version": .integer(1)])])
        let answer = JSONTree.object(of: [
            "subject": lesson, "position": "adopted", "recipients": ["reg:demo-southfell"],
            "perRecommendation": [.object(of: ["id": "R1", "position": "adopted", "reason": .string(name)])],
        ])
        #expect(await ask("/v1/responses", body: answer.compactBytes).code == "identifier.found")
        let withdrawal = JSONTree.object(of: [
            "lessons": [.object(of: ["lessonId": .string(id), "versionsUpTo": .integer(1)])], "reason": "outdated",
            "advice": .string(name),
        ])
        #expect(await ask("/v1/withdrawals", body: withdrawal.compactBytes).code == "identifier.found")
        #expect(try await gateway.store.head().size == 1)
    }

    @Test("a lesson that somebody hid is not found, until they think better of it")
    func hidden() async throws {
        _ = try await gateway.publishSamples(0..<1)
        let id = try #require(try await gateway.store.search(LessonQuery()).lessons.first?.lessonID)
        for (relation, count) in [("suppressed", 0), ("different", 1)] {
            let body = JSONTree.object(of: ["lessonId": .string(id), "relation": .string(relation)]).compactBytes
            _ = await ask("/v1/lessons/{id}/decisions", parameters: ["id": id], body: body)
            #expect(try await gateway.store.search(LessonQuery(words: "huddle")).lessons.count == count)
        }
        // Nothing is kept about what is no lesson.
        let trail = try await gateway.store.audit(max: 20).count
        let body = JSONTree.object(of: ["lessonId": .string(id), "relation": "different"]).compactBytes
        for subject in ["", "x", "urn%3Alesson", id + "a"] {
            let answer = await ask("/v1/lessons/{id}/decisions", parameters: ["id": subject], body: body)
            #expect(answer.code == "request.malformed", "\(subject)")
        }
        #expect(try await gateway.store.audit(max: 20).count == trail)
    }

    @Test("a repeated request is answered as the first was, another body under its key is refused")
    func idempotency() async throws {
        _ = try await gateway.publishSamples(0..<1)
        let id = try #require(try await gateway.store.search(LessonQuery()).lessons.first?.lessonID)
        func body(_ position: String) -> [UInt8] {
            JSONTree.object(of: [
                "subject": .object(of: ["lesson": .object(of: ["lessonId": .string(id), "version": .integer(1)])]),
                "position": .string(position), "recipients": ["reg:demo-southfell"],
            ]).compactBytes
        }
        let first = await ask("/v1/responses", body: body("adopted"), key: "one")
        let again = await ask("/v1/responses", body: body("adopted"), key: "one")
        #expect(first.tree?.sourceBytes == again.tree?.sourceBytes && first.tree != nil)
        #expect(try await gateway.store.head().size == 2)
        #expect(await ask("/v1/responses", body: body("declined"), key: "one").code == "request.repeated")
        #expect(await ask("/v1/responses", body: body("adopted"), key: "two").tree != nil)
        func code(_ lesson: String, _ recipient: String) async -> String? {
            let body = JSONTree.object(of: [
                "subject": .object(of: ["lesson": .object(of: ["lessonId": .string(lesson)])]), "position": "adopted",
                "recipients": .array([.string(recipient)]),
            ])
            return await ask("/v1/responses", body: body.compactBytes).code
        }
        #expect(await code(id, "reg:demo-nobody") == "recipient.unknown")
        #expect(await code(id + "x", "reg:demo-southfell") == "lesson.not-found")
        #expect(try await gateway.store.head().size == 3)
    }

    @Test("the same request at the same time under one key is answered alike; another body is not")
    func idempotencyAtOnce() async throws {
        let draft = SampleDrafts.draft(3).prettyBytes
        let digest = Digest(of: draft)
        let place = ["digest": digest.description]
        _ = await ask("/v1/drafts:check", by: "Ann", body: draft)
        _ = await ask("/v1/drafts/{digest}/ig-check", by: "Guardian", parameters: place, body: try record(for: draft))
        _ = await ask("/v1/drafts/{digest}/approval", by: "Chair", parameters: place)
        let body = bundleRequest(digest)
        let answers: [[UInt8]?] = await withTaskGroup(of: [UInt8]?.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    await ask("/v1/bundles", by: "Publisher", body: body, key: "one").tree.map { Array($0.sourceBytes) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(!answers.contains(nil))
        #expect(Set(answers).count == 1)
        #expect(try await gateway.store.head().size == 1)
        let other = await ask("/v1/bundles", by: "Publisher", body: body + [0x0A], key: "one")
        #expect(other.code == "request.repeated")
        #expect(Problem("request.repeated").status == .unprocessableContent)
        // Without the key it is another request.
        #expect(await ask("/v1/bundles", by: "Publisher", body: body).code == "publish.refused")
    }

    @Test("search by words and by each filter; wrong queries are told where")
    func search() async throws {
        _ = try await gateway.publishSamples(0..<4)
        func count(_ query: [String: String]) async -> Int? {
            await ask("/v1/lessons", query: query).tree?["lessons"]?.elements.count
        }
        #expect(await count([:]) == 4)
        #expect(await count(["q": "medicines huddle"]) == 4)
        #expect(await count(["q": "\"medicines\" OR NEAR(huddle"]) == 0)
        #expect(await count(["theme": "handover-communication"]) == 1)
        #expect(await count(["source": "good-care"]) == 4)
        #expect(await count(["source": "complaint"]) == 0)
        #expect(await count(["serviceLine": "pharmacy"]) == 4)
        #expect(await count(["publisher": "reg:demo-southfell"]) == 0)
        #expect(await count(["since": "2026", "until": "2026-02"]) == 4)
        #expect(await count(["since": "2027"]) == 0)
        #expect(await count(["limit": "3"]) == 3)
        let wrong = [
            ("limit", "101"), ("limit", "0"), ("offset", "-1"), ("since", "garbage"), ("since", "2026-13-99"),
            ("until", "2026-02-30"), ("until", ""), ("theme", "weather"), ("source", "medication-monitoring"),
            ("serviceLine", "PHARMACY"),
        ]
        for (name, value) in wrong {
            let answer = await ask("/v1/lessons", query: [name: value])
            #expect(answer.code == "request.malformed", "\(name)=\(value)")
        }
        #expect(await ask("/v1/lessons/{id}", parameters: ["id": "x"]).code == "lesson.not-found")
    }

    @Test("a withdrawal goes to everybody whom the lesson was for, and search forgets it")
    func withdrawal() async throws {
        _ = try await gateway.publishSamples(0..<1, recipients: ["reg:demo-southfell"])
        let row = try #require(try await gateway.store.search(LessonQuery()).lessons.first)
        let body = JSONTree.object(of: [
            "lessons": [.object(of: ["lessonId": .string(row.lessonID), "versionsUpTo": .integer(1)])],
            "reason": "outdated",
        ]).compactBytes
        let answer = await ask("/v1/withdrawals", body: body)
        let digest = try #require(Digest(answer.tree?["statements"]?[0]?["digest"]?.string ?? ""))
        #expect(try await gateway.store.audience(of: digest) == .named(["reg:demo-southfell"]))
        #expect(try await gateway.store.search(LessonQuery(words: "huddle")).lessons.isEmpty)
        #expect(await ask("/v1/withdrawals", body: Array("{}".utf8)).code == "request.malformed")
    }

    @Test("a draft that looks like a lesson here is shown it; the decision travels with the bundle")
    func decisions() async throws {
        _ = try await gateway.publishSamples(1..<2)
        let draft = SampleDrafts.draft(1).prettyBytes
        let answer = await ask("/v1/drafts:check", by: "Author", body: draft)
        let similar = try #require(answer.tree?["similar"]?[0])
        #expect(similar["kind"]?.string == "probably-same")
        let place = ["digest": Digest(of: draft).description]
        let decision = JSONTree.object(of: [
            "lessonId": .string(similar["lessonId"]?.string ?? ""), "version": .integer(1), "relation": "builds-on",
        ]).compactBytes
        let path = "/v1/drafts/{digest}/decisions"
        #expect(await ask(path, by: "Author", parameters: place, body: decision).code == nil)
        let unknown = Array(String(decoding: decision, as: UTF8.self).replacing("builds-on", with: "likes").utf8)
        #expect(await ask(path, by: "Author", parameters: place, body: unknown).code == "request.malformed")
        _ = await ask("/v1/drafts/{digest}/ig-check", by: "Guardian", parameters: place, body: try record(for: draft))
        _ = await ask("/v1/drafts/{digest}/approval", by: "Chair", parameters: place)
        let published = await ask("/v1/bundles", by: "Publisher", body: bundleRequest(Digest(of: draft)))
        let digest = try #require(Digest(published.tree?["statements"]?[0]?["digest"]?.string ?? ""))
        let envelope = try #require(try await gateway.store.statement(digest)?.envelope)
        let root = try JSONDocument(parsing: try JWSEnvelope(parsing: envelope).payload).root
        #expect(root["lessons"]?[0]?["sameIssueAs"]?[0]?["relation"]?.string == "builds-on")
    }
}

@Suite("Routes, problems and limits")
struct RouteTests {
    @Test("the OpenAPI document has every route, and nothing else")
    func document() throws {
        let folder = TemporaryFolder()
        let gateway = try VirtualNetwork(["reg:demo-northmere"]).gateway("reg:demo-northmere", in: folder["store"])
        let local = LocalAPI(gateway: gateway) { _ in [] }.endpoints.map(\.route)
        let root = try JSONDocument(parsing: OpenAPIDocument(partners: PartnerAPI.routes, local: local).bytes).root
        var described: [String] = []
        var names: [String] = []
        for (path, item) in root["paths"]?.members ?? [] {
            for (method, operation) in item.members {
                described.append("\(method.string ?? "") \(path.string ?? "")")
                names.append(operation["operationId"]?.string ?? "")
            }
        }
        let routes = (PartnerAPI.routes + local).map {
            "\($0.method.rawValue.lowercased()) \($0.path.replacing("*}", with: "}"))"
        }
        #expect(described.sorted() == routes.sorted())
        #expect(Set(names).count == names.count)
        let page = String(decoding: try SharedFolder.packageBytes("docs/reference/http-api.md"), as: UTF8.self)
        for route in PartnerAPI.routes + local {
            #expect(page.contains("`\(route.method.rawValue) \(route.path)`"), "\(route.method.rawValue) \(route.path)")
        }
    }

    @Test("the OpenAPI document says what bodies are, and what must be given")
    func describedBodies() throws {
        let folder = TemporaryFolder()
        let gateway = try VirtualNetwork(["reg:demo-northmere"]).gateway("reg:demo-northmere", in: folder["store"])
        let local = LocalAPI(gateway: gateway) { _ in [] }.endpoints.map(\.route)
        let root = try JSONDocument(parsing: OpenAPIDocument(partners: PartnerAPI.routes, local: local).bytes).root
        func kind(_ content: JSONValue?, _ media: String) -> String? { content?[media]?["schema"]?["type"]?.string }
        for route in PartnerAPI.routes + local {
            let path = route.path.replacing("*}", with: "}")
            let operation = try #require(root["paths"]?[path]?[route.method.rawValue.lowercased()])
            let parameters = operation["parameters"]?.elements ?? []
            let required = parameters.filter { $0["in"]?.string == "query" && $0["required"]?.boolean == true }
            #expect(required.compactMap { $0["name"]?.string } == route.required, "\(path)")
            let headers = parameters.filter { $0["in"]?.string == "header" }.compactMap { $0["name"]?.string }
            #expect(headers.contains("X-Request-ID"), "\(path)")
            #expect(headers.contains("Idempotency-Key") == route.isIdempotent, "\(path)")
            #expect(headers.contains("Content-Digest") == (route.bodyMax != nil), "\(path)")
            if route.method == .post, route.bodyContent == nil {
                let body = operation["requestBody"]?["content"]
                #expect(kind(body, "application/json") == "object", "\(path)")
            }
            guard route.content == .json, route.path != "/v1/notify" else { continue }
            let answer = operation["responses"]?[route.isIdempotent ? "201" : "200"]?["content"]
            #expect(kind(answer, "application/json") == "object", "\(path)")
        }
        let addressed = PartnerAPI.routes.first { $0.path == "/v1/addressed" }
        #expect(addressed?.required == ["from", "to"])
    }

    @Test("every code has a status that says whose fault it is, and shows no more than its own words")
    func problems() throws {
        for code in ErrorCode.all {
            let problem = Problem(code.name)
            #expect((400...503).contains(problem.status.code), "\(code.name)")
            let root = try JSONDocument(parsing: problem.answer.body).root
            #expect(root["code"]?.string == code.name)
            #expect(root["remedy"]?.string == code.remedy)
        }
        struct Secret: Error { let text = "a text of a lesson" }
        #expect(!String(decoding: Problem(of: Secret()).answer.body, as: UTF8.self).contains("lesson\""))
        #expect(Problem(of: Secret()).status == .internalServerError)
    }

    @Test("a digest for others is answered as one that does not exist")
    func uniform() async throws {
        let folder = TemporaryFolder()
        let ids = ["reg:demo-northmere", "reg:demo-southfell", "reg:demo-eastholt"]
        let gateway = try VirtualNetwork(ids).gateway(ids[0], in: folder["store"])
        let secret = try await gateway.publishSamples(0..<1, recipients: [ids[2]])[0].digest
        let api = PartnerAPI(gateway: gateway, ledger: FetchLedger(store: gateway.store)) { _ in }
        for path in ["/v1/statements/{digest}", "/v1/statements/{digest}/evidence"] {
            let endpoint = try #require(api.endpoints.first { $0.route.path == path })
            var answers: [APIAnswer] = []
            for digest in [secret, Digest(of: [1, 2, 3])] {
                let request = APIRequest(caller: .partner(ids[1]), parameters: ["digest": digest.description])
                do { answers.append(try await endpoint.handle(request)) } catch {
                    answers.append(Problem(of: error).answer)
                }
            }
            #expect(answers[0].status == .notFound)
            #expect(answers[0].status == answers[1].status && answers[0].body == answers[1].body)
            #expect(answers[0].headers == answers[1].headers)
            let own = APIRequest(caller: .partner(ids[2]), parameters: ["digest": secret.description])
            #expect(try await endpoint.handle(own).status == .ok)
        }
    }

    @Test("a bucket gives so many at once, and so many a second")
    func rate() {
        let time = TestSeconds()
        let limit = RateLimit(perSecond: 10, atOnce: 3, seconds: { time.now })
        #expect((0..<4).map { _ in limit.take("a") } == [nil, nil, nil, 1])
        #expect(limit.take("b") == nil)
        time.advance(0.2)
        #expect((0..<3).map { _ in limit.take("a") } == [nil, nil, 1])
    }

    @Test("a store that is behind what was shown is refused")
    func behind() async throws {
        let folder = TemporaryFolder()
        let network = try VirtualNetwork(["reg:demo-northmere"])
        let gateway = try network.gateway("reg:demo-northmere", in: folder["store"])
        _ = try await gateway.publishSamples(0..<2)
        try await gateway.checkContinues()
        let older = try network.gateway("reg:demo-northmere", in: folder["older"])
        _ = try await older.publishSamples(0..<1)
        folder.copy("store/checkpoint", to: "older/checkpoint")
        await #expect(throws: LessonExchangeError.self) { try await older.checkContinues() }
        _ = try await older.publishSamples(1..<3)
        // As long, but another log.
        folder.copy("store/checkpoint", to: "older/checkpoint")
        await #expect(throws: LessonExchangeError.self) { try await older.checkContinues() }
    }
}
