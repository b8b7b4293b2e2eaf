import CommandSupport
import LessonExchange
package import Signatures
package import StrictJSON

/// Who may have a statement of ours, on one page.
package struct Exposure: Sendable {
    package let statement: StoredStatement
    package let audience: Audience
    package let deliveries: [Delivery]
    /// Withdrawals of ours that name it, with who has not answered.
    package let open: [OpenWithdrawal]
    /// Whether it is a bundle whose lessons are all withdrawn.
    package let states: [String]

    package var tree: JSONTree {
        let readers: JSONTree =
            if case .named(let names) = audience { .array(names.map { .string($0) }) } else { "partners" }
        return .object(of: [
            "digest": .string(statement.digest.description), "kind": .string(statement.kind.rawValue),
            "issued": .string(statement.firstSeen.description),
            "position": statement.position.map { .integer(Int($0)) },
            "erased": .boolean(statement.envelope == nil), "recipients": readers,
            "lessons": .array(states.map { .string($0) }),
            "partners": .array(deliveries.map(\.tree)), "openWithdrawals": .array(open.map(\.tree)),
        ])
    }

    package func text(at moment: Timestamp) -> String {
        let place = statement.position.map { " at position \($0)" } ?? ""
        var text = "\(statement.digest)\n  \(statement.kind.rawValue), logged \(statement.firstSeen)\(place)"
        text += statement.envelope == nil ? ", its bytes are erased\n" : "\n"
        if case .named(let names) = audience {
            text += "  for \(names.joined(separator: ", "))\n"
        } else {
            text += "  for all partners\n"
        }
        for state in states { text += "  lesson: \(state)\n" }
        for delivery in deliveries {
            text += "  \(delivery.partner): \(delivery.step.rawValue)\(delivery.told)\n"
        }
        for withdrawal in open { text += "  \(withdrawal.line(at: moment))\n" }
        return text
    }
}

extension Delivery {
    /// ", held (hold.legal)".
    fileprivate var told: String {
        guard let outcome else { return "" }
        return ", \(outcome)" + (reason.map { " (\(TerminalOutput.line($0)))" } ?? "")
    }

    package var tree: JSONTree {
        .object(of: [
            "partner": .string(partner), "step": .string(step.rawValue), "outcome": outcome.map { .string($0) },
            "reason": reason.map { .string($0) },
        ])
    }
}

extension OpenWithdrawal {
    package var tree: JSONTree {
        .object(of: [
            "withdrawal": .string(digest.description), "since": .string(since.description),
            "answered": .integer(answered), "readers": .integer(readers),
            "open": .array(open.map { .string($0) }),
        ])
    }

    /// "withdrawal sha256:…: 3 of 5, oldest 3 h, open at …".
    package func line(at moment: Timestamp) -> String {
        let hours = max(0, moment.unixSeconds - since.unixSeconds) / 3600
        return
            "withdrawal \(digest): \(answered) of \(readers), oldest \(hours) h, open at \(open.joined(separator: ", "))"
    }
}

extension Gateway {
    /// Who may have a statement of ours.
    package func exposure(of digest: Digest) async throws -> Exposure {
        guard let statement = try await store.statement(digest), statement.position != nil,
            let audience = try await store.audience(of: digest)
        else { throw LessonExchangeError("statement.not-found", digest.description) }
        return Exposure(
            statement: statement,
            audience: audience,
            deliveries: try await store.deliveries(of: digest),
            open: try await store.openWithdrawals().filter { $0.digest == digest || $0.bundles.contains(digest) },
            states: try await store.lessons(in: digest).map { "\($0.lessonID) version \($0.version): \($0.state)" }
        )
    }
}
