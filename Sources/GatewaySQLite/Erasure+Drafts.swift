import GRDB
import LessonExchange
import Signatures
import StrictJSON

extension Erasure {
    /// Drafts that no bundle came from; `duty` is the row.
    private static let isUnpublished = """
        NOT EXISTS (SELECT 1 FROM duty p WHERE p.draft = duty.draft AND p.duty = 'publish')
        """

    /// Blanks the draft that a bundle came from, and removes those that were mended on the way to it.
    ///
    /// Nobody can tell which those were: they are what its author handed in until then and did not publish, and what has
    /// the lesson's title or id. Begins with rows of `lesson` that are still whole.
    static func blankDrafts(of statement: Int64, _ digest: Digest, _ database: Database) throws {
        let bundle = StoredBytes(digest.bytes)
        try database.execute(
            sql: """
                UPDATE duty SET document = x'' WHERE draft IN
                (SELECT draft FROM duty WHERE duty = 'publish' AND document = ?) AND duty <> 'publish'
                """,
            arguments: [bundle]
        )
        var drafts = try Row.fetchAll(
            database,
            sql: """
                SELECT DISTINCT duty.draft FROM duty
                JOIN duty taken ON taken.duty = 'draft' AND taken.person = duty.person
                JOIN duty published ON published.draft = taken.draft AND published.duty = 'publish'
                WHERE published.document = ? AND duty.duty = 'draft' AND duty.at <= published.at AND \(isUnpublished)
                """,
            arguments: [bundle]
        ).map { $0.bytes("draft") }
        drafts += try alike(to: statement, database)
        for draft in drafts {
            try database.execute(sql: "DELETE FROM duty WHERE draft = ?", arguments: [StoredBytes(draft)])
        }
    }

    /// Drafts that were not published and have the title or the id of an own lesson of a bundle.
    private static func alike(to statement: Int64, _ database: Database) throws -> [[UInt8]] {
        let own = try Row.fetchAll(
            database,
            sql: "SELECT lesson_id, title FROM lesson WHERE statement = ? AND is_own",
            arguments: [statement]
        )
        guard !own.isEmpty else { return [] }
        let names = Set(own.flatMap { [$0["lesson_id"] as String, $0["title"] as String] }).subtracting([""])
        return try Row.fetchAll(
            database,
            sql: "SELECT draft, document FROM duty WHERE duty = 'draft' AND \(isUnpublished)"
        ).filter { row in
            let lessons = (try? GateContext.lessons(in: row.bytes("document"))) ?? []
            return lessons.contains { lesson in
                [lesson["lessonId"]?.string, lesson["title"]?.string].compactMap { $0 }.contains { names.contains($0) }
            }
        }.map { $0.bytes("draft") }
    }
}
