import Gateway
import HTTPTypes
import StrictJSON

/// The OpenAPI 3.1 description, made from the same routes as the router.
package struct OpenAPIDocument: Sendable {
    private let partners: [APIRoute]
    private let local: [APIRoute]

    package init(partners: [APIRoute], local: [APIRoute]) {
        self.partners = partners
        self.local = local
    }

    package var bytes: [UInt8] { tree.prettyBytes }

    private var tree: JSONTree {
        .object(of: [
            "openapi": "3.1.0",
            "info": .object(of: [
                "title": "Lesson Exchange gateway", "version": "1",
                "description":
                    "Partners reach the first group over mutual TLS 1.3; our own people and systems the second, with tokens.",
            ]),
            "paths": paths,
            "components": .object(of: [
                "securitySchemes": .object(of: [
                    "partner": .object(of: ["type": "mutualTLS"]),
                    "token": .object(of: ["type": "http", "scheme": "bearer"]),
                ]),
                "schemas": .object(of: ["Problem": Self.problem]),
            ]),
        ])
    }

    /// A path may have several methods, and the two groups share none.
    private var paths: JSONTree {
        var paths: [JSONTree.Member] = []
        for route in partners + local {
            let path = route.path.replacing("*}", with: "}")
            let member = JSONTree.Member(route.method.rawValue.lowercased(), operation(route))
            if let known = paths.firstIndex(where: { $0.name.utf8.elementsEqual(path.utf8) }),
                case .object(let members) = paths[known].value
            {
                paths[known].value = .object(members + [member])
            } else {
                paths.append(.init(path, .object([member])))
            }
        }
        return .object(paths)
    }

    private func operation(_ route: APIRoute) -> JSONTree {
        var security: [JSONTree] = []
        switch route.caller {
        case .partner: security = [.object(of: ["partner": []])]
        case .token(let scope): security = [.object(of: ["token": .array([.string(scope.rawValue)])])]
        case .anybody: break
        }
        let words = route.path.split(separator: "/").map { $0.filter { $0.isLetter || $0.isNumber } }
        return .object(of: [
            "operationId": .string(route.method.rawValue.lowercased() + words.map(\.capitalized).joined()),
            "summary": .string(route.summary), "security": .array(security),
            "parameters": parameters(route),
            "requestBody": route.bodyMax.map { max in
                .object(of: [
                    "description": .string("At most \(max) bytes."),
                    "content": content(
                        [route.bodyContent ?? (route.method == .put ? .bytes : .json)] + route.bodyChoices,
                        of: route.body
                    ),
                ])
            },
            "responses": responses(route),
        ])
    }

    private func responses(_ route: APIRoute) -> JSONTree {
        // Who gives a hint is answered by the status alone.
        let isHint = route.path == "/v1/notify"
        let status = route.isIdempotent ? "201" : isHint ? "202" : "200"
        return .object(of: [
            status: .object(of: [
                "description": "Done.", "content": isHint ? nil : content([route.content] + route.choices),
            ]),
            "default": .object(of: [
                "description": "A problem (RFC 9457).",
                "content": .object(of: [
                    "application/problem+json": .object(of: [
                        "schema": .object(of: ["$ref": "#/components/schemas/Problem"])
                    ])
                ]),
            ]),
        ])
    }

    /// Media types with what their bytes are: JSON that we read or write is always an object.
    ///
    /// `members`: of a JSON body, where they are known.
    private func content(_ contents: [APIRoute.Content], of members: [BodyMember]? = nil) -> JSONTree {
        .object(
            contents.map { content in
                let schema: JSONTree
                switch content {
                case .json where members != nil: schema = members?.schema ?? .object([])
                case .json, .statement: schema = .object(of: ["type": "object"])
                case .text, .metrics, .html, .csv, .markdown, .lines: schema = .object(of: ["type": "string"])
                // Any bytes: a schema could only say something of text.
                case .bytes: schema = .object([])
                }
                return .init(content.rawValue, .object(of: ["schema": schema]))
            }
        )
    }

    private func parameters(_ route: APIRoute) -> JSONTree {
        func parameter(
            _ name: String,
            _ place: String,
            isRequired: Bool,
            _ value: QueryValue = .text
        ) -> JSONTree {
            .object(of: [
                "name": .string(name), "in": .string(place), "required": .boolean(isRequired),
                "schema": value.schema,
            ])
        }
        let inPath = route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
            parameter($0.filter { $0.isLetter }, "path", isRequired: true)
        }
        let inQuery = route.query.map { name in
            parameter(name, "query", isRequired: route.required.contains(name), route.values[name] ?? .text)
        }
        var headers = ["X-Request-ID"]
        if route.isIdempotent { headers.append("Idempotency-Key") }
        if route.bodyMax != nil { headers.append("Content-Digest") }
        return .array(inPath + inQuery + headers.map { parameter($0, "header", isRequired: false) })
    }

    private static let problem = JSONTree.object(of: [
        "type": "object", "required": ["type", "title", "status", "code", "remedy", "retryable"],
        "properties": .object(of: [
            "type": .object(of: ["type": "string"]), "title": .object(of: ["type": "string"]),
            "status": .object(of: ["type": "integer"]), "code": .object(of: ["type": "string"]),
            "detail": .object(of: ["type": "string"]), "pointer": .object(of: ["type": "string"]),
            "remedy": .object(of: ["type": "string"]), "retryable": .object(of: ["type": "boolean"]),
        ]),
    ])
}

extension String {
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
