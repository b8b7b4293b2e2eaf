import LessonExchange
import Signatures
package import StrictJSON

extension Gateway {
    /// Keeps what we want to see of all that is published; findings that are here and match come into triage at once.
    ///
    /// - Returns: how many came.
    @discardableResult
    package func subscribe(_ subscription: Subscription, by actor: Actor) async throws -> Int {
        try Self.check(subscription)
        let others = try await store.subscriptions().filter { $0.name != subscription.name }
        guard others.count < Self.subscriptionsMax else {
            throw LessonExchangeError("limit.exceeded", "subscriptionsMax is \(Self.subscriptionsMax)", at: "/name")
        }
        return try await store.commitSubscription(
            subscription,
            isEnd: false,
            audit: audit(actor, "subscription.set", subscription.told)
        )
    }

    /// Ends a subscription; what it took into triage stays there.
    package func unsubscribe(_ name: String, by actor: Actor) async throws {
        guard let known = try await store.subscriptions().first(where: { $0.name == name }) else {
            throw FindingValues.unknown("there is no subscription of that name", at: "/name")
        }
        try await store.commitSubscription(known, isEnd: true, audit: audit(actor, "subscription.ended", known.told))
    }

    /// More subscriptions than that are no selection any more.
    package static let subscriptionsMax = 100

    private static func check(_ subscription: Subscription) throws(LessonExchangeError) {
        try FindingValues.checkName(subscription.name, at: "/name")
        guard !TriageRules.ownWords.contains(subscription.name) else {
            throw FindingValues.unknown("that name is taken: it says that a finding names us", at: "/name")
        }
        guard subscription.hasTerms else {
            throw FindingValues.unknown("it names nothing that is looked for", at: "/name")
        }
        if let recipient = subscription.recipient, !OrganisationID.isValid(recipient) {
            throw FindingValues.unknown("it is no organisation id", at: "/recipient")
        }
        let codes = [
            ("theme", subscription.theme, "contributory-themes"),
            ("serviceLine", subscription.serviceLine, "service-line"), ("source", subscription.source, "source-type"),
        ]
        for (place, code, list) in codes {
            if let code { try FindingValues.checkCode(code, of: list, at: "/\(place)") }
        }
        if let since = subscription.since { try FindingValues.checkDay(since, at: "/since") }
    }
}

extension Subscription {
    /// Name and terms in a line of the trail: what it took in is known by them when it is another or gone.
    var told: String {
        let terms = [
            ("recipient", recipient), ("theme", theme), ("service line", serviceLine), ("source", source),
            ("since", since),
        ]
        return "\(name): " + terms.compactMap { word, value in value.map { "\(word) \($0)" } }.joined(separator: ", ")
    }

    package var tree: JSONTree {
        .object(of: [
            "name": .string(name), "recipient": recipient.map { .string($0) }, "theme": theme.map { .string($0) },
            "serviceLine": serviceLine.map { .string($0) }, "source": source.map { .string($0) },
            "since": since.map { .string($0) },
        ])
    }
}
