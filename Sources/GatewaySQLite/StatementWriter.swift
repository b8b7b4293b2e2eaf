import Foundation
import GRDB
import Gateway
import LessonExchange
import Signatures
import TransparencyLog

/// Stores a statement and takes in what it says, inside a transaction.
struct StatementWriter {
    let database: Database
    let organisation: String
    let at: Timestamp
    /// The lessons that were added, oldest first.
    private(set) var added: [Int64] = []
    /// Lessons whose state may have changed.
    private(set) var touched: Set<String> = []

    init(_ database: Database, organisation: String, at: Timestamp) {
        self.database = database
        self.organisation = organisation
        self.at = at
    }

    /// The row of a statement's bytes; nil when they are here already.
    mutating func insert(
        _ envelope: [UInt8],
        digest: Digest,
        kind: StatementKind,
        signer: String,
        marking: String?,
        standing: Standing = .stands
    ) throws -> Int64? {
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO statement (digest, kind, signer, marking, envelope, first_seen, standing)
                VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """
        )
        try insert.execute(
            arguments: [
                StoredBytes(digest.bytes), kind.rawValue, signer, marking, StoredBytes(envelope), at.unixSeconds,
                standing.rawValue,
            ]
        )
        return database.changesCount == 1 ? database.lastInsertedRowID : nil
    }

    static func id(of digest: Digest, _ database: Database) throws -> Int64? {
        let find = try database.cachedStatement(sql: "SELECT id FROM statement WHERE digest = ?")
        return try Int64.fetchOne(find, arguments: [StoredBytes(digest.bytes)])
    }

    /// Adds the lessons of a bundle that have that outcome.
    mutating func add(_ bundle: BundleFacts, statement: Int64, signer: String, takes: (Int) throws -> Bool) throws {
        for (place, lesson) in bundle.lessons.enumerated() {
            if try takes(place) {
                try add(lesson, bundle, statement: statement, signer: signer)
            } else {
                // Its bytes go with the lesson's.
                try database.execute(
                    sql: "INSERT OR IGNORE INTO lesson_copy (lesson_id, version, statement) VALUES (?, ?, ?)",
                    arguments: [lesson.lessonID, lesson.version, statement]
                )
                touched.insert(lesson.lessonID)
            }
        }
    }

    /// What the statement is worth from now on, with all that follows from it.
    mutating func set(_ standing: Standing, statement: Int64) throws {
        try database.execute(
            sql: "UPDATE statement SET standing = ? WHERE id = ?",
            arguments: [standing.rawValue, statement]
        )
        let ids = try String.fetchAll(
            database,
            sql: """
                SELECT lesson_id FROM lesson WHERE statement = ?1
                UNION SELECT lesson_id FROM lesson_copy WHERE statement = ?1
                UNION SELECT lesson_id FROM withdrawal WHERE statement = ?1
                UNION SELECT lesson_id FROM supersession WHERE statement = ?1
                """,
            arguments: [statement]
        )
        for id in ids { try recompute(id) }
    }

    private mutating func recompute(_ lessonID: String) throws {
        try LessonState.recompute(lessonID, database)
        touched.insert(lessonID)
    }

    private mutating func add(
        _ lesson: LessonFacts,
        _ bundle: BundleFacts,
        statement: Int64,
        signer: String
    ) throws {
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO lesson (lesson_id, version, statement, publisher, form, title, record_kind, source_type, themes,
                service_lines, issued, is_public, is_own, state, sketch)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'active', ?)
                """
        )
        try insert.execute(
            arguments: [
                lesson.lessonID, lesson.version, statement, signer, StoredBytes(lesson.form.bytes), lesson.title,
                lesson.recordKind, lesson.sourceType, lesson.themes.joined(separator: " "),
                lesson.serviceLines.joined(separator: " "), bundle.issued, bundle.marking == "public",
                signer.utf8.elementsEqual(organisation.utf8), StoredBytes(lesson.sketch.bytes),
            ]
        )
        let id = database.lastInsertedRowID
        try LessonIndex.add(lesson, id: id, database)
        added.append(id)
        for other in Self.replaced(by: lesson, signer: signer) {
            let keep = try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO supersession (lesson_id, up_to, statement) VALUES (?, ?, ?)"
            )
            try keep.execute(arguments: [other.lessonID, other.version, statement])
            try recompute(other.lessonID)
        }
        for other in lesson.derivedFrom {
            try database.execute(
                sql: "INSERT OR IGNORE INTO lesson_origin (lesson_id, lesson) VALUES (?, ?)",
                arguments: [other, id]
            )
        }
        try recompute(lesson.lessonID)
    }

    /// Lessons that a lesson replaces: only their publisher says what replaces them.
    static func replaced(by lesson: LessonFacts, signer: String) -> [(lessonID: String, version: Int)] {
        lesson.supersedes.filter { other in
            StatementIDs.organisation(of: other.lessonID).map { $0.utf8.elementsEqual(signer.utf8) } ?? false
        }
    }

    /// Takes back what a withdrawal names; it holds whether the lessons are here or come later.
    mutating func add(_ withdrawal: WithdrawalFacts, statement: Int64) throws {
        let keep = try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO withdrawal (lesson_id, up_to, statement, reason, effective) VALUES (?, ?, ?, ?, ?)
                """
        )
        for lesson in withdrawal.lessons {
            try keep.execute(
                arguments: [
                    lesson.lessonID, lesson.versionsUpTo, statement, withdrawal.reason, withdrawal.effective,
                ]
            )
            try recompute(lesson.lessonID)
        }
        let name = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO withdrawal_digest (digest, statement) VALUES (?, ?)"
        )
        for digest in withdrawal.digests { try name.execute(arguments: [StoredBytes(digest.bytes), statement]) }
    }

    func add(_ response: ResponseFacts, statement: Int64, signer: String) throws {
        let keep = try database.cachedStatement(
            sql: """
                INSERT INTO response (statement, responder, lesson_id, subject, position, issued, source_key)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        )
        try keep.execute(
            arguments: [
                statement, signer, response.lessonID, Self.subject(of: response), response.position, response.issued,
                Self.sourceKey(of: response),
            ]
        )
    }

    /// By which an answer to a finding of an external body is found; nil for any other.
    static func sourceKey(of response: ResponseFacts) -> String? {
        response.external.map { LessonSketch.sourceKey($0.issuer, $0.reference) }
    }

    /// What a response is about, as people read it.
    static func subject(of response: ResponseFacts) -> String {
        response.lessonID.map { "\($0) version \(response.version ?? 1)" } ?? response.digest
            ?? response.external.map { "\($0.issuer) \($0.reference)" } ?? ""
    }

    /// Notes what a partner did with statements of ours.
    ///
    /// Only positions of ours with the digest that stands there, and for that partner, count: a receipt cannot speak for
    /// anything else. Of an earlier epoch the digest alone counts, since positions are others now.
    ///
    /// That a statement was there already tells nothing new of one that has an outcome.
    func add(_ receipt: ReceiptFacts, from reader: String) throws {
        let own = try LogWriter.head(database).origin
        guard let origin = LogOrigin(receipt.origin), origin.organisation.utf8.elementsEqual(own.organisation.utf8),
            origin.epoch <= own.epoch
        else { return }
        let isEarlier = origin.epoch < own.epoch
        let keep = try database.cachedStatement(
            sql: """
                INSERT INTO delivery (statement, reader, outcome, reason)
                SELECT log_entry.statement, ?1, ?2, ?6 FROM log_entry JOIN statement ON statement.id = log_entry.statement
                WHERE (log_entry.position = ?3 OR ?5) AND statement.digest = ?4
                AND EXISTS (SELECT 1 FROM addressee WHERE addressee.position = log_entry.position
                  AND addressee.reader IN ('*', ?1))
                ON CONFLICT (statement, reader) DO UPDATE SET outcome =
                  CASE WHEN excluded.outcome = 'duplicate' THEN coalesce(delivery.outcome, excluded.outcome)
                  ELSE excluded.outcome END,
                reason = CASE WHEN excluded.outcome = 'duplicate' AND delivery.outcome IS NOT NULL THEN delivery.reason
                  ELSE excluded.reason END
                """
        )
        for item in receipt.items {
            guard let digest = Digest(item.digest), item.position <= UInt64(Int64.max) else { continue }
            try keep.execute(
                arguments: [
                    reader, item.outcome, Int64(item.position), StoredBytes(digest.bytes), isEarlier, item.reason,
                ]
            )
        }
    }

    /// Keeps who a statement of ours is for.
    func address(_ audience: Audience, position: UInt64) throws {
        let readers = if case .named(let names) = audience { names } else { [Self.everybody] }
        let keep = try database.cachedStatement(sql: "INSERT INTO addressee (reader, position) VALUES (?, ?)")
        for reader in readers { try keep.execute(arguments: [reader, Int64(position)]) }
    }

    /// Stands for all partners among the readers; no organisation id looks like it.
    static let everybody = "*"
}

/// The state of lessons: a function of the statements that are here and of what they are worth.
enum LessonState {
    /// Withdrawn before held before superseded before active; `lesson` is the row.
    static let expression = """
        CASE
          WHEN EXISTS (SELECT 1 FROM withdrawal w JOIN statement s ON s.id = w.statement
            WHERE w.lesson_id = lesson.lesson_id AND w.up_to >= lesson.version AND s.standing = 'stands')
          OR (SELECT s.envelope IS NULL FROM statement s WHERE s.id = lesson.statement) THEN 'withdrawn'
          WHEN EXISTS (SELECT 1 FROM withdrawal w JOIN statement s ON s.id = w.statement
            WHERE w.lesson_id = lesson.lesson_id AND w.up_to >= lesson.version AND s.standing = 'hides')
          OR ((SELECT s.standing <> 'stands' FROM statement s WHERE s.id = lesson.statement)
            AND NOT EXISTS (SELECT 1 FROM lesson_copy c JOIN statement s ON s.id = c.statement
              WHERE c.lesson_id = lesson.lesson_id AND c.version = lesson.version AND s.standing = 'stands'))
            THEN 'held'
          WHEN EXISTS (SELECT 1 FROM lesson l JOIN statement s ON s.id = l.statement
            WHERE l.lesson_id = lesson.lesson_id AND l.version > lesson.version AND s.standing = 'stands')
          OR EXISTS (SELECT 1 FROM supersession p JOIN statement s ON s.id = p.statement
            WHERE p.lesson_id = lesson.lesson_id AND p.up_to >= lesson.version AND s.standing = 'stands')
            THEN 'superseded'
          ELSE 'active' END
        """

    /// Computes the states of all versions of a lesson anew.
    static func recompute(_ lessonID: String, _ database: Database) throws {
        let update = try database.cachedStatement(
            sql: "UPDATE lesson SET state = \(expression) WHERE lesson_id = ?"
        )
        try update.execute(arguments: [lessonID])
    }
}
