import Foundation
import GRDB
import Gateway
import LessonExchange
import Signatures
import StrictJSON

/// Erases the bytes of statements after a disclosive withdrawal: payload, index, drafts, what was set aside.
///
/// Digest, log entry and tombstone stay.
enum Erasure {
    /// Asks for the erasure of every statement that holds one of these lessons in a version that is withdrawn as
    /// disclosive.
    static func request(_ lessonIDs: Set<String>, at moment: Timestamp, _ database: Database) throws {
        let ask = try database.cachedStatement(
            sql: """
                INSERT INTO purge (statement, withdrawal, requested)
                SELECT held.statement, w.statement, ?2 FROM withdrawal w JOIN statement s ON s.id = w.statement
                JOIN (SELECT statement, version FROM lesson WHERE lesson_id = ?1
                  UNION SELECT statement, version FROM lesson_copy WHERE lesson_id = ?1) held
                ON held.version <= w.up_to
                WHERE w.lesson_id = ?1 AND w.reason = 'disclosive' AND s.standing = 'stands'
                ON CONFLICT (statement) DO UPDATE SET withdrawal = excluded.withdrawal WHERE done IS NULL
                AND NOT EXISTS (SELECT 1 FROM statement WHERE id = purge.withdrawal AND standing = 'stands')
                """
        )
        for id in lessonIDs { try ask.execute(arguments: [id, moment.unixSeconds]) }
    }

    /// Statements whose turn it is: asked for, under no legal hold, and their withdrawal still stands.
    static func due(_ database: Database) throws -> [(id: Int64, digest: Digest, withdrawal: Digest?)] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT purge.statement, held.digest, w.digest AS withdrawal FROM purge
                JOIN statement held ON held.id = purge.statement LEFT JOIN statement w ON w.id = purge.withdrawal
                WHERE purge.done IS NULL AND (w.id IS NULL OR w.standing = 'stands')
                AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.digest = held.digest)
                """
        ).map { row in
            let withdrawal = row.bytes("withdrawal")
            return (row["statement"], try row.digest("digest"), Digest(bytes: withdrawal))
        }
    }

    /// Blanks a statement in every table.
    ///
    /// - Returns: whether there was anything to blank.
    static func blank(_ id: Int64, _ digest: Digest, _ database: Database) throws -> Bool {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT envelope FROM statement WHERE id = ? AND envelope IS NOT NULL",
            arguments: [id]
        )
        guard let envelope = row?.bytes("envelope") else { return false }
        try blankDrafts(of: id, digest, database)
        try blankLessons(of: id, envelope, database)
        try database.execute(sql: "UPDATE statement SET envelope = NULL WHERE id = ?", arguments: [id])
        try database.execute(
            sql: "UPDATE quarantine SET envelope = NULL WHERE digest = ?",
            arguments: [StoredBytes(digest.bytes)]
        )
        for lesson in try String.fetchAll(
            database,
            sql: "SELECT lesson_id FROM lesson WHERE statement = ?",
            arguments: [id]
        ) {
            try LessonState.recompute(lesson, database)
        }
        return true
    }

    private static func blankLessons(of statement: Int64, _ envelope: [UInt8], _ database: Database) throws {
        let payload = (try? JWSEnvelope(parsing: envelope))?.payload ?? []
        let document = try? JSONDocument(parsing: payload, limits: EnvelopeLimits.payload)
        let facts = (document?.root["lessons"]?.elements ?? []).map { LessonFacts($0) }
        for row in try Row.fetchAll(
            database,
            sql: "SELECT id, lesson_id, version FROM lesson WHERE statement = ?",
            arguments: [statement]
        ) {
            let (id, lessonID, version): (Int64, String, Int) = (row["id"], row["lesson_id"], row["version"])
            guard let lesson = facts.first(where: { $0.lessonID == lessonID && $0.version == version }) else {
                continue
            }
            try LessonIndex.remove(lesson, id: id, database)
            try database.execute(
                sql: """
                    UPDATE lesson SET title = '', form = zeroblob(32), sketch = x'', themes = '', service_lines = ''
                    WHERE id = ?
                    """,
                arguments: [id]
            )
        }
    }

    /// Blanks what was set aside, or waits, and is named by a disclosive withdrawal.
    ///
    /// - Returns: the digests of what was blanked, each once.
    static func blank(_ bundles: [SetAsideBundles.Named], _ database: Database) throws -> [Digest] {
        var digests: [Digest] = []
        for bundle in bundles where !bundle.isKept {
            try database.execute(sql: "UPDATE quarantine SET envelope = NULL WHERE id = ?", arguments: [bundle.id])
            if !digests.contains(bundle.digest) { digests.append(bundle.digest) }
        }
        return digests
    }

    /// Blanks what was set aside and is noted as erased, although its withdrawal may not be here any more.
    ///
    /// - Returns: whether there was anything to blank.
    static func blankSetAside(_ note: ErasureNote, _ database: Database) throws -> Bool {
        try database.execute(
            sql: """
                UPDATE quarantine SET envelope = NULL WHERE digest = ?1 AND envelope IS NOT NULL
                AND digest NOT IN (SELECT digest FROM legal_hold)
                AND NOT EXISTS (SELECT 1 FROM statement WHERE digest = ?2 AND standing <> 'stands')
                """,
            arguments: [StoredBytes(note.statement.bytes), note.withdrawal.map { StoredBytes($0.bytes) }]
        )
        return database.changesCount > 0
    }
}
