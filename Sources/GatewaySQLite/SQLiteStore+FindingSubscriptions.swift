import Foundation
import GRDB
package import Gateway
import Signatures

extension SQLiteStore {
    package func subscriptions() async throws(StoreError) -> [Subscription] {
        try await read { try Self.subscriptions($0) }
    }

    static func subscriptions(_ database: Database) throws -> [Subscription] {
        try Row.fetchAll(database, sql: "SELECT * FROM subscription ORDER BY name").map { row in
            var subscription = Subscription(name: row["name"])
            subscription.recipient = row["recipient"]
            subscription.theme = row["theme"]
            subscription.serviceLine = row["service_line"]
            subscription.source = row["source"]
            subscription.since = row["since"]
            return subscription
        }
    }

    @discardableResult
    package func commitSubscription(
        _ subscription: Subscription,
        isEnd: Bool,
        audit: AuditRecord
    ) async throws(StoreError) -> Int {
        try await write { database in
            try database.execute(sql: "DELETE FROM subscription WHERE name = ?", arguments: [subscription.name])
            try Self.keep(audit, database)
            guard !isEnd else { return 0 }
            try database.execute(
                sql: """
                    INSERT INTO subscription (name, recipient, theme, service_line, source, since, person, at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    subscription.name, subscription.recipient, subscription.theme, subscription.serviceLine,
                    subscription.source, subscription.since, audit.person, audit.at.unixSeconds,
                ]
            )
            return try Self.takeSearchable(subscription, audit, database)
        }
    }

    /// Takes what is searchable only and matches into triage, some at a time.
    private static func takeSearchable(
        _ subscription: Subscription,
        _ audit: AuditRecord,
        _ database: Database
    ) throws -> Int {
        guard let (condition, arguments) = condition(of: subscription) else { return 0 }
        var count = 0
        while true {
            let numbers = try Int64.fetchAll(
                database,
                sql: """
                    SELECT number FROM finding WHERE state = 'searchable' AND \(condition)
                    ORDER BY number LIMIT \(FindingIntake.rowsMax)
                    """,
                arguments: arguments
            )
            for number in numbers {
                let take = try database.cachedStatement(
                    sql: """
                        UPDATE finding SET entry = 'triage', state = 'triage', because = trim(because || ' ' || ?),
                        changed = ? WHERE number = ?
                        """
                )
                try take.execute(arguments: [subscription.name, audit.at.unixSeconds, number])
                let line = AuditRecord(
                    at: audit.at,
                    person: audit.person,
                    role: audit.role,
                    action: "finding.taken",
                    subject: "finding \(number) by \(subscription.name)"
                )
                try keep(line, database)
            }
            count += numbers.count
            if numbers.count < FindingIntake.rowsMax { return count }
        }
    }

    /// What ``Subscription/matches(_:)`` says, of a row; nil for one without terms.
    private static func condition(of subscription: Subscription) -> (String, StatementArguments)? {
        let codes = [
            ("recipient", subscription.recipient), ("theme", subscription.theme), ("line", subscription.serviceLine),
            ("source", subscription.source),
        ]
        var conditions: [String] = []
        var arguments: StatementArguments = []
        for (kind, code) in codes {
            guard let code else { continue }
            conditions.append("number IN (SELECT finding FROM finding_code WHERE kind = ? AND code = ?)")
            arguments += [kind, code]
        }
        if let since = subscription.since {
            conditions.append("published >= ?")
            arguments += [since]
        }
        return conditions.isEmpty ? nil : (conditions.joined(separator: " AND "), arguments)
    }
}
