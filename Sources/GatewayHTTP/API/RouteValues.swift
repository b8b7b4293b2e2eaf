import StrictJSON

/// What a parameter of a query may be, for the OpenAPI document.
package enum QueryValue: Sendable, Equatable {
    case text
    case integer(ClosedRange<Int>)
    case words([String])

    /// All that a flag may say.
    static let yes = QueryValue.words(["yes"])

    var schema: JSONTree {
        switch self {
        case .text: .object(of: ["type": "string"])
        case .integer(let range):
            .object(of: [
                "type": "integer", "minimum": .integer(range.lowerBound),
                "maximum": range.upperBound == Int.max ? nil : .integer(range.upperBound),
            ])
        case .words(let words): .object(of: ["type": "string", "enum": .array(words.map { .string($0) })])
        }
    }
}

/// What a member of a JSON body may be.
package indirect enum BodyValue: Sendable {
    case text
    case texts
    /// A number from 1.
    case count
    case counts
    case flag
    case object([BodyMember])
    /// Objects.
    case list([BodyMember])

    var schema: JSONTree {
        switch self {
        case .text: .object(of: ["type": "string", "minLength": .integer(1)])
        case .count: .object(of: ["type": "integer", "minimum": .integer(1)])
        case .flag: .object(of: ["type": "boolean"])
        case .texts: Self.array(of: BodyValue.text.schema)
        case .counts: Self.array(of: BodyValue.count.schema)
        case .object(let members): members.schema
        case .list(let members): Self.array(of: members.schema)
        }
    }

    private static func array(of items: JSONTree) -> JSONTree { .object(of: ["type": "array", "items": items]) }
}

/// A member of a JSON body that a route reads.
package struct BodyMember: Sendable {
    package let name: String
    package let value: BodyValue
    package let isNeeded: Bool

    /// One that may be absent.
    static func may(_ name: String, _ value: BodyValue = .text) -> BodyMember {
        BodyMember(name: name, value: value, isNeeded: false)
    }

    /// One that must be there.
    static func must(_ name: String, _ value: BodyValue = .text) -> BodyMember {
        BodyMember(name: name, value: value, isNeeded: true)
    }
}

extension [BodyMember] {
    /// An object with these members and no others.
    var schema: JSONTree {
        let needed = filter(\.isNeeded).map { JSONTree.string($0.name) }
        return .object(of: [
            "type": "object", "properties": .object(map { .init($0.name, $0.value.schema) }),
            "required": needed.isEmpty ? nil : .array(needed), "additionalProperties": .boolean(false),
        ])
    }
}
