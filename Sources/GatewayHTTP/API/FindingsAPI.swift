import Gateway
import HTTPTypes
import LessonExchange
import Pages
import StrictJSON

/// What our own people and systems may do with findings of external bodies; part of the local API.
struct FindingsAPI: Sendable {
    let local: LocalAPI

    var gateway: Gateway { local.gateway }

    var endpoints: [Endpoint] {
        reading + imports + casework + ending + replies + subscriptions + pages
    }

    private var reading: [Endpoint] {
        [
            Endpoint(
                LocalAPI.read(
                    "/v1/findings",
                    "Findings of external bodies, due first, with what covers them already.",
                    .read,
                    query: [
                        "q", "state", "duty", "group", "theme", "source", "issuer", "overdue", "offset", "limit",
                    ],
                    values: [
                        "state": .words(FindingState.allCases.map(\.rawValue)),
                        "duty": .words([FindingDuty.duty.rawValue, FindingDuty.awareness.rawValue]), "overdue": .yes,
                        "offset": .integer(0...LessonQuery.offsetMax), "limit": .integer(1...FindingQuery.limitMax),
                    ]
                ),
                list
            ),
            Endpoint(LocalAPI.read("/v1/findings/{number}", "One finding with all that was done.", .read)) { request in
                .json(try await gateway.finding(try Self.number(request)).tree)
            },
            Endpoint(
                LocalAPI.read("/v1/findings/{number}/draft", "The draft of a lesson that a finding gives.", .read)
            ) { request in
                APIAnswer(
                    headers: [.contentType: APIRoute.Content.json.rawValue, .cacheControl: "no-store"],
                    body: try await gateway.draft(ofFinding: try Self.number(request))
                )
            },
        ]
    }

    private var casework: [Endpoint] {
        [
            Endpoint(
                LocalAPI.write(
                    "/v1/findings:triage",
                    "Say of findings whether they concern us.",
                    .triage,
                    body: RouteBodies.triage
                ),
                triage
            ),
            Endpoint(
                LocalAPI.write(
                    "/v1/findings:classify",
                    "Say of findings what they are about.",
                    .triage,
                    body: RouteBodies.classification
                ),
                classify
            ),
            Endpoint(
                LocalAPI.write(
                    "/v1/findings/{number}/assessments",
                    "Say where we stand on recommendations.",
                    .triage,
                    body: RouteBodies.assessments
                )
            ) { request in
                let assessments = try FindingBody.assessments(
                    try members(request, RouteBodies.assessments)["assessments"]
                )
                return try await step(request) { number in
                    try await gateway.assess(number, assessments, by: Self.actor(request))
                }
            },
            Endpoint(
                LocalAPI.write(
                    "/v1/findings/{number}/actions",
                    "Say what is done about gaps.",
                    .triage,
                    body: RouteBodies.actions
                )
            ) { request in
                let actions = try FindingBody.actions(try members(request, RouteBodies.actions)["actions"])
                return try await step(request) { number in
                    try await gateway.plan(number, actions, by: Self.actor(request))
                }
            },
            Endpoint(
                LocalAPI.write(
                    "/v1/findings/{number}/reading",
                    "Hand in the words of a report that was read.",
                    .triage,
                    body: nil
                )
            ) { request in
                try await step(request) { number in
                    try await gateway.read(finding: number, draft: request.body, by: Self.actor(request))
                }
            },
            Endpoint(
                LocalAPI.write(
                    "/v1/findings/{number}/reopening",
                    "Look at a finding again, with a reason.",
                    .triage,
                    body: RouteBodies.reopening
                )
            ) { request in
                let reason = try FindingBody.needed(try members(request, RouteBodies.reopening), "reason")
                return try await step(request) { number in
                    try await gateway.reopen(finding: number, reason: reason, by: Self.actor(request))
                }
            },
        ]
    }

    private var ending: [Endpoint] {
        [
            Endpoint(
                LocalAPI.write(
                    "/v1/findings/{number}/erasure",
                    "Erase the words of a finding that tells who somebody is.",
                    .igCheck,
                    body: RouteBodies.findingErasure
                )
            ) { request in
                let body = try members(request, RouteBodies.findingErasure)
                let withCase = try FindingBody.flag(body, "withCase") ?? false
                let reason = try FindingBody.needed(body, "reason")
                let actor = Gateway.Actor(person: request.caller.name, role: Duty.igCheck.role)
                return try await step(request) { number in
                    try await gateway.forget(
                        finding: number,
                        reason: reason,
                        withCase: withCase,
                        by: actor
                    )
                }
            },
            Endpoint(
                LocalAPI.write(
                    "/v1/findings/{number}/approval",
                    "Approve the analysis as it is now.",
                    .approve,
                    body: RouteBodies.silent
                )
            ) { request in
                try checkSilent(request)
                return try await step(request) { number in
                    try await gateway.approve(finding: number, by: Self.actor(request, .approve))
                }
            },
            Endpoint(
                LocalAPI.write(
                    "/v1/findings/{number}/answer",
                    "Sign what we say to the body, and log it.",
                    .publish,
                    isIdempotent: true,
                    body: RouteBodies.answer
                )
            ) { request in
                try await local.once(request) { key in [try await answer(request, key)] }
            },
            Endpoint(
                LocalAPI.write(
                    "/v1/findings/{number}/closure",
                    "Close a finding: all is answered and done.",
                    .approve,
                    body: RouteBodies.silent
                )
            ) { request in
                try checkSilent(request)
                return try await step(request) { number in
                    try await gateway.close(finding: number, by: Self.actor(request, .approve))
                }
            },
        ]
    }

    /// The reply itself goes another way; whoever works on the finding says that it went.
    private var replies: [Endpoint] {
        [
            Endpoint(
                LocalAPI.write(
                    "/v1/findings/{number}/reply",
                    "Say when the real reply was sent.",
                    .triage,
                    body: RouteBodies.reply
                )
            ) { request in
                let day = try FindingBody.needed(try members(request, RouteBodies.reply), "on")
                return try await step(request) { number in
                    try await gateway.replySent(finding: number, on: day, by: Self.actor(request))
                }
            }
        ]
    }

    private var subscriptions: [Endpoint] {
        [
            Endpoint(LocalAPI.read("/v1/subscriptions", "What goes to triage although it does not name us.", .read)) {
                _ in
                let all = try await gateway.store.subscriptions()
                return .json(.object(of: ["subscriptions": .array(all.map(\.tree))]))
            },
            Endpoint(
                LocalAPI.write(
                    "/v1/subscriptions",
                    "Add a subscription, or put one in its place.",
                    .triage,
                    body: RouteBodies.subscription
                )
            ) { request in
                let subscription = try FindingBody.subscription(try local.json(request))
                let came = try await gateway.subscribe(subscription, by: Self.actor(request))
                var tree = subscription.tree
                tree["triage"] = .integer(came)
                return .json(tree)
            },
            Endpoint(
                LocalAPI.write("/v1/subscriptions/{name}/end", "End a subscription.", .triage, body: RouteBodies.silent)
            ) { request in
                try checkSilent(request)
                let name = request.parameters["name"] ?? ""
                try await gateway.unsubscribe(name, by: Self.actor(request))
                return .json(.object(of: ["ended": .string(name)]))
            },
        ]
    }

    private var pages: [Endpoint] {
        func route(
            _ path: String,
            _ summary: String,
            _ scope: Scope,
            _ content: APIRoute.Content,
            choices: [APIRoute.Content] = [],
            query: [String],
            values: [String: QueryValue] = [:]
        ) -> APIRoute {
            APIRoute(
                method: .get,
                path: path,
                summary: summary,
                caller: .token(scope),
                content: content,
                choices: choices,
                query: query,
                values: values
            )
        }
        return [
            Endpoint(
                route(
                    "/v1/reports/{kind}",
                    "A report for a meeting, the Board, or whoever works on findings.",
                    .read,
                    .markdown,
                    choices: [.html, .csv],
                    query: ["since", "format", "outside"],
                    values: ["format": .words(ReportFormat.allCases.map(\.rawValue)), "outside": .yes]
                ),
                report
            ),
            Endpoint(
                route(
                    "/v1/lessons/{id}/pages/{form}",
                    "A lesson as bulletin, flyer, briefing or web page.",
                    .read,
                    .html,
                    choices: [.markdown],
                    query: ["format"],
                    values: ["format": .words(PageFormat.allCases.map(\.rawValue))]
                ),
                page
            ),
            Endpoint(
                LocalAPI.write(
                    "/v1/lessons/{id}/board-decision",
                    "Decide that a lesson with a content note may hang on a notice board.",
                    .approve,
                    body: RouteBodies.boardDecision
                ),
                decideBoard
            ),
            Endpoint(
                LocalAPI.read("/v1/prints/{digits}", "Which lesson a printed page is of, by the digits on it.", .read)
            ) { request in
                let rows = try await gateway.lessons(printedDigits: request.parameters["digits"] ?? "")
                return .json(.object(of: ["lessons": .array(rows.map(\.tree))]))
            },
            Endpoint(
                route(
                    "/v1/evidence",
                    "The audit trail and every step of findings, one object a line, oldest first.",
                    .operate,
                    .lines,
                    query: ["since"]
                ),
                evidence
            ),
        ]
    }
}
