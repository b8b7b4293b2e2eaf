import Findings
import GRDB
import Gateway
import LessonExchange
import Signatures

/// Blanks the words of findings and of their cases, inside a transaction; digests, steps and codes stay.
struct FindingErasure {
    private let database: Database

    init(_ database: Database) { self.database = database }

    /// What would be blanked, as notes: the content of each version, or the words of each step, with the finding's key.
    func notes(of number: Int64, withCase: Bool) throws -> [ErasureNote]? {
        let row = try Row.fetchOne(database, sql: "SELECT key FROM finding WHERE number = ?", arguments: [number])
        guard let key = try row?.digest("key") else { return nil }
        let contents = try Row.fetchAll(
            database,
            sql: "SELECT DISTINCT content AS digest FROM finding_version WHERE finding = ? ORDER BY version",
            arguments: [number]
        )
        let words = try Row.fetchAll(
            database,
            sql: """
                SELECT DISTINCT words AS digest FROM case_step
                WHERE finding = ? AND words IS NOT NULL AND (? OR kind = 'reading') ORDER BY id
                """,
            arguments: [number, withCase]
        )
        return try (contents + words).map { ErasureNote(statement: try $0.digest("digest"), withdrawal: key) }
    }

    /// Blanks a finding in every version.
    func blank(_ number: Int64, withCase: Bool) throws {
        try database.execute(
            sql: "UPDATE finding_version SET document = x'', draft = x'' WHERE finding = ?",
            arguments: [number]
        )
        try database.execute(
            sql: """
                UPDATE case_words SET words = x'' WHERE step IN
                (SELECT id FROM case_step WHERE finding = ? AND (? OR kind = 'reading'))
                """,
            arguments: [number, withCase]
        )
        try database.execute(
            sql: """
                UPDATE finding_source SET forgotten = 1 WHERE digest IN
                (SELECT source FROM finding_row WHERE finding = ?)
                """,
            arguments: [number]
        )
        try blankCurrent(number)
        try foldAgain(number)
        try forgetDrafts(of: number)
    }

    /// Drafts of the same source that were handed in and not published: whoever still means one hands it in again.
    private func forgetDrafts(of number: Int64) throws {
        let key = try String.fetchOne(
            database,
            sql: "SELECT source_key FROM finding WHERE number = ?",
            arguments: [number]
        )
        guard let key else { return }
        let drafts = try Row.fetchCursor(
            database,
            sql: """
                SELECT draft, document FROM duty WHERE duty = 'draft' AND length(document) > 0
                AND NOT EXISTS (SELECT 1 FROM duty p WHERE p.draft = duty.draft AND p.duty = 'publish')
                """
        )
        var found: [[UInt8]] = []
        while let row = try drafts.next() {
            guard let lesson = (try? GateContext.lessons(in: row.bytes("document")))?.first else { continue }
            let sources = LessonFacts(lesson).sources.map { LessonSketch.sourceKey($0.issuer, $0.reference) }
            if sources.contains(where: { $0.utf8.elementsEqual(key.utf8) }) { found.append(row.bytes("draft")) }
        }
        for draft in found {
            try database.execute(sql: "DELETE FROM duty WHERE draft = ?", arguments: [StoredBytes(draft)])
        }
    }

    private func blankCurrent(_ number: Int64) throws {
        guard let known = try StoredFinding.read(number, database), !known.isErased else { return }
        try FindingIndex(database).remove(number)
        try database.execute(
            sql: "UPDATE finding SET document = ?, title = '', sketch = x'', erased = 1 WHERE number = ?",
            arguments: [StoredBytes(FindingForm.bytes(of: known.record.finding.blanked)), number]
        )
    }

    /// An action without its words is nobody's progress, so an approval may be gone.
    private func foldAgain(_ number: Int64) throws {
        guard let known = try StoredFinding.read(number, database) else { return }
        try FindingRowWriter(database).putState(
            known.record.state,
            of: number,
            clock: known.record.clock,
            steps: known.record.steps,
            at: nil
        )
    }

    /// Does again what a note says, in a store that was put back.
    ///
    /// - Returns: whether there was anything to blank.
    func replay(_ note: ErasureNote, at moment: Timestamp) throws -> Bool {
        guard let key = note.withdrawal,
            let row = try Row.fetchOne(
                try database.cachedStatement(sql: "SELECT number FROM finding WHERE key = ?"),
                arguments: [StoredBytes(key.bytes)]
            )
        else { return false }
        let number: Int64 = row["number"]
        let subject = StoredBytes(note.statement.bytes)
        try database.execute(
            sql: """
                UPDATE case_words SET words = x'' WHERE length(words) > 0
                AND step IN (SELECT id FROM case_step WHERE finding = ? AND words = ?)
                """,
            arguments: [number, subject]
        )
        var count = database.changesCount
        try database.execute(
            sql: """
                UPDATE finding_source SET forgotten = 1 WHERE digest IN
                (SELECT source FROM finding_row WHERE finding = ?1)
                AND EXISTS (SELECT 1 FROM finding_version WHERE finding = ?1 AND content = ?2 AND length(document) > 0)
                """,
            arguments: [number, subject]
        )
        try database.execute(
            sql: """
                UPDATE finding_version SET document = x'', draft = x''
                WHERE finding = ? AND content = ? AND length(document) > 0
                """,
            arguments: [number, subject]
        )
        count += database.changesCount
        guard count > 0 else { return false }
        // The words that count are gone: those of the newest version, or those of whoever read it.
        if try StoredFinding.read(number, database)?.record.finding.draft.isEmpty ?? false { try blankCurrent(number) }
        try foldAgain(number)
        try database.execute(
            sql: """
                INSERT INTO finding_erasure (finding, with_case, reason, person, at)
                SELECT ?1, 0, 'noted before a restore', 'lesson-gateway', ?2
                WHERE NOT EXISTS (SELECT 1 FROM finding_erasure WHERE finding = ?1)
                """,
            arguments: [number, moment.unixSeconds]
        )
        return true
    }
}
