import Foundation
import GRDB
package import Gateway
import LessonExchange
package import Signatures

extension SQLiteStore {
    package func commitDuty(_ duty: DutyRecord) async throws(StoreError) -> DutyOutcome {
        try await write { try Self.keep(duty, $0) }
    }

    /// Keeps a step, if its taker has taken no other for the lesson and no later step was taken before.
    ///
    /// Everybody who ever took one is kept: taking it again makes nobody forget who took it first. The same lesson in
    /// other bytes is the same lesson, and a name in other letters the same person.
    static func keep(_ duty: DutyRecord, _ database: Database) throws -> DutyOutcome {
        let taken = try Row.fetchAll(
            database,
            sql: "SELECT draft = ?1 AS is_same, duty, person FROM duty WHERE draft = ?1 OR form = ?2",
            arguments: [StoredBytes(duty.draft.bytes), duty.form.map { StoredBytes($0.bytes) }]
        ).compactMap { row in
            Duty(rawValue: row["duty"]).map { duty in
                (duty: duty, person: row["person"] as String, isSame: row["is_same"] as Bool)
            }
        }
        let other = taken.first {
            $0.duty != duty.duty && Attestation.isSamePerson($0.person, duty.person)
        }
        if let other { return .separated(from: other.duty) }
        let order = Duty.allCases
        let later = order.drop { $0 != duty.duty }.dropFirst()
        if duty.duty != .draft, let next = taken.first(where: { $0.isSame && later.contains($0.duty) }) {
            return .late(for: next.duty)
        }
        try insert(duty, database)
        let audit = AuditRecord(
            at: duty.at,
            person: duty.person,
            role: duty.duty.role,
            action: "draft.\(duty.duty.rawValue)",
            subject: duty.draft.description
        )
        try Self.keep(audit, database)
        return .kept
    }

    private static func insert(_ duty: DutyRecord, _ database: Database) throws {
        let form = duty.form.map { StoredBytes($0.bytes) }
        try database.execute(
            sql: """
                INSERT INTO duty (draft, duty, person, at, document, form) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (draft, duty, person) DO UPDATE SET at = excluded.at, document = excluded.document
                """,
            arguments: [
                StoredBytes(duty.draft.bytes), duty.duty.rawValue, duty.person, duty.at.unixSeconds,
                StoredBytes(duty.document), form,
            ]
        )
        guard let form else { return }
        // Steps of an older program learn it by the first one that knows.
        try database.execute(
            sql: "UPDATE duty SET form = ? WHERE draft = ? AND form IS NULL",
            arguments: [form, StoredBytes(duty.draft.bytes)]
        )
    }

    package func duties(for draft: Digest) async throws(StoreError) -> [DutyRecord] {
        try await duties("draft", draft)
    }

    package func duties(ofForm form: Digest) async throws(StoreError) -> [DutyRecord] {
        try await duties("form", form)
    }

    package func openSteps() async throws(StoreError) -> [DutyRecord] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT draft, duty, person, at FROM duty
                    WHERE NOT EXISTS (SELECT 1 FROM duty p WHERE p.draft = duty.draft AND p.duty = 'publish')
                    """
            ).compactMap { row -> DutyRecord? in
                guard let duty = Duty(rawValue: row["duty"]) else { return nil }
                return DutyRecord(
                    draft: try row.digest("draft"),
                    duty: duty,
                    person: row["person"],
                    at: row.timestamp("at"),
                    document: []
                )
            }
        }
    }

    private func duties(_ column: String, _ digest: Digest) async throws(StoreError) -> [DutyRecord] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM duty WHERE \(column) = ? ORDER BY at DESC",
                arguments: [StoredBytes(digest.bytes)]
            ).compactMap { row -> DutyRecord? in
                guard let duty = Duty(rawValue: row["duty"]) else { return nil }
                return DutyRecord(
                    draft: try row.digest("draft"),
                    duty: duty,
                    person: row["person"],
                    at: row.timestamp("at"),
                    document: row.bytes("document"),
                    form: Digest(bytes: row.bytes("form"))
                )
            }
        }
    }

    package func commitDraftsEnd(before moment: Timestamp) async throws(StoreError) -> Int {
        let drafts = try await read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT draft FROM duty GROUP BY draft HAVING max(at) < ? AND sum(duty = 'publish') = 0",
                arguments: [moment.unixSeconds]
            ).map { $0.bytes("draft") }
        }
        guard !drafts.isEmpty else { return 0 }
        let ended = try await write { database in
            var count = 0
            for draft in drafts {
                // Somebody may have taken a step meanwhile.
                try database.execute(
                    sql: """
                        DELETE FROM duty WHERE draft = ?1
                        AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.draft = ?1 AND (d.at >= ?2 OR d.duty = 'publish'))
                        """,
                    arguments: [StoredBytes(draft), moment.unixSeconds]
                )
                count += database.changesCount > 0 ? 1 : 0
            }
            if count > 0 { try StoreNote.logUncut.add(database) }
            return count
        }
        try await cutLog()
        return ended
    }

    package func quarantine(max: Int) async throws(StoreError) -> [QuarantineItem] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT digest, signer, outcome, reasons, since FROM quarantine ORDER BY since DESC LIMIT ?",
                arguments: [max]
            ).map { row in
                QuarantineItem(
                    digest: try row.digest("digest"),
                    signer: row["signer"],
                    outcome: row["outcome"],
                    reasons: (row["reasons"] as String).split(separator: "\n").map(String.init),
                    since: row.timestamp("since")
                )
            }
        }
    }

    package func commitDecision(_ decision: DuplicateDecision, audit: AuditRecord) async throws(StoreError) {
        try await write { database in
            try Self.keep(decision, database)
            try Self.keep(audit, database)
        }
    }

    static func keep(_ decision: DuplicateDecision, _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO decision (subject, lesson_id, version, relation, person, at) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
                decision.subject, decision.lessonID, decision.version, decision.relation, decision.person,
                decision.at.unixSeconds,
            ]
        )
    }

    package func decisions(about lessonID: String) async throws(StoreError) -> [DuplicateDecision] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM decision WHERE lesson_id = ?1 OR subject = ?1 ORDER BY id LIMIT 1000",
                arguments: [lessonID]
            ).map { row in
                DuplicateDecision(
                    subject: row["subject"],
                    lessonID: row["lesson_id"],
                    version: row["version"],
                    relation: row["relation"],
                    person: row["person"],
                    at: row.timestamp("at")
                )
            }
        }
    }

    package func commitToken(_ token: APIToken, audit: AuditRecord) async throws(StoreError) {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO token (hash, person, scopes, created, expires, revoked) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (hash) DO UPDATE SET revoked = excluded.revoked
                    """,
                arguments: [
                    StoredBytes(token.hash.bytes), token.person, token.scopes.map(\.rawValue).joined(separator: " "),
                    token.created.unixSeconds, token.expires.unixSeconds, token.isRevoked,
                ]
            )
            try Self.keep(audit, database)
        }
    }

    package func token(_ hash: Digest) async throws(StoreError) -> APIToken? {
        try await read { database in
            let find = try database.cachedStatement(sql: "SELECT * FROM token WHERE hash = ?")
            return try Row.fetchOne(find, arguments: [StoredBytes(hash.bytes)]).map { try Self.token($0) }
        }
    }

    package func tokens() async throws(StoreError) -> [APIToken] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM token ORDER BY created, hash").map { try Self.token($0) }
        }
    }

    private static func token(_ row: Row) throws -> APIToken {
        APIToken(
            hash: try row.digest("hash"),
            person: row["person"],
            scopes: (row["scopes"] as String).split(separator: " ").compactMap { Scope(rawValue: String($0)) },
            created: row.timestamp("created"),
            expires: row.timestamp("expires"),
            isRevoked: row["revoked"]
        )
    }

    package func answer(to request: IdempotencyKey) async throws(StoreError) -> StoredAnswer? {
        try await read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT body, answer FROM answer WHERE caller = ? AND route = ? AND key = ? AND at >= ?",
                arguments: [
                    request.caller, request.route, request.key,
                    request.at.adding(seconds: -IdempotencyKey.keptSeconds).unixSeconds,
                ]
            ).map { StoredAnswer(body: try $0.digest("body"), answer: $0.bytes("answer")) }
        }
    }

    package func commitAudit(_ audit: AuditRecord) async throws(StoreError) {
        try await write { try Self.keep(audit, $0) }
    }

    package func audit(max: Int) async throws(StoreError) -> [AuditRecord] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM audit ORDER BY id DESC LIMIT ?", arguments: [max]).map {
                row in
                AuditRecord(
                    at: row.timestamp("at"),
                    person: row["person"],
                    role: row["role"],
                    action: row["action"],
                    subject: row["subject"]
                )
            }
        }
    }
}
