import ExchangeTestKit
import Gateway
import GatewayHTTP
import GatewayTestKit
import HTTPTypes
import LessonExchange
import Signatures
import StrictJSON
import Testing

@Suite("What may be said to the local API")
struct LocalBodyTests {
    private let folder = TemporaryFolder()
    private let gateway: Gateway
    private let api: LocalAPI

    init() throws {
        let network = try VirtualNetwork(["reg:demo-northmere", "reg:demo-southfell"])
        gateway = try network.gateway("reg:demo-northmere", in: folder["store"])
        api = LocalAPI(gateway: gateway) { _ in [] }
    }

    private typealias Answer = (tree: JSONValue?, code: String?, place: String?, message: String?)

    /// The answer of a route, or the code of its problem and where it is.
    private func ask(
        _ method: HTTPRequest.Method,
        _ path: String,
        by person: String = "A. Person",
        _ parameters: [String: String] = [:],
        query: [String: String] = [:],
        body: [UInt8] = []
    ) async -> Answer {
        guard let endpoint = api.endpoints.first(where: { $0.route.path == path && $0.route.method == method }) else {
            return (nil, "no route", nil, nil)
        }
        let now = VirtualFederation.now
        let token = APIToken(
            hash: Digest(of: Array(person.utf8)),
            person: person,
            scopes: Scope.allCases,
            created: now,
            expires: now.adding(seconds: 60)
        )
        do {
            let request = APIRequest(
                caller: .token(token),
                parameters: parameters,
                query: query,
                body: body,
                path: path
            )
            let answer = try await endpoint.handle(request)
            return (try? JSONDocument(parsing: answer.body).root, nil, nil, nil)
        } catch {
            let problem = Problem(of: error)
            return (nil, problem.error.code.name, problem.error.place, problem.error.message)
        }
    }

    /// Asks with a body, in which `L` is the id of a lesson and `D` a digest.
    private func post(
        _ path: String,
        by person: String = "A. Person",
        _ body: String,
        at parameters: [String: String] = [:],
        lesson: String = "",
        digest: Digest = Digest(of: [1])
    ) async -> Answer {
        let text = body.replacing("\"L\"", with: "\"\(lesson)\"").replacing("\"D\"", with: "\"\(digest)\"")
        return await ask(.post, path, by: person, parameters, body: Array(text.utf8))
    }

    /// A draft that took every step but the last.
    private func approvedDraft() async throws -> Digest {
        let draft = SampleDrafts.draft(1).prettyBytes
        let place = ["digest": Digest(of: draft).description]
        let record = try JWSEnvelope.signed(
            payload: SampleAttestation.of(Digest(of: draft)).payload(at: VirtualFederation.now).compactBytes,
            contentType: Attestation.contentType,
            by: [gateway.identity.sealer]
        )
        _ = await ask(.post, "/v1/drafts:check", by: "Author", body: draft)
        _ = await ask(.post, "/v1/drafts/{digest}/ig-check", by: "Guardian", place, body: record)
        let approval = "/v1/drafts/{digest}/approval"
        #expect(await post(approval, by: "Chair", #"{"until": "2027"}"#, at: place).place == "/until")
        #expect(await post(approval, by: "Chair", "{}", at: place).code == nil)
        return Digest(of: draft)
    }

    @Test("a lesson is shared with nobody by a member of another type or name")
    func bundles() async throws {
        let digest = try await approvedDraft()
        let wrong = [
            (#""recipients": "reg:demo-southfell""#, "/recipients"), (#""recipients": [7]"#, "/recipients"),
            (#""recipients": []"#, "/recipients"), (#""recipients": ["reg:demo-southfell", null]"#, "/recipients"),
            (#""recipient": ["reg:demo-southfell"]"#, "/recipient"),
            (#""marking": "public", "recipients": null"#, "/recipients"), (#""marking": 7"#, "/marking"),
            (#""marking": "named-recipients""#, "/marking"), (#""onwardSharing": true"#, "/onwardSharing"),
            (#""licence": ["OGL-UK-3.0"]"#, "/licence"),
        ]
        for (member, place) in wrong {
            let body = #"{"drafts": ["D"], \#(member)}"#
            let answer = await post("/v1/bundles", by: "Publisher", body, digest: digest)
            #expect(answer.code == "request.malformed" && answer.place == place, "\(member)")
        }
        for drafts in [#""D""#, "[]", "[7]", #"["D", "sha256:7"]"#, "{}"] {
            let answer = await post("/v1/bundles", by: "Publisher", #"{"drafts": \#(drafts)}"#, digest: digest)
            #expect(answer.code == "request.malformed" && answer.place == "/drafts", "\(drafts)")
        }
        #expect(try await gateway.store.head().size == 0)
        let right = #"{"drafts": ["D"], "recipients": ["reg:demo-southfell"]}"#
        let published = await post("/v1/bundles", by: "Publisher", right, digest: digest)
        let bundle = try #require(Digest(published.tree?["statements"]?[0]?["digest"]?.string ?? ""))
        #expect(try await gateway.store.audience(of: bundle) == .named(["reg:demo-southfell"]))
    }

    @Test("nothing less is taken back than was asked, and nothing is taken back by halves")
    func withdrawals() async throws {
        _ = try await gateway.publishSamples(0..<1)
        let id = try #require(try await gateway.store.search(LessonQuery()).lessons.first?.lessonID)
        let wrong = [
            (#"{"lessons": [{"lessonId": "L", "versionsUpTo": "1"}]}"#, "/lessons/0/versionsUpTo"),
            (#"{"lessons": [{"lessonId": "L", "versionsUpTo": 0}]}"#, "/lessons/0/versionsUpTo"),
            (#"{"lessons": [{"lessonId": "L", "versionsUpTo": 1.5}]}"#, "/lessons/0/versionsUpTo"),
            (#"{"lessons": [{"lessonId": "L", "versionsUpTo": null}]}"#, "/lessons/0/versionsUpTo"),
            (#"{"lessons": [{"lessonId": "L", "versionUpTo": 1}]}"#, "/lessons/0/versionUpTo"),
            (#"{"lessons": [{"lessonId": "L"}, {"lessonID": "L"}]}"#, "/lessons/1/lessonID"),
            (#"{"lessons": [{"lessonId": "L"}, {}]}"#, "/lessons/1/lessonId"),
            (#"{"lessons": [{"lessonId": "L"}, "L"]}"#, "/lessons/1"), (#"{"lessons": {"lessonId": "L"}}"#, "/lessons"),
            (#"{"lessons": []}"#, "/lessons"), ("{}", "/lessons"),
            (#"{"lessons": [{"lessonId": "L"}], "advise": "See the newer one."}"#, "/advise"),
            (#"{"lessons": [{"lessonId": "L"}], "advice": 1}"#, "/advice"),
        ]
        for (body, place) in wrong {
            let reason = body == "{}" ? #"{"reason": "outdated"}"# : #"\#(body.dropLast()), "reason": "outdated"}"#
            let answer = await post("/v1/withdrawals", reason, lesson: id)
            #expect(answer.code == "request.malformed" && answer.place == place, "\(body)")
        }
        let silent = await post("/v1/withdrawals", #"{"lessons": [{"lessonId": "L", "versionsUpTo": 1}]}"#, lesson: id)
        #expect(silent.code == "request.malformed" && silent.place == "/reason")
        #expect(try await gateway.store.head().size == 1)
    }

    @Test("an answer and a decision are read in full, or not at all")
    func responses() async throws {
        _ = try await gateway.publishSamples(0..<1)
        let id = try #require(try await gateway.store.search(LessonQuery()).lessons.first?.lessonID)
        let about = #""subject": {"lesson": {"lessonId": "L", "version": 1}}, "position": "adopted""#
        let wrong = [
            (#"\#(about), "recipient": ["reg:demo-southfell"]"#, "/recipient"),
            (#"\#(about), "recipients": "reg:demo-southfell""#, "/recipients"),
            (#"\#(about), "recipients": []"#, "/recipients"), (#"\#(about), "text": ["It works."]"#, "/text"),
            (#"\#(about), "perRecommendation": {"id": "R1", "position": "adopted"}"#, "/perRecommendation"),
            (#"\#(about), "perRecommendation": [{"id": "R1"}]"#, "/perRecommendation/0/position"),
            (#"\#(about), "perRecommendation": [{"id": 1, "position": "adopted"}]"#, "/perRecommendation/0/id"),
            (
                #"\#(about), "perRecommendation": [{"id": "R1", "position": "adopted", "why": "x"}]"#,
                "/perRecommendation/0/why"
            ),
            (#""subject": {"lesson": {"lessonId": "L"}}"#, "/position"), (#""position": "adopted""#, "/subject"),
            (#""subject": "L", "position": "adopted""#, "/subject"),
            (#""subject": {"lesson": {"lessonId": "L"}, "digest": "D"}, "position": "adopted""#, "/subject"),
            (#""subject": {"lessons": {"lessonId": "L"}}, "position": "adopted""#, "/subject/lessons"),
            (#""subject": {"digest": "sha256:7"}, "position": "adopted""#, "/subject/digest"),
            (#""subject": {"lesson": "L"}, "position": "adopted""#, "/subject/lesson"),
            (
                #""subject": {"lesson": {"lessonId": "L", "version": "2"}}, "position": "adopted""#,
                "/subject/lesson/version"
            ),
            (#""subject": {"external": {"issuer": "reg:x"}}, "position": "adopted""#, "/subject/external/reference"),
        ]
        for (members, place) in wrong {
            let answer = await post("/v1/responses", "{\(members)}", lesson: id)
            #expect(answer.code == "request.malformed" && answer.place == place, "\(members)")
        }
        #expect(try await gateway.store.head().size == 1)
        let decisions = [
            (#"{"lessonId": "L", "relation": "different", "versions": 2}"#, "/versions"),
            (#"{"lessonId": "L", "relation": "different", "version": "2"}"#, "/version"),
            (#"{"lessonId": "L", "relation": ["different"]}"#, "/relation"), (#"{"lessonId": "L"}"#, "/relation"),
            (#"{"relation": "different"}"#, "/lessonId"),
        ]
        for (body, place) in decisions {
            let answer = await post("/v1/lessons/{id}/decisions", body, at: ["id": id], lesson: id)
            #expect(answer.code == "request.malformed" && answer.place == place, "\(body)")
        }
    }

    @Test("where no version is told, the newest is meant")
    func newest() async throws {
        _ = try await gateway.publishSamples(0..<1)
        let id = try #require(try await gateway.store.search(LessonQuery()).lessons.first?.lessonID)
        _ = try await gateway.publishSamples(0..<1, lessonID: id, version: 2)
        let about = #"{"subject": {"lesson": {"lessonId": "L"}}, "position": "adopted", "recipients": ["R"]}"#
            .replacing("\"R\"", with: "\"reg:demo-southfell\"")
        let answer = await post("/v1/responses", about, lesson: id)
        let digest = try #require(Digest(answer.tree?["statements"]?[0]?["digest"]?.string ?? ""))
        let envelope = try #require(try await gateway.store.statement(digest)?.envelope)
        let payload = try JSONDocument(parsing: try JWSEnvelope(parsing: envelope).payload).root
        #expect(payload["subject"]?["lesson"]?["version"]?.integer == 2)
        let other = "urn:lesson:reg:demo-southfell:2026-klmnopqrst"
        let path = "/v1/lessons/{id}/decisions"
        let decided = await post(path, #"{"lessonId": "L", "relation": "different"}"#, at: ["id": other], lesson: id)
        #expect(decided.code == nil)
        #expect(try await gateway.store.decisions(about: other).map(\.version) == [2])
        let withdrawn = await post(
            "/v1/withdrawals",
            #"{"lessons": [{"lessonId": "L"}], "reason": "outdated"}"#,
            lesson: id
        )
        #expect(withdrawn.code == nil)
        #expect(try await gateway.store.versions(of: id).map(\.state) == ["withdrawn", "withdrawn"])
    }

    /// Parameters of a path that every route takes.
    private static let places = [
        "digest": Digest(of: [1]).description, "number": "1", "id": "urn:lesson:reg:demo-northmere:2026-abcdefghij",
        "name": "one", "kind": "board", "form": "flyer", "digits": "1",
    ]

    /// Whether a route reads a member: whatever else is wrong, it is not its name.
    private func reads(_ path: String, _ body: String, _ place: String) async -> Bool {
        let answer = await post(path, body, at: Self.places)
        let message = answer.message ?? ""
        let isUnknown = message.hasPrefix("the members are") || message == "there are no members"
        return !(answer.code == "request.malformed" && answer.place == place && isUnknown)
    }

    /// Asks with each member of a body alone, and with one that nobody knows, around which `outer` lies.
    private func check(
        _ path: String,
        _ members: [BodyMember],
        at place: String = "",
        in outer: (String) -> String = { $0 }
    ) async {
        #expect(await !reads(path, outer(#"{"nobodyReads": 1}"#), "\(place)/nobodyReads"), "\(path) \(place)")
        for member in members {
            let name = member.name
            let isRead = await reads(path, outer(#"{"\#(name)": null}"#), "\(place)/\(name)")
            #expect(isRead, "\(path) \(place)/\(name)")
            switch member.value {
            case .object(let inner):
                await check(path, inner, at: "\(place)/\(name)") { outer(#"{"\#(name)": \#($0)}"#) }
            case .list(let inner):
                await check(path, inner, at: "\(place)/\(name)/0") { outer(#"{"\#(name)": [\#($0)]}"#) }
            case .text, .texts, .count, .counts, .flag: break
            }
        }
    }

    @Test("each body is described, and the route reads the members that the description has, and no others")
    func described() async throws {
        var documents: Set<String> = []
        for route in api.endpoints.map(\.route) where route.method == .post && route.bodyContent == nil {
            if let members = route.body { await check(route.path, members) } else { documents.insert(route.path) }
        }
        // The bodies of these are drafts and records, with schemas of their own.
        #expect(
            documents == [
                "/v1/drafts:check", "/v1/drafts/{digest}/ig-check", "/v1/findings/{number}/reading",
            ]
        )
        let bytes = try #require(await ask(.get, "/v1/openapi.json").tree)
        let content = bytes["paths"]?["/v1/withdrawals"]?["post"]?["requestBody"]?["content"]?["application/json"]
        let lesson = content?["schema"]?["properties"]?["lessons"]?["items"]
        #expect(lesson?["required"]?.elements.compactMap(\.string) == ["lessonId"])
        #expect(lesson?["properties"]?["versionsUpTo"]?["type"]?.string == "integer")
        #expect(lesson?["additionalProperties"]?.boolean == false)
        let draft = bytes["paths"]?["/v1/drafts:check"]?["post"]?["requestBody"]?["content"]?.members
        #expect(draft?.compactMap { $0.name.string } == ["application/json", "text/plain; charset=utf-8"])
    }

    @Test("values of a query are described, and what is outside of them is refused where it stands")
    func describedQueries() async {
        for route in api.endpoints.map(\.route) {
            for (name, value) in route.values {
                #expect(route.query.contains(name), "\(route.path) \(name)")
                var wrong = ["", "true", "1.5", "x"]
                var right: [String] = []
                switch value {
                case .integer(let range):
                    wrong += ["\(range.lowerBound - 1)", "\(range.upperBound + 1)"]
                    right = ["\(range.lowerBound)", "\(range.upperBound)"]
                case .words(let words): right = words
                case .text: Issue.record("\(route.path) \(name)")
                }
                for word in wrong {
                    let answer = await ask(route.method, route.path, Self.places, query: [name: word])
                    let isRefused = answer.code == "request.malformed" && answer.place == name
                    #expect(isRefused, "\(route.path) \(name)=\(word)")
                }
                for word in right {
                    let answer = await ask(route.method, route.path, Self.places, query: [name: word])
                    #expect(answer.place != name, "\(route.path) \(name)=\(word)")
                }
            }
        }
    }

    @Test("a name in a query that a route does not have is refused by every route, before anything is done")
    func queries() async throws {
        _ = try await gateway.publishSamples(0..<1)
        let trail = try await gateway.store.audit(max: 20).count
        for endpoint in api.endpoints {
            let (method, path) = (endpoint.route.method, endpoint.route.path)
            let answer = await ask(method, path, query: ["query": "huddle"])
            #expect(answer.code == "request.malformed" && answer.place == "query", "\(method) \(path)")
            // So that the server hands over what it does not know, too.
            #expect(endpoint.route.isStrict, "\(method) \(path)")
        }
        #expect(try await gateway.store.audit(max: 20).count == trail)
    }

    @Test("a filter with a value that nobody can mean is refused where it stands")
    func filters() async throws {
        for word in ["true", "", "YES", "no"] {
            let answer = await ask(.get, "/v1/lessons", query: ["ended": word])
            #expect(answer.code == "request.malformed" && answer.place == "ended", "\(word)")
        }
        #expect(await ask(.get, "/v1/lessons", query: ["ended": "yes"]).code == nil)
        for publisher in ["", "Southfell Trust", "reg:Demo-Southfell"] {
            let answer = await ask(.get, "/v1/lessons", query: ["publisher": publisher])
            #expect(answer.code == "request.malformed" && answer.place == "publisher", "\(publisher)")
        }
        for partner in ["reg:nobody", "", "southfell"] {
            let answer = await ask(.get, "/v1/inbox", query: ["partner": partner])
            #expect(answer.code == "request.malformed" && answer.place == "partner", "\(partner)")
        }
        #expect(await ask(.get, "/v1/inbox", query: ["partner": "reg:demo-southfell"]).code == nil)
    }

    @Test("a step that nothing has to be said to takes no body that says something")
    func silent() async {
        let digest = Digest(of: [1]).description
        for path in ["/v1/quarantine/{digest}/dismissal", "/v1/drafts/{digest}/approval", "/v1/sync"] {
            let answer = await post(path, #"{"partner": "reg:demo-southfell"}"#, at: ["digest": digest])
            #expect(answer.code == "request.malformed" && answer.place == "/partner", "\(path)")
        }
        #expect(await ask(.post, "/v1/sync").code == nil)
        #expect(await post("/v1/sync", "{}").code == nil)
    }
}
