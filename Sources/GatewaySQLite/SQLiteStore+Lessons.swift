import Foundation
import GRDB
package import Gateway
package import Signatures

extension SQLiteStore {
    private static let lessonColumns = """
        lesson.lesson_id, lesson.version, lesson.publisher, lesson.title, lesson.record_kind, lesson.source_type,
        lesson.themes, lesson.service_lines, lesson.issued, lesson.state, lesson.is_public, statement.digest,
        \(LessonIndex.isSecret) AS secret
        """

    private static func lesson(_ row: Row) throws -> LessonRow {
        let isSecret: Bool = row["secret"]
        func words(_ column: String) -> [String] {
            isSecret ? [] : (row[column] as String).split(separator: " ").map(String.init)
        }
        return LessonRow(
            lessonID: row["lesson_id"],
            version: row["version"],
            publisher: row["publisher"],
            title: isSecret ? "" : row["title"],
            recordKind: row["record_kind"],
            sourceType: row["source_type"],
            themes: words("themes"),
            serviceLines: words("service_lines"),
            issued: row["issued"],
            state: row["state"],
            digest: try row.digest("digest"),
            isPublic: row["is_public"]
        )
    }

    package func search(_ query: LessonQuery) async throws(StoreError) -> LessonPage {
        let limit = min(max(1, query.limit), LessonQuery.limitMax)
        let offset = min(max(0, query.offset), LessonQuery.offsetMax)
        // Partners' requests keep the other readers.
        await searches.enter()
        defer { searches.leave() }
        return try await read { database in
            let rows = try LessonSearch(query).rows(Self.lessonColumns, limit: limit + 1, offset: offset, database)
            return LessonPage(lessons: try rows.prefix(limit).map { try Self.lesson($0) }, hasMore: rows.count > limit)
        }
    }

    package func versions(of lessonID: String) async throws(StoreError) -> [LessonRow] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT \(Self.lessonColumns) FROM lesson JOIN statement ON statement.id = lesson.statement
                    WHERE lesson_id = ? ORDER BY version DESC LIMIT 100
                    """,
                arguments: [lessonID]
            ).map { try Self.lesson($0) }
        }
    }

    package func lessons(in bundle: Digest) async throws(StoreError) -> [LessonRow] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT \(Self.lessonColumns) FROM lesson JOIN statement ON statement.id = lesson.statement
                    WHERE statement.digest = ? ORDER BY lesson.id
                    """,
                arguments: [StoredBytes(bundle.bytes)]
            ).map { try Self.lesson($0) }
        }
    }

    package func lessons(withDigestPrefix digits: String) async throws(StoreError) -> [LessonRow] {
        func end(_ filler: Character) -> StoredBytes? {
            let whole = digits + String(repeating: filler, count: max(0, 64 - digits.utf8.count))
            return Digest("sha256:\(whole)").map { StoredBytes($0.bytes) }
        }
        guard let least = end("0"), let most = end("f") else { return [] }
        return try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT \(Self.lessonColumns) FROM statement JOIN lesson ON lesson.statement = statement.id
                    WHERE statement.digest BETWEEN ? AND ? ORDER BY lesson.id DESC LIMIT 100
                    """,
                arguments: [least, most]
            ).map { try Self.lesson($0) }
        }
    }

    package func derivedFromWithdrawn() async throws(StoreError) -> [DerivedLesson] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT lesson.lesson_id, lesson.version, lesson_origin.lesson_id AS origin FROM lesson_origin
                    JOIN lesson ON lesson.id = lesson_origin.lesson
                    WHERE lesson.is_own AND lesson.state = 'active'
                    AND EXISTS (SELECT 1 FROM lesson o WHERE o.lesson_id = lesson_origin.lesson_id
                      AND o.state IN ('withdrawn', 'held'))
                    AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.subject = lesson.lesson_id
                      AND d.lesson_id = lesson_origin.lesson_id AND d.relation = 'kept')
                    ORDER BY lesson.id LIMIT 1000
                    """
            ).map { DerivedLesson(lessonID: $0["lesson_id"], version: $0["version"], origin: $0["origin"]) }
        }
    }

    package func similar(
        to questions: [SimilarityQuestion],
        max: Int,
        depth: SimilarityDepth
    ) async throws(StoreError) -> [[SimilarLesson]] {
        try await read { [self] database in
            let weights = try currentWeights(database)
            return try questions.map { try LessonIndex.similar(to: $0, weights, max: max, depth, database) }
        }
    }

    package func likeness(
        of questions: [SimilarityQuestion],
        to others: [SimilarityQuestion]
    ) async throws(StoreError) -> [[Likeness?]] {
        let weights = try await read { [self] database in try currentWeights(database) }
        return questions.map { question in
            others.map { other in
                Likeness(question.sketch, other.sketch, codes: (question.codes, other.codes), weights: weights)
            }
        }
    }

    package func responses(
        to lessonID: String?,
        from responder: String?,
        max: Int
    ) async throws(StoreError) -> [ResponseRow] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT responder, subject, response.position, issued, statement.digest FROM response
                    JOIN statement ON statement.id = response.statement
                    WHERE (?1 IS NULL OR lesson_id = ?1) AND (?2 IS NULL OR responder = ?2)
                    ORDER BY response.statement DESC LIMIT ?3
                    """,
                arguments: [lessonID, responder, max]
            ).map { row in
                ResponseRow(
                    responder: row["responder"],
                    subject: row["subject"],
                    position: row["position"],
                    issued: row["issued"],
                    digest: try row.digest("digest")
                )
            }
        }
    }
}
