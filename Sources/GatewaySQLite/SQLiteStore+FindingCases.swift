import Foundation
import GRDB
package import Gateway
package import Signatures

extension SQLiteStore {
    package func commitCaseSteps(
        _ steps: [CaseStep],
        states: [Int64: CaseState],
        expecting: [Int64: Int]
    ) async throws(StoreError) {
        try await write { database in
            try CaseWriter(database).keep(CaseCommit(steps: steps, states: states, expecting: expecting))
        }
    }

    package func caseSteps(of number: Int64) async throws(StoreError) -> [CaseStep] {
        try await read { try StoredFinding.steps(of: number, $0) }
    }

    package func caseSteps(
        since moment: Timestamp,
        after cursor: Int64,
        max: Int
    ) async throws(StoreError) -> [(cursor: Int64, step: CaseStep, issuer: String, reference: String, version: Int)] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT case_step.*, case_words.words AS said, finding.issuer, finding.reference,
                      1 + (SELECT count(*) FROM case_step v WHERE v.finding = case_step.finding
                        AND v.place <= case_step.place AND v.kind = 'new-version') AS version_then
                    FROM case_step JOIN finding ON finding.number = case_step.finding
                    LEFT JOIN case_words ON case_words.step = case_step.id
                    WHERE case_step.id > ? AND case_step.at >= ? ORDER BY case_step.id LIMIT ?
                    """,
                arguments: [cursor, moment.unixSeconds, max]
            ).map { row in
                (
                    cursor: row["id"], step: try StoredFinding.step(row), issuer: row["issuer"],
                    reference: row["reference"], version: row["version_then"]
                )
            }
        }
    }

    package func auditTrail(
        since moment: Timestamp,
        after cursor: Int64,
        max: Int
    ) async throws(StoreError) -> [(cursor: Int64, record: AuditRecord, reason: String?)] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT audit.*, (SELECT reason FROM finding_erasure e WHERE audit.action = 'finding.forgotten'
                      AND audit.subject = 'finding ' || e.finding AND e.person = audit.person AND e.at = audit.at
                      ORDER BY e.id DESC LIMIT 1) AS erased_for
                    FROM audit WHERE id > ? AND at >= ? ORDER BY id LIMIT ?
                    """,
                arguments: [cursor, moment.unixSeconds, max]
            ).map { row in
                let record = AuditRecord(
                    at: row.timestamp("at"),
                    person: row["person"],
                    role: row["role"],
                    action: row["action"],
                    subject: row["subject"]
                )
                return (cursor: row["id"], record: record, reason: row["erased_for"])
            }
        }
    }

    package func openDrafts(max: Int) async throws(StoreError) -> [DutyRecord] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT draft, person, at, document, form FROM duty WHERE duty = 'draft' AND length(document) > 0
                    AND NOT EXISTS (SELECT 1 FROM duty p WHERE p.draft = duty.draft AND p.duty = 'publish')
                    GROUP BY draft ORDER BY at DESC, draft LIMIT ?
                    """,
                arguments: [max]
            ).map { row in
                DutyRecord(
                    draft: try row.digest("draft"),
                    duty: .draft,
                    person: row["person"],
                    at: row.timestamp("at"),
                    document: row.bytes("document"),
                    form: Digest(bytes: row.bytes("form"))
                )
            }
        }
    }
}
