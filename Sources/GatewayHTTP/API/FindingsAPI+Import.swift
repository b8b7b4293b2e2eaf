import Findings
import Gateway
import HTTPTypes
import LessonExchange
import Signatures
import StrictJSON

/// Tables and documents that are handed in, and kept files that have to go.
extension FindingsAPI {
    /// A table is larger than any other body (16 MiB).
    private static let fileMost = 16 << 20

    var imports: [Endpoint] {
        [
            Endpoint(
                upload(
                    "/v1/findings:import",
                    "Take in a table of findings.",
                    ["format", "mapping"],
                    ["format"],
                    values: ["format": .words(Self.formats.map(\.rawValue))]
                ),
                takeIn
            ),
            Endpoint(
                upload(
                    "/v1/findings:document",
                    "Take in a report that exists only as a document.",
                    Self.documentNames,
                    ["issuer", "reference", "sourceType"]
                ),
                takeDocument
            ),
            Endpoint(
                LocalAPI.write(
                    "/v1/finding-sources/{digest}/erasure",
                    "Remove the kept copy of a file.",
                    .igCheck,
                    body: RouteBodies.silent
                )
            ) { request in
                try checkSilent(request)
                guard let digest = Digest(request.parameters["digest"] ?? "") else {
                    throw Problem("request.malformed", "a digest is sha256: and 64 digits", at: "digest")
                }
                let actor = Gateway.Actor(person: request.caller.name, role: Duty.igCheck.role)
                try await gateway.forget(source: digest, by: actor)
                return .json(.object(of: ["source": .string(digest.description), "erased": .boolean(true)]))
            },
        ]
    }

    /// A document needs words beside it, so it has a route of its own.
    private static let formats = FindingFormat.allCases.filter { $0 != .document }

    private static let documentNames = [
        "issuer", "reference", "sourceType", "title", "published", "link", "recipients", "due",
    ]

    private func upload(
        _ path: String,
        _ summary: String,
        _ query: [String],
        _ required: [String],
        values: [String: QueryValue] = [:]
    ) -> APIRoute {
        APIRoute(
            method: .post,
            path: path,
            summary: summary,
            caller: .token(.triage),
            content: .json,
            query: query,
            values: values,
            required: required,
            bodyMax: Self.fileMost,
            bodyContent: .bytes
        )
    }

    @Sendable private func takeIn(_ request: APIRequest) async throws -> APIAnswer {
        guard let format = FindingFormat(rawValue: request.query["format"] ?? ""), Self.formats.contains(format) else {
            let words = Self.formats.map(\.rawValue).joined(separator: ", ")
            throw Problem("request.malformed", "format is one of \(words)", at: "format")
        }
        guard (format == .table) == (request.query["mapping"] != nil) else {
            throw Problem("request.malformed", "mapping goes with the format table, and only with it", at: "mapping")
        }
        return try await during(request) { path in
            let reader = FindingReader(
                format: format,
                mapping: try request.query["mapping"].map { try local.findings.mapping(named: $0) },
                aliases: try local.findings.aliases(),
                publisher: gateway.identity.organisation,
                now: gateway.clock(),
                scanner: GateContext().scanner
            )
            return try await gateway.importFindings(path, reader: reader, by: Self.actor(request)).tree
        }
    }

    @Sendable private func takeDocument(_ request: APIRequest) async throws -> APIAnswer {
        let query = request.query
        let document = FindingDocument(
            issuer: query["issuer"] ?? "",
            reference: query["reference"] ?? "",
            sourceType: query["sourceType"] ?? "",
            title: query["title"],
            published: query["published"],
            link: query["link"],
            recipients: (query["recipients"] ?? "").split(separator: ",").map(String.init),
            due: query["due"]
        )
        guard !request.body.isEmpty else { throw Problem("request.malformed", "the body is the document") }
        return try await during(request) { path in
            let taken = try await gateway.importDocument(path, document, by: Self.actor(request))
            let (number, outcome) =
                switch taken.outcome {
                case .imported(let number, _, _, _): (number, "stub")
                case .unchanged(let number): (number, "unchanged")
                case .newVersion(let number, _, _, _): (number, "new-version")
                }
            return .object(of: [
                "number": .integer(Int(number)), "outcome": .string(outcome),
                "source": .string(taken.source.description),
            ])
        }
    }

    /// Does something with the body as a file, which goes afterwards.
    private func during(
        _ request: APIRequest,
        _ take: (String) async throws -> JSONTree
    ) async throws -> APIAnswer {
        guard let uploads = local.uploads else {
            throw Problem("request.not-found", "no tables are taken in here")
        }
        do {
            let tree = try await uploads.during(request.body) { path in
                do { return try await take(path) } catch let error as LessonExchangeError {
                    throw Self.without(path, error)
                }
            }
            return .json(tree)
        } catch let error as LessonExchangeError { throw Self.without(nil, error) }
    }

    /// The same error without where a file lies on this machine: whoever handed the table in knows it by no name.
    private static func without(_ upload: String?, _ error: LessonExchangeError) -> LessonExchangeError {
        var place = error.place
        if let upload { place = place?.replacing(upload, with: "the table") }
        // Options of the command are names of the query here.
        if let option = place, option.hasPrefix("--") {
            let words = option.dropFirst(2).split(separator: "-").map(String.init)
            place =
                words.prefix(1).joined() + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        }
        // A table has no pointers: what begins with a slash is a path.
        if place?.hasPrefix("/") ?? false { place = nil }
        return LessonExchangeError(error.code.name, error.message, at: place, remedy: error.remedy)
    }
}
