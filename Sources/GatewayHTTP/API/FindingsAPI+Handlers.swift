import Findings
import Gateway
import HTTPTypes
import LessonExchange
import Pages
import Signatures
import StrictJSON

extension FindingsAPI {
    /// More evidence than this in one answer is asked for in parts (64 MiB).
    private static let evidenceMost = 64 << 20

    /// Who asks, in the role of their step; without one whoever works on findings.
    static func actor(_ request: APIRequest, _ duty: Duty? = nil) -> Gateway.Actor {
        Gateway.Actor(person: request.caller.name, role: duty?.role ?? Scope.triage.rawValue)
    }

    func members(_ request: APIRequest, _ members: [BodyMember]) throws -> JSONValue {
        try local.members(request, members)
    }

    func checkSilent(_ request: APIRequest) throws { try local.checkSilent(request) }

    static func number(_ request: APIRequest) throws -> Int64 {
        guard let number = Int64(request.parameters["number"] ?? ""), number > 0 else {
            throw Problem("request.malformed", "a finding has a number", at: "number")
        }
        return number
    }

    /// Takes a step for a finding, and answers with the finding as it is then.
    func step(_ request: APIRequest, _ body: (Int64) async throws -> Void) async throws -> APIAnswer {
        let number = try Self.number(request)
        try await body(number)
        return .json(try await gateway.finding(number).tree)
    }

    @Sendable func list(_ request: APIRequest) async throws -> APIAnswer {
        var query = FindingQuery()
        if let word = request.query["state"] {
            guard let state = FindingState(rawValue: word) else {
                let words = FindingState.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem("request.malformed", "state is one of \(words)", at: "state")
            }
            query.states = [state]
        }
        if let word = request.query["duty"] {
            guard let duty = FindingDuty(rawValue: word) else {
                throw Problem("request.malformed", "duty is duty or awareness", at: "duty")
            }
            query.duty = duty
        }
        query.words = request.query["q"]
        query.group = request.query["group"]
        query.theme = request.query["theme"]
        query.source = request.query["source"]
        query.issuer = request.query["issuer"]
        query.isByDue = true
        if try LocalAPI.isYes(request, "overdue") { query.overdueOn = gateway.clock().day }
        query.offset = try LocalAPI.number(request, "offset", usually: 0, 0...LessonQuery.offsetMax)
        query.limit = try LocalAPI.number(request, "limit", usually: 50, 1...FindingQuery.limitMax)
        return .json(try await gateway.findings(query).tree)
    }

    @Sendable func triage(_ request: APIRequest) async throws -> APIAnswer {
        let root = try local.json(request)
        let decision = try FindingBody.decision(root)
        let numbers = try Self.numbers(root)
        let waiting = try await gateway.triage(numbers, as: decision, by: Self.actor(request))
        return .json(
            .object(of: [
                "findings": .array(numbers.map { .integer(Int($0)) }), "relevant": .boolean(decision.isRelevant),
                "waitForApproval": .array(waiting.map { .integer(Int($0)) }),
            ])
        )
    }

    @Sendable func classify(_ request: APIRequest) async throws -> APIAnswer {
        let root = try members(request, RouteBodies.classification)
        let numbers = try Self.numbers(root)
        let (themes, lines) = (try FindingBody.texts(root, "themes"), try FindingBody.texts(root, "serviceLines"))
        try await gateway.classify(numbers, themes: themes, serviceLines: lines, by: Self.actor(request))
        return .json(
            .object(of: [
                "findings": .array(numbers.map { .integer(Int($0)) }),
                "themes": .array(themes.map { .string($0) }), "serviceLines": .array(lines.map { .string($0) }),
            ])
        )
    }

    /// Numbers of the findings that one decision is about.
    private static func numbers(_ root: JSONValue) throws -> [Int64] {
        let items = root["findings"]?.elements ?? []
        let numbers = items.compactMap { $0.integer.map { Int64($0) } }
        guard (1...FindingQuery.limitMax).contains(items.count), numbers.count == items.count else {
            throw Problem("request.malformed", "findings is a list of 1 to \(FindingQuery.limitMax)", at: "/findings")
        }
        return numbers
    }

    func answer(_ request: APIRequest, _ key: IdempotencyKey?) async throws -> PublishedStatement {
        let root = try members(request, RouteBodies.answer)
        return try await gateway.answer(
            finding: try Self.number(request),
            overall: try FindingBody.needed(root, "overall"),
            text: try FindingBody.text(root, "text"),
            shareWith: try FindingBody.texts(root, "shareWith"),
            by: Self.actor(request, .publish),
            request: key
        )
    }

    private static func format<Format: RawRepresentable & CaseIterable>(
        _ request: APIRequest,
        usually usual: Format
    ) throws -> Format where Format.RawValue == String {
        guard let word = request.query["format"] else { return usual }
        guard let format = Format(rawValue: word) else {
            let words = Format.allCases.map { $0.rawValue }.joined(separator: ", ")
            throw Problem("request.malformed", "format is one of \(words)", at: "format")
        }
        return format
    }

    @Sendable func report(_ request: APIRequest) async throws -> APIAnswer {
        guard let kind = ReportKind(rawValue: request.parameters["kind"] ?? "") else {
            throw Problem("request.not-found")
        }
        let format = try Self.format(request, usually: ReportFormat.markdown)
        let page = try await gateway.report(
            kind,
            since: try request.query["since"].map { try FindingBody.moment($0) },
            isForOutside: try LocalAPI.isYes(request, "outside")
        )
        let content: APIRoute.Content =
            switch format {
            case .csv: .csv
            case .markdown: .markdown
            case .html: .html
            }
        return .page(try page.printed(as: format), content)
    }

    @Sendable func page(_ request: APIRequest) async throws -> APIAnswer {
        guard let form = LessonPrint(rawValue: request.parameters["form"] ?? "") else {
            throw Problem("request.not-found")
        }
        let format = try Self.format(request, usually: PageFormat.html)
        let printed = try await gateway.printed(
            request.parameters["id"] ?? "",
            as: form,
            format: format
        )
        return .page(printed.text, format == .html ? .html : .markdown)
    }

    @Sendable func decideBoard(_ request: APIRequest) async throws -> APIAnswer {
        let version = try FindingBody.count(try members(request, RouteBodies.boardDecision), "version")
        let row = try await gateway.allowBoard(
            request.parameters["id"] ?? "",
            version: version,
            by: Self.actor(request, .approve)
        )
        return .json(.object(of: ["lessonId": .string(row.lessonID), "version": .integer(row.version)]))
    }

    @Sendable func evidence(_ request: APIRequest) async throws -> APIAnswer {
        let since = try request.query["since"].map { try FindingBody.moment($0) } ?? Timestamp(unixSeconds: 0)
        var lines: [UInt8] = []
        try await gateway.caseEvidence(since: since) { tree in
            lines += tree.compactBytes
            lines.append(0x0A)
            guard lines.count <= Self.evidenceMost else {
                throw Problem("limit.exceeded", "an answer may have \(Self.evidenceMost) bytes: ask since a later day")
            }
        }
        return APIAnswer(
            headers: [
                .contentType: APIRoute.Content.lines.rawValue, .cacheControl: "no-store",
                .xContentTypeOptions: "nosniff",
            ],
            body: lines
        )
    }
}
